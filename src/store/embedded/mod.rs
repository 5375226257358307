//! The store in one file on one machine: what runs when no Redis is configured.
//!
//! One thread owns the file. It takes whatever work is waiting, does it in one transaction, brings
//! that to the disk, and only then answers: what is acknowledged is durable, and a crowd of
//! appends shares one flush. Work that fails leaves nothing behind; after a failure the file is
//! opened anew, which is how a disk that was full comes back to life.
//!
//! One process has the file at a time; a second one is told so.
//!
//! Must never: answer before the disk has it.

pub mod checkup;
mod copying;
mod tables;
mod thread;

use std::{fs, os::unix::fs::DirBuilderExt, path::Path, sync::Arc, time::Duration};

use async_trait::async_trait;
use tokio::sync::{broadcast, watch};

use self::thread::Thread;
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

/// The file's name inside the data directory.
const FILE: &str = "nests.redb";

/// A store in one file.
pub struct EmbeddedStore {
    thread: Thread,
    clock: Arc<dyn Clock>,
    growth: watch::Sender<Option<Position>>,
    changes: watch::Sender<u64>,
    ended: broadcast::Sender<String>,
}

/// Why the file cannot be used. The sentence is meant for an operator.
#[derive(Debug, thiserror::Error)]
pub enum CannotOpen {
    /// Another process has it.
    #[error("another EchoNest is using {0} already; stop it, or give this one a DATA_DIR of its own")]
    InUse(String),
    /// It is no file of ours, or damaged.
    #[error("{path} cannot be read as EchoNest's store ({why}); move it away, or restore a backup")]
    Foreign {
        /// The file.
        path: String,
        /// What is wrong with it.
        why: String,
    },
    /// The file system said no.
    #[error("{path} cannot be opened ({why}); check that the directory is writable and the disk not full")]
    Refused {
        /// The file or directory.
        path: String,
        /// What the file system said.
        why: String,
    },
}

impl EmbeddedStore {
    /// Opens the store in `directory`, and makes both where they are missing.
    ///
    /// # Errors
    /// [`CannotOpen`], a sentence for the operator.
    pub fn open(directory: &Path, clock: Arc<dyn Clock>) -> Result<Self, CannotOpen> {
        let refused = |why: std::io::Error| CannotOpen::Refused {
            path: directory.display().to_string(),
            why: why.to_string(),
        };
        fs::DirBuilder::new().recursive(true).mode(0o700).create(directory).map_err(refused)?;
        let thread = Thread::start(directory.join(FILE))?;
        Ok(Self {
            thread,
            clock,
            growth: watch::Sender::default(),
            changes: watch::Sender::default(),
            ended: broadcast::Sender::new(ENDINGS_MAX),
        })
    }

    fn end_of(&self, ttl: Duration) -> u64 {
        self.clock.now_ms() + super::as_ms(ttl)
    }
}

#[async_trait]
impl Log for EmbeddedStore {
    async fn append(&self, nest: &NestId, commits: &[Arc<Commit>]) -> Result<Appended, StoreFailure> {
        let (Some(first), Some(_)) = (commits.first(), commits.last()) else { return Ok(Appended::In) };
        let (nest, parent) = (nest.clone(), first.parent);
        let records: Vec<_> = commits.iter().map(|commit| tables::Record::of(commit)).collect();
        self.thread.write(move |transaction| tables::append(transaction, &nest, parent, &records)).await
    }

    async fn open(&self, nest: &NestId) -> Result<Stored, StoreFailure> {
        let nest = nest.clone();
        self.thread.read(move |transaction| tables::open(transaction, &nest)).await
    }

    async fn open_lately(&self, nest: &NestId) -> Result<Stored, StoreFailure> {
        let nest = nest.clone();
        self.thread.read(move |transaction| tables::open_lately(transaction, &nest)).await
    }

    async fn read(&self, nest: &NestId, after: Position) -> Result<Tail, StoreFailure> {
        let nest = nest.clone();
        self.thread.read(move |transaction| tables::read(transaction, &nest, after)).await
    }

    async fn keep_snapshot(&self, nest: &NestId, snapshot: Snapshot) -> Result<bool, StoreFailure> {
        let nest = nest.clone();
        self.thread.write(move |transaction| tables::keep_snapshot(transaction, &nest, &snapshot)).await
    }

    async fn forget(&self, nest: &NestId) -> Result<(), StoreFailure> {
        let nest = nest.clone();
        self.thread.write(move |transaction| tables::forget(transaction, &nest)).await
    }

    /// Never tells anything: nobody else can append.
    fn growth(&self, _: &NestId) -> Growth {
        self.growth.subscribe()
    }

    async fn probe(&self) -> Result<(), StoreFailure> {
        self.thread.write(tables::probe).await
    }
}

#[async_trait]
impl Vault for EmbeddedStore {
    async fn put(&self, key: &str, value: Vec<u8>, ttl: Duration) -> Result<(), StoreFailure> {
        let (key, end_ms, now_ms) = (key.to_owned(), self.end_of(ttl), self.clock.now_ms());
        self.thread.write(move |transaction| tables::put(transaction, &key, &value, end_ms, now_ms)).await
    }

    async fn put_new(&self, key: &str, value: Vec<u8>, ttl: Duration) -> Result<bool, StoreFailure> {
        let (key, end_ms, now_ms) = (key.to_owned(), self.end_of(ttl), self.clock.now_ms());
        self.thread.write(move |transaction| tables::put_new(transaction, &key, &value, end_ms, now_ms)).await
    }

    async fn replace(
        &self,
        key: &str,
        expected: &[u8],
        value: Vec<u8>,
        ttl: Duration,
    ) -> Result<bool, StoreFailure> {
        let (key, expected) = (key.to_owned(), expected.to_owned());
        let (end_ms, now_ms) = (self.end_of(ttl), self.clock.now_ms());
        let replace = move |transaction: &redb::WriteTransaction| {
            tables::replace(transaction, &key, &expected, &value, end_ms, now_ms)
        };
        self.thread.write(replace).await
    }

    async fn get(&self, key: &str) -> Result<Option<Vec<u8>>, StoreFailure> {
        let (key, now_ms) = (key.to_owned(), self.clock.now_ms());
        self.thread.read(move |transaction| tables::get(transaction, &key, now_ms)).await
    }

    async fn take(&self, key: &str) -> Result<Option<Vec<u8>>, StoreFailure> {
        let (key, now_ms) = (key.to_owned(), self.clock.now_ms());
        self.thread.write(move |transaction| tables::take(transaction, &key, now_ms)).await
    }
}

/// There are no other processes, so there is nothing to tell and nobody to hear.
#[async_trait]
impl Signals for EmbeddedStore {
    async fn say_present(&self, _: &NestId, _: &Present, _: Duration) -> Result<(), StoreFailure> {
        Ok(())
    }

    async fn present_elsewhere(&self, _: &NestId) -> Result<Present, StoreFailure> {
        Ok(Present::new())
    }

    fn changes(&self, _: &NestId) -> watch::Receiver<u64> {
        self.changes.subscribe()
    }
}

#[async_trait]
impl Endings for EmbeddedStore {
    async fn say_ended(&self, passes: &str) -> Result<(), StoreFailure> {
        // Where nobody listens, nobody has to hear it.
        let _ = self.ended.send(passes.to_owned());
        Ok(())
    }

    fn ended(&self) -> broadcast::Receiver<String> {
        self.ended.subscribe()
    }
}
