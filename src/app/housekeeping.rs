//! The house: which nests a process holds open, by what the register says and who uses them.
//!
//! Must never: let go of a log while the register still leads to its nest, or look around where nothing
//! happens.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
    time::Duration,
};

use tokio::time::{Instant, sleep, sleep_until};

use super::{
    access::screens::Screens,
    nest_task::Reply,
    nests::{BEGIN_WITHIN, Nests},
    ports::{Log, StoreFailure},
};
use crate::domain::{
    command::{Registration, Request},
    ids::NestId,
};

/// How long to wait before trying again what the store did not do.
const TRY_AGAIN: Duration = Duration::from_secs(1);

/// How long after the end of a nest its log is kept. Until then whoever has not heard of the end finds it there,
/// and afterwards nobody begins it anew any more.
const FORGET_AFTER: Duration = BEGIN_WITHIN.saturating_mul(2);

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
                Ok(()) => nests.let_go_of_what_is_over(),
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
    let mut over = BTreeMap::new();
    loop {
        let now = Arc::clone(&register.borrow_and_update());
        nests.let_go_of_what_is_over();
        let mut is_done = true;
        for id in now.nests.keys() {
            if let Err(failure) = nests.get(id).await {
                tracing::warn!(nest.id = %id, %failure, "A nest cannot be opened yet.");
                is_done = false;
            }
        }
        over.retain(|id, _| now.over.contains(id));
        for id in &now.over {
            let since = *over.entry(id.clone()).or_insert_with(Instant::now);
            if since.elapsed() < FORGET_AFTER {
                continue;
            }
            if let Err(failure) = forget(&nests, &*log, id).await {
                tracing::debug!(nest.id = %id, %failure, "A nest that is over is still in the store.");
                is_done = false;
            }
        }
        let is_due = |since: &Instant| since.elapsed() >= FORGET_AFTER;
        let next = over.values().filter(|since| !is_due(since)).min().map(|since| *since + FORGET_AFTER);
        tokio::select! {
            biased;
            changed = register.changed() => if changed.is_err() { return },
            () = sleep(TRY_AGAIN), if !is_done => {}
            () = sleep_until(next.unwrap_or_else(Instant::now)), if next.is_some() => {}
        }
    }
}

/// Ends the TVs of nests that are over. For a process that plays.
pub async fn end_screens(nests: Nests, screens: Screens) {
    let mut register = nests.changes();
    let mut done = BTreeSet::new();
    loop {
        let over = register.borrow_and_update().over.clone();
        done.retain(|id| over.contains(id));
        for id in &over {
            if done.contains(id) {
                continue;
            }
            match screens.end_all(id).await {
                Ok(()) => drop(done.insert(id.clone())),
                Err(failure) => {
                    tracing::debug!(nest.id = %id, %failure, "TVs of a nest that is over are still listed.");
                }
            }
        }
        let is_done = over.iter().all(|id| done.contains(id));
        tokio::select! {
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
