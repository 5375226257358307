//! Several processes on one Redis are one party.

use serde_json::{Value, json};

use crate::support::{
    people::{Person, tracks},
    redis_server::RedisServer,
    server::Server,
};

#[tokio::test]
async fn two_replicas_show_one_queue_and_one_crowd() {
    let directory = tempfile::tempdir().expect("a directory");
    let redis = RedisServer::start(directory.path());
    let one = Server::on_redis("serve", &redis.url(), &[]);
    let two = Server::on_redis("web", &redis.url(), &[]);
    let hanna = Person::come_in(&one.url, "Hanna").await;
    let ann = Person::come_in(&two.url, "Ann").await;
    let tracks = tracks(&hanna, 6).await;
    let (mut hannas, mut anns) = (hanna.socket().await, ann.socket().await);
    assert_eq!(hannas.model.you["role"], "host");
    assert_eq!(anns.model.you["role"], "guest");
    hannas.until(|model| model.state["present"] == json!(2)).await;
    anns.until(|model| model.state["present"] == json!(2)).await;
    hannas.add(&tracks[0]).await;
    // Both at once, again and again: the log picks, and nobody loses anything.
    for pair in tracks[1..5].chunks(2) {
        let (a, b) = (pair[0].clone(), pair[1].clone());
        tokio::join!(hannas.add(&a), anns.add(&b));
    }
    let newest = hannas.model.seq.max(anns.model.seq);
    hannas.until(|model| model.seq == newest).await;
    anns.until(|model| model.seq == newest).await;
    assert_eq!(hannas.model.shared(), anns.model.shared());
    assert_eq!(hannas.model.titles().len(), 4);
    // A session of one is a session of the other.
    assert_eq!(hanna.at(&two.url).get("/api/v1/me").send().await.expect("an answer").status(), 200);
    drop(anns);
    hannas.until(|model| model.state["present"] == json!(1)).await;
}

#[tokio::test]
async fn the_player_alone_keeps_the_music_going() {
    let directory = tempfile::tempdir().expect("a directory");
    let redis = RedisServer::start(directory.path());
    let web = Server::on_redis("web", &redis.url(), &[("DEMO_SPEED", "100")]);
    let hanna = Person::come_in(&web.url, "Hanna").await;
    let tracks = tracks(&hanna, 2).await;
    let mut socket = hanna.socket().await;
    socket.add(&tracks[0]).await;
    let second = socket.add(&tracks[1]).await;
    let player = Server::on_redis("player", &redis.url(), &[("DEMO_SPEED", "100")]);
    socket.until(|model| model.state["playing"]["entry"]["id"] == json!(second)).await;
    socket.until(|model| model.state["playing"].is_null()).await;
    drop(player);
}

#[tokio::test]
async fn when_one_replica_dies_its_people_go_on_with_the_other() {
    let directory = tempfile::tempdir().expect("a directory");
    let redis = RedisServer::start(directory.path());
    let one = Server::on_redis("serve", &redis.url(), &[]);
    let two = Server::on_redis("serve", &redis.url(), &[]);
    let ann = Person::come_in(&one.url, "Ann").await;
    let tracks = tracks(&ann, 3).await;
    let mut socket = ann.socket().await;
    let first = socket.ask_as("first", json!({ "type": "add", "track": tracks[0] })).await;
    socket.until(|model| model.state["playing"] != Value::Null).await;
    let before = socket.leave();
    one.kill();
    let ann = ann.at(&two.url);
    let path = format!("/socket/?since={}", before.position);
    let mut stream = ann.raw_socket(&path, Some(&two.url)).await.expect("it opens");
    assert_eq!(crate::support::people::read(&mut stream).await.expect("a message")["type"], "resumed");
    let mut socket = ann.socket().await;
    assert_eq!(
        socket.ask_as("first", json!({ "type": "clear" })).await,
        first,
        "the same id, the first answer"
    );
    socket.add(&tracks[1]).await;
}

#[tokio::test]
async fn without_redis_a_nest_can_be_read_and_nothing_is_saved_and_with_it_all_goes_on() {
    let directory = tempfile::tempdir().expect("a directory");
    let redis = RedisServer::start(directory.path());
    let server = Server::on_redis("serve", &redis.url(), &[]);
    let hanna = Person::come_in(&server.url, "Hanna").await;
    let tracks = tracks(&hanna, 3).await;
    let mut socket = hanna.socket().await;
    let entry = socket.add(&tracks[0]).await;
    redis.kill();
    // A command that meets the breaking connection may stay in doubt; from when the store is known
    // to be gone, the answer is certain.
    let ready = format!("{}/health/ready", server.url);
    while reqwest::get(&ready).await.expect("an answer").status() != 503 {}
    socket.refuses(json!({ "type": "jam", "entry": entry, "on": true }), "not_saved").await;
    let read = reqwest::get(format!("{}/playing/", server.url)).await.expect("an answer");
    assert_eq!(read.status(), 200, "it can still be read");
    let ready = reqwest::get(format!("{}/health/ready", server.url)).await.expect("an answer");
    assert_eq!(ready.status(), 503);
    let parts: Value = ready.json().await.expect("JSON");
    assert_eq!(parts["parts"]["store"]["status"], "failing");
    assert_eq!(reqwest::get(format!("{}/health", server.url)).await.expect("an answer").status(), 200);
    let _redis = RedisServer::start(directory.path());
    while socket.ask(json!({ "type": "comment", "entry": entry, "text": "back" })).await["type"] != "ok" {}
    assert_eq!(hanna.socket().await.model.state["playing"]["entry"]["comments"][0]["text"], "back");
}

#[tokio::test]
async fn a_redis_that_loses_its_data_is_followed_and_everyone_begins_afresh() {
    let directory = tempfile::tempdir().expect("a directory");
    let redis = RedisServer::start(directory.path());
    let server = Server::on_redis("serve", &redis.url(), &[]);
    let hanna = Person::come_in(&server.url, "Hanna").await;
    let tracks = tracks(&hanna, 3).await;
    let mut socket = hanna.socket().await;
    socket.add(&tracks[0]).await;
    let mut line = redis.line().await;
    let () = redis::cmd("DEL")
        .arg(&["{nest:main}:log", "{nest:main}:snap"])
        .query_async(&mut line)
        .await
        .expect("gone");
    let answer = socket.ask(json!({ "type": "add", "track": tracks[1] })).await;
    assert_eq!(answer["type"], "ok", "the nest begins anew: {answer}");
    socket.until(|model| model.state["playing"]["entry"]["track"]["uri"] == json!(tracks[1])).await;
    assert!(
        socket.heard.iter().any(|message| message["type"] == "hello"),
        "everyone was told everything anew"
    );
}

#[tokio::test]
async fn neither_of_two_busy_replicas_starves() {
    const VOTES: usize = 150;
    let directory = tempfile::tempdir().expect("a directory");
    let redis = RedisServer::start(directory.path());
    let settings = [("RATE_LIMITS", "off")];
    let replicas = [
        Server::on_redis("serve", &redis.url(), &settings),
        Server::on_redis("web", &redis.url(), &settings),
    ];
    let hanna = Person::come_in(&replicas[0].url, "Hanna").await;
    let tracks = tracks(&hanna, 2).await;
    let mut socket = hanna.socket().await;
    socket.add(&tracks[0]).await;
    let entry = socket.add(&tracks[1]).await;
    let mut voters = Vec::new();
    for number in 0..8 {
        let replica = &replicas[number % 2];
        let mut voter = Person::come_in(&replica.url, &format!("Voter {number}")).await.socket().await;
        voters.push(tokio::spawn(async move {
            let mut busy = 0;
            for vote in [1, -1].into_iter().cycle().take(VOTES) {
                let command = json!({"type": "vote", "entry": entry, "vote": vote});
                let mut answer = voter.ask(command.clone()).await;
                while answer["code"] == "busy" {
                    busy += 1;
                    answer = voter.ask(command.clone()).await;
                }
                assert_eq!(answer["type"], "ok", "{answer}");
            }
            busy
        }));
    }
    for voter in voters {
        let busy = voter.await.expect("whoever is told to come again is heard then");
        assert!(busy * 20 <= VOTES, "one was told to come again {busy} times out of {VOTES}");
    }
}

#[tokio::test]
async fn when_more_is_asked_at_once_than_fits_every_command_is_answered() {
    const PEOPLE: usize = 6;
    const AT_ONCE: usize = 30;
    let directory = tempfile::tempdir().expect("a directory");
    let redis = RedisServer::start(directory.path());
    let server = Server::on_redis("serve", &redis.url(), &[("RATE_LIMITS", "off")]);
    let hanna = Person::come_in(&server.url, "Hanna").await;
    let tracks = tracks(&hanna, 2).await;
    let mut socket = hanna.socket().await;
    socket.add(&tracks[0]).await;
    let entry = socket.add(&tracks[1]).await;
    let mut sockets = Vec::new();
    for number in 0..PEOPLE {
        sockets.push(Person::come_in(&server.url, &format!("Person {number}")).await.socket().await);
    }
    let mut people = Vec::new();
    for mut person in sockets {
        people.push(tokio::spawn(async move {
            for round in 0..10 {
                for number in 0..AT_ONCE {
                    let id = format!("{round}-{number}");
                    let on = (round + number) % 2 == 0;
                    person.say(&json!({"type": "jam", "id": id, "entry": entry, "on": on})).await;
                }
                let mut answered = 0;
                while answered < AT_ONCE {
                    let message = person.next().await.expect("nobody's socket is closed over it");
                    let code = &message["code"];
                    assert!(message["type"] != "refused" || code == "busy", "{message}");
                    answered += usize::from(message["type"] == "ok" || message["type"] == "refused");
                }
            }
        }));
    }
    for person in people {
        person.await.expect("everyone is answered");
    }
}
