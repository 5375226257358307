//! The plug is pulled, again and again, while people go on: nothing that was acknowledged is lost,
//! nothing is done twice, and every client ends up with the same nest without being told to reload.

#[path = "../support/mod.rs"]
mod support;

mod failing_over;
mod guest;
mod network;
mod play_log;

use std::{
    collections::BTreeSet,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use serde_json::{Value, json};
use tokio::{sync::watch, task::JoinHandle, time::timeout};

use crate::{
    guest::{Guest, Memory},
    support::{
        model::Model,
        people::{Person, tracks},
        redis_server::RedisServer,
        server::Server,
    },
};

const GUESTS: usize = 6;
/// What has not come about within this never will.
const PATIENCE: Duration = Duration::from_mins(1);
/// How much is acknowledged between two cuts.
const ANSWERS_BETWEEN: usize = 150;

struct Party {
    host: Person,
    guests: Vec<JoinHandle<Guest>>,
    answered: Arc<AtomicUsize>,
    stop: watch::Sender<bool>,
}

impl Party {
    /// Begins one with guests at each of these addresses.
    async fn begin(urls: &[&str]) -> Self {
        let host = Person::come_in(urls[0], "Hanna").await;
        let tracks = tracks(&host, 20).await;
        let mut entries = Vec::new();
        let mut socket = host.socket().await;
        for track in &tracks {
            entries.push(socket.add(track).await);
        }
        // However long the evening is, the first song does not end.
        socket.does(json!({ "type": "pause" })).await;
        let (stop, stopped) = watch::channel(false);
        let answered = Arc::new(AtomicUsize::new(0));
        let mut guests = Vec::new();
        for number in 0..GUESTS {
            let url = urls[number % urls.len()];
            let person = Person::come_in(url, &format!("Guest {number}")).await;
            let guest = Guest::new(person, number, entries.clone(), Arc::clone(&answered)).await;
            guests.push(tokio::spawn(guest.live(stopped.clone())));
        }
        Self { host, guests, answered, stop }
    }

    /// Waits until enough was acknowledged for something to be cut off.
    async fn go_on(&self) {
        self.go_on_by(ANSWERS_BETWEEN).await;
    }

    /// Waits until so much more was acknowledged.
    async fn go_on_by(&self, answers: usize) {
        let enough = self.answered.load(Ordering::SeqCst) + answers;
        while self.answered.load(Ordering::SeqCst) < enough {
            assert!(!self.guests.iter().any(JoinHandle::is_finished), "a guest's client failed");
            tokio::task::yield_now().await;
        }
    }

    /// Everybody finishes what they are at; then all must hold the same, and all they were told be true.
    async fn end(self) {
        self.settle(true).await;
    }

    /// The same after a store has lost what it had accepted: everybody holds what is left of it.
    async fn end_after_a_loss(self) {
        self.settle(false).await;
    }

    /// The nest, once all processes that have guests show the same.
    async fn agreed(&self, guests: &[Guest]) -> Model {
        let urls: BTreeSet<_> = guests.iter().map(|guest| guest.person.url.as_str()).collect();
        loop {
            let mut seen = Vec::new();
            for url in &urls {
                seen.push(self.host.at(url).socket().await.model);
            }
            let truth = seen.pop().expect("there are guests");
            if seen.iter().all(|other| other.position == truth.position) {
                return truth;
            }
        }
    }

    async fn settle(mut self, is_all_kept: bool) {
        self.stop.send_replace(true);
        let mut guests = Vec::new();
        for guest in self.guests.drain(..) {
            guests.push(guest.await.expect("a guest lives"));
        }
        let truth = timeout(PATIENCE, self.agreed(&guests)).await.expect("all processes agree in the end");
        let mut said: Vec<&str> = all(&truth.state).flat_map(comments).collect();
        let count = said.len();
        said.sort_unstable();
        said.dedup();
        assert_eq!(said.len(), count, "something was said twice");
        for mut guest in guests {
            let caught_up = timeout(PATIENCE, guest.catch_up(&truth.position)).await;
            caught_up.unwrap_or_else(|_| {
                panic!("a guest at {} never came to {}", guest.model.position, truth.position)
            });
            assert_eq!(guest.model.shared(), truth.shared(), "a client ended up with another nest");
            let Memory { comments, given_up, votes } = guest.memory;
            for text in &given_up {
                assert!(!said.contains(&text.as_str()), "{text:?} was said not to be in, and is");
            }
            if !is_all_kept {
                continue;
            }
            for text in &comments {
                assert!(said.contains(&text.as_str()), "{text:?} was acknowledged and is lost");
            }
            let you = guest.person.socket().await.model.you;
            for (entry, vote) in votes {
                let now = you["votes"].get(entry.to_string()).and_then(Value::as_i64).unwrap_or_default();
                assert_eq!(now, vote, "the last acknowledged vote on {entry} is lost");
            }
        }
        println!(
            "{} commands were acknowledged, {count} of them comments",
            self.answered.load(Ordering::SeqCst)
        );
    }
}

fn all(state: &Value) -> impl Iterator<Item = &Value> {
    state["queue"].as_array().into_iter().flatten().chain([&state["playing"]["entry"]])
}

fn comments(entry: &Value) -> impl Iterator<Item = &str> {
    entry["comments"].as_array().into_iter().flatten().filter_map(|comment| comment["text"].as_str())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_server_is_killed_25_times_under_load() {
    let directory = tempfile::tempdir().expect("a directory");
    let mut server = Server::start_with(directory.path(), &[("RATE_LIMITS", "off")]);
    let party = Party::begin(&[&server.url]).await;
    for _ in 0..25 {
        party.go_on().await;
        server = server.kill_and_restart();
    }
    party.go_on().await;
    party.end().await;
    drop(server);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_part_of_a_house_is_killed_in_turn_under_load() {
    let directory = tempfile::tempdir().expect("a directory");
    let redis = RedisServer::start(directory.path());
    let settings = [("RATE_LIMITS", "off")];
    let mut parts: Vec<_> =
        ["web", "web", "player"].map(|role| Server::on_redis(role, &redis.url(), &settings)).into();
    let party = Party::begin(&[&parts[0].url, &parts[1].url]).await;
    for round in 0..12 {
        party.go_on_by(40).await;
        let part = parts.remove(0);
        parts.push(part.kill_and_restart());
        assert_eq!(parts.len(), 3, "in round {round}");
    }
    party.go_on_by(40).await;
    party.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn redis_is_killed_10_times_under_load() {
    let directory = tempfile::tempdir().expect("a directory");
    let mut redis = RedisServer::start(directory.path());
    let server = Server::on_redis("serve", &redis.url(), &[("RATE_LIMITS", "off")]);
    let party = Party::begin(&[&server.url]).await;
    for _ in 0..10 {
        party.go_on().await;
        redis.kill();
        redis = RedisServer::start(directory.path());
    }
    party.go_on().await;
    party.end().await;
    assert!(server.log().contains("The store is back"), "the server noticed");
}
