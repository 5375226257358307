//! What hosts change.

use std::collections::BTreeMap;

use echonest::domain::{
    command::Command,
    event::Event,
    people::Role,
    setting_values::{Strategy, Weight},
    settings::Change,
};

use crate::room::{Room, person};

#[test]
fn only_hosts_change_settings_and_only_what_differs_is_told() {
    let mut room = Room::new();
    let change = Change { locked: Some(true), up_votes_only: Some(false), ..Change::default() };
    room.refuses("ann", Command::Settings(Box::new(change.clone())), "forbidden");
    let events = room.set(change.clone());
    let told = Change { locked: Some(true), ..Change::default() };
    assert_eq!(events, [Event::Settings { settings: Box::new(told) }]);
    assert!(room.set(change).is_empty());
}

#[test]
fn a_value_out_of_bounds_changes_nothing() {
    let mut room = Room::new();
    let change = Change { locked: Some(true), queue_max: Some(201), ..Change::default() };
    room.refuses("hanna", Command::Settings(Box::new(change)), "bad_request");
    assert!(!room.nest.settings.locked);
}

#[test]
fn a_weight_that_is_not_named_stays() {
    let mut room = Room::new();
    let weight = Weight::try_from(50.0).expect("a weight");
    let weights = BTreeMap::from([(Strategy::Genre, weight)]);
    room.set(Change { bender_weights: Some(weights), ..Change::default() });
    let now = &room.nest.settings.bender_weights;
    assert_eq!((now.len(), now[&Strategy::Genre]), (5, weight));
}

#[test]
fn the_first_to_come_in_is_host_and_the_second_is_not() {
    let mut room = Room::new();
    assert_eq!(room.nest.role_of(&person("hanna")), Some(Role::Host));
    assert!(room.does("ann", Command::Enter { may_host: true, by_code: false }).is_empty());
    assert_eq!(room.nest.role_of(&person("ann")), None);
}

#[test]
fn where_hosts_are_named_nobody_becomes_one_by_being_first() {
    let mut room = Room::new();
    room.nest.people.clear();
    assert!(room.does("ann", Command::Enter { may_host: false, by_code: false }).is_empty());
}
