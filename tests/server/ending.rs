//! Leaving in good order.

use serde_json::json;
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;

use crate::support::{people::Person, server::Server};

#[tokio::test]
async fn a_process_that_is_told_to_end_says_goodbye_and_leaves() {
    let directory = tempfile::tempdir().expect("a directory");
    let server = Server::start(directory.path());
    let mut sockets = Vec::new();
    for number in 0..5 {
        let person = Person::come_in(&server.url, &format!("P{number}")).await;
        for _ in 0..6 {
            sockets.push(person.socket().await);
        }
    }
    server.signal("TERM");
    for mut socket in sockets {
        let close = loop {
            match socket.next().await {
                Ok(_) => {}
                Err(close) => break close,
            }
        };
        assert_eq!(close.map(|frame| frame.code), Some(CloseCode::Restart));
        let last = socket.heard.back().expect("a bye");
        assert_eq!((&last["type"], &last["code"]), (&json!("bye"), &json!("restarting")));
        assert!(last["reconnect_after_ms"].is_u64(), "{last}");
    }
    let (code, log) = server.wait_for_the_last_word();
    assert_eq!(code, Some(0));
    assert!(!log.contains("did not leave in time"), "{log}");
}

#[tokio::test]
async fn what_was_acknowledged_is_there_after_an_orderly_end() {
    let directory = tempfile::tempdir().expect("a directory");
    let server = Server::start(directory.path());
    let hanna = Person::come_in(&server.url, "Hanna").await;
    let tracks = crate::support::people::tracks(&hanna, 1).await;
    let seq = {
        let mut socket = hanna.socket().await;
        socket.add(&tracks[0]).await;
        socket.model.seq
    };
    server.signal("TERM");
    let address = server.address();
    assert_eq!(server.wait(), Some(0));
    let _server = Server::start_with(directory.path(), &[("BIND", &address)]);
    assert_eq!(hanna.socket().await.model.seq, seq);
}
