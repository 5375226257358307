//! Processes end, and listening goes on.

use crate::{
    listener::{Listener, songs},
    stage::Stage,
};

/// A device that is put right is told the same again, but not before two looks. Two drivers do not wait.
const CORRECTED_AFTER_MS: u64 = 2_000;

#[tokio::test]
async fn after_a_killed_server_is_back_listening_goes_on_by_itself_and_for_nobody_else() {
    let stage = Stage::new().await;
    let server = stage.server(&[]);
    let mut ada = Listener::come(&stage, &server.url, "ada").await;
    let bo = Listener::come(&stage, &server.url, "bo").await;
    let songs = songs(&stage).await;
    for song in &songs[..3] {
        ada.socket.add(song).await;
    }
    ada.listens().await;
    ada.until_state("in_sync").await;
    let told = ada.commands().await;
    let server = server.kill_and_restart();
    assert_eq!(server.url, ada.browser.url);
    ada.socket = ada.browser.person().await.socket().await;
    let looks = ada.calls().await;
    let looked = crate::listener::until(async || (ada.calls().await > looks).then_some(()));
    assert!(looked.await.is_some(), "nobody drives any more");
    ada.until_state("in_sync").await;
    assert_eq!(ada.commands().await, told, "a device that plays what it should is told nothing");
    ada.skips().await;
    ada.until_player(&songs[1], true).await;
    assert_eq!(bo.calls().await, 0);
}

#[tokio::test]
async fn of_two_players_and_a_web_process_one_drives_and_the_other_goes_on_when_it_dies() {
    let stage = Stage::new().await;
    let redis = stage.redis();
    let web = stage.replica_as("web", &redis, &[]);
    let one = stage.replica_as("player", &redis, &[]);
    let mut ada = Listener::come(&stage, &web.url, "ada").await;
    let songs = songs(&stage).await;
    for song in &songs[..3] {
        ada.socket.add(song).await;
    }
    ada.listens().await;
    ada.until_state("in_sync").await;
    let id = ada.id.clone();
    ada.socket
        .until(|model| {
            let people = model.state["people"].as_array().expect("people");
            people.iter().any(|person| person["id"] == *id && person["listening"] == true)
        })
        .await;
    let two = stage.replica_as("player", &redis, &[]);
    ada.skips().await;
    ada.until_player(&songs[1], true).await;
    ada.until_kept().await;
    one.kill();
    ada.skips().await;
    ada.until_player(&songs[2], true).await;
    let plays = ada.plays().await;
    for (place, (song, at_ms)) in plays.iter().enumerate() {
        let again = plays[place + 1..].iter().find(|(other, _)| other == song);
        let is_once = again.is_none_or(|(_, again_ms)| *again_ms >= at_ms + CORRECTED_AFTER_MS);
        assert!(is_once, "one of them tells each song: {plays:?}");
    }
    let mut told: Vec<_> = plays.into_iter().map(|(song, _)| song).collect();
    told.dedup();
    assert_eq!(told, songs[..3], "and in their order");
    drop(two);
}
