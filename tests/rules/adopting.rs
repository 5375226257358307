//! What people make of Bender's songs: they take them over, and they go first.

use echonest::domain::{command::Command, event::Event, setting_values::Strategy, settings::Change};

use crate::{
    bender::{in_mind, offer, room_of_depth, room_with_auto, uri},
    room::{MINUTE, Room, adding, down, person, track, up},
};

#[test]
fn whoever_queues_the_pick_owns_it_and_claps_for_it() {
    let (mut room, _) = room_with_auto();
    room.does("ann", Command::BenderQueue(uri("next")));
    assert_eq!((room.titles(), in_mind(&room)), (vec!["next", "auto"], None));
    let entry = &room.nest.queue[0];
    assert!(entry.by.is(&person("ann")) && entry.is_jammed_by(&person("ann")) && !entry.is_auto());
    assert_eq!(entry.why.strategy, Some(Strategy::Artist), "where it came from is still said");
    assert!(room.does("ann", Command::BenderQueue(uri("next"))).is_empty(), "it is hers already");
    room.refuses("bob", Command::BenderQueue(uri("next")), "already_queued");
    room.refuses("bob", Command::BenderQueue(uri("never")), "not_found");
}

#[test]
fn a_pick_that_was_just_queued_is_had_all_the_same() {
    let (mut room, entry) = room_with_auto();
    room.does("ann", Command::BenderQueue(uri("auto")));
    assert!(room.entry(entry).by.is(&person("ann")) && room.entry(entry).is_jammed_by(&person("ann")));
}

#[test]
fn an_up_vote_adopts_and_falls_away() {
    let (mut room, entry) = room_with_auto();
    room.does("bob", down(entry));
    let finish = room.nest.finish_of(&person("ann"));
    room.does("ann", up(entry));
    let adopted = room.entry(entry);
    assert!(adopted.by.is(&person("ann")));
    assert_eq!((adopted.up, adopted.down), (0, 1), "others' votes stay");
    assert_eq!(adopted.tag_ms, room.nest.virtual_ms.max(finish));
    assert_eq!(room.nest.finish_of(&person("ann")), adopted.tag_ms + 3 * 60_000);
    room.refuses("ann", up(entry), "own_entry");
    assert_eq!(in_mind(&room), Some("next"), "the queue is as long as it was");
}

#[test]
fn adding_what_bender_queued_adopts_it_and_no_cap_says_no() {
    let (mut room, entry) = room_with_auto();
    room.set(Change { per_person_max: Some(1), queue_max: Some(1), ..Change::default() });
    let events = room.does("ann", adding(track("auto")));
    assert!(events.iter().any(|event| matches!(event, Event::Adopted { is_add: true, .. })), "{events:?}");
    assert!(room.entry(entry).by.is(&person("ann")));
    assert_eq!(room.nest.people[&person("ann")].adds_ms.len(), 1, "it counts as an add");
    room.refuses("bob", adding(track("auto")), "already_queued");
}

#[test]
fn where_the_queue_is_full_bender_gives_way() {
    let mut room = room_of_depth(2);
    room.set(Change { queue_max: Some(3), ..Change::default() });
    for title in ["one", "two", "three"] {
        offer(&mut room, title);
    }
    assert_eq!((room.titles(), in_mind(&room)), (vec!["one", "two"], Some("three")));
    for title in ["a", "b", "c"] {
        room.add("ann", title);
    }
    assert_eq!(room.titles(), ["a", "b", "c"]);
    room.refuses("ann", adding(track("d")), "queue_full");
    room.wait(3 * MINUTE);
    room.beat();
    assert_eq!(room.titles(), ["b", "c"], "what went to make room does not come back by itself");
}

#[test]
fn bender_takes_no_more_room_than_there_is() {
    let mut room = room_of_depth(3);
    room.set(Change { queue_max: Some(1), ..Change::default() });
    for title in ["one", "two"] {
        offer(&mut room, title);
    }
    assert_eq!((room.titles(), in_mind(&room)), (vec!["one"], Some("two")));
}

#[test]
fn a_pinned_or_announced_song_of_benders_does_not_give_way() {
    let (mut room, entry) = room_with_auto();
    room.set(Change { queue_max: Some(1), ..Change::default() });
    room.does("hanna", Command::Pin(entry, true));
    room.refuses("ann", adding(track("a")), "queue_full");
    room.does("hanna", Command::Pin(entry, false));
    room.wait(3 * MINUTE - 5_000);
    room.beat();
    assert_eq!(room.next_up(), Some(entry));
    room.refuses("ann", adding(track("a")), "queue_full");
}

#[test]
fn a_closed_queue_is_closed_for_adopting_too() {
    let (mut room, entry) = room_with_auto();
    room.set(Change { locked: Some(true), ..Change::default() });
    room.refuses("ann", up(entry), "locked");
    room.refuses("ann", Command::BenderQueue(uri("next")), "locked");
    room.does("ann", down(entry));
    room.does("hanna", up(entry));
}

#[test]
fn a_vote_for_benders_playing_song_buys_no_turn() {
    let mut room = Room::new();
    room.are_here(&["ann"]);
    offer(&mut room, "auto");
    let playing = room.nest.playing.as_ref().expect("it plays").entry.id;
    room.does("ann", up(playing));
    assert!(room.entry(playing).is_auto());
    assert_eq!((room.entry(playing).up, room.nest.finish_of(&person("ann"))), (1, 0));
}
