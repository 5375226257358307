//! Ten replicas, one Redis, one nest, and people who vote at all of them.
//!
//! Must never: slow down because the server does: what cannot be sent is counted as held back.

use std::time::{Duration, Instant};

use anyhow::Result;
use tokio::time::sleep;

use super::{
    guests::{Guests, Party},
    house::{House, Plan},
    report::{Report, number, percentile},
    sockets::Cpu,
};
use crate::target::Places;

/// How often a batch may be decided again for each commit that came of it.
const RETRIES: f64 = 2.0;
/// What share of what was offered is to be acknowledged.
const CARRIED: f64 = 0.95;
/// People who vote, on all replicas alike.
const VOTERS: u32 = 100;
const MEASURED_FOR: Duration = Duration::from_secs(10);
const WARM_UP: Duration = Duration::from_secs(2);
const GIVEN_UP_AFTER: Duration = Duration::from_mins(1);
/// Votes a second, in all, one rate after the other.
const RATES: [u32; 6] = [100, 200, 400, 600, 800, 1_000];

/// Ten replicas and a player; the goals count at the highest rate.
///
/// # Errors
/// A sentence about the step that failed.
pub async fn measure(places: &Places, is_short: bool) -> Result<Report> {
    let mut report = Report::default();
    let rates: &[u32] = if is_short { &RATES[..1] } else { &RATES };
    let mut highest = 0;
    for rate in rates {
        let house =
            House::open(places, Plan { replicas: 10, redis: true, doors: 0, keeps_limits: false }).await?;
        let every = Duration::from_secs(1) * VOTERS / *rate;
        let party = Party {
            acting: usize::try_from(VOTERS)?,
            every,
            unanswered_max: 8,
            ..Party::of(usize::try_from(VOTERS)?)
        };
        let guests = Guests::seat(&house, &party).await?;
        let is_last = rate == &rates[rates.len() - 1];
        if offer(&house, &guests, *rate, is_last, &mut report).await? {
            highest = *rate;
        }
    }
    report.note("the highest rate at which it held", f64::from(highest));
    Ok(report)
}

/// Offers votes at a rate; says whether it held.
async fn offer(
    house: &House,
    guests: &Guests,
    rate: u32,
    is_last: bool,
    report: &mut Report,
) -> Result<bool> {
    let ledger = &guests.ledger;
    ledger.is_acting.set(true);
    sleep(WARM_UP).await;
    ledger.begin();
    let before = Tally::read(house, 0).await?;
    let (began, cpu, promised) = (Instant::now(), Cpu::read(house)?, ledger.promised_so_far());
    sleep(MEASURED_FOR).await;
    let (took_s, cpu) = (began.elapsed().as_secs_f64(), Cpu::read(house)?.since(&cpu));
    let after = Tally::read(house, ledger.promised_so_far() - promised).await?;
    let (lags_ms, answers_ms) = (ledger.lags_ms(), ledger.answers_ms());
    ledger.is_acting.set(false);
    ledger.until_settled(GIVEN_UP_AFTER).await?;
    let counts = ledger.counts();
    let acknowledged = (after.promised - before.promised) / took_s;
    let commits = after.commits - before.commits;
    let retries = (after.retries - before.retries) / commits;
    let at = |what: &str| format!("{what}, {rate} offered a second");
    report.note(at("commits acknowledged a second"), acknowledged);
    report.note(at("held back"), number(counts.held_back));
    report.note(at("conflicts a commit"), (after.conflicts - before.conflicts) / commits);
    report.note(at("retries a commit"), retries);
    report.note(at("commits an append"), commits / (after.appends - before.appends));
    report.note(at("ms until acknowledged, median"), percentile(&answers_ms, 50));
    report.note(at("ms until acknowledged, p99"), percentile(&answers_ms, 99));
    report.note(at("ms from the first socket to another, median"), percentile(&lags_ms, 50));
    report.note(at("ms from the first socket to another, p99"), percentile(&lags_ms, 99));
    for name in ["replica", "player", "redis", "the generator"] {
        report.note(at(&format!("cores, {name}")), cpu.of(name) / took_s);
    }
    report.note(at("Redis commands a second"), (after.redis_commands - before.redis_commands) / took_s);
    for (what, count) in &counts.refusals {
        report.remark(at(&format!("{count} times: {what}")));
    }
    let holds = acknowledged >= CARRIED * f64::from(rate)
        && retries <= RETRIES
        && counts.missing + counts.uncalled + counts.gaps + counts.forks == 0;
    report.goal(at("retries a commit"), RETRIES, retries);
    report.goal(
        at("acknowledged and not in the log, or done twice"),
        0.0,
        number(counts.missing + counts.uncalled),
    );
    report.goal(at("gaps in what a client heard"), 0.0, number(counts.gaps + counts.forks));
    if is_last {
        let left_open = (1.0 - acknowledged / f64::from(rate)).max(0.0);
        report.goal(at("share of votes not acknowledged"), 1.0 - CARRIED, left_open);
    }
    Ok(holds)
}

/// What the replicas and Redis count.
struct Tally {
    promised: f64,
    commits: f64,
    retries: f64,
    conflicts: f64,
    appends: f64,
    redis_commands: f64,
}

impl Tally {
    async fn read(house: &House, promised: usize) -> Result<Self> {
        Ok(Self {
            promised: number(promised),
            commits: house.metric("echonest_commits_total{").await?,
            retries: house.metric("echonest_commit_retries_sum").await?,
            conflicts: house.metric("echonest_append_seconds_count{outcome=\"conflict\"").await?,
            appends: house.metric("echonest_append_seconds_count{outcome=\"in\"").await?,
            redis_commands: house.redis_info("total_commands_processed").await?,
        })
    }
}
