//! An agent as people run it: it reads lines, and believes what they say.

use std::time::Duration;

use chrono::NaiveDateTime;
use reqwest::{Client, RequestBuilder, Response};
use serde_json::{Value, json};
use tokio::time::timeout;

use crate::support::people::Person;

/// A condition that does not come true within this is taken for one that never does.
const PATIENCE: Duration = Duration::from_secs(30);

/// Shows an invite code on a person's page, for these wishes.
pub async fn invite(person: &Person, wanted: Value) -> String {
    let shown = person.post("/api/v1/invite-codes").json(&wanted).send().await.expect("an answer");
    assert_eq!(shown.status(), 200);
    let shown: Value = shown.json().await.expect("JSON");
    shown["code"].as_str().expect("a code").to_owned()
}

/// Somebody's agent.
pub struct Agent {
    pub url: String,
    pub token: String,
    http: Client,
}

impl Agent {
    /// Gets a token for the code that its person's page shows.
    pub async fn of(person: &Person, wanted: Value) -> Self {
        let code = invite(person, wanted).await;
        let http = Client::new();
        let answer = http.post(format!("{}/api/sync-token", person.url));
        let answer = answer.json(&json!({ "invite_code": code })).send().await.expect("an answer");
        assert_eq!(answer.status(), 200);
        let answer: Value = answer.json().await.expect("JSON");
        assert_eq!(answer["server"], json!(person.url));
        let token = answer["token"].as_str().expect("a token").to_owned();
        Self { url: person.url.clone(), token, http }
    }

    pub fn get(&self, path: &str) -> RequestBuilder {
        self.http.get(format!("{}{path}", self.url)).bearer_auth(&self.token)
    }

    pub fn post(&self, path: &str, body: &Value) -> RequestBuilder {
        self.http.post(format!("{}{path}", self.url)).bearer_auth(&self.token).json(body)
    }

    /// Reads what is at an address.
    pub async fn read(&self, path: &str) -> Value {
        let answer = self.get(path).send().await.expect("an answer");
        assert_eq!(answer.status(), 200, "{path}");
        answer.json().await.expect("JSON")
    }

    /// Follows the nest.
    pub async fn listen(&self) -> Listening {
        let response = self.get("/api/events").send().await.expect("an answer");
        assert_eq!(response.status(), 200);
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        Listening::of(response)
    }
}

/// What an agent that follows has heard.
pub struct Listening {
    response: Response,
    rest: String,
    /// What plays.
    pub playing: Value,
    /// What is queued.
    pub queue: Value,
    /// The kinds of all events, in their order.
    pub kinds: Vec<String>,
    /// What was said of positions.
    pub positions: Vec<Value>,
    /// The airhorns.
    pub horns: Vec<Value>,
}

impl Listening {
    fn of(response: Response) -> Self {
        Self {
            response,
            rest: String::new(),
            playing: Value::Null,
            queue: Value::Null,
            kinds: Vec::new(),
            positions: Vec::new(),
            horns: Vec::new(),
        }
    }

    /// Hears one event; false where the stream is over.
    pub async fn hear(&mut self) -> bool {
        let block = loop {
            if let Some((block, rest)) = self.rest.split_once("\n\n") {
                let (block, rest) = (block.to_owned(), rest.to_owned());
                self.rest = rest;
                break block;
            }
            let chunk = timeout(PATIENCE, self.response.chunk()).await.expect("the server says something");
            let Ok(Some(chunk)) = chunk else { return false };
            self.rest.push_str(std::str::from_utf8(&chunk).expect("what is told is whole letters"));
        };
        let line = |field: &str| {
            block.lines().find_map(|line| line.strip_prefix(field)?.strip_prefix(": ").map(str::to_owned))
        };
        let (Some(kind), Some(data)) = (line("event"), line("data")) else { return true };
        let data: Value = serde_json::from_str(&data).expect("JSON");
        match kind.as_str() {
            "now_playing" => self.playing = data,
            "queue_update" => self.queue = data,
            "player_position" => self.positions.push(data),
            "airhorn" => self.horns.push(data),
            "volume" => assert!(data["volume"].is_number(), "{data}"),
            other => panic!("an agent knows no {other}"),
        }
        self.kinds.push(kind);
        true
    }

    /// Hears until it is as wanted.
    pub async fn until(&mut self, wanted: impl Fn(&Self) -> bool) {
        let began = tokio::time::Instant::now();
        while !wanted(self) {
            assert!(self.hear().await, "the stream goes on");
            assert!(
                began.elapsed() < PATIENCE,
                "it stays so: {} {} {:?}",
                self.playing,
                self.queue,
                self.kinds
            );
        }
    }

    /// Hears until the stream ends.
    pub async fn hear_out(&mut self) {
        while self.hear().await {}
    }
}

/// A time as the agent reads it, in epoch milliseconds.
pub fn time(value: &Value) -> i64 {
    let text = value.as_str().expect("a time is a text");
    let moment = NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S%.6f").expect("a time");
    moment.and_utc().timestamp_millis()
}
