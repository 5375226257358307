//! An agent searches, and queues what it found.

use serde_json::{Value, json};

use crate::{
    agent::Agent,
    support::{
        people::{Person, tracks},
        server::Server,
    },
};

#[tokio::test]
async fn what_an_agent_finds_it_can_queue_and_is_told_which_entry_it_became() {
    let directory = tempfile::tempdir().expect("a directory");
    let server = Server::start(directory.path());
    let ann = Person::come_in(&server.url, "Ann").await;
    let mut anns = ann.socket().await;
    let agent = Agent::of(&ann, json!({})).await;
    let found = agent.read("/search/v2?q=").await;
    for track in found.as_array().expect("a list") {
        for field in ["uri", "track_name", "artist"] {
            assert!(track[field].as_str().is_some_and(|text| !text.is_empty()), "{field} in {track}");
        }
        let image = track["images"][0]["url"].as_str().expect("a cover");
        assert!(image.starts_with("http"), "an agent knows no address of ours: {image}");
    }
    let wanted = tracks(&ann, 2).await;
    for uri in &wanted {
        let answer = agent.post("/api/add_song", &json!({ "track_uri": uri })).send().await.expect("one");
        assert_eq!(answer.status(), 200);
        let answer: Value = answer.json().await.expect("JSON");
        let queued = |model: &crate::support::model::Model| {
            let queue = model.state["queue"].as_array().into_iter().flatten();
            let mut all = queue.chain([&model.state["playing"]["entry"]]);
            all.any(|entry| entry["track"]["uri"] == *uri && json!(entry["id"].to_string()) == answer["id"])
        };
        anns.until(queued).await;
        assert_eq!(answer["ok"], true);
    }
    let again = agent.post("/api/add_song", &json!({ "track_uri": wanted[1] })).send().await.expect("one");
    assert_eq!(again.status(), 409, "the rules hold for agents, too");
    let none = agent.post("/api/add_song", &json!({ "track_uri": "demo:track:none" })).send().await;
    assert_eq!(none.expect("an answer").status(), 404);
}
