//! Whoever does something else with their player is left alone.

use serde_json::json;

use crate::{
    listener::{Listener, songs, until},
    stage::{Stage, until_logged},
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

    ada.until_kept().await;
    let server = server.kill_and_restart();
    let (looks, bos_looks) = (ada.calls().await, bo.calls().await);
    ada.socket = ada.browser.person().await.socket().await;
    bo.socket = bo.browser.person().await.socket().await;
    assert_eq!(server.url, ada.browser.url);
    // What the process before said holds for a while: the next one has to have begun.
    let looked = until(async || (ada.calls().await > looks).then_some(()));
    assert!(looked.await.is_some(), "nobody drives any more");
    until_logged(&server, &format!("Somebody listens along. person.id={}", bo.id)).await;
    ada.until_state("in_sync").await;
    bo.until_state("took_over").await;
    ada.skips().await;
    ada.until_player(&songs[2], true).await;
    assert_eq!((bo.commands().await, bo.calls().await), (told, bos_looks), "nor by the next process");

    bo.does(json!({ "action": "rejoin" })).await;
    bo.until_player(&songs[2], true).await;
    bo.until_state("in_sync").await;
}
