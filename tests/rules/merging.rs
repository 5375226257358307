//! A guest who signs in to an account that the nest knows as someone else.

use echonest::domain::{
    command::{Asker, Command},
    entry::{Entry, Vote},
    event::Event,
    ids::EntryId,
    people::{Actor, Role},
    setting_values::Mode,
    settings::Change,
    text::CommentText,
};

use crate::room::{Room, down, person, up};

/// Gus has come in as a guest and turns out to be Ann.
fn merge(room: &mut Room) -> Vec<Event> {
    room.does("ann", Command::Merge(person("gus")))
}

fn set_mode(room: &mut Room, mode: Mode) {
    room.set(Change { mode: Some(mode), ..Change::default() });
}

const MODES: [Mode; 3] = [Mode::Fair, Mode::Votes, Mode::FirstCome];

fn role(room: &Room, who: &str) -> Option<Role> {
    room.nest.role_of(&person(who))
}

fn make(room: &mut Room, who: &str, role: Role) {
    let asker = Asker { role, ..crate::room::asker(who) };
    room.ask_with(asker, Command::Enter { may_host: false, by_code: false });
    if room.nest.role_of(&person(who)).is_none() {
        // The door's word counts from the first thing they do.
        let id = room.nest.playing.as_ref().expect("music plays").entry.id;
        let asker = Asker { role, ..crate::room::asker(who) };
        room.ask_with(asker, Command::Jam(id, true));
    }
    assert_eq!(self::role(room, who), Some(role), "{who}");
}

#[test]
fn what_the_guest_queued_is_the_accounts_and_stands_where_it_stood() {
    for mode in MODES {
        let mut room = Room::with_music();
        set_mode(&mut room, mode);
        let ids = [("gus", "g0"), ("ann", "a0"), ("gus", "g1"), ("bob", "b0")];
        let ids = ids.map(|(who, title)| room.add(who, title));
        room.does("bob", up(ids[2]));
        room.does("hanna", Command::Pin(ids[0], true));
        room.does("bob", Command::Jam(ids[0], true));
        room.does("gus", Command::Comment(ids[0], CommentText::parse("mine").expect("a comment")));
        let before: Vec<Entry> = room.nest.queue.iter().map(|entry| (**entry).clone()).collect();
        merge(&mut room);
        for (before, after) in before.iter().zip(&room.nest.queue) {
            let by = if before.by.is(&person("gus")) { person("ann").into() } else { before.by.clone() };
            assert_eq!(**after, Entry { by, ..before.clone() }, "{mode:?}");
        }
        assert!(room.entry(ids[0]).is_pinned());
        assert_eq!(room.entry(ids[0]).comments[0].by, person("gus"), "whoever said it said it");
    }
}

#[test]
fn the_playing_entry_is_the_accounts_too_and_goes_on() {
    let mut room = Room::new();
    let entry = room.add("gus", "one");
    room.wait(1_000);
    room.does("ann", down(entry));
    let before = room.nest.playing.clone().expect("it plays");
    merge(&mut room);
    let after = room.nest.playing.clone().expect("it still plays");
    assert_eq!(after.entry.by, Actor::from(person("ann")));
    assert_eq!((after.entry.down, after.entry.votes.len()), (0, 0), "nobody votes on their own");
    assert_eq!((after.position_ms, after.as_of_ms), (before.position_ms, before.as_of_ms));
    room.does("ann", Command::Skip(entry));
    assert_eq!(room.now_playing(), None, "whoever added it skips at once");
}

#[test]
fn the_next_turn_comes_after_those_of_both() {
    for (guests, own) in [(3, 1), (1, 3)] {
        let mut room = Room::with_music();
        for number in 0..guests {
            room.add("gus", &format!("g{number}"));
        }
        for number in 0..own {
            room.add("ann", &format!("a{number}"));
        }
        let [gus, ann] = ["gus", "ann"].map(|who| room.nest.finish_of(&person(who)));
        merge(&mut room);
        assert_eq!(room.nest.finish_of(&person("ann")), gus.max(ann));
        let next = room.add("ann", "next");
        assert_eq!(room.entry(next).tag_ms, gus.max(ann));
    }
}

#[test]
fn the_accounts_vote_on_what_becomes_its_own_falls_away() {
    for mode in MODES {
        for is_pinned in [false, true] {
            let (mut room, mut without) = (Room::with_music(), Room::with_music());
            for (room, votes) in [(&mut room, true), (&mut without, false)] {
                set_mode(room, mode);
                let entry = room.add("gus", "one");
                room.add("bob", "two");
                if is_pinned {
                    room.does("hanna", Command::Pin(entry, true));
                }
                room.does("cem", up(entry));
                if votes {
                    room.does("ann", down(entry));
                }
                merge(room);
            }
            assert_eq!(room.nest.queue, without.nest.queue, "{mode:?}, pinned {is_pinned}");
        }
    }
}

#[test]
fn a_vote_of_the_guest_is_the_accounts() {
    for mode in MODES {
        for vote in [Vote::Up, Vote::Down] {
            let (mut room, mut plain) = (Room::with_music(), Room::with_music());
            for (room, who) in [(&mut room, "gus"), (&mut plain, "ann")] {
                set_mode(room, mode);
                room.add("bob", "one");
                let two = room.add("bob", "two");
                let playing = room.nest.playing.as_ref().expect("music plays").entry.id;
                for entry in [two, playing] {
                    room.does("cem", up(entry));
                    room.does(who, Command::Vote(entry, Some(vote)));
                }
            }
            merge(&mut room);
            assert_eq!(room.nest.queue, plain.nest.queue, "{mode:?} {vote:?}");
            assert_eq!(room.nest.playing, plain.nest.playing, "{mode:?} {vote:?}");
        }
    }
}

#[test]
fn where_both_voted_the_accounts_vote_stays() {
    for mode in MODES {
        let (mut room, mut plain) = (Room::with_music(), Room::with_music());
        for (room, both) in [(&mut room, true), (&mut plain, false)] {
            set_mode(room, mode);
            let entry = room.add("bob", "one");
            room.does("ann", down(entry));
            if both {
                room.does("gus", up(entry));
            }
        }
        let events = merge(&mut room);
        assert_eq!(room.nest.queue, plain.nest.queue, "{mode:?}");
        assert!(
            matches!(&events[..], [Event::Voted { by, vote: None, .. }] if *by == person("gus")),
            "{events:?}"
        );
    }
}

#[test]
fn votes_on_each_others_entries_are_on_ones_own_and_gone() {
    for mode in MODES {
        let mut room = Room::with_music();
        set_mode(&mut room, mode);
        let [anns, guss] = ["ann", "gus"].map(|who| room.add(who, who));
        room.does("gus", up(anns));
        room.does("ann", up(guss));
        let [anns_tag, guss_tag] = [anns, guss].map(|id| room.entry(id).tag_ms);
        merge(&mut room);
        for (id, tag) in [(anns, anns_tag), (guss, guss_tag)] {
            let entry = room.entry(id);
            assert_eq!((entry.up, entry.votes.len(), entry.why.shift_ms), (0, 0, 0), "{mode:?}");
            assert_eq!(entry.tag_ms, tag);
        }
    }
}

#[test]
fn applause_of_the_guest_is_the_accounts_since_it_began_and_once() {
    let mut room = Room::with_music();
    let [one, two] = ["one", "two"].map(|title| room.add("bob", title));
    let since = room.now_ms;
    for id in [one, two] {
        room.does("gus", Command::Jam(id, true));
    }
    room.wait(1_000);
    room.does("ann", Command::Jam(two, true));
    merge(&mut room);
    let jams = |id: EntryId| -> Vec<_> {
        room.entry(id).jams.iter().map(|jam| (jam.by.clone(), jam.at_ms)).collect()
    };
    assert_eq!(jams(one), [(person("ann"), since)]);
    assert_eq!(jams(two), [(person("ann"), since + 1_000)]);
}

#[test]
fn a_vote_to_skip_is_the_accounts_counts_once_and_decides_nothing() {
    let mut room = Room::with_music();
    room.are_here(&["ann", "bob", "cem", "dee", "gus"]);
    let [one, two] = ["one", "two"].map(|title| room.add("bob", title));
    for (who, id) in [("gus", one), ("gus", two), ("ann", two)] {
        room.does(who, Command::Skip(id));
    }
    merge(&mut room);
    for id in [one, two] {
        let entry = room.entry(id);
        assert_eq!(entry.skip_votes.iter().collect::<Vec<_>>(), [&person("ann")]);
        assert_eq!(entry.skip_have, 1);
    }
    assert!(room.does("ann", Command::Skip(one)).is_empty(), "that is said already");
    room.does("cem", Command::Skip(one));
    assert_eq!(room.titles(), ["one", "two"]);
    room.does("dee", Command::Skip(one));
    assert_eq!(room.titles(), ["two"]);
}

#[test]
fn the_higher_role_is_the_accounts_and_the_guest_keeps_none() {
    use Role::{Guest, Host, Moderator};
    for (guests, own, after) in [
        (Host, Guest, Host),
        (Host, Moderator, Host),
        (Host, Host, Host),
        (Moderator, Guest, Moderator),
        (Moderator, Host, Host),
        (Guest, Moderator, Moderator),
        (Guest, Guest, Guest),
    ] {
        let mut room = Room::with_music();
        make(&mut room, "gus", guests);
        make(&mut room, "ann", own);
        merge(&mut room);
        let roles = [role(&room, "ann"), role(&room, "gus")];
        assert_eq!(roles, [Some(after), Some(Guest)], "{guests:?} into {own:?}");
        assert_eq!(room.nest.people[&person("ann")].name, crate::room::asker("ann").name);
    }
}

#[test]
fn an_account_that_is_new_here_is_introduced_before_anything_is_its_own() {
    let mut room = Room::with_music();
    room.add("gus", "one");
    let events = merge(&mut room);
    assert!(
        matches!(&events[..], [Event::Named { person: who, role: Role::Guest, .. }, Event::Adopted { .. }]
            if *who == person("ann")),
        "{events:?}"
    );
}

#[test]
fn where_there_is_nothing_to_take_over_nothing_happens() {
    let mut room = Room::with_music();
    assert!(merge(&mut room).is_empty(), "nobody knows Gus");
    let one = room.add("gus", "one");
    room.does("gus", Command::Remove(one));
    room.wait(60_001);
    room.does("bob", Command::Jam(room.nest.playing.as_ref().expect("music").entry.id, true));
    assert!(merge(&mut room).is_empty(), "Gus has nothing any more");
    let two = room.add("ann", "two");
    assert!(room.does("ann", Command::Merge(person("ann"))).is_empty(), "Ann is Ann");
    assert!(room.entry(two).by.is(&person("ann")));
}

#[test]
fn a_second_merge_changes_nothing() {
    let mut room = Room::with_music();
    let entry = room.add("bob", "one");
    room.add("gus", "two");
    room.does("gus", up(entry));
    room.does("gus", Command::Jam(entry, true));
    room.does("gus", Command::Skip(entry));
    room.does("hanna", Command::Merge(person("gus")));
    assert!(room.does("hanna", Command::Merge(person("gus"))).is_empty());
}

#[test]
fn neither_caps_nor_a_closed_queue_stop_it_and_the_activity_list_is_silent() {
    let mut room = Room::with_music();
    for (who, title) in [("ann", "a0"), ("ann", "a1"), ("gus", "g0"), ("gus", "g1")] {
        room.add(who, title);
    }
    let bobs = room.add("bob", "b0");
    room.does("gus", down(bobs));
    room.set(Change {
        per_person_max: Some(2),
        locked: Some(true),
        up_votes_only: Some(true),
        ..Change::default()
    });
    let told = room.nest.activity.clone();
    merge(&mut room);
    assert_eq!(room.nest.queue_of(&person("ann").into()).count(), 4);
    assert_eq!(room.entry(bobs).vote_of(&person("ann")), Some(Vote::Down));
    assert_eq!(room.nest.activity, told);
}

#[test]
fn what_the_guest_took_out_the_account_brings_back_as_its_own() {
    let mut room = Room::with_music();
    let [one, two] = [("gus", "one"), ("bob", "two")].map(|(who, title)| room.add(who, title));
    room.does("ann", up(one));
    room.does("gus", up(two));
    room.does("gus", Command::Remove(one));
    room.does("bob", Command::Remove(two));
    merge(&mut room);
    room.does("ann", Command::Restore(one));
    assert!(room.entry(one).by.is(&person("ann")) && room.entry(one).votes.is_empty());
    room.does("bob", Command::Restore(two));
    assert_eq!(room.entry(two).votes.keys().collect::<Vec<_>>(), [&person("ann")]);
}

#[test]
fn a_ban_binds_nobody_who_turns_out_to_keep_order() {
    let ban = || Command::Kick { person: person("gus"), ban: true, keep_songs: true };
    for keeper in [Role::Host, Role::Moderator] {
        // The account keeps order, and the guest was banned.
        let mut room = Room::with_music();
        room.add("gus", "g0");
        room.does("hanna", ban());
        make(&mut room, "ann", keeper);
        merge(&mut room);
        assert_eq!((room.nest.bans(&person("ann")), role(&room, "ann")), (false, Some(keeper)));

        // The guest keeps order, and the account was banned.
        let mut room = Room::with_music();
        room.add("ann", "a0");
        make(&mut room, "gus", keeper);
        room.does("hanna", Command::Kick { person: person("ann"), ban: true, keep_songs: true });
        merge(&mut room);
        assert_eq!((room.nest.bans(&person("ann")), role(&room, "ann")), (false, Some(keeper)));
    }
}

#[test]
fn who_was_let_in_as_a_guest_is_let_in() {
    let mut room = Room::with_music();
    room.are_here(&["hanna", "gus"]);
    room.set(Change { invite_only: Some(true), ..Change::default() });
    room.refuses("ann", up(EntryId(1)), "not_found");
    merge(&mut room);
    room.does("ann", up(EntryId(1)));
}
