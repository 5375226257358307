//! Replicas are restarted one after the other, as an upgrade does, while people vote.
//!
//! Must never: count a promise as kept that no commit shows.

use std::time::Duration;

use anyhow::Result;
use tokio::time::sleep;

use super::{
    guests::{Guests, Party},
    house::{House, Plan},
    report::{Report, number, percentile},
};
use crate::target::Places;

/// How soon everyone is to be back, in milliseconds.
const BACK_MS: f64 = 5_000.0;
/// How long people vote before, between and after.
const VOTES_FOR: Duration = Duration::from_secs(5);
/// How long everyone may take to be back before the trial is given up.
const GIVEN_UP_AFTER: Duration = Duration::from_mins(1);

/// Two replicas, a player and Redis behind Caddy; one replica after the other is restarted.
///
/// # Errors
/// A sentence about the step that failed.
pub async fn measure(places: &Places, is_short: bool) -> Result<Report> {
    let (seats, acting) = if is_short { (200, 10) } else { (2_000, 20) };
    let mut house =
        House::open(places, Plan { replicas: 2, redis: true, doors: 1, keeps_limits: false }).await?;
    let party = Party { acting, every: Duration::from_secs(2), comments: true, ..Party::of(seats) };
    let guests = Guests::seat(&house, &party).await?;
    let ledger = &guests.ledger;
    let mut report = Report::default();
    ledger.begin();
    ledger.is_acting.set(true);
    sleep(VOTES_FOR).await;
    for index in 0..2 {
        let (left, ready) = house.restart(index).await?;
        report.note(format!("ms until replica {} had left", index + 1), left.as_secs_f64() * 1_000.0);
        report.note("ms until it was ready again", ready.as_secs_f64() * 1_000.0);
        ledger.until_all_here(GIVEN_UP_AFTER).await?;
        sleep(VOTES_FOR).await;
    }
    ledger.is_acting.set(false);
    ledger.until_settled(GIVEN_UP_AFTER).await?;
    let counts = ledger.counts();
    let backs_ms = ledger.backs_ms();
    report.note("sockets", number(seats));
    report.spread("ms until a socket was back", &backs_ms);
    report.spread("ms until a command was acknowledged", &ledger.answers_ms());
    report.counts(&counts);
    report.goal("ms until the last socket was back", BACK_MS, percentile(&backs_ms, 100));
    report.goal("gaps in what a client heard", 0.0, number(counts.gaps + counts.forks));
    report.goal("clients that had to begin afresh", 0.0, number(counts.afresh));
    report.goal("acknowledged and not in the log", 0.0, number(counts.missing));
    report.goal("done twice, or without an answer", 0.0, number(counts.uncalled));
    Ok(report)
}
