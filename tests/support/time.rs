//! A clock that is set by hand, and dice that always fall the same.

use std::sync::atomic::{AtomicU64, Ordering};

use echonest::app::ports::{Clock, Dice};

/// A clock that is set by hand.
#[derive(Debug)]
pub struct HandClock(AtomicU64);

impl HandClock {
    pub fn at(now_ms: u64) -> Self {
        Self(AtomicU64::new(now_ms))
    }

    pub fn advance(&self, ms: u64) {
        self.0.fetch_add(ms, Ordering::SeqCst);
    }
}

impl Clock for HandClock {
    fn now_ms(&self) -> u64 {
        self.0.load(Ordering::SeqCst)
    }
}

/// Dice that fall the same for the same seed: a 64-bit mixer over a counter (splitmix64, by
/// S. Vigna, in the public domain).
#[derive(Debug)]
pub struct SeededDice(AtomicU64);

impl SeededDice {
    pub fn new(seed: u64) -> Self {
        Self(AtomicU64::new(seed))
    }

    /// A number below `bound`.
    pub fn below(&self, bound: u64) -> u64 {
        self.roll() % bound.max(1)
    }

    /// True once in `bound` times.
    pub fn one_in(&self, bound: u64) -> bool {
        self.below(bound) == 0
    }
}

impl Dice for SeededDice {
    fn roll(&self) -> u64 {
        const STEP: u64 = 0x9e37_79b9_7f4a_7c15;
        let mut mixed = self.0.fetch_add(STEP, Ordering::SeqCst).wrapping_add(STEP);
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }
}
