//! Spotify asks to be left alone, or does not answer.

use serde_json::json;

use crate::{
    listener::{Listener, songs},
    stage::Stage,
};

#[tokio::test]
async fn while_spotify_asks_to_wait_nobody_calls_and_it_is_said_until_when() {
    let stage = Stage::new().await;
    let server = stage.server(&[]);
    let mut ada = Listener::come(&stage, &server.url, "ada").await;
    let songs = songs(&stage).await;
    ada.socket.add(&songs[0]).await;
    ada.socket.add(&songs[1]).await;
    ada.listens().await;
    ada.until_state("in_sync").await;
    stage.tell("/limits", json!({ "path": "/v1/me/player", "seconds": 60 })).await;
    ada.skips().await;
    let state = ada.until_state("waiting").await;
    assert!(state["until_ms"].as_u64().is_some(), "{state}");
    let calls = ada.calls().await;
    let answer = ada.browser.get("/api/v1/devices").send().await.expect("an answer");
    assert_eq!(answer.status(), 503);
    let problem: serde_json::Value = answer.json().await.expect("JSON");
    assert!(problem["retry_after_ms"].as_u64().is_some_and(|wait_ms| wait_ms <= 60_000), "{problem}");
    ada.does(json!({ "action": "rejoin" })).await;
    ada.until_state("waiting").await;
    assert_eq!(ada.calls().await, calls, "nobody calls meanwhile");
}

#[tokio::test]
async fn a_token_that_is_forgotten_is_renewed_and_the_music_goes_on() {
    let stage = Stage::new().await;
    let server = stage.server(&[]);
    let mut ada = Listener::come(&stage, &server.url, "ada").await;
    let songs = songs(&stage).await;
    ada.socket.add(&songs[0]).await;
    ada.socket.add(&songs[1]).await;
    ada.listens().await;
    ada.until_state("in_sync").await;
    stage.clear("/spotify/access").await;
    ada.skips().await;
    ada.until_player(&songs[1], true).await;
}
