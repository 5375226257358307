//! The store in memory: the reference for the others, for tests and for the simulator.
//!
//! Must never: be offered to an operator. It forgets everything when the process ends.

use std::{
    collections::{BTreeMap, HashMap},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use async_trait::async_trait;
use tokio::sync::{broadcast, watch};

use super::chain::Chain;
use crate::{
    app::ports::{
        Appended, Clock, ENDINGS_MAX, Endings, Growth, Log, Signals, Snapshot, StoreFailure, Stored, Tail,
        Vault,
    },
    domain::{
        commit::Commit,
        ids::{NestId, Position},
        people::Present,
    },
};

/// What processes share when they share memory. Each value comes with its end, in epoch milliseconds.
#[derive(Debug, Default)]
struct Shared {
    logs: HashMap<NestId, (Chain, watch::Sender<Option<Position>>)>,
    values: HashMap<String, (Vec<u8>, u64)>,
    present: HashMap<NestId, Room>,
    ended: Ended,
}

#[derive(Debug)]
struct Ended(broadcast::Sender<String>);

impl Default for Ended {
    fn default() -> Self {
        Self(broadcast::Sender::new(ENDINGS_MAX))
    }
}

#[derive(Debug, Default)]
struct Room {
    by_process: BTreeMap<u64, (Present, u64)>,
    changes: watch::Sender<u64>,
}

/// One process's view of a store in memory.
#[derive(Clone)]
pub struct MemoryStore {
    shared: Arc<Mutex<Shared>>,
    clock: Arc<dyn Clock>,
    process: u64,
}

impl MemoryStore {
    /// An empty store.
    #[must_use]
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        Self { shared: Arc::default(), clock, process: 0 }
    }

    /// The same store, as another process sees it.
    #[must_use]
    pub fn as_process(&self, process: u64) -> Self {
        Self { shared: Arc::clone(&self.shared), clock: Arc::clone(&self.clock), process }
    }

    fn end_of(&self, ttl: Duration) -> u64 {
        self.clock.now_ms() + super::as_ms(ttl)
    }

    fn lock(&self) -> MutexGuard<'_, Shared> {
        self.shared.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl Log for MemoryStore {
    async fn append(&self, nest: &NestId, commits: &[Arc<Commit>]) -> Result<Appended, StoreFailure> {
        let mut shared = self.lock();
        let (chain, growth) = shared.logs.entry(nest.clone()).or_default();
        let appended = chain.append(commits);
        if appended == Appended::In {
            growth.send_replace(Some(chain.newest()));
        }
        Ok(appended)
    }

    async fn open(&self, nest: &NestId) -> Result<Stored, StoreFailure> {
        Ok(self.lock().logs.get(nest).map(|(chain, _)| chain.stored()).unwrap_or_default())
    }

    async fn read(&self, nest: &NestId, after: Position) -> Result<Tail, StoreFailure> {
        Ok(self.lock().logs.entry(nest.clone()).or_default().0.read(after))
    }

    async fn keep_snapshot(&self, nest: &NestId, snapshot: Snapshot) -> Result<bool, StoreFailure> {
        Ok(self.lock().logs.entry(nest.clone()).or_default().0.keep_snapshot(snapshot))
    }

    async fn forget(&self, nest: &NestId) -> Result<(), StoreFailure> {
        if let Some((chain, _)) = self.lock().logs.get_mut(nest) {
            *chain = Chain::default();
        }
        Ok(())
    }

    fn growth(&self, nest: &NestId) -> Growth {
        self.lock().logs.entry(nest.clone()).or_default().1.subscribe()
    }

    async fn probe(&self) -> Result<(), StoreFailure> {
        Ok(())
    }
}

#[async_trait]
impl Vault for MemoryStore {
    async fn put(&self, key: &str, value: Vec<u8>, ttl: Duration) -> Result<(), StoreFailure> {
        let end = self.end_of(ttl);
        self.lock().values.insert(key.to_owned(), (value, end));
        Ok(())
    }

    async fn put_new(&self, key: &str, value: Vec<u8>, ttl: Duration) -> Result<bool, StoreFailure> {
        let (now_ms, end) = (self.clock.now_ms(), self.end_of(ttl));
        let mut shared = self.lock();
        let is_new = shared.values.get(key).is_none_or(|(_, end)| *end <= now_ms);
        if is_new {
            shared.values.insert(key.to_owned(), (value, end));
        }
        Ok(is_new)
    }

    async fn replace(
        &self,
        key: &str,
        expected: &[u8],
        value: Vec<u8>,
        ttl: Duration,
    ) -> Result<bool, StoreFailure> {
        let (now_ms, end) = (self.clock.now_ms(), self.end_of(ttl));
        let mut shared = self.lock();
        let kept = shared.values.get_mut(key).filter(|(kept, end)| now_ms < *end && kept == expected);
        Ok(kept.map(|kept| *kept = (value, end)).is_some())
    }

    async fn get(&self, key: &str) -> Result<Option<Vec<u8>>, StoreFailure> {
        let now_ms = self.clock.now_ms();
        let shared = self.lock();
        let value = shared.values.get(key).filter(|(_, end)| now_ms < *end);
        Ok(value.map(|(value, _)| value.clone()))
    }

    async fn take(&self, key: &str) -> Result<Option<Vec<u8>>, StoreFailure> {
        let now_ms = self.clock.now_ms();
        let value = self.lock().values.remove(key).filter(|(_, end)| now_ms < *end);
        Ok(value.map(|(value, _)| value))
    }
}

#[async_trait]
impl Signals for MemoryStore {
    async fn say_present(&self, nest: &NestId, present: &Present, ttl: Duration) -> Result<(), StoreFailure> {
        let mut shared = self.lock();
        let room = shared.present.entry(nest.clone()).or_default();
        let said = (present.clone(), self.end_of(ttl));
        if room.by_process.insert(self.process, said).is_none_or(|(before, _)| before != *present) {
            room.changes.send_modify(|count| *count += 1);
        }
        Ok(())
    }

    async fn present_elsewhere(&self, nest: &NestId) -> Result<Present, StoreFailure> {
        let now_ms = self.clock.now_ms();
        let shared = self.lock();
        let Some(room) = shared.present.get(nest) else { return Ok(Present::new()) };
        let others = room.by_process.iter().filter(|(process, _)| **process != self.process);
        let alive = others.filter(|(_, (_, end))| now_ms < *end);
        Ok(alive.flat_map(|(_, (present, _))| present.clone()).collect())
    }

    fn changes(&self, nest: &NestId) -> watch::Receiver<u64> {
        self.lock().present.entry(nest.clone()).or_default().changes.subscribe()
    }
}

#[async_trait]
impl Endings for MemoryStore {
    async fn say_ended(&self, passes: &str) -> Result<(), StoreFailure> {
        // Where nobody listens, nobody has to hear it.
        let _ = self.lock().ended.0.send(passes.to_owned());
        Ok(())
    }

    fn ended(&self) -> broadcast::Receiver<String> {
        self.lock().ended.0.subscribe()
    }
}
