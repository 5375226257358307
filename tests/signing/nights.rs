//! A night that the play logs tell of, exported through the program.

use std::{
    fs,
    time::{Duration, Instant},
};

use reqwest::StatusCode;
use serde_json::{Value, json};
use tokio::time::timeout;

use crate::{
    browser::Browser,
    exporting::{ADA, EXPORT, export},
    refreshing::end_leases,
    stage::{Stage, may_be_given_up},
};

/// Logs that are not read within this are taken for ones that never are.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// A night of so many tracks in a directory of play logs: what was played, in order.
pub async fn log_a_night(stage: &Stage, length: usize) -> (String, Vec<Value>) {
    let folder = stage.directory.path().join("play_logs");
    fs::create_dir_all(&folder).expect("a directory");
    let played: Vec<Value> =
        stage.ask("/spotify/tracks?limit=300").await["tracks"].as_array().expect("a list")[..length].to_vec();
    let line = |(place, track): (usize, &Value)| {
        let at = |minutes: usize| format!("2018-03-07T{:02}:{:02}:00", 18 + minutes / 60, minutes % 60);
        let line = json!({
            "airhorn": [], "artist": track["artist"], "auto": false, "comments": [], "duration": 60,
            "starttime": at(place), "endtime": at(place + 1), "id": place.to_string(), "jam": [], "paused": false,
            "pos": 60, "src": "spotify", "title": track["name"], "trackid": track["uri"], "user": "ada@party.example",
            "vote": 0, "type": "track",
        });
        format!("{line}\n")
    };
    let lines: String = played.iter().enumerate().map(line).collect();
    fs::write(folder.join("play_log_2018_03_07.json"), lines).expect("it can be written");
    let uris = played.iter().map(|track| track["uri"].clone()).collect();
    (folder.display().to_string(), uris)
}

/// The playlists that were made for Ada.
async fn made(stage: &Stage) -> Vec<Value> {
    let told = stage.ask("/spotify/people/ada/playlists").await;
    let lists = told["playlists"].as_array().expect("a list").iter();
    lists
        .filter(|list| list["description"].as_str().is_some_and(|said| said.contains("echonest")))
        .cloned()
        .collect()
}

/// Asks for the export until the night is there: the logs are read beside everything else.
pub async fn export_when_read(browser: &Browser) -> (StatusCode, Value) {
    let exported = async {
        loop {
            let (status, told) = export(browser, "2018-03-07").await;
            if status != StatusCode::NOT_FOUND {
                return (status, told);
            }
        }
    };
    timeout(PATIENCE, exported).await.expect("the logs are read")
}

#[tokio::test]
async fn a_night_of_the_logs_becomes_one_playlist_after_its_person_agreed() {
    let stage = Stage::new().await;
    let (folder, played) = log_a_night(&stage, 250).await;
    let server = stage.server(&[("PLAY_LOG_DIR", &folder), ("RATE_LIMITS", "off")]);
    let browser = Browser::at(&server.url);
    browser.sign_in(ADA).await;
    let (status, told) = export_when_read(&browser).await;
    assert_eq!((status, &told["needs"]), (StatusCode::FORBIDDEN, &json!("connect")));
    browser.connect_by("/connect/spotify", "ada").await;
    let (status, told) = export(&browser, "2018-03-07").await;
    assert_eq!((status, &told["needs"]), (StatusCode::FORBIDDEN, &json!("export")));
    browser.connect_by("/connect/spotify?export=true", "ada").await;
    let (status, first) = export(&browser, "2018-03-07").await;
    assert_eq!((status, &first["tracks"]), (StatusCode::OK, &json!(250)), "{first}");
    assert!(first["name"].as_str().is_some_and(|name| name.ends_with(", 7 March 2018")), "{first}");
    let lists = made(&stage).await;
    assert_eq!((lists.len(), &lists[0]["uris"], &lists[0]["is_public"]), (1, &json!(played), &json!(false)));
    assert_eq!(export(&browser, "2018-03-07").await, (StatusCode::OK, first));
    assert_eq!(made(&stage).await, lists);
}

#[tokio::test]
async fn after_the_program_was_killed_between_making_and_filling_the_same_playlist_is_filled() {
    let stage = Stage::new().await;
    let (folder, played) = log_a_night(&stage, 250).await;
    let redis = stage.redis();
    let server = stage.replica(&redis, &[("PLAY_LOG_DIR", &folder), ("RATE_LIMITS", "off")]);
    let browser = Browser::at(&server.url);
    browser.sign_in(ADA).await;
    browser.connect_by("/connect/spotify?export=true", "ada").await;
    stage.tell("/faults", json!({ "path": "/v1/playlists", "held": true })).await;
    let began = Instant::now();
    let asking = tokio::spawn({
        let browser = browser.clone();
        async move {
            let ask = || browser.post(EXPORT).json(&json!({ "night": "2018-03-07" })).send();
            // The logs are read beside everything else.
            while ask().await.map_err(drop)?.status() == StatusCode::NOT_FOUND {}
            Ok::<_, ()>(())
        }
    });
    while stage.calls("/v1/playlists").await.is_empty() {}
    // Stopped, it cannot give up any more, nor give back its turn.
    server.signal("STOP");
    assert!(end_leases(&redis).await || may_be_given_up(began), "it had a turn");
    let is_given_up = may_be_given_up(began);
    let server = server.kill_and_restart();
    assert!(asking.await.expect("it ends").is_err() || is_given_up, "the process is gone");
    let browser = browser.on(&server.url);
    let (status, told) = export_when_read(&browser).await;
    assert_eq!((status, &told["tracks"]), (StatusCode::OK, &json!(250)), "{told}");
    let lists = made(&stage).await;
    assert_eq!((lists.len(), &lists[0]["uris"]), (1, &json!(played)));
}

#[tokio::test]
async fn each_thing_that_stands_in_the_way_is_said_with_what_to_do() {
    let stage = Stage::new().await;
    let (folder, _) = log_a_night(&stage, 3).await;
    let server = stage.server(&[("PLAY_LOG_DIR", &folder), ("RATE_LIMITS", "off")]);
    let browser = Browser::at(&server.url);
    browser.sign_in(ADA).await;
    browser.connect_by("/connect/spotify?export=true", "ada").await;
    assert_eq!(export_when_read(&browser).await.0, StatusCode::OK);
    stage.tell("/spotify/people/ada/revoke", json!(null)).await;
    let (status, told) = export(&browser, "2018-03-07").await;
    assert_eq!((status, &told["needs"]), (StatusCode::FORBIDDEN, &json!("connect")));
    browser.connect_by("/connect/spotify", "ada").await;
    stage.tell("/limits", json!({ "path": "/v1", "seconds": 90 })).await;
    let answer =
        browser.post(EXPORT).json(&json!({ "night": "2018-03-07" })).send().await.expect("an answer");
    assert_eq!(answer.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert!(answer.headers().contains_key("retry-after"));
    let told: Value = answer.json().await.expect("JSON");
    assert!(told["message"].as_str().is_some_and(|said| said.contains("Export again")), "{told}");
}
