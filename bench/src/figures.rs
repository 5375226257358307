//! What came out of a measurement, in numbers that can be compared.
//!
//! Must never: hide how it was measured. Whatever makes a figure doubtful stands beside it.

use serde::Serialize;

use crate::{
    board::{MomentUs, Tally},
    scenario::Scenario,
    target::Kind,
};

/// From this share of a core on, the generator may be what was measured.
const GENERATOR_BUSY: f64 = 0.8;

/// How long after an action was sent its commit was there, in milliseconds; each the median over
/// all actions.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
#[expect(clippy::struct_field_names, reason = "units stand last")]
pub struct Latency {
    /// At the median receiver.
    pub median_ms: f64,
    /// At the receiver that 99 of 100 are faster than.
    pub p99_ms: f64,
    /// At the last receiver.
    pub last_ms: f64,
}

/// One measurement of actions that everyone hears of.
#[derive(Debug, Clone, Serialize)]
pub struct Figures {
    /// What was measured.
    pub target: Kind,
    /// How.
    pub scenario: Scenario,
    /// Sockets, those of drivers too.
    pub sockets: usize,
    /// Sockets that drove.
    pub drivers: usize,
    /// Entries in the queue when it began.
    pub queued: usize,
    /// Actions measured.
    pub actions: usize,
    /// From the first action's start until everyone had the last, in seconds.
    pub measured_s: f64,
    /// How long commits took.
    pub latency: Latency,
    /// Commits received, by all sockets together.
    pub deliveries: u64,
    /// The same a second.
    pub deliveries_a_second: f64,
    /// What a commit's payload was long, on average, in bytes.
    pub commit_bytes: f64,
    /// What a listening client received for each action, frame headers and all, in bytes.
    pub client_bytes_an_action: f64,
    /// Processor time of the server's processes for 1,000 deliveries, in seconds.
    pub cpu_s_a_1000: f64,
    /// The same with that of the Redis behind them, where there is one.
    pub cpu_with_store_s_a_1000: Option<f64>,
    /// Processor time of the server's processes for one action, in milliseconds.
    pub cpu_ms_an_action: f64,
    /// How much of a core the generator itself took.
    pub generator_cores: f64,
    /// Commits that a socket did not hear one behind the other.
    pub gaps: u64,
    /// How often a socket was given everything anew in place of a backlog.
    pub fresh_starts: u64,
    /// What makes the figures doubtful.
    pub warnings: Vec<String>,
}

/// Processor time used while it was measured, in seconds.
#[derive(Debug, Clone, Copy)]
#[expect(clippy::struct_field_names, reason = "units stand last")]
pub struct Spent {
    /// By the server's processes.
    pub server_cpu_s: f64,
    /// By the Redis behind them.
    pub store_cpu_s: Option<f64>,
    /// By the generator.
    pub generator_cpu_s: f64,
    /// How long it all took.
    pub measured_s: f64,
}

/// What was done.
#[derive(Debug, Clone, Copy)]
pub struct Done {
    /// To what.
    pub target: Kind,
    /// How.
    pub scenario: Scenario,
    /// Sockets, those of drivers too.
    pub sockets: usize,
    /// Sockets that drove.
    pub drivers: usize,
    /// Entries in the queue when it began.
    pub queued: usize,
    /// How often.
    pub actions: usize,
}

impl Figures {
    /// Adds up what was heard.
    #[must_use]
    pub fn of(done: Done, tally: &Tally, spent: Spent) -> Self {
        let Done { target, scenario, sockets, drivers, queued, actions } = done;
        let deliveries = tally.deliveries;
        let a_1000 = |cpu_s: f64| cpu_s * 1_000.0 / count(deliveries);
        let listeners_actions = (sockets - drivers).max(1) * actions.max(1);
        let generator_cores = spent.generator_cpu_s / spent.measured_s;
        Self {
            target,
            scenario,
            sockets,
            drivers,
            queued,
            actions,
            measured_s: spent.measured_s,
            latency: latency(tally),
            deliveries,
            deliveries_a_second: count(deliveries) / spent.measured_s,
            commit_bytes: count(tally.payload_bytes) / count(deliveries),
            client_bytes_an_action: count(tally.listeners_bytes) / count(listeners_actions as u64),
            cpu_s_a_1000: a_1000(spent.server_cpu_s),
            cpu_with_store_s_a_1000: spent.store_cpu_s.map(|store| a_1000(spent.server_cpu_s + store)),
            cpu_ms_an_action: spent.server_cpu_s * 1_000.0 / count(actions as u64),
            generator_cores,
            gaps: tally.gaps,
            fresh_starts: tally.fresh_starts,
            warnings: warnings(generator_cores, tally.gaps, tally.fresh_starts),
        }
    }

    /// Of several measurements of the same, each figure's median, and what went wrong in any; `None`
    /// of none.
    #[must_use]
    pub fn median_of(all: &[Self]) -> Option<Self> {
        let mid = |figure: fn(&Self) -> f64| median(all.iter().map(figure).collect());
        let mut middle = all.first()?.clone();
        middle.latency = Latency {
            median_ms: mid(|figures| figures.latency.median_ms),
            p99_ms: mid(|figures| figures.latency.p99_ms),
            last_ms: mid(|figures| figures.latency.last_ms),
        };
        middle.deliveries_a_second = mid(|figures| figures.deliveries_a_second);
        middle.client_bytes_an_action = mid(|figures| figures.client_bytes_an_action);
        middle.cpu_s_a_1000 = mid(|figures| figures.cpu_s_a_1000);
        middle.cpu_ms_an_action = mid(|figures| figures.cpu_ms_an_action);
        middle.generator_cores = mid(|figures| figures.generator_cores);
        if middle.cpu_with_store_s_a_1000.is_some() {
            middle.cpu_with_store_s_a_1000 =
                Some(mid(|figures| figures.cpu_with_store_s_a_1000.unwrap_or_default()));
        }
        middle.gaps = all.iter().map(|figures| figures.gaps).sum();
        middle.fresh_starts = all.iter().map(|figures| figures.fresh_starts).sum();
        middle.warnings = warnings(middle.generator_cores, middle.gaps, middle.fresh_starts);
        Some(middle)
    }
}

fn warnings(generator_cores: f64, gaps: u64, fresh_starts: u64) -> Vec<String> {
    let mut warnings = Vec::new();
    if generator_cores > GENERATOR_BUSY {
        warnings.push(format!(
            "the generator took {generator_cores:.2} of a core, so it may be the generator that was measured"
        ));
    }
    if gaps + fresh_starts > 0 {
        warnings.push(format!(
            "{gaps} commits did not follow the one before, and {fresh_starts} sockets began afresh"
        ));
    }
    warnings
}

/// Memory and start, of a target that nobody asks anything of.
#[derive(Debug, Clone, Serialize)]
pub struct IdleFigures {
    /// What was measured.
    pub target: Kind,
    /// From its start until it said it was ready, in milliseconds.
    pub ready_ms: f64,
    /// Its memory before anyone came, in megabytes.
    pub empty_rss_mb: f64,
    /// How many sockets came.
    pub sockets: usize,
    /// Its memory when they all were there and nothing changed any more, in megabytes.
    pub full_rss_mb: f64,
}

/// What a vote costs, by how long the queue is.
#[derive(Debug, Clone, Serialize)]
pub struct QueueFigures {
    /// With a short queue.
    pub short: Figures,
    /// With one as long as the catalogue makes it.
    pub long: Figures,
}

impl QueueFigures {
    /// How many times more a vote costs with the long queue.
    #[must_use]
    pub fn ratio(&self) -> f64 {
        self.long.cpu_ms_an_action / self.short.cpu_ms_an_action
    }
}

fn latency(tally: &Tally) -> Latency {
    let (mut medians, mut p99s, mut lasts) = (Vec::new(), Vec::new(), Vec::new());
    for (arrivals, sent) in tally.arrivals.iter().zip(&tally.sent) {
        let Some(sent) = sent else { continue };
        let mut took: Vec<MomentUs> = arrivals.iter().map(|at| at.saturating_sub(*sent)).collect();
        took.sort_unstable();
        medians.push(ms(percentile(&took, 50)));
        p99s.push(ms(percentile(&took, 99)));
        lasts.push(ms(percentile(&took, 100)));
    }
    Latency { median_ms: median(medians), p99_ms: median(p99s), last_ms: median(lasts) }
}

/// The smallest value that at least so many of a hundred do not exceed; 0 of nothing.
fn percentile(sorted: &[MomentUs], percent: usize) -> MomentUs {
    let rank = (sorted.len() * percent).div_ceil(100).max(1);
    sorted.get(rank - 1).copied().unwrap_or_default()
}

/// The mean; 0 of nothing.
#[must_use]
pub fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / count(values.len().max(1) as u64)
}

/// The value in the middle; 0 of nothing.
#[must_use]
pub fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    match (values.get(middle), values.len() % 2) {
        (Some(upper), 0) => f64::midpoint(values[middle - 1], *upper),
        (Some(middle), _) => *middle,
        (None, _) => 0.0,
    }
}

fn ms(us: MomentUs) -> f64 {
    f64::from(us) / 1_000.0
}

/// A count, to divide by or multiply with: all that is counted here is far below what a float holds.
#[expect(clippy::cast_precision_loss, reason = "counts here are below 2^53")]
fn count(number: u64) -> f64 {
    number as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_percentile_is_a_value_that_was_measured() {
        let hundred: Vec<MomentUs> = (1..=100).collect();
        assert_eq!([50, 99, 100].map(|percent| percentile(&hundred, percent)), [50, 99, 100]);
        let thousand: Vec<MomentUs> = (1..=1_000).collect();
        assert_eq!([50, 99, 100].map(|percent| percentile(&thousand, percent)), [500, 990, 1_000]);
        assert_eq!([50, 99, 100].map(|percent| percentile(&[7], percent)), [7, 7, 7]);
        assert_eq!(percentile(&[], 50), 0);
    }

    #[test]
    fn a_median_stands_in_the_middle() {
        assert!((median(vec![9.0, 1.0, 5.0]) - 5.0).abs() < 1e-9);
        assert!((median(vec![4.0, 1.0]) - 2.5).abs() < 1e-9);
    }

    fn tally() -> Tally {
        Tally {
            arrivals: vec![vec![3_000, 1_000, 2_000], vec![10_000], vec![9_000, 5_000, 6_000]],
            // The second is somebody else's, such as the player's: nobody here knows when it was sent.
            sent: vec![Some(0), None, Some(4_000)],
            deliveries: 2_000,
            listeners_bytes: 6_000,
            ..Tally::default()
        }
    }

    #[test]
    fn latency_is_the_median_over_the_actions() {
        let expected = Latency { median_ms: 2.0, p99_ms: 4.0, last_ms: 4.0 };
        assert_eq!(latency(&tally()), expected);
    }

    #[test]
    fn a_generator_that_is_busy_is_said_to_be() {
        let done = Done {
            target: Kind::Embedded,
            scenario: Scenario::Flood,
            sockets: 3,
            drivers: 1,
            queued: 10,
            actions: 3,
        };
        let spent = |generator_cpu_s| Spent {
            server_cpu_s: 3.0,
            store_cpu_s: None,
            generator_cpu_s,
            measured_s: 10.0,
        };
        let figures = Figures::of(done, &tally(), spent(7.9));
        assert!(figures.warnings.is_empty(), "{:?}", figures.warnings);
        assert!((figures.cpu_s_a_1000 - 1.5).abs() < 1e-9);
        assert!((figures.client_bytes_an_action - 1_000.0).abs() < 1e-9);
        let figures = Figures::of(done, &tally(), spent(8.1));
        assert!(figures.warnings[0].contains("the generator that was measured"));
    }
}
