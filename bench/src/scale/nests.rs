//! A thousand nests of ten people on one process: what another nest costs those who are in one.
//!
//! Beside it runs a process with one such nest, and both are asked in turns, so that what disturbs the machine
//! disturbs both.
//!
//! Must never: loosen a limit, or compare with figures of another run.

use std::time::Duration;

use anyhow::Result;
use tokio::time::sleep;

use super::{
    flock::{Flock, PEOPLE, Votes},
    house::{House, Plan},
    reopening,
    report::{Report, number, percentile},
};
use crate::target::Places;

/// How much longer a vote may take to the last of its nest where there are all the others.
const SLOWER: f64 = 2.0;
/// What an idle nest may hold, in KiB.
const HELD_KIB: f64 = 64.0;
/// What all idle nests together may take of a core: ten microseconds a second each.
const IDLE_CORES: f64 = 0.01;
/// How long closing and opening one may take, in milliseconds.
const REOPENED_MS: f64 = 5.0;
/// How long listing them may take, in milliseconds.
const LISTED_MS: f64 = 20.0;

/// Votes a second, of one process in all.
const RATES: [u32; 2] = [20, 100];
/// How often the two are asked in turns, at each rate, and for how long each time.
const ROUNDS: usize = 3;
const ROUND: Duration = Duration::from_secs(10);
/// How often they are listed, and how often while people vote.
const LISTINGS: usize = 200;
const LISTINGS_AMID: usize = 40;
const LISTED_EVERY: Duration = Duration::from_millis(200);
/// How often nests are closed and opened.
const REOPENINGS: usize = 400;
/// After what was done in every nest, quiet snapshots and play logs are written within this.
const SETTLES_WITHIN: Duration = Duration::from_secs(5);

/// One process with one nest, and one with a thousand.
///
/// # Errors
/// A sentence about the step that failed.
pub async fn measure(places: &Places, is_short: bool) -> Result<Report> {
    let (nests, quiet) = if is_short { (20, 5) } else { (1_000, 60) };
    let plan = Plan { replicas: 1, redis: false, doors: 0, keeps_limits: true };
    let (alone, mut house) = (House::open(places, plan).await?, House::open(places, plan).await?);
    let mut report = Report::default();
    let (mut one, mut all) = (Flock::gather(&alone, 1).await?, Flock::gather(&house, nests).await?);
    report.note("nests", number(nests));
    report.note("people in each", number(PEOPLE));
    open(&house, &mut all, nests, &mut report).await?;
    stay_quiet(&alone, &house, Duration::from_secs(quiet), "idle", &mut report).await?;
    list(&all, is_short, &mut report).await?;
    one.open(1).await?;
    one.sit_down().await?;
    all.sit_down().await?;
    sleep(SETTLES_WITHIN).await;
    report.note("MB with everyone in them", house.replicas[0].rss_mb()?);
    stay_quiet(&alone, &house, Duration::from_secs(quiet), "everyone there", &mut report).await?;
    for rate in RATES {
        compare(&one, &all, rate, if is_short { 1 } else { ROUNDS }, &mut report).await?;
    }
    let (amid, votes) =
        tokio::join!(all.list(LISTINGS_AMID, LISTED_EVERY), all.vote(RATES[1], LISTED_EVERY * 40));
    report.spread("ms to list them while people vote", &amid?.0);
    missed(&votes?, "while they are listed", &mut report);
    all.leave();
    sleep(SETTLES_WITHIN).await;
    report.note("MB when everyone has left", house.replicas[0].rss_mb()?);
    house.restart(0).await?;
    report.note("ms until ready with all of them in the store", house.replicas[0].ready_ms);
    report.spread("ms to list them right after", &all.list(1, Duration::ZERO).await?.0);
    sleep(SETTLES_WITHIN).await;
    report.note("MB after that start", house.replicas[0].rss_mb()?);
    for (on_redis, store) in [(false, "embedded"), (true, "Redis")] {
        let found = reopening::measure(places, on_redis, if is_short { 20 } else { REOPENINGS }).await?;
        let what = format!("ms to close a nest and open it again, {store}");
        report.spread(&what, &found.all);
        report.note(format!("ms to read what that takes, {store}, median"), percentile(&found.lately, 50));
        report.note(format!("ms to read all of its log, {store}, median"), percentile(&found.whole, 50));
        report.goal(format!("{what}, median"), REOPENED_MS, percentile(&found.all, 50));
        report.goal(format!("{what}, p99"), REOPENED_MS, percentile(&found.all, 99));
    }
    Ok(report)
}

/// What it takes to open them, and what each holds: untouched, and when something has played there.
async fn open(house: &House, all: &mut Flock, nests: usize, report: &mut Report) -> Result<()> {
    sleep(SETTLES_WITHIN).await;
    let process = &house.replicas[0];
    let before_mb = process.rss_mb()?;
    report.note("MB with the main nest alone", before_mb);
    report.spread("ms to open one, 32 at a time", &all.open(nests).await?);
    sleep(SETTLES_WITHIN).await;
    let kib = |held_mb: f64| (held_mb - before_mb) * 1e6 / 1_024.0 / number(nests);
    report.goal("KiB of an idle nest", HELD_KIB, kib(process.rss_mb()?));
    all.play_once().await?;
    sleep(SETTLES_WITHIN).await;
    report.goal("KiB of an idle nest in which something has played", HELD_KIB, kib(process.rss_mb()?));
    Ok(())
}

/// What a process with all of them takes of a core when nobody does anything, and one without.
async fn stay_quiet(
    alone: &House,
    house: &House,
    lasts: Duration,
    how: &str,
    report: &mut Report,
) -> Result<()> {
    let (without_s, with_s) = (alone.replicas[0].cpu_s()?, house.replicas[0].cpu_s()?);
    sleep(lasts).await;
    let without = (alone.replicas[0].cpu_s()? - without_s) / lasts.as_secs_f64();
    let with = (house.replicas[0].cpu_s()? - with_s) / lasts.as_secs_f64();
    report.note(format!("ms of a core a second, {how}"), with * 1_000.0);
    report.note(format!("ms of a core a second, {how}, the other process"), without * 1_000.0);
    if how == "idle" {
        report.goal("cores that idle nests take", IDLE_CORES, with - without);
    }
    Ok(())
}

async fn list(all: &Flock, is_short: bool, report: &mut Report) -> Result<()> {
    let (all_ms, bytes) = all.list(if is_short { 20 } else { LISTINGS }, Duration::ZERO).await?;
    report.spread("ms to list them", &all_ms);
    report.note("kB of that list", number(bytes) / 1_000.0);
    report.goal("ms to list them, median", LISTED_MS, percentile(&all_ms, 50));
    report.goal("ms to list them, p99", LISTED_MS, percentile(&all_ms, 99));
    Ok(())
}

/// Votes in the one nest, and as many in nests of the thousand, in turns.
async fn compare(one: &Flock, all: &Flock, rate: u32, rounds: usize, report: &mut Report) -> Result<()> {
    let (mut in_one, mut in_all) = (Votes::default(), Votes::default());
    for _ in 0..rounds {
        in_one.add(one.vote(rate, ROUND).await?);
        in_all.add(all.vote(rate, ROUND).await?);
    }
    let mut percentiles = Vec::new();
    for (votes, which) in [(&mut in_one, "one nest alone"), (&mut in_all, "all of them")] {
        votes.last_ms.sort_unstable_by(f64::total_cmp);
        let what = format!("ms from a vote to the last of its nest, {rate} a second, {which}");
        report.note(format!("votes, {rate} a second, {which}"), number(votes.last_ms.len()));
        report.spread(&what, &votes.last_ms);
        missed(votes, &format!("{rate} a second, {which}"), report);
        percentiles.push([50, 99].map(|percent| percentile(&votes.last_ms, percent)));
    }
    for (index, name) in ["median", "p99"].into_iter().enumerate() {
        let what = format!("times as long to the last of a nest, {rate} votes a second, {name}");
        report.goal(what, SLOWER, percentiles[1][index] / percentiles[0][index]);
    }
    Ok(())
}

fn missed(votes: &Votes, when: &str, report: &mut Report) {
    report.goal(format!("votes that somebody did not hear of, {when}"), 0.0, number(votes.missed));
    if votes.held_back > 0 {
        report.remark(format!("{} votes were held back, {when}", votes.held_back));
    }
}
