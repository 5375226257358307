//! A checkup that was made a moment ago holds for a moment: hosts who press the button again and again
//! do not make us ask Google and Spotify again and again.
//!
//! Must never: let two be under way at once.

use std::sync::Arc;

use async_trait::async_trait;
use tokio::sync::Mutex;

use super::Finding;
use crate::app::ports::{Checkup, Clock};

/// For how long a checkup holds, in milliseconds: one in the budget of calls to Spotify in that time.
pub const HOLDS_MS: u64 = 10_000;

/// A checkup, made once in a while.
pub struct Recent {
    checkup: Arc<dyn Checkup>,
    clock: Arc<dyn Clock>,
    /// When it was made, and what was found. Whoever asks while one is under way waits for that one.
    made: Mutex<Option<(u64, Vec<Finding>)>>,
}

impl Recent {
    /// This checkup, but only once in a while.
    #[must_use]
    pub fn new(checkup: Arc<dyn Checkup>, clock: Arc<dyn Clock>) -> Self {
        Self { checkup, clock, made: Mutex::default() }
    }
}

#[async_trait]
impl Checkup for Recent {
    async fn look(&self) -> Vec<Finding> {
        let mut made = self.made.lock().await;
        if let Some((at_ms, findings)) = &*made
            && self.clock.now_ms() < at_ms + HOLDS_MS
        {
            return findings.clone();
        }
        let findings = self.checkup.look().await;
        *made = Some((self.clock.now_ms(), findings.clone()));
        findings
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

    use super::*;

    #[derive(Default)]
    struct Counting(AtomicUsize);

    #[async_trait]
    impl Checkup for Counting {
        async fn look(&self) -> Vec<Finding> {
            self.0.fetch_add(1, Ordering::SeqCst);
            tokio::task::yield_now().await;
            vec![Finding::good("Clock", "It agrees.")]
        }
    }

    #[derive(Default)]
    struct HandClock(AtomicU64);

    impl Clock for HandClock {
        fn now_ms(&self) -> u64 {
            self.0.load(Ordering::SeqCst)
        }
    }

    #[tokio::test]
    async fn many_who_ask_at_once_or_soon_get_one_checkup() {
        let (counting, clock) = (Arc::new(Counting::default()), Arc::new(HandClock::default()));
        let recent = Recent::new(counting.clone(), clock.clone());
        let (first, second, third) = tokio::join!(recent.look(), recent.look(), recent.look());
        assert!(first == second && second == third && first.len() == 1);
        clock.0.store(HOLDS_MS - 1, Ordering::SeqCst);
        recent.look().await;
        assert_eq!(counting.0.load(Ordering::SeqCst), 1);
        clock.0.store(HOLDS_MS, Ordering::SeqCst);
        recent.look().await;
        assert_eq!(counting.0.load(Ordering::SeqCst), 2);
    }
}
