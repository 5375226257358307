//! Coming back, catching up, and being slow.

use bytes::Bytes;
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::Message;

use crate::support::{
    model::Model,
    people::{Person, read, tracks},
    server::Server,
};

/// A nest with something in it, and its host's socket.
async fn party(server: &Server) -> (Person, crate::support::people::Socket, Vec<String>) {
    let hanna = Person::come_in(&server.url, "Hanna").await;
    let tracks = tracks(&hanna, 30).await;
    let mut socket = hanna.socket().await;
    socket.add(&tracks[0]).await;
    (hanna, socket, tracks)
}

#[tokio::test]
async fn a_client_that_comes_back_gets_what_it_missed_and_nothing_else() {
    let directory = tempfile::tempdir().expect("a directory");
    let server = Server::start(directory.path());
    let (hanna, mut socket, tracks) = party(&server).await;
    let mut model = hanna.socket().await.leave();
    for track in &tracks[1..6] {
        socket.add(track).await;
    }
    let mut back = hanna
        .raw_socket(&format!("/socket/?since={}", model.position), Some(&server.url))
        .await
        .expect("open");
    let resumed = read(&mut back).await.expect("a message");
    assert_eq!((&resumed["type"], &resumed["seq"]), (&json!("resumed"), &json!(socket.model.seq)));
    assert_eq!(resumed["position"], json!(socket.model.position));
    while model.seq < socket.model.seq {
        let message = read(&mut back).await.expect("a message");
        match message["type"].as_str() {
            Some("commit") => model.fold(&message),
            Some("signal") => model.fold_people(&message["signal"]),
            _ => panic!("{message}"),
        }
    }
    assert_eq!(model.shared(), socket.model.shared());
}

#[tokio::test]
async fn a_client_that_comes_back_is_told_anew_who_is_here() {
    let directory = tempfile::tempdir().expect("a directory");
    let server = Server::start(directory.path());
    let (hanna, socket, _) = party(&server).await;
    let ann = Person::come_in(&server.url, "Ann").await;
    let _anns = ann.socket().await;
    let me: Value = ann.get("/api/v1/me").send().await.expect("an answer").json().await.expect("JSON");
    // Nobody comes or goes, and nothing is missed, while this one is away.
    let since = socket.model.position.clone();
    let mut back =
        hanna.raw_socket(&format!("/socket/?since={since}"), Some(&server.url)).await.expect("open");
    assert_eq!(read(&mut back).await.expect("a message")["type"], "resumed");
    let news = read(&mut back).await.expect("a message");
    let listed = news["signal"]["upsert"].as_array().expect("a list");
    assert!(listed.iter().any(|person| person["id"] == me["you"]["id"] && person["present"] == json!(true)));
}

#[tokio::test]
async fn also_after_the_server_was_killed() {
    let directory = tempfile::tempdir().expect("a directory");
    let server = Server::start(directory.path());
    let (hanna, mut socket, tracks) = party(&server).await;
    let mut model = hanna.socket().await.leave();
    socket.add(&tracks[1]).await;
    let before = socket.leave();
    let server = server.kill_and_restart();
    let mut back = hanna
        .raw_socket(&format!("/socket/?since={}", model.position), Some(&server.url))
        .await
        .expect("open");
    assert_eq!(read(&mut back).await.expect("a message")["type"], "resumed");
    while model.seq < before.seq {
        let message = read(&mut back).await.expect("a message");
        if message["type"] == "commit" {
            model.fold(&message);
        }
    }
    assert_eq!(model.shared(), before.shared());
}

#[tokio::test]
async fn a_position_before_the_first_commit_resumes_too() {
    let directory = tempfile::tempdir().expect("a directory");
    let server = Server::start_with(directory.path(), &[("HOST_EMAILS", "nobody@party.example")]);
    let ann = Person::come_in(&server.url, "Ann").await;
    let first = ann.socket().await.leave();
    assert_eq!(first.seq, 0);
    let tracks = tracks(&ann, 1).await;
    ann.socket().await.add(&tracks[0]).await;
    let mut back =
        ann.raw_socket(&format!("/socket/?since={}", first.position), Some(&server.url)).await.expect("open");
    assert_eq!(read(&mut back).await.expect("a message")["type"], "resumed");
    assert_eq!(read(&mut back).await.expect("a message")["seq"], json!(1));
}

#[tokio::test]
async fn a_position_the_log_does_not_hold_gets_everything() {
    let directory = tempfile::tempdir().expect("a directory");
    let server = Server::start(directory.path());
    let (hanna, socket, _) = party(&server).await;
    let forged = socket.model.position.replace(|c: char| c.is_ascii_hexdigit(), "7");
    for since in ["garbage", "", "99999-0123456789abcdef", &forged, "%00%ff", &"x".repeat(2_000)] {
        let path = format!("/socket/?since={since}");
        let mut stream = hanna.raw_socket(&path, Some(&server.url)).await.expect("it opens");
        let first = read(&mut stream).await.expect("a message");
        assert_eq!(first["type"], "hello", "since {since:?}");
    }
}

#[tokio::test]
async fn a_client_may_ask_for_what_it_missed() {
    let directory = tempfile::tempdir().expect("a directory");
    let server = Server::start(directory.path());
    let (_, mut socket, tracks) = party(&server).await;
    let before = socket.model.clone();
    socket.add(&tracks[1]).await;
    socket.say(&json!({ "type": "sync", "since": before.position })).await;
    let (mut resumed, mut commits) = (false, Vec::new());
    while commits.is_empty() {
        let message = socket.next().await.expect("open");
        match message["type"].as_str() {
            Some("resumed") => resumed = true,
            Some("commit") if resumed => commits.push(message),
            _ => {}
        }
    }
    assert_eq!(commits[0]["seq"], json!(before.seq + 1));
    socket.say(&json!({ "type": "sync", "since": "nonsense" })).await;
    while socket.next().await.expect("open")["type"] != "hello" {}
}

#[tokio::test]
async fn a_ping_is_answered_with_what_it_said_and_the_time() {
    let directory = tempfile::tempdir().expect("a directory");
    let server = Server::start(directory.path());
    let (_, mut socket, _) = party(&server).await;
    let told = json!({ "mark": [1, "two"] });
    socket.say(&json!({ "type": "ping", "t": told })).await;
    loop {
        let message = socket.next().await.expect("open");
        if message["type"] == "pong" {
            assert_eq!(message["t"], told);
            assert!(message["server_time_ms"].as_u64() > Some(1_600_000_000_000));
            return;
        }
    }
}

#[tokio::test]
async fn who_comes_and_goes_is_told() {
    let directory = tempfile::tempdir().expect("a directory");
    let server = Server::start(directory.path());
    let (_, mut socket, _) = party(&server).await;
    let bob = Person::come_in(&server.url, "Bob").await;
    let tabs = (bob.socket().await, bob.socket().await);
    assert_eq!(tabs.0.model.state["present"], json!(2), "one is present in one's own hello");
    let is_there = |model: &Model| {
        let people = model.state["people"].as_array().expect("people");
        people.iter().any(|person| person["id"] == json!(bob.id) && person["present"] == json!(true))
    };
    socket.until(is_there).await;
    assert_eq!(socket.model.state["present"], json!(2));
    drop(tabs.0);
    let cem = Person::come_in(&server.url, "Cem").await;
    let cems = cem.socket().await;
    socket.until(|model| model.state["present"] == json!(3)).await;
    drop((tabs.1, cems));
    socket.until(|model| model.state["present"] == json!(1)).await;
    assert!(!is_there(&socket.model));
    let signals = socket.heard.iter().filter(|message| message["type"] == "signal").count();
    assert!(signals <= 6, "changes are gathered: {signals} signals");
}

#[tokio::test]
async fn a_slow_reader_gets_one_fresh_hello_and_stays() {
    let directory = tempfile::tempdir().expect("a directory");
    let server = Server::start_with(directory.path(), &[("RATE_LIMITS", "off")]);
    let (hanna, mut socket, _) = party(&server).await;
    let ann = Person::come_in(&server.url, "Ann").await;
    let mut slow = ann.raw_socket("/socket/", Some(&server.url)).await.expect("it opens");
    let Ok(first) = read(&mut slow).await else { panic!("a hello") };
    let mut model = Model::from_hello(&first);
    // More than all buffers between here and there hold, and more than the server keeps for one.
    let mut asked = 0;
    while asked < 30_000 {
        for _ in 0..30 {
            asked += 1;
            let name = format!("{asked} {}", "n".repeat(30));
            let rename =
                json!({ "type": "settings", "id": format!("c{asked}"), "settings": { "name": name } });
            socket.say(&rename).await;
        }
        socket.answer_to(&format!("c{asked}")).await;
        // It is slow, and not gone, however long this takes.
        slow.send(Message::Pong(Bytes::new())).await.expect("it stays open");
    }
    let newest = hanna.socket().await.leave();
    let (mut helloes, mut bytes) = (0, 0);
    while model.seq < newest.seq {
        let frame = slow.next().await.expect("it stays open").expect("it stays open");
        let Message::Text(text) = frame else { continue };
        bytes += text.len();
        let message: Value = serde_json::from_str(&text).expect("JSON");
        match message["type"].as_str() {
            Some("hello") => {
                model = Model::from_hello(&message);
                helloes += 1;
            }
            Some("commit") => model.fold(&message),
            _ => {}
        }
    }
    assert_eq!(model.shared(), newest.shared());
    assert!(helloes >= 1, "{asked} commands and {bytes} bytes, and the backlog was never given up");
}
