//! How much one person may ask for.

use std::collections::BTreeMap;

use serde_json::json;

use crate::support::{
    people::{Person, tracks},
    server::Server,
};

#[tokio::test]
async fn ten_thousand_commands_at_once_each_get_a_clear_answer() {
    let directory = tempfile::tempdir().expect("a directory");
    let server = Server::start(directory.path());
    let (hanna, ann) =
        (Person::come_in(&server.url, "Hanna").await, Person::come_in(&server.url, "Ann").await);
    let tracks = tracks(&hanna, 2).await;
    let mut hannas = hanna.socket().await;
    let entry = hannas.add(&tracks[0]).await;
    let mut anns = ann.socket().await;
    let mut answers: BTreeMap<String, usize> = BTreeMap::new();
    let mut answered = 0;
    for number in 0..10_000 {
        anns.say(&json!({ "type": "vote", "id": format!("n{number}"), "entry": entry, "vote": number % 2 }))
            .await;
        // What is not read stops what is sent, so read as we go.
        if number % 40 == 39 {
            anns.say(&json!({ "type": "ping", "t": number })).await;
            loop {
                let message = anns.next().await.expect("the connection stays");
                match message["type"].as_str() {
                    Some("pong") => break,
                    Some("ok") => *answers.entry("ok".into()).or_default() += 1,
                    Some("refused") => {
                        let code = message["code"].as_str().expect("a code").to_owned();
                        if code == "rate_limited" {
                            assert!(message["retry_after_ms"].as_u64() > Some(0), "{message}");
                        }
                        *answers.entry(code).or_default() += 1;
                    }
                    _ => continue,
                }
                answered += 1;
            }
        }
    }
    while answered < 10_000 {
        let message = anns.next().await.expect("the connection stays");
        if matches!(message["type"].as_str(), Some("ok" | "refused")) {
            answered += usize::from(message["type"] != "pong");
        }
    }
    assert!(
        answers.keys().all(|answer| ["ok", "busy", "rate_limited"].contains(&answer.as_str())),
        "{answers:?}"
    );
    assert!(answers.contains_key("rate_limited"), "{answers:?}");
    // Meanwhile nobody else suffers.
    hannas.does(json!({ "type": "pause" })).await;
}

#[tokio::test]
async fn a_person_may_have_ten_sockets_and_another_their_own() {
    let directory = tempfile::tempdir().expect("a directory");
    let server = Server::start(directory.path());
    let (ann, bob) = (Person::come_in(&server.url, "Ann").await, Person::come_in(&server.url, "Bob").await);
    let mut sockets = Vec::new();
    for _ in 0..10 {
        sockets.push(ann.socket().await);
    }
    let Err(tokio_tungstenite::tungstenite::Error::Http(response)) = ann.socket_at("/socket/").await else {
        panic!("the eleventh is refused before the upgrade");
    };
    assert_eq!(response.status(), 503);
    bob.socket().await;
    sockets.pop();
    // The place is free when the server has noticed.
    while ann.socket_at("/socket/").await.is_err() {}
}

#[tokio::test]
async fn where_limits_are_off_a_load_test_is_not_limited() {
    let directory = tempfile::tempdir().expect("a directory");
    let server = Server::start_with(directory.path(), &[("RATE_LIMITS", "off")]);
    let hanna = Person::come_in(&server.url, "Hanna").await;
    let ann = Person::come_in(&server.url, "Ann").await;
    let tracks = tracks(&hanna, 1).await;
    let entry = hanna.socket().await.add(&tracks[0]).await;
    let mut socket = ann.socket().await;
    for number in 0..600 {
        socket.does(json!({ "type": "vote", "entry": entry, "vote": (number + 1) % 2 })).await;
    }
}
