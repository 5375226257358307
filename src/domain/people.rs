//! People as a nest knows them.
//!
//! Must never: hold an e-mail address, or anything else that is not shown to everyone.

use std::collections::{BTreeMap, VecDeque};

use serde::{Deserialize, Serialize};

use super::{ids::PersonId, text::Name};

/// What a person may do in one nest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Owns the nest's settings.
    Host,
    /// Keeps order among the entries.
    Moderator,
    /// Adds and votes.
    Guest,
}

impl Role {
    /// Whether this role keeps order: hosts and moderators do.
    #[must_use]
    pub const fn keeps_order(self) -> bool {
        matches!(self, Self::Host | Self::Moderator)
    }

    /// Whether this role may do more than the other.
    #[must_use]
    pub const fn outranks(self, other: Self) -> bool {
        matches!((self, other), (Self::Host, Self::Moderator | Self::Guest) | (Self::Moderator, Self::Guest))
    }
}

/// Who did something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Actor {
    /// A person.
    Person(PersonId),
    /// The player: time went by.
    Player,
    /// The auto-fill.
    Bender,
}

impl Actor {
    /// The person, if it was one.
    #[must_use]
    pub const fn person(&self) -> Option<&PersonId> {
        match self {
            Self::Person(person) => Some(person),
            Self::Player | Self::Bender => None,
        }
    }

    /// Whether it was this person.
    #[must_use]
    pub fn is(&self, person: &PersonId) -> bool {
        self.person() == Some(person)
    }
}

impl From<PersonId> for Actor {
    fn from(person: PersonId) -> Self {
        Self::Person(person)
    }
}

/// Who is in a nest right now, and what they are called.
pub type Present = BTreeMap<PersonId, Name>;

/// What a nest remembers of a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    /// The name to show.
    pub name: Name,
    /// What they may do here.
    pub role: Role,
    /// Their last finish tag, in milliseconds of music (`F` of the order; see [`super::order`]).
    #[serde(default)]
    pub finish_ms: i64,
    /// When each of their adds of the last hour was accepted, oldest first (epoch milliseconds).
    #[serde(default, skip_serializing_if = "VecDeque::is_empty")]
    pub adds_ms: VecDeque<u64>,
    /// When each of their comments of the last hour was accepted, oldest first (epoch milliseconds).
    #[serde(default, skip_serializing_if = "VecDeque::is_empty")]
    pub comments_ms: VecDeque<u64>,
    /// When they rejected a pick of Bender's within the last hour, oldest first (epoch milliseconds).
    #[serde(default, skip_serializing_if = "VecDeque::is_empty")]
    pub rejects_ms: VecDeque<u64>,
    /// When they blew an airhorn within the last hour, oldest first (epoch milliseconds).
    #[serde(default, skip_serializing_if = "VecDeque::is_empty")]
    pub horns_ms: VecDeque<u64>,
    /// Since when the nest knows them, in epoch milliseconds.
    #[serde(default)]
    pub since_ms: u64,
}

/// Somebody who may not come in, or who waits to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outside {
    /// What they are called.
    pub name: Name,
    /// When that came to be, in epoch milliseconds.
    pub at_ms: u64,
    /// Who banned them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<PersonId>,
}

impl Member {
    /// Someone of whom nothing but the name and role is known.
    #[must_use]
    pub const fn new(name: Name, role: Role, since_ms: u64) -> Self {
        Self {
            name,
            role,
            finish_ms: 0,
            adds_ms: VecDeque::new(),
            comments_ms: VecDeque::new(),
            rejects_ms: VecDeque::new(),
            horns_ms: VecDeque::new(),
            since_ms,
        }
    }
}
