//! One nest has one catalogue: when it is another one, what came from the old one goes.

use echonest::domain::{
    command::{Command, Request},
    commit::What,
    event::{EndedBecause, Event, RemovedBecause},
    people::Actor,
    settings::Change,
    track::{Track, TrackUri},
};

use crate::bender::pick_of;
use crate::room::{MINUTE, Room, person, track, track_of};

fn announce(room: &mut Room, catalogue: &str) -> Vec<Event> {
    room.put(&Request::Catalogue(catalogue.into())).1
}

/// A track that Spotify has.
fn of_spotify(title: &str) -> Track {
    Track {
        uri: TrackUri::parse(&format!("spotify:track:{title}")).expect("a title of letters"),
        ..track(title)
    }
}

#[test]
fn where_nothing_is_foreign_nothing_happens() {
    let mut room = Room::with_music();
    room.add("ann", "one");
    room.wait(4 * MINUTE);
    let before = room.nest.position;
    assert!(announce(&mut room, "demo").is_empty(), "what is due is left to the player");
    assert_eq!(room.nest.position, before);
}

#[test]
fn everything_of_another_catalogue_goes_and_its_people_get_their_turns_back() {
    let mut room = Room::with_music();
    for (who, title) in [("ann", "a0"), ("ann", "a1"), ("bob", "b0")] {
        room.add(who, title);
    }
    let events = announce(&mut room, "spotify");
    assert_eq!((room.titles().len(), room.now_playing()), (0, None));
    let removed = events.iter().filter(|event| {
        let by_player =
            |by: &Actor, reason: RemovedBecause| *by == Actor::Player && reason == RemovedBecause::Cleared;
        matches!(event, Event::Removed { by, reason, .. } if by_player(by, *reason))
    });
    assert_eq!(removed.count(), 3);
    assert!(events.iter().any(|event| matches!(event, Event::Ended { reason: EndedBecause::Removed, .. })));
    assert!(!events.iter().any(|event| matches!(event, Event::Started { .. })), "{events:?}");
    assert_eq!(room.nest.finish_of(&person("ann")), 0);
    assert_eq!(room.log.last().map(|commit| &commit.by), Some(&Actor::Player));
    assert!(announce(&mut room, "spotify").is_empty());
}

#[test]
fn what_bender_had_in_mind_of_another_catalogue_goes_first_of_all() {
    let mut room = Room::new();
    room.are_here(&["hanna"]);
    room.set(Change { bender_depth: Some(1), ..Change::default() });
    for title in ["plays", "queued", "in-mind"] {
        let offer = pick_of(track(title), room.now_ms + 60 * MINUTE);
        room.put(&Request::Bender(Box::new(offer)));
    }
    assert!(room.nest.preview.is_some());
    announce(&mut room, "spotify");
    assert_eq!((room.titles().len(), room.now_playing(), &room.nest.preview), (0, None, &None));
}

#[test]
fn what_remains_goes_on() {
    let mut room = Room::new();
    room.add_track("ann", of_spotify("one"));
    room.add("bob", "two");
    let third = room.add_track("cem", of_spotify("three"));
    room.wait(3 * MINUTE - 5_000);
    room.beat();
    announce(&mut room, "spotify");
    assert_eq!(room.now_playing(), Some("one"));
    assert_eq!((room.titles(), room.next_up()), (vec!["three"], Some(third)), "another one is announced");

    let mut room = Room::new();
    for (who, track) in [("ann", track("one")), ("bob", track("two")), ("cem", of_spotify("three"))] {
        room.add_track(who, track);
    }
    announce(&mut room, "spotify");
    assert_eq!((room.now_playing(), room.titles().len()), (Some("three"), 0));
}

#[test]
fn what_was_over_has_ended_and_nothing_foreign_starts_after_it() {
    let mut room = Room::with_music();
    room.add("ann", "one");
    let due_ms = room.nest.playing.as_ref().and_then(|playing| playing.ends_ms());
    room.wait(60 * MINUTE);
    let events = announce(&mut room, "spotify");
    let ended = events.iter().find_map(|event| match event {
        Event::Ended { at_ms, reason, .. } => Some((*at_ms, *reason)),
        _ => None,
    });
    assert_eq!(ended, due_ms.map(|due_ms| (due_ms, EndedBecause::Finished)));
    assert!(!events.iter().any(|event| matches!(event, Event::Started { .. })), "{events:?}");
}

#[test]
fn nobody_brings_foreign_music_back_whoever_took_it_out() {
    let mut room = Room::with_music();
    let [one, two] = ["one", "two"].map(|title| room.add("ann", title));
    room.does("ann", Command::Remove(one));
    announce(&mut room, "spotify");
    for id in [one, two] {
        for who in ["ann", "hanna"] {
            room.refuses(who, Command::Restore(id), "not_found");
        }
    }
}

#[test]
fn what_was_taken_out_before_is_gone_too_where_nothing_else_is_left() {
    let mut room = Room::with_music();
    let one = room.add("ann", "one");
    room.does("ann", Command::Remove(one));
    room.does("hanna", Command::Skip(room.nest.playing.as_ref().expect("music").entry.id));
    assert!(!announce(&mut room, "spotify").is_empty());
    room.refuses("ann", Command::Restore(one), "not_found");
    assert!(announce(&mut room, "spotify").is_empty());
}

#[test]
fn it_is_told_who_did_it_and_to_whom() {
    let mut room = Room::new();
    let playing = room.add("ann", "one");
    room.add("bob", "two");
    announce(&mut room, "spotify");
    let told: Vec<_> = room.nest.activity.iter().map(|past| past.activity.clone()).collect();
    let said: Vec<_> = told.iter().map(|item| (item.what, item.entry, item.to.clone())).collect();
    assert_eq!(said, [(What::Cleared, None, None), (What::Removed, Some(playing), Some(person("ann")))]);
    assert!(told.iter().all(|item| item.by == Actor::Player));
}

#[test]
fn music_that_stands_still_stays_so() {
    let mut room = Room::new();
    room.set(Change { anyone_pauses: Some(true), ..Change::default() });
    room.add_track("ann", track_of("one", 5 * MINUTE));
    room.add_track("bob", of_spotify("two"));
    room.does("ann", Command::Pause);
    announce(&mut room, "spotify");
    assert!(room.nest.playing.as_ref().is_some_and(|playing| playing.paused && playing.position_ms == 0));
}
