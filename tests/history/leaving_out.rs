//! Being left out is asked for once, and holds.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use async_trait::async_trait;
use echonest::{
    app::{
        history::left_out::{LEFT_OUT_MAX, LeftOut, NotChanged, change, is_left_out},
        ports::{StoreFailure, Vault},
    },
    domain::ids::PersonId,
    store::memory::MemoryStore,
};

use crate::{invented::person, time::HandClock};

const YEAR_MS: u64 = 365 * 86_400_000;

/// A vault in which others change everything right before each of the first so many changes.
struct Contested {
    inner: MemoryStore,
    others: AtomicUsize,
}

/// A vault that nobody can open.
struct Closed;

fn closed() -> StoreFailure {
    StoreFailure::Unavailable("it is closed".into())
}

#[async_trait]
impl Vault for Contested {
    async fn put(&self, key: &str, value: Vec<u8>, ttl: Duration) -> Result<(), StoreFailure> {
        self.inner.put(key, value, ttl).await
    }

    async fn put_new(&self, key: &str, value: Vec<u8>, ttl: Duration) -> Result<bool, StoreFailure> {
        self.inner.put_new(key, value, ttl).await
    }

    async fn replace(
        &self,
        key: &str,
        was: &[u8],
        new: Vec<u8>,
        ttl: Duration,
    ) -> Result<bool, StoreFailure> {
        let left = self.others.load(Ordering::SeqCst);
        if left > 0 {
            self.others.store(left - 1, Ordering::SeqCst);
            let mut people: Vec<PersonId> = serde_json::from_slice(was).expect("a list");
            people.push(person(&format!("another{left}")));
            self.inner.put(key, serde_json::to_vec(&people).expect("JSON"), ttl).await?;
        }
        self.inner.replace(key, was, new, ttl).await
    }

    async fn get(&self, key: &str) -> Result<Option<Vec<u8>>, StoreFailure> {
        self.inner.get(key).await
    }

    async fn take(&self, key: &str) -> Result<Option<Vec<u8>>, StoreFailure> {
        self.inner.take(key).await
    }
}

#[async_trait]
impl Vault for Closed {
    async fn put(&self, _: &str, _: Vec<u8>, _: Duration) -> Result<(), StoreFailure> {
        Err(closed())
    }

    async fn put_new(&self, _: &str, _: Vec<u8>, _: Duration) -> Result<bool, StoreFailure> {
        Err(closed())
    }

    async fn replace(&self, _: &str, _: &[u8], _: Vec<u8>, _: Duration) -> Result<bool, StoreFailure> {
        Err(closed())
    }

    async fn get(&self, _: &str) -> Result<Option<Vec<u8>>, StoreFailure> {
        Err(closed())
    }

    async fn take(&self, _: &str) -> Result<Option<Vec<u8>>, StoreFailure> {
        Err(closed())
    }
}

fn vault(clock: &Arc<HandClock>) -> MemoryStore {
    MemoryStore::new(Arc::clone(clock) as _)
}

#[tokio::test]
async fn whoever_leaves_is_out_for_years_and_alone() {
    let clock = Arc::new(HandClock::at(1_000));
    let vault: Arc<dyn Vault> = Arc::new(vault(&clock));
    assert_eq!(LeftOut::read(&vault).await, LeftOut::nobody());
    change(&vault, &person("ann"), true).await.expect("it is kept");
    change(&vault, &person("ann"), true).await.expect("again is fine");
    clock.advance(9 * YEAR_MS);
    assert_eq!(is_left_out(&vault, &person("ann")).await, Ok(true));
    assert_eq!(is_left_out(&vault, &person("bo")).await, Ok(false));
    assert_eq!(LeftOut::read(&vault).await, LeftOut::of([person("ann")]));
    change(&vault, &person("bo"), false).await.expect("who is in stays in");
    change(&vault, &person("ann"), false).await.expect("it is kept");
    assert_eq!(LeftOut::read(&vault).await, LeftOut::nobody());
}

#[tokio::test]
async fn two_who_leave_at_once_are_both_out() {
    let inner = vault(&Arc::new(HandClock::at(1_000)));
    let vault: Arc<dyn Vault> = Arc::new(Contested { inner, others: AtomicUsize::new(3) });
    change(&vault, &person("bo"), true).await.expect("it is kept");
    change(&vault, &person("ann"), true).await.expect("it is kept at last");
    let all = ["ann", "bo", "another1", "another2", "another3"].map(person);
    assert_eq!(LeftOut::read(&vault).await, LeftOut::of(all));
}

#[tokio::test]
async fn where_the_list_cannot_be_read_everybody_is_left_out() {
    let vault: Arc<dyn Vault> = Arc::new(Closed);
    assert_eq!(LeftOut::read(&vault).await, LeftOut::unknown());
    assert!(matches!(change(&vault, &person("ann"), true).await, Err(NotChanged::Failed(_))));
    let vault: Arc<dyn Vault> = Arc::new(self::vault(&Arc::new(HandClock::at(1_000))));
    vault.put("left-out", b"no list".to_vec(), Duration::from_mins(1)).await.expect("it is kept");
    assert_eq!(LeftOut::read(&vault).await, LeftOut::unknown());
}

#[tokio::test]
async fn a_full_list_says_so_and_lets_people_in_again() {
    let vault: Arc<dyn Vault> = Arc::new(vault(&Arc::new(HandClock::at(1_000))));
    let full: Vec<_> = (0..LEFT_OUT_MAX).map(|number| format!("p{number}")).collect();
    let json = serde_json::to_vec(&full).expect("JSON");
    vault.put("left-out", json, Duration::from_mins(1)).await.expect("it is kept");
    assert_eq!(change(&vault, &person("ann"), true).await, Err(NotChanged::Full));
    assert_eq!(change(&vault, &person("p7"), false).await, Ok(()));
    assert_eq!(change(&vault, &person("ann"), true).await, Ok(()));
}
