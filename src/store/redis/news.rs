//! Hears what other processes tell: on a connection of its own, since it does nothing but wait.
//!
//! Must never: let a loss go unnoticed. After every connection that was made anew, everyone who
//! listens is told to look.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError, Weak},
    time::Duration,
};

use futures_util::StreamExt;
use redis::{Msg, RedisError};
use tokio::sync::{Notify, broadcast, watch};

use super::{connection::Signs, ear::Ear};
use crate::{
    app::ports::{ENDINGS_MAX, Growth},
    domain::ids::NestId,
};

/// How often a silent connection is asked whether it is still there, and how long it may take.
const PING_EVERY: Duration = Duration::from_secs(10);
const PONG_WITHIN: Duration = Duration::from_secs(3);
/// How long to wait before connecting again.
const RETRY: Duration = Duration::from_millis(250);

/// The channel on which is told which passes are over.
pub(super) const ENDED: &str = "ended";

/// The channel on which a nest's news come.
pub(super) fn channel(nest: &NestId) -> String {
    format!("{{nest:{nest}}}:news")
}

#[derive(Default)]
struct Listeners {
    growth: watch::Sender<Option<crate::domain::ids::Position>>,
    changes: watch::Sender<u64>,
}

/// The news of all nests that somebody listens to.
pub(super) struct News {
    nests: Mutex<HashMap<NestId, Listeners>>,
    ended: broadcast::Sender<String>,
}

impl News {
    /// Listens for as long as the value lives, and raises a `suspicion` whenever it cannot.
    /// When another connection was made anew, everyone is told to look, too.
    pub(super) fn listen(ear: Ear, signs: &Signs) -> Arc<Self> {
        let news = Arc::new(Self { nests: Mutex::default(), ended: broadcast::Sender::new(ENDINGS_MAX) });
        let renewed = signs.renewed.subscribe();
        tokio::spawn(keep_listening(ear, Arc::downgrade(&news), Arc::clone(&signs.suspicion), renewed));
        news
    }

    pub(super) fn growth(&self, nest: &NestId) -> Growth {
        self.lock().entry(nest.clone()).or_default().growth.subscribe()
    }

    pub(super) fn changes(&self, nest: &NestId) -> watch::Receiver<u64> {
        self.lock().entry(nest.clone()).or_default().changes.subscribe()
    }

    pub(super) fn ended(&self) -> broadcast::Receiver<String> {
        self.ended.subscribe()
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<NestId, Listeners>> {
        self.nests.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn hear(&self, message: &Msg) {
        let nest = message.get_channel_name();
        if nest == ENDED {
            // Where nobody listens, nobody has to hear it.
            let _ = self.ended.send(message.get_payload().unwrap_or_default());
            return;
        }
        let nest = nest.strip_prefix("{nest:").and_then(|rest| rest.strip_suffix("}:news"));
        let Some(nest) = nest.and_then(|nest| NestId::parse(nest).ok()) else { return };
        let mut nests = self.lock();
        let Some(listeners) = nests.get(&nest) else { return };
        if listeners.growth.receiver_count() + listeners.changes.receiver_count() == 0 {
            nests.remove(&nest);
            return;
        }
        let word: String = message.get_payload().unwrap_or_default();
        match word.split_once(' ') {
            Some(("log", position)) => drop(listeners.growth.send_replace(position.parse().ok())),
            _ => listeners.changes.send_modify(|count| *count += 1),
        }
    }

    fn tell_all_to_look(&self) {
        for listeners in self.lock().values() {
            listeners.growth.send_replace(None);
            listeners.changes.send_modify(|count| *count += 1);
        }
    }
}

async fn keep_listening(
    ear: Ear,
    news: Weak<News>,
    suspicion: Arc<Notify>,
    mut renewed: watch::Receiver<u64>,
) {
    while news.strong_count() > 0 {
        if let Err(error) = listen_once(&ear, &news, &mut renewed).await {
            tracing::debug!(%error, "Not listening to Redis right now.");
        }
        suspicion.notify_one();
        tokio::time::sleep(RETRY).await;
    }
}

async fn listen_once(
    ear: &Ear,
    news: &Weak<News>,
    renewed: &mut watch::Receiver<u64>,
) -> Result<(), RedisError> {
    let (messages, heard) = ear.listen().await?;
    let (mut asking, mut messages) = messages.split();
    asking.psubscribe("{nest:*}:news").await?;
    asking.subscribe(ENDED).await?;
    if let Some(news) = news.upgrade() {
        news.tell_all_to_look();
    }
    loop {
        let is_renewed = tokio::select! {
            message = tokio::time::timeout(PING_EVERY, messages.next()) => match message {
                Ok(Some(message)) => {
                    let Some(news) = news.upgrade() else { return Ok(()) };
                    news.hear(&message);
                    continue;
                }
                Ok(None) => return Ok(()),
                Err(_) => false,
            },
            // Whoever counts them is gone once the store is.
            counted = renewed.changed() => counted.is_ok(),
        };
        let Some(news) = news.upgrade() else { return Ok(()) };
        if is_renewed {
            news.tell_all_to_look();
        }
        let pong = tokio::time::timeout(PONG_WITHIN, asking.ping::<redis::Value>()).await;
        if !matches!(pong, Ok(Ok(_))) || !ear.is_told_at(&heard).await {
            return Ok(());
        }
    }
}
