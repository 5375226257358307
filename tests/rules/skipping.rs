//! Votes to have done with an entry.

use echonest::domain::{
    command::Command,
    commit::What,
    event::{EndedBecause, Event, RemovedBecause},
};

use crate::room::{Room, person, track};

fn skip_votes(events: &[Event]) -> Option<(u32, u32)> {
    events.iter().find_map(|event| match event {
        Event::SkipVoted { have, need, .. } => Some((*have, *need)),
        _ => None,
    })
}

fn is_skipped(events: &[Event]) -> bool {
    events.iter().any(|event| matches!(event, Event::Ended { reason: EndedBecause::Skipped, .. }))
}

#[test]
fn whoever_added_it_and_hosts_skip_at_once() {
    for who in ["ann", "hanna"] {
        let mut room = Room::new();
        let entry = room.add("ann", "one");
        room.add("bob", "two");
        assert!(is_skipped(&room.does(who, Command::Skip(entry))), "{who}");
        assert_eq!(room.now_playing(), Some("two"));
    }
}

#[test]
fn others_need_half_of_those_present() {
    let mut room = Room::new();
    let entry = room.add("ann", "one");
    room.are_here(&["ann", "bob", "cem", "dee", "eva"]);
    assert_eq!(skip_votes(&room.does("bob", Command::Skip(entry))), Some((1, 3)));
    assert_eq!(skip_votes(&room.does("cem", Command::Skip(entry))), Some((2, 3)));
    let last = room.does("dee", Command::Skip(entry));
    assert_eq!((skip_votes(&last), is_skipped(&last)), (Some((3, 3)), true));
    assert_eq!(room.nest.activity.back().map(|past| past.activity.what), Some(What::Skipped));
}

#[test]
fn votes_of_people_who_left_are_kept_but_not_counted_and_leaving_decides_nothing() {
    let mut room = Room::new();
    let entry = room.add("ann", "one");
    room.are_here(&["ann", "bob", "cem", "dee", "eva"]);
    room.does("bob", Command::Skip(entry));
    room.are_here(&["ann", "cem", "dee", "eva"]);
    assert_eq!(skip_votes(&room.does("cem", Command::Skip(entry))), Some((1, 2)));
    room.are_here(&["bob", "cem"]);
    assert!(room.does("cem", Command::Skip(entry)).is_empty(), "a doubled skip decides nothing");
    assert!(is_skipped(&room.does("dee", Command::Skip(entry))), "Bob's and Cem's votes are enough by now");
}

#[test]
fn one_vote_of_someone_who_is_not_present_does_not_count() {
    let mut room = Room::new();
    let entry = room.add("ann", "one");
    assert_eq!(skip_votes(&room.does("bob", Command::Skip(entry))), Some((0, 2)));
}

#[test]
fn a_late_or_doubled_skip_does_nothing() {
    let mut room = Room::new();
    let first = room.add("ann", "one");
    room.add("ann", "two");
    room.does("hanna", Command::Skip(first));
    assert!(room.does("hanna", Command::Skip(first)).is_empty());
    assert_eq!(room.now_playing(), Some("two"));
    let never = echonest::domain::ids::EntryId(99);
    room.refuses("hanna", Command::Skip(never), "not_found");
}

#[test]
fn a_queued_entry_is_voted_out_by_the_same_count_and_only_by_it() {
    let mut room = Room::with_music();
    let entry = room.add("ann", "one");
    room.are_here(&["ann", "bob", "cem"]);
    assert_eq!(skip_votes(&room.does("ann", Command::Skip(entry))), Some((1, 2)));
    assert_eq!(room.titles(), ["one"]);
    let last = room.does("bob", Command::Skip(entry));
    let is_voted_out =
        |event: &Event| matches!(event, Event::Removed { reason: RemovedBecause::VotedOut, .. });
    assert!(last.iter().any(is_voted_out), "{last:?}");
    let told = room.nest.activity.back().expect("it is told");
    assert_eq!((told.activity.what, told.activity.to.clone()), (What::VotedOut, Some(person("ann"))));
}

#[test]
fn votes_cast_while_it_was_queued_carry_on_when_it_plays() {
    let mut room = Room::new();
    let opener = room.add("ann", "opener");
    let entry = room.add("ann", "one");
    room.are_here(&["ann", "bob", "cem"]);
    room.does("bob", Command::Skip(entry));
    room.does("ann", Command::Skip(opener));
    assert_eq!(room.now_playing(), Some("one"));
    assert!(is_skipped(&room.does("cem", Command::Skip(entry))));
}

#[test]
fn a_skip_while_paused_puts_the_next_one_on_paused() {
    let mut room = Room::new();
    let first = room.add("ann", "one");
    room.add("bob", "two");
    room.wait(1_000);
    room.does("hanna", Command::Pause);
    room.wait(1_000);
    room.does("hanna", Command::Skip(first));
    let playing = room.nest.playing.as_ref().expect("the next one is on");
    assert_eq!((playing.entry.track.title.as_str(), playing.paused, playing.position_ms), ("two", true, 0));
}

#[test]
fn a_skip_while_paused_with_nothing_next_leaves_the_nest_idle_and_the_next_add_plays() {
    let mut room = Room::new();
    let first = room.add("ann", "one");
    room.does("hanna", Command::Pause);
    room.does("hanna", Command::Skip(first));
    assert_eq!(room.now_playing(), None);
    room.add_track("bob", track("two"));
    assert!(room.nest.playing.as_ref().is_some_and(|playing| !playing.paused));
}
