//! What the core needs from the world, and nothing more.
//!
//! Adapters implement these; [`crate::running`] picks one of each. All of them are object-safe.
//!
//! Must never: say how anything is done.

mod copies;
mod music;
mod players;
mod plays;
mod services;
mod stores;

use async_trait::async_trait;
use bytes::Bytes;

pub use self::{copies::*, music::*, players::*, plays::*, services::*, stores::*};
use super::{checkup::Finding, view::PeopleNews};
use crate::domain::{commit::Commit, horn::Sound, ids::PersonId};

/// Seals what is stored, so that whoever reads or changes the store gains nothing.
pub trait Seal: Send + Sync {
    /// The value, sealed together with the name it will be kept under.
    fn seal(&self, name: &str, value: &[u8]) -> Vec<u8>;

    /// What was sealed under this name; `None` where that is not what this is.
    fn open(&self, name: &str, sealed: &[u8]) -> Option<Vec<u8>>;
}

/// Writes down what clients are told, once for all of them.
pub trait Scribe: Send + Sync {
    /// What happened in a commit that people see.
    fn commit(&self, commit: &Commit) -> Bytes;

    /// That somebody blew an airhorn.
    fn horn(&self, by: &PersonId, sound: Sound) -> Bytes;

    /// Who came and went.
    fn people(&self, news: &PeopleNews) -> Bytes;
}

/// Looks at how the house is set up, and at all that it relies on.
#[async_trait]
pub trait Checkup: Send + Sync {
    /// What was found, in the order in which a host would read it.
    async fn look(&self) -> Vec<Finding>;
}

/// The time.
pub trait Clock: Send + Sync {
    /// Epoch milliseconds. Never goes backwards inside a process.
    fn now_ms(&self) -> u64;

    /// A nest plays that has got as far as this moment, in epoch milliseconds: from here on it is not earlier. Else
    /// a nest that a clock ahead of ours has written to would stand still until ours is as far. A clock that is set
    /// by hand need not listen.
    fn has_come_to(&self, _at_ms: u64) {}
}

/// Chance.
pub trait Dice: Send + Sync {
    /// 64 random bits, from a source nobody can guess.
    fn roll(&self) -> u64;
}
