//! What may be added, and what becomes of it.

use echonest::domain::{command::Command, event::Event, refusal::Refusal, settings::Change, track::TrackUri};

use crate::room::{MINUTE, Room, adding, track, track_of};

#[test]
fn the_first_entry_of_an_idle_nest_starts_at_once() {
    let mut room = Room::new();
    let entry = room.add("ann", "one");
    assert_eq!(room.now_playing(), Some("one"));
    assert!(room.titles().is_empty());
    let playing = room.nest.playing.as_ref().expect("it plays");
    assert_eq!((playing.entry.id, playing.position_ms, playing.as_of_ms), (entry, 0, room.now_ms));
}

#[test]
fn a_person_is_named_before_their_first_event_and_only_then() {
    let mut room = Room::with_music();
    let first = room.does("ann", adding(track("one")));
    assert!(matches!(&first[..], [Event::Named { .. }, Event::Added { .. }]), "{first:?}");
    let second = room.does("ann", adding(track("two")));
    assert!(matches!(&second[..], [Event::Added { .. }]), "{second:?}");
}

#[test]
fn what_the_catalogue_does_not_have_is_not_found() {
    Room::new().refuses("ann", Command::Add(None), "not_found");
}

#[test]
fn a_track_that_is_queued_or_plays_is_refused_and_the_entry_named() {
    let mut room = Room::new();
    let playing = room.add("ann", "one");
    let queued = room.add("ann", "two");
    for (title, entry) in [("one", playing), ("two", queued)] {
        let refusal = room.refuses("bob", adding(track(title)), "already_queued");
        assert_eq!(refusal, Refusal::AlreadyQueued { entry });
    }
}

#[test]
fn one_recording_under_two_addresses_is_one_recording() {
    let mut room = Room::with_music();
    let with_code = |title: &str, isrc: &str| {
        let mut track = track(title);
        track.isrc = Some(isrc.into());
        adding(track)
    };
    room.does("ann", with_code("album", "XXA000000001"));
    room.refuses("bob", with_code("single", "XXA000000001"), "already_queued");
    room.does("bob", with_code("other", "XXA000000002"));
}

#[test]
fn what_played_is_refused_until_the_cool_down_from_its_end_is_over() {
    let mut room = Room::new();
    room.add("ann", "one");
    room.wait(3 * MINUTE);
    room.beat();
    let refusal = room.refuses("bob", adding(track("one")), "played_recently");
    assert_eq!(refusal, Refusal::PlayedRecently { retry_after_ms: 30 * MINUTE });
    room.wait(30 * MINUTE - 1);
    room.refuses("bob", adding(track("one")), "played_recently");
    room.wait(1);
    room.add("bob", "one");
}

#[test]
fn the_cool_down_counts_what_was_skipped_too_and_a_host_may_set_it() {
    let mut room = Room::new();
    let entry = room.add("ann", "one");
    room.does("ann", Command::Skip(entry));
    room.refuses("ann", adding(track("one")), "played_recently");
    room.set(Change { cooldown_ms: Some(0), ..Change::default() });
    room.add("ann", "one");
}

#[test]
fn explicit_tracks_are_refused_where_the_host_says_so() {
    let mut room = Room::new();
    let explicit = |title: &str| {
        let mut track = track(title);
        track.explicit = true;
        adding(track)
    };
    room.does("ann", explicit("one"));
    room.set(Change { allow_explicit: Some(false), ..Change::default() });
    room.refuses("ann", explicit("two"), "explicit");
}

#[test]
fn the_bounds_look_at_the_undivided_length_and_spare_episodes() {
    let mut room = Room::with_music();
    room.refuses("ann", adding(track_of("short", 19_999)), "too_short");
    room.refuses("ann", adding(track_of("long", 20 * MINUTE + 1)), "too_long");
    room.does("ann", adding(track_of("shortest", 20_000)));
    room.does("ann", adding(track_of("longest", 20 * MINUTE)));
    let mut fast = track_of("fast", 200);
    fast.length_ms = 20_000;
    room.does("ann", adding(fast));
    let mut episode = track_of("talk", 2 * 60 * MINUTE);
    episode.uri = TrackUri::parse("spotify:episode:talk").expect("an address");
    room.does("ann", adding(episode));
}

#[test]
fn a_closed_queue_is_open_to_hosts_only() {
    let mut room = Room::with_music();
    room.set(Change { locked: Some(true), ..Change::default() });
    room.refuses("ann", adding(track("one")), "locked");
    room.add("hanna", "two");
}

#[test]
fn the_playing_entry_is_not_counted_in_the_caps() {
    let mut room = Room::new();
    for number in 0..21 {
        room.add("ann", &format!("a{number}"));
    }
    let refusal = room.refuses("ann", adding(track("more")), "too_many_yours");
    assert_eq!(refusal, Refusal::TooManyYours { max: 20 });
    room.set(Change { queue_max: Some(21), ..Change::default() });
    room.add("bob", "b1");
    assert_eq!(room.refuses("bob", adding(track("b2")), "queue_full"), Refusal::QueueFull { max: 21 });
}

#[test]
fn the_caps_hold_at_their_defaults() {
    let mut room = Room::with_music();
    for number in 0..200 {
        room.add(&format!("p{}", number / 20), &format!("t{number}"));
    }
    room.refuses("zoe", adding(track("more")), "queue_full");
}

#[test]
fn fifty_adds_an_hour_are_accepted() {
    let mut room = Room::with_music();
    room.set(Change { per_person_max: Some(200), ..Change::default() });
    for number in 0..50 {
        room.add("ann", &format!("t{number}"));
        room.wait(1_000);
    }
    let refusal = room.refuses("ann", adding(track("more")), "rate_limited");
    assert_eq!(refusal, Refusal::RateLimited { retry_after_ms: 60 * MINUTE - 50_000 });
    room.wait(60 * MINUTE - 50_000);
    room.add("ann", "more");
    room.refuses("ann", adding(track("and-more")), "rate_limited");
    room.has_budgets = false;
    room.add("ann", "and-more");
}

#[test]
fn of_several_reasons_the_first_of_the_contract_is_given() {
    let mut room = Room::playing(9 * MINUTE);
    room.add("ann", "twin");
    let bad = |title: &str, length_ms: u64| {
        let mut track = track(title);
        track.explicit = true;
        track.length_ms = length_ms;
        adding(track)
    };
    let off = |locked: bool, allow: bool| Change {
        locked: Some(locked),
        allow_explicit: Some(allow),
        queue_max: Some(1),
        per_person_max: Some(1),
        ..Change::default()
    };
    room.set(off(true, false));
    room.refuses("ann", Command::Add(None), "not_found");
    room.refuses("ann", bad("twin", 1), "locked");
    room.set(off(false, false));
    room.refuses("ann", bad("twin", 1), "explicit");
    room.set(off(false, true));
    room.refuses("ann", bad("twin", 1), "too_short");
    room.refuses("ann", bad("twin", 21 * MINUTE), "too_long");
    room.refuses("ann", bad("twin", 3 * MINUTE), "already_queued");
    room.refuses("ann", bad("new", 3 * MINUTE), "too_many_yours");
    room.refuses("bob", bad("new", 3 * MINUTE), "queue_full");
}
