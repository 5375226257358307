//! Airhorns: who may blow one, and how often.

use echonest::domain::{answers::Answer, command::Command, horn::Sound, settings::Change};

use crate::room::Room;

const HORN: Command = Command::Horn(Sound::Airhorn);

#[test]
fn a_nest_hears_one_in_three_seconds_whoever_blows_it() {
    let mut room = Room::with_music();
    room.does("gus", HORN);
    room.wait(2_999);
    room.refuses("ann", HORN, "rate_limited");
    room.wait(1);
    room.does("ann", HORN);
}

#[test]
fn a_person_blows_twenty_an_hour() {
    let mut room = Room::with_music();
    for _ in 0..20 {
        room.does("gus", HORN);
        room.wait(3_000);
    }
    room.refuses("gus", HORN, "rate_limited");
    room.does("ann", HORN);
    room.wait(3_600_000 - 20 * 3_000);
    room.does("gus", HORN);
}

#[test]
fn where_they_are_turned_off_not_even_a_host_blows_one() {
    let mut room = Room::with_music();
    room.set(Change { airhorn_muted: Some(true), ..Change::default() });
    for who in ["gus", "hanna"] {
        room.refuses(who, HORN, "forbidden");
    }
}

#[test]
fn an_airhorn_is_no_part_of_what_is_shown() {
    let mut room = Room::with_music();
    room.add("gus", "g0");
    let before = room.nest.position.seq;
    room.does("gus", HORN);
    assert_eq!(room.nest.position.seq, before);
}

#[test]
fn an_airhorn_that_was_asked_for_under_an_id_is_answered_with_a_number_that_everyone_sees() {
    let mut room = Room::with_music();
    room.add("gus", "g0");
    let before = room.nest.position.seq;
    let (answer, _) = room.ask_as("gus", "h1", HORN);
    assert_eq!((answer, room.nest.position.seq), (Answer::Ok(before), before));
}
