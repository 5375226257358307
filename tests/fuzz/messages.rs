//! Messages of clients.

use echonest::http::wire::requests::{self, Wish};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

/// The commands there are, and the fields they have between them.
const COMMANDS: [&str; 18] = [
    "add",
    "vote",
    "jam",
    "comment",
    "uncomment",
    "remove",
    "restore",
    "move",
    "pin",
    "skip",
    "pause",
    "resume",
    "clear",
    "bender_queue",
    "bender_reject",
    "settings",
    "ping",
    "sync",
];
const FIELDS: [&str; 11] =
    ["track", "entry", "vote", "on", "text", "comment", "before", "uri", "settings", "t", "since"];

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,12}".prop_map(Value::from),
        Just(json!("demo:track:t001")),
        Just(json!("\u{202e}\u{0}\u{7f}")),
    ];
    leaf.prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map(".{0,8}", inner, 0..4)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

/// Something like a message: a known type mostly, known fields with values of any kind, and others.
fn any_message() -> impl Strategy<Value = Value> {
    let kind = prop_oneof![9 => prop::sample::select(&COMMANDS[..]).prop_map(Value::from), 1 => any_json()];
    let id = prop_oneof![6 => Just(json!("an-id")), 1 => any_json(), 1 => Just(json!("x".repeat(65)))];
    let fields = prop::collection::btree_map(prop::sample::select(&FIELDS[..]), any_json(), 0..6);
    (kind, id, fields, prop::option::of(any_json())).prop_map(|(kind, id, fields, other)| {
        let mut message = Map::from_iter([("type".to_owned(), kind), ("id".to_owned(), id)]);
        message.extend(fields.into_iter().map(|(name, value)| (name.to_owned(), value)));
        message.extend(other.map(|other| ("nonsense".to_owned(), other)));
        Value::Object(message)
    })
}

proptest! {
    #![proptest_config(crate::cases(2_000))]

    #[test]
    fn any_text_is_read_or_refused(text in ".{0,400}") {
        // What matters is that this comes back.
        let _ = requests::read(&text);
    }

    #[test]
    fn any_bytes_that_are_text_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let _ = requests::read(&String::from_utf8_lossy(&bytes));
    }

    #[test]
    fn a_message_is_a_command_only_under_an_id_that_may_stand(message in any_message()) {
        if let Ok(Wish::Command(id, _)) = requests::read(&message.to_string()) {
            prop_assert_eq!(message["id"].as_str(), Some(id.as_str()));
            prop_assert!((1..=64).contains(&id.as_str().chars().count()));
        }
    }

    #[test]
    fn a_refusal_names_the_id_that_came_with_it(message in any_message()) {
        if let Err(nonsense) = requests::read(&message.to_string()) {
            prop_assert_eq!(nonsense.id.as_deref(), message["id"].as_str());
            prop_assert!(!nonsense.why.is_empty());
        }
    }

    #[test]
    fn a_message_cut_short_is_never_another_one(message in any_message(), cut in any::<prop::sample::Index>()) {
        let text = message.to_string();
        let ends: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
        let cut = &text[..ends[cut.index(ends.len())]];
        prop_assert!(requests::read(cut).is_err(), "{cut}");
    }
}
