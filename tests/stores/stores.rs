//! The stores under test, each as two processes would see it.

use std::{path::Path, sync::Arc};

use echonest::{
    app::ports::{Endings, Log, Signals, Vault},
    store::{embedded::EmbeddedStore, memory::MemoryStore, redis::RedisStore},
};

use crate::support::{
    redis_cluster::RedisCluster,
    redis_server::{PATIENT, RedisServer},
    time::HandClock,
};

/// A store, and how time passes in it.
pub struct Stores {
    pub log: Arc<dyn Log>,
    pub vault: Arc<dyn Vault>,
    pub signals: Arc<dyn Signals>,
    /// The same signals as another process gives and hears them, where there can be another.
    pub elsewhere: Option<Arc<dyn Signals>>,
    pub endings: Arc<dyn Endings>,
    /// Endings as another process hears them; as this one does, where there is no other.
    pub endings_elsewhere: Arc<dyn Endings>,
    /// The clock that ends what has an end; none where that is the store's own.
    pub clock: Option<Arc<HandClock>>,
    /// What must outlive the store.
    pub _redis: Option<RedisServer>,
}

pub fn memory() -> Stores {
    let clock = Arc::new(HandClock::at(1_000));
    let store = MemoryStore::new(clock.clone());
    let elsewhere = Arc::new(store.as_process(2));
    let store = Arc::new(store.as_process(1));
    Stores {
        log: store.clone(),
        vault: store.clone(),
        signals: store.clone(),
        elsewhere: Some(elsewhere.clone()),
        endings: store,
        endings_elsewhere: elsewhere,
        clock: Some(clock),
        _redis: None,
    }
}

pub fn embedded(directory: &Path) -> Stores {
    let clock = Arc::new(HandClock::at(1_000));
    let store = Arc::new(EmbeddedStore::open(directory, clock.clone()).expect("the store opens"));
    Stores {
        log: store.clone(),
        vault: store.clone(),
        signals: store.clone(),
        elsewhere: None,
        endings: store.clone(),
        endings_elsewhere: store,
        clock: Some(clock),
        _redis: None,
    }
}

pub async fn redis(directory: &Path) -> Stores {
    let server = RedisServer::start(directory);
    Stores { _redis: Some(server), ..at(&RedisServer::url_in(directory)).await }
}

pub async fn cluster(cluster: &RedisCluster) -> Stores {
    at(&cluster.url()).await
}

async fn at(url: &str) -> Stores {
    let store = Arc::new(RedisStore::connect(url, None, 1, PATIENT).await.expect("Redis answers"));
    let elsewhere = Arc::new(RedisStore::connect(url, None, 2, PATIENT).await.expect("Redis answers"));
    Stores {
        log: store.clone(),
        vault: store.clone(),
        signals: store.clone(),
        elsewhere: Some(elsewhere.clone()),
        endings: store,
        endings_elsewhere: elsewhere,
        clock: None,
        _redis: None,
    }
}
