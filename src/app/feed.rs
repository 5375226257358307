//! What everyone in a nest is told, in order: a ring of written texts that all sockets read from.
//!
//! A text is written once and shared. A reader keeps nothing but a number, its cursor, so a slow
//! one costs no memory here; when the ring has gone on without it, or the backlog is longer than
//! [`BACKLOG_MAX`], it is told to begin afresh.
//!
//! Must never: wait for a reader.

use std::{
    collections::VecDeque,
    sync::{Mutex, MutexGuard, PoisonError},
};

use bytes::Bytes;
use tokio::{sync::Notify, time::Instant};
use tracing::{Span, trace_span};

use super::ports::KEPT_COMMITS;
use crate::domain::ids::Position;

/// A client that is further behind than this many bytes gets one fresh hello instead.
pub const BACKLOG_MAX: u64 = 256 * 1024;
/// How much a reader is handed at a time, in bytes: what it holds while its socket is busy.
const CHUNK_MAX: u64 = 32 * 1024;
/// How much the ring holds, in bytes; who is further behind is beyond [`BACKLOG_MAX`] anyway.
const RING_MAX: u64 = 2 * BACKLOG_MAX;

/// One thing everyone is told.
#[derive(Debug, Clone)]
pub struct Told {
    /// The commit's position, if it is a commit and not a signal.
    pub position: Option<Position>,
    /// The message.
    pub text: Bytes,
    /// All bytes told up to its end.
    end: u64,
    /// When it was told.
    at: Instant,
}

/// What there is behind a cursor.
#[derive(Debug)]
pub enum Since {
    /// This, and the cursor behind it. Nothing, if the reader has it all.
    Told(Vec<Told>, u64),
    /// The reader is too far behind, or what it has is of a history that was lost.
    Fresh,
}

/// How far one reader has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reader {
    cursor: u64,
    /// The number of the newest commit it has. It may have that from another process, and this
    /// one may tell it, and those before it, only now.
    seq: u64,
}

impl Reader {
    /// A reader at `cursor` that has every commit up to number `seq`.
    #[must_use]
    pub const fn new(cursor: u64, seq: u64) -> Self {
        Self { cursor, seq }
    }

    /// Waits until there is something this reader has not looked at.
    pub async fn wait(&self, feed: &Feed) {
        let grown = feed.grown.notified();
        tokio::pin!(grown);
        // From here on nothing is missed, so looking comes after it.
        grown.as_mut().enable();
        if feed.head() == self.cursor {
            grown.await;
        }
    }

    /// What this reader has not been told yet, as much of it as is good to hold at a time; `None`
    /// where it has to begin afresh.
    pub fn next(&mut self, feed: &Feed) -> Option<Vec<Told>> {
        loop {
            let Since::Told(mut told, cursor) = feed.since(self.cursor) else { return None };
            if told.is_empty() {
                return Some(told);
            }
            self.cursor = cursor;
            told.retain(|told| told.position.is_none_or(|position| position.seq > self.seq));
            if let Some(newest) = told.iter().rev().find_map(|told| told.position) {
                self.seq = newest.seq;
            }
            if !told.is_empty() {
                return Some(told);
            }
        }
    }
}

#[derive(Debug, Default)]
struct Ring {
    told: VecDeque<Told>,
    /// The cursor of the oldest text in the ring.
    first: u64,
    /// All bytes ever told.
    bytes: u64,
    /// How many go round and write to clients.
    rounds: usize,
    /// Telling everyone the newest, and how many rounds have not begun with it.
    fan_out: Option<(Span, usize)>,
}

/// Somebody who goes round and writes to clients, for as long as this lives.
pub struct Round<'a>(&'a Feed);

impl Round<'_> {
    /// What a round that begins now is a part of; it is over when every round has let go of it.
    #[must_use]
    pub fn begin(&self) -> Span {
        let mut ring = self.0.lock();
        let Some((span, left)) = ring.fan_out.take() else { return Span::none() };
        if left > 1 {
            ring.fan_out = Some((span.clone(), left - 1));
        }
        span
    }
}

impl Drop for Round<'_> {
    fn drop(&mut self) {
        let mut ring = self.0.lock();
        ring.rounds -= 1;
        ring.fan_out = None;
    }
}

/// A nest's ring.
#[derive(Debug, Default)]
pub struct Feed {
    ring: Mutex<Ring>,
    /// Wakes readers, in the order in which they began to wait.
    grown: Notify,
}

impl Feed {
    /// Tells everyone this, and wakes them.
    pub fn tell(&self, told: impl IntoIterator<Item = (Option<Position>, Bytes)>) {
        let mut ring = self.lock();
        let at = Instant::now();
        for (position, text) in told {
            ring.bytes += text.len() as u64;
            let end = ring.bytes;
            ring.told.push_back(Told { position, text, end, at });
        }
        while ring.told.len() as u64 > KEPT_COMMITS
            || ring.told.front().is_some_and(|first| ring.bytes - first.end > RING_MAX)
        {
            ring.told.pop_front();
            ring.first += 1;
        }
        if ring.rounds > 0 {
            ring.fan_out = Some((trace_span!("fan_out", rounds = ring.rounds), ring.rounds));
        }
        drop(ring);
        self.grown.notify_waiters();
    }

    /// One more goes round from now on.
    #[must_use]
    pub fn round(&self) -> Round<'_> {
        self.lock().rounds += 1;
        Round(self)
    }

    /// When the first of what is behind a cursor was told, if the ring still has it.
    #[must_use]
    pub fn told_at(&self, cursor: u64) -> Option<Instant> {
        let ring = self.lock();
        let place = usize::try_from(cursor.checked_sub(ring.first)?).ok()?;
        ring.told.get(place).map(|told| told.at)
    }

    /// Everything told so far is of a history that was lost: everyone begins afresh.
    pub fn begin_afresh(&self) {
        let mut ring = self.lock();
        ring.first = ring.head() + 1;
        ring.told.clear();
        drop(ring);
        self.grown.notify_waiters();
    }

    /// The cursor behind everything told so far.
    #[must_use]
    pub fn head(&self) -> u64 {
        self.lock().head()
    }

    /// What there is behind `cursor`, as much of it as is good to hold at a time.
    #[must_use]
    pub fn since(&self, cursor: u64) -> Since {
        let ring = self.lock();
        let Some(skipped) = cursor.checked_sub(ring.first).and_then(|skipped| usize::try_from(skipped).ok())
        else {
            return Since::Fresh;
        };
        let Some(next) = ring.told.get(skipped) else { return Since::Told(Vec::new(), cursor) };
        let start = next.end - next.text.len() as u64;
        if ring.bytes - start > BACKLOG_MAX {
            return Since::Fresh;
        }
        let behind = ring.told.range(skipped..);
        let count = behind.clone().take_while(|told| told.end - start <= CHUNK_MAX).count().max(1);
        Since::Told(behind.take(count).cloned().collect(), cursor + count as u64)
    }

    /// The cursor behind the commit at `position`, if the ring still holds it.
    #[must_use]
    pub fn cursor_behind(&self, position: Position) -> Option<u64> {
        let ring = self.lock();
        let index = ring.told.iter().rposition(|told| told.position == Some(position))?;
        Some(ring.first + index as u64 + 1)
    }

    /// The cursor for someone who read the log up to `position`, which the ring may not hold: it may
    /// be a note, or newer than all that was told here. `None` where the ring does not go on from
    /// there, because it has gone on too far, or belongs to another history.
    #[must_use]
    pub fn cursor_after(&self, position: Position) -> Option<u64> {
        let ring = self.lock();
        let told = |index: usize| ring.told.get(index).and_then(|told: &Told| told.position);
        let is_above = |told: &Told| told.position.is_some_and(|told| told.seq > position.seq);
        let index = ring.told.iter().position(is_above).unwrap_or(ring.told.len());
        let before = (0..index).rev().find_map(told);
        let is_same_history =
            before.is_none_or(|before| before.seq < position.seq || before == position || position.step > 0);
        let goes_on = told(index).is_none_or(|next| next.seq == position.seq + 1);
        (is_same_history && goes_on).then_some(ring.first + index as u64)
    }

    fn lock(&self) -> MutexGuard<'_, Ring> {
        self.ring.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Ring {
    fn head(&self) -> u64 {
        self.first + self.told.len() as u64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn commit(seq: u64, length: usize) -> (Option<Position>, Bytes) {
        (Some(Position { seq, step: 0, commit: seq }), Bytes::from(vec![b'x'; length]))
    }

    fn seqs(since: Since) -> (Vec<u64>, u64) {
        let Since::Told(told, cursor) = since else { panic!("the reader was told to begin afresh") };
        (told.iter().filter_map(|told| told.position).map(|position| position.seq).collect(), cursor)
    }

    #[test]
    fn a_reader_gets_everything_in_order_and_in_bites() {
        let feed = Feed::default();
        let start = feed.head();
        feed.tell((1..=5).map(|seq| commit(seq, 15_000)));
        let (first, cursor) = seqs(feed.since(start));
        let (second, cursor) = seqs(feed.since(cursor));
        let (third, cursor) = seqs(feed.since(cursor));
        assert_eq!((first, second, third), (vec![1, 2], vec![3, 4], vec![5]));
        assert!(seqs(feed.since(cursor)).0.is_empty());
    }

    #[test]
    fn one_text_that_is_longer_than_a_bite_is_handed_over_alone() {
        let feed = Feed::default();
        feed.tell([commit(1, 100_000), commit(2, 10)]);
        assert_eq!(seqs(feed.since(0)).0, [1]);
    }

    #[test]
    fn who_is_256_kib_behind_begins_afresh() {
        let feed = Feed::default();
        feed.tell((1..=8).map(|seq| commit(seq, 32 * 1024)));
        assert!(matches!(feed.since(0), Since::Told(..)));
        feed.tell([commit(9, 1)]);
        assert!(matches!(feed.since(0), Since::Fresh));
        assert!(matches!(feed.since(1), Since::Told(..)));
    }

    #[test]
    fn who_is_behind_the_ring_begins_afresh() {
        let feed = Feed::default();
        feed.tell((1..=KEPT_COMMITS + 1).map(|seq| commit(seq, 1)));
        assert!(matches!(feed.since(0), Since::Fresh));
        assert!(matches!(feed.since(1), Since::Told(..)));
    }

    #[test]
    fn the_ring_is_bounded_in_bytes() {
        let feed = Feed::default();
        for seq in 0..100 {
            feed.tell([commit(seq, 60_000)]);
        }
        let held: usize = feed.lock().told.iter().map(|told| told.text.len()).sum();
        assert!(held as u64 <= RING_MAX + 60_000, "{held} bytes are held");
    }

    #[test]
    fn a_lost_history_is_behind_everyone() {
        let feed = Feed::default();
        feed.tell([commit(1, 1), commit(2, 1)]);
        let cursor = feed.head();
        feed.begin_afresh();
        assert!(matches!(feed.since(cursor), Since::Fresh));
        assert_eq!(feed.cursor_behind(Position { seq: 2, step: 0, commit: 2 }), None);
        let cursor = feed.head();
        feed.tell([commit(2, 1)]);
        assert_eq!(seqs(feed.since(cursor)).0, [2]);
    }

    #[test]
    fn a_position_is_found_by_its_commit_and_not_by_its_number() {
        let feed = Feed::default();
        feed.tell([commit(1, 1), commit(2, 1)]);
        assert_eq!(feed.cursor_behind(Position { seq: 1, step: 0, commit: 1 }), Some(1));
        assert_eq!(feed.cursor_behind(Position { seq: 1, step: 0, commit: 9 }), None);
    }

    #[test]
    fn who_read_the_log_goes_on_where_the_ring_does() {
        let feed = Feed::default();
        let at = |seq, step, commit| Position { seq, step, commit };
        assert_eq!(feed.cursor_after(at(4, 0, 4)), Some(0), "nothing was told yet");
        feed.tell([commit(5, 1), commit(6, 1)]);
        assert_eq!(feed.cursor_after(at(4, 0, 4)), Some(0));
        assert_eq!(feed.cursor_after(at(5, 0, 5)), Some(1));
        assert_eq!(feed.cursor_after(at(5, 3, 77)), Some(1), "a note behind the fifth");
        assert_eq!(feed.cursor_after(at(9, 0, 9)), Some(2), "newer than all that was told here");
        assert_eq!(feed.cursor_after(at(5, 0, 9)), None, "the fifth of another history");
        assert_eq!(feed.cursor_after(at(3, 0, 3)), None, "the fourth is missing");
    }
}
