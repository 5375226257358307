//! The recorder: writes what has ended into the play log, exactly once, and goes on until it is there.
//!
//! A nest remembers what has ended until it is told that it stands in the log. So whoever was killed
//! between a track's end and its line has not lost it: the next recorder finds it waiting. Any number of
//! recorders may write the same plays; the log takes each once.
//!
//! Must never: hold up the music, or forget a play that was not written.

use std::{sync::Arc, time::Duration};

use tokio::sync::watch;

use super::{
    nest_task::{NestHandle, Reply},
    ports::PlayLog,
};
use crate::domain::{command::Request, limits, play::PlayKey};

/// How long to wait after a failure, at first; twice as long after each one that follows.
const TRY_AGAIN: Duration = Duration::from_secs(1);
/// How long to wait at most: a disk that was emptied is noticed soon.
const TRY_AGAIN_MAX: Duration = Duration::from_secs(30);

/// Why the play log cannot be written, as a sentence; nothing while all is well.
pub type Trouble = watch::Sender<Option<String>>;

/// Writes down what ends in a nest, until it is closed.
pub async fn record(nest: NestHandle, log: Arc<dyn PlayLog>, trouble: Arc<Trouble>) {
    let mut chores = nest.chores();
    let mut wait = TRY_AGAIN;
    loop {
        if chores.wait_for(|chores| chores.unlogged.is_some()).await.is_err() {
            return;
        }
        let Some(view) = nest.look().await else { return };
        let plays: Vec<_> = view.nest.unlogged.iter().cloned().collect();
        let is_done = match log.write(nest.id(), &view.nest.settings.time_zone, &plays).await {
            Ok(()) => {
                note_recovery(&trouble);
                let keys: Vec<PlayKey> = plays.iter().map(|play| play.key()).collect();
                // What is not said now is written again, and found to be there.
                matches!(nest.ask(Request::Logged(keys)).await, Reply::Answer(_))
            }
            Err(failure) => {
                note_failure(&trouble, &failure.to_string(), plays.len());
                false
            }
        };
        if is_done {
            wait = TRY_AGAIN;
        } else {
            tokio::time::sleep(wait).await;
            wait = (wait * 2).min(TRY_AGAIN_MAX);
        }
    }
}

fn note_failure(trouble: &Trouble, failure: &str, waiting: usize) {
    if waiting >= limits::UNLOGGED_MAX {
        tracing::error!(
            failure,
            waiting,
            "The play log cannot be written, and the oldest plays are being lost."
        );
    }
    let is_new = trouble.send_replace(Some(failure.to_owned())).is_none();
    if is_new {
        tracing::warn!(failure, "The play log cannot be written; plays wait until it can.");
    }
}

fn note_recovery(trouble: &Trouble) {
    if trouble.send_replace(None).is_some() {
        tracing::info!("The play log is written again; nothing is missing.");
    }
}
