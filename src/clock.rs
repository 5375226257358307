//! The only place that reads the time or rolls dice.
//!
//! Must never: let time run backwards.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use tokio::time::Instant;
use uuid::Uuid;

use crate::app::ports::{Clock, Dice};

/// The machine's wall clock as it was when the process started, carried on by the steady clock:
/// whoever sets the machine's clock while music plays does not make it jump.
#[derive(Debug)]
pub struct SystemClock {
    started: Instant,
    started_at: Duration,
}

impl SystemClock {
    /// Reads the wall clock, once.
    #[must_use]
    pub fn start() -> Self {
        let started_at = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Self { started: Instant::now(), started_at }
    }
}

impl Clock for SystemClock {
    fn now_ms(&self) -> u64 {
        let now = self.started_at + self.started.elapsed();
        u64::try_from(now.as_millis()).unwrap_or(u64::MAX)
    }
}

/// The operating system's source of randomness.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemDice;

impl Dice for SystemDice {
    fn roll(&self) -> u64 {
        // Six of a UUID's 128 bits are fixed; half folded on half leaves none of 64 fixed.
        let (high, low) = Uuid::new_v4().as_u64_pair();
        high ^ low.rotate_left(32)
    }
}
