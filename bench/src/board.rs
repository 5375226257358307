//! Who has heard what, and when.
//!
//! One thread runs everything, so nothing here is locked.
//!
//! Must never: cost more than a few nanoseconds a frame; it runs between the frames it measures.

use std::{
    cell::RefCell,
    mem,
    time::{Duration, Instant},
};

use anyhow::{Result, bail};
use tokio::{sync::Notify, time::timeout};

/// What does not happen within this is taken for something that never will.
const PATIENCE: Duration = Duration::from_secs(30);

/// Moments are whole microseconds since the board was put up: an hour of them fits.
pub type MomentUs = u32;

/// What was heard during a measurement.
#[derive(Debug, Default)]
pub struct Tally {
    /// The number of the first commit that counts.
    pub first: u64,
    /// When each commit reached each socket, by number from the first on.
    pub arrivals: Vec<Vec<MomentUs>>,
    /// When what became the commit was sent, likewise.
    pub sent: Vec<Option<MomentUs>>,
    /// Commits received, by all sockets together.
    pub deliveries: u64,
    /// Bytes of all frames that were received by sockets that drive nothing.
    pub listeners_bytes: u64,
    /// Bytes of the commits' payloads.
    pub payload_bytes: u64,
    /// How often a commit was not the one behind the last.
    pub gaps: u64,
    /// How often a server gave a socket everything anew in place of a backlog.
    pub fresh_starts: u64,
}

#[derive(Debug, Default)]
struct Ears {
    /// The newest number each socket knows; `None` before it was greeted.
    newest: Vec<Option<u64>>,
    greeted: usize,
    /// The number that is waited for, and how many sockets have it.
    goal: u64,
    at_goal: usize,
    /// Sockets below this index drive nothing.
    listeners: usize,
    broken: Option<String>,
    tally: Tally,
}

/// What all sockets write on.
#[derive(Debug)]
pub struct Board {
    start: Instant,
    ears: RefCell<Ears>,
    changed: Notify,
}

impl Board {
    /// For sockets of which the first `listeners` drive nothing.
    #[must_use]
    pub fn new(listeners: usize, drivers: usize) -> Self {
        let newest = vec![None; listeners + drivers];
        Self {
            start: Instant::now(),
            ears: RefCell::new(Ears { newest, listeners, ..Ears::default() }),
            changed: Notify::new(),
        }
    }

    /// This moment.
    #[must_use]
    pub fn now(&self) -> MomentUs {
        MomentUs::try_from(self.start.elapsed().as_micros()).unwrap_or(MomentUs::MAX)
    }

    /// A socket knows everything up to this number.
    pub fn hello(&self, ear: usize, seq: u64) {
        let mut ears = self.ears.borrow_mut();
        match ears.newest[ear] {
            None => ears.greeted += 1,
            Some(_) => ears.tally.fresh_starts += 1,
        }
        ears.know(ear, seq);
        self.changed.notify_one();
    }

    /// A socket heard this commit.
    pub fn commit(&self, ear: usize, seq: u64, payload_bytes: usize, at: MomentUs) {
        let mut ears = self.ears.borrow_mut();
        if ears.newest[ear].is_some_and(|newest| newest > 0 && newest + 1 != seq) {
            ears.tally.gaps += 1;
        }
        ears.tally.deliveries += 1;
        ears.tally.payload_bytes += payload_bytes as u64;
        ears.tally.arrived(seq, at);
        ears.know(ear, seq);
        if ears.at_goal == ears.newest.len() {
            self.changed.notify_one();
        }
    }

    /// A socket received a frame of this length.
    pub fn frame(&self, ear: usize, wire_bytes: usize) {
        let mut ears = self.ears.borrow_mut();
        if ear < ears.listeners {
            ears.tally.listeners_bytes += wire_bytes as u64;
        }
    }

    /// A driver learnt that what it sent at a moment became this commit.
    pub fn sent(&self, seq: u64, at: MomentUs) {
        self.ears.borrow_mut().tally.was_sent(seq, at);
    }

    /// A socket ended before its time.
    pub fn broke(&self, why: String) {
        self.ears.borrow_mut().broken.get_or_insert(why);
        self.changed.notify_one();
    }

    /// Counts from here on, and forgets what was counted so far.
    pub fn begin(&self) {
        let mut ears = self.ears.borrow_mut();
        let first = ears.newest.iter().flatten().max().map_or(0, |newest| newest + 1);
        ears.tally = Tally { first, ..Tally::default() };
    }

    /// What was counted.
    #[must_use]
    pub fn end(&self) -> Tally {
        mem::take(&mut self.ears.borrow_mut().tally)
    }

    /// Waits until this many sockets were greeted.
    ///
    /// # Errors
    /// A sentence about the sockets that were not.
    pub async fn until_greeted(&self, count: usize) -> Result<()> {
        self.until(|ears| ears.greeted >= count, "every socket is greeted").await
    }

    /// Waits until all sockets know everything up to this number.
    ///
    /// # Errors
    /// A sentence about the sockets that do not.
    pub async fn until_all_have(&self, seq: u64) -> Result<()> {
        self.ears.borrow_mut().aim(seq);
        self.until(|ears| ears.at_goal == ears.newest.len(), "every socket has the last commit").await
    }

    async fn until(&self, is_so: impl Fn(&Ears) -> bool, what: &str) -> Result<()> {
        let waiting = async {
            loop {
                if self.is_so(&is_so, what)? {
                    return Ok(());
                }
                self.changed.notified().await;
            }
        };
        let Ok(outcome) = timeout(PATIENCE, waiting).await else {
            let ears = self.ears.borrow();
            bail!(
                "{} s were not enough until {what}: of {} sockets {} were greeted, and {} have commit {}",
                PATIENCE.as_secs(),
                ears.newest.len(),
                ears.greeted,
                ears.at_goal,
                ears.goal,
            );
        };
        outcome
    }

    fn is_so(&self, is_so: impl Fn(&Ears) -> bool, what: &str) -> Result<bool> {
        let ears = self.ears.borrow();
        match &ears.broken {
            Some(why) => bail!("while waiting until {what}: {why}"),
            None => Ok(is_so(&ears)),
        }
    }
}

impl Ears {
    fn know(&mut self, ear: usize, seq: u64) {
        let before = self.newest[ear].replace(seq);
        if seq >= self.goal && before.is_none_or(|before| before < self.goal) {
            self.at_goal += 1;
        }
    }

    fn aim(&mut self, goal: u64) {
        self.goal = goal;
        self.at_goal = self.newest.iter().flatten().filter(|newest| **newest >= goal).count();
    }
}

impl Tally {
    fn place<T: Default>(first: u64, all: &mut Vec<T>, seq: u64) -> Option<&mut T> {
        let index = usize::try_from(seq.checked_sub(first)?).ok()?;
        if all.len() <= index {
            all.resize_with(index + 1, T::default);
        }
        all.get_mut(index)
    }

    fn arrived(&mut self, seq: u64, at: MomentUs) {
        if let Some(arrivals) = Self::place(self.first, &mut self.arrivals, seq) {
            arrivals.push(at);
        }
    }

    fn was_sent(&mut self, seq: u64, at: MomentUs) {
        if let Some(sent) = Self::place(self.first, &mut self.sent, seq) {
            *sent = Some(at);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_commit_is_waited_for_until_the_last_socket_has_it() {
        let board = Board::new(2, 0);
        board.hello(0, 4);
        board.hello(1, 4);
        board.until_greeted(2).await.expect("both were greeted");
        board.begin();
        board.commit(0, 5, 10, 100);
        let too_early = timeout(Duration::from_millis(5), board.until_all_have(5)).await;
        assert!(too_early.is_err(), "one socket does not have it");
        board.commit(1, 5, 10, 250);
        board.until_all_have(5).await.expect("both have it");
        board.sent(5, 60);
        let tally = board.end();
        assert_eq!((tally.arrivals, tally.sent), (vec![vec![100, 250]], vec![Some(60)]));
        assert_eq!((tally.deliveries, tally.gaps, tally.payload_bytes), (2, 0, 20));
    }

    #[tokio::test]
    async fn what_came_before_a_measurement_is_not_counted() {
        let board = Board::new(1, 1);
        board.hello(0, 1);
        board.hello(1, 1);
        board.commit(0, 2, 10, 5);
        board.begin();
        board.commit(1, 2, 10, 7);
        board.frame(0, 12);
        board.frame(1, 12);
        let tally = board.end();
        assert!(tally.arrivals.is_empty(), "{:?}", tally.arrivals);
        assert_eq!(tally.listeners_bytes, 12, "a driver's bytes are not a listener's");
    }

    #[tokio::test]
    async fn gaps_and_fresh_starts_are_noticed() {
        let board = Board::new(1, 0);
        board.hello(0, 3);
        board.begin();
        board.commit(0, 5, 1, 1);
        board.hello(0, 9);
        let tally = board.end();
        assert_eq!((tally.gaps, tally.fresh_starts), (1, 1));
        board.until_all_have(9).await.expect("the fresh start brought it");
    }

    #[tokio::test]
    async fn a_broken_socket_ends_the_waiting() {
        let board = Board::new(1, 0);
        board.broke("the server closed a socket".into());
        let error = board.until_all_have(1).await.expect_err("nobody has it");
        assert!(error.to_string().contains("closed a socket"), "{error}");
    }
}
