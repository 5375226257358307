//! Invented plays, and what stands in a directory of logs.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

use echonest::{
    app::{history::past_play::PastPlay, ports::PlayLog},
    domain::{
        entry::{Entry, Why},
        event::EndedBecause,
        ids::{EntryId, NestId, PersonId},
        people::Actor,
        play::Play,
        setting_values::{Mode, TimeZone},
        text::Name,
        track::{Track, TrackUri},
    },
    playlog::PlayLogFiles,
};

/// Noon of 7 March 2018, UTC, in epoch milliseconds.
pub const NOON_MS: u64 = 1_520_424_000_000;
/// From one play to the next.
const APART_MS: u64 = 200_000;

pub fn nest() -> NestId {
    NestId::parse("main").expect("a nest's id")
}

pub fn zone(name: &str) -> TimeZone {
    TimeZone::parse(name).expect("a zone's name")
}

pub fn person(id: &str) -> PersonId {
    PersonId::parse(id).expect("a person's id")
}

pub fn name(name: &str) -> Name {
    Name::parse(name).expect("a name")
}

/// The play of that number: one after the other from noon on, about 400 a day.
pub fn play(number: u64) -> Arc<Play> {
    let by = person(&format!("p{}", number % 7));
    let track = Track {
        uri: TrackUri::parse(&format!("demo:track:t{number}")).expect("an address"),
        title: format!("Song \"{number}\" – ünusual"),
        artists: vec!["The Invented".into(), "Others".into()],
        album: None,
        duration_ms: 180_500,
        length_ms: 180_500,
        artwork_url: None,
        link: None,
        isrc: Some(format!("XXA{number:09}")),
        explicit: false,
    };
    let entry = Entry {
        id: EntryId(number + 1),
        track: Arc::new(track),
        by: Actor::Person(by.clone()),
        added_ms: NOON_MS,
        tag_ms: 0,
        rank: 0,
        why: Why { mode: Mode::Fair, shift_ms: 0, pinned_by: None, strategy: None, provenance: None },
        up: 2,
        down: 1,
        votes: BTreeMap::new(),
        jams: Vec::new(),
        comments: Vec::new(),
        skip_votes: std::collections::BTreeSet::new(),
        skip_have: 0,
        refunded: false,
    };
    let started_ms = NOON_MS + number * APART_MS;
    Arc::new(Play {
        entry: Arc::new(entry),
        commit: 10 * number + 3,
        started_ms,
        ended_ms: started_ms + 180_500,
        played_ms: 180_500,
        reason: EndedBecause::Finished,
        names: [(by.clone(), name(&format!("Person {by}")))].into(),
    })
}

pub fn plays(numbers: impl IntoIterator<Item = u64>) -> Vec<Arc<Play>> {
    numbers.into_iter().map(play).collect()
}

/// Writes plays of the main nest, UTC.
pub async fn write(log: &PlayLogFiles, plays: &[Arc<Play>]) {
    log.write(&nest(), &zone("UTC"), plays).await.expect("it is written");
}

pub fn read(directory: &Path) -> Vec<PastPlay> {
    let mut all = Vec::new();
    let log = PlayLogFiles::new(directory.to_owned());
    log.read(&zone("UTC"), &mut |play| {
        all.push(play);
        true
    })
    .expect("it is read");
    all
}

pub fn entries(directory: &Path) -> Vec<u64> {
    let mut entries: Vec<_> =
        read(directory).iter().map(|play| play.entry.expect("it is one of ours").0).collect();
    entries.sort_unstable();
    entries
}

/// The file of the first plays.
pub fn first_file(directory: &Path) -> PathBuf {
    directory.join("play_log_2018_03_07.json")
}

/// Every file of a day, with what stands in it.
pub fn files(directory: &Path) -> BTreeMap<String, String> {
    let entries = fs::read_dir(directory).expect("it is there").map(|entry| entry.expect("it is there"));
    let named = entries.map(|entry| (entry.file_name().into_string().expect("a name"), entry.path()));
    let logs = named.filter(|(name, _)| name.starts_with("play_log_"));
    logs.map(|(name, path)| (name, fs::read_to_string(path).expect("it is text"))).collect()
}

/// Every line of every file, each once: none is torn, none is there twice.
pub fn assert_whole(directory: &Path, plays: u64) {
    let files = files(directory);
    let lines: Vec<_> = files.values().flat_map(|text| text.lines()).collect();
    assert!(files.values().all(|text| text.ends_with('\n')));
    for line in &lines {
        assert!(serde_json::from_str::<serde_json::Value>(line).is_ok(), "torn: {line}");
    }
    assert_eq!(lines.len() as u64, plays, "a play is missing or stands there twice");
    assert_eq!(entries(directory), (1..=plays).collect::<Vec<_>>());
}

/// A line of the system before.
pub fn old_line(title: &str, user: &str, end: &str) -> String {
    format!(
        r#"{{"airhorn": [], "artist": "The Invented", "auto": false, "comments": [], "duration": 215.4, "endtime": "{end}", "id": "x", "jam": ["bo@example.org"], "paused": false, "pos": 215, "src": "spotify", "starttime": "{}", "title": "{title}", "trackid": "4uLU6hMCjMI75M1A2tKUQC", "user": "{user}", "vote": "1"}}"#,
        end.replace("T21", "T20")
    )
}
