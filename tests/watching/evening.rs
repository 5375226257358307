//! The numbers of what goes on by itself: Bender's songs, the player, and plays on their way to the play log.

use std::fs;

use serde_json::json;

use crate::{
    numbers::Watched,
    support::people::{Person, tracks},
};

#[tokio::test]
async fn what_bender_picks_is_counted_by_how_it_was_found() {
    let directory = tempfile::tempdir().expect("a directory");
    let watched = Watched::start(directory.path(), &[("BENDER_DEPTH", "2")]);
    let ann = Person::come_in(&watched.server.url, "Ann").await;
    let mut socket = ann.socket().await;
    socket.until(|model| model.state["queue"].as_array().is_some_and(|queue| queue.len() == 2)).await;
    let numbers = watched.numbers().await;
    assert!(numbers.sum("echonest_bender_picks_total") >= 3.0, "one that plays, and two that wait");
    assert!(numbers.of("echonest_commits_total{by=\"bender\"}") >= 3.0);
    assert!(numbers.of("echonest_player_lag_seconds") < 5.0);
}

#[tokio::test]
async fn a_play_waits_for_the_play_log_until_it_can_be_written() {
    let directory = tempfile::tempdir().expect("a directory");
    let log = directory.path().join("play_logs");
    fs::write(&log, "something else stands here").expect("it can be written");
    let watched = Watched::start(directory.path(), &[]);
    let hanna = Person::come_in(&watched.server.url, "Hanna").await;
    let mut socket = hanna.socket().await;
    let entry = socket.add(&tracks(&hanna, 1).await[0]).await;
    socket.does(json!({ "type": "skip", "entry": entry })).await;
    let numbers = watched.numbers().await;
    assert!(numbers.of("echonest_plays_waiting") > 0.5);
    // However little time it is, it is some at the second look.
    while watched.numbers().await.of("echonest_plays_waiting_seconds") <= 0.0 {}
    fs::remove_file(&log).expect("it is there");
    while watched.numbers().await.of("echonest_plays_waiting") > 0.0 {}
    assert!(watched.numbers().await.of("echonest_plays_waiting_seconds") <= 0.0);
}
