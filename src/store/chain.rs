//! One nest's log as a list in memory: what every store must behave like.
//!
//! Must never: wait, fail, or hold a gap.

use std::{collections::VecDeque, sync::Arc};

use crate::{
    app::ports::{Appended, KEPT_COMMITS, KEPT_RECORDS, Snapshot, Stored, Tail},
    domain::{commit::Commit, ids::Position},
};

/// A log that was never written down.
#[derive(Debug, Clone)]
pub struct Chain {
    commits: VecDeque<Arc<Commit>>,
    snapshot: Option<Snapshot>,
    kept_commits: u64,
    kept_records: usize,
}

impl Default for Chain {
    fn default() -> Self {
        Self::keeping(KEPT_COMMITS, KEPT_RECORDS)
    }
}

impl Chain {
    /// An empty log that is trimmed to other limits than the usual.
    #[must_use]
    pub const fn keeping(kept_commits: u64, kept_records: usize) -> Self {
        Self { commits: VecDeque::new(), snapshot: None, kept_commits, kept_records }
    }

    /// The newest position: of the last commit, or of the snapshot where all commits are gone.
    #[must_use]
    pub fn newest(&self) -> Position {
        let snapshot = || self.snapshot.as_ref().map(|snapshot| snapshot.position);
        self.commits.back().map(|commit| commit.position).or_else(snapshot).unwrap_or(Position::START)
    }

    /// See [`crate::app::ports::Log::append`].
    pub fn append(&mut self, commits: &[Arc<Commit>]) -> Appended {
        let (Some(first), Some(last)) = (commits.first(), commits.last()) else { return Appended::In };
        let newest = self.newest();
        if newest == last.position {
            return Appended::In;
        }
        if newest != first.parent {
            return Appended::Conflict;
        }
        self.commits.extend(commits.iter().cloned());
        Appended::In
    }

    /// See [`crate::app::ports::Log::open`].
    #[must_use]
    pub fn stored(&self) -> Stored {
        Stored { snapshot: self.snapshot.clone(), commits: self.commits.iter().cloned().collect() }
    }

    /// See [`crate::app::ports::Log::read`].
    #[must_use]
    pub fn read(&self, after: Position) -> Tail {
        let behind = |index: usize| Tail::Commits(self.commits.iter().skip(index).cloned().collect());
        if let Some(index) = self.commits.iter().position(|commit| commit.position == after) {
            return behind(index + 1);
        }
        let reaches_back = match self.commits.front() {
            Some(first) => first.parent == after,
            None => self.newest() == after,
        };
        if reaches_back { behind(0) } else { Tail::Gone }
    }

    /// See [`crate::app::ports::Log::keep_snapshot`].
    pub fn keep_snapshot(&mut self, snapshot: Snapshot) -> bool {
        let is_ours = self.commits.iter().any(|commit| commit.position == snapshot.position);
        let is_newer = self.snapshot.as_ref().is_none_or(|kept| snapshot.position.is_after(kept.position));
        if !is_ours || !is_newer {
            return false;
        }
        let first_kept = self.newest().seq.saturating_sub(self.kept_commits).min(snapshot.position.seq);
        self.commits.retain(|commit| commit.position.seq >= first_kept);
        if self.commits.len() > self.kept_records {
            self.commits.retain(|commit| !snapshot.position.is_after(commit.position));
        }
        self.snapshot = Some(snapshot);
        true
    }
}
