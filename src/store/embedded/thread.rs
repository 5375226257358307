//! The thread that owns the file.
//!
//! Must never: let one piece of work see another's that is not on the disk yet.

use std::{
    path::PathBuf,
    sync::mpsc::{Receiver, Sender, channel},
    thread,
};

use redb::{Builder, Database, DatabaseError, Error, ReadTransaction, ReadableDatabase, WriteTransaction};
use tokio::sync::oneshot;

use super::{CannotOpen, tables};
use crate::app::ports::StoreFailure;

/// Memory the file's pages may take, in bytes: a nest's log and a thousand sessions fit well.
const CACHE_BYTES: usize = 4 << 20;
/// Pieces of work in one transaction at most, so that the first is not kept waiting for ever.
const GROUP_MAX: usize = 1_024;

type Verdict = Result<(), StoreFailure>;
/// Called when the fate of a piece of work is known; hands the result to whoever waits for it.
type Finish = Box<dyn FnOnce(Verdict) + Send>;

/// Given a transaction, or why there is none.
type Reading = Box<dyn FnOnce(Result<&ReadTransaction, StoreFailure>) + Send>;
type Writing = Box<dyn FnOnce(Result<&WriteTransaction, StoreFailure>) -> Result<Finish, Broken> + Send>;

/// Where a transaction goes that outlives the work of the thread.
type Lending = oneshot::Sender<Result<ReadTransaction, StoreFailure>>;

enum Work {
    Read(Reading),
    Lend(Lending),
    Write(Writing),
}

/// Work could not be done because the file failed. Whoever waits for it has been told.
struct Broken(String);

/// A handle to the thread. The thread ends, and lets go of the file, with the last handle.
pub(super) struct Thread {
    work: Sender<Work>,
}

impl Thread {
    pub(super) fn start(path: PathBuf) -> Result<Self, CannotOpen> {
        let database = open(&path)?;
        let (work, waiting) = channel();
        thread::Builder::new()
            .name("store".into())
            .spawn(move || run(&path, Some(database), &waiting))
            .map_err(|why| CannotOpen::Refused { path: "a thread".into(), why: why.to_string() })?;
        Ok(Self { work })
    }

    /// Does something in the next transaction; answers when that is on the disk.
    pub(super) async fn write<T: Send + 'static>(
        &self,
        change: impl FnOnce(&WriteTransaction) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, StoreFailure> {
        let (answer, answered) = oneshot::channel();
        self.hand_over(Work::Write(Box::new(move |transaction| {
            let outcome =
                transaction.and_then(|transaction| change(transaction).map_err(|error| unavailable(&error)));
            match outcome {
                Ok(value) => {
                    let finish = move |verdict: Verdict| drop(answer.send(verdict.map(|()| value)));
                    Ok(Box::new(finish) as Finish)
                }
                Err(failure) => {
                    let broken = Broken(failure.to_string());
                    drop(answer.send(Err(failure)));
                    Err(broken)
                }
            }
        })))?;
        answered.await.unwrap_or_else(|_| Err(gone()))
    }

    /// Looks at what is on the disk.
    pub(super) async fn read<T: Send + 'static>(
        &self,
        look: impl FnOnce(&ReadTransaction) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, StoreFailure> {
        let (answer, answered) = oneshot::channel();
        self.hand_over(Work::Read(Box::new(move |transaction| {
            let seen =
                transaction.and_then(|transaction| look(transaction).map_err(|error| unavailable(&error)));
            drop(answer.send(seen));
        })))?;
        answered.await.unwrap_or_else(|_| Err(gone()))
    }

    /// What is on the disk now, to be looked at for as long as that takes while the thread goes on.
    pub(super) async fn lend(&self) -> Result<ReadTransaction, StoreFailure> {
        let (answer, answered) = oneshot::channel();
        self.hand_over(Work::Lend(answer))?;
        answered.await.unwrap_or_else(|_| Err(gone()))
    }

    fn hand_over(&self, work: Work) -> Result<(), StoreFailure> {
        self.work.send(work).map_err(|_| gone())
    }
}

fn run(path: &std::path::Path, mut database: Option<Database>, waiting: &Receiver<Work>) {
    let mut is_shut = false;
    while let Ok(first) = waiting.recv() {
        let mut group = vec![first];
        while let (true, Ok(next)) = (group.len() < GROUP_MAX, waiting.try_recv()) {
            group.push(next);
        }
        if database.is_none() {
            database = match open(path) {
                Ok(database) => {
                    tracing::warn!(path = %path.display(), "The store is back.");
                    Some(database)
                }
                Err(error) => {
                    // Said once, not at every attempt.
                    if !std::mem::replace(&mut is_shut, true) {
                        tracing::error!(path = %path.display(), %error, "The store cannot be opened.");
                    }
                    None
                }
            };
            is_shut &= database.is_none();
        }
        let outcome = if let Some(database) = &database {
            work_through(database, group)
        } else {
            refuse(group, &StoreFailure::Unavailable("the file cannot be opened".into()));
            Ok(())
        };
        if let Err(Broken(why)) = outcome {
            tracing::error!(path = %path.display(), why, "The store failed; it will be opened anew.");
            database = None;
        }
    }
}

/// Reads first: what they see is on the disk. Then all the changes in one transaction.
fn work_through(database: &Database, group: Vec<Work>) -> Result<(), Broken> {
    let (mut reads, mut writes) = (Vec::new(), Vec::new());
    for work in group {
        match work {
            Work::Read(read) => reads.push(read),
            Work::Lend(lend) => {
                drop(lend.send(database.begin_read().map_err(|error| unavailable(&error.into()))));
            }
            Work::Write(write) => writes.push(write),
        }
    }
    if !reads.is_empty() {
        let transaction = database.begin_read().map_err(|error| unavailable(&error.into()));
        for read in reads {
            read(transaction.as_ref().map_err(Clone::clone));
        }
    }
    if writes.is_empty() {
        return Ok(());
    }
    let transaction = match database.begin_write() {
        Ok(transaction) => transaction,
        Err(error) => {
            let failure = unavailable(&error.into());
            let broken = Broken(failure.to_string());
            refuse(writes.into_iter().map(Work::Write).collect(), &failure);
            return Err(broken);
        }
    };
    let mut finishes: Vec<Finish> = Vec::with_capacity(writes.len());
    let mut writes = writes.into_iter();
    for write in writes.by_ref() {
        match write(Ok(&transaction)) {
            Ok(finish) => finishes.push(finish),
            Err(Broken(why)) => {
                // Nothing of the group reaches the disk, so nothing of it was done.
                drop(transaction.abort());
                let failure = StoreFailure::Unavailable(why.clone());
                for finish in finishes {
                    finish(Err(failure.clone()));
                }
                refuse(writes.map(Work::Write).collect(), &failure);
                return Err(Broken(why));
            }
        }
    }
    let verdict = transaction.commit().map_err(|error| StoreFailure::InDoubt(Error::from(error).to_string()));
    for finish in finishes {
        finish(verdict.clone());
    }
    verdict.map_err(|failure| Broken(failure.to_string()))
}

fn refuse(group: Vec<Work>, failure: &StoreFailure) {
    for work in group {
        match work {
            Work::Read(read) => read(Err(failure.clone())),
            Work::Lend(lend) => drop(lend.send(Err(failure.clone()))),
            Work::Write(write) => drop(write(Err(failure.clone()))),
        }
    }
}

fn open(path: &std::path::Path) -> Result<Database, CannotOpen> {
    let shown = || path.display().to_string();
    let refused =
        |error: &dyn std::error::Error| CannotOpen::Refused { path: shown(), why: error.to_string() };
    let foreign =
        |error: &dyn std::error::Error| CannotOpen::Foreign { path: shown(), why: error.to_string() };
    let database = Builder::new().set_cache_size(CACHE_BYTES).create(path);
    let database = database.map_err(|error| cannot_open(path, &error))?;
    let transaction = database.begin_write().map_err(|error| refused(&error))?;
    tables::prepare(&transaction).map_err(|error| match error {
        Error::Io(_) | Error::PreviousIo => refused(&error),
        _ => foreign(&error),
    })?;
    transaction.commit().map_err(|error| refused(&error))?;
    Ok(database)
}

/// What it means that the file was not opened.
pub(super) fn cannot_open(path: &std::path::Path, error: &DatabaseError) -> CannotOpen {
    let path = path.display().to_string();
    match error {
        DatabaseError::DatabaseAlreadyOpen => CannotOpen::InUse(path),
        DatabaseError::Storage(redb::StorageError::Io(io))
            if io.kind() != std::io::ErrorKind::InvalidData =>
        {
            CannotOpen::Refused { path, why: io.to_string() }
        }
        _ => CannotOpen::Foreign { path, why: error.to_string() },
    }
}

pub(super) fn unavailable(error: &Error) -> StoreFailure {
    match error {
        Error::Corrupted(why) => StoreFailure::Foreign(why.clone()),
        error => StoreFailure::Unavailable(error.to_string()),
    }
}

fn gone() -> StoreFailure {
    StoreFailure::InDoubt("the store's thread is gone".into())
}
