//! A play: an entry that has ended, with all that was said and done about it.
//!
//! Must never: change. It is what goes into the play log.

use std::{collections::BTreeMap, sync::Arc};

use serde::{Deserialize, Serialize};

use super::{entry::Entry, event::EndedBecause, ids::PersonId, text::Name};

/// An entry that has ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Play {
    /// The entry as it was when it ended.
    pub entry: Arc<Entry>,
    /// The number of the commit that ended it.
    pub commit: u64,
    /// When it started, in epoch milliseconds.
    pub started_ms: u64,
    /// When it ended, in epoch milliseconds.
    pub ended_ms: u64,
    /// How much of it was played, in milliseconds.
    pub played_ms: u64,
    /// Why it ended.
    pub reason: EndedBecause,
    /// What everyone whom the entry names was called then.
    pub names: BTreeMap<PersonId, Name>,
}
