//! Everything measured in one go: each target in turn, several times over, so that what disturbs
//! the machine disturbs all of them alike.
//!
//! Must never: compare figures of different runs.

use std::time::Instant;

use anyhow::Result;
use serde::Serialize;

use crate::{
    crowd::{Crowd, Size},
    figures::{Figures, IdleFigures, QueueFigures, median},
    scenario::{self, SHORT_QUEUE, Scenario},
    target::{Kind, Places, Target},
};

/// What is compared, in the order in which it is measured.
pub const COMPARED: [Kind; 3] = [Kind::Embedded, Kind::Socketio, Kind::Bun];
/// Our other stores, which have no peer to be compared with.
const OTHERS: [Kind; 2] = [Kind::Redis, Kind::Replicas];
/// Drivers of a flood.
pub const DRIVERS: usize = 8;

/// How much is measured.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Extent {
    /// How often each target is measured.
    pub rounds: usize,
    /// Sockets that hear every action.
    pub sockets: usize,
    /// Actions, one at a time.
    pub actions: usize,
    /// Actions of a flood.
    pub flood_actions: usize,
    /// Sockets while queues of different lengths are compared, and votes for each.
    pub queue_sockets: usize,
    /// The same.
    pub queue_votes: usize,
    /// Sockets that ask for nothing.
    pub idle_sockets: usize,
}

impl Extent {
    /// What figures worth printing come from.
    pub const FULL: Self = Self {
        rounds: 5,
        sockets: 1_000,
        actions: 300,
        flood_actions: 2_000,
        queue_sockets: 10,
        queue_votes: 2_000,
        idle_sockets: 10_000,
    };

    /// Enough to see that everything works.
    pub const SHORT: Self = Self {
        rounds: 1,
        sockets: 200,
        actions: 50,
        flood_actions: 400,
        queue_sockets: 10,
        queue_votes: 500,
        idle_sockets: 1_000,
    };
}

/// All that was measured.
#[derive(Debug, Clone, Serialize)]
pub struct Evening {
    /// How much that was.
    pub extent: Extent,
    /// Each measurement of actions.
    pub runs: Vec<Figures>,
    /// What a vote costs by the length of the queue.
    pub queue_length: QueueFigures,
    /// Memory and start.
    pub idle: Vec<IdleFigures>,
    /// How long our server with its embedded store took to be ready, each time, in milliseconds.
    pub ready_ms: Vec<f64>,
    /// How long it all took, in seconds.
    pub measured_s: f64,
}

impl Evening {
    /// The figures of a target in a scenario, the medians of all rounds.
    #[must_use]
    pub fn of(&self, target: Kind, scenario: Scenario) -> Option<Figures> {
        let of_these = |figures: &&Figures| figures.target == target && figures.scenario == scenario;
        let all: Vec<Figures> = self.runs.iter().filter(of_these).cloned().collect();
        Figures::median_of(&all)
    }

    /// How long our server took to be ready, in the middle, in milliseconds.
    #[must_use]
    pub fn usual_ready_ms(&self) -> f64 {
        median(self.ready_ms.clone())
    }
}

/// Measures everything.
///
/// # Errors
/// A sentence about the step that failed.
pub async fn measure(places: &Places, extent: Extent) -> Result<Evening> {
    let started = Instant::now();
    let mut runs: Vec<Figures> = Vec::new();
    let mut ready_ms = Vec::new();
    for round in 1..=extent.rounds {
        for kind in COMPARED {
            // Ours goes first, so that the peers send frames of its length.
            let commit_bytes = runs.first().map_or(0.0, |ours| ours.commit_bytes);
            say(started, &format!("{}, round {round} of {}", kind.name(), extent.rounds));
            let (ready, figures) = actions(kind, places, extent, rounded(commit_bytes)).await?;
            if kind == Kind::Embedded {
                ready_ms.push(ready);
            }
            runs.extend(figures);
        }
    }
    for kind in OTHERS {
        say(started, kind.name());
        runs.extend(actions(kind, places, extent, 0).await?.1);
    }
    say(started, "short queue and long queue");
    let queue_length =
        scenario::queue_length(Kind::Embedded, places, extent.queue_sockets, extent.queue_votes).await?;
    let mut idle = Vec::new();
    for kind in COMPARED {
        say(started, &format!("{}, {} idle sockets", kind.name(), extent.idle_sockets));
        idle.push(scenario::idle(kind, places, extent.idle_sockets).await?);
    }
    let idle_ready = idle.iter().filter(|figures| figures.target == Kind::Embedded);
    ready_ms.extend(idle_ready.map(|figures| figures.ready_ms));
    Ok(Evening { extent, runs, queue_length, idle, ready_ms, measured_s: started.elapsed().as_secs_f64() })
}

/// How long a target took to be ready, and what came out of everything that is done to it.
async fn actions(
    kind: Kind,
    places: &Places,
    extent: Extent,
    frame_bytes: usize,
) -> Result<(f64, Vec<Figures>)> {
    let target = Target::start(kind, places, frame_bytes)?;
    let size =
        Size { listeners: extent.sockets.saturating_sub(DRIVERS), drivers: DRIVERS, queued: SHORT_QUEUE };
    let mut crowd = Crowd::gather(&target, size).await?;
    let mut figures = vec![
        scenario::one_at_a_time(&target, &mut crowd, extent.actions).await?,
        scenario::flood(&target, &mut crowd, extent.flood_actions).await?,
    ];
    if kind.is_ours() {
        figures.push(scenario::adds(&target, &mut crowd).await?);
    }
    Ok((target.ready_ms(), figures))
}

fn say(started: Instant, what: &str) {
    eprintln!("{:4.0} s: {what}", started.elapsed().as_secs_f64());
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a frame is short and has a length"
)]
fn rounded(bytes: f64) -> usize {
    bytes.round() as usize
}
