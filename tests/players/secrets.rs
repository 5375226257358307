//! What must not be found in any log, nor in what is said of a failure.

use std::{
    io,
    sync::{Arc, Mutex},
};

use reqwest::Method;
use serde_json::{Value, json};
use tracing_subscriber::{filter::LevelFilter, fmt::MakeWriter};

use crate::party::Party;

#[derive(Clone, Default)]
struct Written(Arc<Mutex<Vec<u8>>>);

impl io::Write for Written {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().expect("because writing does not panic").extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl MakeWriter<'_> for Written {
    type Writer = Self;
    fn make_writer(&self) -> Self {
        self.clone()
    }
}

#[tokio::test]
async fn no_persons_token_is_in_any_log_at_any_level_nor_in_a_failure() {
    let party = Party::new().await;
    let (ada, faye) = (party.sign_in("ada").await, party.sign_in("faye").await);
    let phone = party.device("ada", "Ada's phone").await;
    let written = Written::default();
    let log = tracing_subscriber::fmt().with_max_level(LevelFilter::TRACE).with_writer(written.clone());
    let listening = tracing::subscriber::set_default(log.finish());
    let mut said = vec![format!("{:?}", party.everything(&ada, &phone).await)];
    said.push(format!("{:?}", party.everything(&faye, &phone).await));
    party.fault(json!({ "status": 500, "times": 3 })).await;
    said.push(format!("{:?}", party.everything(&ada, &phone).await));
    party.clock.advance(10_000);
    party.post("limits", json!({ "path": "/v1", "seconds": 1 })).await;
    said.push(format!("{:?} {ada:?}", party.everything(&ada, &phone).await));
    drop(listening);
    let log = String::from_utf8(written.0.lock().unwrap().clone()).unwrap();
    assert!(log.contains("Spotify asks to wait.") && log.contains("TRACE"), "everything is listened to");
    for token in [ada.reveal(), faye.reveal()] {
        let letters = &token[token.len() - 4..];
        let calls = party.control(Method::GET, "calls?path=/v1/me/player", Value::Null).await;
        let is_used = calls["calls"].as_array().unwrap().iter().any(|call| call["token"] == letters);
        assert!(is_used, "it was sent");
        assert!(!log.contains(token), "a token is in the log");
        assert!(said.iter().all(|said| !said.contains(token)), "a token is said");
    }
}
