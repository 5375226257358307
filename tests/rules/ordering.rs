//! Turns, moves, pins and modes.

use echonest::domain::{
    command::Command, commit::What, event::Event, ids::EntryId, setting_values::Mode, settings::Change,
};

use crate::room::{MINUTE, Room, down, person, track_of, up};

fn mode(mode: Mode) -> Change {
    Change { mode: Some(mode), ..Change::default() }
}

#[test]
fn a_second_song_waits_its_turn() {
    let mut room = Room::with_music();
    for title in ["a0", "a1", "a2"] {
        room.add("ann", title);
    }
    room.add("bob", "b0");
    room.add("cem", "c0");
    assert_eq!(room.titles(), ["a0", "b0", "c0", "a1", "a2"]);
}

#[test]
fn turns_are_weighed_by_minutes() {
    let mut room = Room::with_music();
    room.add_track("ann", track_of("epic", 6 * MINUTE));
    room.add("ann", "a1");
    for title in ["b0", "b1", "b2"] {
        room.add_track("bob", track_of(title, 2 * MINUTE));
    }
    assert_eq!(room.titles(), ["epic", "b0", "b1", "b2", "a1"]);
}

#[test]
fn nothing_costs_more_than_six_minutes() {
    let mut room = Room::with_music();
    room.add_track("ann", track_of("symphony", 20 * MINUTE));
    let next = room.add("ann", "a1");
    assert_eq!(room.entry(next).tag_ms, 6 * 60_000);
}

#[test]
fn a_newcomer_waits_behind_nobodys_backlog() {
    let mut room = Room::with_music();
    for number in 0..20 {
        room.add("ann", &format!("a{number}"));
    }
    for _ in 0..5 {
        room.wait(3 * MINUTE);
        room.beat();
    }
    room.add("bob", "b0");
    assert_eq!(room.titles()[0], "b0");
}

#[test]
fn time_away_earns_nothing() {
    let mut room = Room::new();
    room.add("bob", "b0");
    for number in 0..10 {
        room.add("ann", &format!("a{number}"));
        room.wait(3 * MINUTE);
        room.beat();
    }
    for title in ["b1", "b2", "b3"] {
        room.add("bob", title);
    }
    room.add("ann", "a10");
    room.add("cem", "c0");
    // Bob's long absence buys him nothing: his second song has the same turn as Ann's next.
    assert_eq!(room.titles(), ["b1", "c0", "b2", "a10", "b3"]);
    assert_eq!(room.rank(room.nest.queue[2].id), room.rank(room.nest.queue[3].id));
}

#[test]
fn falling_idle_settles_all_accounts() {
    let mut room = Room::new();
    for title in ["a0", "a1", "a2"] {
        room.add("ann", title);
    }
    room.wait(20 * MINUTE);
    for _ in 0..3 {
        room.beat();
        room.wait(20 * MINUTE);
    }
    assert_eq!(room.now_playing(), None);
    assert_eq!(room.nest.virtual_ms, 3 * 3 * 60_000);
    room.add("bob", "b0");
    room.add("ann", "a3");
    room.add("bob", "b1");
    assert_eq!(room.titles(), ["a3", "b1"]);
}

#[test]
fn moving_deals_ones_own_turns_anew() {
    let mut room = Room::with_music();
    let long = room.add_track("ann", track_of("long", 5 * MINUTE));
    let short = room.add_track("ann", track_of("short", MINUTE));
    let last = room.add("ann", "last");
    let first_tag = room.entry(long).tag_ms;
    let finish = room.nest.finish_of(&person("ann"));
    room.does("ann", Command::Move(last, Some(long)));
    let tags = [last, long, short].map(|id| room.entry(id).tag_ms - first_tag);
    assert_eq!(tags, [0, 3 * 60_000, 8 * 60_000]);
    assert_eq!(room.nest.finish_of(&person("ann")), finish);
    room.does("ann", Command::Move(last, None));
    assert_eq!(room.titles(), ["long", "short", "last"]);
}

#[test]
fn moving_costs_nobody_else_anything() {
    let mut room = Room::with_music();
    let ids = ["a0", "a1"].map(|title| room.add("ann", title));
    let bobs = room.add("bob", "b0");
    let rank = room.rank(bobs);
    room.refuses("ann", Command::Move(ids[1], Some(bobs)), "bad_request");
    room.refuses("bob", Command::Move(ids[1], Some(ids[0])), "forbidden");
    room.does("hanna", Command::Move(ids[1], Some(ids[0])));
    assert_eq!(room.rank(bobs), rank);
    let told = room.nest.activity.back().expect("it is told");
    assert_eq!((told.activity.what, told.activity.to.clone()), (What::Moved, Some(person("ann"))));
}

#[test]
fn a_move_to_where_it_stands_changes_nothing() {
    let mut room = Room::with_music();
    let ids = ["a0", "a1"].map(|title| room.add("ann", title));
    for (entry, before) in [(ids[0], Some(ids[1])), (ids[1], None), (ids[0], Some(ids[0]))] {
        assert!(room.does("ann", Command::Move(entry, before)).is_empty());
    }
    room.refuses("ann", Command::Move(ids[0], Some(EntryId(99))), "not_found");
    room.refuses("ann", Command::Move(EntryId(99), None), "not_found");
}

#[test]
fn a_pin_goes_before_all_and_the_first_pin_first() {
    let mut room = Room::with_music();
    let ids = ["a0", "a1", "a2"].map(|title| room.add("ann", title));
    room.refuses("ann", Command::Pin(ids[2], true), "forbidden");
    room.does("hanna", Command::Pin(ids[2], true));
    room.does("hanna", Command::Pin(ids[1], true));
    assert_eq!(room.titles(), ["a2", "a1", "a0"]);
    assert_eq!(room.rank(ids[2]), -1_000_000_000_000 + 1);
    assert_eq!(room.entry(ids[2]).why.pinned_by, Some(person("hanna")));
    assert!(room.does("hanna", Command::Pin(ids[1], true)).is_empty());
    room.does("hanna", Command::Pin(ids[2], false));
    assert_eq!(room.titles(), ["a1", "a0", "a2"]);
}

#[test]
fn a_pinned_entry_keeps_its_rank_through_votes_and_moves_and_leaves_the_virtual_time() {
    let mut room = Room::with_music();
    let ids = ["a0", "a1"].map(|title| room.add("ann", title));
    room.does("hanna", Command::Pin(ids[1], true));
    let rank = room.rank(ids[1]);
    room.does("bob", down(ids[1]));
    room.does("ann", Command::Move(ids[1], Some(ids[0])));
    assert_eq!(room.rank(ids[1]), rank);
    assert_eq!(room.entry(ids[1]).tag_ms, 0, "it takes part in the dealing");
    room.wait(3 * MINUTE);
    room.beat();
    assert_eq!((room.now_playing(), room.nest.virtual_ms), (Some("a1"), 0));
}

#[test]
fn a_mode_reorders_the_whole_queue_at_once_and_says_why() {
    let mut room = Room::with_music();
    let ids = ["a0", "a1"].map(|title| room.add("ann", title));
    let bobs = room.add("bob", "b0");
    room.does("cem", up(ids[1]));
    room.does("hanna", Command::Pin(bobs, true));
    let events = room.set(mode(Mode::Votes));
    assert!(matches!(&events[..], [Event::Settings { .. }, Event::Reranked { ranks }] if ranks.len() == 3));
    assert_eq!(room.titles(), ["b0", "a1", "a0"]);
    assert_eq!((room.rank(ids[1]), room.entry(ids[1]).why.shift_ms), (-1, 0));
    assert_eq!(room.entry(ids[1]).why.mode, Mode::Votes);
    room.set(mode(Mode::FirstCome));
    assert_eq!(room.titles(), ["b0", "a0", "a1"]);
    assert_eq!(room.rank(ids[1]), ids[1].0.cast_signed());
}

#[test]
fn tags_are_kept_up_in_every_mode_so_that_switching_back_is_fair() {
    let mut room = Room::with_music();
    room.set(mode(Mode::FirstCome));
    for title in ["a0", "a1", "a2"] {
        room.add("ann", title);
    }
    room.add("bob", "b0");
    assert_eq!(room.titles(), ["a0", "a1", "a2", "b0"]);
    room.set(mode(Mode::Fair));
    assert_eq!(room.titles(), ["a0", "b0", "a1", "a2"]);
}
