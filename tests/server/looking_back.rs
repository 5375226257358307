//! What was played is told to those who ask, from the files that were there at the start.
//!
use std::{fmt::Write, fs, path::Path};

use serde_json::{Value, json};

use crate::support::{
    people::{Person, tracks},
    server::Server,
};

/// Waits until as many plays are told: the log is read while people come in already.
async fn history(person: &Person, plays: usize) -> Value {
    let deadline = std::time::Instant::now() + std::time::Duration::from_secs(20);
    loop {
        let told = ask(person, "/api/v1/nests/main/history").await;
        if told["plays"].as_array().is_some_and(|told| told.len() >= plays) {
            return told;
        }
        assert!(std::time::Instant::now() < deadline, "the log was not read: {told}");
        tokio::task::yield_now().await;
    }
}

async fn ask(person: &Person, path: &str) -> Value {
    person.get(path).send().await.expect("an answer").json().await.expect("JSON")
}

/// A line of ours, of a play that ended at this time of the day in UTC.
fn line(day: &str, at: &str, entry: u64, track: &str, user: &str, jams: &[&str]) -> String {
    let person = |name: &str| json!({ "id": name.to_lowercase(), "name": name });
    let jams: Vec<_> = jams
        .iter()
        .map(|name| json!({ "user": person(name), "time": format!("{day}T{at}+00:00") }))
        .collect();
    json!({
        "v": 1, "nest": "main", "entry": entry, "commit": entry, "id": entry.to_string(),
        "airhorn": [], "artist": "Somebody Else", "auto": false, "comments": [], "duration": 60,
        "duration_ms": 60_000, "starttime": format!("{day}T{}:00+00:00", &at[..5]),
        "endtime": format!("{day}T{at}+00:00"), "jam": jams, "paused": false, "pos": 60, "src": "demo",
        "title": "A title", "trackid": track, "user": person(user), "vote": 0, "ended": "finished",
        "source": "person",
    })
    .to_string()
}

fn write(directory: &Path, day: &str, lines: &[String]) {
    let logs = directory.join("logs");
    fs::create_dir_all(&logs).expect("it can be made");
    let text = lines.iter().fold(String::new(), |mut text, line| {
        writeln!(text, "{line}").expect("a text can grow");
        text
    });
    let name = format!("play_log_{}.json", day.replace('-', "_"));
    fs::write(logs.join(name), text).expect("it can be written");
}

fn start(directory: &Path) -> Server {
    let logs = directory.join("logs").display().to_string();
    Server::start_with(directory, &[("PLAY_LOG_DIR", &logs)])
}

#[tokio::test]
async fn the_history_is_told_newest_first_and_page_by_page() {
    let directory = tempfile::tempdir().expect("a directory");
    let lines: Vec<_> = (0..60)
        .map(|minute| {
            line("2018-03-07", &format!("20:{minute:02}:30"), minute + 1, "demo:track:t001", "Ann", &[])
        })
        .collect();
    write(directory.path(), "2018-03-07", &lines);
    let server = start(directory.path());
    let bo = Person::come_in(&server.url, "Bo").await;
    let first = history(&bo, 50).await;
    assert_eq!(first["plays"].as_array().map(Vec::len), Some(50));
    let next = first["next"].as_str().expect("there is more");
    let second = ask(&bo, &format!("/api/v1/nests/main/history?before={next}")).await;
    assert_eq!((second["plays"].as_array().map(Vec::len), &second["next"]), (Some(10), &Value::Null));
    assert!(first["plays"][49]["started_ms"].as_u64() > second["plays"][0]["started_ms"].as_u64());
    assert_eq!(first["plays"][0]["by"], json!({ "name": "Ann", "id": "ann" }));
    assert_eq!(first["plays"][0]["night"], "2018-03-07");
}

#[tokio::test]
async fn a_recap_tells_the_newest_night_unless_another_is_asked_for() {
    let directory = tempfile::tempdir().expect("a directory");
    write(
        directory.path(),
        "2018-03-07",
        &[line("2018-03-07", "21:00:30", 1, "demo:track:t001", "Ann", &["Bo"])],
    );
    write(
        directory.path(),
        "2018-03-09",
        &[line("2018-03-09", "02:00:30", 2, "demo:track:t002", "Cleo", &[])],
    );
    let server = start(directory.path());
    let bo = Person::come_in(&server.url, "Bo").await;
    history(&bo, 2).await;
    let newest = ask(&bo, "/api/v1/nests/main/recap").await;
    assert_eq!((&newest["night"], &newest["nights"]), (&json!("2018-03-08"), &json!(["2018-03-07"])));
    assert_eq!(newest["opened_by"]["name"], "Cleo");
    let older = ask(&bo, "/api/v1/nests/main/recap?night=2018-03-07").await;
    assert_eq!(
        (&older["most_jammed"][0]["count"], &older["most_jammed"][0]["by"]["name"]),
        (&json!(1), &json!("Ann"))
    );
    assert_eq!(
        (&older["people"], &older["longest_run"], &older["music_ms"]),
        (&json!(1), &json!(1), &json!(60_000))
    );
}

#[tokio::test]
async fn what_is_heard_now_is_history_a_moment_later() {
    let directory = tempfile::tempdir().expect("a directory");
    let server = start(directory.path());
    let ann = Person::come_in(&server.url, "Ann").await;
    let track = tracks(&ann, 1).await.remove(0);
    let mut socket = ann.socket().await;
    let entry = socket.add(&track).await;
    socket.does(json!({ "type": "skip", "entry": entry })).await;
    let told = history(&ann, 1).await;
    let play = &told["plays"][0];
    assert_eq!(
        (&play["uri"], &play["ended"], &play["by"]["id"]),
        (&json!(track), &json!("skipped"), &json!(ann.id))
    );
}

#[tokio::test]
async fn on_this_day_names_nobody_who_wants_to_be_left_out() {
    let directory = tempfile::tempdir().expect("a directory");
    let server = start(directory.path());
    let ann = Person::come_in(&server.url, "Ann").await;
    // A line for each weekday of an old week, all of them queued by somebody whose id is Ann's.
    let days = (5..12).map(|day| format!("2018-03-{day:02}"));
    for (number, day) in days.enumerate() {
        let own = line(&day, "20:00:30", number as u64 + 1, "demo:track:t001", "Ann", &[]);
        write(directory.path(), &day, &[own.replace(r#""id":"ann""#, &format!(r#""id":"{}""#, ann.id))]);
    }
    let server = server.kill_and_restart();
    let bo = Person::come_in(&server.url, "Bo").await;
    history(&bo, 7).await;
    let told = ask(&bo, "/api/v1/nests/main/on-this-day").await;
    assert_eq!(
        (&told["memories"][0]["by"]["name"], &told["memories"][0]["days"]),
        (&json!("Ann"), &json!(1))
    );
    assert_eq!(ask(&ann, "/api/v1/me/throwbacks").await, json!({ "left_out": false }));
    let put = ann.http.put(format!("{}/api/v1/me/throwbacks", ann.url)).json(&json!({ "left_out": true }));
    let put = put.header("cookie", &ann.cookie).header("origin", &ann.url).send().await.expect("an answer");
    assert_eq!(put.status(), 200);
    assert_eq!(ask(&ann, "/api/v1/me/throwbacks").await, json!({ "left_out": true }));
    assert_eq!(ask(&bo, "/api/v1/nests/main/on-this-day").await["memories"], json!([]));
    let told = ask(&bo, "/api/v1/nests/main/history").await;
    assert_eq!(told["plays"][0]["by"], json!({ "name": "Somebody" }));
}
