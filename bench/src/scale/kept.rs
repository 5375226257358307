//! What Redis holds after a hundred thousand commits in one nest, made by real commands.
//!
//! Must never: write to Redis but through the program.

use std::time::{Duration, Instant};

use anyhow::Result;
use tokio::time::sleep;

use super::{
    guests::{Guests, Party},
    house::{House, Plan},
    report::{Report, number},
};
use crate::target::Places;

/// What Redis is to hold for a nest, in megabytes.
const KEPT_MB: f64 = 5.0;
/// The keys of a nest.
const KEYS: [&str; 3] = ["{nest:main}:log", "{nest:main}:snap", "{nest:main}:here"];
const LOOKS_EVERY: Duration = Duration::from_millis(250);
const GIVEN_UP_AFTER: Duration = Duration::from_secs(400);
/// A snapshot follows a second of quiet.
const QUIET: Duration = Duration::from_secs(3);

/// One replica on Redis.
///
/// # Errors
/// A sentence about the step that failed.
pub async fn measure(places: &Places, is_short: bool) -> Result<Report> {
    let commits = if is_short { 2_000 } else { 100_000 };
    let house = House::open(places, Plan { replicas: 1, redis: true, doors: 0, keeps_limits: false }).await?;
    let every = Duration::from_millis(2);
    let party = Party { acting: 32, every, unanswered_max: 8, ..Party::of(32) };
    let guests = Guests::seat(&house, &party).await?;
    let ledger = &guests.ledger;
    let mut report = Report::default();
    let before = house.redis_info("used_memory").await?;
    let first = ledger.newest();
    let began = Instant::now();
    let mut most_kb = 0.0_f64;
    ledger.is_acting.set(true);
    while ledger.newest() < first + commits && began.elapsed() < GIVEN_UP_AFTER {
        sleep(LOOKS_EVERY).await;
        most_kb = most_kb.max(kept_kb(&house, &mut Report::default()).await?);
    }
    ledger.is_acting.set(false);
    ledger.until_settled(GIVEN_UP_AFTER).await?;
    let made = ledger.newest() - first;
    let took_s = began.elapsed().as_secs_f64();
    sleep(QUIET).await;
    let kept_kb = kept_kb(&house, &mut report).await?;
    report.note("commits by commands", number(usize::try_from(made)?));
    report.note("commits a second", number(usize::try_from(made)?) / took_s);
    let records: u64 = house.ask_redis(&["XLEN", KEYS[0]]).await?;
    report.note("commits that are kept", number(usize::try_from(records)?));
    report.note("kB by which used_memory grew", (house.redis_info("used_memory").await? - before) / 1_000.0);
    report.note("kB of the nest's keys at most meanwhile", most_kb);
    let counts = ledger.counts();
    report.counts(&counts);
    report.goal("MB of the nest's keys", KEPT_MB, kept_kb / 1_000.0);
    report.goal("MB of the nest's keys at most meanwhile", KEPT_MB, most_kb / 1_000.0);
    report.goal("acknowledged and not in the log", 0.0, number(counts.missing));
    Ok(report)
}

async fn kept_kb(house: &House, report: &mut Report) -> Result<f64> {
    let mut sum_kb = 0.0;
    for key in KEYS {
        let bytes: Option<u32> = house.ask_redis(&["MEMORY", "USAGE", key, "SAMPLES", "0"]).await?;
        let kilobytes = f64::from(bytes.unwrap_or_default()) / 1_000.0;
        report.note(format!("kB of {key}"), kilobytes);
        sum_kb += kilobytes;
    }
    Ok(sum_kb)
}
