//! A nest with something of everything in it, to try permissions in, and the words by which it is named.

use echonest::domain::{
    command::Command,
    entry::Vote,
    horn::Sound,
    ids::{CommentId, EntryId},
    nest::Nest,
    people::Role,
    setting_values::Code,
    settings::Change,
    text::CommentText,
    track::Track,
};

use crate::bender::{offer, uri};
use crate::room::{Room, adding, asker, person, track};

/// A nest in which there is something of everything, and this person's song, Bender's or nobody's plays.
pub fn stage(is_main: bool, plays: &str) -> Nest {
    let mut room = if is_main { Room::new() } else { Room::elsewhere() };
    let inside = ["hanna", "hal", "mo", "mia", "gus", "ann", "bert", "otto"];
    room.are_here(&inside);
    room.set(Change { bender_depth: Some(1), ..Change::default() });
    for (who, role) in [("hal", Role::Host), ("mo", Role::Moderator), ("mia", Role::Moderator)] {
        room.does("hanna", Command::Role(person(who), role));
    }
    match plays {
        "silence" => {}
        "Bender" => drop(offer(&mut room, "opener")),
        who => drop(room.add(who, "opener")),
    }
    if plays != "silence" {
        offer(&mut room, "auto");
        offer(&mut room, "mind");
        for who in ["ann", "hanna", "mo", "gus", "bert", "otto"] {
            room.add(who, &format!("{who}1"));
            room.add(who, &format!("{who}2"));
            take_out(&mut room, who, who, &format!("{who}3"));
            take_out(&mut room, who, "hal", &format!("{who}4"));
            let text = CommentText::parse("so good").expect("a comment");
            let about = find(&room.nest, "ann1");
            room.does(who, Command::Comment(about, text));
        }
        take_out(&mut room, "ann", "hanna", "annhanna");
        take_out(&mut room, "ann", "mo", "annmo");
        let out = room.add("gus", "out");
        room.are_here(&["ann", "mo"]);
        room.does("ann", Command::Skip(out));
        room.does("mo", Command::Skip(out));
        room.are_here(&inside);
    }
    room.set(Change { invite_only: Some(true), ..Change::default() });
    room.does("kit", Command::Knock);
    for who in ["bert", "otto"] {
        room.does("hanna", Command::Kick { person: person(who), ban: true, keep_songs: true });
    }
    room.does("hanna", Command::Unban(person("otto")));
    room.nest
}

fn take_out(room: &mut Room, owner: &str, by: &str, title: &str) {
    let entry = room.add(owner, title);
    room.does(by, Command::Remove(entry));
}

fn find(nest: &Nest, title: &str) -> EntryId {
    let removed = nest.removed.iter().map(|removed| &removed.entry);
    let mut all = nest.entries().chain(removed);
    all.find(|entry| entry.track.title == title).map_or(EntryId(9_999), |entry| entry.id)
}

/// The title that is meant by some words when this person says them.
fn title(object: &str, who: &str) -> String {
    match object {
        "own, queued" => format!("{who}1"),
        "another's, queued" => "ann1".into(),
        "Bender's, queued" => "auto".into(),
        "own, playing" | "another's, playing" | "Bender's, playing" => "opener".into(),
        "own, by oneself" => format!("{who}3"),
        "own, by a host" => format!("{who}4"),
        "another's, by themselves" => "ann3".into(),
        "another's, by oneself" => format!("ann{who}"),
        "voted out" => "out".into(),
        "in mind" => "mind".into(),
        "none" | "a song" | "an explicit song" => "unheard".into(),
        other => panic!("nobody knows what {other} is"),
    }
}

/// What this person asks for in these words.
pub fn command(nest: &Nest, what: &str, object: &str, who: &str) -> Command {
    let entry = || find(nest, &title(object, who));
    let whom = || if object == "oneself" { person(who) } else { person(object) };
    let own = |number: u8| find(nest, &format!("{who}{number}"));
    match what {
        "enter" => Command::Enter { may_host: object == "first", by_code: object == "by code" },
        "merge" => Command::Merge(whom()),
        "add" if object == "none" => Command::Add(None),
        "add" => adding(Track { explicit: object == "an explicit song", ..track(&title(object, who)) }),
        "up" => Command::Vote(entry(), Some(Vote::Up)),
        "down" => Command::Vote(entry(), Some(Vote::Down)),
        "unvote" => Command::Vote(entry(), None),
        "jam" => Command::Jam(entry(), true),
        "unjam" => Command::Jam(entry(), false),
        "comment" => Command::Comment(entry(), CommentText::parse("oh").expect("a comment")),
        "uncomment" => {
            let author = if object == "own" { who } else { "ann" };
            let about = nest.queue.iter().find(|entry| entry.track.title == "ann1").expect("it is queued");
            let said = about.comments.iter().find(|comment| comment.by == person(author));
            let said = said.filter(|_| object != "none").map_or(CommentId(9_999), |comment| comment.id);
            Command::Uncomment(about.id, said)
        }
        "remove" => Command::Remove(entry()),
        "restore" => Command::Restore(entry()),
        "undo" => {
            let id = entry();
            let removed = nest.removed.iter().find(|removed| removed.entry.id == id);
            Command::Undo(removed.map_or(9_999, |removed| removed.commit))
        }
        "clear" => Command::Clear,
        "move" => match object {
            "own, queued" => Command::Move(own(2), Some(own(1))),
            "another's, queued" => Command::Move(find(nest, "ann2"), Some(find(nest, "ann1"))),
            "own before another's" => Command::Move(own(1), Some(find(nest, "ann1"))),
            "another's before own" => Command::Move(find(nest, "ann1"), Some(own(1))),
            _ => Command::Move(entry(), None),
        },
        "pin" => Command::Pin(entry(), true),
        "unpin" => Command::Pin(entry(), false),
        "skip" => Command::Skip(entry()),
        "pause" => Command::Pause,
        "resume" => Command::Resume,
        "bender_queue" => Command::BenderQueue(uri(&title(object, who))),
        "bender_reject" => Command::BenderReject(uri(&title(object, who))),
        "settings" => {
            let queue_max = (object == "out of bounds").then_some(0);
            let name = Some(asker("party").name);
            Command::Settings(Box::new(Change { name, queue_max, ..Change::default() }))
        }
        "make_host" => Command::Role(whom(), Role::Host),
        "make_moderator" => Command::Role(whom(), Role::Moderator),
        "make_guest" => Command::Role(whom(), Role::Guest),
        "kick" | "ban" => Command::Kick { person: whom(), ban: what == "ban", keep_songs: false },
        "unban" => Command::Unban(whom()),
        "horn" => Command::Horn(Sound::Airhorn),
        "knock" => Command::Knock,
        "admit" => Command::Admit(whom(), true),
        "turn_away" => Command::Admit(whom(), false),
        "recode" => Command::Recode(Code::from_dice(99)),
        "end" => Command::End,
        other => panic!("nobody knows how to {other}"),
    }
}
