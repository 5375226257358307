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
    room.wait(60 * MINUTE - 1);
    room.ask_as("ann", "c1", adding(track("two")));
    assert_eq!(room.nest.next_entry, 3);
    room.wait(1);
    room.ask_as("ann", "c1", adding(track("two")));
    assert_eq!(room.nest.next_entry, 4);
}
