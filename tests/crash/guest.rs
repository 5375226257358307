//! A guest whose phone never gives up: it reconnects, asks for what it missed, and sends again what
//! was not answered, under the same id.

use std::{
    collections::BTreeMap,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use futures_util::SinkExt;
use serde_json::{Value, json};
use tokio::{net::TcpStream, sync::watch};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, tungstenite::Message};

use crate::support::{
    model::Model,
    people::{Person, read},
};

/// What a guest was told is done.
#[derive(Debug, Default)]
pub struct Memory {
    /// Every comment that was acknowledged.
    pub comments: Vec<String>,
    /// Comments of which it was said that nothing was changed, and that were given up.
    pub given_up: Vec<String>,
    /// The last acknowledged vote on each entry.
    pub votes: BTreeMap<u64, i64>,
}

/// A guest and what their phone shows.
pub struct Guest {
    pub person: Person,
    pub model: Model,
    pub memory: Memory,
    stream: WebSocketStream<MaybeTlsStream<TcpStream>>,
    entries: Vec<u64>,
    number: usize,
    asked: usize,
    answered: Arc<AtomicUsize>,
}

impl Guest {
    pub async fn new(person: Person, number: usize, entries: Vec<u64>, answered: Arc<AtomicUsize>) -> Self {
        let mut stream = person.raw_socket("/socket/", Some(&person.url)).await.expect("the socket opens");
        let hello = read(&mut stream).await.expect("a hello");
        let model = Model::from_hello(&hello);
        Self { person, model, memory: Memory::default(), stream, entries, number, asked: 0, answered }
    }

    /// Goes on asking until told to stop.
    pub async fn live(mut self, stop: watch::Receiver<bool>) -> Self {
        while !*stop.borrow() {
            self.asked += 1;
            let entry = self.entries[(self.asked * 7 + self.number) % self.entries.len()];
            let id = format!("g{}-{}", self.number, self.asked);
            if self.asked.is_multiple_of(7) {
                let text = format!("word {} of guest {}", self.asked, self.number);
                let answer = self.ask(&id, &json!({ "type": "comment", "entry": entry, "text": text })).await;
                if answer["type"] == "ok" {
                    self.memory.comments.push(text);
                } else if answer["code"] == "not_saved" {
                    self.memory.given_up.push(text);
                } else {
                    assert_eq!(answer["code"], "full", "{answer}");
                }
            } else {
                let vote = i64::try_from(self.asked % 3).expect("a small number") - 1;
                let answer = self.ask(&id, &json!({ "type": "vote", "entry": entry, "vote": vote })).await;
                assert_eq!(answer["type"], "ok", "{answer}");
                self.memory.votes.insert(entry, vote);
            }
            self.answered.fetch_add(1, Ordering::SeqCst);
        }
        self
    }

    /// Follows until the picture is at this position.
    pub async fn catch_up(&mut self, position: &str) {
        while self.model.position != position {
            if self.hear().await.is_none() {
                self.come_back().await;
            }
        }
    }

    /// Asks until there is an answer that says what became of it.
    async fn ask(&mut self, id: &str, command: &Value) -> Value {
        let mut message = command.clone();
        message["id"] = id.into();
        // Who sent something twice cannot know that the first one is not in.
        let mut gives_up = command["type"] == "comment" && self.asked.is_multiple_of(2);
        loop {
            if self.stream.send(Message::text(message.to_string())).await.is_err() {
                gives_up = false;
                self.come_back().await;
                continue;
            }
            match self.answer_to(id).await {
                Some(answer) if answer["code"] == "not_saved" && gives_up => return answer,
                Some(answer) if answer["code"] == "not_saved" || answer["code"] == "busy" => {
                    gives_up = false;
                    tokio::task::yield_now().await;
                }
                Some(answer) => return answer,
                None => {
                    gives_up = false;
                    self.come_back().await;
                }
            }
        }
    }

    async fn answer_to(&mut self, id: &str) -> Option<Value> {
        loop {
            let message = self.hear().await?;
            if message["id"] == id {
                return Some(message);
            }
        }
    }

    /// Hears one message and folds it; `None` if the connection is gone.
    async fn hear(&mut self) -> Option<Value> {
        let message = read(&mut self.stream).await.ok()?;
        match message["type"].as_str() {
            Some("hello") => self.model = Model::from_hello(&message),
            Some("commit") if message["seq"].as_u64() > Some(self.model.seq) => self.model.fold(&message),
            _ => {}
        }
        Some(message)
    }

    /// Connects again, as often as it takes, and asks for what was missed.
    async fn come_back(&mut self) {
        loop {
            let path = format!("/socket/?since={}", self.model.position);
            if let Ok(stream) = self.person.raw_socket(&path, Some(&self.person.url)).await {
                self.stream = stream;
                if self.hear().await.is_some() {
                    return;
                }
            }
            tokio::task::yield_now().await;
        }
    }
}
