//! Somebody with a browser and with devices at Spotify.

use std::time::Duration;

use serde_json::{Value, json};
use tokio::time::{interval, timeout};

use crate::{browser::Browser, stage::Stage, support::people::Socket};

/// A condition that does not come true within this is taken for one that never does.
const PATIENCE: Duration = Duration::from_mins(1);
/// How often it is looked whether it has.
const LOOK_EVERY: Duration = Duration::from_millis(100);

pub struct Listener<'a> {
    pub stage: &'a Stage,
    pub browser: Browser,
    /// What they are called at Spotify.
    pub name: &'static str,
    pub id: String,
    /// Holds them present.
    pub socket: Socket,
}

impl<'a> Listener<'a> {
    /// Comes in, and connects Spotify.
    pub async fn come(stage: &'a Stage, url: &str, name: &'static str) -> Self {
        let browser = Browser::at(url);
        assert_eq!(browser.sign_in(&format!("{name}@party.example")).await, "/");
        assert_eq!(browser.connect(name).await, "/");
        let person = browser.person().await;
        let socket = person.socket().await;
        Self { stage, browser, name, id: person.id, socket }
    }

    /// Asks: the status, and what was answered.
    pub async fn ask(&self, what: Value) -> (u16, Value) {
        let answer = self.browser.post("/api/v1/listening").json(&what).send().await.expect("an answer");
        (answer.status().as_u16(), answer.json().await.expect("JSON"))
    }

    /// Asks, and expects to be obeyed.
    pub async fn does(&self, what: Value) -> Value {
        let (status, answer) = self.ask(what.clone()).await;
        assert_eq!(status, 200, "{what} was answered {answer}");
        answer
    }

    /// The id of the device of this kind.
    pub async fn device(&self, kind: &str) -> String {
        let listed = self.browser.read("/api/v1/devices").await;
        let devices = listed["devices"].as_array().unwrap_or_else(|| panic!("{listed}"));
        let device = devices.iter().find(|device| device["kind"] == kind).expect("there is such a device");
        device["id"].as_str().expect("it has an id").to_owned()
    }

    /// Taps Listen, for their speaker.
    pub async fn listens(&self) {
        let device = self.device("Speaker").await;
        let answer = self.does(json!({ "action": "listen", "device": device })).await;
        assert_eq!((&answer["on"], &answer["device"]["id"]), (&json!(true), &json!(device)), "{answer}");
    }

    /// How it goes.
    pub async fn state(&self) -> Value {
        self.browser.read("/api/v1/listening").await["state"].clone()
    }

    /// Waits until it goes like this.
    pub async fn until_state(&self, kind: &str) -> Value {
        let is_so = async || Some(self.state().await).filter(|state| state["kind"] == kind);
        let found = until(is_so).await;
        match found {
            Some(state) => state,
            None => panic!("{} never came to {kind}: {}", self.name, self.state().await),
        }
    }

    /// What their player really does.
    pub async fn player(&self) -> Value {
        self.stage.ask(&format!("/spotify/people/{}/player", self.name)).await
    }

    /// Waits until their player plays this, or holds it. Says what it does then.
    pub async fn until_player(&self, uri: &str, is_playing: bool) -> Value {
        let is_so = async || {
            let player = self.player().await;
            let is_there = player["current"] == uri && player["is_playing"] == is_playing;
            is_there.then_some(player)
        };
        if let Some(player) = until(is_so).await {
            return player;
        }
        let (player, state) = (self.player().await, self.state().await);
        panic!("{} never came to {uri} (playing: {is_playing}): {player}, {state}", self.name);
    }

    /// Waits until what their player was told last is kept: their driver looks again only after that.
    pub async fn until_kept(&self) {
        let is_kept = async || {
            let told = self.stage.ask(&format!("/calls?path=/v1/me/player&person={}", self.name)).await;
            let calls = told["calls"].as_array().expect("a list");
            let is_command = calls.iter().rposition(|call| call["method"] == "PUT");
            let is_look =
                calls.iter().rposition(|call| call["method"] == "GET" && call["path"] == "/v1/me/player");
            (is_look > is_command).then_some(())
        };
        assert!(until(is_kept).await.is_some(), "{} is not looked at any more", self.name);
    }

    /// What each command to play began with, and when it came.
    pub async fn plays(&self) -> Vec<(String, u64)> {
        let told = self.stage.ask(&format!("/calls?path=/v1/me/player/play&person={}", self.name)).await;
        let calls = told["calls"].as_array().expect("a list").iter();
        let play = |call: &Value| {
            let uri = call["body"]["uris"][0].as_str().expect("an address").to_owned();
            (uri, call["at_ms"].as_u64().expect("a time"))
        };
        calls.map(play).collect()
    }

    /// How often their player was told something.
    pub async fn commands(&self) -> usize {
        let told =
            self.stage.ask(&format!("/calls?path=/v1/me/player&method=PUT&person={}", self.name)).await;
        told["calls"].as_array().expect("a list").len()
    }

    /// How often their player was asked or told anything.
    pub async fn calls(&self) -> usize {
        let told = self.stage.ask(&format!("/calls?path=/v1/me/player&person={}", self.name)).await;
        told["calls"].as_array().expect("a list").len()
    }

    /// They play something else, or stop.
    pub async fn takes_over(&self, uris: &[&str]) {
        let device = self.player().await["active"].clone();
        let path = format!("/spotify/people/{}/takeover", self.name);
        self.stage.tell(&path, json!({ "device": device, "uris": uris })).await;
    }

    /// Skips what plays.
    pub async fn skips(&mut self) {
        let entry = self.socket.model.state["playing"]["entry"]["id"].clone();
        self.socket.does(json!({ "type": "skip", "entry": entry })).await;
    }
}

/// Waits until there is something; nothing, if it never is.
pub async fn until<T>(look: impl AsyncFn() -> Option<T>) -> Option<T> {
    let found = timeout(PATIENCE, async {
        let mut again = interval(LOOK_EVERY);
        loop {
            again.tick().await;
            if let Some(found) = look().await {
                return found;
            }
        }
    });
    found.await.ok()
}

/// Tracks that do not end during a test.
pub async fn songs(stage: &Stage) -> Vec<String> {
    let mut tracks = stage.tracks("plain").await;
    tracks.retain(|track| track["length_ms"].as_u64().is_some_and(|ms| (130_000..600_000).contains(&ms)));
    tracks.iter().map(|track| track["uri"].as_str().expect("an address").to_owned()).collect()
}

/// The short stories, each over in 20 seconds.
pub async fn stories(stage: &Stage) -> Vec<String> {
    let mut tracks = stage.tracks("short").await;
    tracks.retain(|track| track["length_ms"] == 20_000);
    tracks.iter().map(|track| track["uri"].as_str().expect("an address").to_owned()).collect()
}
