//! The player: sees to it that tracks end when they are over, with nobody looking.
//!
//! Any number of players may keep time for the same nest. Each proposes what is due; the log takes
//! one, and the others find it done.
//!
//! Must never: do anything but ask the nest to do what is due.

use std::{sync::Arc, time::Duration};

use super::{
    nest_task::{NestHandle, Reply},
    ports::Clock,
};
use crate::domain::command::Request;

/// How long to wait before asking again what was not saved.
const ASK_AGAIN: Duration = Duration::from_millis(250);

/// Keeps time for a nest until it is closed.
pub async fn keep_time(nest: NestHandle, clock: Arc<dyn Clock>) {
    let mut due = nest.due();
    loop {
        let next_ms = *due.borrow_and_update();
        let Some(next_ms) = next_ms else {
            if due.changed().await.is_err() {
                return;
            }
            continue;
        };
        let left = Duration::from_millis(next_ms.saturating_sub(clock.now_ms()));
        if !left.is_zero() {
            tokio::select! {
                biased;
                changed = due.changed() => if changed.is_err() { return },
                () = tokio::time::sleep(left) => {}
            }
            continue;
        }
        match nest.ask(Request::Beat).await {
            Reply::Answer(_) if due.has_changed().unwrap_or(true) => {}
            // Done by someone else and not heard of yet, or not to be done now.
            _ => tokio::time::sleep(ASK_AGAIN).await,
        }
    }
}
