//! All that the file holds, out of it and into it.
//!
//! Must never: keep the thread of the file from its work while somebody takes a copy, or leave the file half
//! filled.

use async_trait::async_trait;
use redb::{Error, ReadTransaction, ReadableTable, WriteTransaction};
use tokio::sync::mpsc;

use super::{
    EmbeddedStore,
    tables::{self, COMMITS, Record, SNAPSHOTS, VAULT},
};
use crate::{
    app::ports::{Copies, Piece, Snapshot, StoreFailure},
    domain::ids::NestId,
    store::{is_momentary, record},
};

#[async_trait]
impl Copies for EmbeddedStore {
    /// All of it as of one moment.
    async fn copy(&self, pieces: mpsc::Sender<Piece>) -> Result<(), StoreFailure> {
        let transaction = self.thread.lend().await?;
        let now_ms = self.clock.now_ms();
        let copying = tokio::task::spawn_blocking(move || {
            copy(&transaction, now_ms, &mut |piece| pieces.blocking_send(piece).is_ok())
        });
        match copying.await {
            Ok(copied) => copied.map_err(|error| super::thread::unavailable(&error)),
            Err(error) => Err(StoreFailure::Unavailable(error.to_string())),
        }
    }

    /// All in one transaction, so that it is as before where that fails.
    async fn keep_only(&self, pieces: Vec<Piece>) -> Result<(), StoreFailure> {
        let now_ms = self.clock.now_ms();
        self.thread.write(move |transaction| keep_only(transaction, &pieces, now_ms)).await
    }
}

/// Gives each piece to `take`, until that wants no more.
fn copy(
    transaction: &ReadTransaction,
    now_ms: u64,
    take: &mut dyn FnMut(Piece) -> bool,
) -> Result<(), Error> {
    for found in transaction.open_table(SNAPSHOTS)?.iter()? {
        let (nest, kept) = found?;
        let (position, json) = kept.value();
        let snapshot = Snapshot { position: tables::read_position(position)?, json: json.to_owned() };
        if !take(Piece::Snapshot(nest_of(nest.value())?, snapshot)) {
            return Ok(());
        }
    }
    for found in transaction.open_table(COMMITS)?.iter()? {
        let (place, written) = found?;
        let commit = record::read(written.value().1).map_err(|error| tables::foreign(&error))?;
        if !take(Piece::Commit(nest_of(place.value().0)?, commit.into())) {
            return Ok(());
        }
    }
    for found in transaction.open_table(VAULT)?.iter()? {
        let (key, kept) = found?;
        let (end_ms, value) = kept.value();
        let is_kept = now_ms < end_ms && !is_momentary(key.value());
        let piece = || Piece::Secret { key: key.value().to_owned(), value: value.to_vec(), end_ms };
        if is_kept && !take(piece()) {
            return Ok(());
        }
    }
    Ok(())
}

fn keep_only(transaction: &WriteTransaction, pieces: &[Piece], now_ms: u64) -> Result<(), Error> {
    let mut commits = transaction.open_table(COMMITS)?;
    let mut snapshots = transaction.open_table(SNAPSHOTS)?;
    let mut vault = transaction.open_table(VAULT)?;
    commits.retain(|_, _| false)?;
    snapshots.retain(|_, _| false)?;
    vault.retain(|_, _| false)?;
    for piece in pieces {
        match piece {
            Piece::Snapshot(nest, Snapshot { position, json }) => {
                snapshots.insert(nest.as_str(), (position.to_string().as_str(), json.as_str()))?;
            }
            Piece::Commit(nest, commit) => Record::of(commit).insert(&mut commits, nest)?,
            Piece::Secret { key, value, end_ms } if now_ms < *end_ms => {
                vault.insert(key.as_str(), (*end_ms, value.as_slice()))?;
            }
            Piece::Secret { .. } => {}
        }
    }
    Ok(())
}

fn nest_of(name: &str) -> Result<NestId, Error> {
    NestId::parse(name).map_err(|_| tables::foreign(&format!("a nest called {name:?}")))
}
