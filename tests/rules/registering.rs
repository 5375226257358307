//! The register of nests: what leads where, and what may be given away.

use std::collections::VecDeque;

use echonest::domain::{
    answers::Answer,
    command::{Registration, Request},
    ids::NestId,
    register::{Registered, Sign},
    setting_values::{Code, Slug},
    settings::Settings,
};

use crate::room::{MINUTE, Room, asker, person};

const HOUR: u64 = 3_600_000;

fn id(name: &str) -> NestId {
    NestId::parse(name).expect("a nest's id")
}

fn code(number: u64) -> Code {
    Code::from_dice(1_000 + number)
}

fn slug(text: &str) -> Slug {
    Slug::parse(text).expect("a short address")
}

fn nest(who: &str, number: u64, address: Option<&str>) -> Registered {
    Registered {
        by: person(who),
        by_name: asker(who).name,
        opened_ms: 0,
        code: code(number),
        settings: Box::new(Settings { slug: address.map(slug), ..Settings::default() }),
        is_listed: false,
        said: (0, 0),
        claims: VecDeque::new(),
    }
}

/// What a nest says of itself at its commit of this number.
fn says(name: &str, number: u64, address: Option<&str>, seq: u64) -> Registration {
    let sign = Sign { code: code(number), slug: address.map(slug), is_listed: true, seq };
    Registration::Mirror(id(name), sign)
}

/// What the register answers: nothing, or the code of its refusal.
fn put(room: &mut Room, registration: Registration) -> Option<&'static str> {
    match room.put(&Request::Register(Box::new(registration))).0 {
        Answer::Ok(_) => None,
        Answer::Refused(refusal) => Some(refusal.code()),
    }
}

fn open(room: &mut Room, who: &str, number: u64) -> Option<&'static str> {
    put(room, Registration::Open(id(&format!("n{number}")), nest(who, number, None)))
}

#[test]
fn a_code_or_an_address_leads_to_one_nest_only() {
    let mut room = Room::new();
    let first = Registration::Open(id("a"), nest("ann", 1, Some("kitchen-party")));
    assert_eq!(put(&mut room, first.clone()), None);
    assert_eq!(put(&mut room, first), None, "asked twice, there is one");
    let same_code = Registration::Open(id("b"), nest("bob", 1, None));
    assert_eq!(put(&mut room, same_code), Some("bad_request"));
    let same_slug = Registration::Open(id("b"), nest("bob", 2, Some("kitchen-party")));
    assert_eq!(put(&mut room, same_slug), Some("bad_request"));
    let mut mains = nest("bob", 2, None);
    mains.code = room.nest.code.clone().expect("the main nest has a code");
    assert_eq!(put(&mut room, Registration::Open(id("b"), mains)), Some("bad_request"));
    assert_eq!(room.nest.register.by_code(&code(1)), Some(&id("a")));
    assert_eq!(room.nest.register.by_slug(&slug("kitchen-party")), Some(&id("a")));
}

#[test]
fn a_claim_holds_beside_what_leads_there_until_the_nest_says_so_itself() {
    let mut room = Room::new();
    open(&mut room, "ann", 1);
    open(&mut room, "bob", 2);
    let claim = |n: &str, c, s| Registration::Claim(id(n), c, s);
    assert_eq!(put(&mut room, claim("n1", Some(code(7)), Some(slug("kitchen-party")))), None);
    assert_eq!(put(&mut room, claim("n2", Some(code(7)), None)), Some("bad_request"));
    assert_eq!(put(&mut room, claim("n2", None, Some(slug("kitchen-party")))), Some("bad_request"));
    assert_eq!(put(&mut room, claim("nowhere", Some(code(9)), None)), Some("not_found"));
    let register = &room.nest.register;
    assert_eq!((register.by_code(&code(1)), register.by_code(&code(7))), (Some(&id("n1")), Some(&id("n1"))));
    // The nest took the code, and thought better of the address.
    room.wait(MINUTE);
    assert_eq!(put(&mut room, says("n1", 7, None, 3)), None);
    let register = &room.nest.register;
    assert_eq!((register.by_code(&code(1)), register.by_code(&code(7))), (None, Some(&id("n1"))));
    assert!(register.by_slug(&slug("kitchen-party")).is_none());
    assert_eq!(put(&mut room, claim("n2", None, Some(slug("kitchen-party")))), None);
}

#[test]
fn the_code_of_a_nest_that_is_over_rests_for_a_day() {
    let mut room = Room::new();
    open(&mut room, "ann", 1);
    put(&mut room, Registration::End(id("n1")));
    assert!(room.nest.register.nests.is_empty());
    let again = |room: &mut Room| put(room, Registration::Open(id("n2"), nest("bob", 1, None)));
    room.wait(24 * HOUR - 1);
    assert_eq!(again(&mut room), Some("bad_request"));
    room.wait(1);
    assert_eq!(again(&mut room), None);
}

#[test]
fn a_nest_that_is_over_stays_over_until_nothing_is_left_of_it() {
    let mut room = Room::new();
    open(&mut room, "ann", 1);
    put(&mut room, Registration::End(id("n1")));
    assert!(room.nest.register.over.contains(&id("n1")));
    // A replica that was away has not heard of it.
    assert_eq!(open(&mut room, "ann", 1), None);
    put(&mut room, says("n1", 1, None, 3));
    assert!(room.nest.register.nests.is_empty());
    put(&mut room, Registration::Forgotten(id("n1")));
    assert!(room.nest.register.over.is_empty());
}

#[test]
fn a_person_opens_three_an_hour_and_has_twenty_at_most() {
    let mut room = Room::new();
    for number in 0..20 {
        assert_eq!(open(&mut room, "ann", number), None, "{number}");
        if number % 3 == 2 {
            assert_eq!(open(&mut room, "ann", 100), Some("rate_limited"));
            assert_eq!(open(&mut room, "bob", 200 + number), None);
            room.wait(HOUR);
        }
    }
    room.wait(HOUR);
    assert_eq!(open(&mut room, "ann", 100), Some("full"));
    put(&mut room, Registration::End(id("n3")));
    assert_eq!(open(&mut room, "ann", 100), None);
}

#[test]
fn no_other_nest_keeps_a_register() {
    let mut room = Room::elsewhere();
    assert_eq!(open(&mut room, "ann", 1), Some("bad_request"));
}

#[test]
fn what_a_nest_may_not_know_of_yet_stays_held_for_it() {
    let mut room = Room::new();
    open(&mut room, "ann", 1);
    open(&mut room, "bob", 2);
    put(&mut room, Registration::Claim(id("n1"), Some(code(7)), Some(slug("kitchen-party"))));
    // A process begins to care for the nest before the nest has heard of its new code.
    put(&mut room, says("n1", 1, Some("roof-top-bar"), 3));
    assert_eq!(room.nest.register.by_code(&code(7)), Some(&id("n1")));
    let others = Registration::Claim(id("n2"), None, Some(slug("kitchen-party")));
    assert_eq!(put(&mut room, others.clone()), Some("bad_request"));
    put(&mut room, says("n1", 7, Some("roof-top-bar"), 4));
    let register = &room.nest.register;
    assert_eq!((register.by_code(&code(1)), register.by_code(&code(7))), (None, Some(&id("n1"))));
    // It never wanted the address, so after a while somebody else may have it.
    room.wait(MINUTE);
    assert_eq!(put(&mut room, others), None);
}

#[test]
fn who_says_late_what_a_nest_was_is_not_believed() {
    let mut room = Room::new();
    open(&mut room, "ann", 1);
    put(&mut room, Registration::Claim(id("n1"), Some(code(7)), None));
    put(&mut room, says("n1", 7, None, 4));
    put(&mut room, says("n1", 1, None, 3));
    assert_eq!(room.nest.register.nests[&id("n1")].code, code(7));
}

#[test]
fn few_addresses_are_held_for_one_nest() {
    let mut room = Room::new();
    open(&mut room, "ann", 1);
    for number in 0..20 {
        let address = slug(&format!("kitchen-party-{number}"));
        assert_eq!(put(&mut room, Registration::Claim(id("n1"), None, Some(address))), None);
    }
    assert_eq!(room.nest.register.slugs.len(), 8);
}
