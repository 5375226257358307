//! What makes no sense gets the clear answer of the contract, and harms nobody.

use futures_util::SinkExt;
use serde_json::json;
use tokio::io::AsyncWriteExt;
use tokio_tungstenite::{
    MaybeTlsStream,
    tungstenite::{Message, protocol::frame::coding::CloseCode},
};

use crate::support::{
    people::{Person, read},
    server::Server,
};

#[tokio::test]
async fn what_cannot_be_read_is_refused_and_the_connection_stays() {
    let directory = tempfile::tempdir().expect("a directory");
    let server = Server::start(directory.path());
    let ann = Person::come_in(&server.url, "Ann").await;
    let mut socket = ann.socket().await;
    let nonsense = [
        ("", None),
        ("nonsense", None),
        ("[1,2]", None),
        ("null", None),
        (r#"{"type":"vote"}"#, None),
        (r#"{"type":"vote","id":"a"}"#, Some("a")),
        (r#"{"type":"vote","id":"a","entry":1,"vote":"up"}"#, Some("a")),
        (r#"{"type":"dance","id":"a"}"#, Some("a")),
        (r#"{"type":17,"id":"a"}"#, Some("a")),
        (r#"{"type":"add","id":"a","track":""}"#, Some("a")),
        (r#"{"type":"settings","id":"a","settings":{"volume":11}}"#, Some("a")),
    ];
    for (text, id) in nonsense {
        socket.send(Message::text(text)).await;
        loop {
            let message = socket.next().await.expect("the connection stays");
            if message["type"] == "refused" {
                assert_eq!((&message["code"], message["id"].as_str()), (&json!("bad_request"), id), "{text}");
                break;
            }
        }
    }
    let deep = format!("{}{}", "[".repeat(8_000), "]".repeat(8_000));
    socket.send(Message::text(deep)).await;
    while socket.next().await.expect("the connection stays")["type"] != "refused" {}
    let long = format!(r#"{{"type":"vote","id":"{}","entry":1,"vote":1}}"#, "x".repeat(65));
    socket.send(Message::text(long)).await;
    while socket.next().await.expect("the connection stays")["type"] != "refused" {}
}

/// Sends a frame, and says with which code the server closes.
async fn closes_with(ann: &Person, frame: Message) -> Option<CloseCode> {
    let mut stream = ann.raw_socket("/socket/", Some(&ann.url)).await.expect("it opens");
    read(&mut stream).await.expect("a hello");
    // Writing may fail once the server has closed; what it said before is what counts.
    let _ = stream.send(frame).await;
    loop {
        match read(&mut stream).await {
            Ok(_) => {}
            Err(frame) => return frame.map(|frame| frame.code),
        }
    }
}

#[tokio::test]
async fn a_message_has_16384_bytes_at_most() {
    let directory = tempfile::tempdir().expect("a directory");
    let server = Server::start(directory.path());
    let ann = Person::come_in(&server.url, "Ann").await;
    for length in [16_385, 20_000, 200_000] {
        let frame = Message::text("x".repeat(length));
        assert_eq!(closes_with(&ann, frame).await, Some(CloseCode::Size), "{length} bytes");
    }
    let mut socket = ann.socket().await;
    let padding = " ".repeat(16_384 - r#"{"type":"ping","t":1}"#.len());
    socket.send(Message::text(format!(r#"{{"type":"ping","t":1{padding}}}"#))).await;
    while socket.next().await.expect("the connection stays")["type"] != "pong" {}
}

#[tokio::test]
async fn messages_are_text() {
    let directory = tempfile::tempdir().expect("a directory");
    let server = Server::start(directory.path());
    let ann = Person::come_in(&server.url, "Ann").await;
    let frame = Message::binary(br#"{"type":"ping","t":1}"#.to_vec());
    assert_eq!(closes_with(&ann, frame).await, Some(CloseCode::Unsupported));
}

#[tokio::test]
async fn text_is_utf_8() {
    let directory = tempfile::tempdir().expect("a directory");
    let server = Server::start(directory.path());
    let ann = Person::come_in(&server.url, "Ann").await;
    let mut stream = ann.raw_socket("/socket/", Some(&server.url)).await.expect("it opens");
    read(&mut stream).await.expect("a hello");
    let MaybeTlsStream::Plain(raw) = stream.get_mut() else { panic!("a plain stream") };
    // A text frame of two bytes that are no text, masked with zeros.
    raw.write_all(&[0x81, 0x82, 0, 0, 0, 0, 0xff, 0xfe]).await.expect("it is written");
    let close = loop {
        if let Err(frame) = read(&mut stream).await {
            break frame;
        }
    };
    assert_eq!(close.map(|frame| frame.code), Some(CloseCode::Invalid));
}

#[tokio::test]
async fn a_body_has_64_kib_at_most() {
    let directory = tempfile::tempdir().expect("a directory");
    let server = Server::start(directory.path());
    let ann = Person::come_in(&server.url, "Ann").await;
    let request = ann.post("/api/v1/nests/main/commands").body("x".repeat(65 * 1_024));
    let response = request.send().await.expect("an answer");
    assert_eq!(response.status(), 413);
    assert_eq!(response.headers()["content-type"], "application/problem+json");
}

#[tokio::test]
async fn every_answer_carries_the_headers_that_keep_a_page_safe() {
    let directory = tempfile::tempdir().expect("a directory");
    let server = Server::start(directory.path());
    let ann = Person::come_in(&server.url, "Ann").await;
    let paths =
        ["/", "/login", "/health", "/queue/", "/api/v1/me", "/nope", "/api/v1/nope", "/assets/nope.js"];
    for path in paths {
        let response = ann.get(path).send().await.expect("an answer");
        let headers = response.headers();
        let policy = headers["content-security-policy"].to_str().expect("text");
        assert!(
            policy.contains("frame-ancestors 'none'") && policy.contains("script-src 'self'"),
            "{path}: {policy}"
        );
        assert!(!policy.contains("unsafe"), "{path}: {policy}");
        assert_eq!(headers["x-content-type-options"], "nosniff", "{path}");
        assert!(headers.contains_key("referrer-policy"), "{path}");
    }
}

#[tokio::test]
async fn an_address_that_is_none_is_a_problem_and_no_page() {
    let directory = tempfile::tempdir().expect("a directory");
    let server = Server::start(directory.path());
    let ann = Person::come_in(&server.url, "Ann").await;
    for (path, status) in [
        ("/nope", 404),
        ("/nest/nope", 404),
        ("/artwork/nope.svg", 404),
        ("/artwork/../Cargo.toml", 404),
        ("/assets/..%2f..%2fCargo.toml", 404),
        ("/api/v1/nests/nope", 404),
        ("/api/v1/nests/nope/state", 404),
        ("/login/guest", 405),
        ("/socket/", 426),
    ] {
        let request = ann.get(path).header("origin", &server.url);
        let response = request.send().await.expect("an answer");
        assert_eq!(response.status(), status, "{path}");
        assert_eq!(response.headers()["content-type"], "application/problem+json", "{path}");
    }
}
