//! Whoever is banned and signs in is banned still.

use reqwest::Method;
use serde_json::{Value, json};

use crate::{
    browser::Browser,
    stage::Stage,
    support::people::{Person, Socket},
};

const ADA: &str = "ada@party.example";

/// A nest of a host's, and the host in it.
async fn nest(url: &str) -> (Value, Socket) {
    let host = Browser::at(url).guest("Hanna").await;
    let (status, nest) = host.ask(Method::POST, "/api/v1/nests", &json!({ "bender_depth": 0 })).await;
    assert_eq!(status, 201, "{nest}");
    let socket = host.socket_at(&path(&nest)).await.expect("the host comes in");
    (nest, socket)
}

fn path(nest: &Value) -> String {
    format!("/socket/{}", nest["code"].as_str().expect("a code"))
}

async fn ban(host: &mut Socket, person: &Person) {
    host.does(json!({ "type": "kick", "person": person.id, "ban": true, "keep_songs": false })).await;
}

/// Whether the nest lets whoever is signed in there in.
async fn comes_in(browser: &Browser, nest: &Value) -> bool {
    match browser.person().await.socket_at(&path(nest)).await {
        Ok(_) => true,
        Err(tokio_tungstenite::tungstenite::Error::Http(answer)) => {
            assert_eq!(answer.status(), 403);
            false
        }
        Err(other) => panic!("{other}"),
    }
}

#[tokio::test]
async fn a_banned_guest_who_signs_up_stays_banned_wherever_they_sign_in() {
    let stage = Stage::new().await;
    let server = stage.server(&[("GUEST_NESTS", "on")]);
    let (nest, mut host) = nest(&server.url).await;
    let browser = Browser::at(&server.url);
    let troll = browser.guest("Troll").await;
    let _socket = troll.socket_at(&path(&nest)).await.expect("who knows the code comes in");
    ban(&mut host, &troll).await;
    // Leaving first does not help.
    assert_eq!(browser.post("/logout").send().await.expect("an answer").status(), 204);
    browser.sign_in(ADA).await;
    assert!(!comes_in(&browser, &nest).await);
    let elsewhere = Browser::at(&server.url);
    elsewhere.sign_in(ADA).await;
    assert!(!comes_in(&elsewhere, &nest).await);
}

#[tokio::test]
async fn a_banned_guest_with_an_account_of_before_takes_the_ban_there_and_a_borrowed_browser_does_not() {
    let stage = Stage::new().await;
    let server = stage.server(&[("GUEST_NESTS", "on")]);
    let (nest, mut host) = nest(&server.url).await;
    let laptop = Browser::at(&server.url);
    laptop.sign_in(ADA).await;
    let ada = laptop.person().await;
    let phone = Browser::at(&server.url);
    let troll = phone.guest("Troll").await;
    let _socket = troll.socket_at(&path(&nest)).await.expect("who knows the code comes in");
    ban(&mut host, &troll).await;

    // Who had an account before and borrows a browser after its guest left is somebody else.
    assert_eq!(phone.post("/logout").send().await.expect("an answer").status(), 204);
    phone.sign_in(ADA).await;
    assert!(comes_in(&phone, &nest).await);
    assert_eq!(phone.post("/logout").send().await.expect("an answer").status(), 204);
    // Whoever is that guest while they sign in is the same person.
    let troll_again = phone.guest("Troll").await;
    assert_eq!(troll_again.id, troll.id);
    phone.sign_in(ADA).await;
    assert_eq!(phone.you().await.expect("signed in")["id"], ada.id.as_str());
    assert!(!comes_in(&phone, &nest).await);
    assert!(!comes_in(&laptop, &nest).await);
}

#[tokio::test]
async fn a_guest_who_turns_out_to_be_known_brings_what_they_queued_in_any_nest() {
    let stage = Stage::new().await;
    let server = stage.server(&[("GUEST_NESTS", "on")]);
    let (nest, mut host) = nest(&server.url).await;
    let tracks = stage.tracks("plain").await;
    let laptop = Browser::at(&server.url);
    laptop.sign_in(ADA).await;
    let ada = laptop.person().await;
    let phone = Browser::at(&server.url);
    let guest = phone.guest("Ada's phone").await;
    let mut socket = guest.socket_at(&path(&nest)).await.expect("who knows the code comes in");
    for track in &tracks[..2] {
        socket.add(track["uri"].as_str().expect("an address")).await;
    }
    phone.sign_in(ADA).await;
    host.until(|model| model.state["queue"][0]["by"] == ada.id.as_str()).await;
    assert_eq!(host.model.state["playing"]["entry"]["by"], ada.id.as_str());
}
