//! The house: which nests a process holds open, by what the register says and who uses them.
//!
//! Must never: let go of a log while the register still leads to its nest, or look around where nothing
//! happens.

use std::{sync::Arc, time::Duration};

use tokio::time::{Instant, sleep, sleep_until};

use super::{
    nest_task::Reply,
    nests::Nests,
    ports::{Log, StoreFailure},
};
use crate::domain::{
    command::{Registration, Request},
    ids::NestId,
};

/// How long to wait before trying again what the store did not do.
const TRY_AGAIN: Duration = Duration::from_secs(1);

/// After how long without anybody who follows it or asks for it a nest is closed.
pub const UNUSED_MAX: Duration = Duration::from_mins(10);

/// Lets go of nests when they are over, and of those that nobody uses. For a process that opens them when
/// somebody comes.
pub async fn let_go(nests: Nests) {
    let mut register = nests.changes();
    loop {
        let again = nests.close_unused(UNUSED_MAX).await;
        tokio::select! {
            biased;
            changed = register.changed() => match changed {
                Ok(()) => nests.let_go_of_what_is_over().await,
                Err(_) => return,
            },
            () = nests.opened(), if again.is_none() => {}
            () = sleep_until(again.unwrap_or_else(Instant::now)), if again.is_some() => {}
        }
    }
}

/// Holds all nests open, and has the store forget those that are over. For a process that plays.
pub async fn keep_open(nests: Nests, log: Arc<dyn Log>) {
    let mut register = nests.changes();
    loop {
        let now = Arc::clone(&register.borrow_and_update());
        nests.let_go_of_what_is_over().await;
        let mut is_done = true;
        for id in now.nests.keys() {
            if let Err(failure) = nests.get(id).await {
                tracing::warn!(nest.id = %id, %failure, "A nest cannot be opened yet.");
                is_done = false;
            }
        }
        for id in &now.over {
            if let Err(failure) = forget(&nests, &*log, id).await {
                tracing::debug!(nest.id = %id, %failure, "A nest that is over is still in the store.");
                is_done = false;
            }
        }
        tokio::select! {
            biased;
            changed = register.changed() => if changed.is_err() { return },
            () = sleep(TRY_AGAIN), if !is_done => {}
        }
    }
}

/// Only when nothing of it is left does the register forget it, so that nothing can be left for ever.
async fn forget(nests: &Nests, log: &dyn Log, id: &NestId) -> Result<(), StoreFailure> {
    log.forget(id).await?;
    let request = Request::Register(Box::new(Registration::Forgotten(id.clone())));
    match nests.main().ask(request).await {
        Reply::Answer(_) => Ok(()),
        reply => Err(StoreFailure::Unavailable(format!("the register answered {reply:?}"))),
    }
}
