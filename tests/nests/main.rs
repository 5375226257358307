//! Nests besides the main one, as people open, join and end them; and what hosts do to people.

#[path = "../support/mod.rs"]
mod support;

mod budgets;
mod door;
mod ending;
mod guessing;
mod hostile;
mod lasting;
mod mortal;
mod opening;
mod removing;
mod same_browser;

use std::time::{Duration, Instant};

use reqwest::Method;
use serde_json::{Value, json};
use support::{
    people::{Person, Socket},
    server::Server,
};

/// How long a nest rests after an airhorn.
const HORN_RESTS: Duration = Duration::from_secs(3);

/// A server on which guests open nests, too.
fn server(directory: &std::path::Path) -> Server {
    Server::start_with(directory, &[("GUEST_NESTS", "on")])
}

/// Opens a nest with these settings. Bender leaves it alone, so that nothing is there before somebody adds it.
async fn open(person: &Person, mut settings: Value) -> Value {
    settings["bender_depth"] = 0.into();
    let (status, nest) = person.ask(Method::POST, "/api/v1/nests", &settings).await;
    assert_eq!(status, 201, "{nest}");
    nest
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or_else(|| panic!("{key} is a text in {value}"))
}

/// The address of a nest's socket.
fn socket_of(nest: &Value) -> String {
    format!("/socket/{}", text(nest, "code"))
}

/// The status that opening a socket fails with.
async fn refused(person: &Person, path: &str) -> u16 {
    match person.socket_at(path).await {
        Ok(_) => panic!("{path} should be refused"),
        Err(tokio_tungstenite::tungstenite::Error::Http(response)) => response.status().as_u16(),
        Err(other) => panic!("{path}: {other}"),
    }
}

/// Blows until that is refused as too soon after the last, which was blown at this moment or later. The rest is the
/// nest's, whoever blows, and on a slow machine it may be over.
async fn too_soon(socket: &mut Socket, mut blown: Instant) -> Value {
    loop {
        let now = Instant::now();
        let answer = socket.ask(json!({ "type": "airhorn", "sound": "siren" })).await;
        if answer["type"] == "refused" {
            assert_eq!(answer["code"], "rate_limited", "{answer}");
            return answer;
        }
        assert!(blown.elapsed() >= HORN_RESTS, "{answer} after {:?}", blown.elapsed());
        blown = now;
    }
}

fn nothing() -> Value {
    json!({})
}
