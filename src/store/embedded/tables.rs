//! What stands in the file, and how it is read and changed within one transaction.
//!
//! | table | key | value |
//! |---|---|---|
//! | `about` | a word | a number; `format` is [`FORMAT`] |
//! | `commits` | nest, `seq`, `step` | the commit's random id, the commit as JSON |
//! | `snapshots` | nest | its position as text, the nest as JSON |
//! | `vault` | secret name | its end in epoch milliseconds, the value |
//!
//! Must never: hold a transaction open, or decide what a commit may say.

use std::sync::Arc;

use redb::{
    AccessGuard, Error, ReadTransaction, ReadableTable, ReadableTableMetadata, StorageError, Table,
    TableDefinition, TableError, WriteTransaction,
};

use crate::{
    app::ports::{Appended, KEPT_COMMITS, KEPT_RECORDS, READ_LATELY, Snapshot, Stored, Tail},
    domain::{
        commit::Commit,
        ids::{NestId, Position},
    },
    store::record,
};

/// The format of the file. Another one is refused.
const FORMAT: u64 = 1;
/// How many values are put into the vault between two looks for those whose time is over.
const PUTS_PER_SWEEP: u64 = 256;

pub(super) type Place<'a> = (&'a str, u64, u32);
pub(super) type Written<'a> = (u64, &'a [u8]);
pub(super) type Kept<'a> = (&'a str, &'a str);

const ABOUT: TableDefinition<&str, u64> = TableDefinition::new("about");
pub(super) const COMMITS: TableDefinition<Place<'static>, Written<'static>> = TableDefinition::new("commits");
pub(super) const SNAPSHOTS: TableDefinition<&str, Kept<'static>> = TableDefinition::new("snapshots");
pub(super) const VAULT: TableDefinition<&str, Written<'static>> = TableDefinition::new("vault");

/// A commit, ready to be written.
pub(super) struct Record {
    position: Position,
    json: Vec<u8>,
}

impl Record {
    pub(super) fn of(commit: &Commit) -> Self {
        Self { position: commit.position, json: record::write(commit) }
    }

    /// Writes it in its place.
    pub(super) fn insert(
        &self,
        commits: &mut Table<'_, Place<'static>, Written<'static>>,
        nest: &NestId,
    ) -> Result<(), Error> {
        let Position { seq, step, commit } = self.position;
        commits.insert((nest.as_str(), seq, step), (commit, self.json.as_slice()))?;
        Ok(())
    }
}

/// Makes the tables, and checks that they are of this format.
pub(super) fn prepare(transaction: &WriteTransaction) -> Result<(), Error> {
    let mut about = transaction.open_table(ABOUT)?;
    let format = about.get("format")?.map(|found| found.value());
    match format {
        None => drop(about.insert("format", FORMAT)?),
        Some(FORMAT) => {}
        Some(other) => return Err(unknown(other)),
    }
    transaction.open_table(COMMITS)?;
    transaction.open_table(SNAPSHOTS)?;
    transaction.open_table(VAULT)?;
    Ok(())
}

/// Checks that the tables are of this format, and makes none.
pub(super) fn check(transaction: &ReadTransaction) -> Result<(), Error> {
    let format = match transaction.open_table(ABOUT) {
        Ok(about) => about.get("format")?.map(|found| found.value()),
        Err(TableError::TableDoesNotExist(_)) => None,
        Err(error) => return Err(error.into()),
    };
    match format {
        // One that was never used is prepared at the next start.
        None | Some(FORMAT) => Ok(()),
        Some(other) => Err(unknown(other)),
    }
}

pub(super) fn append(
    transaction: &WriteTransaction,
    nest: &NestId,
    parent: Position,
    records: &[Record],
) -> Result<Appended, Error> {
    let mut commits = transaction.open_table(COMMITS)?;
    let snapshots = transaction.open_table(SNAPSHOTS)?;
    let newest = newest(&commits, &snapshots, nest)?;
    if records.last().is_none_or(|last| last.position == newest) {
        return Ok(Appended::In);
    }
    if newest != parent {
        return Ok(Appended::Conflict);
    }
    for record in records {
        record.insert(&mut commits, nest)?;
    }
    Ok(Appended::In)
}

pub(super) fn open(transaction: &ReadTransaction, nest: &NestId) -> Result<Stored, Error> {
    let commits = transaction.open_table(COMMITS)?;
    Ok(Stored { snapshot: snapshot(transaction, nest)?, commits: behind(&commits, nest, None)? })
}

pub(super) fn open_lately(transaction: &ReadTransaction, nest: &NestId) -> Result<Stored, Error> {
    let commits = transaction.open_table(COMMITS)?;
    let all = commits.range((nest.as_str(), 0, 0)..=(nest.as_str(), u64::MAX, u32::MAX))?;
    let mut lately = all.rev().take(READ_LATELY).map(read_commit).collect::<Result<Vec<_>, _>>()?;
    lately.reverse();
    let stored = Stored { snapshot: snapshot(transaction, nest)?, commits: lately };
    if stored.is_whole() { Ok(stored) } else { open(transaction, nest) }
}

fn snapshot(transaction: &ReadTransaction, nest: &NestId) -> Result<Option<Snapshot>, Error> {
    let snapshots = transaction.open_table(SNAPSHOTS)?;
    Ok(match snapshots.get(nest.as_str())? {
        Some(kept) => {
            let (position, json) = kept.value();
            Some(Snapshot { position: read_position(position)?, json: json.to_owned() })
        }
        None => None,
    })
}

pub(super) fn read(transaction: &ReadTransaction, nest: &NestId, after: Position) -> Result<Tail, Error> {
    let commits = transaction.open_table(COMMITS)?;
    let snapshots = transaction.open_table(SNAPSHOTS)?;
    let here = commits.get((nest.as_str(), after.seq, after.step))?;
    if here.is_some_and(|here| here.value().0 == after.commit) {
        return Ok(Tail::Commits(behind(&commits, nest, Some(after))?));
    }
    let all = behind(&commits, nest, None)?;
    let reaches_back = match all.first() {
        Some(first) => first.parent == after,
        None => newest(&commits, &snapshots, nest)? == after,
    };
    Ok(if reaches_back { Tail::Commits(all) } else { Tail::Gone })
}

pub(super) fn keep_snapshot(
    transaction: &WriteTransaction,
    nest: &NestId,
    snapshot: &Snapshot,
) -> Result<bool, Error> {
    let mut commits = transaction.open_table(COMMITS)?;
    let mut snapshots = transaction.open_table(SNAPSHOTS)?;
    let Position { seq, step, commit } = snapshot.position;
    let is_ours = commits.get((nest.as_str(), seq, step))?.is_some_and(|here| here.value().0 == commit);
    let kept = snapshots.get(nest.as_str())?.map(|kept| read_position(kept.value().0)).transpose()?;
    if !is_ours || kept.is_some_and(|kept| !snapshot.position.is_after(kept)) {
        return Ok(false);
    }
    let newest = newest(&commits, &snapshots, nest)?;
    snapshots.insert(nest.as_str(), (snapshot.position.to_string().as_str(), snapshot.json.as_str()))?;
    let first_kept = newest.seq.saturating_sub(KEPT_COMMITS).min(seq);
    let start = (nest.as_str(), 0, 0);
    commits.retain_in(start..(nest.as_str(), first_kept, 0), |_, _| false)?;
    let left = commits.range(start..=(nest.as_str(), u64::MAX, u32::MAX))?.count();
    if left > KEPT_RECORDS {
        commits.retain_in(start..(nest.as_str(), seq, step), |_, _| false)?;
    }
    Ok(true)
}

/// Forgets all of a nest.
pub(super) fn forget(transaction: &WriteTransaction, nest: &NestId) -> Result<(), Error> {
    let mut commits = transaction.open_table(COMMITS)?;
    let mut snapshots = transaction.open_table(SNAPSHOTS)?;
    let all = (nest.as_str(), 0, 0)..=(nest.as_str(), u64::MAX, u32::MAX);
    commits.retain_in(all, |_, _| false)?;
    snapshots.remove(nest.as_str())?;
    Ok(())
}

/// Writes something, so that it fails where writing would.
pub(super) fn probe(transaction: &WriteTransaction) -> Result<(), Error> {
    let mut about = transaction.open_table(ABOUT)?;
    let probes = about.get("probes")?.map_or(0, |found| found.value());
    about.insert("probes", probes + 1)?;
    Ok(())
}

pub(super) fn put(
    transaction: &WriteTransaction,
    key: &str,
    value: &[u8],
    end_ms: u64,
    now_ms: u64,
) -> Result<(), Error> {
    let mut vault = transaction.open_table(VAULT)?;
    vault.insert(key, (end_ms, value))?;
    let mut about = transaction.open_table(ABOUT)?;
    let puts = about.get("puts")?.map_or(0, |found| found.value()) + 1;
    about.insert("puts", puts)?;
    if puts % PUTS_PER_SWEEP == 0 && !vault.is_empty()? {
        vault.retain(|_, (end_ms, _)| now_ms < end_ms)?;
    }
    Ok(())
}

pub(super) fn put_new(
    transaction: &WriteTransaction,
    key: &str,
    value: &[u8],
    end_ms: u64,
    now_ms: u64,
) -> Result<bool, Error> {
    let vault = transaction.open_table(VAULT)?;
    let is_new = vault.get(key)?.is_none_or(|kept| kept.value().0 <= now_ms);
    drop(vault);
    if is_new {
        put(transaction, key, value, end_ms, now_ms)?;
    }
    Ok(is_new)
}

pub(super) fn replace(
    transaction: &WriteTransaction,
    key: &str,
    expected: &[u8],
    value: &[u8],
    end_ms: u64,
    now_ms: u64,
) -> Result<bool, Error> {
    let vault = transaction.open_table(VAULT)?;
    let is_there = vault
        .get(key)?
        .is_some_and(|kept| in_time(kept.value(), now_ms).is_some_and(|kept| kept == expected));
    drop(vault);
    if is_there {
        put(transaction, key, value, end_ms, now_ms)?;
    }
    Ok(is_there)
}

pub(super) fn get(transaction: &ReadTransaction, key: &str, now_ms: u64) -> Result<Option<Vec<u8>>, Error> {
    let vault = transaction.open_table(VAULT)?;
    Ok(vault.get(key)?.and_then(|kept| in_time(kept.value(), now_ms)))
}

pub(super) fn take(transaction: &WriteTransaction, key: &str, now_ms: u64) -> Result<Option<Vec<u8>>, Error> {
    let mut vault = transaction.open_table(VAULT)?;
    let taken = vault.remove(key)?.and_then(|kept| in_time(kept.value(), now_ms));
    Ok(taken)
}

fn in_time((end_ms, value): Written, now_ms: u64) -> Option<Vec<u8>> {
    (now_ms < end_ms).then(|| value.to_vec())
}

/// The newest position of a log: of its last commit, or of the snapshot where all commits are gone.
fn newest(
    commits: &impl ReadableTable<Place<'static>, Written<'static>>,
    snapshots: &impl ReadableTable<&'static str, Kept<'static>>,
    nest: &NestId,
) -> Result<Position, Error> {
    let all = (nest.as_str(), 0, 0)..=(nest.as_str(), u64::MAX, u32::MAX);
    if let Some(last) = commits.range(all)?.next_back() {
        let (place, written) = last?;
        let ((_, seq, step), (commit, _)) = (place.value(), written.value());
        return Ok(Position { seq, step, commit });
    }
    match snapshots.get(nest.as_str())? {
        Some(kept) => read_position(kept.value().0),
        None => Ok(Position::START),
    }
}

fn behind(
    commits: &impl ReadableTable<Place<'static>, Written<'static>>,
    nest: &NestId,
    after: Option<Position>,
) -> Result<Vec<Arc<Commit>>, Error> {
    let first = after.map_or((nest.as_str(), 0, 0), |after| (nest.as_str(), after.seq, after.step + 1));
    commits.range(first..=(nest.as_str(), u64::MAX, u32::MAX))?.map(read_commit).collect()
}

fn read_commit(
    found: Result<(AccessGuard<'_, Place<'static>>, AccessGuard<'_, Written<'static>>), StorageError>,
) -> Result<Arc<Commit>, Error> {
    let (_, written) = found?;
    record::read(written.value().1).map(Arc::new).map_err(|error| foreign(&error))
}

pub(super) fn read_position(text: &str) -> Result<Position, Error> {
    text.parse().map_err(|_| foreign(&format!("the position {text:?}")))
}

fn unknown(format: u64) -> Error {
    foreign(&format!("format {format}, and this program knows {FORMAT}"))
}

pub(super) fn foreign(what: &impl std::fmt::Display) -> Error {
    StorageError::Corrupted(format!("it holds {what}")).into()
}
