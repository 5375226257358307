//! All that we keep in Redis, out of it and into it.
//!
//! Must never: touch a key that is not ours, or keep Redis from others for longer than one nest or one batch
//! takes.

use std::collections::BTreeSet;

use async_trait::async_trait;
use futures_util::future::try_join_all;
use tokio::sync::mpsc;

use super::{
    RedisStore,
    connection::Signs,
    finding::{self, Patience},
    lines::{Lines, Place},
    log,
};
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
    pub async fn users(url: &str, ca: Option<&str>, patience: Patience) -> Result<u64, StoreFailure> {
        let (lines, _) = Lines::open(finding::find(url, ca, patience)?, Signs::default()).await?;
        let mut ask = redis::cmd("PUBSUB");
        ask.arg("NUMSUB").arg(super::news::ENDED);
        let mut users = 0;
        // In a cluster a process listens at any node, and each node knows its own listeners only.
        for place in lines.places(true) {
            let (_, here): (String, u64) = lines.ask_at(&place, &ask).await?;
            users += here;
        }
        Ok(users)
    }

    /// Whether putting a copy into it broke off, or is still going on: what it keeps is not whole then.
    ///
    /// # Errors
    /// [`StoreFailure`].
    pub async fn is_half(&self) -> Result<bool, StoreFailure> {
        self.lines.ask(RESTORING, redis::cmd("EXISTS").arg(RESTORING)).await
    }

    async fn mark_as_half(&self, is_half: bool) -> Result<(), StoreFailure> {
        let mut mark = redis::cmd(if is_half { "SET" } else { "DEL" });
        mark.arg(RESTORING);
        if is_half {
            mark.arg(
                "what is here is not whole until this key is gone; restore the backup again with --force",
            );
        }
        self.lines.ask(RESTORING, &mark).await
    }

    /// Redis's own time, in epoch milliseconds.
    async fn now_ms(&self) -> Result<u64, StoreFailure> {
        let (seconds, micros): (u64, u64) = self.lines.ask_at(&Place::Only, &redis::cmd("TIME")).await?;
        Ok(seconds * 1_000 + micros / 1_000)
    }

    /// The names of all keys: of one kind, or of any.
    async fn keys(&self, kind: Option<&str>) -> Result<BTreeSet<String>, StoreFailure> {
        let mut keys = BTreeSet::new();
        for place in self.lines.places(false) {
            let mut cursor = 0_u64;
            loop {
                let mut scan = redis::cmd("SCAN");
                scan.arg(cursor).arg("COUNT").arg(BATCH);
                if let Some(kind) = kind {
                    scan.arg("TYPE").arg(kind);
                }
                let (next, some): (u64, Vec<Vec<u8>>) = self.lines.ask_at(&place, &scan).await?;
                // A name that is no text is none of ours.
                keys.extend(some.into_iter().filter_map(|key| String::from_utf8(key).ok()));
                cursor = next;
                if cursor == 0 {
                    break;
                }
            }
        }
        Ok(keys)
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
        let secrets = try_join_all(keys.iter().map(|key| self.secret(key, now_ms))).await?;
        Ok(secrets.into_iter().flatten().collect())
    }

    async fn secret(&self, key: &str, now_ms: u64) -> Result<Option<Piece>, StoreFailure> {
        let mut both = redis::pipe();
        both.atomic().get(key).pttl(key);
        let (value, left_ms): (Option<Vec<u8>>, i64) = self.lines.ask_together(key, &both).await?;
        Ok(value.zip(u64::try_from(left_ms).ok()).map(|(value, left_ms)| Piece::Secret {
            key: key.to_owned(),
            value,
            end_ms: now_ms + left_ms,
        }))
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
            try_join_all(some.iter().map(|key| self.unlink(key))).await?;
        }
        Ok(())
    }

    async fn unlink(&self, key: &str) -> Result<(), StoreFailure> {
        let mut unlink = redis::cmd("UNLINK");
        unlink.arg(key);
        self.lines.ask(key, &unlink).await
    }

    /// Writes pieces that are all about one nest, or a single secret.
    async fn write(&self, pieces: &[Piece], now_ms: u64) -> Result<(), StoreFailure> {
        let mut batch = redis::pipe();
        batch.atomic();
        for piece in pieces {
            match piece {
                Piece::Snapshot(nest, snapshot) => write_snapshot(&mut batch, nest, snapshot),
                Piece::Commit(nest, commit) => log::write_entry(&mut batch, nest, commit),
                Piece::Secret { key, value, end_ms } if now_ms < *end_ms => {
                    batch.cmd("SET").arg(key).arg(value).arg("PX").arg(end_ms - now_ms).ignore();
                }
                Piece::Secret { .. } => return Ok(()),
            }
        }
        let Some(key) = pieces.first().map(key_of) else { return Ok(()) };
        self.lines.ask_together(&key, &batch).await
    }
}

/// The key that says where a piece is kept.
fn key_of(piece: &Piece) -> String {
    match piece {
        Piece::Snapshot(nest, _) | Piece::Commit(nest, _) => log::snapshot_key(nest),
        Piece::Secret { key, .. } => key.clone(),
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
        // What is about one nest stays in its order; all else has none.
        let together =
            |one: &Piece, next: &Piece| !matches!(next, Piece::Secret { .. }) && key_of(one) == key_of(next);
        let groups: Vec<_> = pieces.chunk_by(together).flat_map(|group| group.chunks(BATCH)).collect();
        let (secrets, nests): (Vec<&[Piece]>, Vec<_>) =
            groups.into_iter().partition(|group| matches!(group, [Piece::Secret { .. }]));
        for group in nests {
            self.write(group, now_ms).await?;
        }
        for some in secrets.chunks(BATCH) {
            try_join_all(some.iter().map(|secret| self.write(secret, now_ms))).await?;
        }
        self.mark_as_half(false).await
    }
}

fn write_snapshot(batch: &mut redis::Pipeline, nest: &NestId, Snapshot { position, json }: &Snapshot) {
    batch.cmd("HSET").arg(log::snapshot_key(nest));
    batch.arg("position").arg(position.to_string()).arg("seq").arg(position.seq);
    batch.arg("step").arg(position.step).arg("json").arg(json).ignore();
}
