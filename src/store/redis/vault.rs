//! Secrets in Redis: plain keys with a TTL.
//!
//! Must never: keep anything without an end.

use std::time::Duration;

use async_trait::async_trait;

use super::RedisStore;
use crate::{
    app::ports::{StoreFailure, Vault},
    store::as_ms,
};

#[async_trait]
impl Vault for RedisStore {
    async fn put(&self, key: &str, value: Vec<u8>, ttl: Duration) -> Result<(), StoreFailure> {
        let mut set = redis::cmd("SET");
        set.arg(key).arg(value).arg("PX").arg(as_ms(ttl));
        self.lines.ask(key, &set).await
    }

    async fn put_new(&self, key: &str, value: Vec<u8>, ttl: Duration) -> Result<bool, StoreFailure> {
        let mut set = redis::cmd("SET");
        set.arg(key).arg(value).arg("PX").arg(as_ms(ttl)).arg("NX");
        let done: Option<String> = self.lines.ask(key, &set).await?;
        Ok(done.is_some())
    }

    async fn replace(
        &self,
        key: &str,
        expected: &[u8],
        value: Vec<u8>,
        ttl: Duration,
    ) -> Result<bool, StoreFailure> {
        let mut call = self.scripts.replace.with(vec![key.to_owned()]);
        call.arg(expected).arg(value).arg(as_ms(ttl));
        self.lines.invoke(&call).await
    }

    async fn get(&self, key: &str) -> Result<Option<Vec<u8>>, StoreFailure> {
        let mut get = redis::cmd("GET");
        get.arg(key);
        self.lines.ask(key, &get).await
    }

    async fn take(&self, key: &str) -> Result<Option<Vec<u8>>, StoreFailure> {
        let mut take = redis::cmd("GETDEL");
        take.arg(key);
        self.lines.ask(key, &take).await
    }
}
