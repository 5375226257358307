//! Tracks end and the next begins, whoever looks.

use serde_json::{Value, json};

use crate::support::{
    people::{Person, catalogue},
    server::Server,
};

/// How late the next may begin at the very moment when the last ended, in milliseconds.
const SEAMLESS_MS: u64 = 1_000;

/// All tracks, the shortest first.
async fn by_length(person: &Person) -> Vec<String> {
    let mut tracks = catalogue(person).await;
    tracks.sort_by_key(|track| track["duration_ms"].as_u64());
    tracks.iter().map(|track| track["uri"].as_str().expect("an address").to_owned()).collect()
}

fn ms(value: &Value) -> u64 {
    value.as_u64().expect("a time")
}

#[tokio::test]
async fn tracks_end_and_the_next_begins_where_the_last_ended() {
    let directory = tempfile::tempdir().expect("a directory");
    let server = Server::start_with(directory.path(), &[("DEMO_SPEED", "40")]);
    let hanna = Person::come_in(&server.url, "Hanna").await;
    let tracks = by_length(&hanna).await;
    let mut socket = hanna.socket().await;
    // While it is paused, everything can be queued.
    let long = socket.add(tracks.last().expect("a track")).await;
    socket.does(json!({ "type": "pause" })).await;
    for track in &tracks[..3] {
        socket.add(track).await;
    }
    socket.does(json!({ "type": "skip", "entry": long })).await;
    let since = socket.does(json!({ "type": "resume" })).await;
    socket.until(|model| model.state["playing"].is_null()).await;
    let is_later = |message: &&Value| message["type"] == "commit" && message["seq"].as_u64() > Some(since);
    let commits: Vec<_> = socket.heard.iter().filter(is_later).collect();
    // With when it was said.
    let all = |kind: &str| -> Vec<(&Value, u64)> {
        let events = commits.iter().flat_map(|commit| {
            let events = commit["events"].as_array().expect("events");
            events.iter().map(|event| (event, ms(&commit["at_ms"])))
        });
        events.filter(|(event, _)| event["type"] == kind).collect()
    };
    let (started, ended) = (all("started"), all("ended"));
    assert_eq!((started.len(), ended.len()), (2, 3));
    for ((end, _), (start, said_ms)) in ended.iter().zip(started) {
        assert_eq!(end["reason"], "finished");
        let ended_ms = ms(&end["at_ms"]);
        // Where nobody could have heard it in time, it starts when somebody can.
        let starts_ms = if said_ms < ended_ms + SEAMLESS_MS { ended_ms } else { said_ms };
        assert_eq!(ms(&start["at_ms"]), starts_ms, "seamless");
    }
    assert!(!all("next_up").is_empty(), "what comes next is announced");
    assert!(commits.iter().any(|commit| commit["by"] == "player"));
}

#[tokio::test]
async fn a_process_that_was_down_ends_what_has_ended_and_skips_nothing() {
    let directory = tempfile::tempdir().expect("a directory");
    let server = Server::start_with(directory.path(), &[("DEMO_SPEED", "40")]);
    let hanna = Person::come_in(&server.url, "Hanna").await;
    let mut tracks = by_length(&hanna).await;
    let mut socket = hanna.socket().await;
    let first = socket.add(&tracks.pop().expect("a track")).await;
    socket.does(json!({ "type": "pause" })).await;
    let address = server.address();
    server.kill();
    // A track is as long as it was when it was added: this one outlasts the test.
    let at_usual_speed = || Server::start_with(directory.path(), &[("BIND", &address)]);
    let server = at_usual_speed();
    let mut socket = hanna.socket().await;
    let second = socket.add(&tracks.pop().expect("another")).await;
    socket.does(json!({ "type": "resume" })).await;
    let due = {
        let playing = &socket.model.state["playing"];
        assert_eq!(playing["entry"]["id"], json!(first));
        ms(&playing["as_of_ms"]) + ms(&playing["entry"]["track"]["duration_ms"]) - ms(&playing["position_ms"])
    };
    server.kill();
    // Until it should have ended, by the same clock as the server's.
    let now_ms = || {
        let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).expect("after 1970");
        u64::try_from(since.as_millis()).expect("a time")
    };
    while now_ms() < due + SEAMLESS_MS + 200 {
        tokio::task::yield_now().await;
    }
    let server = at_usual_speed();
    let mut socket = hanna.socket().await;
    socket.until(|model| model.state["playing"]["entry"]["id"] == json!(second)).await;
    let history: Value = hanna.get("/playing/").send().await.expect("an answer").json().await.expect("JSON");
    assert_eq!(history["id"], json!(second));
    let started = ms(&socket.model.state["playing"]["as_of_ms"]);
    assert!(
        started >= due + SEAMLESS_MS,
        "{first} ended at {due}, and the next starts when somebody can hear it"
    );
    drop(server);
}
