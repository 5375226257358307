//! What is written is what is read.

use std::{collections::BTreeMap, sync::Arc};

use chrono_tz::Tz;
use echonest::{
    app::history::past_play::{PastComment, PastPlay, Queued, Someone},
    domain::{
        entry::{Comment, Jam},
        event::EndedBecause,
        ids::{CommentId, EntryId, PersonId},
        people::Actor,
        play::Play,
        setting_values,
        text::{CommentText, Name},
        track::{Track, TrackUri},
    },
    playlog::{aliases::Aliases, line::Line, reading::parse, times},
};
use proptest::{collection::vec, option, prelude::*, strategy::Strategy as Any};

use crate::plays::{name, nest, person, play, read};

const ZONES: [Tz; 5] =
    [Tz::UTC, Tz::Europe__Berlin, Tz::America__St_Johns, Tz::Asia__Kathmandu, Tz::Pacific__Apia];
/// From 2000 to 2100.
const SPAN_MS: std::ops::Range<u64> = 946_684_800_000..4_102_444_800_000;
const LENGTH_MAX_MS: u64 = 1 << 40;

prop_compose! {
    fn any_track()(
        (uri, title, artists) in ("[a-z]{1,16}:(track|episode):[A-Za-z0-9_-]{1,64}", ".*", vec(".{1,9}", 1..3)),
        (duration_ms, link, isrc) in (0..LENGTH_MAX_MS, option::of("https://[a-z.]{1,9}"), option::of(".{1,12}")),
    ) -> Track {
        let uri = TrackUri::parse(&uri).expect("an address");
        let (album, artwork_url, explicit, length_ms) = (None, None, false, duration_ms);
        Track { uri, title, artists, album, duration_ms, length_ms, artwork_url, link, isrc, explicit }
    }
}

fn any_person() -> impl Any<Value = PersonId> {
    "[a-z0-9-]{1,64}"
        .prop_map(|id| person(&id))
        .prop_filter("Bender is no person", |id| id.as_str() != "bender")
}

fn any_name() -> impl Any<Value = Name> {
    "[^@\\pC]{1,40}".prop_filter_map("no name", |name| Name::parse(&name).ok())
}

fn any_actor() -> impl Any<Value = Actor> {
    prop_oneof![Just(Actor::Bender), any_person().prop_map(Actor::Person)]
}

fn any_strategy() -> impl Any<Value = Option<setting_values::Strategy>> {
    use setting_values::Strategy::{Album, Artist, Discography, Genre, Throwback};
    option::of(prop::sample::select(vec![Throwback, Genre, Artist, Discography, Album]))
}

fn any_reason() -> impl Any<Value = EndedBecause> {
    prop::sample::select(vec![EndedBecause::Finished, EndedBecause::Skipped, EndedBecause::Removed])
}

prop_compose! {
    fn any_play()(
        (track, by, strategy, reason) in (any_track(), any_actor(), any_strategy(), any_reason()),
        (id, commit, up, down) in (any::<u64>(), any::<u64>(), any::<u32>(), any::<u32>()),
        (started_ms, lasted_ms, played_ms) in (SPAN_MS, 0..100_000_000_u64, 0..LENGTH_MAX_MS),
        jams in vec((any_person(), SPAN_MS), 0..4),
        comments in vec((any_person(), SPAN_MS, ".{1,280}"), 0..4),
        names in vec(any_name(), 9),
    ) -> Play {
        let jams: Vec<_> = jams.into_iter().map(|(by, at_ms)| Jam { by, at_ms }).collect();
        let texts = comments.into_iter().zip(1..);
        let mut comments: Vec<_> = texts.filter_map(|((by, at_ms, text), id)| {
            Some(Comment { id: CommentId(id), by, at_ms, text: CommentText::parse(&text).ok()? })
        }).collect();
        comments.sort_by_key(|comment| comment.at_ms);
        let people = by.person().into_iter().chain(jams.iter().map(|jam| &jam.by));
        let people = people.chain(comments.iter().map(|comment| &comment.by));
        let names: BTreeMap<_, _> = people.cloned().zip(names).collect();
        let mut entry = (*play(0).entry).clone();
        (entry.track, entry.by, entry.why.strategy, entry.id) = (Arc::new(track), by, strategy, EntryId(id));
        (entry.up, entry.down, entry.jams, entry.comments) = (up, down, jams, comments);
        let ended_ms = started_ms + lasted_ms;
        Play { entry: Arc::new(entry), commit, started_ms, ended_ms, played_ms, reason, names }
    }
}

/// What a log should tell of a play.
fn told(play: &Play, zone: Tz) -> PastPlay {
    let (entry, track) = (&play.entry, &play.entry.track);
    let someone =
        |id: &PersonId| Someone { name: play.names[id].clone(), person: Some(id.clone()), mail: None };
    let said = |said: &Comment| PastComment {
        by: someone(&said.by),
        at_ms: said.at_ms,
        text: said.text.to_string(),
    };
    PastPlay {
        nest: Some(nest()),
        commit: Some(play.commit),
        entry: Some(entry.id),
        uri: track.uri.to_string(),
        title: track.title.clone(),
        artist: track.artists.join(", "),
        isrc: track.isrc.clone(),
        queued: match &entry.by {
            Actor::Person(id) => Queued::By(someone(id)),
            _ => Queued::ByBender(entry.why.strategy),
        },
        started_ms: play.started_ms,
        ended_ms: play.ended_ms,
        day: times::day_of(play.ended_ms, zone),
        duration_ms: track.duration_ms,
        played_ms: play.played_ms,
        reason: play.reason,
        votes: entry.net_votes(),
        jams: entry.jams.iter().map(|jam| someone(&jam.by)).collect(),
        comments: entry.comments.iter().map(said).collect(),
    }
}

proptest! {
    #[test]
    fn whatever_was_played_is_read_as_it_was(play in any_play(), zone in prop::sample::select(ZONES.to_vec())) {
        let nest = nest();
        let line = Line::of_play(&nest, &play, zone).to_json();
        prop_assert!(!line.contains(&b'\n'));
        // Whoever reads may be in another zone: the line says its own.
        let read = parse(&line, Tz::Asia__Tokyo, None, &Aliases::default());
        prop_assert_eq!(read, Ok(told(&play, zone)));
    }

    #[test]
    fn what_is_exported_is_read_as_it_was(play in any_play(), zone in prop::sample::select(ZONES.to_vec())) {
        let mut past = told(&play, zone);
        past.jams.clear();
        let line = Line::of_past(&past, zone).to_json();
        prop_assert_eq!(parse(&line, Tz::UTC, None, &Aliases::default()), Ok(past));
    }
}

#[test]
fn a_line_has_the_keys_of_the_system_before_and_their_kinds() {
    let mut play = (*play(0)).clone();
    let mut entry = (*play.entry).clone();
    entry.jams.push(Jam { by: person("p1"), at_ms: play.started_ms });
    let text = CommentText::parse("oh").expect("a comment");
    entry.comments.push(Comment { id: CommentId(1), by: person("p1"), at_ms: play.started_ms, text });
    play.names.insert(person("p1"), name("Bo"));
    play.entry = Arc::new(entry);
    let nest = nest();
    let line = Line::of_play(&nest, &play, Tz::Europe__Berlin).to_json();
    let line: serde_json::Value = serde_json::from_slice(&line).expect("JSON");
    let start = "2018-03-07T13:00:00.000+01:00";
    let bo = serde_json::json!({"id": "p1", "name": "Bo"});
    let expected = serde_json::json!({
        "v": 1, "nest": "main", "entry": 1, "commit": 3, "id": "1",
        "starttime": start, "endtime": "2018-03-07T13:03:00.500+01:00",
        "title": "Song \"0\" – ünusual", "artist": "The Invented, Others", "trackid": "demo:track:t0",
        "src": "demo", "isrc": "XXA000000000", "type": "track",
        "duration": 180.5, "duration_ms": 180_500, "pos": 180.5, "ended": "finished", "paused": false,
        "user": {"id": "p0", "name": "Person p0"}, "auto": false, "source": "person", "vote": 1,
        "jam": [{"user": bo, "time": start}], "comments": [{"time": start, "user": bo, "body": "oh"}],
        "airhorn": [],
    });
    assert_eq!(line, expected);
}

#[tokio::test]
async fn a_play_is_in_the_file_of_its_end_in_the_nests_zone() {
    use echonest::{app::ports::PlayLog, playlog::PlayLogFiles};
    let directory = tempfile::tempdir().expect("a directory");
    let log = PlayLogFiles::new(directory.path().join("logs"));
    let mut late = (*play(0)).clone();
    // A minute before midnight in Berlin, and a minute behind it.
    (late.started_ms, late.ended_ms) = (1_520_463_540_000, 1_520_463_660_000);
    log.write(&nest(), &crate::plays::zone("Europe/Berlin"), &[Arc::new(late)]).await.expect("it is written");
    let files = crate::plays::files(&directory.path().join("logs"));
    assert_eq!(files.keys().collect::<Vec<_>>(), ["play_log_2018_03_08.json"]);
    assert_eq!(read(&directory.path().join("logs"))[0].day.to_string(), "2018-03-08");
}
