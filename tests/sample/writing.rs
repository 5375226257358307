//! A play as a line, in the form of its time.

use serde_json::{Value, json};

use crate::{
    calendar,
    making::Play,
    people::{BENDER_MAIL, Guest},
};

/// From this year on, lines are ours.
pub const OURS_SINCE: u16 = 2022;
/// From this year on, older lines have objects for jams and numbers for votes.
const TIDIER_SINCE: u16 = 2019;

/// The line of a play in some year, without its end.
pub fn line(play: &Play, year: u16) -> String {
    let fields = if year >= OURS_SINCE { ours(play) } else { old(play, year >= TIDIER_SINCE) };
    let fields = fields.iter().map(|(key, value)| format!("{}:{value}", json!(key)));
    format!("{{{}}}", fields.collect::<Vec<_>>().join(","))
}

type Fields = Vec<(&'static str, Value)>;

fn old(play: &Play, is_tidier: bool) -> Fields {
    let mail = |guest: &Guest| json!(guest.mail);
    let jam = |(guest, at_ms): &(&Guest, u64)| {
        if is_tidier {
            json!({ "throwback": false, "time": naive(*at_ms), "user": guest.mail })
        } else {
            mail(guest)
        }
    };
    let comment = |(guest, at_ms, words): &(&Guest, u64, &str)| json!({ "body": words, "time": naive(*at_ms), "user": guest.mail });
    let airhorn =
        |(guest, at_ms): &(&Guest, u64)| json!({ "free": true, "user": guest.mail, "when": naive(*at_ms) });
    vec![
        ("airhorn", play.airhorn.iter().map(airhorn).collect()),
        ("artist", json!(play.track.artists.join(", "))),
        ("auto", json!(play.by.is_none())),
        ("comments", play.comments.iter().map(comment).collect()),
        ("duration", json!(play.track.length_ms / 1_000)),
        ("endtime", json!(naive(play.ended_ms()))),
        ("id", json!(play.number.to_string())),
        ("jam", play.jams.iter().map(jam).collect()),
        ("paused", json!(false)),
        ("pos", json!(play.played_ms / 1_000)),
        ("src", json!("demo")),
        ("starttime", json!(naive(play.started_ms))),
        ("title", json!(play.track.title)),
        ("trackid", json!(play.track.uri)),
        ("user", play.by.map_or(json!(BENDER_MAIL), mail)),
        ("vote", if is_tidier { json!(play.votes) } else { json!(play.votes.to_string()) }),
    ]
}

fn ours(play: &Play) -> Fields {
    let person = |guest: &Guest| json!({ "id": guest.id, "name": guest.name });
    let when = |at_ms: u64| json!(format!("{}+00:00", clock(at_ms, 3)));
    let jam = |(guest, at_ms): &(&Guest, u64)| json!({ "time": when(*at_ms), "user": person(guest) });
    let comment = |(guest, at_ms, words): &(&Guest, u64, &str)| json!({ "body": words, "time": when(*at_ms), "user": person(guest) });
    vec![
        ("v", json!(1)),
        ("nest", json!("main")),
        ("entry", json!(play.number)),
        ("commit", json!(play.commit)),
        ("starttime", when(play.started_ms)),
        ("endtime", when(play.ended_ms())),
        ("title", json!(play.track.title)),
        ("artist", json!(play.track.artists.join(", "))),
        ("trackid", json!(play.track.uri)),
        ("id", json!(play.number.to_string())),
        ("src", json!("demo")),
        ("isrc", json!(play.track.isrc)),
        ("duration", json!(play.track.length_ms / 1_000)),
        ("duration_ms", json!(play.track.length_ms)),
        ("pos", json!(play.played_ms / 1_000)),
        ("ended", json!(if play.is_skipped() { "skipped" } else { "finished" })),
        ("paused", json!(false)),
        ("user", play.by.map_or(json!({ "id": "bender", "name": "Bender" }), person)),
        ("auto", json!(play.by.is_none())),
        ("source", json!(if play.by.is_some() { "person" } else { play.strategy })),
        ("vote", json!(play.votes)),
        ("jam", play.jams.iter().map(jam).collect()),
        ("comments", play.comments.iter().map(comment).collect()),
        ("airhorn", json!([])),
    ]
}

/// As the system before wrote it: without a zone, and as exactly as its clock went.
fn naive(at_ms: u64) -> String {
    clock(at_ms, 6)
}

/// ISO 8601 with so many digits of a second.
fn clock(at_ms: u64, digits: usize) -> String {
    let (second, fraction) = (at_ms / 1_000, format!("{:03}000", at_ms % 1_000));
    let day = calendar::day(second / 86_400);
    let second = second % 86_400;
    let time = format!("{:02}:{:02}:{:02}", second / 3_600, second / 60 % 60, second % 60);
    format!("{day}T{time}.{}", &fraction[..digits])
}
