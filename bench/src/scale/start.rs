//! From the start until ready, on both stores, with little behind it and with much.
//!
//! Must never: start on a store that was just read into the same process.

use anyhow::Result;

use super::{
    house::{House, Plan},
    long_past,
    report::{Report, number},
};
use crate::{figures::median, target::Places};

/// How soon it is to be ready, in milliseconds.
const READY_MS: f64 = 200.0;
/// How often it is started.
const STARTS: usize = 5;

/// Starts it several times on each store.
///
/// # Errors
/// A sentence about the step that failed.
pub async fn measure(places: &Places, is_short: bool) -> Result<Report> {
    let (entries, commits) = if is_short { (100, 2_000) } else { (1_000, 100_000) };
    let mut report = Report::default();
    report.note("entries in the nest with a past", number(entries));
    report.note("commits behind it", number(commits));
    for (redis, name) in [(false, "embedded"), (true, "Redis")] {
        for has_past in [false, true] {
            let plan = Plan { replicas: 1, redis, doors: 0, keeps_limits: false };
            let mut house = if has_past {
                House::open_on(places, plan, async |house| long_past::write(house, entries, commits).await)
                    .await?
            } else {
                House::open(places, plan).await?
            };
            let first_ms = house.replicas[0].ready_ms;
            let mut all_ms = Vec::new();
            for _ in 0..STARTS {
                all_ms.extend(house.restart_all().await?);
            }
            let past = if has_past { "with a long past" } else { "with nothing" };
            report.note(format!("ms of the first start, {name}, {past}"), first_ms);
            report.goal(format!("ms until ready, {name}, {past}"), READY_MS, median(all_ms));
        }
    }
    Ok(report)
}
