//! Where logs and secrets are kept: three stores that behave alike.
//!
//! [`memory`] is the reference, [`embedded`] one file on one machine, [`redis`] what several
//! machines share. `tests/stores` holds all three against one suite and one model.
//!
//! Must never: know a rule of the nest. A store compares positions and keeps bytes.

pub mod chain;
pub mod embedded;
pub mod memory;
pub mod record;
pub mod redis;
pub mod watched;

use std::time::Duration;

/// A length of time in whole milliseconds.
fn as_ms(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

/// What is kept for seconds only, by and for processes that run now: who does something that two should not,
/// how it goes for a listener, a probe.
const MOMENTARY: [&str; 3] = ["heard:", "lease:", "probe:"];

/// Whether a value of the vault is of no use to anybody later.
fn is_momentary(key: &str) -> bool {
    MOMENTARY.iter().any(|kind| key.starts_with(kind))
}
