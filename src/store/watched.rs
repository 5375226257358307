//! A store that is measured: how long an append takes, and how often anything fails.
//!
//! Must never: change what the store does.

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use metrics::{counter, histogram};
use tokio::time::Instant;

use crate::{
    app::{
        measures,
        ports::{Appended, Growth, Log, Snapshot, StoreFailure, Stored, Tail, Vault},
    },
    domain::{
        commit::Commit,
        ids::{NestId, Position},
    },
};

/// A store that is measured.
pub struct Watched<Store>(pub Arc<Store>);

/// What the store said, once a failure is counted.
fn counted<T>(outcome: Result<T, StoreFailure>) -> Result<T, StoreFailure> {
    outcome.inspect_err(|failure| {
        let kind = match failure {
            StoreFailure::Unavailable(_) => "unavailable",
            StoreFailure::InDoubt(_) => "in_doubt",
            StoreFailure::Foreign(_) => "foreign",
        };
        counter!(measures::STORE_ERRORS, "kind" => kind).increment(1);
    })
}

#[async_trait]
impl<Store: Log> Log for Watched<Store> {
    async fn append(&self, nest: &NestId, commits: &[Arc<Commit>]) -> Result<Appended, StoreFailure> {
        let began = Instant::now();
        let appended = counted(self.0.append(nest, commits).await);
        let outcome = match appended {
            Ok(Appended::In) => "in",
            Ok(Appended::Conflict) => "conflict",
            Err(_) => "failed",
        };
        histogram!(measures::APPEND_SECONDS, "outcome" => outcome).record(began.elapsed());
        appended
    }

    async fn open(&self, nest: &NestId) -> Result<Stored, StoreFailure> {
        counted(self.0.open(nest).await)
    }

    async fn open_lately(&self, nest: &NestId) -> Result<Stored, StoreFailure> {
        counted(self.0.open_lately(nest).await)
    }

    async fn read(&self, nest: &NestId, after: Position) -> Result<Tail, StoreFailure> {
        counted(self.0.read(nest, after).await)
    }

    async fn keep_snapshot(&self, nest: &NestId, snapshot: Snapshot) -> Result<bool, StoreFailure> {
        counted(self.0.keep_snapshot(nest, snapshot).await)
    }

    async fn forget(&self, nest: &NestId) -> Result<(), StoreFailure> {
        counted(self.0.forget(nest).await)
    }

    fn growth(&self, nest: &NestId) -> Growth {
        self.0.growth(nest)
    }

    async fn probe(&self) -> Result<(), StoreFailure> {
        counted(self.0.probe().await)
    }
}

#[async_trait]
impl<Store: Vault> Vault for Watched<Store> {
    async fn put(&self, key: &str, value: Vec<u8>, ttl: Duration) -> Result<(), StoreFailure> {
        counted(self.0.put(key, value, ttl).await)
    }

    async fn put_new(&self, key: &str, value: Vec<u8>, ttl: Duration) -> Result<bool, StoreFailure> {
        counted(self.0.put_new(key, value, ttl).await)
    }

    async fn replace(
        &self,
        key: &str,
        expected: &[u8],
        value: Vec<u8>,
        ttl: Duration,
    ) -> Result<bool, StoreFailure> {
        counted(self.0.replace(key, expected, value, ttl).await)
    }

    async fn get(&self, key: &str) -> Result<Option<Vec<u8>>, StoreFailure> {
        counted(self.0.get(key).await)
    }

    async fn take(&self, key: &str) -> Result<Option<Vec<u8>>, StoreFailure> {
        counted(self.0.take(key).await)
    }
}
