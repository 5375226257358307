//! Ten thousand sockets hear of one commit.
//!
//! Must never: open more files in one process than the system lets it: a socket is two to a door.

use std::{
    net::Ipv4Addr,
    rc::Rc,
    time::{Duration, Instant},
};

use anyhow::Result;

use super::{
    guests::{Guests, Party},
    house::{House, Plan},
    report::{Report, number, percentile},
};
use crate::{program::own_cpu_s, target::Places};

/// How many commits are measured.
const COMMITS: usize = 10;
const GIVEN_UP_AFTER: Duration = Duration::from_mins(1);

/// Two replicas behind two doors.
///
/// # Errors
/// A sentence about the step that failed.
pub async fn measure(places: &Places, is_short: bool) -> Result<Report> {
    let seats = if is_short { 500 } else { 10_000 };
    let house = House::open(places, Plan { replicas: 2, redis: true, doors: 2, keeps_limits: false }).await?;
    let mut report = Report::default();
    report.memory(&house, "with no sockets", false)?;
    // Several addresses, since one has no ports for everyone.
    let from = (1..=4).map(|last| Ipv4Addr::new(127, 0, 0, last)).collect();
    let mut guests = Guests::seat(&house, &Party { from, at_once: 64, ..Party::of(seats) }).await?;
    let ledger = Rc::clone(&guests.ledger);
    report.memory(&house, "with all of them", false)?;
    let mut all_ms = Vec::new();
    let cpu = Cpu::read(&house)?;
    ledger.begin();
    for round in 0..COMMITS {
        let before = ledger.newest();
        let began = Instant::now();
        // One's own entries cannot be voted for; applause is as short.
        guests.host.jam(guests.entries[0], round % 2 == 0).await?;
        ledger.until_all_have(before + 1, GIVEN_UP_AFTER).await?;
        all_ms.push(began.elapsed().as_secs_f64() * 1_000.0);
    }
    let cpu = Cpu::read(&house)?.since(&cpu);
    let counts = ledger.counts();
    all_ms.sort_unstable_by(f64::total_cmp);
    report.note("sockets", number(seats));
    report.note("doors, since each may open 20,000 files and needs two a socket", 2.0);
    report.note("bytes a commit and socket", bytes(counts.bytes) / number(counts.deliveries));
    report.note("ms from the first socket to the median one", percentile(&ledger.lags_ms(), 50));
    report.spread("ms from the command until every socket has the commit", &all_ms);
    for name in ["replica", "player", "redis", "caddy", "the generator"] {
        let used_us = cpu.of(name) * 1e6;
        report.note(format!("CPU µs a delivery, {name}"), used_us / number(counts.deliveries));
    }
    report.counts(&counts);
    report.goal("sockets without the commit", 0.0, number(seats * COMMITS) - number(counts.deliveries));
    report.goal("gaps in what a client heard", 0.0, number(counts.gaps + counts.forks));
    Ok(report)
}

/// Processor time by process, the generator's too, in seconds.
pub struct Cpu(pub Vec<(String, f64)>);

impl Cpu {
    /// What was used so far.
    ///
    /// # Errors
    /// A process is gone.
    pub fn read(house: &House) -> Result<Self> {
        let mut all = Vec::new();
        for (name, program) in house.processes() {
            all.push((name, program.cpu_s()?));
        }
        all.push(("the generator".into(), own_cpu_s()?));
        Ok(Self(all))
    }

    /// What was used since then.
    #[must_use]
    pub fn since(self, before: &Self) -> Self {
        let pairs = self.0.into_iter().zip(&before.0);
        Self(pairs.map(|((name, now), (_, then))| (name, now - then)).collect())
    }

    /// What all whose name begins so used together.
    #[must_use]
    pub fn of(&self, name: &str) -> f64 {
        self.0.iter().filter(|(found, _)| found.starts_with(name)).map(|(_, used_s)| used_s).sum()
    }
}

/// Bytes as a figure.
#[expect(clippy::cast_precision_loss, reason = "nobody reads the last of a billion bytes")]
fn bytes(count: u64) -> f64 {
    count as f64
}
