//! One client that follows a nest, by socket or event stream: where it begins, and what it is told.
//!
//! Must never: leave a gap. Whoever cannot be told everything begins afresh.

use std::sync::Arc;

use bytes::Bytes;

use super::{
    site::{Open, Site},
    visitor::Visitor,
    wire::{messages, requests, state::You},
};
use crate::{
    app::{
        admission::{Denied, Ticket},
        feed::Reader,
        measures,
        nest_task::NestHandle,
        presence::Seat,
        view::PeopleNews,
    },
    domain::{
        command::Asker,
        ids::{Position, ScreenId},
    },
};

/// A message, and the commit position that a client has when it has this.
#[derive(Debug, Clone)]
pub struct Message {
    /// What kind of message it is, as event streams name it.
    pub kind: &'static str,
    /// The position, on `hello` and `commit`.
    pub position: Option<Position>,
    /// The message.
    pub text: Bytes,
}

/// Who follows.
enum Follower {
    /// A person, who is present for as long as they do.
    Person { visitor: Visitor, _seat: Seat, _ticket: Ticket },
    /// A screen, which is nobody.
    Screen { _ticket: Ticket<ScreenId> },
}

/// A client that follows a nest.
pub struct Following {
    site: Arc<Site>,
    nest: NestHandle,
    follower: Follower,
    reader: Reader,
    _open: Open,
}

impl Following {
    /// Takes a place for a client, if there is one, which is counted under the name of a measure.
    ///
    /// # Errors
    /// [`Denied`]: this person, or everyone together, follows too much.
    pub fn begin(
        site: Arc<Site>,
        nest: NestHandle,
        visitor: Visitor,
        measure: &'static str,
    ) -> Result<Self, Denied> {
        let ticket = site.admission.socket(&visitor.id)?;
        let seat = nest.presence().enter(visitor.id.clone(), visitor.name.clone());
        Ok(Self::of(site, nest, Follower::Person { visitor, _seat: seat, _ticket: ticket }, measure))
    }

    /// Takes a place for a screen, if there is one. Nobody is present by that.
    ///
    /// # Errors
    /// [`Denied`]: this screen, or all together, follow too much.
    pub fn on_screen(
        site: Arc<Site>,
        nest: NestHandle,
        screen: &ScreenId,
        measure: &'static str,
    ) -> Result<Self, Denied> {
        let ticket = site.admission.screen(screen)?;
        Ok(Self::of(site, nest, Follower::Screen { _ticket: ticket }, measure))
    }

    fn of(site: Arc<Site>, nest: NestHandle, follower: Follower, measure: &'static str) -> Self {
        let open = Open::count(&site, measure);
        let reader = Reader::new(nest.feed().head(), 0);
        Self { site, nest, follower, reader, _open: open }
    }

    /// The nest that is followed.
    #[must_use]
    pub const fn nest(&self) -> &NestHandle {
        &self.nest
    }

    /// As whom a follower asks; a screen asks for nothing.
    #[must_use]
    pub fn asker(&self) -> Option<Asker> {
        match &self.follower {
            Follower::Person { visitor, .. } => Some(visitor.asker()),
            Follower::Screen { .. } => None,
        }
    }

    /// The site.
    #[must_use]
    pub const fn site(&self) -> &Arc<Site> {
        &self.site
    }

    /// How far the client has come, by what it was given to begin with.
    #[must_use]
    pub const fn reader(&self) -> Reader {
        self.reader
    }

    /// Everything, for a client that could not be told everything; `None` if the nest is closed.
    pub async fn begin_afresh(&mut self) -> Option<Message> {
        metrics::counter!(measures::RESYNCS).increment(1);
        self.hello().await
    }

    /// Everything, to begin with; `None` if the nest is closed.
    pub async fn hello(&mut self) -> Option<Message> {
        let view = self.nest.look().await?;
        self.reader = Reader::new(view.cursor, view.position.seq);
        let (now_ms, catalogue) = (self.site.clock.now_ms(), self.site.catalogue.name());
        let text = match &self.follower {
            Follower::Person { visitor, .. } => {
                let you = You::of(&visitor.id, visitor.name.as_str(), visitor.guest, &view.nest);
                messages::hello(&you, &view, now_ms, catalogue)
            }
            Follower::Screen { .. } => messages::hello_to_screen(&view, now_ms, catalogue),
        };
        Some(Message { kind: "hello", position: Some(view.position), text: text.into() })
    }

    /// What a client missed that has everything up to `since`: where it then is, and the commits on
    /// the way there. Everything, where that cannot be told.
    pub async fn resume(&mut self, since: &str) -> Option<Vec<Message>> {
        let resumed = match requests::position(since) {
            Some(position) => self.nest.resume(position).await.unwrap_or_else(|failure| {
                tracing::debug!(nest.id = %self.nest.id(), %failure, "A client cannot be resumed.");
                None
            }),
            None => None,
        };
        let (Some(resumed), Some(position)) = (resumed, requests::position(since)) else {
            return Some(vec![self.begin_afresh().await?]);
        };
        self.reader = resumed.reader;
        let mut missed: Vec<Message> = resumed.missed.into_iter().map(commit).collect();
        while let Some(more) = self.reader.next(self.nest.feed()) {
            if more.is_empty() {
                let newest = missed.iter().rev().find_map(|message| message.position).unwrap_or(position);
                let text = messages::resumed(newest, self.site.clock.now_ms()).into();
                missed.insert(0, Message { kind: "resumed", position: None, text });
                // Who came and went meanwhile is not in the log.
                missed.extend(self.people().await);
                return Some(missed);
            }
            // Signals were of their moment: an airhorn is not blown again for whoever comes back.
            let commits = more.into_iter().filter(|told| told.position.is_some());
            missed.extend(commits.map(|told| of_feed(told.position, told.text)));
        }
        Some(vec![self.begin_afresh().await?])
    }

    /// Waits until there is something to tell.
    pub async fn wait(&self) {
        self.reader.wait(self.nest.feed()).await;
    }

    /// What there is to tell by now, a bite at a time; everything, where the client is too far behind.
    /// `None` if the nest is closed.
    pub async fn next(&mut self) -> Option<Vec<Message>> {
        match self.reader.next(self.nest.feed()) {
            Some(told) => Some(told.into_iter().map(|told| of_feed(told.position, told.text)).collect()),
            None => Some(vec![self.begin_afresh().await?]),
        }
    }

    /// Everyone who is here, for a client that missed who came and went.
    async fn people(&self) -> Option<Message> {
        let view = self.nest.look().await?;
        let news = PeopleNews { upsert: view.people.clone(), gone: view.gone.clone(), present: view.present };
        Some(Message { kind: "signal", position: None, text: messages::people(&news).into() })
    }
}

fn commit((position, text): (Position, Bytes)) -> Message {
    Message { kind: "commit", position: Some(position), text }
}

fn of_feed(position: Option<Position>, text: Bytes) -> Message {
    Message { kind: if position.is_some() { "commit" } else { "signal" }, position, text }
}
