//! Invented pasts.

use echonest::{
    app::history::{
        History, calendar,
        past_play::{Mail, PastPlay, Queued, Someone},
    },
    domain::{
        day::Day,
        event::EndedBecause,
        ids::{EntryId, NestId, PersonId},
        setting_values::TimeZone,
        text::Name,
    },
};
use proptest::prelude::*;

pub const DAY_MS: u64 = 86_400_000;
/// 1 January 2017, a Sunday, 00:00 in UTC.
pub const FROM_MS: u64 = 1_483_228_800_000;

pub fn day(text: &str) -> Day {
    text.parse().expect("a date")
}

pub fn nest(id: &str) -> NestId {
    NestId::parse(id).expect("an id")
}

pub fn person(id: &str) -> PersonId {
    PersonId::parse(id).expect("an id")
}

pub fn known(name: &str) -> Someone {
    Someone {
        name: Name::parse(name).expect("a name"),
        person: Some(person(&name.to_lowercase())),
        mail: None,
    }
}

/// Somebody of an older log, whom an alias may have named.
pub fn mailed(name: &str, alias: Option<&str>) -> Someone {
    let mail = Some(Mail(format!("{}@example.org", name.to_lowercase())));
    Someone { name: Name::parse(name).expect("a name"), person: alias.map(person), mail }
}

/// A play of the main nest by Ann, five minutes long, that ended at noon of this day in UTC.
pub fn played(on: &str, uri: &str) -> PastPlay {
    let ended_ms = noon_ms(day(on));
    PastPlay {
        nest: Some(nest("main")),
        commit: Some(ended_ms / 1_000),
        // Each track of a moment is an entry of its own.
        entry: Some(EntryId(
            uri.bytes().fold(0, |sum: u64, byte| sum.wrapping_mul(31).wrapping_add(byte.into())),
        )),
        uri: uri.to_owned(),
        title: format!("Title of {uri}"),
        artist: "Artist".to_owned(),
        isrc: None,
        queued: Queued::By(known("Ann")),
        started_ms: ended_ms - 300_000,
        ended_ms,
        day: day(on),
        duration_ms: 300_000,
        played_ms: 300_000,
        reason: EndedBecause::Finished,
        votes: 0,
        jams: Vec::new(),
        comments: Vec::new(),
    }
}

/// Noon of a day in UTC, in epoch milliseconds.
pub fn noon_ms(on: Day) -> u64 {
    let epoch = calendar::number(day("1970-01-01"));
    u64::from(calendar::number(on).abs_diff(epoch)) * DAY_MS + DAY_MS / 2
}

/// A history of these plays, in a room whose clocks show UTC.
pub fn history(plays: impl IntoIterator<Item = PastPlay>) -> History {
    let history = History::default();
    let mut loading = history.loading(&TimeZone::utc());
    for play in plays {
        assert!(loading.take(play), "there is room");
    }
    drop(loading);
    history
}

/// Few of everything, so that they meet often.
fn someone() -> impl Strategy<Value = Someone> {
    prop_oneof![
        Just(known("Ann")),
        Just(known("Bo")),
        Just(known("Cleo")),
        Just(mailed("Dora", None)),
        Just(mailed("Annie", Some("ann"))),
        Just(mailed("Bob", Some("bo"))),
    ]
}

fn uri() -> impl Strategy<Value = String> {
    prop_oneof![
        8 => (0..12_u8).prop_map(|number| format!("demo:track:t{number}")),
        2 => (0..4_u8).prop_map(|number| format!("spotify:track:s{number}")),
        1 => Just("youtube:abc".to_owned()),
        1 => Just(String::new()),
    ]
}

/// Any play of a few years around now, most of them on a few dates.
pub fn any_play() -> impl Strategy<Value = PastPlay> {
    let what = (uri(), prop::option::weighted(0.3, 0..6_u8), prop::option::weighted(0.8, someone()));
    let around = prop_oneof![-3..=3_i64, 4..350_i64];
    let when = (0..9_u16, around, 0..DAY_MS);
    let how = (0..3_u8, -3..6_i64, prop::collection::vec(someone(), 0..3));
    let of = prop_oneof![4 => Just(Some("main")), 2 => Just(None), 1 => Just(Some("other"))];
    (what, when, how, of).prop_map(|((uri, isrc, by), (year, around, at_ms), (reason, votes, jams), of)| {
        let centre_ms = noon_ms(Day::new(2017 + year, 3, 7).expect("a date")) / DAY_MS * DAY_MS;
        let ended_ms = centre_ms.saturating_add_signed(around * 86_400_000) + at_ms;
        PastPlay {
            nest: of.map(nest),
            commit: of.map(|_| ended_ms),
            entry: of.map(|_| EntryId(at_ms)),
            title: uri.clone(),
            artist: String::new(),
            isrc: isrc.map(|isrc| format!("X{isrc}")),
            uri,
            queued: by.map_or(Queued::ByBender(None), Queued::By),
            started_ms: ended_ms - 200_000,
            ended_ms,
            day: calendar::day_at(ended_ms, calendar::rules_of(&TimeZone::utc())),
            duration_ms: 200_000,
            played_ms: 200_000,
            reason: [EndedBecause::Finished, EndedBecause::Skipped, EndedBecause::Removed]
                [usize::from(reason)],
            votes,
            jams,
            comments: Vec::new(),
        }
    })
}

/// Any past.
pub fn any_past() -> impl Strategy<Value = Vec<PastPlay>> {
    prop::collection::vec(any_play(), 0..60)
}
