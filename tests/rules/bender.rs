//! Bender: what it has in mind, what becomes of it, and when it keeps quiet.

use std::sync::Arc;

use echonest::domain::{
    bender::{Offer, Preview, Rest, RestsBecause},
    command::{Command, Request},
    event::{Event, RemovedBecause},
    ids::EntryId,
    people::Actor,
    setting_values::Strategy,
    settings::Change,
    track::{Track, TrackUri},
};

use crate::room::{MINUTE, Room, asker, track, track_of};

const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;

pub fn pick_of(track: Track, until_ms: u64) -> Offer {
    Offer::Pick(Preview { track: Arc::new(track), strategy: Strategy::Artist, provenance: None, until_ms })
}

/// Bender offers a track by this title, to be queued within two hours by itself.
pub fn offer(room: &mut Room, title: &str) -> Vec<Event> {
    let until_ms = room.now_ms + 2 * HOUR;
    room.put(&Request::Bender(Box::new(pick_of(track(title), until_ms)))).1
}

pub fn uri(title: &str) -> TrackUri {
    track(title).uri
}

pub fn in_mind(room: &Room) -> Option<&str> {
    room.nest.preview.as_ref().map(|preview| preview.track.title.as_str())
}

/// Hanna's opener plays, and Bender keeps `depth` queued.
pub fn room_of_depth(depth: u32) -> Room {
    let mut room = Room::with_music();
    room.set(Change { bender_depth: Some(depth), ..Change::default() });
    room.are_here(&["hanna", "ann", "bob"]);
    room
}

/// A room where Bender has queued "auto" and has "next" in mind.
pub fn room_with_auto() -> (Room, EntryId) {
    let mut room = room_of_depth(1);
    offer(&mut room, "auto");
    offer(&mut room, "next");
    let entry = room.nest.queue[0].id;
    (room, entry)
}

#[test]
fn a_short_queue_takes_an_offer_at_once_and_a_full_one_shows_it() {
    let (room, _) = room_with_auto();
    assert_eq!((room.titles(), in_mind(&room)), (vec!["auto"], Some("next")));
    let entry = &room.nest.queue[0];
    assert_eq!((&entry.by, entry.why.strategy), (&Actor::Bender, Some(Strategy::Artist)));
}

#[test]
fn what_is_in_mind_is_queued_in_the_commit_that_makes_the_queue_short() {
    let (mut room, _) = room_with_auto();
    room.wait(3 * MINUTE);
    room.beat();
    assert_eq!((room.now_playing(), room.titles(), in_mind(&room)), (Some("auto"), vec!["next"], None));
}

#[test]
fn the_music_of_an_idle_room_begins_with_an_offer() {
    let mut room = Room::new();
    room.are_here(&["ann"]);
    offer(&mut room, "auto");
    assert_eq!(room.now_playing(), Some("auto"));
}

#[test]
fn any_persons_song_precedes_benders() {
    let (mut room, _) = room_with_auto();
    room.add("ann", "one");
    assert_eq!(room.titles(), ["one", "auto"]);
}

#[test]
fn with_depth_nought_nothing_is_taken_and_what_bender_queued_goes() {
    let (mut room, entry) = room_with_auto();
    let events = room.set(Change { bender_depth: Some(0), ..Change::default() });
    let went = |event: &Event| matches!(event, Event::Removed { entry: gone, reason: RemovedBecause::Bender, .. } if *gone == entry);
    assert!(events.iter().any(went), "{events:?}");
    assert_eq!((room.titles().len(), in_mind(&room)), (0, None));
    assert!(offer(&mut room, "more").is_empty());
    room.refuses("hanna", Command::Restore(entry), "not_found");
}

#[test]
fn an_offer_that_came_too_late_is_nothing() {
    let (mut room, _) = room_with_auto();
    assert!(offer(&mut room, "other").is_empty(), "something is in mind already");
    let mut room = room_of_depth(1);
    room.add("ann", "one");
    assert!(offer(&mut room, "one").is_empty(), "it is queued");
    assert!(offer(&mut room, "opener").is_empty(), "it plays");
}

#[test]
fn what_has_played_comes_back_after_twelve_hours_and_not_before() {
    let mut room = room_of_depth(3);
    room.wait(3 * MINUTE);
    room.beat();
    room.wait(12 * HOUR - 1);
    assert!(offer(&mut room, "opener").is_empty());
    room.wait(1);
    offer(&mut room, "opener");
    assert_eq!(room.now_playing(), Some("opener"));
}

#[test]
fn what_was_offered_is_not_offered_again_that_day() {
    let mut room = room_of_depth(1);
    offer(&mut room, "auto");
    room.does("hanna", Command::Clear);
    room.wait(DAY - 1);
    room.beat();
    assert!(offer(&mut room, "auto").is_empty());
    room.wait(1);
    offer(&mut room, "auto");
    assert_eq!(room.now_playing(), Some("auto"));
}

#[test]
fn a_rejected_pick_stays_away_for_a_week() {
    let (mut room, _) = room_with_auto();
    room.does("ann", Command::BenderReject(uri("next")));
    assert_eq!(in_mind(&room), None);
    // Pressed twice, by two: it is gone, and that is what both wanted.
    assert!(room.does("bob", Command::BenderReject(uri("next"))).is_empty());
    room.wait(7 * DAY - 1);
    room.beat();
    assert!(offer(&mut room, "next").is_empty());
    room.wait(1);
    assert!(!offer(&mut room, "next").is_empty());
}

#[test]
fn nobody_rejects_without_end() {
    let mut room = room_of_depth(1);
    room.add("ann", "one");
    for number in 0..30 {
        offer(&mut room, &format!("n{number}"));
        room.does("bob", Command::BenderReject(uri(&format!("n{number}"))));
    }
    offer(&mut room, "last");
    room.refuses("bob", Command::BenderReject(uri("last")), "rate_limited");
    room.does("ann", Command::BenderReject(uri("last")));
}

#[test]
fn what_people_add_is_no_longer_in_mind() {
    let (mut room, _) = room_with_auto();
    room.add("ann", "next");
    assert_eq!(in_mind(&room), None);
}

#[test]
fn the_hosts_bounds_hold_for_what_is_queued_and_in_mind() {
    let mut room = room_of_depth(1);
    let long = |title: &str| track_of(title, 10 * MINUTE);
    for title in ["auto", "next"] {
        let until_ms = room.now_ms + HOUR;
        room.put(&Request::Bender(Box::new(pick_of(long(title), until_ms))));
    }
    assert_eq!((room.titles(), in_mind(&room)), (vec!["auto"], Some("next")));
    room.set(Change { max_duration_ms: Some(5 * MINUTE), ..Change::default() });
    assert_eq!((room.titles().len(), in_mind(&room)), (0, None));
    let until_ms = room.now_ms + HOUR;
    assert!(room.put(&Request::Bender(Box::new(pick_of(long("more"), until_ms)))).1.is_empty());
}

#[test]
fn what_was_voted_out_or_skipped_stays_away() {
    let (mut room, entry) = room_with_auto();
    room.does("ann", Command::Skip(entry));
    room.does("bob", Command::Skip(entry));
    assert_eq!(room.titles(), ["next"]);
    room.wait(2 * DAY);
    room.beat();
    assert!(offer(&mut room, "auto").is_empty());
}

#[test]
fn with_nobody_there_bender_ends_when_its_time_is_over() {
    let (mut room, _) = room_with_auto();
    room.are_here(&[]);
    room.wait(2 * HOUR - 1);
    room.beat();
    assert_eq!((room.now_playing(), room.titles()), (Some("auto"), vec!["next"]));
    room.set(Change { bender_depth: Some(2), ..Change::default() });
    room.are_here(&["ann"]);
    offer(&mut room, "more");
    offer(&mut room, "late");
    room.are_here(&[]);
    room.wait(2 * HOUR + 1);
    room.beat();
    room.wait(HOUR);
    room.beat();
    assert_eq!(in_mind(&room), None, "nobody was there for too long");
}

#[test]
fn a_longer_stay_lets_the_same_pick_be_queued_later() {
    let (mut room, _) = room_with_auto();
    room.wait(HOUR);
    room.beat();
    offer(&mut room, "last");
    let before = room.nest.preview.clone().expect("something is in mind").until_ms;
    let again = pick_of(track("last"), before + HOUR);
    room.put(&Request::Bender(Box::new(again)));
    assert_eq!(room.nest.preview.as_ref().map(|preview| preview.until_ms), Some(before + HOUR));
}

#[test]
fn bender_says_when_it_looks_again() {
    let mut room = room_of_depth(1);
    let rest = Rest { because: RestsBecause::NothingLeft, until_ms: room.now_ms + 30_000 };
    let events = room.put(&Request::Bender(Box::new(Offer::Rest(rest)))).1;
    assert_eq!(events, [Event::Preview { preview: None, rest: Some(rest) }]);
    assert!(room.put(&Request::Bender(Box::new(Offer::Rest(rest)))).1.is_empty(), "said once");
    offer(&mut room, "auto");
    assert_eq!(room.nest.rest, None);
    assert!(room.put(&Request::Bender(Box::new(Offer::Nothing))).1.is_empty());
}

#[test]
fn a_rest_ends_when_there_may_be_something_to_find() {
    let rest = |room: &mut Room| {
        let rest = Rest { because: RestsBecause::NothingLeft, until_ms: room.now_ms + 600_000 };
        room.put(&Request::Bender(Box::new(Offer::Rest(rest))));
        assert!(room.nest.rest.is_some());
    };
    let mut room = room_of_depth(2);
    rest(&mut room);
    room.set(Change { allow_explicit: Some(false), ..Change::default() });
    assert_eq!(room.nest.rest, None, "other settings");
    room.add("ann", "one");
    rest(&mut room);
    room.wait(3 * MINUTE);
    room.beat();
    assert_eq!(room.nest.rest, None, "another seed");
    let mut room = Room::new();
    rest(&mut room);
    room.add("ann", "one");
    assert_eq!(room.nest.rest, None, "the first song of all");
}

#[test]
fn a_strategy_that_is_not_named_keeps_its_weight() {
    let mut room = Room::new();
    let weights = serde_json::from_str(r#"{"bender_weights":{"genre":0}}"#).expect("a change");
    room.set(weights);
    let weights = serde_json::to_value(&room.nest.settings.bender_weights).expect("json");
    assert_eq!(
        weights,
        serde_json::json!({"throwback": 30, "genre": 0, "artist": 25, "discography": 5, "album": 5})
    );
}

#[test]
fn what_has_ended_waits_for_the_play_log_until_it_is_in_it() {
    let mut room = room_of_depth(3);
    let second = room.add("ann", "two");
    room.does("bob", Command::Jam(second, true));
    room.wait(3 * MINUTE);
    room.beat();
    room.wait(MINUTE);
    room.ask_with(asker("hanna"), Command::Skip(second));
    let plays: Vec<_> = room.nest.unlogged.iter().cloned().collect();
    let told: Vec<_> = plays
        .iter()
        .map(|play| (play.entry.track.title.as_str(), play.ended_ms - play.started_ms, play.played_ms))
        .collect();
    assert_eq!(told, [("opener", 3 * MINUTE, 3 * MINUTE), ("two", MINUTE, MINUTE)]);
    assert_eq!(plays[1].names.keys().map(|id| id.as_str()).collect::<Vec<_>>(), ["ann", "bob"]);
    assert!(room.log.iter().any(|commit| commit.position.seq == plays[1].commit
        && commit.events.iter().any(|event| matches!(event, Event::Ended { .. }))));

    let seq = room.nest.position.seq;
    room.put(&Request::Logged(vec![plays[0].key()]));
    assert_eq!(room.nest.unlogged.len(), 1);
    assert_eq!(room.nest.position.seq, seq, "nobody is told");
    room.put(&Request::Logged(vec![plays[0].key(), plays[1].key()]));
    assert!(room.nest.unlogged.is_empty());
    let position = room.nest.position;
    room.put(&Request::Logged(vec![plays[1].key()]));
    assert_eq!(room.nest.position, position, "once is enough");
}

#[test]
fn the_seed_is_the_last_song_of_a_person_that_has_played() {
    let mut room = room_of_depth(1);
    offer(&mut room, "auto");
    room.wait(3 * MINUTE);
    room.beat();
    assert_eq!(room.nest.seed.as_ref().map(|seed| seed.title.as_str()), Some("opener"));
    room.wait(3 * MINUTE);
    room.beat();
    assert_eq!(room.nest.seed.as_ref().map(|seed| seed.title.as_str()), Some("opener"));
    assert_eq!(room.nest.last.as_ref().map(|last| last.title.as_str()), Some("auto"));
}
