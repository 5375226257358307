//! Ends, starts, pauses, and what is announced.

use echonest::domain::{
    command::Command,
    event::{EndedBecause, Event},
    settings::Change,
};

use crate::room::{MINUTE, Room, down, track_of, up};

fn ended_and_started(events: &[Event]) -> (Option<u64>, Option<u64>) {
    let ended = events.iter().find_map(|event| match event {
        Event::Ended { at_ms, reason: EndedBecause::Finished, .. } => Some(*at_ms),
        _ => None,
    });
    let started = events.iter().find_map(|event| match event {
        Event::Started { at_ms, .. } => Some(*at_ms),
        _ => None,
    });
    (ended, started)
}

#[test]
fn an_end_that_is_noticed_in_time_is_seamless() {
    let mut room = Room::with_music();
    room.add("ann", "one");
    let due = room.now_ms + 3 * MINUTE;
    room.now_ms = due - 1;
    assert_eq!(ended_and_started(&room.beat()), (None, None));
    room.now_ms = due + 999;
    assert_eq!(ended_and_started(&room.beat()), (Some(due), Some(due)));
    assert!(room.beat().is_empty(), "a second beat finds nothing to do");
}

#[test]
fn after_downtime_what_ended_has_ended_then_and_the_next_starts_now() {
    let mut room = Room::with_music();
    room.add("ann", "one");
    room.add("bob", "two");
    let due = room.now_ms + 3 * MINUTE;
    room.now_ms = due + 60 * MINUTE;
    assert_eq!(ended_and_started(&room.beat()), (Some(due), Some(room.now_ms)));
    assert_eq!(room.now_playing(), Some("one"));
    assert_eq!(room.titles(), ["two"], "no song goes unheard");
}

#[test]
fn a_gap_is_kept_between_tracks() {
    let mut room = Room::with_music();
    room.gap_ms = 2_000;
    room.add("ann", "one");
    let due = room.now_ms + 3 * MINUTE;
    room.now_ms = due + 10;
    assert_eq!(ended_and_started(&room.beat()), (Some(due), Some(due + 2_000)));
    let playing = room.nest.playing.as_ref().expect("it plays");
    assert_eq!((playing.position_at(due + 1_000), playing.position_at(due + 3_000)), (0, 1_000));
}

#[test]
fn a_command_that_meets_an_overdue_end_ends_it_first_in_the_same_commit() {
    let mut room = Room::with_music();
    room.add("ann", "one");
    room.wait(3 * MINUTE + 10);
    let events = room.does("hanna", Command::Pause);
    assert!(
        matches!(
            &events[..],
            [Event::Ended { .. }, Event::Started { .. }, Event::Paused { position_ms: 10, .. }]
        ),
        "{events:?}"
    );
}

#[test]
fn time_paused_does_not_count() {
    let mut room = Room::with_music();
    room.wait(MINUTE);
    room.does("hanna", Command::Pause);
    assert!(room.does("hanna", Command::Pause).is_empty());
    room.wait(60 * MINUTE);
    assert!(room.beat().is_empty());
    room.does("hanna", Command::Resume);
    assert!(room.does("hanna", Command::Resume).is_empty());
    room.wait(2 * MINUTE - 1);
    assert_eq!(ended_and_started(&room.beat()), (None, None));
    room.wait(1);
    assert!(ended_and_started(&room.beat()).0.is_some());
}

#[test]
fn pausing_is_for_hosts_unless_opened_to_all() {
    let mut room = Room::new();
    room.refuses("ann", Command::Pause, "forbidden");
    room.refuses("hanna", Command::Pause, "nothing_playing");
    room.refuses("hanna", Command::Resume, "nothing_playing");
    room.add("ann", "one");
    room.set(Change { anyone_pauses: Some(true), ..Change::default() });
    room.does("ann", Command::Pause);
    room.does("bob", Command::Resume);
}

#[test]
fn the_next_entry_is_announced_ten_seconds_before_the_end_and_stays() {
    let mut room = Room::with_music();
    let one = room.add("ann", "one");
    let two = room.add("bob", "two");
    room.wait(3 * MINUTE - 10_001);
    assert!(room.beat().is_empty());
    room.wait(1);
    assert_eq!(room.beat(), [Event::NextUp { entry: Some(one) }]);
    for voter in ["v1", "v2", "v3"] {
        room.does(voter, down(one));
        room.does(voter, up(two));
    }
    assert_eq!(room.titles(), ["two", "one"]);
    assert_eq!(room.next_up(), Some(one));
    room.wait(10_000);
    room.beat();
    assert_eq!(room.now_playing(), Some("one"));
}

#[test]
fn a_vote_after_its_time_finds_the_announcement_made() {
    let mut room = Room::with_music();
    let one = room.add("ann", "one");
    let two = room.add("bob", "two");
    room.wait(3 * MINUTE - 5_000);
    room.does("cem", up(two));
    assert_eq!((room.next_up(), room.titles()), (Some(one), vec!["two", "one"]));
}

#[test]
fn a_short_track_announces_at_once() {
    let mut room = Room::new();
    room.set(Change { min_duration_ms: Some(0), ..Change::default() });
    room.add_track("ann", track_of("blip", 5_000));
    let one = room.add("bob", "one");
    assert_eq!(room.next_up(), Some(one));
}

#[test]
fn the_removal_of_what_was_announced_announces_another_or_none() {
    let mut room = Room::with_music();
    let ids = ["one", "two"].map(|title| room.add("ann", title));
    room.wait(3 * MINUTE - 10_000);
    room.beat();
    let next_ups = |events: &[Event]| -> Vec<_> {
        let next = |event: &Event| match event {
            Event::NextUp { entry } => Some(*entry),
            _ => None,
        };
        events.iter().filter_map(next).collect()
    };
    assert_eq!(next_ups(&room.does("ann", Command::Remove(ids[0]))), [Some(ids[1])]);
    assert_eq!(next_ups(&room.does("ann", Command::Remove(ids[1]))), [None]);
    let three = room.add("bob", "three");
    assert_eq!(room.next_up(), Some(three), "the next add is announced at once");
}

#[test]
fn a_pin_that_comes_first_displaces_what_was_announced() {
    let mut room = Room::with_music();
    let ids = ["one", "two", "three"].map(|title| room.add("ann", title));
    room.wait(3 * MINUTE - 10_000);
    room.beat();
    room.does("hanna", Command::Pin(ids[2], true));
    assert_eq!(room.next_up(), Some(ids[2]));
    room.does("hanna", Command::Pin(ids[1], true));
    assert_eq!(room.next_up(), Some(ids[2]), "the second pin does not come first");
}

#[test]
fn a_skip_starts_what_was_announced() {
    let mut room = Room::with_music();
    let opener = room.nest.playing.as_ref().expect("it plays").entry.id;
    room.add("ann", "one");
    let two = room.add("bob", "two");
    room.wait(3 * MINUTE - 10_000);
    room.beat();
    room.does("cem", up(two));
    assert_eq!(room.titles()[0], "two");
    room.does("hanna", Command::Skip(opener));
    assert_eq!(room.now_playing(), Some("one"));
}

#[test]
fn time_in_a_log_never_runs_backwards() {
    let mut room = Room::with_music();
    let before = room.nest.at_ms;
    room.now_ms -= 5_000;
    room.add("ann", "one");
    assert!(room.nest.at_ms >= before);
}
