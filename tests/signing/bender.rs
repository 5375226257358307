//! Bender with Spotify as the catalogue, and what it does while Spotify cannot be asked.

use std::fs;

use serde_json::{Value, json};

use crate::{browser::Browser, stage::Stage};

/// Four tracks on each day of a week of long ago, so that some are of this weekday.
async fn log_a_week(stage: &Stage) -> String {
    let folder = stage.directory.path().join("play_logs");
    fs::create_dir_all(&folder).expect("a directory");
    let tracks = stage.ask("/spotify/tracks?limit=28").await["tracks"].as_array().expect("a list").clone();
    for (number, four) in tracks.chunks(4).enumerate() {
        let day = 5 + number;
        let lines: Vec<String> = four
            .iter()
            .enumerate()
            .map(|(place, track)| {
                let at = |minute: usize| format!("2018-03-{day:02}T20:{minute:02}:00");
                let line = json!({
                    "airhorn": [], "artist": track["artist"], "auto": false, "comments": [], "duration": 180,
                    "starttime": at(place * 4), "endtime": at(place * 4 + 3), "id": place.to_string(), "jam": [],
                    "paused": false, "pos": 180, "src": "spotify", "title": track["name"], "trackid": track["uri"],
                    "user": "grace@party.example", "vote": "1", "type": "track",
                });
                format!("{line}\n")
            })
            .collect();
        fs::write(folder.join(format!("play_log_2018_03_{day:02}.json")), lines.concat())
            .expect("it can be written");
    }
    folder.display().to_string()
}

fn by_bender(state: &Value) -> Vec<Value> {
    let playing = state["playing"]["entry"].clone();
    let all = state["queue"].as_array().into_iter().flatten().cloned().chain([playing]);
    all.filter(|entry| entry["by"] == "bender").collect()
}

#[tokio::test]
async fn while_spotify_cannot_be_asked_bender_plays_what_the_room_remembers() {
    let stage = Stage::new().await;
    let folder = log_a_week(&stage).await;
    stage.tell("/limits", json!({ "path": "/v1", "seconds": 3_600 })).await;
    let server = stage.server(&[("PLAY_LOG_DIR", &folder), ("BENDER_DEPTH", "2")]);
    let ann = Browser::at(&server.url).guest("Ann").await;
    let mut socket = ann.socket().await;
    socket.until(|model| by_bender(&model.state).len() == 3 && !model.state["preview"].is_null()).await;
    for entry in by_bender(&socket.model.state) {
        assert_eq!(entry["why"]["strategy"], "throwback", "{entry}");
        assert_eq!(entry["why"]["provenance"]["name"], "grace", "{entry}");
        assert_eq!(entry["track"]["duration_ms"], 180_000, "{entry}");
    }
    let asked = stage.calls("/v1").await.len();
    assert!(asked <= 1, "one refusal says it all, but it asked {asked} times");
    let said = serde_json::to_string(&socket.model.state).expect("JSON");
    assert!(!said.contains("party.example"), "no address is shown");
}

#[tokio::test]
async fn with_nothing_to_remember_bender_rests_and_says_so_and_goes_on_with_the_first_song() {
    let stage = Stage::new().await;
    let server = stage.server(&[("BENDER_DEPTH", "1")]);
    let ann = Browser::at(&server.url).guest("Ann").await;
    let mut socket = ann.socket().await;
    socket.until(|model| model.state["rest"]["because"] == "nothing_left").await;
    let track = stage.ask("/spotify/tracks?limit=1").await["tracks"][0]["uri"].clone();
    socket.add(track.as_str().expect("an address")).await;
    socket.until(|model| by_bender(&model.state).len() == 1 && !model.state["preview"].is_null()).await;
    assert_eq!(socket.model.state["rest"], Value::Null);
}
