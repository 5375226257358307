//! What one person may do within an hour: one budget, whichever process they ask.

use std::{collections::BTreeSet, path::Path, time::Instant};

use reqwest::{Method, Response};
use serde_json::{Value, json};

use super::{
    nothing,
    support::{
        people::{self, Person, Socket},
        redis_server::RedisServer,
        server::Server,
    },
    text, too_soon,
};

const HOUR_MS: u64 = 3_600_000;

/// Two processes that play and serve, on one Redis.
struct House {
    replicas: [Server; 2],
    _redis: RedisServer,
}

impl House {
    fn open(directory: &Path, further: &[(&str, &str)]) -> Self {
        let redis = RedisServer::start(directory);
        let logs = directory.join("play_logs").display().to_string();
        let settings = [&[("GUEST_NESTS", "on"), ("PLAY_LOG_DIR", logs.as_str())], further].concat();
        let replicas = ["serve", "web"].map(|role| Server::on_redis(role, &redis.url(), &settings));
        Self { replicas, _redis: redis }
    }

    /// The same person at each replica.
    fn both(&self, person: &Person) -> [Person; 2] {
        [person.at(&self.replicas[0].url), person.at(&self.replicas[1].url)]
    }

    /// A socket of theirs at each.
    async fn sockets(&self, person: &Person) -> [Socket; 2] {
        let [one, two] = self.both(person);
        [one.socket().await, two.socket().await]
    }
}

/// Refused at both, each of which says that it is free again within the hour, and not at once.
async fn is_spent(sockets: &mut [Socket; 2], command: Value) {
    for socket in sockets {
        let refused = socket.refuses(command.clone(), "rate_limited").await;
        let wait_ms = refused["retry_after_ms"].as_u64().expect("it says when it is free again");
        assert!(wait_ms > HOUR_MS / 2 && wait_ms <= HOUR_MS, "{refused}");
    }
}

#[tokio::test]
async fn fifty_songs_an_hour_are_fifty_at_both_replicas_together() {
    let directory = tempfile::tempdir().expect("a directory");
    let house = House::open(directory.path(), &[]);
    let hanna = Person::come_in(&house.replicas[0].url, "Hanna").await;
    let ann = Person::come_in(&house.replicas[1].url, "Ann").await;
    let tracks = people::tracks(&hanna, 2).await;
    let mut hannas = house.sockets(&hanna).await;
    hannas[0].add(&tracks[0]).await;
    let mut anns = house.sockets(&ann).await;
    let add = json!({ "type": "add", "track": tracks[1] });
    for number in 0..50 {
        let entry = anns[number % 2].add(&tracks[1]).await;
        // Taking it back earns nothing.
        anns[number % 2].does(json!({ "type": "remove", "entry": entry })).await;
        let seq = anns[number % 2].model.seq;
        anns[1 - number % 2].until(|model| model.seq >= seq).await;
    }
    is_spent(&mut anns, add.clone()).await;
    // By HTTP it is said in the header as well.
    let body = json!({ "type": "add", "id": "by-http", "track": tracks[1] }).to_string();
    let request = anns_at(&house, &ann).post("/api/v1/nests/main/commands").body(body);
    let answer = request.send().await.expect("an answer");
    assert_eq!((answer.status().as_u16(), wait_of(&answer).is_some_and(|wait| wait > 1_800)), (429, true));
    // Nobody else has spent anything, and what was refused may be asked again under its id.
    hannas[1].add(&tracks[1]).await;
}

fn anns_at(house: &House, ann: &Person) -> Person {
    ann.at(&house.replicas[0].url)
}

/// After how many seconds it may be asked again.
fn wait_of(answer: &Response) -> Option<u64> {
    answer.headers().get("retry-after")?.to_str().ok()?.parse().ok()
}

#[tokio::test]
async fn thirty_comments_an_hour_are_thirty_at_both_replicas_together() {
    let directory = tempfile::tempdir().expect("a directory");
    let house = House::open(directory.path(), &[]);
    let hanna = Person::come_in(&house.replicas[0].url, "Hanna").await;
    let ann = Person::come_in(&house.replicas[1].url, "Ann").await;
    let tracks = people::tracks(&hanna, 2).await;
    let mut hannas = house.sockets(&hanna).await;
    let entries = [hannas[0].add(&tracks[0]).await, hannas[0].add(&tracks[1]).await];
    let mut anns = house.sockets(&ann).await;
    for number in 0..30 {
        let entry = entries[number / 15];
        anns[number % 2].does(json!({ "type": "comment", "entry": entry, "text": "Oh!" })).await;
    }
    is_spent(&mut anns, json!({ "type": "comment", "entry": entries[1], "text": "Oh!" })).await;
    hannas[1].does(json!({ "type": "comment", "entry": entries[1], "text": "Ah." })).await;
}

#[tokio::test]
async fn an_airhorn_at_one_replica_is_heard_and_awaited_at_the_other() {
    let directory = tempfile::tempdir().expect("a directory");
    let house = House::open(directory.path(), &[]);
    let hanna = Person::come_in(&house.replicas[0].url, "Hanna").await;
    let ann = Person::come_in(&house.replicas[1].url, "Ann").await;
    let [mut hannas, _] = house.sockets(&hanna).await;
    let [_, mut anns] = house.sockets(&ann).await;
    let blown = Instant::now();
    hannas.does(json!({ "type": "airhorn", "sound": "siren" })).await;
    let refused = too_soon(&mut anns, blown).await;
    assert!(refused["retry_after_ms"].as_u64().is_some_and(|wait| (1..=3_000).contains(&wait)), "{refused}");
    let is_horn = |heard: &Value| heard["signal"]["kind"] == "airhorn";
    while !anns.heard.iter().any(is_horn) {
        anns.next().await.expect("the socket stays open");
    }
}

#[tokio::test]
async fn three_nests_an_hour_are_three_at_both_replicas_together_and_ending_one_earns_none() {
    let directory = tempfile::tempdir().expect("a directory");
    let house = House::open(directory.path(), &[]);
    let ann = Person::come_in(&house.replicas[0].url, "Ann").await;
    let [one, two] = house.both(&ann);
    let mut opened = BTreeSet::new();
    for person in [&one, &two, &one] {
        let (status, nest) = person.ask(Method::POST, "/api/v1/nests", &nothing()).await;
        assert_eq!(status, 201, "{nest}");
        opened.insert(text(&nest, "id").to_owned());
    }
    let last = opened.last().expect("three were opened");
    assert_eq!(one.ask(Method::DELETE, &format!("/api/v1/nests/{last}"), &nothing()).await.0, 204);
    for person in [&one, &two] {
        let answer = person.post("/api/v1/nests").json(&nothing()).send().await.expect("an answer");
        let wait = wait_of(&answer);
        let problem: Value = answer.json().await.expect("JSON");
        assert_eq!(problem["code"], "rate_limited", "{problem}");
        assert!(problem["retry_after_ms"].as_u64().is_some_and(|wait| wait <= HOUR_MS), "{problem}");
        assert!(wait.is_some_and(|wait| wait > 1_800 && wait <= 3_600), "{wait:?}");
    }
    let bob = Person::come_in(&house.replicas[1].url, "Bob").await;
    assert_eq!(bob.ask(Method::POST, "/api/v1/nests", &nothing()).await.0, 201);
}

#[tokio::test]
async fn one_address_brings_so_many_guests_at_once_to_all_replicas_together_and_is_told_when_more_may_come() {
    let directory = tempfile::tempdir().expect("a directory");
    let house = House::open(directory.path(), &[("TRUSTED_PROXIES", "127.0.0.1")]);
    let http = reqwest::Client::new();
    let come_in = async |replica: &Server, address: &str| {
        let request = http.post(format!("{}/login/guest", replica.url)).header("x-forwarded-for", address);
        request.json(&json!({ "name": "Gus" })).send().await.expect("an answer")
    };
    let mut let_in = 0;
    let refused = loop {
        let answer = come_in(&house.replicas[let_in % 2], "203.0.113.7").await;
        if answer.status() != 200 {
            break answer;
        }
        let_in += 1;
        assert!(let_in < 2_000, "nobody is told to wait");
    };
    assert!(let_in >= 600, "a full house comes in at once, not {let_in}");
    assert_eq!(refused.status(), 429);
    assert!(wait_of(&refused).is_some_and(|wait| wait <= 60), "{refused:?}");
    assert_eq!(refused.json::<Value>().await.expect("JSON")["code"], "rate_limited");
    for replica in &house.replicas {
        assert_eq!(come_in(replica, "203.0.113.8").await.status(), 200, "the house next door");
    }
}
