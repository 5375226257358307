//! The invented past that a fresh checkout comes with, in `play_logs/`. `UPDATE_SAMPLE=1 cargo test --test sample`
//! makes it anew.

#[path = "../support/mod.rs"]
mod support;

mod calendar;
mod making;
mod people;
mod writing;

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    num::NonZeroU64,
    path::PathBuf,
};

use echonest::{domain::day::Day, music::demo::DemoCatalogue};
use serde_json::Value;

use crate::writing::OURS_SINCE;

/// The bytes of all files: little enough to be cloned without a thought.
const BYTES_MAX: usize = 150_000;

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("play_logs")
}

/// The files that belong to the sample. What a server that runs here writes is of later years.
fn committed() -> Vec<(String, String)> {
    let names = fs::read_dir(folder()).into_iter().flatten();
    let names = names.map(|entry| entry.expect("a file").file_name().into_string().expect("letters"));
    let mut names: Vec<_> = names.filter(|name| day_of(name).is_some_and(|day| day.year() <= 2024)).collect();
    names.sort_unstable();
    let read = |name: String| {
        let text = fs::read_to_string(folder().join(&name)).expect("it can be read");
        (name, text)
    };
    names.into_iter().map(read).collect()
}

fn day_of(name: &str) -> Option<Day> {
    name.strip_prefix("play_log_")?.strip_suffix(".json")?.replace('_', "-").parse().ok()
}

/// Every line with the day of its file.
fn lines() -> Vec<(Day, Value)> {
    let mut lines = Vec::new();
    for (name, text) in making::files() {
        let day = day_of(&name).expect("a date");
        assert!(text.ends_with('\n'), "{name} is whole");
        lines.extend(text.lines().map(|line| (day, serde_json::from_str(line).expect("JSON"))));
    }
    lines
}

fn text<'a>(line: &'a Value, key: &str) -> &'a str {
    line[key].as_str().unwrap_or_else(|| panic!("{key} of {line}"))
}

#[test]
fn the_sample_is_what_is_made_here() {
    let made = making::files();
    if std::env::var_os("UPDATE_SAMPLE").is_some() {
        fs::create_dir_all(folder()).expect("a folder");
        for (name, _) in committed() {
            fs::remove_file(folder().join(name)).expect("it is ours");
        }
        for (name, text) in &made {
            fs::write(folder().join(name), text).expect("the disk takes it");
        }
    }
    assert!(committed() == made, "make it anew: UPDATE_SAMPLE=1 cargo test --test sample");
}

#[test]
fn it_is_small() {
    let files = making::files();
    assert!((25..=40).contains(&files.len()), "{}", files.len());
    let bytes: usize = files.iter().map(|(_, text)| text.len()).sum();
    assert!(bytes <= BYTES_MAX, "{bytes}");
}

#[test]
fn every_line_tells_of_a_track_that_there_is() {
    let demo = DemoCatalogue::new(NonZeroU64::MIN);
    for (day, line) in lines() {
        let track = demo.tracks().iter().find(|track| track.uri.as_str() == text(&line, "trackid"));
        let track = track.unwrap_or_else(|| panic!("{day}: {line}"));
        assert_eq!((text(&line, "title"), text(&line, "src")), (&*track.title, "demo"), "{day}");
        assert_eq!(text(&line, "artist"), track.artists.join(", "));
        assert_eq!(line["duration"].as_u64(), Some(track.length_ms / 1_000));
        assert!(text(&line, "endtime").starts_with(&day.to_string()), "{day}: {line}");
        assert!(text(&line, "starttime") < text(&line, "endtime"));
        assert!(line["pos"].as_u64() <= line["duration"].as_u64());
    }
}

#[test]
fn every_weekday_has_a_dozen_different_tracks_that_people_queued_in_several_years() {
    let mut by_weekday: BTreeMap<usize, (BTreeSet<String>, BTreeSet<u16>)> = BTreeMap::new();
    for (day, line) in lines().into_iter().filter(|(_, line)| line["auto"] == false) {
        let date = calendar::ALL.iter().find(|date| date.day == day).expect("a day of those years");
        let (tracks, years) = by_weekday.entry(date.weekday()).or_default();
        tracks.insert(text(&line, "trackid").to_owned());
        years.insert(day.year());
    }
    assert_eq!(by_weekday.len(), 7);
    for (weekday, (tracks, years)) in by_weekday {
        assert!(tracks.len() >= 12 && years.len() >= 4, "{weekday}: {} in {years:?}", tracks.len());
    }
}

#[test]
fn older_lines_are_those_of_the_system_before() {
    let old: Vec<_> = lines().into_iter().filter(|(day, _)| day.year() < OURS_SINCE).collect();
    assert!(old.len() > 60, "{}", old.len());
    let keys = "airhorn artist auto comments duration endtime id jam paused pos src starttime title trackid user vote";
    for (_, line) in &old {
        let said: BTreeSet<_> = line.as_object().expect("an object").keys().map(String::as_str).collect();
        assert_eq!(said, keys.split(' ').collect());
        assert!(!text(line, "endtime").contains(['+', 'Z']), "no zone: {line}");
        let mail = text(line, "user");
        let is_bender = mail == people::BENDER_MAIL;
        assert!(is_bender || mail.ends_with("@example.org"), "{mail}");
        assert_eq!(line["auto"], is_bender);
        text(line, "id");
    }
    let has = |is: fn(&Value) -> bool| old.iter().any(|(_, line)| is(line));
    assert!(has(|line| line["vote"].is_string()) && has(|line| line["vote"].is_number()));
    assert!(has(|line| line["jam"][0].is_string()) && has(|line| line["jam"][0].is_object()));
    assert!(has(|line| line["comments"][0].is_object()) && has(|line| line["airhorn"][0].is_object()));
}

#[test]
fn newer_lines_are_ours_and_name_nobody_by_an_address() {
    let ours: Vec<_> = lines().into_iter().filter(|(day, _)| day.year() >= OURS_SINCE).collect();
    assert!(ours.len() > 60, "{}", ours.len());
    let mut commits = BTreeSet::new();
    for (_, line) in &ours {
        assert!(!line.to_string().contains('@'), "{line}");
        assert_eq!((&line["v"], &line["nest"]), (&1.into(), &"main".into()));
        assert!(commits.insert(line["commit"].as_u64().expect("a number")), "each commit ends one entry");
        assert_eq!(line["entry"].as_u64().expect("a number").to_string(), text(line, "id"));
        assert!(text(line, "endtime").ends_with("+00:00"));
        assert!(line["duration_ms"].is_u64() && line["pos"].is_number() && line["vote"].is_i64());
        let is_bender = line["user"]["id"] == "bender";
        assert_eq!(
            (line["auto"] == true, text(line, "source") != "person"),
            (is_bender, is_bender),
            "{line}"
        );
        assert!(["finished", "skipped"].contains(&text(line, "ended")));
        assert!(line["isrc"].is_string() || line["isrc"].is_null());
    }
    assert!(ours.iter().any(|(_, line)| line["jam"][0]["user"]["name"].is_string()));
    assert!(ours.iter().any(|(_, line)| line["comments"][0]["body"].is_string()));
}
