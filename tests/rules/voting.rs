//! Votes for an entry's place.

use echonest::domain::{command::Command, event::Event, settings::Change};

use crate::room::{MINUTE, Room, down, track_of, up};

#[test]
fn a_vote_shifts_an_entry_by_a_minute() {
    let mut room = Room::with_music();
    let entry = room.add("ann", "one");
    let before = room.rank(entry);
    room.does("bob", up(entry));
    assert_eq!(room.rank(entry), before - 60_000);
    assert_eq!(room.entry(entry).why.shift_ms, -60_000);
    room.does("bob", down(entry));
    assert_eq!(room.rank(entry), before + 60_000);
    room.does("bob", Command::Vote(entry, None));
    assert_eq!((room.rank(entry), room.entry(entry).up, room.entry(entry).down), (before, 0, 0));
}

#[test]
fn a_second_vote_changes_nothing() {
    let mut room = Room::with_music();
    let entry = room.add("ann", "one");
    room.does("bob", up(entry));
    assert!(room.does("bob", up(entry)).is_empty());
    assert_eq!(room.entry(entry).up, 1);
}

#[test]
fn votes_shift_by_four_minutes_at_most() {
    let mut room = Room::with_music();
    let entry = room.add("ann", "one");
    let tag = room.entry(entry).tag_ms;
    for voter in 0..6 {
        room.does(&format!("v{voter}"), up(entry));
    }
    assert_eq!(room.rank(entry), tag - 4 * 60_000);
    let event = room.does("v9", up(entry)).pop();
    assert!(matches!(&event, Some(Event::Voted { up: 7, ranks, .. }) if ranks.is_empty()), "{event:?}");
}

#[test]
fn nobody_votes_on_their_own() {
    let mut room = Room::with_music();
    let entry = room.add("ann", "one");
    room.refuses("ann", up(entry), "own_entry");
    room.refuses("ann", Command::Vote(entry, None), "own_entry");
}

#[test]
fn the_playing_entry_takes_votes_that_move_nothing() {
    let mut room = Room::new();
    let entry = room.add("ann", "one");
    let events = room.does("bob", up(entry));
    assert!(
        matches!(events.last(), Some(Event::Voted { up: 1, ranks, .. }) if ranks.is_empty()),
        "{events:?}"
    );
}

#[test]
fn where_only_up_votes_are_allowed_old_down_votes_stay() {
    let mut room = Room::with_music();
    let entry = room.add("ann", "one");
    room.does("bob", down(entry));
    room.set(Change { up_votes_only: Some(true), ..Change::default() });
    room.refuses("cem", down(entry), "forbidden");
    assert_eq!(room.entry(entry).down, 1);
    room.does("cem", up(entry));
}

#[test]
fn what_is_gone_takes_no_votes() {
    let mut room = Room::new();
    let entry = room.add("ann", "one");
    room.does("ann", Command::Skip(entry));
    room.refuses("bob", up(entry), "not_found");
}

#[test]
fn a_vote_matters_at_once() {
    let mut room = Room::playing(20_000);
    room.add_track("ann", track_of("one", 20_000));
    let other = room.add_track("bob", track_of("two", 20_000));
    assert_eq!(room.titles(), ["one", "two"]);
    room.does("cem", up(other));
    assert_eq!(room.titles(), ["two", "one"]);
}

#[test]
fn votes_cannot_undo_turns() {
    let mut room = Room::playing(6 * MINUTE);
    for number in 0..3 {
        room.add_track("ann", track_of(&format!("a{number}"), 6 * MINUTE));
    }
    let third = room.nest.queue[2].id;
    let bobs = room.add_track("bob", track_of("b", 6 * MINUTE));
    for voter in 0..50 {
        room.does(&format!("v{voter}"), up(third));
        room.does(&format!("v{voter}"), down(bobs));
    }
    // Twelve minutes of Ann's come before her third; no crowd moves it by more than four.
    assert_eq!(room.titles(), ["a0", "b", "a1", "a2"]);
}
