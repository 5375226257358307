//! One client that behaves as the page does: it follows, comes back by itself, asks for what it
//! missed, and sends again what was not answered, under the same id.
//!
//! Must never: be kinder to the server than a browser is, or quicker to come back.

use std::{
    cell::{Cell, RefCell},
    collections::VecDeque,
    future::{pending, poll_fn},
    mem,
    net::Ipv4Addr,
    pin::Pin,
    rc::Rc,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};
use serde::Deserialize;
use tokio::{
    io::{AsyncRead, AsyncWriteExt, ReadBuf},
    sync::watch,
    time::{sleep, sleep_until, timeout},
};

use super::{
    ledger::{Deed, Ledger},
    line::{Gate, Line},
};
use crate::frames::{CLOSE, Frame, Frames, PING, PONG, TEXT, masked};

/// The first and the longest wait before another attempt, what it grows by, and the share that
/// chance adds: as in the page.
const WAIT_FIRST: Duration = Duration::from_millis(300);
const WAIT_LAST: Duration = Duration::from_secs(6);
const WAIT_GROWS: f64 = 1.8;
const WAIT_CHANCE: f64 = 0.3;
/// How long an attempt may take.
const CONNECT_WITHIN: Duration = Duration::from_secs(15);
/// After how long a command is sent again that could not be carried out just now.
const TRY_AGAIN: Duration = Duration::from_millis(700);
/// What is read at a time, in bytes.
const BUFFER_BYTES: usize = 64 * 1_024;
/// Every so many deeds are a comment: a comment made twice is seen twice, a vote is not.
const COMMENT_EVERY: usize = 10;
/// Comments of one seat: fewer than the rules allow in an hour.
const COMMENTS_MAX: usize = 25;

thread_local! {
    static BUFFER: RefCell<Box<[u8]>> = RefCell::new(vec![0; BUFFER_BYTES].into_boxed_slice());
}

/// What somebody does who acts.
#[derive(Clone)]
pub struct Acting {
    /// Who.
    pub person: String,
    /// The entries that are voted for, in turn.
    pub entries: Rc<[u64]>,
    /// How often.
    pub every: Duration,
    /// How many may be unanswered; fewer than there are entries, so that none meets another.
    pub unanswered_max: usize,
    /// Whether some deeds are comments.
    pub comments: bool,
}

/// A client.
pub struct Seat {
    /// Its number on the ledger.
    pub number: usize,
    /// Where it connects, and from where.
    pub gate: Rc<Gate>,
    /// The same.
    pub from: Ipv4Addr,
    /// Whose it is.
    pub cookie: Rc<str>,
    /// Where it writes down what it hears.
    pub ledger: Rc<Ledger>,
    /// What it does, if it does anything.
    pub acting: Option<Acting>,
    /// Cuts every socket whenever this changes; where it says so, positions are forgotten.
    pub cut: watch::Receiver<bool>,
}

#[derive(Deserialize)]
struct Word<'a> {
    #[serde(rename = "type")]
    kind: &'a str,
    #[serde(default)]
    seq: u64,
    #[serde(default)]
    position: Option<&'a str>,
    #[serde(default)]
    id: Option<&'a str>,
    #[serde(default)]
    code: Option<&'a str>,
    #[serde(default)]
    reconnect_after_ms: Option<u64>,
}

struct Command {
    id: String,
    text: String,
    deed: Deed,
    asked: Instant,
    again: Option<tokio::time::Instant>,
    is_put_off: bool,
}

/// What a client knows.
#[derive(Default)]
struct Mind {
    position: Option<String>,
    unanswered: VecDeque<Command>,
    done: usize,
    comments: usize,
    wait: Duration,
    is_greeted: bool,
    chance: u64,
}

impl Seat {
    /// Follows until it is dropped.
    pub async fn sit(self) {
        let mut cut = self.cut.clone();
        let mut mind = Mind { wait: WAIT_FIRST, chance: self.number as u64, ..Mind::default() };
        loop {
            mind.is_greeted = false;
            let ended = self.follow(&mut mind, &mut cut).await;
            let was_cut = cut.has_changed().unwrap_or_default();
            if let (Err(error), false) = (ended, was_cut) {
                self.ledger.refused(format!("{error:#}"));
            }
            self.ledger.lost(self.number);
            if was_cut && *cut.borrow_and_update() {
                mind.position = None;
            }
            let wait = mind.wait.mul_f64(1.0 + WAIT_CHANCE * mind.roll());
            mind.wait = mind.wait.max(WAIT_FIRST).mul_f64(WAIT_GROWS).min(WAIT_LAST);
            sleep(wait).await;
        }
    }

    /// Connects, and follows until the socket is lost.
    async fn follow(&self, mind: &mut Mind, cut: &mut watch::Receiver<bool>) -> Result<()> {
        let since = mind.position.as_ref().map(|position| format!("?since={position}"));
        let path = format!("/socket/{}", since.unwrap_or_default());
        let opening = async {
            let mut line = Line::connect(&self.gate, self.from).await?;
            let opened = line.upgrade(&self.gate, &path, &self.cookie).await?;
            Ok::<_, anyhow::Error>((line, opened))
        };
        let opened = timeout(CONNECT_WITHIN, opening).await.context("not opened in time")??;
        let (mut line, early) = match opened {
            (line, Ok(early)) => (line, early),
            (_, Err(said)) => bail!("an upgrade was answered {}", said.status),
        };
        let mut frames = Frames::default();
        let out = RefCell::new(Vec::new());
        let is_open = Cell::new(true);
        let mut next_deed = tokio::time::Instant::now()
            + self.acting.as_ref().map_or(Duration::ZERO, |acting| acting.every.mul_f64(mind.roll()));
        self.take(&early, &mut frames, mind, &out, &is_open)?;
        loop {
            let waiting = mem::take(&mut *out.borrow_mut());
            if !waiting.is_empty() {
                line.write_all(&waiting).await.context("not written")?;
                line.flush().await.context("not written")?;
            }
            if !is_open.get() {
                return Ok(());
            }
            let again = mind.unanswered.iter().filter_map(|command| command.again).min();
            tokio::select! {
                read = read_some(&mut line, |bytes| self.take(bytes, &mut frames, mind, &out, &is_open)) => {
                    if !read? {
                        bail!("a socket ended without a goodbye");
                    }
                }
                _ = cut.changed() => {
                    cut.mark_changed();
                    return Ok(());
                }
                () = at(self.acting.as_ref().map(|_| next_deed)), if mind.is_greeted => {
                    next_deed += self.acting.as_ref().map_or(Duration::ZERO, |acting| acting.every);
                    self.act(mind, &out);
                }
                () = at(again) => {
                    let now = tokio::time::Instant::now();
                    for command in &mut mind.unanswered {
                        if command.again.take_if(|again| *again <= now).is_some() {
                            out.borrow_mut().extend(masked(TEXT, command.text.as_bytes()));
                        }
                    }
                }
            }
        }
    }

    fn take(
        &self,
        bytes: &[u8],
        frames: &mut Frames,
        mind: &mut Mind,
        out: &RefCell<Vec<u8>>,
        is_open: &Cell<bool>,
    ) -> Result<()> {
        self.ledger.received(bytes.len());
        frames.take(bytes, |frame| {
            match frame.opcode {
                TEXT => self.hear(frame, mind, out)?,
                PING => out.borrow_mut().extend(masked(PONG, frame.payload)),
                CLOSE => {
                    out.borrow_mut().extend(masked(CLOSE, frame.payload));
                    is_open.set(false);
                }
                _ => {}
            }
            Ok(())
        })
    }

    fn hear(&self, frame: Frame<'_>, mind: &mut Mind, out: &RefCell<Vec<u8>>) -> Result<()> {
        let word: Word<'_> = serde_json::from_slice(frame.payload).context("a message was not understood")?;
        match word.kind {
            "commit" => {
                let position = word.position.context("a commit without a position")?;
                self.ledger.commit(self.number, word.seq, position, frame.payload);
                position.clone_into(mind.position.get_or_insert_default());
            }
            "hello" | "resumed" => {
                if word.kind == "hello" {
                    mind.position = word.position.map(str::to_owned);
                    self.ledger.hello(self.number, word.seq);
                } else {
                    self.ledger.resumed(self.number);
                }
                mind.wait = WAIT_FIRST;
                mind.is_greeted = true;
                for command in &mind.unanswered {
                    out.borrow_mut().extend(masked(TEXT, command.text.as_bytes()));
                }
            }
            "bye" => mind.wait = word.reconnect_after_ms.map_or(WAIT_FIRST, Duration::from_millis),
            "ok" => {
                let found = mind.unanswered.iter().position(|command| Some(command.id.as_str()) == word.id);
                if let Some(command) = found.and_then(|index| mind.unanswered.remove(index)) {
                    self.ledger.answered();
                    self.ledger.promised(word.seq, command.deed, command.asked.elapsed());
                }
            }
            "refused" => {
                let code = word.code.unwrap_or_default();
                self.ledger.refused(code.to_owned());
                let found = mind.unanswered.iter().position(|command| Some(command.id.as_str()) == word.id);
                if let Some(index) = found {
                    if matches!(code, "busy" | "not_saved" | "rate_limited") {
                        let again = TRY_AGAIN.mul_f64(1.0 + WAIT_CHANCE * mind.roll());
                        mind.unanswered[index].is_put_off = true;
                        mind.unanswered[index].again = Some(tokio::time::Instant::now() + again);
                    } else {
                        mind.unanswered.remove(index);
                        self.ledger.answered();
                    }
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn act(&self, mind: &mut Mind, out: &RefCell<Vec<u8>>) {
        let Some(acting) = &self.acting else { return };
        if !self.ledger.is_acting.get() {
            return;
        }
        // Behind one that has to be said again nothing is said: it would overtake.
        let is_put_off = mind.unanswered.iter().any(|command| command.is_put_off);
        if is_put_off || mind.unanswered.len() >= acting.unanswered_max {
            self.ledger.held_back();
            return;
        }
        let id = format!("{}-{}", self.number, mind.done + mind.comments);
        let is_comment = acting.comments && mind.comments < COMMENTS_MAX.min(mind.done / COMMENT_EVERY);
        let (entry, vote) = ballot(&acting.entries, self.number, mind.done);
        let (text, what) = if is_comment {
            mind.comments += 1;
            let what = format!("remark {id}");
            (format!(r#"{{"type":"comment","id":"{id}","entry":{entry},"text":"{what}"}}"#), what)
        } else {
            mind.done += 1;
            let text = format!(r#"{{"type":"vote","id":"{id}","entry":{entry},"vote":{vote}}}"#);
            (text, format!("vote {entry} {vote}"))
        };
        out.borrow_mut().extend(masked(TEXT, text.as_bytes()));
        self.ledger.asked();
        let deed = Deed { by: acting.person.clone(), what };
        mind.unanswered.push_back(Command {
            id,
            text,
            deed,
            asked: Instant::now(),
            again: None,
            is_put_off: false,
        });
    }
}

impl Mind {
    /// A number between 0 and 1, another each time.
    fn roll(&mut self) -> f64 {
        // Knuth's multiplier; this only spreads things out.
        self.chance =
            self.chance.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        f64::from(u32::try_from(self.chance >> 32).unwrap_or_default()) / f64::from(u32::MAX)
    }
}

/// The n-th vote: up for each entry in turn, then down for each, and so on, so that each changes something.
fn ballot(entries: &[u64], number: usize, votes: usize) -> (u64, i8) {
    let count = entries.len().max(1);
    let vote = if (votes / count).is_multiple_of(2) { 1 } else { -1 };
    (entries.get((number + votes) % count).copied().unwrap_or_default(), vote)
}

/// Hands over what arrived; false at the end.
async fn read_some(line: &mut Line, mut each: impl FnMut(&[u8]) -> Result<()>) -> Result<bool> {
    poll_fn(|waking| {
        BUFFER.with_borrow_mut(|buffer| {
            let mut buffer = ReadBuf::new(buffer);
            Pin::new(&mut *line).poll_read(waking, &mut buffer).map(|read| {
                read.context("a socket broke")?;
                if buffer.filled().is_empty() {
                    return Ok(false);
                }
                each(buffer.filled())?;
                Ok(true)
            })
        })
    })
    .await
}

async fn at(moment: Option<tokio::time::Instant>) {
    match moment {
        Some(moment) => sleep_until(moment).await,
        None => pending().await,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn votes_change_something_also_when_eight_are_unanswered() {
        let entries: Vec<u64> = (1..=10).collect();
        let votes: Vec<_> = (0..100).map(|votes| ballot(&entries, 3, votes)).collect();
        for window in votes.windows(8) {
            let mut named: Vec<u64> = window.iter().map(|(entry, _)| *entry).collect();
            named.sort_unstable();
            named.dedup();
            assert_eq!(named.len(), 8, "two of those under way are about one entry");
        }
        for (early, late) in votes.iter().zip(&votes[10..]) {
            assert_eq!((early.0, early.1), (late.0, -late.1));
        }
    }

    #[test]
    fn chance_stays_between_nothing_and_all() {
        let mut mind = Mind::default();
        let rolls: Vec<f64> = (0..1_000).map(|_| mind.roll()).collect();
        assert!(rolls.iter().all(|roll| (0.0..=1.0).contains(roll)));
        assert!(rolls.iter().any(|roll| *roll < 0.1) && rolls.iter().any(|roll| *roll > 0.9));
    }
}
