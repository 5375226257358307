//! Whoever does something else with their player is left alone.

use serde_json::json;

use crate::{
    listener::{Listener, songs},
    stage::Stage,
};

#[tokio::test]
async fn who_takes_over_is_left_alone_until_they_rejoin_and_also_after_a_restart() {
    let stage = Stage::new().await;
    let server = stage.server(&[]);
    let mut ada = Listener::come(&stage, &server.url, "ada").await;
    let mut bo = Listener::come(&stage, &server.url, "bo").await;
    let songs = songs(&stage).await;
    for song in &songs[..4] {
        ada.socket.add(song).await;
    }
    ada.listens().await;
    bo.listens().await;
    ada.until_state("in_sync").await;
    bo.until_state("in_sync").await;

    bo.takes_over(&[&songs[9]]).await;
    bo.until_state("took_over").await;
    let told = bo.commands().await;
    ada.skips().await;
    ada.until_player(&songs[1], true).await;
    bo.until_player(&songs[9], true).await;
    assert_eq!(bo.commands().await, told, "nothing more is told to a device that was taken over");

    let server = server.kill_and_restart();
    ada.socket = ada.browser.person().await.socket().await;
    bo.socket = bo.browser.person().await.socket().await;
    assert_eq!(server.url, ada.browser.url);
    ada.until_state("in_sync").await;
    bo.until_state("took_over").await;
    assert_eq!(bo.commands().await, told, "nor by the next process");

    bo.does(json!({ "action": "rejoin" })).await;
    bo.until_player(&songs[1], true).await;
    bo.until_state("in_sync").await;
}
