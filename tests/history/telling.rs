//! A play that was just heard is remembered as the log tells of it.

use std::{collections::BTreeMap, sync::Arc};

use echonest::{
    app::history::past_play::{PastPlay, Queued, Someone},
    domain::{
        entry::{Comment, Entry, Jam, Why},
        event::EndedBecause,
        ids::{CommentId, EntryId},
        people::Actor,
        play::Play,
        setting_values::{Mode, Strategy, TimeZone},
        text::{CommentText, Name},
        track::{Track, TrackUri},
    },
};

use crate::invented::{day, known, nest, person};

/// 7 March 2018, 23:30 in UTC.
const ENDED_MS: u64 = 1_520_465_400_000;

fn play(by: Actor) -> Play {
    let track = Track {
        uri: TrackUri::parse("demo:track:1").expect("an address"),
        title: "Blue".into(),
        artists: vec!["One".into(), "Two".into()],
        album: None,
        duration_ms: 200_000,
        length_ms: 200_000,
        artwork_url: None,
        link: None,
        isrc: Some("X1".into()),
        explicit: false,
    };
    let text = CommentText::parse("again").expect("a comment");
    let entry = Entry {
        id: EntryId(7),
        track: Arc::new(track),
        by,
        added_ms: 0,
        tag_ms: 0,
        rank: 0,
        why: Why {
            mode: Mode::Fair,
            shift_ms: 0,
            pinned_by: None,
            strategy: Some(Strategy::Genre),
            provenance: None,
        },
        up: 3,
        down: 1,
        votes: BTreeMap::new(),
        jams: vec![Jam { by: person("bo"), at_ms: 5 }],
        comments: vec![Comment { id: CommentId(1), by: person("cleo"), at_ms: 6, text }],
        skip_votes: [].into(),
        skip_have: 0,
        refunded: false,
    };
    Play {
        entry: Arc::new(entry),
        commit: 42,
        started_ms: ENDED_MS - 150_000,
        ended_ms: ENDED_MS,
        played_ms: 150_000,
        reason: EndedBecause::Skipped,
        names: ["Ann", "Bo"]
            .map(|name| (person(&name.to_lowercase()), Name::parse(name).expect("a name")))
            .into(),
    }
}

#[test]
fn it_carries_all_that_the_log_would_tell() {
    let berlin = TimeZone::parse("Europe/Berlin").unwrap();
    let told = PastPlay::of(&nest("main"), &play(person("ann").into()), &berlin);
    assert_eq!((told.nest, told.commit, told.entry), (Some(nest("main")), Some(42), Some(EntryId(7))));
    assert_eq!(
        (told.uri.as_str(), told.title.as_str(), told.artist.as_str()),
        ("demo:track:1", "Blue", "One, Two")
    );
    assert_eq!((told.isrc.as_deref(), told.queued), (Some("X1"), Queued::By(known("Ann"))));
    assert_eq!((told.duration_ms, told.played_ms, told.votes), (200_000, 150_000, 2));
    assert_eq!(told.reason, EndedBecause::Skipped);
    assert_eq!(told.jams, [known("Bo")]);
    assert_eq!((told.comments.len(), told.comments[0].text.as_str()), (1, "again"));
    let nameless = Someone { name: Name::parse("Somebody").unwrap(), ..known("Cleo") };
    assert_eq!(told.comments[0].by, nameless, "no name of theirs is known");
}

#[test]
fn its_day_is_that_of_its_end_in_the_nests_zone() {
    let day_in =
        |zone: &str| PastPlay::of(&nest("main"), &play(Actor::Bender), &TimeZone::parse(zone).unwrap()).day;
    assert_eq!(day_in("UTC"), day("2018-03-07"));
    assert_eq!(day_in("Europe/Berlin"), day("2018-03-08"));
    assert_eq!(day_in("America/New_York"), day("2018-03-07"));
    assert_eq!(day_in("Nowhere/Else"), day("2018-03-07"), "an unknown zone is UTC");
}

#[test]
fn benders_are_benders_until_somebody_adopts_them() {
    let utc = TimeZone::utc();
    let told = PastPlay::of(&nest("main"), &play(Actor::Bender), &utc);
    assert_eq!(told.queued, Queued::ByBender(Some(Strategy::Genre)));
    let told = PastPlay::of(&nest("main"), &play(person("ann").into()), &utc);
    assert_eq!(told.queued, Queued::By(known("Ann")));
}
