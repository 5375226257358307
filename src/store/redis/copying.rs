//! All that we keep in Redis, out of it and into it.
//!
//! Must never: touch a key that is not ours, or keep Redis from others for longer than one nest or one batch
//! takes.

use std::collections::BTreeSet;

use async_trait::async_trait;
use tokio::sync::mpsc;

use super::RedisStore;
use crate::{
    app::ports::{Copies, Log, Piece, Snapshot, StoreFailure},
    domain::ids::NestId,
};

/// How many keys are asked or written for at once: a moment's work for Redis.
const BATCH: usize = 256;
/// The key that is here while a copy is put in. It has no end, so nothing that clears the rest takes it along.
const RESTORING: &str = "restoring";

impl RedisStore {
    /// How many processes use the store at `url`: all of them listen to what ends. To be asked before
    /// [`RedisStore::connect`], which listens, too.
    ///
    /// # Errors
    /// [`StoreFailure`].
    pub async fn users(url: &str) -> Result<u64, StoreFailure> {
        let unavailable = |error: redis::RedisError| StoreFailure::Unavailable(error.to_string());
        let client = redis::Client::open(url).map_err(unavailable)?;
        let mut line = client.get_multiplexed_async_connection().await.map_err(unavailable)?;
        let mut ask = redis::cmd("PUBSUB");
        ask.arg("NUMSUB").arg(super::news::ENDED);
        let (_, users): (String, u64) = ask.query_async(&mut line).await.map_err(unavailable)?;
        Ok(users)
    }

    /// Whether putting a copy into it broke off, or is still going on: what it keeps is not whole then.
    ///
    /// # Errors
    /// [`StoreFailure`].
    pub async fn is_half(&self) -> Result<bool, StoreFailure> {
        self.connection
            .call(async |mut line| redis::cmd("EXISTS").arg(RESTORING).query_async(&mut line).await)
            .await
    }

    async fn mark_as_half(&self, is_half: bool) -> Result<(), StoreFailure> {
        let mut mark = redis::cmd(if is_half { "SET" } else { "DEL" });
        mark.arg(RESTORING);
        if is_half {
            mark.arg(
                "what is here is not whole until this key is gone; restore the backup again with --force",
            );
        }
        self.connection.call(async |mut line| mark.query_async::<()>(&mut line).await).await
    }

    /// Redis's own time, in epoch milliseconds.
    async fn now_ms(&self) -> Result<u64, StoreFailure> {
        let (seconds, micros): (u64, u64) =
            self.connection.call(async |mut line| redis::cmd("TIME").query_async(&mut line).await).await?;
        Ok(seconds * 1_000 + micros / 1_000)
    }

    /// The names of all keys: of one kind, or of any.
    async fn keys(&self, kind: Option<&str>) -> Result<BTreeSet<String>, StoreFailure> {
        let mut keys = BTreeSet::new();
        let mut cursor = 0_u64;
        loop {
            let mut scan = redis::cmd("SCAN");
            scan.arg(cursor).arg("COUNT").arg(BATCH);
            if let Some(kind) = kind {
                scan.arg("TYPE").arg(kind);
            }
            let (next, some): (u64, Vec<Vec<u8>>) =
                self.connection.call(async |mut line| scan.query_async(&mut line).await).await?;
            // A name that is no text is none of ours.
            keys.extend(some.into_iter().filter_map(|key| String::from_utf8(key).ok()));
            cursor = next;
            if cursor == 0 {
                return Ok(keys);
            }
        }
    }

    async fn nests(&self) -> Result<BTreeSet<NestId>, StoreFailure> {
        let nest_of = |key: &String| {
            let rest = key.strip_prefix("{nest:")?;
            let name = rest.strip_suffix("}:log").or_else(|| rest.strip_suffix("}:snap"))?;
            NestId::parse(name).ok()
        };
        Ok(self.keys(None).await?.iter().filter_map(nest_of).collect())
    }

    /// What of these keys is a value of the vault. All of those have an end; whatever has none is not ours.
    async fn secrets(&self, keys: &[String]) -> Result<Vec<Piece>, StoreFailure> {
        let now_ms = self.now_ms().await?;
        let mut all = redis::pipe();
        for key in keys {
            all.get(key).pttl(key);
        }
        all.atomic();
        let found: Vec<redis::Value> =
            self.connection.call(async |mut line| all.query_async(&mut line).await).await?;
        let mut secrets = Vec::new();
        for (key, pair) in keys.iter().zip(found.chunks(2)) {
            let [value, left_ms] = pair else { break };
            let foreign = |_| StoreFailure::Foreign(format!("{key} holds no text"));
            let value: Option<Vec<u8>> = redis::from_redis_value_ref(value).map_err(foreign)?;
            let left_ms: i64 = redis::from_redis_value_ref(left_ms).map_err(foreign)?;
            if let (Some(value), Ok(left_ms)) = (value, u64::try_from(left_ms)) {
                secrets.push(Piece::Secret { key: key.clone(), value, end_ms: now_ms + left_ms });
            }
        }
        Ok(secrets)
    }

    /// Takes away all that is ours.
    async fn clear(&self) -> Result<(), StoreFailure> {
        let mut ours: Vec<_> =
            self.keys(None).await?.into_iter().filter(|key| key.starts_with("{nest:")).collect();
        let strings: Vec<_> = self.keys(Some("string")).await?.into_iter().collect();
        for some in strings.chunks(BATCH) {
            for secret in self.secrets(some).await? {
                if let Piece::Secret { key, .. } = secret {
                    ours.push(key);
                }
            }
        }
        for some in ours.chunks(BATCH) {
            let mut batch = redis::pipe();
            batch.cmd("UNLINK").arg(some).ignore();
            self.write(batch).await?;
        }
        Ok(())
    }

    async fn write(&self, batch: redis::Pipeline) -> Result<(), StoreFailure> {
        self.connection.call(async |mut line| batch.query_async(&mut line).await).await
    }
}

#[async_trait]
impl Copies for RedisStore {
    /// Each nest as of one moment, then what the vault holds.
    async fn copy(&self, pieces: mpsc::Sender<Piece>) -> Result<(), StoreFailure> {
        if self.is_half().await? {
            return Err(StoreFailure::Foreign(
                "putting a backup back broke off there, so it holds half of one; restore it again with --force".into(),
            ));
        }
        for nest in self.nests().await? {
            let stored = self.open(&nest).await?;
            let snapshot = stored.snapshot.map(|snapshot| Piece::Snapshot(nest.clone(), snapshot));
            let commits = stored.commits.into_iter().map(|commit| Piece::Commit(nest.clone(), commit));
            for piece in snapshot.into_iter().chain(commits) {
                if pieces.send(piece).await.is_err() {
                    return Ok(());
                }
            }
        }
        let mut keys: Vec<_> = self.keys(Some("string")).await?.into_iter().collect();
        keys.retain(|key| !crate::store::is_momentary(key));
        for some in keys.chunks(BATCH) {
            for piece in self.secrets(some).await? {
                if pieces.send(piece).await.is_err() {
                    return Ok(());
                }
            }
        }
        Ok(())
    }

    /// First everything of ours goes, then comes the rest. It is no one step, so a mark says that what is there is
    /// not whole, from before the first to after the last: whoever is interrupted does it again, and nobody
    /// starts on it before.
    async fn keep_only(&self, pieces: Vec<Piece>) -> Result<(), StoreFailure> {
        self.mark_as_half(true).await?;
        self.clear().await?;
        let now_ms = self.now_ms().await?;
        for some in pieces.chunks(BATCH) {
            let mut batch = redis::pipe();
            for piece in some {
                match piece {
                    Piece::Snapshot(nest, snapshot) => write_snapshot(&mut batch, nest, snapshot),
                    Piece::Commit(nest, commit) => super::log::write_entry(&mut batch, nest, commit),
                    Piece::Secret { key, value, end_ms } if now_ms < *end_ms => {
                        batch.cmd("SET").arg(key).arg(value).arg("PX").arg(end_ms - now_ms).ignore();
                    }
                    Piece::Secret { .. } => {}
                }
            }
            self.write(batch).await?;
        }
        self.mark_as_half(false).await
    }
}

fn write_snapshot(batch: &mut redis::Pipeline, nest: &NestId, Snapshot { position, json }: &Snapshot) {
    batch.cmd("HSET").arg(super::log::snapshot_key(nest));
    batch.arg("position").arg(position.to_string()).arg("seq").arg(position.seq);
    batch.arg("step").arg(position.step).arg("json").arg(json).ignore();
}
