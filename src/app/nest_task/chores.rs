//! What there is to do for a nest besides keeping time, for whoever does it.
//!
//! Must never: change at every vote. Whoever waits for a chore sleeps through the rest.

use super::NestTask;
use crate::domain::nest::Nest;

/// What there is to do for a nest besides keeping time.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Chores {
    /// The newest commit with a play that waits for the play log.
    pub unlogged: Option<u64>,
    /// Whether anybody is present.
    pub is_attended: bool,
    /// What Bender is at.
    pub bender: Bender,
}

/// What Bender is at in a nest.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Bender {
    /// It is turned off.
    #[default]
    Off,
    /// It has nothing in mind.
    Hungry,
    /// It looked in vain, and looks again then (epoch milliseconds).
    Resting(u64),
    /// It has something in mind, which may be queued until then with nobody present (epoch milliseconds).
    Ready(u64),
}

impl Bender {
    fn of(nest: &Nest) -> Self {
        match (&nest.preview, nest.rest) {
            _ if nest.settings.bender_depth == 0 => Self::Off,
            (Some(preview), _) => Self::Ready(preview.until_ms),
            (None, Some(rest)) => Self::Resting(rest.until_ms),
            (None, None) => Self::Hungry,
        }
    }
}

impl NestTask {
    pub(super) fn note_chores(&self) {
        let chores = Chores {
            unlogged: self.nest.unlogged.back().map(|play| play.commit),
            is_attended: self.presence.see(|present| !present.is_empty()),
            bender: Bender::of(&self.nest),
        };
        self.chores.send_if_modified(|before| {
            let is_news = *before != chores;
            *before = chores;
            is_news
        });
    }
}
