//! Five thousand sockets behind one address are cut at once, and come back.
//!
//! Must never: claim addresses that a club's guests would not have: they share one.

use std::{
    net::Ipv4Addr,
    time::{Duration, Instant},
};

use anyhow::Result;

use super::{
    guests::{Guests, Party},
    house::{House, Plan},
    line::Line,
    report::{Report, number},
};
use crate::target::Places;

const GIVEN_UP_AFTER: Duration = Duration::from_mins(2);
/// New guests who press the button within a moment, all of one address.
const NEWCOMERS: usize = 1_000;

/// Two replicas, a player and Redis behind Caddy.
///
/// # Errors
/// A sentence about the step that failed.
pub async fn measure(places: &Places, is_short: bool) -> Result<Report> {
    let seats = if is_short { 300 } else { 5_000 };
    let house = House::open(places, Plan { replicas: 2, redis: true, doors: 1, keeps_limits: false }).await?;
    let guests = Guests::seat(&house, &Party::of(seats)).await?;
    let ledger = &guests.ledger;
    let mut report = Report::default();
    report.note("sockets, all from one address", number(seats));
    report.memory(&house, "before", false)?;
    for (forget, what) in [(false, "know where they were"), (true, "know nothing any more")] {
        for (_, program) in house.processes() {
            program.forget_peak()?;
        }
        ledger.begin();
        guests.cut(forget);
        let cut = Instant::now();
        ledger.until_lost(seats, GIVEN_UP_AFTER).await?;
        ledger.until_all_here(GIVEN_UP_AFTER).await?;
        report.note(format!("ms until all were back who {what}"), cut.elapsed().as_secs_f64() * 1_000.0);
        report.spread(&format!("ms until one was back, where they {what}"), &ledger.backs_ms());
        report.memory(&house, &format!("at most, where they {what}"), true)?;
    }
    let counts = ledger.counts();
    report.counts(&counts);
    let refused: usize = counts.refusals.values().sum();
    report.goal("sockets that were refused at first", 0.0, number(refused));
    report.goal("gaps in what a client heard", 0.0, number(counts.gaps + counts.forks));
    newcomers(&house, &mut report, if is_short { NEWCOMERS / 10 } else { NEWCOMERS }).await?;
    Ok(report)
}

/// What becomes of many who sign in as guests at once, all of one address, through the door.
async fn newcomers(house: &House, report: &mut Report, count: usize) -> Result<()> {
    let (mut let_in, mut told_to_wait) = (0, 0);
    let began = Instant::now();
    for guest in 0..count {
        let gate = house.gate(0);
        let mut line = Line::connect(&gate, Ipv4Addr::new(127, 0, 0, 9)).await?;
        match line.come_in(&gate, &format!("Newcomer {guest}"), "").await?.status {
            200 => let_in += 1,
            429 => told_to_wait += 1,
            other => anyhow::bail!("a newcomer was answered {other}"),
        }
    }
    report.note("new guests of one address, at once", number(count));
    report.note("seconds in which they asked", began.elapsed().as_secs_f64());
    report.note("of those let in", number(let_in));
    report.note("of those told to wait", number(told_to_wait));
    Ok(())
}
