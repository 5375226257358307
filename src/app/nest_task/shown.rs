//! What a look showed last, so that whoever looks next need not wait for the nest's task.
//!
//! Must never: show what was before a commit to somebody who was told of it.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::app::{feed::Feed, presence::Presence, view::View};

/// How far the feed was when it was looked, and who was present.
pub(super) type Moment = (u64, u64);

/// What a look showed last.
#[derive(Debug, Default)]
pub(super) struct Shown(Mutex<Option<(Moment, Arc<View>)>>);

/// This moment, as a look sees it.
pub(super) fn moment(feed: &Feed, presence: &Presence) -> Moment {
    (feed.head(), presence.version())
}

impl Shown {
    /// What was shown at this moment, if anything was.
    pub(super) fn at(&self, now: Moment) -> Option<Arc<View>> {
        self.lock().as_ref().filter(|(when, _)| *when == now).map(|(_, view)| Arc::clone(view))
    }

    /// Shows this from now on.
    pub(super) fn show(&self, now: Moment, view: &Arc<View>) {
        *self.lock() = Some((now, Arc::clone(view)));
    }

    /// It is not so any more.
    pub(super) fn forget(&self) {
        *self.lock() = None;
    }

    fn lock(&self) -> MutexGuard<'_, Option<(Moment, Arc<View>)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
