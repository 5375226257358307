//! How many wrong guesses an address has, however slow the machine is: 30 at once, and one more each six seconds.

use std::time::{Duration, Instant};

/// How many may be wrong at once.
pub const AT_ONCE: u64 = 30;
/// How soon one of them is forgiven.
const FORGIVEN_AFTER: Duration = Duration::from_secs(6);

/// Guesses from one address.
pub struct Guesses {
    began: Instant,
    admitted: u64,
}

impl Guesses {
    /// Before the first.
    pub fn begin() -> Self {
        Self { began: Instant::now(), admitted: 0 }
    }

    /// One more wrong guess was not refused; there must have been time for it.
    pub fn admit(&mut self) {
        self.admitted += 1;
        let most = self.most();
        assert!(self.admitted <= most, "{} wrong guesses were admitted, not {most}", self.admitted);
    }

    /// A right one was not refused; so a wrong one would not have been either, as right ones do not count.
    pub fn spare(&self) {
        assert!(
            self.admitted < self.most(),
            "after {} wrong guesses a right one was admitted",
            self.admitted
        );
    }

    fn most(&self) -> u64 {
        AT_ONCE + self.began.elapsed().as_secs() / FORGIVEN_AFTER.as_secs()
    }
}
