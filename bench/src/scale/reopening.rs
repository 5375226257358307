//! Closing a nest and opening it again, as a process does with one that nobody wanted for a while.
//!
//! Each has a full queue, a snapshot, as many commits before it as a log keeps, and behind it about as many as a nest has
//! that was quiet. No process lies between: what is measured is the store, the folding, and the first look.
//!
//! Must never: measure a nest that is still open.

use std::{sync::Arc, time::Instant};

use anyhow::{Context, Result, ensure};
use echonest::{
    app::{
        nest_task::{self, ENDED_MAX, SNAPSHOT_AFTER, Tools},
        ports::{Log, Signals},
    },
    clock::{SystemClock, SystemDice},
    domain::{ids::NestId, propose::Beginning, setting_values::Code, settings::Settings},
    http::wire::messages::WireScribe,
    store::{
        embedded::EmbeddedStore,
        redis::{Patience, RedisStore},
    },
};
use tokio::{sync::broadcast, task::yield_now};

use super::long_past;
use crate::target::{Places, redis};

/// Nests that are closed and opened in turn.
const NESTS: usize = 20;
/// As many entries as a host can allow in a nest besides the main one.
const ENTRIES: usize = 50;
/// Commits of each: three snapshots' worth, and less than a quiet moment would save.
const COMMITS: usize = 3 * SNAPSHOT_AFTER + SNAPSHOT_AFTER * 3 / 16;

/// How long each time took, sorted, all in milliseconds.
#[derive(Debug, Default)]
pub struct Reopened {
    /// To close a nest and open it again.
    pub all: Vec<f64>,
    /// To read of its log what that takes.
    pub lately: Vec<f64>,
    /// To read all of its log.
    pub whole: Vec<f64>,
}

/// Closes and opens nests so many times, on Redis or on the embedded store.
///
/// # Errors
/// A sentence about the step that failed.
pub async fn measure(places: &Places, on_redis: bool, times: usize) -> Result<Reopened> {
    let directory = tempfile::Builder::new().prefix("echonest-bench-").tempdir_in(&places.dir)?;
    let clock = Arc::new(SystemClock::start());
    let server = on_redis.then(|| redis(directory.path())).transpose()?;
    let (log, signals): (Arc<dyn Log>, Arc<dyn Signals>) = if let Some((_, url)) = &server {
        let store = Arc::new(RedisStore::connect(url, None, 1, Patience::default()).await?);
        (store.clone(), store)
    } else {
        let store = Arc::new(EmbeddedStore::open(directory.path(), clock.clone())?);
        (store.clone(), store)
    };
    let ids: Vec<NestId> =
        (0..NESTS).map(|number| NestId::parse(&format!("nest-{number}"))).collect::<Result<_, _>>()?;
    for id in &ids {
        long_past::write_to(Arc::clone(&log), id.clone(), ENTRIES, COMMITS).await?;
    }
    let tools = Tools {
        log,
        signals,
        clock,
        dice: Arc::new(SystemDice),
        scribe: Arc::new(WireScribe),
        gap_ms: 0,
        has_budgets: true,
        snapshot_after: SNAPSHOT_AFTER,
        is_shared: on_redis,
        ended: broadcast::Sender::new(ENDED_MAX),
    };
    let beginning = Beginning { code: Code::from_dice(7), settings: Settings::default(), host: None };
    let mut open = Vec::with_capacity(NESTS);
    for id in &ids {
        open.push(nest_task::open(id.clone(), tools.clone(), Some(beginning.clone())).await?);
    }
    let mut found = Reopened::default();
    for time in 0..times {
        let (place, id) = (time % NESTS, &ids[time % NESTS]);
        let began = Instant::now();
        let mut chores = open[place].chores();
        open.remove(place);
        // Its task is gone when nobody tells of chores any more.
        while chores.changed().await.is_ok() {}
        let nest = nest_task::open(id.clone(), tools.clone(), Some(beginning.clone())).await?;
        let view = nest.look().await.context("a nest that was opened is closed")?;
        found.all.push(began.elapsed().as_secs_f64() * 1_000.0);
        ensure!(view.nest.queue.len() == ENTRIES, "a nest came back with another queue");
        open.insert(place, nest);
        yield_now().await;
        let began = Instant::now();
        let lately = tools.log.open_lately(id).await?.commits.len();
        found.lately.push(began.elapsed().as_secs_f64() * 1_000.0);
        let began = Instant::now();
        let whole = tools.log.open(id).await?.commits.len();
        found.whole.push(began.elapsed().as_secs_f64() * 1_000.0);
        ensure!(lately < whole, "of {whole} commits {lately} were read");
    }
    for values in [&mut found.all, &mut found.lately, &mut found.whole] {
        values.sort_unstable_by(f64::total_cmp);
    }
    Ok(found)
}
