//! Processes end, and listening goes on.

use serde_json::json;

use crate::{
    listener::{Listener, songs},
    stage::Stage,
};

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
    let plays = stage.ask("/calls?path=/v1/me/player/play&person=ada").await["count"].clone();
    assert_eq!(plays, json!(2), "each song is told once");

    one.kill();
    ada.skips().await;
    ada.until_player(&songs[2], true).await;
    assert_eq!(stage.ask("/calls?path=/v1/me/player/play&person=ada").await["count"], 3);
    drop(two);
}
