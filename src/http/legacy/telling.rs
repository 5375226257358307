//! What an agent is told of a nest as it happens.
//!
//! An agent that is slow is told less often, never more at once: what is told is always what is.
//!
//! Must never: grow while nobody reads, or tell of a track that was over when it was told.

use std::{convert::Infallible, sync::Arc, time::Duration};

use axum::response::sse::Event;
use futures_util::{Stream, StreamExt, stream};
use serde::Deserialize;
use serde_json::Value;
use tokio::time::{Instant, Interval, MissedTickBehavior, interval_at};

use super::words;
use crate::{
    app::{
        feed::{Reader, Told},
        nest_task::NestHandle,
        ports::Clock,
        view::View,
    },
    domain::{entry::Entry, playing::Playing},
};

/// How often it is told how far a track has come.
const POSITION_EVERY: Duration = Duration::from_secs(1);
/// How often a stream says that it is there, whatever else it says.
const COMMENT_EVERY: Duration = Duration::from_secs(15);

/// Tells one agent of one nest.
pub struct Telling {
    nest: NestHandle,
    clock: Arc<dyn Clock>,
    house: String,
    reader: Reader,
    /// What was told to play.
    playing: Option<Playing>,
    /// Whether it was told before it began.
    waits: bool,
    /// What was told to be queued.
    queue: Vec<Arc<Entry>>,
    positions: Interval,
    comments: Interval,
}

impl Telling {
    /// Begins, with what there is to tell at once; `None` if the nest is closed. `house` is the address
    /// that people know this site by.
    pub async fn begin(nest: NestHandle, clock: Arc<dyn Clock>, house: String) -> Option<(Self, Vec<Event>)> {
        let view = nest.look().await?;
        let mut telling = Self {
            reader: Reader::new(view.cursor, view.position.seq),
            playing: view.nest.playing.clone(),
            waits: false,
            queue: view.nest.queue.clone(),
            positions: every(POSITION_EVERY),
            comments: every(COMMENT_EVERY),
            nest,
            clock,
            house,
        };
        let first = vec![telling.now_playing(), telling.queue_update(), event("volume", &words::volume())];
        Some((telling, first))
    }

    /// All that is told from now on, behind what is told first.
    pub fn stream(self, first: Vec<Event>) -> impl Stream<Item = Result<Event, Infallible>> + Send {
        let later = stream::unfold(self, |mut telling| async {
            let told = telling.next().await?;
            Some((stream::iter(told), telling))
        });
        stream::iter(first).chain(later.flatten()).map(Ok)
    }

    /// What there is to tell next; `None` if the nest is closed.
    async fn next(&mut self) -> Option<Vec<Event>> {
        loop {
            // What comes by the clock goes first, so that a busy nest does not hold it up.
            let told = tokio::select! {
                biased;
                _ = self.comments.tick() => vec![Event::default().comment("here")],
                _ = self.positions.tick() => self.position(),
                () = self.reader.wait(self.nest.feed()) => self.catch_up().await?,
            };
            if !told.is_empty() {
                return Some(told);
            }
        }
    }

    fn position(&mut self) -> Vec<Event> {
        let now_ms = self.clock.now_ms();
        match &self.playing {
            Some(playing) if playing.paused || words::waits(playing, now_ms) => Vec::new(),
            Some(_) if self.waits => vec![self.now_playing()],
            Some(playing) => vec![event("player_position", &words::position(playing, now_ms))],
            None => Vec::new(),
        }
    }

    async fn catch_up(&mut self) -> Option<Vec<Event>> {
        let Some(news) = self.reader.next(self.nest.feed()) else {
            // Too far behind: what is counts, not how it came about.
            let view = self.nest.look().await?;
            self.reader = Reader::new(view.cursor, view.position.seq);
            return Some(self.compare(&view));
        };
        let mut told = Vec::new();
        if news.iter().any(|news| news.position.is_some()) {
            let view = self.nest.look().await?;
            told.extend(self.compare(&view));
        }
        told.extend(news.iter().filter_map(horn));
        Some(told)
    }

    /// What is otherwise than it was told.
    fn compare(&mut self, view: &View) -> Vec<Event> {
        let mut told = Vec::new();
        let is_as_told = match (&self.playing, &view.nest.playing) {
            (Some(before), Some(now)) => is_same(before, now),
            (before, now) => before.is_none() && now.is_none(),
        };
        if !is_as_told {
            self.playing.clone_from(&view.nest.playing);
            told.push(self.now_playing());
        }
        if self.queue != view.nest.queue {
            self.queue.clone_from(&view.nest.queue);
            told.push(self.queue_update());
        }
        told
    }

    fn now_playing(&mut self) -> Event {
        let now_ms = self.clock.now_ms();
        self.waits = self.playing.as_ref().is_some_and(|playing| words::waits(playing, now_ms));
        event("now_playing", &words::playing(&self.house, self.playing.as_ref(), now_ms))
    }

    fn queue_update(&self) -> Event {
        event("queue_update", &words::queue(&self.house, self.queue.iter().map(|entry| &**entry)))
    }
}

fn every(period: Duration) -> Interval {
    let mut interval = interval_at(Instant::now() + period, period);
    // Whoever did not read for a while is not told the same many times.
    interval.set_missed_tick_behavior(MissedTickBehavior::Skip);
    interval
}

fn event(kind: &str, told: &Value) -> Event {
    Event::default().event(kind).data(told.to_string())
}

/// Whether both look the same to an agent; what is announced to follow, it does not see.
fn is_same(one: &Playing, other: &Playing) -> bool {
    let runs = |playing: &Playing| (playing.position_ms, playing.as_of_ms, playing.paused);
    one.entry == other.entry && runs(one) == runs(other)
}

/// What is told to everyone and is no commit.
#[derive(Deserialize)]
struct Signalled {
    signal: Signal,
}

#[derive(Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
enum Signal {
    Airhorn {
        sound: String,
    },
    #[serde(other)]
    Another,
}

/// The airhorn, if it is one.
fn horn(told: &Told) -> Option<Event> {
    if told.position.is_some() {
        return None;
    }
    match serde_json::from_slice(&told.text).ok()? {
        Signalled { signal: Signal::Airhorn { sound } } => Some(event("airhorn", &words::horn(&sound))),
        Signalled { signal: Signal::Another } => None,
    }
}
