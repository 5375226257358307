//! What time the stand-ins believe it is: a steady clock that can be moved.
//!
//! Must never: jump by itself, as the machine's own time of day may.

use std::{
    sync::atomic::{AtomicI64, Ordering},
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

use axum::http::HeaderValue;

/// The last second of the year 9999: such a date has four digits for its year.
const LAST_DATE_MS: u64 = 253_402_300_799_000;

/// A clock that began with the machine's time and goes on steadily, plus what it was moved by.
#[derive(Debug)]
pub struct Clock {
    began: Instant,
    began_ms: i64,
    moved_ms: AtomicI64,
}

impl Clock {
    /// A clock that shows what the machine's shows.
    pub fn new() -> Self {
        let since_1970 = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let began_ms = i64::try_from(since_1970.as_millis()).unwrap_or(i64::MAX / 2);
        Self { began: Instant::now(), began_ms, moved_ms: AtomicI64::new(0) }
    }

    /// Milliseconds since 1970.
    pub fn now_ms(&self) -> u64 {
        let gone_ms = i64::try_from(self.began.elapsed().as_millis()).unwrap_or(i64::MAX / 2);
        let now_ms = self.began_ms.saturating_add(gone_ms).saturating_add(self.moved_ms());
        u64::try_from(now_ms).unwrap_or(0)
    }

    /// What an answer says the time is.
    pub fn date(&self) -> HeaderValue {
        let now_ms = self.now_ms().min(LAST_DATE_MS);
        let text = httpdate::fmt_http_date(UNIX_EPOCH + Duration::from_millis(now_ms));
        HeaderValue::try_from(text).expect("because a date is plain text")
    }

    /// How far it was moved.
    pub fn moved_ms(&self) -> i64 {
        self.moved_ms.load(Ordering::SeqCst)
    }

    /// Moves it to this far from the steady time.
    pub fn move_to(&self, moved_ms: i64) {
        self.moved_ms.store(moved_ms, Ordering::SeqCst);
    }
}
