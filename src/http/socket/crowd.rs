//! All sockets of a nest, told together. Whenever the feed has grown, one task goes round and writes
//! the same bytes to each: to wake a task for each of a thousand sockets costs as much as the writing.
//! While it goes round, what happens meanwhile gathers, and goes out in one piece in the next round.
//!
//! Must never: wait for a client.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError, Weak,
        atomic::{AtomicU64, Ordering},
    },
};

use tokio::task::AbortHandle;

use super::outlet::{Outlet, Shared};
use crate::{
    app::{feed::Reader, nest_task::NestHandle},
    domain::ids::NestId,
};

/// After how many clients others get a turn: a round of so many takes a fraction of a millisecond.
const AT_A_TIME: usize = 64;

/// The sockets of every nest of this process.
#[derive(Default)]
pub struct Crowds(Mutex<HashMap<NestId, Weak<Crowd>>>);

/// The sockets of one nest.
struct Crowd {
    outlets: Mutex<HashMap<u64, Arc<Outlet>>>,
    next: AtomicU64,
    going_round: AbortHandle,
}

/// A socket's place in its crowd. It is told of what happens for as long as this lives.
pub(super) struct Place {
    crowd: Arc<Crowd>,
    number: u64,
}

impl Crowds {
    /// Puts a socket into the crowd of its nest.
    pub(super) fn join(&self, nest: &NestHandle, outlet: Arc<Outlet>) -> Place {
        let mut crowds = locked(&self.0);
        let crowd = crowds.get(nest.id()).and_then(Weak::upgrade).unwrap_or_else(|| {
            let crowd = Crowd::gather(nest.clone());
            crowds.retain(|_, crowd| crowd.strong_count() > 0);
            crowds.insert(nest.id().clone(), Arc::downgrade(&crowd));
            crowd
        });
        drop(crowds);
        let number = crowd.next.fetch_add(1, Ordering::Relaxed);
        locked(&crowd.outlets).insert(number, outlet);
        Place { crowd, number }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        locked(&self.crowd.outlets).remove(&self.number);
    }
}

impl Crowd {
    fn gather(nest: NestHandle) -> Arc<Self> {
        Arc::new_cyclic(|crowd| Self {
            outlets: Mutex::default(),
            next: AtomicU64::default(),
            going_round: tokio::spawn(go_round(Weak::clone(crowd), nest)).abort_handle(),
        })
    }
}

impl Drop for Crowd {
    fn drop(&mut self) {
        self.going_round.abort();
    }
}

/// Goes round whenever there is something new, until the crowd is gone.
async fn go_round(crowd: Weak<Crowd>, nest: NestHandle) {
    let feed = nest.feed();
    let mut outlets = Vec::new();
    loop {
        // What is told from here on is for the next round.
        let seen = feed.head();
        if let Some(crowd) = crowd.upgrade() {
            outlets.extend(locked(&crowd.outlets).values().cloned());
        }
        let mut shared = Shared::default();
        for (told, outlet) in outlets.drain(..).enumerate() {
            outlet.tell(feed, &mut shared);
            if told % AT_A_TIME == AT_A_TIME - 1 {
                tokio::task::yield_now().await;
            }
        }
        Reader::new(seen, 0).wait(feed).await;
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
