//! What plays and what is queued, in the words of the original system.
//!
//! Every field is always there and always of the same type, since agents do not look twice: where nothing
//! plays, texts are empty and numbers are 0.
//!
//! Must never: tell an e-mail address. People are their id, written like one that leads nowhere.

use serde_json::{Value, json};

use super::times::naive;
use crate::domain::{entry::Entry, ids::PersonId, people::Actor, playing::Playing, track::Track};

/// How loud it is: a nest has no volume of its own, so whoever listens hears all of it. In percent.
const VOLUME: u8 = 100;
/// How loud an airhorn is, of 1.
const HORN_VOLUME: f32 = 1.0;

/// What plays, as it is at `now_ms`. `house` is the address that people know this site by.
pub(super) fn playing(house: &str, playing: Option<&Playing>, now_ms: u64) -> Value {
    let Some(playing) = playing else { return silence(now_ms) };
    let started_ms = started_ms(playing, now_ms);
    let mut row = about(house, &playing.entry);
    row["starttime"] = naive(started_ms).into();
    row["endtime"] = naive(started_ms + playing.entry.track.duration_ms).into();
    row["paused"] = playing.paused.into();
    row["pos"] = (playing.position_at(now_ms) / 1_000).into();
    row["type"] = if playing.entry.track.uri.is_episode() { "episode" } else { "track" }.into();
    row["now"] = naive(now_ms).into();
    row
}

/// The moment it would have started at if it had never been paused: so far back as it has come.
fn started_ms(playing: &Playing, now_ms: u64) -> u64 {
    if playing.paused || waits(playing, now_ms) {
        return now_ms.saturating_sub(playing.position_at(now_ms));
    }
    // The same at every moment, however late it is looked at.
    playing.as_of_ms.saturating_sub(playing.position_ms)
}

/// Whether it has not begun yet: there is a gap between tracks.
pub(super) const fn waits(playing: &Playing, now_ms: u64) -> bool {
    playing.as_of_ms > now_ms
}

fn silence(now_ms: u64) -> Value {
    json!({
        "id": "", "title": "", "artist": "", "trackid": "", "src": "", "user": "", "img": "", "big_img": "",
        "duration": 0, "vote": 0, "jam": [], "comments": [], "starttime": "", "endtime": "",
        "paused": false, "pos": 0, "type": "", "now": naive(now_ms),
    })
}

/// What is queued, in its order.
pub(super) fn queue<'a>(house: &str, queue: impl IntoIterator<Item = &'a Entry>) -> Value {
    let row = |entry: &Entry| {
        let mut row = about(house, entry);
        row["score"] = entry.rank.into();
        row["auto"] = entry.is_auto().into();
        row
    };
    queue.into_iter().map(row).collect()
}

/// How far it has come at `now_ms`.
pub(super) fn position(playing: &Playing, now_ms: u64) -> Value {
    let uri = &playing.entry.track.uri;
    json!({
        "src": uri.catalogue(),
        "trackid": uri.as_str(),
        "pos": playing.position_at(now_ms) / 1_000,
    })
}

/// How loud it is.
pub(super) fn volume() -> Value {
    json!({ "volume": VOLUME })
}

/// An airhorn of this sound.
pub(super) fn horn(sound: &str) -> Value {
    json!({ "volume": HORN_VOLUME, "name": sound })
}

/// A track that was found.
pub(super) fn found(house: &str, track: &Track) -> Value {
    let image = image(house, track);
    let images = if image.is_empty() { json!([]) } else { json!([{ "url": image }]) };
    json!({
        "uri": track.uri.as_str(),
        "track_name": track.title,
        "artist": track.artists.join(", "),
        "images": images,
    })
}

/// A person, as the original wrote them.
fn user(person: &PersonId) -> String {
    format!("{person}@nest.invalid")
}

fn adder(by: &Actor) -> String {
    match by {
        Actor::Person(person) => user(person),
        Actor::Bender => "bender@nest.invalid".into(),
        Actor::Player => "player@nest.invalid".into(),
    }
}

fn about(house: &str, entry: &Entry) -> Value {
    let track = &*entry.track;
    let image = image(house, track);
    let jams = entry.jams.iter().map(|jam| json!({ "user": user(&jam.by), "time": naive(jam.at_ms) }));
    let comments = entry.comments.iter().map(|comment| {
        let time = naive(comment.at_ms);
        json!({ "time": time, "user": user(&comment.by), "body": comment.text.as_str() })
    });
    json!({
        "id": entry.id.to_string(),
        "title": track.title,
        "artist": track.artists.join(", "),
        "trackid": track.uri.as_str(),
        "src": track.uri.catalogue(),
        "user": adder(&entry.by),
        "img": image,
        "big_img": image,
        "duration": seconds(track.duration_ms),
        "vote": entry.net_votes(),
        "jam": jams.collect::<Value>(),
        "comments": comments.collect::<Value>(),
    })
}

/// Where the cover is for somebody who is not on our page; empty where there is none.
fn image(house: &str, track: &Track) -> String {
    match track.artwork_url.as_deref() {
        Some(path) if path.starts_with('/') => format!("{house}{path}"),
        Some(url) => url.to_owned(),
        None => String::new(),
    }
}

/// A length in seconds: whole ones without a fraction.
#[expect(clippy::cast_precision_loss, reason = "a length is far from that")]
fn seconds(ms: u64) -> Value {
    if ms.is_multiple_of(1_000) { (ms / 1_000).into() } else { (ms as f64 / 1_000.0).into() }
}
