//! The event stream tells what a socket tells.

use futures_util::StreamExt;
use serde_json::json;

use crate::support::{
    events::Events,
    model::Model,
    people::{Person, tracks},
    server::Server,
};

async fn open(person: &Person, last: Option<&str>) -> Events {
    let mut request = person.get("/api/v1/nests/main/events");
    if let Some(last) = last {
        request = request.header("last-event-id", last);
    }
    Events::of(request.send().await.expect("an answer"))
}

#[tokio::test]
async fn a_stream_begins_with_hello_and_goes_on_with_commits() {
    let directory = tempfile::tempdir().expect("a directory");
    let server = Server::start(directory.path());
    let hanna = Person::come_in(&server.url, "Hanna").await;
    let tracks = tracks(&hanna, 3).await;
    let mut events = open(&hanna, None).await;
    let hello = events.next().await.expect("a hello");
    assert_eq!((hello.kind.as_str(), &hello.data["type"]), ("hello", &json!("hello")));
    let mut model = Model::from_hello(&hello.data);
    assert_eq!(hello.id.as_deref(), Some(model.position.as_str()));
    assert_eq!(model.state["present"], json!(1), "who listens to a stream is present");
    let mut socket = hanna.socket().await;
    for track in &tracks {
        socket.add(track).await;
    }
    while model.seq < socket.model.seq {
        let event = events.next().await.expect("more");
        match event.kind.as_str() {
            "commit" => {
                model.fold(&event.data);
                assert_eq!(event.id.as_deref(), Some(model.position.as_str()));
            }
            "signal" => assert_eq!(event.id, None, "only hello and commit have an id"),
            other => panic!("{other}"),
        }
    }
    assert_eq!(model.shared(), socket.model.shared());
}

#[tokio::test]
async fn with_a_known_last_event_the_missing_commits_come_at_once() {
    let directory = tempfile::tempdir().expect("a directory");
    let server = Server::start(directory.path());
    let hanna = Person::come_in(&server.url, "Hanna").await;
    let tracks = tracks(&hanna, 3).await;
    let mut socket = hanna.socket().await;
    socket.add(&tracks[0]).await;
    let last = socket.model.position.clone();
    socket.add(&tracks[1]).await;
    let mut events = open(&hanna, Some(&last)).await;
    let first = events.next().await.expect("a commit");
    assert_eq!((first.kind.as_str(), first.id.as_deref()), ("commit", Some(socket.model.position.as_str())));
    let mut events = open(&hanna, Some("nonsense")).await;
    assert_eq!(events.next().await.expect("a hello").kind, "hello");
}

#[tokio::test]
async fn a_stream_ends_with_bye() {
    let directory = tempfile::tempdir().expect("a directory");
    let server = Server::start(directory.path());
    let ann = Person::come_in(&server.url, "Ann").await;
    let mut events = open(&ann, None).await;
    events.next().await.expect("a hello");
    ann.post("/logout").send().await.expect("an answer");
    let mut last = None;
    while let Some(event) = events.next().await {
        last = Some((event.kind, event.data["code"].clone()));
    }
    assert_eq!(last, Some(("bye".to_owned(), json!("signed_out"))));

    let bob = Person::come_in(&server.url, "Bob").await;
    let mut events = open(&bob, None).await;
    events.next().await.expect("a hello");
    server.signal("TERM");
    let mut last = None;
    while let Some(event) = events.next().await {
        last = Some((event.kind, event.data["code"].clone()));
    }
    assert_eq!(last, Some(("bye".to_owned(), json!("restarting"))));
    assert_eq!(server.wait(), Some(0));
}

#[tokio::test]
async fn nobody_listens_without_a_session() {
    let directory = tempfile::tempdir().expect("a directory");
    let server = Server::start(directory.path());
    let response = reqwest::get(format!("{}/api/v1/nests/main/events", server.url)).await.expect("an answer");
    assert_eq!(response.status(), 401);
    let mut body = response.bytes_stream();
    while body.next().await.is_some() {}
}
