//! The outgoing side of a socket. A client that keeps up is written to directly by whoever goes
//! round the [`super::crowd`]; one that does not is left to its own task, until it has caught up.
//!
//! Whatever is written goes through the line, under its lock, so frames never mix.
//!
//! Must never: wait with the lock held; hold more of the feed than one bite.

use std::{
    collections::VecDeque,
    io,
    sync::{Mutex, MutexGuard, PoisonError},
};

use bytes::Bytes;
use rustix::{
    io::Errno,
    net::{SendFlags, send},
};
use tokio::{net::tcp::OwnedWriteHalf, sync::Notify};

use super::frames;
use crate::app::feed::{Feed, Reader};

/// One client's outgoing side.
pub(super) struct Outlet {
    half: OwnedWriteHalf,
    line: Mutex<Line>,
    /// The client's own task is needed.
    attention: Notify,
}

struct Line {
    reader: Reader,
    /// What the network did not take yet. Nothing overtakes it.
    rest: VecDeque<Bytes>,
    pace: Pace,
}

/// How the feed is told to a client.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Pace {
    /// As it comes.
    Told,
    /// Not now: its own task is about to say where it begins.
    Held,
    /// Not any more: it has to begin afresh.
    Behind,
}

/// Why a client's own task is needed.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Attention {
    /// Everything that waited is written.
    Drained,
    /// The client is too far behind and has to begin afresh.
    Behind,
}

/// What there was to write.
enum Look {
    Nothing,
    /// The network does not take more now.
    Full,
    Behind,
}

/// What was made for one reader, for others that stand where it stood. Made anew for each round.
#[derive(Default)]
pub(super) struct Shared(Vec<(Reader, Reader, Bytes)>);

impl Shared {
    /// How many steps are kept: most readers stand at the same place, and take one step and find nothing.
    const KEPT_MAX: usize = 4;

    /// The frames behind a reader, empty if it has them all; `None` where it has to begin afresh.
    fn next(&mut self, reader: &mut Reader, feed: &Feed) -> Option<&Bytes> {
        let known = self.0.iter().position(|(before, ..)| before == reader);
        let index = if let Some(index) = known {
            index
        } else {
            let (before, mut after) = (*reader, *reader);
            let told = after.next(feed)?;
            let frames = frames::texts(told.iter().map(|told| &told.text));
            if self.0.len() == Self::KEPT_MAX {
                self.0.pop();
            }
            self.0.push((before, after, frames));
            self.0.len() - 1
        };
        let (_, after, frames) = &self.0[index];
        *reader = *after;
        Some(frames)
    }
}

impl Outlet {
    /// An outlet that tells nothing of the feed until it is told where to begin.
    pub(super) fn new(half: OwnedWriteHalf, reader: Reader) -> Self {
        let line = Line { reader, rest: VecDeque::new(), pace: Pace::Held };
        Self { half, line: Mutex::new(line), attention: Notify::new() }
    }

    /// How many pieces wait for the network.
    pub(super) fn waiting(&self) -> usize {
        self.line().rest.len()
    }

    /// Sends frames, behind everything that waits.
    pub(super) fn say(&self, frames: Bytes) {
        let mut line = self.line();
        line.rest.push_back(frames);
        if line.rest.len() == 1 && self.write_rest(&mut line).is_ok() && line.rest.is_empty() {
            return;
        }
        drop(line);
        self.attention.notify_one();
    }

    /// Tells nothing of the feed from now on.
    pub(super) fn hold(&self) {
        self.line().pace = Pace::Held;
    }

    /// Sends frames, and then the feed from where `reader` stands.
    pub(super) fn begin(&self, reader: Reader, frames: impl IntoIterator<Item = Bytes>) {
        let mut line = self.line();
        line.rest.extend(frames);
        line.reader = reader;
        line.pace = Pace::Told;
        drop(line);
        self.attention.notify_one();
    }

    /// Tells the client what it has not been told, as far as the network takes it. For the crowd.
    pub(super) fn tell(&self, feed: &Feed, shared: &mut Shared) {
        let mut line = self.line();
        if !line.rest.is_empty() || line.pace != Pace::Told {
            // Its own task is at it, and looks at the feed before it hands over.
            return;
        }
        if !matches!(self.look(&mut line, feed, shared), Ok(Look::Nothing)) {
            drop(line);
            self.attention.notify_one();
        }
    }

    /// Waits until the client's own task is needed, and writes what the network did not take at first.
    ///
    /// # Errors
    /// The connection is broken.
    pub(super) async fn attend(&self, feed: &Feed) -> io::Result<Attention> {
        let mut was_full = false;
        loop {
            let look = self.look(&mut self.line(), feed, &mut Shared::default())?;
            match look {
                Look::Behind => return Ok(Attention::Behind),
                Look::Nothing if was_full => return Ok(Attention::Drained),
                Look::Nothing => self.attention.notified().await,
                Look::Full => {
                    was_full = true;
                    self.half.writable().await?;
                }
            }
        }
    }

    fn look(&self, line: &mut Line, feed: &Feed, shared: &mut Shared) -> io::Result<Look> {
        self.write_rest(line)?;
        while line.rest.is_empty() {
            match line.pace {
                Pace::Held => return Ok(Look::Nothing),
                Pace::Behind => return Ok(Look::Behind),
                Pace::Told => match shared.next(&mut line.reader, feed) {
                    Some(frames) if frames.is_empty() => return Ok(Look::Nothing),
                    // Mostly all of it goes at once, and nothing has to be kept.
                    Some(frames) => match self.write(frames)? {
                        written if written == frames.len() => {}
                        written => line.rest.push_back(frames.slice(written..)),
                    },
                    None => line.pace = Pace::Behind,
                },
            }
        }
        Ok(Look::Full)
    }

    /// Writes as much of what waits as the network takes.
    fn write_rest(&self, line: &mut Line) -> io::Result<()> {
        while let Some(first) = line.rest.front_mut() {
            match self.write(first)? {
                written if written == first.len() => drop(line.rest.pop_front()),
                0 => break,
                written => drop(first.split_to(written)),
            }
        }
        Ok(())
    }

    /// Writes as much as the network takes, and says how much that was.
    ///
    /// Straight to the system: nearly always all of it is taken, and to ask the runtime first whether it
    /// would be costs a look into cold memory for each client. Where it is not, the runtime is to know.
    fn write(&self, bytes: &[u8]) -> io::Result<usize> {
        match send(self.half.as_ref(), bytes, SendFlags::DONTWAIT) {
            Err(Errno::AGAIN | Errno::INTR) => match self.half.try_write(bytes) {
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => Ok(0),
                written => written,
            },
            written => Ok(written?),
        }
    }

    fn line(&self) -> MutexGuard<'_, Line> {
        self.line.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
