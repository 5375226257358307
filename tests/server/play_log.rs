//! A play log that cannot be written: it is said, the music goes on, and nothing is missing afterwards.

use std::{collections::BTreeSet, fs};

use serde_json::{Value, json};

use crate::support::{
    people::{Person, tracks},
    server::Server,
};

async fn ready(person: &Person) -> (u16, Value) {
    let answer = person.get("/health/ready").send().await.expect("an answer");
    (answer.status().as_u16(), answer.json().await.expect("JSON"))
}

/// Waits until this is said of the play log.
async fn until(person: &Person, status: &str) {
    while ready(person).await.1["parts"]["play_log"]["status"] != status {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn where_the_play_log_cannot_be_written_the_music_goes_on_and_plays_wait() {
    let directory = tempfile::tempdir().expect("a directory");
    let log = directory.path().join("play_logs");
    fs::write(&log, "something else stands here").expect("it can be written");
    let server = Server::start(directory.path());
    let hanna = Person::come_in(&server.url, "Hanna").await;
    let mut socket = hanna.socket().await;
    let mut entries = Vec::new();
    for track in tracks(&hanna, 3).await {
        entries.push(socket.add(&track).await);
    }
    socket.does(json!({ "type": "skip", "entry": entries[0] })).await;
    until(&hanna, "failing").await;
    // People can go on. What is asked on a disk that is busy may be answered late.
    while ready(&hanna).await.0 != 200 {}
    until(&hanna, "failing").await;
    socket.does(json!({ "type": "skip", "entry": entries[1] })).await;
    assert_eq!(socket.model.state["playing"]["entry"]["id"], entries[2]);

    // Not even the plug makes it forget them.
    let server = server.kill_and_restart();
    until(&hanna, "failing").await;
    fs::remove_file(&log).expect("it is there");
    until(&hanna, "ok").await;
    let files = fs::read_dir(&log).expect("it is made").map(|file| file.expect("a file").path());
    // Where it turns midnight meanwhile, these are two.
    let files: BTreeSet<_> = files.filter(|file| file.extension().is_some()).collect();
    let read = |file| fs::read_to_string(file).expect("it can be read");
    let text: String = files.iter().map(read).collect();
    let ended: Vec<_> = text
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).expect("JSON"))
        .map(|play| (play["entry"].as_u64(), play["ended"] == "skipped", play["user"]["name"] == "Hanna"))
        .collect();
    assert_eq!(ended, [(Some(entries[0]), true, true), (Some(entries[1]), true, true)]);
    assert!(!server.log().contains("example"), "no address is in any log");
}
