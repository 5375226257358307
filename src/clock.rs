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

/// The moment that an HTTP answer names in its `Date`, in epoch milliseconds; `age` is how old it says
/// it is, where it was kept on the way (RFC 9111, 5.1).
#[must_use]
pub fn told_ms(date: &str, age: Option<&str>) -> Option<u64> {
    let date = httpdate::parse_http_date(date.trim()).ok()?.duration_since(UNIX_EPOCH).ok()?;
    let age = age.and_then(|age| age.trim().parse().ok()).unwrap_or_default();
    u64::try_from(date.checked_add(Duration::from_secs(age))?.as_millis()).ok()
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_read_and_its_age_is_added() {
        let date = "Sun, 06 Nov 1994 08:49:37 GMT";
        assert_eq!(told_ms(date, None), Some(784_111_777_000));
        assert_eq!(told_ms(date, Some("3600")), Some(784_115_377_000));
        assert_eq!(told_ms(date, Some("old")), Some(784_111_777_000));
        assert_eq!(told_ms(date, Some("18446744073709551615")), None);
        for none in ["", "yesterday", "1994-11-06T08:49:37Z"] {
            assert_eq!(told_ms(none, None), None, "{none}");
        }
    }
}
