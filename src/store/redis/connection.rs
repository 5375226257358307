//! One connection for everything that does not block, opened anew by itself when it breaks.
//!
//! The library's own connection manager does that too, but its errors do not tell "could not
//! connect" from "lost on the way", and that difference is the one between "nothing was changed"
//! and "nobody knows". Here a call that finds no connection fails at once and for certain.
//!
//! Must never: report a call as not done once its bytes may have left.

use std::{sync::Arc, time::Duration};

use redis::{
    AsyncConnectionConfig, Client, ErrorKind, FromRedisValue, RedisError, aio::MultiplexedConnection,
};
use tokio::sync::{Notify, mpsc, watch};

use crate::app::ports::StoreFailure;

/// How long to wait for a connection, and for an answer: long enough for a Redis that saves to a
/// slow disk, short enough that a person waiting for a vote is told.
const CONNECT_WITHIN: Duration = Duration::from_secs(1);
const ANSWER_WITHIN: Duration = Duration::from_secs(3);
/// How long to wait before the next attempt to connect: from the first to the last of these.
const RETRY_FIRST: Duration = Duration::from_millis(20);
const RETRY_LAST: Duration = Duration::from_millis(500);

#[derive(Clone)]
struct Line {
    number: u64,
    connection: MultiplexedConnection,
}

/// A connection that heals.
pub(super) struct Connection {
    line: watch::Receiver<Option<Line>>,
    broken: mpsc::UnboundedSender<u64>,
}

impl Connection {
    /// Connects, and keeps connected for as long as this value lives. A `suspicion` that Redis is
    /// gone is looked into at once, so that calls need not find out one by one.
    pub(super) async fn open(client: Client, suspicion: Arc<Notify>) -> Result<Self, StoreFailure> {
        let first = connect(&client).await.map_err(|error| StoreFailure::Unavailable(error.to_string()))?;
        let (lines, line) = watch::channel(Some(Line { number: 0, connection: first }));
        let (broken, reports) = mpsc::unbounded_channel();
        tokio::spawn(keep_connected(client, lines, reports, suspicion));
        Ok(Self { line, broken })
    }

    /// Calls Redis, with whatever `call` sends.
    pub(super) async fn call<T, F>(
        &self,
        call: impl FnOnce(MultiplexedConnection) -> F,
    ) -> Result<T, StoreFailure>
    where
        T: FromRedisValue,
        F: Future<Output = Result<T, RedisError>>,
    {
        let line = self.line.borrow().clone();
        let Some(line) = line else {
            return Err(StoreFailure::Unavailable("there is no connection to Redis".into()));
        };
        call(line.connection).await.map_err(|error| {
            if is_worth_a_new_connection(&error) {
                // If nobody listens any more, the process is ending.
                let _ = self.broken.send(line.number);
            }
            failure(&error)
        })
    }
}

async fn keep_connected(
    client: Client,
    lines: watch::Sender<Option<Line>>,
    mut reports: mpsc::UnboundedReceiver<u64>,
    suspicion: Arc<Notify>,
) {
    let mut number = 0;
    loop {
        let is_broken = tokio::select! {
            biased;
            report = reports.recv() => match report {
                Some(broken) => broken == number,
                None => return,
            },
            () = suspicion.notified() => !answers(&lines).await,
        };
        if !is_broken {
            continue;
        }
        lines.send_replace(None);
        tracing::warn!("The connection to Redis broke.");
        let mut wait = RETRY_FIRST;
        let connection = loop {
            match connect(&client).await {
                Ok(connection) => break connection,
                Err(error) if wait == RETRY_LAST => tracing::debug!(%error, "Redis does not answer yet."),
                Err(_) => {}
            }
            if lines.is_closed() {
                return;
            }
            tokio::time::sleep(wait).await;
            wait = (wait * 2).min(RETRY_LAST);
        };
        number += 1;
        tracing::info!("Connected to Redis again.");
        lines.send_replace(Some(Line { number, connection }));
    }
}

async fn answers(lines: &watch::Sender<Option<Line>>) -> bool {
    let line = lines.borrow().clone();
    match line {
        Some(mut line) => redis::cmd("PING").exec_async(&mut line.connection).await.is_ok(),
        None => true,
    }
}

async fn connect(client: &Client) -> Result<MultiplexedConnection, RedisError> {
    let config = AsyncConnectionConfig::new()
        .set_connection_timeout(Some(CONNECT_WITHIN))
        .set_response_timeout(Some(ANSWER_WITHIN));
    let mut connection = client.get_multiplexed_async_connection_with_config(&config).await?;
    // A Redis that still loads its data, or demands a password, accepts connections and nothing else.
    redis::cmd("PING").exec_async(&mut connection).await?;
    Ok(connection)
}

fn is_worth_a_new_connection(error: &RedisError) -> bool {
    // After a fail-over the same address may lead elsewhere.
    error.is_io_error()
        || error.is_unrecoverable_error()
        || codes(error).iter().any(|code| matches!(code.as_str(), "READONLY" | "LOADING"))
}

fn failure(error: &RedisError) -> StoreFailure {
    let codes = codes(error);
    let says = |wanted: &[&str]| codes.iter().any(|code| wanted.contains(&code.as_str()));
    if says(&["WRONGTYPE", "FOREIGN"]) || matches!(error.kind(), ErrorKind::UnexpectedReturnType) {
        StoreFailure::Foreign(error.to_string())
    } else if matches!(error.kind(), ErrorKind::InvalidClientConfig | ErrorKind::AuthenticationFailed) {
        StoreFailure::Unavailable(error.to_string())
    } else if !codes.is_empty() && !says(&["ERR"]) {
        // Redis itself said no, and named why: `OOM`, `MISCONF`, `READONLY`, `LOADING`, …
        StoreFailure::Unavailable(error.to_string())
    } else {
        // The answer was lost, or torn and cannot be read, or a script broke half way (`ERR`).
        StoreFailure::InDoubt(error.to_string())
    }
}

/// What the server called its errors, if it was the server that failed.
fn codes(error: &RedisError) -> Vec<String> {
    let errors = error.clone().into_server_errors();
    errors.iter().flat_map(|errors| errors.iter()).map(|(_, error)| error.code().to_owned()).collect()
}
