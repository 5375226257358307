//! What our server is to cost at most, and whether it does.
//!
//! Must never: be moved to where the figures are.

use serde::Serialize;

use crate::{evening::Evening, scenario::Scenario, target::Kind};

/// Processor time a delivery, one vote at a time, as a multiple of Socket.IO's and of Bun's.
const OF_SOCKETIO: f64 = 0.5;
const OF_BUN: f64 = 1.5;
/// The same in a flood.
const OF_BUN_IN_A_FLOOD: f64 = 2.5;
/// What a vote may cost with a long queue, as a multiple of that with a short one.
const OF_SHORT_QUEUE: f64 = 1.5;
/// What a client receives for a vote.
const CLIENT_BYTES: f64 = 400.0;
/// Memory with everyone there, and with nobody.
const FULL_RSS_MB: f64 = 150.0;
const EMPTY_RSS_MB: f64 = 25.0;
/// From the start until ready.
const READY_MS: f64 = 200.0;

/// One thing to reach.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Goal {
    /// What it is about.
    pub what: String,
    /// What it is to be at most.
    pub at_most: f64,
    /// What it is.
    pub found: f64,
    /// Whether that will do.
    pub is_met: bool,
}

impl Goal {
    /// A goal and what was found.
    pub fn new(what: impl Into<String>, at_most: f64, found: f64) -> Self {
        Self { what: what.into(), at_most, found, is_met: found <= at_most }
    }
}

/// All goals, as far as an evening tells.
#[must_use]
pub fn goals(evening: &Evening) -> Vec<Goal> {
    let cost = |target, scenario| evening.of(target, scenario).map(|figures| figures.cpu_s_a_1000);
    let ratio = |scenario, peer| Some(cost(Kind::Embedded, scenario)? / cost(peer, scenario)?);
    let votes = [
        (
            "CPU a delivery, one at a time, against Socket.IO",
            OF_SOCKETIO,
            Scenario::OneAtATime,
            Kind::Socketio,
        ),
        ("CPU a delivery, one at a time, against Bun", OF_BUN, Scenario::OneAtATime, Kind::Bun),
        ("CPU a delivery, flood, against Bun", OF_BUN_IN_A_FLOOD, Scenario::Flood, Kind::Bun),
    ];
    let mut goals: Vec<Goal> = votes
        .into_iter()
        .filter_map(|(what, at_most, scenario, peer)| Some(Goal::new(what, at_most, ratio(scenario, peer)?)))
        .collect();
    let queue = &evening.queue_length;
    let lengths = format!("CPU a vote, {} queued against {}", queue.long.queued, queue.short.queued);
    goals.push(Goal::new(lengths, OF_SHORT_QUEUE, queue.ratio()));
    if let Some(votes) = evening.of(Kind::Embedded, Scenario::OneAtATime) {
        goals.push(Goal::new("bytes a client a vote", CLIENT_BYTES, votes.client_bytes_an_action));
    }
    if let Some(idle) = evening.idle.iter().find(|idle| idle.target == Kind::Embedded) {
        let full = format!("MB with {} idle sockets", idle.sockets);
        goals.push(Goal::new(full, FULL_RSS_MB, idle.full_rss_mb));
        goals.push(Goal::new("MB with none", EMPTY_RSS_MB, idle.empty_rss_mb));
    }
    goals.push(Goal::new("ms from start to ready", READY_MS, evening.usual_ready_ms()));
    goals
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_goal_is_met_up_to_its_bound() {
        assert!(Goal::new("x", 1.5, 1.5).is_met);
        assert!(!Goal::new("x", 1.5, 1.501).is_met);
        assert!(!Goal::new("x", 1.5, f64::NAN).is_met, "what was not measured is not met");
    }
}
