//! An agent reaches the devices of its own person at Spotify.

use serde_json::{Value, json};

use crate::{
    agent::Agent,
    browser::Browser,
    stage::Stage,
    support::{people::Person, server::Server},
};

#[tokio::test]
async fn where_there_is_no_spotify_an_agent_sees_no_device() {
    let directory = tempfile::tempdir().expect("a directory");
    let server = Server::start(directory.path());
    let ann = Person::come_in(&server.url, "Ann").await;
    let agent = Agent::of(&ann, json!({})).await;
    assert_eq!(agent.read("/api/spotify/devices").await, json!({ "devices": [] }));
    let status = agent.read("/api/spotify/status").await;
    assert_eq!((&status["available"], &status["connected"]), (&json!(false), &json!(false)));
    let moved = agent.post("/api/spotify/transfer", &json!({ "device_id": "x", "play": false }));
    assert_eq!(moved.send().await.expect("an answer").status(), 404);
}

#[tokio::test]
async fn an_agent_moves_its_own_persons_music_to_another_device() {
    let stage = Stage::new().await;
    let server = stage.server(&[]);
    let browser = Browser::at(&server.url);
    assert_eq!(browser.sign_in("ada@party.example").await, "/");
    let agent = Agent::of(&browser.person().await, json!({})).await;
    let devices = agent.get("/api/spotify/devices").send().await.expect("an answer");
    assert_eq!(devices.status(), 403, "not connected yet");
    assert_eq!(browser.connect("ada").await, "/");
    assert_eq!(agent.read("/api/spotify/status").await["connected"], true);
    let devices = agent.read("/api/spotify/devices").await;
    let devices = devices["devices"].as_array().expect("a list");
    let speaker = devices.iter().find(|device| device["type"] == "Speaker").expect("a speaker");
    let wanted = json!({ "device_id": speaker["id"], "play": false });
    let moved = agent.post("/api/spotify/transfer", &wanted).send().await.expect("an answer");
    assert_eq!(moved.status(), 200, "{:?}", moved.text().await);
    let player: Value = stage.ask("/spotify/people/ada/player").await;
    assert_eq!(player["active"], speaker["name"]);
    let wrong = json!({ "device_id": "of-somebody-else", "play": true });
    let moved = agent.post("/api/spotify/transfer", &wrong).send().await.expect("an answer");
    assert_eq!(moved.status(), 404);
}
