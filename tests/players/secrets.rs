//! What must not be found in any log, nor in what is said of a failure.

use reqwest::Method;
use serde_json::{Value, json};

use crate::{hearing, party::Party};

#[tokio::test]
async fn no_persons_token_is_in_any_log_at_any_level_nor_in_a_failure() {
    let party = Party::new().await;
    let (ada, faye) = (party.sign_in("ada").await, party.sign_in("faye").await);
    let phone = party.device("ada", "Ada's phone").await;
    let heard = hearing::listen();
    let mut said = vec![format!("{:?}", party.everything(&ada, &phone).await)];
    said.push(format!("{:?}", party.everything(&faye, &phone).await));
    party.fault(json!({ "status": 500, "times": 3 })).await;
    said.push(format!("{:?}", party.everything(&ada, &phone).await));
    party.clock.advance(10_000);
    party.post("limits", json!({ "path": "/v1", "seconds": 3600 })).await;
    said.push(format!("{:?} {ada:?}", party.everything(&ada, &phone).await));
    let log = heard.end();
    assert!(log.contains("Spotify asks to wait.") && log.contains("TRACE"), "everything is listened to");
    for token in [ada.reveal(), faye.reveal()] {
        let letters = &token[token.len() - 4..];
        let calls = party.control(Method::GET, "calls?path=/v1/me/player", Value::Null).await;
        let is_used = calls["calls"].as_array().unwrap().iter().any(|call| call["token"] == letters);
        assert!(is_used, "it was sent");
        assert!(!log.contains(token), "a token is in the log");
        assert!(said.iter().all(|said| !said.contains(token)), "a token is said");
    }
}
