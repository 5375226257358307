//! How far it carries: a whole house under load, with goals.
//!
//! - [`line`], [`seat`], [`ledger`], [`guests`]: clients that behave as the page does, and what they heard;
//! - [`house`]: Redis, replicas, a player, and Caddy in front;
//! - [`rolling`], [`sockets`], [`storm`], [`start`], [`memory`], [`kept`], [`replicas`], [`nests`]: what is done to it;
//! - [`flock`], [`reopening`]: many nests, and one after the other;
//! - [`report`]: what came out.
//!
//! Must never: measure anything but the programs as they are run for people.

mod flock;
mod guests;
mod house;
mod kept;
mod ledger;
mod line;
mod long_past;
mod memory;
mod nests;
mod reopening;
mod replicas;
mod report;
mod rolling;
mod seat;
mod sockets;
mod start;
mod storm;

use std::time::Instant;

use anyhow::{Context, Result};
use clap::ValueEnum;
use serde_json::{Value, json};

use crate::{allow_files, program::own_cpu_s, target::Places};

/// Something that is done to a house.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Trial {
    /// Replicas are restarted one after the other while people vote.
    Rolling,
    /// Ten thousand sockets hear of one commit.
    Sockets,
    /// Five thousand sockets are cut at once.
    Storm,
    /// From start to ready, with a long past too.
    Start,
    /// Memory with a thousand sockets.
    Memory,
    /// What Redis holds after a hundred thousand commits.
    Redis,
    /// Ten replicas and one nest.
    Replicas,
    /// A thousand nests of ten people on one process.
    Nests,
}

/// Runs trials one after the other, prints a table of each, and returns all figures.
///
/// # Errors
/// A sentence about the step that failed.
pub async fn measure(trials: &[Trial], places: &Places, is_short: bool) -> Result<Value> {
    // The door needs two for each of them.
    allow_files(if is_short { 2_000 } else { 10_000 })?;
    let trials = if trials.is_empty() { Trial::value_variants() } else { trials };
    let mut all = Vec::new();
    for trial in trials {
        let (began, cpu_s) = (Instant::now(), own_cpu_s()?);
        let name = trial.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default();
        eprintln!("{name}…");
        let mut report = match trial {
            Trial::Rolling => rolling::measure(places, is_short).await,
            Trial::Sockets => sockets::measure(places, is_short).await,
            Trial::Storm => storm::measure(places, is_short).await,
            Trial::Start => start::measure(places, is_short).await,
            Trial::Memory => memory::measure(places, is_short).await,
            Trial::Redis => kept::measure(places, is_short).await,
            Trial::Replicas => replicas::measure(places, is_short).await,
            Trial::Nests => nests::measure(places, is_short).await,
        }
        .with_context(|| format!("in {name}"))?;
        let took_s = began.elapsed().as_secs_f64();
        report.note("it took, in seconds", took_s);
        report.note("the generator's share of a core", (own_cpu_s()? - cpu_s) / took_s);
        println!("## {name}\n\n{report}");
        all.push(json!({ "trial": name, "found": report }));
    }
    Ok(all.into())
}
