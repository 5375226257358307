//! A disk that fails: nothing can be changed, everything can be read, and nothing is lost.

use serde_json::{Value, json};

use crate::support::{
    people::{Person, tracks},
    server::Server,
};

/// More than fits into the file as it is at first.
const COMMENTS_MAX: usize = 2_000;

async fn ready(person: &Person) -> u16 {
    person.get("/health/ready").send().await.expect("an answer").status().as_u16()
}

async fn heal(server: &Server, person: &Person) {
    server.limit_disk("unlimited");
    while ready(person).await != 200 {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn a_full_disk_is_said_and_loses_nothing() {
    let directory = tempfile::tempdir().expect("a directory");
    let server = Server::start_on_a_limited_disk(directory.path());
    let hanna = Person::come_in(&server.url, "Hanna").await;
    let tracks = tracks(&hanna, 60).await;
    let mut entries = Vec::new();
    for twenty in tracks.chunks(20) {
        let mut socket = Person::come_in(&server.url, "Ann").await.socket().await;
        for track in twenty {
            entries.push(socket.add(track).await);
        }
    }
    let size = directory.path().join("data/nests.redb").metadata().expect("the file is there").len();
    server.limit_disk(&size.to_string());
    let mut socket = hanna.socket().await;
    let mut saved = 0;
    let refused = loop {
        assert!(saved < COMMENTS_MAX, "the disk is never full");
        let entry = entries[saved / 50];
        let answer = socket.ask(json!({"type": "comment", "entry": entry, "text": "x".repeat(280)})).await;
        if answer["type"] != "ok" {
            break answer;
        }
        saved += 1;
    };
    assert_eq!(refused["code"], "not_saved", "{refused}");
    heal(&server, &hanna).await;
    socket.does(json!({"type": "pause"})).await;
    let server = server.kill_and_restart();
    let truth = hanna.socket().await.model;
    let queued = truth.state["queue"].as_array().expect("a queue").iter();
    let all = queued.chain([&truth.state["playing"]["entry"]]);
    let comments: usize = all.map(|entry| entry["comments"].as_array().expect("a list").len()).sum();
    assert_eq!(comments, saved);
    drop(server);
}

#[tokio::test]
async fn a_disk_that_takes_nothing_leaves_everything_readable() {
    let directory = tempfile::tempdir().expect("a directory");
    let server = Server::start_on_a_limited_disk(directory.path());
    let hanna = Person::come_in(&server.url, "Hanna").await;
    let tracks = tracks(&hanna, 3).await;
    let mut socket = hanna.socket().await;
    socket.add(&tracks[0]).await;
    let entry = socket.add(&tracks[1]).await;
    heal(&server, &hanna).await;
    server.limit_disk("4096");
    // Nobody can know what became of this one, so the socket ends without an answer.
    socket.say(&json!({"type": "vote", "entry": entry, "vote": 0, "id": "lost"})).await;
    while socket.next().await.is_ok() {}
    assert_eq!(ready(&hanna).await, 503);
    let queue: Value = hanna.get("/queue/").send().await.expect("an answer").json().await.expect("JSON");
    assert_eq!(queue["queue"][0]["id"], json!(entry));
    heal(&server, &hanna).await;
    let mut socket = hanna.socket().await;
    let again = socket.ask_as("lost", json!({"type": "pin", "entry": entry, "on": true})).await;
    assert_eq!(again["type"], "ok", "{again}");
    let third = socket.add(&tracks[2]).await;
    drop(socket);
    let server = server.kill_and_restart();
    let truth = hanna.socket().await.model;
    let queue = truth.state["queue"].as_array().expect("a queue").iter();
    let ids: Vec<_> = queue.map(|entry| &entry["id"]).collect();
    assert_eq!(ids, [&json!(entry), &json!(third)]);
    drop(server);
}
