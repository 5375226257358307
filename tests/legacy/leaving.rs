//! When an agent's stream ends.

use serde_json::json;

use crate::{
    agent::Agent,
    support::{people::Person, server::Server},
};

#[tokio::test]
async fn whoever_is_removed_hears_no_more_and_whoever_is_banned_does_not_come_back() {
    let directory = tempfile::tempdir().expect("a directory");
    let server = Server::start(directory.path());
    let ann = Person::come_in(&server.url, "Ann").await;
    let troll = Person::come_in(&server.url, "Troll").await;
    let mut anns = ann.socket().await;
    let agent = Agent::of(&troll, json!({})).await;
    let mut hears = agent.listen().await;
    hears.until(|hears| hears.kinds.len() >= 2).await;
    anns.does(json!({ "type": "kick", "person": troll.id, "ban": true, "keep_songs": false })).await;
    hears.hear_out().await;
    for path in ["/api/events", "/api/playing", "/api/queue"] {
        assert_eq!(agent.get(path).send().await.expect("an answer").status(), 403, "{path}");
    }
}

#[tokio::test]
async fn with_its_nest_a_stream_ends() {
    let directory = tempfile::tempdir().expect("a directory");
    let server = Server::start_with(directory.path(), &[("GUEST_NESTS", "on")]);
    let ann = Person::come_in(&server.url, "Ann").await;
    let (_, nest) = ann.ask(reqwest::Method::POST, "/api/v1/nests", &json!({})).await;
    let code = nest["code"].as_str().expect("a code");
    let agent = Agent::of(&ann, json!({ "nest": code })).await;
    let mut hears = agent.listen().await;
    hears.until(|hears| hears.kinds.len() >= 2).await;
    let ended = ann.ask(reqwest::Method::DELETE, &format!("/api/v1/nests/{code}"), &json!({})).await;
    assert!(ended.0 < 300, "{}", ended.1);
    hears.hear_out().await;
    assert_eq!(agent.get("/api/events").send().await.expect("an answer").status(), 404);
}

#[tokio::test]
async fn a_stream_ends_with_its_token_and_its_server() {
    let directory = tempfile::tempdir().expect("a directory");
    let server = Server::start(directory.path());
    let ann = Person::come_in(&server.url, "Ann").await;
    let (first, second) = (Agent::of(&ann, json!({})).await, Agent::of(&ann, json!({})).await);
    let (mut firsts, mut seconds) = (first.listen().await, second.listen().await);
    let listed: serde_json::Value =
        ann.get("/api/v1/tokens").send().await.expect("an answer").json().await.expect("JSON");
    let id = listed["tokens"][0]["id"].as_str().expect("an id");
    ann.ask(reqwest::Method::DELETE, &format!("/api/v1/tokens/{id}"), &json!({})).await;
    firsts.hear_out().await;
    assert_eq!(first.get("/api/events").send().await.expect("an answer").status(), 401);
    server.signal("TERM");
    seconds.hear_out().await;
    assert_eq!(server.wait(), Some(0));
}

#[tokio::test]
async fn agents_count_as_sockets_do() {
    let directory = tempfile::tempdir().expect("a directory");
    let server = Server::start(directory.path());
    let ann = Person::come_in(&server.url, "Ann").await;
    let agent = Agent::of(&ann, json!({})).await;
    let mut open = Vec::new();
    for _ in 0..10 {
        open.push(agent.listen().await);
    }
    assert_eq!(agent.get("/api/events").send().await.expect("an answer").status(), 503);
}
