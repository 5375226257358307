//! How many calls a program made within the last 30 seconds.
//!
//! Must never: count calls that were refused for being too many.

use std::collections::VecDeque;

/// The real service looks at the same time.
const WINDOW_S: u64 = 30;

/// One program's calls, by the second.
#[derive(Debug, Default)]
pub struct Budget {
    seconds: VecDeque<(u64, u64)>,
}

impl Budget {
    /// Counts one more call, where it is not too many.
    ///
    /// # Errors
    /// It is: so many seconds to wait.
    pub fn spend(&mut self, most: u64, now_ms: u64) -> Result<(), u64> {
        let now_s = now_ms / 1_000;
        while self.seconds.front().is_some_and(|(second, _)| second + WINDOW_S <= now_s) {
            self.seconds.pop_front();
        }
        let spent: u64 = self.seconds.iter().map(|(_, calls)| calls).sum();
        if spent >= most {
            let first = self.seconds.front().map_or(now_s, |(second, _)| *second);
            return Err((first + WINDOW_S).saturating_sub(now_s).max(1));
        }
        match self.seconds.back_mut() {
            Some((second, calls)) if *second >= now_s => *calls += 1,
            _ => self.seconds.push_back((now_s, 1)),
        }
        Ok(())
    }
}
