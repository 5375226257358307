//! The stores that backups are made of, and put back into.
//!
//! Must never: open a store for changes that somebody else has.

use std::{path::Path, sync::Arc, time::Duration};

use anyhow::{Context, Result, anyhow, bail};
use tokio::{sync::mpsc, task::JoinHandle};

use crate::{
    app::ports::{Copies, Dice, PIECES_MAX, Piece},
    backup::asking,
    clock::SystemDice,
    config::Config,
    running::parts,
    store::{
        embedded::{self, EmbeddedStore, checkup::Standing},
        redis::{Patience, RedisStore},
    },
};

/// How often it is looked whether a Redis is in use, and how long between two looks: it takes Redis a moment to
/// notice that a process ended.
const LOOKS: u32 = 5;
const BETWEEN_LOOKS: Duration = Duration::from_millis(200);

/// Where something is kept.
#[derive(Debug, Clone, Copy)]
pub(super) enum Place<'a> {
    /// Its address, and the authorities whose certificates count there.
    Redis(&'a str, Option<&'a str>),
    Directory(&'a Path),
}

/// Pieces on their way, and what became of them in the end.
pub(super) struct Copying {
    pub pieces: mpsc::Receiver<Piece>,
    outcome: JoinHandle<Result<(), String>>,
}

impl<'a> Place<'a> {
    /// The store that is set up.
    pub(super) fn of(config: &'a Config) -> Self {
        match &config.redis_url {
            Some(url) => Self::Redis(url, config.redis_authorities.as_deref()),
            None => Self::Directory(&config.data_dir),
        }
    }

    /// What somebody typed.
    pub(super) fn parse(text: &'a str, config: &'a Config) -> Self {
        if text.contains("://") {
            Self::Redis(text, config.redis_authorities.as_deref())
        } else {
            Self::Directory(Path::new(text))
        }
    }

    /// What backups call it.
    pub(super) const fn kind(self) -> &'static str {
        match self {
            Self::Redis(..) => "redis",
            Self::Directory(_) => "embedded",
        }
    }

    /// Opens it for this process alone; a Redis that processes use only by force.
    pub(super) async fn open(self, force: bool) -> Result<Arc<dyn Copies>> {
        let (url, ca) = match self {
            Self::Directory(directory) => {
                return Ok(Arc::new(EmbeddedStore::open(directory, parts::clock())?));
            }
            Self::Redis(url, ca) => (url, ca),
        };
        let away = |failure| anyhow!("Redis cannot be used ({failure}); check its address and that it runs");
        for look in (1..=LOOKS).rev().take_while(|_| !force) {
            if RedisStore::users(url, ca, Patience::default()).await.map_err(away)? == 0 {
                break;
            }
            if look == 1 {
                bail!("a process uses this Redis just now; stop all of them, or say --force");
            }
            tokio::time::sleep(BETWEEN_LOOKS).await;
        }
        Ok(Arc::new(
            RedisStore::connect(url, ca, SystemDice.roll(), Patience::default()).await.map_err(away)?,
        ))
    }

    /// Begins a copy of it, whoever uses it.
    pub(super) async fn copy(self) -> Result<Copying> {
        let directory = match self {
            Self::Redis(..) => return Ok(Copying::of(self.open(true).await?)),
            Self::Directory(directory) => directory,
        };
        if let Some(running) = asking::connect(directory).await {
            let (give, pieces) = mpsc::channel(PIECES_MAX);
            return Ok(Copying { pieces, outcome: tokio::spawn(asking::take(running, give)) });
        }
        match embedded::checkup::look(directory)? {
            Standing::Ready => Ok(Copying::of(self.open(false).await?)),
            Standing::New => bail!("there is no store in {}; check DATA_DIR", directory.display()),
            Standing::InUse => bail!(
                "another process has the store in {} and gives no copy of it at {}; look what it logged when it \
                 started, or stop it",
                directory.display(),
                asking::socket_of(directory).display()
            ),
        }
    }
}

impl Copying {
    /// A copy of an open store.
    pub(super) fn of(store: Arc<dyn Copies>) -> Self {
        let (give, pieces) = mpsc::channel(PIECES_MAX);
        let outcome = tokio::spawn(async move { store.copy(give).await.map_err(|error| error.to_string()) });
        Self { pieces, outcome }
    }

    /// Whether those were all.
    pub(super) async fn end(self) -> Result<()> {
        let outcome = self.outcome.await.context("the copy of the store broke off")?;
        outcome.map_err(|why| anyhow!("the store cannot be copied: {why}"))
    }

    /// All of them at once.
    pub(super) async fn all(mut self) -> Result<Vec<Piece>> {
        let mut all = Vec::new();
        while let Some(piece) = self.pieces.recv().await {
            all.push(piece);
        }
        self.end().await?;
        Ok(all)
    }
}

/// Whether a store keeps nothing.
pub(super) async fn is_empty(store: &Arc<dyn Copies>) -> Result<bool> {
    let mut copying = Copying::of(Arc::clone(store));
    if copying.pieces.recv().await.is_some() {
        return Ok(false);
    }
    copying.end().await.map(|()| true)
}
