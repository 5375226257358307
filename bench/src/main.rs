//! What a vote costs: our server and its peers, measured by the same generator on the same machine.
//!
//! A map, from the wire up:
//! - [`frames`], [`dialect`]: what is on a socket, and what it means;
//! - [`socket`], [`driver`]: who listens, and who acts;
//! - [`board`]: who heard what, and when;
//! - [`program`], [`target`], [`party`]: what is measured, and what makes it worth measuring;
//! - [`crowd`], [`scenario`], [`figures`]: everyone together, what they do, and what comes out;
//! - [`evening`], [`goals`], [`table`]: all of it in one go, and how it is told;
//! - [`past`]: apart from all that, what a long past costs;
//! - [`scale`]: and how far a whole house carries, with Redis, replicas and the door in front.
//!
//! One thread does everything, so that the other cores are the server's.
//!
//! Must never: reach beyond loopback, leave a process or a directory behind, or run without an end.

mod board;
mod crowd;
mod dialect;
mod driver;
mod evening;
mod figures;
mod frames;
mod goals;
mod party;
mod past;
mod past_files;
mod program;
mod scale;
mod scenario;
mod socket;
mod table;
mod target;

use std::{path::PathBuf, process::ExitCode};

use anyhow::{Context, Result, bail};
use clap::{Args, Parser, Subcommand};
use nix::sys::{
    resource::{Resource, getrlimit, setrlimit},
    statfs::{TMPFS_MAGIC, statfs},
};
use serde_json::{Value, json};
use tokio::{
    signal::unix::{SignalKind, signal},
    task::LocalSet,
};

use crate::{
    crowd::{Crowd, Size},
    evening::{DRIVERS, Extent},
    scale::Trial,
    scenario::{SHORT_QUEUE, Scenario},
    target::{Kind, Places, Target},
};

/// Measures what a vote costs.
#[derive(Debug, Parser)]
#[command(name = "echonest-bench", version, max_term_width = 100)]
struct Cli {
    #[command(subcommand)]
    what: What,
    #[command(flatten)]
    places: Places,
    /// Also write everything measured to this file, as JSON.
    #[arg(long, global = true)]
    json: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Measure everything in one go, and print one table.
    Table {
        /// Only as much as shows that everything works.
        #[arg(long)]
        short: bool,
    },
    /// Measure one thing, and print it as JSON.
    Run(One),
    /// Measure how far a whole house carries, and print a table of each trial; of all, if none is named.
    Scale {
        /// What is done to it.
        #[arg(value_enum)]
        trials: Vec<Trial>,
        /// Only as much as shows that everything works.
        #[arg(long)]
        short: bool,
    },
    /// Measure what a long past costs, and print a table of its own.
    History {
        /// Only so many plays, as one row of it.
        #[arg(long)]
        plays: Option<usize>,
    },
}

#[derive(Debug, Args)]
struct One {
    /// What to measure.
    #[arg(long, value_enum)]
    target: Kind,
    /// How.
    #[arg(long, value_enum)]
    scenario: Scenario,
    /// Sockets in all.
    #[arg(long, default_value_t = Extent::FULL.sockets)]
    sockets: usize,
    /// Sockets of those that act, in a flood or in adds.
    #[arg(long, default_value_t = DRIVERS)]
    drivers: usize,
    /// How many actions in all.
    #[arg(long, default_value_t = Extent::FULL.actions)]
    actions: usize,
    /// Entries in the queue; as many as the catalogue has, where that is less.
    #[arg(long, default_value_t = SHORT_QUEUE)]
    queued: usize,
    /// The length of a peer's frames, in bytes. The table measures ours.
    #[arg(long, default_value_t = 280)]
    frame_bytes: usize,
}

fn main() -> ExitCode {
    let outcome = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(anyhow::Error::from)
        .and_then(|runtime| LocalSet::new().block_on(&runtime, until_told(Cli::parse())));
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("The measurement failed: {error:#}.");
            ExitCode::FAILURE
        }
    }
}

/// Measures until it is done, or somebody wants it to end. Either way nothing is left behind.
async fn until_told(cli: Cli) -> Result<()> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    tokio::select! {
        outcome = measure(cli) => outcome,
        _ = terminate.recv() => bail!("it was told to end"),
        _ = interrupt.recv() => bail!("it was told to end"),
    }
}

async fn measure(mut cli: Cli) -> Result<()> {
    if !matches!(cli.what, What::History { .. }) {
        settle(&mut cli.places.dir)?;
    }
    let extent = match cli.what {
        What::Table { short: false } => Extent::FULL,
        What::Table { short: true } => Extent::SHORT,
        What::Run(one) => {
            allow_files(one.sockets)?;
            let found = run(&one, &cli.places).await?;
            println!("{found:#}");
            return write(cli.json, &found);
        }
        What::Scale { trials, short } => {
            let found = scale::measure(&trials, &cli.places, short).await?;
            return write(cli.json, &found);
        }
        What::History { plays } => {
            println!("{}", plays.map_or_else(past::table, past::row)?);
            return Ok(());
        }
    };
    allow_files(extent.idle_sockets.max(extent.sockets))?;
    let evening = evening::measure(&cli.places, extent).await?;
    let goals = goals::goals(&evening);
    println!("{}", table::render(&evening, &goals));
    write(cli.json, &json!({ "goals": goals, "measured": evening }))
}

/// Makes the directory for what is written, if it is missing.
fn settle(dir: &mut PathBuf) -> Result<()> {
    std::fs::create_dir_all(&*dir).with_context(|| format!("{} cannot be made", dir.display()))?;
    *dir = dir.canonicalize()?;
    if statfs(&*dir)?.filesystem_type() == TMPFS_MAGIC {
        eprintln!(
            "Warning: {} is in memory, so durable commits cost too little; name a disk with --dir.",
            dir.display()
        );
    }
    Ok(())
}

async fn run(one: &One, places: &Places) -> Result<Value> {
    match one.scenario {
        Scenario::Idle => {
            return Ok(serde_json::to_value(scenario::idle(one.target, places, one.sockets).await?)?);
        }
        Scenario::QueueLength => {
            let found = scenario::queue_length(one.target, places, one.sockets, one.actions).await?;
            return Ok(serde_json::to_value(found)?);
        }
        Scenario::OneAtATime | Scenario::Flood | Scenario::Adds => {}
    }
    let drivers = if one.scenario == Scenario::OneAtATime { 1 } else { one.drivers.max(1) };
    let listeners = one.sockets.saturating_sub(drivers);
    let target = Target::start(one.target, places, one.frame_bytes)?;
    let mut crowd = Crowd::gather(&target, Size { listeners, drivers, queued: one.queued }).await?;
    let figures = match one.scenario {
        Scenario::OneAtATime => scenario::one_at_a_time(&target, &mut crowd, one.actions).await?,
        Scenario::Adds => scenario::adds(&target, &mut crowd).await?,
        _ => scenario::flood(&target, &mut crowd, one.actions).await?,
    };
    Ok(serde_json::to_value(figures)?)
}

/// Lets this process, and those it starts, open as many files as the system allows.
fn allow_files(sockets: usize) -> Result<()> {
    /// What is open besides sockets.
    const BESIDES: u64 = 200;
    let (_, most) = getrlimit(Resource::RLIMIT_NOFILE)?;
    let needed = sockets as u64 + BESIDES;
    if most < needed {
        bail!(
            "{sockets} sockets need {needed} open files, and this system allows {most}; raise `ulimit -Hn`"
        );
    }
    setrlimit(Resource::RLIMIT_NOFILE, most, most).context("the number of open files cannot be raised")
}

fn write(path: Option<PathBuf>, found: &Value) -> Result<()> {
    let Some(path) = path else { return Ok(()) };
    std::fs::write(&path, format!("{found:#}\n"))
        .with_context(|| format!("{} cannot be written", path.display()))
}
