//! A command sent twice is done once, and answered the same.

use echonest::domain::{answers::Answer, command::Command, refusal::Refusal};

use crate::room::{MINUTE, Room, adding, track, up};

#[test]
fn the_same_id_gets_the_first_answer_whatever_its_body() {
    let mut room = Room::with_music();
    let (first, _) = room.ask_as("ann", "c1", adding(track("one")));
    let (again, events) = room.ask_as("ann", "c1", adding(track("two")));
    assert_eq!((first, events.len()), (again, 0));
    assert_eq!(room.titles(), ["one"]);
}

#[test]
fn an_ok_names_the_commit_that_carried_it_or_the_newest() {
    let mut room = Room::with_music();
    let entry = room.add("ann", "one");
    let (done, _) = room.ask_as("bob", "c1", up(entry));
    assert_eq!(done, Answer::Ok(room.nest.position.seq));
    let (nothing, events) = room.ask_as("bob", "c2", up(entry));
    assert_eq!((nothing, events.len()), (done, 0));
}

#[test]
fn a_refusal_is_remembered_too_and_shown_to_nobody_else() {
    let mut room = Room::with_music();
    let seq = room.nest.position.seq;
    let (first, _) = room.ask_as("ann", "c1", Command::Clear);
    assert!(matches!(&first, Answer::Refused(Refusal::Forbidden { .. })), "{first:?}");
    assert_eq!(room.nest.position.seq, seq, "nobody sees a commit");
    let (again, _) = room.ask_as("ann", "c1", adding(track("one")));
    assert_eq!(first, again);
}

#[test]
fn what_is_worth_sending_again_is_not_remembered() {
    let mut room = Room::with_music();
    let ids = [room.add("ann", "one"), room.add("bob", "two")];
    let (first, _) = room.ask_as("ann", "c1", Command::Move(ids[0], Some(ids[1])));
    assert!(matches!(first, Answer::Refused(Refusal::BadRequest { .. })));
    let (again, _) = room.ask_as("ann", "c1", Command::Remove(ids[0]));
    assert!(matches!(again, Answer::Ok(_)));
}

#[test]
fn an_answer_is_forgotten_after_an_hour() {
    let mut room = Room::playing(20 * MINUTE);
    room.ask_as("ann", "c1", adding(track("one")));
    for six in 1..=6 {
        room.wait(10 * MINUTE - 1);
        room.ask_as("ann", "c1", adding(track("two")));
        assert_eq!(room.nest.next_entry, 3, "it is remembered for {six} times ten minutes");
        room.wait(1);
        room.ask_as("bob", &format!("b{six}"), Command::Clear);
    }
    room.ask_as("ann", "c1", adding(track("two")));
    assert_eq!(room.nest.next_entry, 4);
}

#[test]
fn a_clock_that_is_set_by_hours_makes_nobody_forgotten() {
    let mut room = Room::with_music();
    let (first, _) = room.ask_as("ann", "c1", adding(track("one")));
    for (hours, song) in [(2, "two"), (11, "three"), (24 * 365, "four")] {
        room.wait(hours * 60 * MINUTE);
        // What has ended ends, and another song starts: then it is looked who may be forgotten.
        room.add("bob", song);
        let (again, events) = room.ask_as("ann", "c1", adding(track("one")));
        assert_eq!((&first, events.len()), (&again, 0));
    }
}
