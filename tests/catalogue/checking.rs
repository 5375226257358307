//! What a host is told when nothing is found.

use std::{net::SocketAddr, time::Duration};

use serde_json::json;
use tokio::net::TcpSocket;

use crate::stand_in::{StandIn, ok, status, usual};

/// What a check says when tokens, or searches, are answered like this.
async fn said(path: &'static str, answered: u16) -> String {
    let stand_in = StandIn::start(
        move |call| {
            if call.target.starts_with(path) { status(answered) } else { usual(call) }
        },
    )
    .await;
    stand_in.catalogue().check().await.expect_err("something is wrong").why
}

#[tokio::test]
async fn a_check_that_finds_nothing_wrong_asks_even_where_the_answer_is_known() {
    let stand_in = StandIn::start(usual).await;
    let catalogue = stand_in.catalogue();
    catalogue.check().await.unwrap();
    catalogue.check().await.unwrap();
    assert_eq!((stand_in.asked().len(), stand_in.tokens_asked()), (2, 1));
}

#[tokio::test]
async fn a_check_says_what_is_wrong() {
    for (path, answered, word) in [
        ("/api/token", 400, "client secret"),
        ("/api/token", 401, "client secret"),
        ("/api/token", 503, "503"),
        ("/api/token", 302, "302"),
        ("/v1/", 400, "market"),
        ("/v1/", 401, "token"),
        ("/v1/", 403, "refuses this app"),
        ("/v1/", 302, "redirect"),
        ("/v1/", 500, "500"),
    ] {
        let said = said(path, answered).await;
        assert!(said.contains(word), "{path} {answered}: {said}");
    }
}

#[tokio::test]
async fn a_check_says_that_nobody_is_there() {
    // Bound and never listened to, it is nobody else's either.
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind(SocketAddr::from(([127, 0, 0, 1], 0))).unwrap();
    let nowhere = format!("http://{}", socket.local_addr().unwrap());
    let stand_in = StandIn::start(usual).await;
    let accounts = stand_in.catalogue_with(|settings| settings.accounts_url.clone_from(&nowhere));
    let api = stand_in.catalogue_with(|settings| settings.api_url = nowhere);
    for catalogue in [accounts, api] {
        assert!(catalogue.check().await.unwrap_err().why.contains("could not be reached"));
    }
}

#[tokio::test]
async fn a_check_says_that_an_address_is_none() {
    let stand_in = StandIn::start(usual).await;
    let accounts = stand_in.catalogue_with(|settings| settings.accounts_url = "not an address".into());
    let api = stand_in.catalogue_with(|settings| settings.api_url = "file:///etc".into());
    assert!(accounts.check().await.unwrap_err().why.contains("SPOTIFY_ACCOUNTS_URL"));
    assert!(api.check().await.unwrap_err().why.contains("SPOTIFY_API_URL"));
}

#[tokio::test]
async fn a_wrong_secret_is_not_sent_again_and_again() {
    let stand_in = StandIn::start(|_| status(400)).await;
    let catalogue = stand_in.catalogue();
    for _ in 0..50 {
        assert_eq!(catalogue.check().await.unwrap_err().retry_after, Some(Duration::from_secs(5)));
    }
    assert_eq!(stand_in.tokens_asked(), 1);
    stand_in.clock.advance(5_000);
    stand_in.answer(|call| {
        if call.target == "/api/token" { ok(&json!({ "access_token": "x" })) } else { usual(call) }
    });
    catalogue.check().await.unwrap();
}
