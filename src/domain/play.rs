//! A play: an entry that has ended, with all that was said and done about it.
//!
//! Must never: change. It is what goes into the play log.

use std::{collections::BTreeMap, sync::Arc};

use serde::{Deserialize, Serialize};

use super::{
    entry::Entry,
    event::EndedBecause,
    ids::{EntryId, PersonId},
    people::Member,
    playing::Playing,
    text::Name,
};

/// What tells one play from every other. The commit and the entry alone do not: a store that lost its
/// tail counts them again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct PlayKey {
    /// The number of the commit that ended it.
    pub commit: u64,
    /// The entry.
    pub entry: EntryId,
    /// When it started, in epoch milliseconds.
    pub started_ms: u64,
}

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

impl Play {
    /// What tells it from every other play of its nest.
    #[must_use]
    pub fn key(&self) -> PlayKey {
        PlayKey { commit: self.commit, entry: self.entry.id, started_ms: self.started_ms }
    }

    /// What was playing, and ended.
    #[must_use]
    pub fn of(
        playing: &Playing,
        people: &BTreeMap<PersonId, Member>,
        commit: u64,
        ended_ms: u64,
        reason: EndedBecause,
    ) -> Self {
        let entry = Arc::clone(&playing.entry);
        let jams = entry.jams.iter().map(|jam| &jam.by);
        let named =
            entry.by.person().into_iter().chain(jams).chain(entry.comments.iter().map(|said| &said.by));
        let name = |id: &PersonId| people.get(id).map(|member| (id.clone(), member.name.clone()));
        let names = named.filter_map(name).collect();
        let started_ms = match playing.started_ms {
            0 => playing.as_of_ms.saturating_sub(playing.position_ms),
            started_ms => started_ms,
        };
        Self { commit, started_ms, ended_ms, played_ms: playing.position_at(ended_ms), reason, names, entry }
    }
}
