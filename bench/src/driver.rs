//! Who acts: one socket that votes or adds, with one action unanswered at a time.
//!
//! Must never: send an action that changes nothing; each is to become a commit that everyone hears.

use std::{rc::Rc, time::Duration};

use anyhow::{Context, Result, bail};
use tokio::{
    net::tcp::OwnedWriteHalf,
    sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel},
    time::timeout,
};

use crate::{
    board::Board,
    dialect::Dialect,
    frames::{TEXT, masked},
    socket::{self, Answer},
};

const ANSWERED_WITHIN: Duration = Duration::from_secs(30);

/// Somebody who acts.
pub struct Driver {
    ear: usize,
    dialect: Dialect,
    board: Rc<Board>,
    writing: Rc<OwnedWriteHalf>,
    answers: UnboundedReceiver<Answer>,
    actions: usize,
    votes: usize,
    entries: Rc<[u64]>,
}

impl Driver {
    /// A driver on a socket, who votes for these entries, none of which is its own; and where that
    /// socket's answers go.
    pub fn new(
        ear: usize,
        dialect: Dialect,
        board: Rc<Board>,
        writing: Rc<OwnedWriteHalf>,
        entries: Rc<[u64]>,
    ) -> (Self, UnboundedSender<Answer>) {
        let (answer, answers) = unbounded_channel();
        (Self { ear, dialect, board, writing, answers, actions: 0, votes: 0, entries }, answer)
    }

    /// Votes, and waits for the answer: the number of the commit.
    ///
    /// # Errors
    /// A sentence about what the server did instead.
    pub async fn vote(&mut self) -> Result<u64> {
        let (entry, vote) = ballot(&self.entries, self.ear, self.votes);
        self.votes += 1;
        self.act("vote", &format!(r#""entry":{entry},"vote":{vote}"#)).await
    }

    /// Adds a track, likewise.
    ///
    /// # Errors
    /// The same.
    pub async fn add(&mut self, track: &str) -> Result<u64> {
        self.act("add", &format!(r#""track":"{track}""#)).await
    }

    async fn act(&mut self, kind: &str, fields: &str) -> Result<u64> {
        let id = format!("{}-{}", self.ear, self.actions);
        self.actions += 1;
        let frame = masked(TEXT, self.dialect.command(kind, &id, fields).as_bytes());
        let at = self.board.now();
        socket::write(&self.writing, &frame)?;
        let answer = timeout(ANSWERED_WITHIN, self.answers.recv()).await.with_context(|| {
            format!("a driver's {kind} was not answered within {} s", ANSWERED_WITHIN.as_secs())
        })?;
        match answer {
            Some(Ok(seq)) => {
                self.board.sent(seq, at);
                Ok(seq)
            }
            Some(Err(why)) => bail!("a driver's {kind} was refused: {why}"),
            None => bail!("a driver's socket ended before its {kind} was answered"),
        }
    }
}

/// The n-th vote of a driver: up for each entry in turn, then down for each, and so on. Drivers
/// begin at different entries.
fn ballot(entries: &[u64], ear: usize, votes: usize) -> (u64, i8) {
    let Some(count) = std::num::NonZeroUsize::new(entries.len()) else {
        // The peers count no votes.
        return (0, 1);
    };
    let vote = if (votes / count).is_multiple_of(2) { 1 } else { -1 };
    (entries[(ear + votes) % count], vote)
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;

    #[test]
    fn every_vote_changes_something() {
        let entries = [11, 12, 13];
        let mut cast = HashMap::new();
        for votes in 0..20 {
            let (entry, vote) = ballot(&entries, 7, votes);
            assert_ne!(cast.insert(entry, vote), Some(vote), "vote {votes} is the one before");
        }
        assert_eq!(cast.len(), 3);
    }
}
