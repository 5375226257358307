//! Stopping, disconnecting and leaving end it.

use serde_json::json;

use crate::{
    listener::{Listener, songs},
    stage::Stage,
    support::server::Server,
};

/// Somebody whose device plays with the nest, and a host beside them who skips.
async fn two<'a>(stage: &'a Stage, server: &Server, songs: &[String]) -> (Listener<'a>, Listener<'a>) {
    let mut ada = Listener::come(stage, &server.url, "ada").await;
    let bo = Listener::come(stage, &server.url, "bo").await;
    for song in &songs[..4] {
        ada.socket.add(song).await;
    }
    ada.listens().await;
    bo.listens().await;
    ada.until_player(&songs[0], true).await;
    bo.until_player(&songs[0], true).await;
    (ada, bo)
}

/// The nest goes on, and so does the other's device, but not this one.
async fn is_left_alone(ada: &mut Listener<'_>, bo: &Listener<'_>, next: &str) {
    let gone = crate::listener::until(async || {
        let listeners = ada.browser.read("/api/v1/listeners").await;
        (listeners["listeners"].as_array().map(Vec::len) == Some(1)).then_some(())
    });
    assert!(gone.await.is_some(), "{} still listens", bo.name);
    let told = bo.commands().await;
    ada.skips().await;
    ada.until_player(next, true).await;
    ada.until_state("in_sync").await;
    let calls = bo.stage.ask("/calls?path=/v1/me/player&method=PUT&person=bo").await;
    assert_eq!(bo.commands().await, told, "nothing is told to who does not listen: {calls}");
}

#[tokio::test]
async fn who_stops_keeps_what_plays_or_has_it_paused_once() {
    let stage = Stage::new().await;
    let server = stage.server(&[]);
    let songs = songs(&stage).await;
    let (mut ada, bo) = two(&stage, &server, &songs).await;
    let answer = bo.does(json!({ "action": "stop" })).await;
    assert_eq!((&answer["on"], &answer["state"]), (&json!(false), &json!({ "kind": "off" })), "{answer}");
    is_left_alone(&mut ada, &bo, &songs[1]).await;
    bo.until_player(&songs[0], true).await;

    bo.does(json!({ "action": "listen" })).await;
    bo.until_player(&songs[1], true).await;
    bo.does(json!({ "action": "stop", "pause": true })).await;
    bo.until_player(&songs[1], false).await;
    is_left_alone(&mut ada, &bo, &songs[2]).await;
}

#[tokio::test]
async fn who_disconnects_spotify_is_left_alone() {
    let stage = Stage::new().await;
    let server = stage.server(&[]);
    let songs = songs(&stage).await;
    let (mut ada, bo) = two(&stage, &server, &songs).await;
    let gone = bo.browser.delete("/api/v1/spotify").send().await.expect("an answer");
    assert_eq!(gone.status(), 204);
    is_left_alone(&mut ada, &bo, &songs[1]).await;
    assert_eq!(bo.state().await, json!({ "kind": "off" }));
}

#[tokio::test]
async fn who_signs_out_is_left_alone() {
    let stage = Stage::new().await;
    let server = stage.server(&[]);
    let songs = songs(&stage).await;
    let (mut ada, bo) = two(&stage, &server, &songs).await;
    let left = bo.browser.post("/logout").send().await.expect("an answer");
    assert_eq!(left.status(), 204);
    is_left_alone(&mut ada, &bo, &songs[1]).await;
}

#[tokio::test]
async fn who_takes_the_consent_back_at_spotify_is_told_to_connect_again() {
    let stage = Stage::new().await;
    let server = stage.server(&[]);
    let songs = songs(&stage).await;
    let (mut ada, bo) = two(&stage, &server, &songs).await;
    stage.tell("/spotify/people/bo/revoke", json!({})).await;
    ada.skips().await;
    bo.until_state("reconnect").await;
}
