//! What all parts share: the store as its ports, the time, chance; and the nests on top of them.
//!
//! Must never: know what is served.

use std::sync::Arc;

use anyhow::{Result, bail};
use tokio::sync::broadcast;

use crate::{
    app::{
        nest_task::{Ended, NestHandle, Reply, SNAPSHOT_AFTER, Tools},
        nests::Nests,
        ports::{Clock, Dice, Endings, Log, Signals, StoreFailure, Vault},
    },
    cli::Role,
    clock::{SystemClock, SystemDice},
    config::{Config, Switch},
    domain::{command::Request, settings::Settings},
    http::wire::messages::WireScribe,
    store::{
        embedded::EmbeddedStore,
        redis::{self, Patience, RedisStore},
        watched::Watched,
    },
};

/// What all parts share.
#[derive(Clone)]
pub(super) struct Parts {
    pub log: Arc<dyn Log>,
    pub vault: Arc<dyn Vault>,
    pub signals: Arc<dyn Signals>,
    pub endings: Arc<dyn Endings>,
    /// The store again, where it belongs to this process alone.
    pub embedded: Option<Arc<EmbeddedStore>>,
    /// The store again, where it is Redis.
    pub redis: Option<Arc<RedisStore>>,
    pub clock: Arc<dyn Clock>,
    pub dice: Arc<dyn Dice>,
}

/// The time, as this machine has it.
pub(super) fn clock() -> Arc<dyn Clock> {
    Arc::new(SystemClock::start())
}

pub(super) async fn open_store(config: &Config, role: Role) -> Result<Parts> {
    let clock = clock();
    let dice: Arc<dyn Dice> = Arc::new(SystemDice);
    if let Some(url) = &config.redis_url {
        let (ca, patience) = (config.redis_authorities.as_deref(), Patience::default());
        let store = RedisStore::connect(url, ca, dice.roll(), patience).await;
        let store = store.map_err(|failure| {
            let remedy = redis::remedy(&failure.to_string());
            anyhow::anyhow!("Redis cannot be used ({failure}); {remedy}")
        })?;
        // Where nobody answers any more, what comes next says so.
        if store.is_half().await.unwrap_or_default() {
            bail!(
                "what this Redis keeps is half of a backup, since restoring it broke off; restore it again with --force"
            );
        }
        let store = Arc::new(store);
        return Ok(Parts {
            log: Arc::new(Watched(store.clone())),
            vault: Arc::new(Watched(store.clone())),
            signals: store.clone(),
            endings: store.clone(),
            embedded: None,
            redis: Some(store),
            clock,
            dice,
        });
    }
    if role != Role::Serve {
        bail!("the embedded store belongs to one process; set REDIS_URL to run web and player apart");
    }
    let store = Arc::new(EmbeddedStore::open(&config.data_dir, Arc::clone(&clock))?);
    Ok(Parts {
        log: Arc::new(Watched(store.clone())),
        vault: Arc::new(Watched(store.clone())),
        signals: store.clone(),
        endings: store.clone(),
        embedded: Some(store),
        redis: None,
        clock,
        dice,
    })
}

pub(super) async fn open_nests(
    config: &Config,
    parts: &Parts,
    ended: broadcast::Sender<Ended>,
) -> Result<Nests> {
    let tools = Tools {
        log: Arc::clone(&parts.log),
        signals: Arc::clone(&parts.signals),
        clock: Arc::clone(&parts.clock),
        dice: Arc::clone(&parts.dice),
        scribe: Arc::new(WireScribe),
        gap_ms: config.track_gap_ms,
        has_budgets: config.rate_limits == Switch::On,
        snapshot_after: SNAPSHOT_AFTER,
        is_shared: config.redis_url.is_some(),
        ended,
    };
    let first_settings = Settings { bender_depth: config.bender_depth, ..Settings::default() };
    Nests::open(tools, first_settings).await.map_err(|failure| {
        let remedy = match failure {
            StoreFailure::Foreign(_) => {
                "nothing was changed, so move it away or give EchoNest a store of its own"
            }
            StoreFailure::Unavailable(_) | StoreFailure::InDoubt(_) => {
                "see that the store can be written to, and start again"
            }
        };
        anyhow::anyhow!("{failure}; {remedy}")
    })
}

/// Tells every nest where its music comes from now, before any plays. What came from elsewhere, when
/// the settings were others, goes.
pub(super) async fn announce_catalogue(nests: &Nests, name: &str) {
    announce_to(nests.main(), name).await;
    let name = name.to_owned();
    nests.keep(move |nest| {
        let (nest, name) = (nest.clone(), name.clone());
        tokio::spawn(async move { announce_to(&nest, &name).await });
    });
}

async fn announce_to(nest: &NestHandle, name: &str) {
    let reply = nest.ask(Request::Catalogue(name.to_owned())).await;
    if !matches!(reply, Reply::Answer(_)) {
        tracing::warn!(nest.id = %nest.id(), catalogue = name, ?reply, "A nest may still hold music of another catalogue.");
    }
}
