//! What is done to a target, and for how long.
//!
//! Must never: run without an end in time and in count.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use clap::ValueEnum;
use futures_util::future::try_join_all;
use serde::Serialize;
use tokio::time::{sleep, timeout};

use crate::{
    board::Tally,
    crowd::{Crowd, Size},
    figures::{Done, Figures, IdleFigures, QueueFigures, Spent, mean},
    program,
    target::{Kind, Places, Target, Used},
};

/// How many actions go before those that count, so that buffers and compilers are warm.
const WARM_UP: usize = 40;
/// Longer than this no measurement takes.
const MEASURED_WITHIN: Duration = Duration::from_mins(2);
/// Entries in a short queue.
pub const SHORT_QUEUE: usize = 10;
/// More entries than the catalogue has tracks.
const LONG_QUEUE: usize = 10_000;
/// The two queues are measured in turns of so many votes.
const VOTES_A_TURN: usize = 250;
/// How often memory is read, and how many readings must agree.
const READING_EVERY: Duration = Duration::from_secs(1);
const READINGS: usize = 3;
const READINGS_MAX: usize = 30;
/// Readings that differ by less than this share agree.
const AGREEMENT: f64 = 0.01;

/// A way to measure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Scenario {
    /// Vote, wait until everyone has it, vote again.
    OneAtATime,
    /// Several drivers vote as fast as they are answered.
    Flood,
    /// Several drivers add tracks as fast as they are answered.
    Adds,
    /// One driver votes as fast as it is answered, with a short queue and with a long one.
    QueueLength,
    /// Nobody asks for anything.
    Idle,
}

impl Scenario {
    /// Its name in a table.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::OneAtATime => "one at a time",
            Self::Flood => "flood",
            Self::Adds => "adds",
            Self::QueueLength => "queue length",
            Self::Idle => "idle",
        }
    }
}

/// What is used between two moments.
struct Meter {
    at: Instant,
    used: Used,
    generator_cpu_s: f64,
}

impl Meter {
    fn start(target: &Target) -> Result<Self> {
        Ok(Self { at: Instant::now(), used: target.used()?, generator_cpu_s: program::own_cpu_s()? })
    }

    fn stop(self, target: &Target) -> Result<Spent> {
        let measured_s = self.at.elapsed().as_secs_f64();
        let used = target.used()?;
        let store_cpu_s = used.store_cpu_s.zip(self.used.store_cpu_s).map(|(now, then)| now - then);
        Ok(Spent {
            server_cpu_s: used.server_cpu_s - self.used.server_cpu_s,
            store_cpu_s,
            generator_cpu_s: program::own_cpu_s()? - self.generator_cpu_s,
            measured_s,
        })
    }
}

/// Votes one by one: each when everyone has the one before, so that nothing can be sent together.
///
/// # Errors
/// A sentence about the step that failed.
pub async fn one_at_a_time(target: &Target, crowd: &mut Crowd, actions: usize) -> Result<Figures> {
    for _ in 0..WARM_UP {
        vote_and_wait(crowd).await.context("while warming up")?;
    }
    let meter = Meter::start(target)?;
    crowd.board.begin();
    within("votes one at a time", async {
        for _ in 0..actions {
            vote_and_wait(crowd).await?;
        }
        Ok(())
    })
    .await?;
    let tally = crowd.board.end();
    figures(target, crowd, Scenario::OneAtATime, (1, actions), &tally, meter)
}

async fn vote_and_wait(crowd: &mut Crowd) -> Result<()> {
    let driver = crowd.drivers.first_mut().context("there is nobody to vote")?;
    let seq = driver.vote().await?;
    crowd.board.until_all_have(seq).await
}

/// All drivers vote, each as fast as it is answered.
///
/// # Errors
/// A sentence about the step that failed.
pub async fn flood(target: &Target, crowd: &mut Crowd, actions: usize) -> Result<Figures> {
    let drivers = crowd.drivers.len();
    vote_all(crowd, WARM_UP).await.context("while warming up")?;
    let meter = Meter::start(target)?;
    crowd.board.begin();
    let each = actions / drivers.max(1);
    within("votes as fast as they are answered", vote_all(crowd, each)).await?;
    let tally = crowd.board.end();
    figures(target, crowd, Scenario::Flood, (drivers, each * drivers), &tally, meter)
}

async fn vote_all(crowd: &mut Crowd, each: usize) -> Result<()> {
    let voting = crowd.drivers.iter_mut().map(|driver| async move {
        let mut newest = 0;
        for _ in 0..each {
            newest = driver.vote().await?;
        }
        Ok::<_, anyhow::Error>(newest)
    });
    let newest = try_join_all(voting).await?;
    crowd.board.until_all_have(newest.into_iter().max().unwrap_or_default()).await
}

/// All drivers add what the catalogue has left, each as fast as it is answered.
///
/// # Errors
/// A sentence about the step that failed.
pub async fn adds(target: &Target, crowd: &mut Crowd) -> Result<Figures> {
    ensure!(target.kind.is_ours(), "only EchoNest has a queue to add to");
    let drivers = crowd.drivers.len();
    let actions = crowd.tracks.len();
    let meter = Meter::start(target)?;
    crowd.board.begin();
    let tracks = &crowd.tracks;
    let adding = crowd.drivers.iter_mut().enumerate().map(|(number, driver)| async move {
        let mut newest = 0;
        for track in tracks.iter().skip(number).step_by(drivers) {
            newest = driver.add(track).await?;
        }
        Ok::<_, anyhow::Error>(newest)
    });
    let board = &crowd.board;
    within("adds as fast as they are answered", async {
        let newest = try_join_all(adding).await?;
        board.until_all_have(newest.into_iter().max().unwrap_or_default()).await
    })
    .await?;
    let tally = crowd.board.end();
    figures(target, crowd, Scenario::Adds, (drivers, actions), &tally, meter)
}

/// What a vote costs with a short queue and with a long one: two servers at once, measured in
/// turns, so that what disturbs one disturbs the other.
///
/// # Errors
/// A sentence about the step that failed.
pub async fn queue_length(kind: Kind, places: &Places, sockets: usize, votes: usize) -> Result<QueueFigures> {
    ensure!(kind.is_ours(), "only EchoNest has a queue");
    let size = |queued| Size { listeners: sockets, drivers: 1, queued };
    let targets = [Target::start(kind, places, 0)?, Target::start(kind, places, 0)?];
    let mut crowds = [
        Crowd::gather(&targets[0], size(SHORT_QUEUE)).await?,
        Crowd::gather(&targets[1], size(LONG_QUEUE)).await?,
    ];
    let turns = votes.div_ceil(VOTES_A_TURN);
    let mut all = [Vec::new(), Vec::new()];
    for _ in 0..turns {
        for ((target, crowd), figures) in targets.iter().zip(&mut crowds).zip(&mut all) {
            figures.push(flood(target, crowd, VOTES_A_TURN).await?);
        }
    }
    let [short, long] = all.map(|turns| {
        let mut middle = Figures::median_of(&turns)?;
        middle.scenario = Scenario::QueueLength;
        middle.actions = turns.iter().map(|figures| figures.actions).sum();
        // Over all turns: the kernel's clock ticks are coarse beside a turn.
        let each: Vec<f64> = turns.iter().map(|figures| figures.cpu_ms_an_action).collect();
        middle.cpu_ms_an_action = mean(&each);
        Some(middle)
    });
    let nothing = "there were no votes";
    Ok(QueueFigures { short: short.context(nothing)?, long: long.context(nothing)? })
}

/// Memory before anyone came and when `sockets` are there, and how long the start took.
///
/// # Errors
/// A sentence about the step that failed.
pub async fn idle(kind: Kind, places: &Places, sockets: usize) -> Result<IdleFigures> {
    let target = Target::start(kind, places, 0)?;
    let empty_rss_mb = steady_rss_mb(&target).await?;
    let size = Size { listeners: sockets, drivers: 0, queued: SHORT_QUEUE };
    let crowd = Crowd::gather(&target, size).await?;
    let full_rss_mb = steady_rss_mb(&target).await?;
    let figures =
        IdleFigures { target: kind, ready_ms: target.ready_ms(), empty_rss_mb, sockets, full_rss_mb };
    drop(crowd);
    Ok(figures)
}

/// Memory, once three readings agree.
async fn steady_rss_mb(target: &Target) -> Result<f64> {
    let mut readings = Vec::new();
    for _ in 0..READINGS_MAX {
        sleep(READING_EVERY).await;
        readings.push(target.rss_mb()?);
        let Some(recent) = readings.len().checked_sub(READINGS).map(|start| &readings[start..]) else {
            continue;
        };
        let (low, high) = recent
            .iter()
            .fold((f64::MAX, 0.0_f64), |(low, high), reading| (low.min(*reading), high.max(*reading)));
        if high - low <= high * AGREEMENT {
            return Ok(high);
        }
    }
    bail!("the memory of {} does not settle", target.kind.name())
}

async fn within(what: &str, work: impl Future<Output = Result<()>>) -> Result<()> {
    let limit_s = MEASURED_WITHIN.as_secs();
    let outcome = timeout(MEASURED_WITHIN, work).await;
    outcome.with_context(|| format!("{what}: {limit_s} s were not enough"))?.with_context(|| what.to_owned())
}

fn figures(
    target: &Target,
    crowd: &Crowd,
    scenario: Scenario,
    (drivers, actions): (usize, usize),
    tally: &Tally,
    meter: Meter,
) -> Result<Figures> {
    let spent = meter.stop(target)?;
    let queued = crowd.queued;
    let done = Done { target: target.kind, scenario, sockets: crowd.sockets, drivers, queued, actions };
    Ok(Figures::of(done, tally, spent))
}
