//! Lines of all kinds, and what is understood of them.
//!
//! Must never: hold a line that somebody really wrote.

use proptest::prelude::*;

use super::*;

const BERLIN: Tz = Tz::Europe__Berlin;

const OLD: &str = r#"{"airhorn": [{"user": "bo@example.org", "when": "2018-03-07T20:16:00", "free": true}],
    "artist": "The Invented", "auto": false, "comments": [
    {"time": "2018-03-07T20:17:00.5", "user": "bo@example.org", "body": "later"},
    {"time": "2018-03-07T20:16:30", "user": "Ann.Lee@example.org", "body": "sooner"}],
    "duration": 215.4, "endtime": "2018-03-07T20:18:38.123456", "id": "f00", "jam": ["bo@example.org",
    {"user": "cy@example.org", "time": "2018-03-07T20:16:00", "throwback": false}], "paused": false,
    "pos": 215.0, "src": "spotify", "starttime": "2018-03-07T20:15:03.123456", "title": "A Song",
    "trackid": "4uLU6hMCjMI75M1A2tKUQC", "user": "Ann.Lee@Example.org", "vote": "2", "new": {"deep": [1]}}"#;

fn read_one(line: &str) -> Result<PastPlay, Unreadable> {
    parse(line.as_bytes(), BERLIN, "2018-03-07".parse().ok(), &Aliases::default())
}

/// The older line with some keys otherwise, or gone where the value is empty.
fn but(changes: &[(&str, &str)]) -> Result<PastPlay, Unreadable> {
    let mut line: serde_json::Map<String, serde_json::Value> = serde_json::from_str(OLD).expect("JSON");
    for (key, value) in changes {
        if value.is_empty() {
            line.remove(*key);
        } else {
            line.insert((*key).to_owned(), serde_json::from_str(value).expect("JSON"));
        }
    }
    read_one(&serde_json::to_string(&line).expect("JSON"))
}

fn play(changes: &[(&str, &str)]) -> PastPlay {
    but(changes).unwrap_or_else(|why| panic!("{changes:?}: {why}"))
}

#[test]
fn a_line_of_the_system_before_is_understood_as_a_whole() {
    let play = play(&[]);
    assert_eq!((play.nest.as_ref(), play.commit, play.entry), (None, None, None));
    assert_eq!(play.uri, "spotify:track:4uLU6hMCjMI75M1A2tKUQC");
    assert_eq!((play.title.as_str(), play.artist.as_str()), ("A Song", "The Invented"));
    assert_eq!((play.started_ms, play.ended_ms), (1_520_450_103_123, 1_520_450_318_123));
    assert_eq!(
        (play.day.to_string().as_str(), play.duration_ms, play.played_ms),
        ("2018-03-07", 215_400, 215_000)
    );
    assert_eq!((play.votes, play.reason), (2, EndedBecause::Finished));
    let jams: Vec<_> = play.jams.iter().map(|by| by.name.as_str()).collect();
    assert_eq!(jams, ["bo", "cy"]);
    let said: Vec<_> = play.comments.iter().map(|said| (said.by.name.as_str(), said.text.as_str())).collect();
    assert_eq!(said, [("ann.lee", "sooner"), ("bo", "later")]);
    assert!(
        matches!(play.queued, crate::app::history::past_play::Queued::By(by) if by.name.as_str() == "ann.lee")
    );
}

#[test]
fn addresses_of_other_catalogues_keep_their_catalogue() {
    let uri = |changes: &[(&str, &str)]| play(changes).uri;
    assert_eq!(uri(&[("src", "\"youtube\""), ("trackid", "\"dQ_x-1\"")]), "youtube:dQ_x-1");
    assert_eq!(uri(&[("src", "\"soundcloud\""), ("trackid", "12345")]), "soundcloud:12345");
    assert_eq!(uri(&[("type", "\"episode\"")]), "spotify:episode:4uLU6hMCjMI75M1A2tKUQC");
    assert_eq!(uri(&[("trackid", "\"spotify:track:x\"")]), "spotify:track:x");
    assert_eq!(uri(&[("trackid", "")]), "");
    assert_eq!(but(&[("trackid", "null"), ("title", "\" \"")]), Err(Unreadable::NoTrack));
}

#[test]
fn values_of_other_kinds_are_taken_where_they_are_clear() {
    for (vote, votes) in
        [("3", 3), ("\"-1\"", -1), ("[\"a\", \"b\"]", 2), ("null", 0), ("\"\"", 0), ("2.0", 2)]
    {
        assert_eq!(play(&[("vote", vote)]).votes, votes, "{vote}");
    }
    assert_eq!(play(&[("duration", "\"200\""), ("pos", "null")]).duration_ms, 200_000);
    assert_eq!(play(&[("jam", "null"), ("comments", "null")]).jams, []);
    assert_eq!(play(&[("title", "1984")]).title, "1984");
    assert_eq!(play(&[("artist", ""), ("show_name", "\"A Show\"")]).artist, "A Show");
    assert_eq!(play(&[("endtime", "1520450318.123")]).ended_ms, 1_520_450_318_123);
}

#[test]
fn values_that_mean_nothing_are_named_by_their_keys_alone() {
    let unclear = [
        ("vote", "\"many\""),
        ("vote", "true"),
        ("vote", "1e300"),
        ("jam", "3"),
        ("jam", "[7]"),
        ("comments", "\"none\""),
        ("user", "5"),
        ("user", "[]"),
        ("auto", "\"perhaps\""),
        ("pos", "{}"),
        ("endtime", "\"yesterday\""),
        ("starttime", "\"2019-02-29T12:00:00\""),
        ("title", "[]"),
        ("nest", "\"\\u0007\""),
        ("entry", "-1"),
    ];
    for (key, value) in unclear {
        assert_eq!(but(&[(key, value)]), Err(Unreadable::Unclear(key)), "{key}: {value}");
    }
}

#[test]
fn what_is_no_object_says_so_without_saying_what_it_is() {
    let cases = [
        ("", Unreadable::NotJson(1)),
        ("secret", Unreadable::NotJson(1)),
        ("[1, 2]", Unreadable::NotAnObject),
        ("\"secret\"", Unreadable::NotAnObject),
        ("{\"title\": \"secret", Unreadable::CutOff),
        ("{\"title\": secret}", Unreadable::NotJson(11)),
        ("{\"title\":\"a\",\"title\":\"secret\"}", Unreadable::Odd(20)),
        ("{\"title\":\"a\"} secret", Unreadable::NotJson(15)),
        ("{}", Unreadable::NoTrack),
    ];
    for (line, why) in cases {
        assert_eq!(read_one(line), Err(why), "{line}");
        assert!(!why.to_string().contains("secret"));
    }
    let deep = format!("{{\"title\":\"a\",\"x\":{}", "[".repeat(100_000));
    assert!(read_one(&deep).is_err());
}

#[test]
fn a_time_that_is_missing_follows_from_the_other_and_the_length() {
    let no_start = play(&[("starttime", "")]);
    assert_eq!(no_start.started_ms, no_start.ended_ms - 215_000);
    let no_end = play(&[("endtime", "null")]);
    assert_eq!(no_end.ended_ms, no_end.started_ms + 215_000);
    let neither = play(&[("starttime", ""), ("endtime", "")]);
    assert_eq!(neither.day.to_string(), "2018-03-07");
    assert_eq!(neither.started_ms, times::noon(neither.day, BERLIN).unwrap());
    let line = br#"{"title":"A Song"}"#;
    assert_eq!(parse(line, BERLIN, None, &Aliases::default()), Err(Unreadable::NoTime));
}

#[test]
fn an_end_before_its_start_is_believed_and_the_start_is_not() {
    let turned = play(&[("starttime", "\"2018-03-07T23:00:00\"")]);
    assert_eq!(turned.started_ms, turned.ended_ms - 215_000);
}

#[test]
fn nights_of_clock_changes_and_leap_days_are_days_like_others() {
    for (start, end, lasted) in [
        ("2018-03-25T01:58:00", "2018-03-25T03:01:00", 180_000),
        ("2018-03-25T02:30:00", "2018-03-25T02:33:00", 180_000),
        ("2018-10-28T02:59:00", "2018-10-28T02:02:00", 215_000),
        ("2020-02-29T23:59:00", "2020-03-01T00:02:00", 180_000),
    ] {
        let night = play(&[("starttime", &format!("{start:?}")), ("endtime", &format!("{end:?}"))]);
        assert_eq!(night.ended_ms - night.started_ms, lasted, "{start}");
        assert_eq!(night.day.to_string(), end[..10], "the day is the one that was written");
    }
}

#[test]
fn an_older_play_that_stopped_early_was_skipped() {
    let reason = |changes: &[(&str, &str)]| play(changes).reason;
    assert_eq!(reason(&[("pos", "100")]), EndedBecause::Skipped);
    assert_eq!(reason(&[("pos", "205.4")]), EndedBecause::Finished);
    assert_eq!(reason(&[("pos", "")]), EndedBecause::Finished);
    assert_eq!(reason(&[("pos", "100"), ("ended", "\"removed\"")]), EndedBecause::Removed);
    assert_eq!(reason(&[("pos", "100"), ("ended", "\"exploded\"")]), EndedBecause::Skipped);
}

#[test]
fn bytes_that_are_no_utf_8_leave_signs_in_their_place() {
    let line =
        b"\xef\xbb\xbf{\"title\":\"Caf\xe9\",\"endtime\":\"2018-03-07T20:15:03\",\"user\":\"zo\xeb@x\"}\r";
    let play = parse(line, BERLIN, None, &Aliases::default()).expect("it is a play");
    assert_eq!(play.title, "Caf\u{fffd}");
    let wide: Vec<u8> = OLD.encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert!(parse(&wide, BERLIN, None, &Aliases::default()).is_err());
}

proptest! {
    #[test]
    fn no_bytes_make_it_fall(bytes: Vec<u8>) {
        let _ = parse(&bytes, BERLIN, None, &Aliases::default());
    }

    #[test]
    fn no_change_of_a_line_makes_it_fall(place in 0..OLD.len(), byte: u8, cut in 0..OLD.len()) {
        let mut line = OLD.as_bytes().to_vec();
        line[place] = byte;
        let _ = parse(&line, BERLIN, None, &Aliases::default());
        let _ = parse(&line[..cut], BERLIN, None, &Aliases::default());
    }

    #[test]
    fn no_value_makes_it_fall(key in "user|vote|jam|comments|pos|duration|duration_ms|endtime|starttime|entry|nest|auto",
                              value in "-?[0-9]{1,25}|-?[0-9]e[0-9]{1,3}|\"[0-9T: .+-]{0,30}\"|\\[\"[ab@]{0,9}\"\\]|\\{\"user\":\\[\\]\\}") {
        if serde_json::from_str::<serde_json::Value>(&value).is_ok() {
            let _ = but(&[(&key, &value)]);
        }
    }
}
