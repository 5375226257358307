//! Devices: one's own only, those that take commands, and another one meanwhile.

use serde_json::json;

use crate::{
    browser::Browser,
    listener::{Listener, songs},
    stage::{OWN_APP, Stage},
};

#[tokio::test]
async fn only_a_device_of_ones_own_that_takes_commands_can_be_chosen() {
    let stage = Stage::new().await;
    let server = stage.server(&[]);
    let ada = Listener::come(&stage, &server.url, "ada").await;
    let bo = Listener::come(&stage, &server.url, "bo").await;
    let adas = ada.device("Speaker").await;
    for action in ["listen", "choose"] {
        let (status, answer) = bo.ask(json!({ "action": action, "device": adas })).await;
        assert_eq!((status, &answer["code"]), (404, &json!("not_found")), "{answer}");
    }
    let screen = ada.device("TV").await;
    let (status, answer) = ada.ask(json!({ "action": "listen", "device": screen })).await;
    assert_eq!((status, &answer["code"]), (403, &json!("forbidden")), "{answer}");
    assert_eq!(ada.ask(json!({ "action": "choose" })).await.0, 400);
    assert_eq!((ada.state().await, bo.state().await), (json!({ "kind": "off" }), json!({ "kind": "off" })));
    let listed = ada.browser.read("/api/v1/devices").await;
    let car = listed["devices"]
        .as_array()
        .and_then(|devices| devices.iter().find(|device| device["kind"] == "Automobile"));
    assert_eq!(car.map(|car| car.get("id")), Some(None), "{listed}");
}

#[tokio::test]
async fn another_device_takes_the_music_over_and_keeps_an_offset_of_its_own() {
    let stage = Stage::new().await;
    let server = stage.server(&[]);
    let mut ada = Listener::come(&stage, &server.url, "ada").await;
    let songs = songs(&stage).await;
    ada.socket.add(&songs[0]).await;
    ada.listens().await;
    ada.until_player(&songs[0], true).await;
    let answer = ada.does(json!({ "action": "offset", "offset_ms": 9_000 })).await;
    assert_eq!(answer["offset_ms"], 2_000, "as far as the slider goes: {answer}");
    let phone = ada.device("Smartphone").await;
    let answer = ada.does(json!({ "action": "choose", "device": phone })).await;
    assert_eq!((&answer["offset_ms"], &answer["device"]["id"]), (&json!(0), &json!(phone)), "{answer}");
    let moved = crate::listener::until(async || {
        let player = ada.player().await;
        (player["active"] == "Ada's phone" && player["is_playing"] == true).then_some(())
    });
    assert!(moved.await.is_some(), "{}", ada.player().await);
    let answer = ada.does(json!({ "action": "choose", "device": ada.device("Speaker").await })).await;
    assert_eq!(answer["offset_ms"], 2_000, "{answer}");
}

#[tokio::test]
async fn who_is_not_connected_is_told_to_connect_and_sees_no_more_of_others_than_how_they_keep_time() {
    let stage = Stage::new().await;
    let server = stage.server(&[]);
    let ada = Listener::come(&stage, &server.url, "ada").await;
    let gus = Browser::at(&server.url);
    gus.guest("Gus").await;
    for action in ["listen", "rejoin"] {
        let asked = gus.post("/api/v1/listening").json(&json!({ "action": action })).send().await;
        let asked = asked.expect("an answer");
        assert_eq!(asked.status(), 403);
        assert_eq!(asked.json::<serde_json::Value>().await.expect("JSON")["needs"], "connect");
    }
    assert_eq!(gus.read("/api/v1/devices").await["needs"], "connect");
    assert_eq!(gus.read("/api/v1/listeners").await["listeners"], json!([]));
    let foreign = gus.foreign(reqwest::Method::POST, "/api/v1/listening").body(r#"{"action":"stop"}"#);
    assert_eq!(foreign.send().await.expect("an answer").status(), 403);
    ada.listens().await;
    ada.until_state("nothing").await;
    let all = ada.browser.read("/api/v1/listeners").await;
    let row = json!({ "person": ada.id, "name": "Ada Quill", "state": { "kind": "nothing" } });
    assert_eq!(all["listeners"], json!([row]));
    let calls = |name: &str| all["calls"][name].as_u64().expect("a number");
    assert!(calls("left") > 0 && calls("left") < calls("max"), "looking at a player cost nothing: {all}");
    let seen = json!({ "person": ada.id, "name": "Ada Quill", "state": { "kind": "in_sync" } });
    assert_eq!(gus.read("/api/v1/listeners").await, json!({ "listeners": [seen] }));
}

#[tokio::test]
async fn who_brings_an_app_of_their_own_listens_by_it_while_the_houses_has_to_wait() {
    let stage = Stage::new().await;
    let server = stage.server(&[]);
    let mut ada = Listener::come(&stage, &server.url, "ada").await;
    let songs = songs(&stage).await;
    ada.socket.add(&songs[0]).await;
    ada.listens().await;
    ada.until_state("in_sync").await;
    let browser = Browser::at(&server.url);
    browser.sign_in("faye@party.example").await;
    assert_eq!(browser.connect_by(&format!("/connect/spotify?client_id={OWN_APP}"), "faye").await, "/");
    let person = browser.person().await;
    let socket = person.socket().await;
    let faye = Listener { stage: &stage, browser, name: "faye", id: person.id, socket };
    // Only the house's app is asked to wait: whoever asks by another is answered.
    stage.tell("/limits", json!({ "path": "/v1/search", "seconds": 60 })).await;
    let searched = ada.browser.get("/api/v1/search?q=love").send().await.expect("an answer");
    assert_eq!(searched.status(), 503);
    assert_eq!(ada.browser.get("/api/v1/devices").send().await.expect("an answer").status(), 503);
    faye.listens().await;
    faye.until_player(&songs[0], true).await;
}
