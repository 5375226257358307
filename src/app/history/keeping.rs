//! Keeping the history current: all that was ever written, read once, and whatever ends from then on.
//!
//! Must never: hold up who plays. What is told is heard in time, or read again at the next start.

use std::sync::Arc;

use tokio::sync::broadcast::{self, error::RecvError};

use super::{History, past_play::PastPlay};
use crate::{
    app::{
        nest_task::Ended,
        ports::{Clock, PlayLog},
    },
    domain::setting_values::TimeZone,
};

/// Reads all that was ever written. To be called on a thread of its own; times without a zone are of `zone`.
pub fn load(history: &History, log: &dyn PlayLog, zone: &TimeZone, clock: &dyn Clock) {
    let began_ms = clock.now_ms();
    let mut loading = history.loading(zone);
    let read = log.read(zone, &mut |play| loading.take(play));
    drop(loading);
    let duration_ms = clock.now_ms() - began_ms;
    match read {
        Ok(()) => tracing::info!(plays = history.len(), duration_ms, "The play log is read."),
        Err(failure) => {
            tracing::warn!(%failure, plays = history.len(), "The play log cannot be read, or not all of it.");
        }
    }
}

/// Remembers whatever ends, for as long as the process runs.
pub async fn keep(history: Arc<History>, mut ended: broadcast::Receiver<Ended>) {
    loop {
        match ended.recv().await {
            Ok(Ended { nest, zone, play }) => history.remember(&PastPlay::of(&nest, &play, &zone), &zone),
            Err(RecvError::Lagged(plays)) => {
                tracing::warn!(plays, "Some plays are only remembered after the next start.");
            }
            Err(RecvError::Closed) => return,
        }
    }
}
