//! Taking turns with other processes that append to the same log.
//!
//! Whoever's append came in last is the one that reads on first, and without turns another may lose every
//! time. So whoever shares a nest waits a little before each batch, and the longer the more often batches
//! had to be decided again: then fewer and larger ones are appended, by everyone alike. Whoever was beaten
//! does not wait, but tries again at once.
//!
//! Must never: be needed for what is right. The log sees to that; turns only spare attempts in vain.

use std::time::Duration;

use tokio::time::Instant;

/// Whoever folded what another process appended so lately shares the nest with it; so does whoever appended
/// so lately itself to a log that others may append to, since one that never gets in cannot be seen.
const SHARED_WITHIN: Duration = Duration::from_millis(50);
/// What is waited before a batch at least, and as long again by chance.
const TURN: Duration = Duration::from_millis(1);
/// The same at most: ten processes then make some four hundred appends a second, and nobody notices the wait.
const TURN_MAX: Duration = Duration::from_millis(16);

/// How a process takes turns in one nest.
pub(super) struct Turns {
    /// Whether other processes may append to the same log.
    is_shared: bool,
    /// When others were last seen to append.
    others_at: Option<Instant>,
    /// When this process last appended.
    appended_at: Option<Instant>,
    turn: Duration,
}

impl Turns {
    pub(super) const fn new(is_shared: bool) -> Self {
        Self { is_shared, others_at: None, appended_at: None, turn: TURN }
    }

    /// Others have appended.
    pub(super) fn saw_others(&mut self) {
        self.others_at = Some(Instant::now());
    }

    /// A batch came in, after having been decided again so many times.
    pub(super) fn got_in(&mut self, retries: u32) {
        self.appended_at = Some(Instant::now());
        self.turn = if retries == 0 { (self.turn * 3 / 4).max(TURN) } else { self.longer() };
    }

    /// A batch never came in.
    pub(super) fn gave_up(&mut self) {
        self.turn = self.longer();
    }

    fn longer(&self) -> Duration {
        (self.turn * 2).min(TURN_MAX)
    }

    /// How long to wait before the next batch, by a roll of dice; `None` where nobody else is at work.
    pub(super) fn wait(&mut self, dice: u64) -> Option<Duration> {
        let is_recent = |at: Option<Instant>| at.is_some_and(|at| at.elapsed() < SHARED_WITHIN);
        if is_recent(self.others_at) || (self.is_shared && is_recent(self.appended_at)) {
            let chance = u32::try_from(dice % 1_000).unwrap_or_default();
            return Some(self.turn + self.turn * chance / 1_000);
        }
        self.turn = TURN;
        None
    }
}

#[cfg(test)]
mod tests {
    use tokio::time::advance;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn whoever_has_a_nest_alone_waits_for_nobody() {
        let mut alone = Turns::new(false);
        alone.got_in(0);
        assert_eq!(alone.wait(999), None);
        let mut shared = Turns::new(true);
        assert_eq!(shared.wait(999), None, "nothing has happened yet");
        shared.got_in(0);
        assert_eq!(shared.wait(0), Some(TURN));
        advance(SHARED_WITHIN).await;
        assert_eq!(shared.wait(999), None, "everyone had time enough");
    }

    #[tokio::test(start_paused = true)]
    async fn the_more_often_a_batch_is_decided_again_the_longer_everyone_waits_and_no_longer_than_that() {
        let mut turns = Turns::new(true);
        turns.got_in(1);
        assert_eq!(turns.wait(0), Some(2 * TURN));
        (0..10).for_each(|_| turns.got_in(3));
        assert_eq!(turns.wait(0), Some(TURN_MAX));
        assert!(turns.wait(999) < Some(2 * TURN_MAX));
        (0..20).for_each(|_| turns.got_in(0));
        assert_eq!(turns.wait(0), Some(TURN), "where nobody is in the way, waits are short again");
        (0..10).for_each(|_| turns.gave_up());
        advance(SHARED_WITHIN).await;
        turns.saw_others();
        assert_eq!(turns.wait(0), Some(TURN_MAX));
    }
}
