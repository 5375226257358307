//! What plays now.
//!
//! Must never: know what time it is. Times are given to it.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{entry::Entry, ids::EntryId, limits};

/// The entry that plays, and how far it has come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Playing {
    /// The entry.
    pub entry: Arc<Entry>,
    /// How far it had come at `as_of_ms`, in milliseconds.
    pub position_ms: u64,
    /// When it had come that far, in epoch milliseconds. In the future during a gap between tracks.
    pub as_of_ms: u64,
    /// Whether it stands still.
    pub paused: bool,
    /// The entry that has been announced to come next.
    pub next_up: Option<EntryId>,
    /// When it started, in epoch milliseconds; 0 where an older log does not say.
    #[serde(default)]
    pub started_ms: u64,
}

impl Playing {
    /// How far it has come by `now_ms`, in milliseconds, never beyond its end.
    #[must_use]
    pub fn position_at(&self, now_ms: u64) -> u64 {
        let played = if self.paused { 0 } else { now_ms.saturating_sub(self.as_of_ms) };
        (self.position_ms + played).min(self.entry.track.duration_ms)
    }

    /// When it ends if nothing happens, in epoch milliseconds; never while paused.
    #[must_use]
    pub fn ends_ms(&self) -> Option<u64> {
        let left = self.entry.track.duration_ms.saturating_sub(self.position_ms);
        (!self.paused).then_some(self.as_of_ms + left)
    }

    /// From when on the next entry is settled, in epoch milliseconds; never while paused.
    #[must_use]
    pub fn announces_ms(&self) -> Option<u64> {
        self.ends_ms().map(|end| end.saturating_sub(limits::NEXT_UP_MS).max(self.as_of_ms))
    }

    /// Whether at `now_ms` the next entry is to be settled.
    #[must_use]
    pub fn is_ending(&self, now_ms: u64) -> bool {
        self.entry.track.duration_ms - self.position_at(now_ms) <= limits::NEXT_UP_MS
    }
}
