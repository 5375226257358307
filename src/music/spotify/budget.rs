//! How many calls the app may still make: one budget for everything that is asked of Spotify.
//!
//! Spotify counts calls in a rolling window of 30 s, by developer account, and says nowhere how many it
//! takes (developer.spotify.com, "Rate limits"); it only says when it was too many. So this stays
//! below a cautious guess, and keeps the last of it for what matters most: the music that plays, then
//! what people add, then searches, then Bender's ideas.
//!
//! Must never: wait. Whoever may not call is told so at once, with the time when it is worth trying.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use crate::app::ports::{CallsLeft, CatalogueUnavailable, Clock, Quota};

/// The window that calls are counted in, in milliseconds; Spotify's own.
pub const WINDOW_MS: u64 = 30_000;
/// Calls in a window. A guess on the careful side, for Spotify publishes no number: three a second, which
/// leaves room for other programs of the same account.
pub const CALLS_MAX: usize = 90;
/// How long to wait where Spotify says "too many" without a time it can be asked again.
const RETRY_AFTER_DEFAULT: Duration = Duration::from_secs(5);
/// The longest wait that is believed: a day, the longest that was seen.
const RETRY_AFTER_MAX: Duration = Duration::from_hours(24);
/// Calls that fail one after the other before nobody waits for the next.
const FAILURES_MAX: u32 = 3;
/// How long nobody waits then, in milliseconds.
const FAILED_MS: u64 = 5_000;

/// What a call is for, most important first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Priority {
    /// Keeping the music going.
    Playback,
    /// Something that a person adds.
    Add,
    /// Something that a person looks for.
    Search,
    /// Something that Bender looks for.
    Bender,
}

impl Priority {
    /// How many calls of a window may be spent before this has to stop: the rest is for those above.
    #[must_use]
    pub const fn share(self) -> usize {
        let percent = match self {
            Self::Playback => 100,
            Self::Add => 90,
            Self::Search => 60,
            Self::Bender => 30,
        };
        CALLS_MAX * percent / 100
    }
}

/// What the budget looks like, for a host who wonders why nothing is found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BudgetState {
    /// Calls in the window up to now.
    pub spent: usize,
    /// Why no calls are made, and until when in epoch milliseconds, if that is so.
    pub closed: Option<(String, u64)>,
}

/// Counts calls, and remembers when Spotify wants to be left alone.
pub struct Budget {
    clock: Arc<dyn Clock>,
    spent: Mutex<Spent>,
}

#[derive(Default)]
struct Spent {
    /// When calls were made, oldest first; those of the window, so never more than [`CALLS_MAX`].
    at_ms: VecDeque<u64>,
    closed: Option<Closed>,
    failures: u32,
}

#[derive(Clone)]
struct Closed {
    until_ms: u64,
    why: String,
}

impl Budget {
    /// Nothing is spent yet.
    #[must_use]
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        Self { clock, spent: Mutex::default() }
    }

    /// Takes one call out of the budget; to be asked before every call.
    ///
    /// # Errors
    /// [`CatalogueUnavailable`] where it must not be made.
    pub fn spend(&self, priority: Priority) -> Result<(), CatalogueUnavailable> {
        let (mut spent, now_ms) = self.now();
        spent.allows(priority, now_ms)?;
        spent.at_ms.push_back(now_ms);
        Ok(())
    }

    /// Whether a call could be made, for whoever has to prepare one.
    ///
    /// # Errors
    /// [`CatalogueUnavailable`] where it must not be made.
    pub fn allows(&self, priority: Priority) -> Result<(), CatalogueUnavailable> {
        let (spent, now_ms) = self.now();
        spent.allows(priority, now_ms)
    }

    /// Spotify answered "too many", perhaps with a time (`Retry-After`, in seconds), perhaps because
    /// the developer account has used up its quota. Until then no call is made.
    pub fn too_many(&self, retry_after: Option<&str>, is_quota: bool) -> CatalogueUnavailable {
        let said = retry_after.and_then(|text| text.trim().parse().ok()).map(Duration::from_secs);
        let wait = said.unwrap_or(RETRY_AFTER_DEFAULT).clamp(Duration::from_secs(1), RETRY_AFTER_MAX);
        let wait_ms = u64::try_from(wait.as_millis()).unwrap_or(u64::MAX);
        let why = if is_quota {
            "the Spotify quota of the developer account is used up, and Spotify asks to wait"
        } else {
            "Spotify got too many calls of this app, and asks to wait"
        };
        tracing::warn!(retry_after_ms = wait_ms, quota = is_quota, "Spotify asks to wait.");
        self.close(why, wait_ms)
    }

    /// A call was not answered, or with a failure of Spotify's own. Where that happens again and again,
    /// nobody is kept waiting for a while.
    pub fn failed(&self, why: &str) -> CatalogueUnavailable {
        let failures = {
            let (mut spent, _) = self.now();
            spent.failures = spent.failures.saturating_add(1);
            spent.failures
        };
        if failures < FAILURES_MAX {
            return CatalogueUnavailable { why: why.to_owned(), retry_after: None };
        }
        self.close(why, FAILED_MS)
    }

    /// A call was answered.
    pub fn worked(&self) {
        self.now().0.failures = 0;
    }

    /// What was spent, and whether calls are made at all.
    #[must_use]
    pub fn state(&self) -> BudgetState {
        let (spent, _) = self.now();
        let closed = spent.closed.as_ref().map(|closed| (closed.why.clone(), closed.until_ms));
        BudgetState { spent: spent.at_ms.len(), closed }
    }

    /// How many calls may still be made for what matters most; none while Spotify wants to be left alone.
    #[must_use]
    pub fn left(&self) -> usize {
        let (spent, _) = self.now();
        if spent.closed.is_some() { 0 } else { CALLS_MAX.saturating_sub(spent.at_ms.len()) }
    }

    /// Closes the budget, or keeps it closed for what remains of a longer wait.
    fn close(&self, why: &str, wait_ms: u64) -> CatalogueUnavailable {
        let (mut spent, now_ms) = self.now();
        let until_ms = now_ms + wait_ms;
        let closed = match spent.closed.take() {
            Some(longer) if longer.until_ms >= until_ms => longer,
            _ => Closed { until_ms, why: why.to_owned() },
        };
        spent.closed = Some(closed.clone());
        unavailable(closed.why, closed.until_ms - now_ms)
    }

    /// What holds at this moment: what is over is forgotten.
    fn now(&self) -> (MutexGuard<'_, Spent>, u64) {
        let mut spent = self.spent.lock().unwrap_or_else(PoisonError::into_inner);
        let now_ms = self.clock.now_ms();
        while spent.at_ms.front().is_some_and(|at_ms| at_ms + WINDOW_MS <= now_ms) {
            spent.at_ms.pop_front();
        }
        spent.closed.take_if(|closed| closed.until_ms <= now_ms);
        (spent, now_ms)
    }
}

impl Quota for Budget {
    fn calls_left(&self) -> CallsLeft {
        let until_ms = self.state().closed.map(|(_, until_ms)| until_ms);
        CallsLeft { left: self.left(), max: CALLS_MAX, window_ms: WINDOW_MS, until_ms }
    }
}

impl Spent {
    fn allows(&self, priority: Priority, now_ms: u64) -> Result<(), CatalogueUnavailable> {
        if let Some(closed) = &self.closed {
            return Err(unavailable(closed.why.clone(), closed.until_ms - now_ms));
        }
        // Somebody has to leave the window before there are fewer than this one's share.
        if let Some(first) = self.at_ms.len().checked_sub(priority.share()) {
            let free_ms = self.at_ms[first] + WINDOW_MS - now_ms;
            return Err(unavailable("the calls to Spotify that may be made now are used up".into(), free_ms));
        }
        Ok(())
    }
}

fn unavailable(why: String, wait_ms: u64) -> CatalogueUnavailable {
    CatalogueUnavailable { why, retry_after: Some(Duration::from_millis(wait_ms)) }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU64, Ordering};

    use super::*;

    struct HandClock(AtomicU64);

    impl Clock for HandClock {
        fn now_ms(&self) -> u64 {
            self.0.load(Ordering::SeqCst)
        }
    }

    fn budget() -> (Budget, Arc<HandClock>) {
        let clock = Arc::new(HandClock(AtomicU64::new(1_000_000)));
        (Budget::new(clock.clone()), clock)
    }

    fn spend_all(budget: &Budget, priority: Priority) -> usize {
        (0..1_000).take_while(|_| budget.spend(priority).is_ok()).count()
    }

    #[test]
    fn whoever_matters_less_stops_earlier_and_leaves_the_rest() {
        let (budget, _) = budget();
        assert_eq!(spend_all(&budget, Priority::Bender), 27);
        assert_eq!(spend_all(&budget, Priority::Search), 54 - 27);
        assert_eq!(spend_all(&budget, Priority::Add), 81 - 54);
        assert_eq!(spend_all(&budget, Priority::Bender), 0);
        assert_eq!(spend_all(&budget, Priority::Playback), 90 - 81);
        assert_eq!(budget.state(), BudgetState { spent: CALLS_MAX, closed: None });
        assert_eq!(budget.left(), 0);
    }

    #[test]
    fn no_window_ever_holds_more_than_the_budget() {
        let (budget, clock) = budget();
        let mut made = Vec::new();
        for step in 0..2_000_u64 {
            clock.0.fetch_add(step * 7 % 97, Ordering::SeqCst);
            if budget.spend(Priority::Playback).is_ok() {
                made.push(clock.now_ms());
            }
        }
        for (place, at_ms) in made.iter().enumerate() {
            let within = made[place..].iter().take_while(|later| **later < at_ms + WINDOW_MS).count();
            assert!(within <= CALLS_MAX, "{within} calls from {at_ms} on");
        }
    }

    #[test]
    fn a_refusal_says_when_a_call_is_free_again_and_then_it_is() {
        let (budget, clock) = budget();
        budget.spend(Priority::Search).unwrap();
        clock.0.fetch_add(10_000, Ordering::SeqCst);
        spend_all(&budget, Priority::Search);
        let refused = budget.spend(Priority::Search).unwrap_err();
        assert_eq!(refused.retry_after, Some(Duration::from_secs(20)));
        clock.0.fetch_add(19_999, Ordering::SeqCst);
        assert!(budget.spend(Priority::Search).is_err());
        clock.0.fetch_add(1, Ordering::SeqCst);
        assert_eq!(spend_all(&budget, Priority::Search), 1);
    }

    #[test]
    fn while_spotify_asks_to_wait_nobody_calls_however_important() {
        let (budget, clock) = budget();
        let told = budget.too_many(Some("3600"), false);
        assert_eq!(told.retry_after, Some(Duration::from_hours(1)));
        assert_eq!(budget.left(), 0, "though nothing was spent");
        // A shorter one does not shorten it.
        budget.too_many(Some("1"), false);
        clock.0.fetch_add(3_599_000, Ordering::SeqCst);
        let refused = budget.spend(Priority::Playback).unwrap_err();
        assert_eq!(refused.retry_after, Some(Duration::from_secs(1)));
        assert_eq!(budget.state().closed, Some((refused.why, 1_000_000 + 3_600_000)));
        clock.0.fetch_add(1_000, Ordering::SeqCst);
        assert!(budget.spend(Priority::Bender).is_ok());
    }

    #[test]
    fn a_wait_without_a_time_is_short_and_an_absurd_one_ends_after_a_day() {
        for (said, waited) in [
            (None, Duration::from_secs(5)),
            (Some("soon"), Duration::from_secs(5)),
            (Some("-1"), Duration::from_secs(5)),
            (Some(" 7 "), Duration::from_secs(7)),
            (Some("0"), Duration::from_secs(1)),
            (Some("18446744073709551615"), Duration::from_hours(24)),
        ] {
            assert_eq!(budget().0.too_many(said, false).retry_after, Some(waited), "{said:?}");
        }
    }

    #[test]
    fn a_used_up_quota_says_so() {
        assert!(budget().0.too_many(Some("60"), true).why.contains("quota"));
        assert!(!budget().0.too_many(Some("60"), false).why.contains("quota"));
    }

    #[test]
    fn three_failures_in_a_row_close_it_for_a_moment() {
        let (budget, clock) = budget();
        budget.failed("down");
        budget.failed("down");
        budget.worked();
        budget.failed("down");
        assert_eq!(budget.failed("down").retry_after, None);
        assert_eq!(budget.failed("down").retry_after, Some(Duration::from_secs(5)));
        assert_eq!(budget.spend(Priority::Playback).unwrap_err().why, "down");
        clock.0.fetch_add(5_000, Ordering::SeqCst);
        assert!(budget.spend(Priority::Playback).is_ok());
        // It has not worked since, so the next failure closes it again.
        assert!(budget.failed("down").retry_after.is_some());
    }
}
