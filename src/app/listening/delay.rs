//! How long a device takes from being told to play until it does, learned device by device.
//!
//! The estimate is the median of the last few samples. A median has the smallest mean distance to what
//! it is taken of, which is what a listener hears, and nearly half of its samples may be wildly wrong before it
//! is (P. Huber, "Robust Statistics", 1981, on location estimates and breakdown points). A mean or an
//! exponential average would follow each stall of a device.
//!
//! Must never: ask what time it is, or believe a sample that no device takes.

use std::collections::{BTreeMap, VecDeque};

use serde::{Deserialize, Serialize};

/// What a device is taken to need before it was ever measured, in milliseconds: about what speakers and
/// phones take on a home network. The first sample replaces it.
pub const FIRST_GUESS_MS: u64 = 600;
/// The longest delay that is believed, in milliseconds: what takes longer was a stall, not a habit.
pub const DELAY_MAX_MS: u64 = 4_000;
/// How far below nothing a sample may be, in milliseconds, and still count as nothing: reports are that
/// inexact.
const BELOW_ZERO_MS: i64 = 500;
/// How many samples are kept of a device: enough to outvote stalls, few enough to follow a move to
/// another room.
const SAMPLES_MAX: usize = 9;
/// From how many samples on a device is known: two or three songs.
const KNOWN_FROM: usize = 4;
/// How many devices of a person are remembered; the one that is chosen next displaces another.
const DEVICES_MAX: usize = 16;

/// The delay of one device.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delay {
    samples: VecDeque<u64>,
}

impl Delay {
    /// Takes a sample, in milliseconds. What cannot be a delay is passed over.
    pub fn learn(&mut self, sample_ms: i64) {
        if sample_ms < -BELOW_ZERO_MS || sample_ms > DELAY_MAX_MS.cast_signed() {
            return;
        }
        if self.samples.len() == SAMPLES_MAX {
            self.samples.pop_front();
        }
        self.samples.push_back(sample_ms.max(0).cast_unsigned());
    }

    /// The delay to reckon with, in milliseconds.
    #[must_use]
    pub fn estimate_ms(&self) -> u64 {
        let mut sorted: Vec<u64> = self.samples.iter().copied().collect();
        sorted.sort_unstable();
        match sorted.get(sorted.len() / 2) {
            None => FIRST_GUESS_MS,
            Some(upper) if sorted.len() % 2 == 1 => *upper,
            Some(upper) => u64::midpoint(sorted[sorted.len() / 2 - 1], *upper),
        }
    }

    /// Whether it was measured often enough to be relied on without looking.
    #[must_use]
    pub fn is_known(&self) -> bool {
        self.samples.len() >= KNOWN_FROM
    }
}

/// The delays of a person's devices, by device id.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delays(BTreeMap<String, Delay>);

impl Delays {
    /// What is known of a device.
    #[must_use]
    pub fn of(&self, device: &str) -> Delay {
        self.0.get(device).cloned().unwrap_or_default()
    }

    /// Takes a sample of a device, in milliseconds.
    pub fn learn(&mut self, device: &str, sample_ms: i64) {
        if self.0.len() >= DEVICES_MAX && !self.0.contains_key(device) {
            self.0.pop_first();
        }
        self.0.entry(device.to_owned()).or_default().learn(sample_ms);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn learned(samples: &[i64]) -> Delay {
        let mut delay = Delay::default();
        for sample in samples {
            delay.learn(*sample);
        }
        delay
    }

    #[test]
    fn an_unmeasured_device_has_the_first_guess_and_a_measured_one_has_not() {
        assert_eq!(Delay::default().estimate_ms(), FIRST_GUESS_MS);
        assert_eq!(learned(&[1_400]).estimate_ms(), 1_400);
        assert_eq!(learned(&[1_400, 1_000]).estimate_ms(), 1_200);
    }

    #[test]
    fn four_stalls_among_nine_samples_change_little() {
        let delay = learned(&[300, 3_900, 310, 3_800, 290, 3_900, 305, 3_700, 295]);
        assert_eq!(delay.estimate_ms(), 310);
    }

    #[test]
    fn a_device_that_became_slow_is_followed() {
        let delay = learned(&[200, 200, 200, 200, 200, 200, 200, 200, 200, 900, 900, 900, 900, 900]);
        assert_eq!(delay.estimate_ms(), 900);
    }

    #[test]
    fn what_no_device_takes_is_not_believed() {
        assert_eq!(learned(&[4_001, -501, i64::MAX, i64::MIN]).estimate_ms(), FIRST_GUESS_MS);
        assert_eq!(learned(&[-400]).estimate_ms(), 0);
    }

    #[test]
    fn devices_are_learned_apart_and_not_without_end() {
        let mut delays = Delays::default();
        delays.learn("speaker", 1_200);
        assert_eq!(delays.of("speaker").estimate_ms(), 1_200);
        assert_eq!(delays.of("phone").estimate_ms(), FIRST_GUESS_MS);
        for number in 0..100 {
            delays.learn(&format!("device {number}"), 100);
        }
        assert_eq!(delays.0.len(), DEVICES_MAX);
    }
}
