//! What is kept: the logs of nests, secrets with an end, and what processes tell each other.
//!
//! Must never: say how anything is kept.

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use tokio::sync::{broadcast, watch};

use crate::domain::{
    commit::Commit,
    ids::{NestId, Position},
    people::Present,
};

/// Why a store did not do what it was asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StoreFailure {
    /// It could not be reached, or said no: nothing was changed.
    #[error("the store cannot be used: {0}")]
    Unavailable(String),
    /// The answer was lost: what was asked may or may not have been done.
    #[error("the store did not say whether it wrote: {0}")]
    InDoubt(String),
    /// It holds something that this program did not write.
    #[error("the store holds something that is not ours: {0}")]
    Foreign(String),
}

/// What came of an append.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Appended {
    /// The commits are in the log, in order, right behind their parent.
    In,
    /// The log's newest commit is another one than the parent. Nothing was written.
    Conflict,
}

/// What a log holds behind a position.
#[derive(Debug, Clone, PartialEq)]
pub enum Tail {
    /// Everything behind it, oldest first; nothing, if it is the newest.
    Commits(Vec<Arc<Commit>>),
    /// The log does not hold that position: it is too old, made up, or was lost.
    Gone,
}

/// A nest written down, with the position it was written down at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snapshot {
    /// The newest commit it holds.
    pub position: Position,
    /// The nest as readable JSON.
    pub json: String,
}

/// All that a log holds, as of one moment.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Stored {
    /// The newest snapshot.
    pub snapshot: Option<Snapshot>,
    /// Every commit that was not trimmed, oldest first; some may be older than the snapshot.
    pub commits: Vec<Arc<Commit>>,
}

impl Stored {
    /// Whether nothing is missing between the snapshot, or the beginning where there is none, and the oldest commit.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        let snapshot = self.snapshot.as_ref().map_or(Position::START, |snapshot| snapshot.position);
        self.commits.first().is_none_or(|first| !first.parent.is_after(snapshot))
    }
}

/// The word that a log may have grown: the newest position somebody told of, or `None` where the
/// only way to know is to read.
pub type Growth = watch::Receiver<Option<Position>>;

/// How many commits that people see a log keeps behind the newest, for clients that come back.
pub const KEPT_COMMITS: u64 = 512;
/// How many commits and notes a log keeps at most; beyond it goes all that a snapshot holds.
pub const KEPT_RECORDS: usize = 4_096;

/// How many commits and notes are read where a nest is opened, if its snapshot needs no more: twice what stands behind
/// the snapshot of one that was quiet, so that most who come back find what they missed in memory.
pub const READ_LATELY: usize = 128;

/// The logs of all nests: the only way to change one.
#[async_trait]
pub trait Log: Send + Sync {
    /// Appends `commits`, one behind the other, if the newest commit of the log is the parent of the
    /// first. All of them or none. Appending again what is the newest already changes nothing and is
    /// [`Appended::In`], so that an append in doubt can simply be repeated.
    ///
    /// # Errors
    /// [`StoreFailure`]; after `InDoubt` the commits may be in the log, or come in later, but only
    /// ever behind their parent.
    async fn append(&self, nest: &NestId, commits: &[Arc<Commit>]) -> Result<Appended, StoreFailure>;

    /// Reads everything, as of one moment.
    ///
    /// # Errors
    /// [`StoreFailure`], `Foreign` where something else stands in the log's place.
    async fn open(&self, nest: &NestId) -> Result<Stored, StoreFailure>;

    /// Reads the newest snapshot and everything behind it, as of one moment, and of the commits that it holds some of
    /// the newest, or all: enough to open a nest. Where nothing was ever written, it says so as [`Self::open`] does.
    ///
    /// # Errors
    /// The same.
    async fn open_lately(&self, nest: &NestId) -> Result<Stored, StoreFailure> {
        self.open(nest).await
    }

    /// Reads what stands behind `after`.
    ///
    /// # Errors
    /// [`StoreFailure`].
    async fn read(&self, nest: &NestId, after: Position) -> Result<Tail, StoreFailure>;

    /// Keeps a snapshot and drops the commits that are then not needed: those further than
    /// [`KEPT_COMMITS`] behind the newest, or held by the snapshot where there are more than
    /// [`KEPT_RECORDS`]. Does nothing where the snapshot's position is not in the log, or a newer
    /// snapshot is kept; says whether it was kept.
    ///
    /// # Errors
    /// [`StoreFailure`].
    async fn keep_snapshot(&self, nest: &NestId, snapshot: Snapshot) -> Result<bool, StoreFailure>;

    /// Forgets all of a nest: its log and its snapshot. For one that is over.
    ///
    /// # Errors
    /// [`StoreFailure`].
    async fn forget(&self, nest: &NestId) -> Result<(), StoreFailure>;

    /// Tells when others may have appended.
    fn growth(&self, nest: &NestId) -> Growth;

    /// Whether the store can be written to right now.
    ///
    /// # Errors
    /// [`StoreFailure`] says why not.
    async fn probe(&self) -> Result<(), StoreFailure>;
}

/// Small values under secret names, each with an end: sessions, sign-ins under way, tokens.
#[async_trait]
pub trait Vault: Send + Sync {
    /// Keeps a value for as long as `ttl`, in place of what was there.
    ///
    /// # Errors
    /// [`StoreFailure`].
    async fn put(&self, key: &str, value: Vec<u8>, ttl: Duration) -> Result<(), StoreFailure>;

    /// Keeps a value if there is none under this name; says whether there was none.
    ///
    /// # Errors
    /// [`StoreFailure`].
    async fn put_new(&self, key: &str, value: Vec<u8>, ttl: Duration) -> Result<bool, StoreFailure>;

    /// Keeps `value` in the place of `expected`, if that is what is there; says whether it was.
    ///
    /// # Errors
    /// [`StoreFailure`].
    async fn replace(
        &self,
        key: &str,
        expected: &[u8],
        value: Vec<u8>,
        ttl: Duration,
    ) -> Result<bool, StoreFailure>;

    /// The value, if its time is not over.
    ///
    /// # Errors
    /// [`StoreFailure`].
    async fn get(&self, key: &str) -> Result<Option<Vec<u8>>, StoreFailure>;

    /// The value, to one taker only.
    ///
    /// # Errors
    /// [`StoreFailure`].
    async fn take(&self, key: &str) -> Result<Option<Vec<u8>>, StoreFailure>;
}

/// What processes tell each other besides the log. It may be lost, and is said again.
#[async_trait]
pub trait Signals: Send + Sync {
    /// Says who is in a nest by way of this process, in place of what it said before. It holds for
    /// `ttl`, and is said again well before.
    ///
    /// # Errors
    /// [`StoreFailure`].
    async fn say_present(&self, nest: &NestId, present: &Present, ttl: Duration) -> Result<(), StoreFailure>;

    /// Who is in a nest by way of other processes.
    ///
    /// # Errors
    /// [`StoreFailure`].
    async fn present_elsewhere(&self, nest: &NestId) -> Result<Present, StoreFailure>;

    /// Tells when other processes may have said something new.
    fn changes(&self, nest: &NestId) -> watch::Receiver<u64>;
}

/// What processes tell each other of who may no longer be here. It may be lost: whoever relies on it
/// looks into the vault now and then.
#[async_trait]
pub trait Endings: Send + Sync {
    /// Says to all processes, this one too, that some passes are over: one, or all of a person's.
    ///
    /// # Errors
    /// [`StoreFailure`].
    async fn say_ended(&self, passes: &str) -> Result<(), StoreFailure>;

    /// Hears which passes are over.
    fn ended(&self) -> broadcast::Receiver<String>;
}

/// How many endings may wait until a process hears of them. Whoever misses some looks for itself.
pub const ENDINGS_MAX: usize = 256;
