//! An entry: one queueing of a track, and everything people said and did about it.
//!
//! Must never: decide where it stands. [`super::order`] does that; an entry carries the result.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use serde::{Deserialize, Serialize};

use super::{
    bender::Provenance,
    ids::{CommentId, EntryId, PersonId},
    people::Actor,
    setting_values::{Mode, Strategy},
    text::CommentText,
    track::Track,
};

/// One person's opinion of one entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Vote {
    /// Sooner.
    Up,
    /// Later.
    Down,
}

/// Applause: it moves nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Jam {
    /// Who claps.
    pub by: PersonId,
    /// Since when, in epoch milliseconds.
    pub at_ms: u64,
}

/// What someone said about an entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Comment {
    /// Its number in the nest.
    pub id: CommentId,
    /// Who said it.
    pub by: PersonId,
    /// When, in epoch milliseconds.
    pub at_ms: u64,
    /// The words.
    pub text: CommentText,
}

/// Why an entry stands where it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Why {
    /// The mode that ordered it.
    pub mode: Mode,
    /// What votes add to its tag, in milliseconds; negative for net up-votes, 0 outside fair mode.
    pub shift_ms: i64,
    /// Who pinned it, if it is pinned.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pinned_by: Option<PersonId>,
    /// How Bender found it, if it was Bender's idea.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub strategy: Option<Strategy>,
    /// Where it comes from, if it is a throwback.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provenance: Option<Arc<Provenance>>,
}

/// One queueing of a track.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Its number in the nest.
    pub id: EntryId,
    /// The music.
    pub track: Arc<Track>,
    /// Whose it is: a person's or Bender's.
    pub by: Actor,
    /// When it was added, in epoch milliseconds.
    pub added_ms: u64,
    /// Its start tag, in milliseconds of music. Without meaning for Bender's.
    pub tag_ms: i64,
    /// Where it stands: the queue is sorted by this and the number.
    pub rank: i64,
    /// Why it stands there.
    pub why: Why,
    /// How many up-votes it has.
    pub up: u32,
    /// How many down-votes it has.
    pub down: u32,
    /// Who voted how.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub votes: BTreeMap<PersonId, Vote>,
    /// Who applauds, in the order the nest heard of it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub jams: Vec<Jam>,
    /// What was said, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub comments: Vec<Comment>,
    /// Who wants it skipped or removed.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub skip_votes: BTreeSet<PersonId>,
    /// How many of those were present when the last of them voted.
    #[serde(default)]
    pub skip_have: u32,
    /// Whether its cost was given back once already (see [`super::order`]).
    #[serde(default)]
    pub refunded: bool,
}

impl Entry {
    /// Whether Bender queued it.
    #[must_use]
    pub fn is_auto(&self) -> bool {
        self.by == Actor::Bender
    }

    /// Whether someone pinned it.
    #[must_use]
    pub const fn is_pinned(&self) -> bool {
        self.why.pinned_by.is_some()
    }

    /// Up-votes less down-votes.
    #[must_use]
    pub fn net_votes(&self) -> i64 {
        i64::from(self.up) - i64::from(self.down)
    }

    /// What this person thinks of it.
    #[must_use]
    pub fn vote_of(&self, person: &PersonId) -> Option<Vote> {
        self.votes.get(person).copied()
    }

    /// Whether this person applauds it.
    #[must_use]
    pub fn is_jammed_by(&self, person: &PersonId) -> bool {
        self.jams.iter().any(|jam| jam.by == *person)
    }
}
