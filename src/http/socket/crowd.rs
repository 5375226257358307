//! All sockets of a nest, told together. Whenever the feed has grown, a few tasks, one for each core, go
//! round and write the same bytes to each: to wake a task for each of a thousand sockets costs as much
//! as the writing. What happens while they go round gathers, and goes out in one piece the next time.
//!
//! Must never: wait for a client.

use std::{
    collections::HashMap,
    mem,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError, Weak,
        atomic::{AtomicUsize, Ordering},
    },
};

use metrics::histogram;
use tokio::{runtime::Handle, task::AbortHandle};

use super::outlet::{Outlet, Shared};
use crate::{
    app::{feed::Reader, measures, nest_task::NestHandle},
    domain::ids::NestId,
};

/// After how many clients others get a turn: a round of so many takes a fraction of a millisecond.
const AT_A_TIME: usize = 128;

/// The sockets of every nest of this process.
#[derive(Default)]
pub struct Crowds(Mutex<HashMap<NestId, Weak<Crowd>>>);

/// The sockets of one nest.
struct Crowd {
    rounds: Vec<Round>,
    next: AtomicUsize,
}

/// Those of them that one task goes round.
struct Round {
    outlets: Mutex<HashMap<usize, Arc<Outlet>>>,
    going: AbortHandle,
}

/// A socket's place in its crowd. It is told of what happens for as long as this lives.
pub(super) struct Place {
    crowd: Arc<Crowd>,
    number: usize,
}

impl Crowds {
    /// Puts a socket into the crowd of its nest.
    pub(super) fn join(&self, nest: &NestHandle, outlet: Arc<Outlet>) -> Place {
        let mut crowds = locked(&self.0);
        let crowd = crowds.get(nest.id()).and_then(Weak::upgrade).unwrap_or_else(|| {
            let crowd = Crowd::gather(nest);
            crowds.retain(|_, crowd| crowd.strong_count() > 0);
            crowds.insert(nest.id().clone(), Arc::downgrade(&crowd));
            crowd
        });
        drop(crowds);
        let number = crowd.next.fetch_add(1, Ordering::Relaxed);
        locked(&crowd.round_of(number).outlets).insert(number, outlet);
        Place { crowd, number }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        locked(&self.crowd.round_of(self.number).outlets).remove(&self.number);
    }
}

impl Crowd {
    fn gather(nest: &NestHandle) -> Arc<Self> {
        let cores = Handle::current().metrics().num_workers();
        Arc::new_cyclic(|crowd| {
            let round = |round| {
                let going = tokio::spawn(go_round(Weak::clone(crowd), round, nest.clone())).abort_handle();
                Round { outlets: Mutex::default(), going }
            };
            Self { rounds: (0..cores).map(round).collect(), next: AtomicUsize::default() }
        })
    }

    /// A small crowd is one round, a large one is shared out evenly.
    fn round_of(&self, number: usize) -> &Round {
        &self.rounds[number / AT_A_TIME % self.rounds.len()]
    }
}

impl Drop for Round {
    fn drop(&mut self) {
        self.going.abort();
    }
}

/// Goes round whenever there is something new, until the crowd is gone.
async fn go_round(crowd: Weak<Crowd>, round: usize, nest: NestHandle) {
    let feed = nest.feed();
    let mut outlets = Vec::new();
    let mut told_up_to = feed.head();
    let lag = histogram!(measures::FAN_OUT_SECONDS);
    let going = feed.round();
    loop {
        let fan_out = going.begin();
        // What is told from here on is for the next round.
        let (before, seen) = (told_up_to, feed.head());
        if let Some(crowd) = crowd.upgrade() {
            outlets.extend(locked(&crowd.rounds[round].outlets).values().cloned());
        }
        let reaches_any = !outlets.is_empty();
        let mut shared = Shared::default();
        for (told, outlet) in outlets.drain(..).enumerate() {
            outlet.tell(feed, &mut shared);
            if told % AT_A_TIME == AT_A_TIME - 1 {
                tokio::task::yield_now().await;
            }
        }
        // Once a round, however many it reached.
        let news = feed.told_at(mem::replace(&mut told_up_to, seen)).filter(|_| reaches_any && seen > before);
        if let Some(told_at) = news {
            lag.record(told_at.elapsed());
        }
        drop(fan_out);
        Reader::new(seen, 0).wait(feed).await;
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
