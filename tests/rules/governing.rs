//! What may be done to people, by whom, and what becomes of their songs.

use echonest::domain::{
    command::{Command, Request},
    event::{Event, RemovedBecause},
    people::Role,
    settings::Change,
};

use crate::room::{Room, adding, person, track};

const HOUR: u64 = 3_600_000;

/// Hanna is host, Mo moderator, Gus and Ann guests whom the nest knows.
fn room() -> Room {
    let mut room = Room::with_music();
    room.add("mo", "m0");
    room.add("gus", "g0");
    room.wait(1);
    room.add("ann", "a0");
    room.does("hanna", Command::Role(person("mo"), Role::Moderator));
    room
}

fn kick(who: &str, ban: bool, keep_songs: bool) -> Command {
    Command::Kick { person: person(who), ban, keep_songs }
}

fn role(room: &Room, who: &str) -> Option<Role> {
    room.nest.role_of(&person(who))
}

fn songs(room: &Room, who: &str) -> usize {
    room.nest.queue_of(&person(who).into()).count()
}

#[test]
fn only_hosts_give_roles_and_the_last_host_keeps_theirs() {
    for who in ["mo", "gus"] {
        room().refuses(who, Command::Role(person("ann"), Role::Moderator), "forbidden");
    }
    let mut room = room();
    room.refuses("hanna", Command::Role(person("hanna"), Role::Guest), "forbidden");
    room.refuses("hanna", Command::Role(person("nobody"), Role::Host), "not_found");
    room.does("hanna", Command::Role(person("ann"), Role::Host));
    room.does("ann", Command::Role(person("hanna"), Role::Guest));
    assert_eq!((role(&room, "ann"), role(&room, "hanna")), (Some(Role::Host), Some(Role::Guest)));
    room.refuses("hanna", Command::Clear, "forbidden");
    assert!(room.does("ann", Command::Role(person("ann"), Role::Host)).is_empty(), "said twice, done once");
}

#[test]
fn who_is_here_and_did_nothing_yet_can_be_given_a_role_or_removed() {
    let mut room = room();
    room.are_here(&["hanna", "newt"]);
    room.does("hanna", Command::Role(person("newt"), Role::Moderator));
    assert_eq!(role(&room, "newt"), Some(Role::Moderator));
    room.are_here(&["hanna", "troll"]);
    room.does("hanna", kick("troll", true, true));
    room.refuses("troll", adding(track("spam")), "banned");
}

#[test]
fn nobody_removes_somebody_who_may_do_as_much() {
    let table = [
        ("hanna", "mo", None),
        ("hanna", "gus", None),
        ("hanna", "hanna", Some("forbidden")),
        ("mo", "gus", None),
        ("mo", "mo", Some("forbidden")),
        ("mo", "hanna", Some("forbidden")),
        ("gus", "ann", Some("forbidden")),
        ("gus", "hanna", Some("forbidden")),
        ("gus", "gus", Some("forbidden")),
        ("hanna", "nobody", Some("not_found")),
        ("gus", "nobody", Some("forbidden")),
    ];
    for (who, whom, refused) in table {
        for (ban, keep_songs) in [(false, false), (false, true), (true, false), (true, true)] {
            let mut room = room();
            if let Some(code) = refused {
                room.refuses(who, kick(whom, ban, keep_songs), code);
                continue;
            }
            room.does(who, kick(whom, ban, keep_songs));
            assert_eq!(songs(&room, whom), usize::from(keep_songs), "{who} removes {whom}");
            assert_eq!(room.nest.bans(&person(whom)), ban);
            assert_eq!(role(&room, whom), Some(Role::Guest));
        }
    }
}

#[test]
fn who_is_removed_may_come_back_and_who_is_banned_may_not() {
    let mut room = room();
    room.does("mo", kick("gus", false, true));
    room.add("gus", "again");
    room.does("mo", kick("gus", true, true));
    for command in [adding(track("spam")), Command::Pause, Command::Knock, Command::Unban(person("gus"))] {
        room.refuses("gus", command, "banned");
    }
    room.does("mo", Command::Unban(person("gus")));
    room.add("gus", "forgiven");
}

#[test]
fn a_banned_person_who_signs_in_is_banned_still() {
    let mut room = room();
    room.does("mo", kick("gus", true, true));
    room.does("ann", Command::Merge(person("gus")));
    room.refuses("ann", adding(track("spam")), "banned");
}

#[test]
fn dropped_songs_come_back_at_once_by_who_dropped_them_or_a_host_for_a_minute() {
    let mut room = room();
    room.add("gus", "g1");
    let events = room.does("mo", kick("gus", false, false));
    let kicked = |event: &&Event| matches!(event, Event::Removed { reason: RemovedBecause::Kicked, .. });
    assert_eq!(events.iter().filter(kicked).count(), 2);
    let commit = room.nest.position.seq;
    room.refuses("ann", Command::Undo(commit), "forbidden");
    room.refuses("mo", Command::Undo(commit + 1), "not_found");
    let before: Vec<_> = room.nest.queue.iter().map(|entry| entry.id).collect();
    room.does("mo", Command::Undo(commit));
    assert_eq!(songs(&room, "gus"), 2);
    assert_eq!(room.nest.queue.len(), before.len() + 2);
    room.refuses("mo", Command::Undo(commit), "not_found");
}

#[test]
fn a_cleared_queue_comes_back_as_it_stood() {
    let mut room = room();
    let before: Vec<_> = room.nest.queue.iter().map(|entry| entry.id).collect();
    room.does("hanna", Command::Clear);
    let commit = room.nest.position.seq;
    room.wait(59_000);
    room.does("hanna", Command::Undo(commit));
    let after: Vec<_> = room.nest.queue.iter().map(|entry| entry.id).collect();
    assert_eq!(after, before);
    room.does("hanna", Command::Clear);
    let commit = room.nest.position.seq;
    room.wait(61_000);
    room.refuses("hanna", Command::Undo(commit), "not_found");
}

#[test]
fn what_plays_of_a_removed_person_ends_where_their_songs_go() {
    for keep_songs in [true, false] {
        let mut room = Room::new();
        room.add("gus", "theirs");
        room.does("hanna", kick("gus", true, keep_songs));
        assert_eq!(room.nest.playing.is_some(), keep_songs);
    }
}

#[test]
fn by_invitation_only_those_who_were_here_stay_and_others_knock() {
    let mut room = room();
    room.are_here(&["hanna", "quiet"]);
    room.set(Change { invite_only: Some(true), ..Change::default() });
    room.add("ann", "still");
    room.add("quiet", "here");
    room.refuses("new", adding(track("no")), "not_found");
    room.does("new", Command::Knock);
    assert!(room.does("new", Command::Knock).is_empty(), "knocking twice asks once");
    room.refuses("ann", Command::Admit(person("new"), true), "forbidden");
    room.refuses("mo", Command::Admit(person("stranger"), true), "not_found");
    room.does("mo", Command::Admit(person("new"), true));
    room.add("new", "in");
}

#[test]
fn who_knows_the_code_is_let_in_and_who_is_banned_is_not() {
    let mut room = room();
    room.set(Change { invite_only: Some(true), ..Change::default() });
    let enter = |by_code| Command::Enter { may_host: false, by_code };
    room.does("new", enter(false));
    room.refuses("new", adding(track("no")), "not_found");
    room.does("new", enter(true));
    room.add("new", "in");
    room.does("mo", kick("new", true, true));
    room.refuses("new", enter(true), "banned");
}

#[test]
fn where_no_host_is_for_an_hour_somebody_who_is_here_becomes_host() {
    let mut room = room();
    let mind = |room: &mut Room| room.put(&Request::MindHosts).1;
    room.are_here(&["hanna", "ann"]);
    assert!(mind(&mut room).is_empty());
    room.are_here(&["ann", "gus"]);
    mind(&mut room);
    room.wait(HOUR - 1);
    assert!(mind(&mut room).is_empty());
    room.wait(1);
    mind(&mut room);
    // The nest has known Gus for longer.
    let roles = ["gus", "hanna", "ann"].map(|who| role(&room, who));
    assert_eq!(roles, [Some(Role::Host), Some(Role::Moderator), Some(Role::Guest)]);
}

#[test]
fn a_moderator_comes_first_and_a_host_who_is_back_in_time_stays_host() {
    let mut room = room();
    room.are_here(&["gus", "mo"]);
    room.put(&Request::MindHosts);
    room.wait(HOUR / 2);
    room.are_here(&["gus", "mo", "hanna"]);
    room.put(&Request::MindHosts);
    room.are_here(&["gus", "mo"]);
    room.put(&Request::MindHosts);
    room.wait(HOUR / 2);
    assert!(room.put(&Request::MindHosts).1.is_empty(), "the hour began anew");
    room.wait(HOUR / 2);
    room.put(&Request::MindHosts);
    assert_eq!(role(&room, "mo"), Some(Role::Host));
}

#[test]
fn a_nest_ends_by_its_host_or_when_nobody_is_there_and_the_main_one_never() {
    let mut main = room();
    main.refuses("hanna", Command::End, "forbidden");
    assert!(main.put(&Request::EndIdle).1.is_empty());

    let mut nest = Room::elsewhere();
    nest.add("gus", "g0");
    nest.add("gus", "g1");
    nest.refuses("gus", Command::End, "forbidden");
    nest.are_here(&["gus"]);
    assert!(nest.put(&Request::EndIdle).1.is_empty());
    nest.are_here(&[]);
    nest.put(&Request::EndIdle);
    assert!(nest.nest.has_ended());
    assert_eq!(nest.nest.unlogged.len(), 1, "what played is to be written down");
    nest.refuses("hanna", adding(track("late")), "not_found");
    assert!(nest.beat().is_empty());

    let mut nest = Room::elsewhere();
    nest.does("hanna", Command::End);
    assert!(nest.nest.has_ended());
}

#[test]
fn nobody_who_is_banned_is_made_host_by_anyone_or_by_time() {
    let mut room = room();
    room.does("hanna", kick("gus", true, true));
    room.refuses("hanna", Command::Role(person("gus"), Role::Host), "forbidden");
    assert!(room.does("hanna", Command::Role(person("gus"), Role::Guest)).is_empty());
    // They have not left yet.
    room.are_here(&["gus"]);
    room.put(&Request::MindHosts);
    room.wait(HOUR);
    room.put(&Request::MindHosts);
    assert_eq!(role(&room, "gus"), Some(Role::Guest));
    room.are_here(&["gus", "ann"]);
    room.put(&Request::MindHosts);
    assert_eq!(role(&room, "ann"), Some(Role::Host));
}

#[test]
fn nothing_happens_any_more_in_a_nest_that_is_over() {
    let mut room = Room::elsewhere();
    room.are_here(&["gus"]);
    room.put(&Request::MindHosts);
    room.add("gus", "g0");
    room.does("hanna", Command::End);
    let pick = crate::bender::pick_of(track("auto"), room.now_ms + HOUR);
    for request in [
        Request::MindHosts,
        Request::Beat,
        Request::EndIdle,
        Request::Bender(Box::new(pick)),
        Request::Catalogue("other".into()),
    ] {
        room.are_here(&[]);
        assert!(room.put(&request).1.is_empty(), "{request:?}");
    }
    let keys = room.nest.unlogged.iter().map(|play| play.key()).collect();
    assert_eq!(room.put(&Request::Logged(keys)).1.len(), 1);
}
