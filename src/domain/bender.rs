//! Bender, the auto-fill: what it has in mind, and when it rests.
//!
//! Must never: pick anything. A pick is given to it; the rules say whether it is still wanted.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{
    day::Day,
    ids::PersonId,
    setting_values::Strategy,
    text::Name,
    track::{Track, TrackUri},
};

/// Where a throwback comes from: who queued it here first, and when. It is shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Provenance {
    /// What they were called then.
    pub name: Name,
    /// Who they are, where that is known. Not shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<PersonId>,
    /// The day it played, as the room's calendar had it.
    pub day: Day,
}

/// The exact next pick, which everyone sees before it is queued.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preview {
    /// The music.
    pub track: Arc<Track>,
    /// How it was found.
    pub strategy: Strategy,
    /// Where it comes from, if it is a throwback.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provenance: Option<Arc<Provenance>>,
    /// Until when it may be queued with nobody present, in epoch milliseconds.
    pub until_ms: u64,
}

/// Why Bender has nothing in mind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RestsBecause {
    /// No strategy found anything that may be played now.
    NothingLeft,
    /// The catalogue cannot be asked.
    Unavailable,
}

/// Bender has nothing in mind, and looks again later.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rest {
    /// Why.
    pub because: RestsBecause,
    /// When it looks again, in epoch milliseconds.
    pub until_ms: u64,
}

/// What Bender brings back from a search.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Offer {
    /// This could be next. The same again only says that it may be queued until later.
    Pick(Preview),
    /// There is nothing.
    Rest(Rest),
    /// Nothing, and no rest either: nobody has been here for long, or what was in mind is not to be.
    Nothing,
}

/// Why Bender keeps away from a recording.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ShunnedBecause {
    /// It has offered it already.
    Offered,
    /// Somebody did not want it.
    Rejected,
}

/// A recording that Bender keeps away from for a while.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shunned {
    /// Its address.
    pub uri: TrackUri,
    /// Its recording code, if it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub isrc: Option<String>,
    /// Until when, in epoch milliseconds.
    pub until_ms: u64,
}
