//! The contract's words: what goes over sockets and HTTP, converted from the domain field by field.
//!
//! Nothing of the domain leaks by being there: a field that is not written here is not told. The
//! types for the page are generated from these (`frontend/src/lib/wire.ts`, held by `tests/wire.rs`).
//!
//! Must never: decide anything, or rename what the contract has named.

pub mod bender;
pub mod entries;
pub mod events;
pub mod messages;
pub mod nests;
pub mod past;
pub mod requests;
pub mod state;

use crate::domain::people::Actor;

/// An actor as the contract names it: a person's id, `player` or `bender`.
#[must_use]
pub fn actor(actor: &Actor) -> &str {
    match actor {
        Actor::Person(person) => person.as_str(),
        Actor::Player => "player",
        Actor::Bender => "bender",
    }
}

/// Writes a message down.
fn to_json(message: &impl serde::Serialize) -> String {
    serde_json::to_string(message).expect("because messages have text keys and finite numbers only")
}
