//! An open nest, as everyone but its task sees it.
//!
//! Must never: change a nest, or wait for it longer than whoever asks would.

use std::{sync::Arc, time::Duration};

use bytes::Bytes;
use tokio::{
    sync::{broadcast, mpsc, oneshot, watch},
    time::timeout,
};
use tracing::Span;

use super::{
    Chores, Goodbye, Job, Reply,
    shown::{self, Shown},
};
use crate::{
    app::{
        feed::{BACKLOG_MAX, Feed, Reader},
        ports::{Log, Scribe, StoreFailure, Tail},
        presence::Presence,
        view::View,
    },
    domain::{
        command::Request,
        ids::{NestId, Position},
        register::Register,
    },
};

/// How long somebody waits for their turn who waits at all.
const TURN_WITHIN: Duration = Duration::from_secs(3);

/// An open nest, as everyone but its task sees it.
#[derive(Clone)]
pub struct NestHandle {
    pub(super) id: NestId,
    pub(super) inbox: mpsc::Sender<Job>,
    pub(super) looks: mpsc::Sender<oneshot::Sender<Arc<View>>>,
    pub(super) feed: Arc<Feed>,
    pub(super) presence: Arc<Presence>,
    pub(super) shown: Arc<Shown>,
    pub(super) due: watch::Receiver<Option<u64>>,
    pub(super) chores: watch::Receiver<Chores>,
    pub(super) register: watch::Receiver<Arc<Register>>,
    pub(super) goodbyes: broadcast::Sender<Goodbye>,
    pub(super) log: Arc<dyn Log>,
    pub(super) scribe: Arc<dyn Scribe>,
}

/// How a client that was here before goes on.
pub struct Resumed {
    /// The commits it missed that the feed does not hold any more.
    pub missed: Vec<(Position, Bytes)>,
    /// Where it reads on after those.
    pub reader: Reader,
}

impl NestHandle {
    /// Which nest this is.
    #[must_use]
    pub const fn id(&self) -> &NestId {
        &self.id
    }

    /// Puts a request to the nest.
    pub async fn ask(&self, request: Request) -> Reply {
        let (reply, replied) = oneshot::channel();
        match self.inbox.try_send(Job { request, reply, in_doubt_since: None, span: Span::current() }) {
            Ok(()) => replied.await.unwrap_or(Reply::Lost),
            Err(mpsc::error::TrySendError::Full(_)) => Reply::Busy,
            Err(mpsc::error::TrySendError::Closed(_)) => Reply::NotSaved,
        }
    }

    /// The same, but waits a moment for its turn where too many want something at once. For what is
    /// asked once an evening, by somebody who has no id to ask again under.
    pub async fn ask_in_turn(&self, request: Request) -> Reply {
        let (reply, replied) = oneshot::channel();
        match timeout(TURN_WITHIN, self.inbox.reserve()).await {
            Ok(Ok(place)) => {
                place.send(Job { request, reply, in_doubt_since: None, span: Span::current() });
                replied.await.unwrap_or(Reply::Lost)
            }
            Ok(Err(_)) => Reply::NotSaved,
            Err(_) => Reply::Busy,
        }
    }

    /// The nest as it is now; `None` if it is closed.
    pub async fn look(&self) -> Option<Arc<View>> {
        // Where nothing happened since somebody looked, the task need not be asked. One that is gone shows nothing.
        if let Some(view) = self.shown.at(shown::moment(&self.feed, &self.presence))
            && !self.looks.is_closed()
        {
            return Some(view);
        }
        let (show, shown) = oneshot::channel();
        self.looks.send(show).await.ok()?;
        shown.await.ok()
    }

    /// What everyone is told.
    #[must_use]
    pub fn feed(&self) -> &Feed {
        &self.feed
    }

    /// Who is here.
    #[must_use]
    pub const fn presence(&self) -> &Arc<Presence> {
        &self.presence
    }

    /// When the player has something to do next, in epoch milliseconds.
    #[must_use]
    pub fn due(&self) -> watch::Receiver<Option<u64>> {
        self.due.clone()
    }

    /// What there is to do for the nest besides keeping time.
    #[must_use]
    pub fn chores(&self) -> watch::Receiver<Chores> {
        self.chores.clone()
    }

    /// Which other nests there are, as the main nest knows it.
    #[must_use]
    pub fn register(&self) -> watch::Receiver<Arc<Register>> {
        self.register.clone()
    }

    /// Tells who has to leave from now on. Whoever misses something looks for themselves.
    #[must_use]
    pub fn goodbyes(&self) -> broadcast::Receiver<Goodbye> {
        self.goodbyes.subscribe()
    }

    /// Finds out how a client goes on that has everything up to `position`; `None` where it begins
    /// afresh, because that is too old, made up, or of a history that was lost.
    ///
    /// # Errors
    /// [`StoreFailure`] where only the log could tell and it cannot be read.
    pub async fn resume(&self, position: Position) -> Result<Option<Resumed>, StoreFailure> {
        if let Some(cursor) = self.feed.cursor_behind(position) {
            let reader = Reader::new(cursor, position.seq);
            return Ok(Some(Resumed { missed: Vec::new(), reader }));
        }
        let Tail::Commits(commits) = self.log.read(&self.id, position).await? else {
            return Ok(None);
        };
        let missed: Vec<_> = commits
            .iter()
            .filter(|commit| commit.is_seen())
            .map(|commit| (commit.position, self.scribe.commit(commit)))
            .collect();
        let bytes: usize = missed.iter().map(|(_, text)| text.len()).sum();
        if bytes as u64 > BACKLOG_MAX {
            return Ok(None);
        }
        let newest = missed.last().map_or(position, |(newest, _)| *newest);
        let cursor = self.feed.cursor_after(newest);
        Ok(cursor.map(|cursor| Resumed { missed, reader: Reader::new(cursor, newest.seq) }))
    }
}
