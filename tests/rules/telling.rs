//! What clients are told is enough to see what a fresh look would show.

use echonest::{
    domain::{
        commit::Commit,
        event::Event,
        ids::{EntryId, PersonId},
        nest::Nest,
    },
    http::wire::{
        entries::{Entry as WireEntry, Playing as WirePlaying},
        events::CommitMessage,
        state::You,
    },
};
use proptest::prelude::*;
use serde_json::{Value, json, to_value};

use crate::{
    any_evening::{PEOPLE, live, step},
    model::Model,
    room::{Room, person},
};

fn you(nest: &Nest, id: &PersonId) -> Value {
    to_value(You::of(id, id.as_str(), true, nest)).expect("it can be written down")
}

fn shown(nest: &Nest) -> (Value, Value) {
    let queue: Vec<_> = nest.queue.iter().map(|entry| WireEntry::from(&**entry)).collect();
    let playing = nest.playing.as_ref().map(WirePlaying::from);
    (to_value(queue).expect("it can be written down"), to_value(playing).expect("it can be written down"))
}

/// Someone who was there from the first commit on.
fn follow(log: &[Commit], id: &PersonId) -> Model {
    let mut model = Model {
        you: json!({ "id": id.as_str(), "name": id.as_str(), "role": "guest", "votes": {}, "skip_votes": [] }),
        state: json!({ "nest": { "settings": {} }, "queue": [], "playing": null, "activity": [], "people": [] }),
        seq: 0,
        position: String::new(),
    };
    for commit in log.iter().filter(|commit| commit.is_seen()) {
        model.fold(&to_value(CommitMessage::of(commit)).expect("it can be written down"));
    }
    model
}

/// Whether an entry is gone, or was for a while.
fn may_be_forgotten(room: &Room, name: &str) -> bool {
    let is_it = |id: EntryId| id.to_string() == name;
    let mut events = room.log.iter().flat_map(|commit| &commit.events);
    events.any(|event| matches!(event, Event::Restored { entry, .. } if is_it(entry.id)))
        || !room.nest.entries().any(|entry| is_it(entry.id))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn who_folds_what_is_told_sees_what_is_so(
        steps in proptest::collection::vec(step(), 1..100),
        who in 0..PEOPLE.len(),
    ) {
        let mut room = Room::new();
        live(&mut room, &steps);
        let id = person(PEOPLE[who]);
        let model = follow(&room.log, &id);
        let (queue, playing) = shown(&room.nest);
        prop_assert_eq!(&model.state["queue"], &queue);
        prop_assert_eq!(&model.state["playing"], &playing);
        let fresh = you(&room.nest, &id);
        prop_assert_eq!(&model.you["role"], &fresh["role"]);
        // This client lets go of its votes on what is removed; those that come back with it are left out.
        let (mut told, mut fresh) = (model.you["votes"].clone(), fresh["votes"].clone());
        for votes in [&mut told, &mut fresh] {
            votes.as_object_mut().expect("votes").retain(|entry, _| !may_be_forgotten(&room, entry));
        }
        prop_assert_eq!(told, fresh);
    }
}
