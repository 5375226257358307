//! Taking entries out and bringing them back.

use echonest::domain::{
    command::Command,
    event::{EndedBecause, Event},
    ids::EntryId,
    settings::Change,
};

use crate::room::{MINUTE, Room, adding, person, track, up};

#[test]
fn people_remove_their_own_and_hosts_any() {
    let mut room = Room::with_music();
    let one = room.add("ann", "one");
    let two = room.add("ann", "two");
    room.refuses("bob", Command::Remove(one), "forbidden");
    room.does("ann", Command::Remove(one));
    room.does("hanna", Command::Remove(two));
    room.refuses("hanna", Command::Remove(two), "not_found");
    assert!(room.titles().is_empty());
}

#[test]
fn the_playing_entry_is_removed_by_hosts_and_skipped_by_its_adder() {
    let mut room = Room::new();
    let entry = room.add("ann", "one");
    room.refuses("ann", Command::Remove(entry), "forbidden");
    let events = room.does("hanna", Command::Remove(entry));
    let removed = |event: &Event| matches!(event, Event::Ended { reason: EndedBecause::Removed, .. });
    assert!(events.iter().any(removed), "{events:?}");
    room.refuses("hanna", Command::Restore(entry), "not_found");
}

#[test]
fn removing_moves_the_persons_later_turns_up() {
    let mut room = Room::with_music();
    let ids = ["a0", "a1", "a2"].map(|title| room.add("ann", title));
    let tags = ids.map(|id| room.entry(id).tag_ms);
    room.does("ann", Command::Remove(ids[0]));
    assert_eq!([room.entry(ids[1]).tag_ms, room.entry(ids[2]).tag_ms], [tags[0], tags[1]]);
    assert_eq!(room.nest.finish_of(&person("ann")), tags[2]);
}

#[test]
fn removing_never_moves_a_turn_before_the_virtual_time() {
    let mut room = Room::new();
    for title in ["h0", "h1"] {
        room.add("hanna", title);
    }
    let ids = ["a0", "a1"].map(|title| room.add("ann", title));
    // Ann's first is held back while the host's second plays, so the virtual time passes it.
    for voter in ["v1", "v2", "v3", "v4"] {
        room.does(voter, crate::room::down(ids[0]));
    }
    room.wait(3 * MINUTE);
    room.beat();
    assert_eq!(room.now_playing(), Some("h1"));
    let virtual_ms = room.nest.virtual_ms;
    room.does("ann", Command::Remove(ids[0]));
    assert_eq!(room.entry(ids[1]).tag_ms, virtual_ms);
}

#[test]
fn what_is_removed_comes_back_with_its_place_votes_and_words() {
    let mut room = Room::with_music();
    let one = room.add("ann", "one");
    room.add("bob", "two");
    room.does("cem", up(one));
    room.does("cem", Command::Jam(one, true));
    room.does("hanna", Command::Pin(one, true));
    room.does("cem", Command::Skip(one));
    let before = room.entry(one).clone();
    room.does("ann", Command::Remove(one));
    room.does("ann", Command::Restore(one));
    let after = room.entry(one);
    assert_eq!((after.tag_ms, after.up, &after.jams), (before.tag_ms, 1, &before.jams));
    assert!(!after.is_pinned() && after.skip_votes.is_empty() && after.skip_have == 0);
    assert_eq!(room.nest.finish_of(&person("ann")), after.tag_ms + 180_000);
}

#[test]
fn only_the_remover_and_hosts_bring_back_and_only_for_a_minute_and_once() {
    let mut room = Room::with_music();
    let one = room.add("ann", "one");
    room.does("hanna", Command::Remove(one));
    room.refuses("ann", Command::Restore(one), "forbidden");
    room.wait(60_000);
    room.does("hanna", Command::Restore(one));
    room.refuses("hanna", Command::Restore(one), "not_found");
    room.does("ann", Command::Remove(one));
    room.wait(60_001);
    room.refuses("ann", Command::Restore(one), "not_found");
}

#[test]
fn what_was_voted_out_only_hosts_bring_back() {
    let mut room = Room::with_music();
    room.are_here(&["ann", "bob"]);
    let one = room.add("ann", "one");
    room.does("ann", Command::Skip(one));
    room.does("bob", Command::Skip(one));
    for who in ["ann", "bob"] {
        room.refuses(who, Command::Restore(one), "forbidden");
    }
    room.does("hanna", Command::Restore(one));
}

#[test]
fn a_restored_entry_meets_the_caps_but_neither_lock_nor_budget() {
    let mut room = Room::with_music();
    room.set(Change { per_person_max: Some(1), ..Change::default() });
    let one = room.add("ann", "one");
    room.does("ann", Command::Remove(one));
    let two = room.add("ann", "two");
    room.refuses("ann", Command::Restore(one), "too_many_yours");
    room.does("ann", Command::Remove(two));
    room.add("bob", "one");
    room.refuses("ann", Command::Restore(one), "already_queued");
    room.set(Change { locked: Some(true), ..Change::default() });
    let adds = room.nest.people[&person("ann")].adds_ms.len();
    room.does("ann", Command::Restore(two));
    assert_eq!(room.nest.people[&person("ann")].adds_ms.len(), adds);
}

#[test]
fn a_restored_entry_starts_at_once_in_an_idle_nest() {
    let mut room = Room::new();
    let one = room.add("ann", "one");
    let two = room.add("ann", "two");
    room.does("ann", Command::Remove(two));
    room.does("ann", Command::Skip(one));
    assert_eq!(room.now_playing(), None);
    room.does("ann", Command::Restore(two));
    assert_eq!(room.now_playing(), Some("two"));
}

#[test]
fn clearing_is_the_hosts_and_can_be_undone_entry_by_entry() {
    let mut room = Room::with_music();
    let ids: Vec<EntryId> =
        ["a0", "a1", "b0", "b1"].map(|title| room.add(&title[..1].repeat(3), title)).into();
    let before = room.titles().join(" ");
    let tags: Vec<i64> = ids.iter().map(|id| room.entry(*id).tag_ms).collect();
    room.refuses("aaa", Command::Clear, "forbidden");
    room.does("hanna", Command::Clear);
    assert!(room.titles().is_empty() && room.now_playing().is_some());
    assert!(room.does("hanna", Command::Clear).is_empty());
    assert_eq!(room.nest.finish_of(&person("aaa")), room.nest.virtual_ms.max(tags[0]));
    for id in &ids {
        room.does("hanna", Command::Restore(*id));
    }
    assert_eq!(room.titles().join(" "), before);
    assert_eq!(ids.iter().map(|id| room.entry(*id).tag_ms).collect::<Vec<_>>(), tags);
}

#[test]
fn taking_out_and_bringing_back_earns_nothing() {
    let mut room = Room::with_music();
    let ids = ["a0", "a1", "a2"].map(|title| room.add("ann", title));
    let finish = room.nest.finish_of(&person("ann"));
    for _ in 0..3 {
        for id in ids {
            room.does("ann", Command::Remove(id));
            room.does("ann", Command::Restore(id));
        }
        assert_eq!(room.nest.finish_of(&person("ann")), finish, "the next add waits as long as before");
    }
    let next = room.add("ann", "a3");
    assert_eq!(room.entry(next).tag_ms, finish);
}

#[test]
fn a_full_queue_takes_nothing_back() {
    let mut room = Room::with_music();
    let one = room.add("ann", "one");
    room.does("ann", Command::Remove(one));
    room.set(Change { queue_max: Some(1), ..Change::default() });
    room.does("bob", adding(track("two")));
    room.refuses("ann", Command::Restore(one), "queue_full");
}
