//! Programs that ask with a token: for a while after each request their person counts as present.
//!
//! Must never: grow beyond the people whose programs asked lately.

use std::{
    collections::{HashMap, hash_map::Entry},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::time::{Instant, sleep_until};

use super::visitor::Visitor;
use crate::{
    app::{nest_task::NestHandle, presence::Seat},
    domain::ids::{NestId, PersonId},
};

/// For how long a request makes somebody present.
pub const PRESENT_FOR: Duration = Duration::from_secs(90);

type Seats = HashMap<(NestId, PersonId), (Seat, Instant)>;

/// Whose programs asked lately.
#[derive(Default)]
pub struct Programs {
    seats: Arc<Mutex<Seats>>,
}

impl Programs {
    /// A program of this visitor's asked something of this nest.
    pub fn seen(&self, visitor: &Visitor, nest: &NestHandle) {
        if visitor.is_by_session() {
            return;
        }
        let key = (nest.id().clone(), visitor.id.clone());
        let until = Instant::now() + PRESENT_FOR;
        match lock(&self.seats).entry(key.clone()) {
            Entry::Occupied(mut kept) => kept.get_mut().1 = until,
            Entry::Vacant(free) => {
                let seat = nest.presence().enter(visitor.id.clone(), visitor.name.clone());
                free.insert((seat, until));
                tokio::spawn(leave(Arc::clone(&self.seats), key, until));
            }
        }
    }
}

/// Gives the seat up when nothing more was asked for long enough.
async fn leave(seats: Arc<Mutex<Seats>>, key: (NestId, PersonId), mut until: Instant) {
    loop {
        sleep_until(until).await;
        let mut all = lock(&seats);
        match all.get(&key) {
            Some((_, later)) if *later > until => until = *later,
            _ => {
                let seat = all.remove(&key);
                drop(all);
                drop(seat);
                return;
            }
        }
    }
}

fn lock(seats: &Mutex<Seats>) -> MutexGuard<'_, Seats> {
    seats.lock().unwrap_or_else(PoisonError::into_inner)
}
