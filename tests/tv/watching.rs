//! What a paired TV is told, and that nobody is there by that.

use serde_json::{Value, json};

use crate::{
    screen::{Screen, code_of},
    support::{
        events::Events,
        people::{Person, tracks},
        redis_server::RedisServer,
        server::Server,
    },
};

#[tokio::test]
async fn a_tv_is_told_what_happens_and_what_time_it_is() {
    let directory = tempfile::tempdir().expect("a directory");
    let server = Server::start(directory.path());
    let hanna = Person::come_in(&server.url, "Hanna").await;
    let tracks = tracks(&hanna, 2).await;
    let screen = Screen::paired(&hanna, "main").await;
    let mut events = screen.follow().await;
    let hello = events.next().await.expect("a hello");
    assert_eq!((hello.kind.as_str(), &hello.data["type"]), ("hello", &json!("hello")));
    assert_eq!(hello.data.get("you"), None, "a screen is nobody");
    assert_eq!(hello.id.as_deref(), hello.data["position"].as_str());
    let pong = events.next_of("pong").await;
    assert!(pong.data["server_time_ms"].as_u64() >= hello.data["server_time_ms"].as_u64());
    let mut socket = hanna.socket().await;
    let entry = socket.add(&tracks[0]).await;
    let commit = events.next_of("commit").await;
    let started = commit.data["events"].as_array().expect("events");
    assert!(started.iter().any(|event| event["type"] == "started" && event["entry"] == json!(entry)));
    assert_eq!(commit.id.as_deref(), Some(socket.model.position.as_str()));
    socket.does(json!({ "type": "airhorn", "sound": "airhorn" })).await;
    loop {
        let signal = events.next_of("signal").await;
        if signal.data["signal"]["kind"] == "airhorn" {
            assert_eq!(signal.data["signal"]["by"], json!(hanna.id));
            break;
        }
    }
    // Whoever was away for a while is told what it missed, and what time it is.
    let last = commit.id.expect("a position");
    socket.add(&tracks[1]).await;
    let mut again = Events::of(screen.open(Some(&last)).await);
    let missed = again.next().await.expect("a commit");
    assert_eq!((missed.kind.as_str(), missed.id), ("commit", Some(socket.model.position.clone())));
    again.next_of("pong").await;
    assert_eq!(Events::of(screen.open(Some("nonsense")).await).next().await.expect("one").kind, "hello");
}

#[tokio::test]
async fn a_tv_is_nobody_who_is_there() {
    let directory = tempfile::tempdir().expect("a directory");
    let server = Server::start(directory.path());
    let hanna = Person::come_in(&server.url, "Hanna").await;
    let screen = Screen::paired(&hanna, "main").await;
    let mut events = screen.follow().await;
    assert_eq!(events.next_of("hello").await.data["state"]["present"], json!(0), "there is nobody");
    let bob = Person::come_in(&server.url, "Bob").await;
    let mut socket = bob.socket().await;
    assert_eq!(socket.model.state["present"], json!(1));
    let people = socket.model.state["people"].as_array().expect("people");
    let names: Vec<_> = people.iter().filter(|person| person["present"] == json!(true)).collect();
    assert_eq!(names.len(), 1, "{people:?}");
    // A screen counts in no vote on a skip either: two are enough where two are there.
    let ann = Person::come_in(&server.url, "Ann").await;
    let mut anns = ann.socket().await;
    socket.until(|model| model.state["present"] == json!(2)).await;
    anns.until(|model| model.state["present"] == json!(2)).await;
    loop {
        let signal = events.next_of("signal").await;
        if signal.data["signal"]["present"] == json!(2) {
            break;
        }
    }
}

#[tokio::test]
async fn a_pass_lasts_through_the_end_of_the_server_and_another_code() {
    let directory = tempfile::tempdir().expect("a directory");
    let server = Server::start(directory.path());
    let hanna = Person::come_in(&server.url, "Hanna").await;
    let before = code_of(&hanna, "main").await;
    let screen = Screen::paired(&hanna, &before).await;
    let mut events = screen.follow().await;
    events.next_of("hello").await;
    let (status, _) = hanna.ask(reqwest::Method::POST, "/api/v1/nests/main/code", &json!({})).await;
    assert_eq!(status, 200);
    let after = code_of(&hanna, "main").await;
    assert_ne!(before, after);
    // What shows the code on a TV is told of it.
    let server = server.kill_and_restart();
    while events.next().await.is_some() {}
    let hello = screen.follow().await.next_of("hello").await;
    assert_eq!(hello.data["state"]["nest"]["code"], json!(after));
    assert_eq!(crate::screen::screens(&hanna, "main").await.1["screens"].as_array().map(Vec::len), Some(1));
    server.kill();
}

#[tokio::test]
async fn a_tv_is_paired_at_one_replica_and_read_and_ended_at_another() {
    let directory = tempfile::tempdir().expect("a directory");
    let redis = RedisServer::start(directory.path());
    let one = Server::on_redis("serve", &redis.url(), &[]);
    let two = Server::on_redis("web", &redis.url(), &[]);
    let hanna = Person::come_in(&one.url, "Hanna").await;
    let screen = Screen::begin(&two.url, "main").await;
    let (status, answer) = crate::screen::confirm(&hanna, "main", &screen.code).await;
    assert_eq!(status, 204, "{answer}");
    let mut screen = screen.at(&one.url);
    assert_eq!(screen.ask().await.0, 204);
    let screen = screen.at(&two.url);
    let mut events = screen.follow().await;
    assert_eq!(events.next_of("hello").await.data["state"]["present"], json!(0));
    let tracks = tracks(&hanna, 1).await;
    hanna.socket().await.add(&tracks[0]).await;
    events.next_of("commit").await;
    let listed = crate::screen::screens(&hanna.at(&two.url), "main").await.1;
    let id = listed["screens"][0]["id"].as_str().expect("an id");
    let path = format!("/api/v1/nests/main/screens/{id}");
    assert_eq!(hanna.ask(reqwest::Method::DELETE, &path, &Value::Null).await.0, 204);
    assert_eq!(events.last().await, Some(("bye".to_owned(), json!("signed_out"))));
    assert_eq!(screen.open(None).await.status(), 401);
}
