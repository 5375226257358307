//! One connection to one server for everything that does not block, opened anew by itself when it breaks.
//!
//! The library's own connection manager does that too, but its errors do not tell "could not
//! connect" from "lost on the way", and that difference is the one between "nothing was changed"
//! and "nobody knows". Here a call that finds no connection fails at once and for certain.
//!
//! Must never: report a call as not done once its bytes may have left.

use std::{sync::Arc, time::Duration};

use redis::{RedisError, aio::MultiplexedConnection};
use tokio::{
    sync::{Notify, mpsc, watch},
    time::{Instant, interval_at, sleep},
};

use super::{
    fault::{Fault, is_worth_a_new_connection, unreachable},
    finding::Way,
};
use crate::app::ports::StoreFailure;

/// How long to wait before the next attempt to connect: from the first to the last of these.
const RETRY_FIRST: Duration = Duration::from_millis(20);
const RETRY_LAST: Duration = Duration::from_millis(500);
/// How often sentinels are asked whether another server is master by now. The old one may not know it, and
/// answer on.
const LOOK_EVERY: Duration = Duration::from_secs(2);

#[derive(Clone)]
struct Line {
    number: u64,
    connection: MultiplexedConnection,
    /// Where it leads.
    server: String,
}

/// A connection that heals.
pub(super) struct Connection {
    line: watch::Receiver<Option<Line>>,
    broken: mpsc::UnboundedSender<u64>,
}

/// What a connection hears and tells.
#[derive(Clone, Default)]
pub(super) struct Signs {
    /// Somebody suspects that the server is gone. It is looked into at once, so that calls need not find out
    /// one by one.
    pub(super) suspicion: Arc<Notify>,
    /// Counts connections that were made anew: what was held to be true before may be so no more.
    pub(super) renewed: watch::Sender<u64>,
}

impl Connection {
    /// Connects, and keeps connected for as long as this value lives.
    pub(super) async fn open(way: Arc<Way>, signs: Signs) -> Result<Self, StoreFailure> {
        let (connection, server) = way.connect().await.map_err(|error| unreachable(&error))?;
        Ok(Self::keep(way, signs, Some(Line { number: 0, connection, server })))
    }

    /// The same, but whether anybody is there is found out later.
    pub(super) fn begin(way: Arc<Way>, signs: Signs) -> Self {
        Self::keep(way, signs, None)
    }

    fn keep(way: Arc<Way>, signs: Signs, first: Option<Line>) -> Self {
        let (lines, line) = watch::channel(first);
        let (broken, reports) = mpsc::unbounded_channel();
        tokio::spawn(keep_connected(way, lines, reports, signs));
        Self { line, broken }
    }

    /// Calls Redis, with whatever `call` sends.
    pub(super) async fn call<T, F>(&self, call: impl FnOnce(MultiplexedConnection) -> F) -> Result<T, Fault>
    where
        F: Future<Output = Result<T, RedisError>>,
    {
        let line = self.line.borrow().clone();
        let Some(line) = line else { return Err(Fault::Away) };
        call(line.connection).await.map_err(|error| {
            if is_worth_a_new_connection(&error) {
                // If nobody listens any more, the process is ending.
                let _ = self.broken.send(line.number);
            }
            Fault::Failed(error)
        })
    }

    /// Whether it is connected, as far as anybody knows.
    pub(super) fn is_up(&self) -> bool {
        self.line.borrow().is_some()
    }
}

async fn keep_connected(
    way: Arc<Way>,
    lines: watch::Sender<Option<Line>>,
    mut reports: mpsc::UnboundedReceiver<u64>,
    signs: Signs,
) {
    let mut looks = interval_at(Instant::now() + LOOK_EVERY, LOOK_EVERY);
    let mut number = 0;
    let mut was_connected = lines.borrow().is_some();
    loop {
        let line = lines.borrow().clone();
        let Some(line) = line else {
            number += 1;
            let Some((connection, server)) = connect(&way, &lines).await else { return };
            lines.send_replace(Some(Line { number, connection, server }));
            if std::mem::replace(&mut was_connected, true) {
                signs.renewed.send_modify(|count| *count += 1);
            }
            continue;
        };
        let is_broken = tokio::select! {
            biased;
            report = reports.recv() => match report {
                Some(broken) => broken == line.number,
                None => return,
            },
            () = signs.suspicion.notified() => !answers(line.connection).await,
            _ = looks.tick(), if way.may_change() => way.leads_away_from(&line.server).await,
        };
        if is_broken {
            lines.send_replace(None);
            tracing::warn!(redis.server = line.server, "The connection to Redis broke.");
        }
    }
}

/// Connects, as often as it takes; `None` once nobody needs it any more.
async fn connect(way: &Way, lines: &watch::Sender<Option<Line>>) -> Option<(MultiplexedConnection, String)> {
    let mut wait = RETRY_FIRST;
    loop {
        match way.connect().await {
            Ok(connected) => {
                tracing::info!(redis.server = connected.1, "Connected to Redis.");
                return Some(connected);
            }
            Err(error) if wait == RETRY_LAST => tracing::debug!(%error, "Redis does not answer yet."),
            Err(_) => {}
        }
        if lines.is_closed() {
            return None;
        }
        sleep(wait).await;
        wait = (wait * 2).min(RETRY_LAST);
    }
}

async fn answers(mut connection: MultiplexedConnection) -> bool {
    redis::cmd("PING").exec_async(&mut connection).await.is_ok()
}
