//! What the program holds with a thousand sockets: as one process, and as page and player on Redis.
//!
//! Must never: count what is not ours. Redis and Caddy are told beside it.

use anyhow::Result;

use super::{
    guests::{Guests, Party},
    house::{House, Plan},
    report::{Report, number},
};
use crate::target::Places;

/// What the program's processes are to hold together, in megabytes.
const HELD_MB: f64 = 60.0;

/// Both ways to run it.
///
/// # Errors
/// A sentence about the step that failed.
pub async fn measure(places: &Places, is_short: bool) -> Result<Report> {
    let seats = if is_short { 100 } else { 1_000 };
    let mut report = Report::default();
    report.note("sockets", number(seats));
    for (redis, name) in [(false, "one process"), (true, "page and player on Redis")] {
        let house = House::open(places, Plan { replicas: 1, redis, doors: 0, keeps_limits: false }).await?;
        let empty = report.memory(&house, &format!("{name}, nobody there"), false)?;
        let guests = Guests::seat(&house, &Party::of(seats)).await?;
        let full = report.memory(&house, name, false)?;
        report.note(format!("kB a socket, {name}"), (full - empty) * 1_000.0 / number(seats));
        report.goal(format!("MB with {seats} sockets, {name}"), HELD_MB, full);
        drop(guests);
    }
    Ok(report)
}
