//! Taking many plays, a few thousand at a time, so that whoever looks meanwhile does not wait.
//!
//! Must never: hold the lock while a log is being read.

use chrono_tz::Tz;

use super::{History, calendar, past_play::PastPlay};
use crate::domain::setting_values::TimeZone;

/// How many plays go in at once: a few milliseconds' work.
const CHUNK: usize = 2_048;

/// Takes plays, and puts them into the history in chunks. The last go in when it is dropped.
pub struct Loading<'a> {
    history: &'a History,
    zone: Tz,
    chunk: Vec<PastPlay>,
}

impl<'a> Loading<'a> {
    pub(super) fn new(history: &'a History, zone: &TimeZone) -> Self {
        Self { history, zone: calendar::rules_of(zone), chunk: Vec::with_capacity(CHUNK) }
    }

    /// Takes a play. Says whether there is room for more.
    pub fn take(&mut self, play: PastPlay) -> bool {
        self.chunk.push(play);
        self.chunk.len() < CHUNK || self.flush()
    }

    fn flush(&mut self) -> bool {
        let has_room = self.history.write().add(&self.chunk, self.zone);
        self.chunk.clear();
        has_room
    }
}

impl Drop for Loading<'_> {
    fn drop(&mut self) {
        if !self.flush() {
            tracing::warn!(plays = super::index::PLAYS_MAX, "The play log holds more than is remembered.");
        }
        self.history.write().shrink();
    }
}
