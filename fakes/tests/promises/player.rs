//! Devices that behave.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::support::{Stage, text};

struct Listener {
    stage: Stage,
    token: String,
    uris: Vec<Value>,
}

impl Listener {
    async fn new(person: &str) -> Self {
        let stage = Stage::new().await;
        let token = stage.sign_in(person).await;
        let (_, found) =
            stage.read(&token, "/search?q=artist:%22the%20short%20stories%22&type=track&limit=10").await;
        let uris =
            found["tracks"]["items"].as_array().unwrap().iter().map(|track| track["uri"].clone()).collect();
        Self { stage, token, uris }
    }

    async fn devices(&self) -> Vec<Value> {
        let (_, answer) = self.stage.read(&self.token, "/me/player/devices").await;
        answer["devices"].as_array().unwrap().clone()
    }

    async fn device(&self, name: &str) -> String {
        let devices = self.devices().await;
        text(&devices.iter().find(|device| device["name"] == name).unwrap()["id"])
    }

    async fn play(&self, device: &str, count: usize) {
        let path = format!("/me/player/play?device_id={}", self.device(device).await);
        let answer = self.put(&path, Some(json!({"uris": self.uris[..count], "position_ms": 0}))).await;
        assert_eq!(answer.0, StatusCode::NO_CONTENT, "{}", answer.1);
    }

    async fn put(&self, path: &str, body: Option<Value>) -> (StatusCode, Value) {
        self.stage.put(&self.token, path, body).await
    }

    async fn player(&self) -> Value {
        self.stage.read(&self.token, "/me/player").await.1
    }

    async fn change(&self, device: Value) {
        self.stage.tell("/spotify/people/ada/devices", device).await;
    }
}

#[tokio::test]
async fn it_goes_on_to_the_second_by_itself_and_then_stops() {
    let ada = Listener::new("ada").await;
    assert_eq!(ada.stage.read(&ada.token, "/me/player").await.0, StatusCode::NO_CONTENT);
    ada.play("Ada's phone", 2).await;
    let first = ada.player().await;
    assert_eq!((&first["item"]["uri"], &first["is_playing"]), (&ada.uris[0], &json!(true)));
    assert_eq!(first["device"]["name"], "Ada's phone");
    ada.stage.skip_ms(21_000).await;
    let second = ada.player().await;
    assert_eq!((&second["item"]["uri"], &second["is_playing"]), (&ada.uris[1], &json!(true)));
    assert_eq!(second["timestamp"].as_u64().unwrap() - first["timestamp"].as_u64().unwrap(), 20_000);
    assert!(second["item"].get("external_ids").is_none());
    ada.stage.skip_ms(60_000).await;
    assert_eq!(ada.player().await["is_playing"], false);
}

#[tokio::test]
async fn being_so_already_is_a_restriction_violated() {
    let ada = Listener::new("ada").await;
    ada.play("Ada's computer", 1).await;
    let (status, answer) = ada.put("/me/player/play", None).await;
    assert_eq!(
        (status, text(&answer["error"]["message"])),
        (StatusCode::FORBIDDEN, "Player command failed: Restriction violated".to_owned())
    );
    assert_eq!(ada.put("/me/player/pause", None).await.0, StatusCode::NO_CONTENT);
    assert_eq!(ada.put("/me/player/pause", None).await.0, StatusCode::FORBIDDEN);
    let paused = ada.player().await;
    ada.stage.skip_ms(5_000).await;
    assert_eq!(ada.player().await["progress_ms"], paused["progress_ms"]);
    assert_eq!(ada.put("/me/player/play", None).await.0, StatusCode::NO_CONTENT);
}

#[tokio::test]
async fn without_an_active_device_there_is_none_and_with_one_named_it_wakes() {
    let ada = Listener::new("ada").await;
    let wish = json!({"uris": [ada.uris[0]]});
    let (status, answer) = ada.put("/me/player/play", Some(wish)).await;
    assert_eq!((status, &answer["error"]["reason"]), (StatusCode::NOT_FOUND, &json!("NO_ACTIVE_DEVICE")));
    ada.play("Ada's kitchen speaker", 1).await;
    assert_eq!(ada.player().await["device"]["is_active"], true);
}

#[tokio::test]
async fn without_premium_nothing_plays() {
    let cleo = Listener::new("cleo").await;
    let path = format!("/me/player/play?device_id={}", text(&cleo.devices().await[0]["id"]));
    let (status, answer) = cleo.put(&path, Some(json!({"uris": [cleo.uris[0]]}))).await;
    assert_eq!((status, &answer["error"]["reason"]), (StatusCode::FORBIDDEN, &json!("PREMIUM_REQUIRED")));
}

#[tokio::test]
async fn devices_are_of_every_kind() {
    let ada = Listener::new("ada").await;
    let devices = ada.devices().await;
    assert!(devices.iter().any(|device| device["type"] == "Hologram" && device["volume_percent"].is_null()));
    assert!(devices.iter().any(|device| device["id"].is_null()));
    let path = format!("/me/player/play?device_id={}", ada.device("Ada's gallery screen").await);
    let (status, answer) = ada.put(&path, Some(json!({"uris": [ada.uris[0]]}))).await;
    assert_eq!(
        (status, &answer["error"]["reason"]),
        (StatusCode::FORBIDDEN, &json!("DEVICE_NOT_CONTROLLABLE"))
    );
}

#[tokio::test]
async fn a_device_vanishes_when_told_and_when_idle() {
    let ada = Listener::new("ada").await;
    ada.play("Ada's phone", 2).await;
    let phone = ada.device("Ada's phone").await;
    ada.change(json!({"name": "Ada's phone", "is_listed": false})).await;
    assert_eq!(ada.stage.read(&ada.token, "/me/player").await.0, StatusCode::NO_CONTENT);
    let (status, answer) = ada.put(&format!("/me/player/pause?device_id={phone}"), None).await;
    assert_eq!((status, &answer["error"]["message"]), (StatusCode::NOT_FOUND, &json!("Device not found")));
    ada.change(json!({"name": "Ada's computer", "vanish_after_ms": 8_000})).await;
    let before = ada.devices().await.len();
    ada.stage.skip_ms(8_000).await;
    assert_eq!(ada.devices().await.len(), before - 1);
    ada.change(json!({"name": "Ada's computer", "is_listed": true, "vanish_after_ms": 0})).await;
    assert_eq!(ada.devices().await.len(), before);
}

#[tokio::test]
async fn shuffling_makes_the_order_any() {
    let ada = Listener::new("ada").await;
    ada.play("Ada's phone", 1).await;
    assert_eq!(ada.put("/me/player/shuffle?state=true", None).await.0, StatusCode::NO_CONTENT);
    ada.play("Ada's phone", 10).await;
    let truth = ada.stage.ask("/spotify/people/ada/player").await;
    assert_ne!(truth["uris"], json!(ada.uris));
    assert_eq!(ada.player().await["shuffle_state"], true);
}

#[tokio::test]
async fn a_slow_device_does_it_later() {
    let ada = Listener::new("ada").await;
    ada.change(json!({"name": "Ada's phone", "effect_ms": 60_000})).await;
    ada.play("Ada's phone", 1).await;
    assert_eq!(ada.stage.read(&ada.token, "/me/player").await.0, StatusCode::NO_CONTENT);
    ada.stage.skip_ms(61_000).await;
    assert_eq!(ada.player().await["is_playing"], true);
}

#[tokio::test]
async fn a_person_takes_over_and_music_moves_between_devices() {
    let ada = Listener::new("ada").await;
    ada.play("Ada's phone", 2).await;
    let other = json!({"device": "Ada's computer", "uris": [ada.uris[7]], "position_ms": 3_000});
    ada.stage.tell("/spotify/people/ada/takeover", other).await;
    let now = ada.player().await;
    assert_eq!((&now["item"]["uri"], &now["device"]["name"]), (&ada.uris[7], &json!("Ada's computer")));
    let speaker = ada.device("Ada's kitchen speaker").await;
    let answer = ada.put("/me/player", Some(json!({"device_ids": [speaker], "play": true}))).await;
    assert_eq!(answer.0, StatusCode::NO_CONTENT);
    assert_eq!(ada.put("/me/player/seek?position_ms=9000", None).await.0, StatusCode::NO_CONTENT);
    assert_eq!(ada.put("/me/player/volume?volume_percent=35", None).await.0, StatusCode::NO_CONTENT);
    let now = ada.player().await;
    assert_eq!((&now["device"]["id"], &now["device"]["volume_percent"]), (&json!(speaker), &json!(35)));
    assert!((9_000..20_000).contains(&now["progress_ms"].as_u64().unwrap()));
}

#[tokio::test]
async fn what_plays_may_have_another_id() {
    let ada = Listener::new("ada").await;
    let track = ada.stage.ask("/spotify/tracks?trait=relinked").await["tracks"][0].clone();
    let path = format!("/me/player/play?device_id={}", ada.device("Ada's phone").await);
    ada.put(&path, Some(json!({"uris": [track["uri"]]}))).await;
    let item = ada.player().await["item"].clone();
    assert_eq!((&item["id"], &item["linked_from"]["id"]), (&track["other_id"], &track["id"]));
    let wrong = json!({"uris": ["spotify:track:0000000000000000000000"]});
    assert_eq!(ada.put(&path, Some(wrong)).await.0, StatusCode::BAD_REQUEST);
    let calls =
        ada.stage.control(Method::GET, "/calls?method=put&path=/v1/me/player/play", Value::Null).await;
    assert_eq!(calls["calls"][0]["body"]["uris"][0], track["uri"]);
}
