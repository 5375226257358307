//! Tracks end and the next begins, whoever looks.

use serde_json::{Value, json};

use crate::support::{
    people::{Person, catalogue},
    server::Server,
};

/// The shortest tracks there are.
async fn shortest(person: &Person, count: usize) -> Vec<String> {
    let mut tracks = catalogue(person).await;
    tracks.sort_by_key(|track| track["duration_ms"].as_u64());
    tracks.iter().take(count).map(|track| track["uri"].as_str().expect("an address").to_owned()).collect()
}

#[tokio::test]
async fn tracks_end_and_the_next_begins_where_the_last_ended() {
    let directory = tempfile::tempdir().expect("a directory");
    let server = Server::start_with(directory.path(), &[("DEMO_SPEED", "40")]);
    let hanna = Person::come_in(&server.url, "Hanna").await;
    let tracks = shortest(&hanna, 3).await;
    let mut socket = hanna.socket().await;
    for track in &tracks {
        socket.add(track).await;
    }
    socket.until(|model| model.state["playing"].is_null()).await;
    let commits: Vec<_> = socket.heard.iter().filter(|message| message["type"] == "commit").collect();
    let events: Vec<&Value> =
        commits.iter().flat_map(|commit| commit["events"].as_array().expect("events")).collect();
    let of = |kind: &str| -> Vec<&Value> {
        events.iter().filter(|event| event["type"] == kind).copied().collect()
    };
    let (started, ended) = (of("started"), of("ended"));
    assert_eq!((started.len(), ended.len()), (3, 3));
    for (end, start) in ended.iter().zip(&started[1..]) {
        assert_eq!(end["reason"], "finished");
        assert_eq!(end["at_ms"], start["at_ms"], "seamless");
    }
    assert!(of("next_up").len() >= 2, "what comes next is announced");
    assert!(commits.iter().any(|commit| commit["by"] == "player"));
}

#[tokio::test]
async fn a_process_that_was_down_ends_what_has_ended_and_skips_nothing() {
    let directory = tempfile::tempdir().expect("a directory");
    let server = Server::start_with(directory.path(), &[("DEMO_SPEED", "40")]);
    let hanna = Person::come_in(&server.url, "Hanna").await;
    let tracks = shortest(&hanna, 2).await;
    let mut socket = hanna.socket().await;
    let first = socket.add(&tracks[0]).await;
    let second = socket.add(&tracks[1]).await;
    let due = {
        let playing = &socket.model.state["playing"];
        playing["as_of_ms"].as_u64().expect("a time")
            + playing["entry"]["track"]["duration_ms"].as_u64().expect("a length")
    };
    let address = server.address();
    server.kill();
    // Until it should have ended, by the same clock as the server's.
    let now_ms = || {
        let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).expect("after 1970");
        u64::try_from(since.as_millis()).expect("a time")
    };
    while now_ms() < due + 1_200 {
        tokio::task::yield_now().await;
    }
    let server = Server::start_with(directory.path(), &[("DEMO_SPEED", "40"), ("BIND", &address)]);
    let mut socket = hanna.socket().await;
    socket.until(|model| model.state["playing"]["entry"]["id"] == json!(second)).await;
    let history: Value = hanna.get("/playing/").send().await.expect("an answer").json().await.expect("JSON");
    assert_eq!(history["id"], json!(second));
    let started = socket.model.state["playing"]["as_of_ms"].as_u64().expect("a time");
    assert!(started >= due + 1_000, "{first} ended at {due}, and the next starts when somebody can hear it");
    drop(server);
}
