//! The only place that reads the time or rolls dice.
//!
//! Must never: let time run backwards.

use std::{
    sync::atomic::{AtomicU64, Ordering},
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use tokio::time::Instant;
use uuid::Uuid;

use crate::app::ports::{Clock, Dice};

/// From how much on it is worth telling that clocks differ: less is what the synchronising of clocks leaves.
const TOLD_FROM_MS: u64 = 2_000;

/// The machine's wall clock as it was when the process started, carried on by the steady clock:
/// whoever sets the machine's clock while music plays does not make it jump.
///
/// Where a nest that plays has come further than that, because a process wrote to it while the machine's clock, or
/// another machine's, was ahead, this one goes on from there: of clocks that differ, the furthest counts, and music
/// never waits for the others. A process that starts while nothing plays has the machine's time again.
#[derive(Debug)]
pub struct SystemClock {
    started: Instant,
    started_at: Duration,
    /// How much further a nest had come, in milliseconds.
    ahead_ms: AtomicU64,
}

impl SystemClock {
    /// Reads the wall clock, once.
    #[must_use]
    pub fn start() -> Self {
        let started_at = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Self { started: Instant::now(), started_at, ahead_ms: AtomicU64::new(0) }
    }

    fn own_ms(&self) -> u64 {
        let now = self.started_at + self.started.elapsed();
        u64::try_from(now.as_millis()).unwrap_or(u64::MAX)
    }
}

impl Clock for SystemClock {
    fn now_ms(&self) -> u64 {
        self.own_ms().saturating_add(self.ahead_ms.load(Ordering::SeqCst))
    }

    fn has_come_to(&self, at_ms: u64) {
        let ahead_ms = at_ms.saturating_sub(self.own_ms());
        let before_ms = self.ahead_ms.fetch_max(ahead_ms, Ordering::SeqCst);
        if ahead_ms > before_ms.saturating_add(TOLD_FROM_MS) {
            tracing::warn!(
                ahead_ms,
                "A nest has come further than this machine's clock, and the time goes on from there. \
                 Check that the clocks of all machines are right."
            );
        }
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

    #[tokio::test(start_paused = true)]
    async fn where_a_nest_has_come_further_the_time_goes_on_from_there_and_never_back() {
        const HOUR_MS: u64 = 3_600_000;
        let clock = SystemClock::start();
        let now_ms = clock.now_ms();
        clock.has_come_to(now_ms + HOUR_MS);
        assert_eq!(clock.now_ms(), now_ms + HOUR_MS);
        tokio::time::advance(Duration::from_secs(5)).await;
        for earlier_ms in [0, now_ms, now_ms + HOUR_MS] {
            clock.has_come_to(earlier_ms);
            assert_eq!(clock.now_ms(), now_ms + HOUR_MS + 5_000);
        }
    }

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
