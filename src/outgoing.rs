//! Requests to other people's servers: how long they may take, and how much they may answer.
//!
//! Must never: follow a redirect, which could lead to an address inside; wait or read without an end;
//! log what was sent or answered.

use std::time::Duration;

use http::{Method, Request, Response};
use metrics::{counter, histogram};
use tokio::time::Instant;
use tracing::{Instrument, field::Empty, trace_span};

use crate::app::measures;

/// How long a request may take, from the first byte sent to the last one read.
pub const WITHIN: Duration = Duration::from_secs(10);
/// How long it may take to reach the other side.
const CONNECT_WITHIN: Duration = Duration::from_secs(5);
/// The longest answer that is read, in bytes. The longest honest one, a page of fifty playlists, has
/// a tenth of that.
pub const ANSWER_MAX: usize = 1 << 20;

/// Why a request has no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoAnswer {
    /// The other side was not reached: nothing was done there.
    #[error("{host} could not be reached")]
    Unreached {
        /// Its name.
        host: String,
    },
    /// It took longer than [`WITHIN`]; something may have been done.
    #[error("{host} did not answer within {} seconds", WITHIN.as_secs())]
    TooSlow {
        /// Its name.
        host: String,
    },
    /// The answer is longer than [`ANSWER_MAX`].
    #[error("{host} answered more than {ANSWER_MAX} bytes")]
    TooLong {
        /// Its name.
        host: String,
    },
    /// The connection broke, or what came is no HTTP; something may have been done.
    #[error("the answer of {host} could not be read")]
    Broken {
        /// Its name.
        host: String,
    },
}

/// Connections to other servers, shared by all who ask.
#[derive(Debug, Clone)]
pub struct Outgoing {
    client: reqwest::Client,
    /// Whom it is for, as operators are told.
    service: &'static str,
}

impl Default for Outgoing {
    fn default() -> Self {
        Self::new()
    }
}

impl Outgoing {
    /// Nothing is connected before the first request.
    #[must_use]
    pub fn new() -> Self {
        let client = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .timeout(WITHIN)
            .connect_timeout(CONNECT_WITHIN)
            .user_agent(concat!("EchoNest/", env!("CARGO_PKG_VERSION")))
            .build()
            .expect("because these options suit each other");
        Self { client, service: "other" }
    }

    /// The same connections, for requests to this service, as operators are told of them.
    #[must_use]
    pub fn to(&self, service: &'static str) -> Self {
        Self { service, ..self.clone() }
    }

    /// Sends a request, and once more where it only asks for something and was not answered.
    ///
    /// # Errors
    /// [`NoAnswer`]. An answer that says no is an answer.
    pub async fn send(&self, request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, NoAnswer> {
        let began = Instant::now();
        // Nothing of the address: codes and tokens travel in some.
        let span =
            trace_span!("upstream", service = self.service, http.method = %request.method(), outcome = Empty);
        let answer = self.send_twice(request).instrument(span.clone()).await;
        let outcome = match answer.as_ref().map(|answer| answer.status().as_u16()) {
            Err(_) => "unanswered",
            Ok(429) => "too_many",
            Ok(400..500) => "refused",
            Ok(500..) => "failing",
            Ok(_) => "ok",
        };
        span.record("outcome", outcome);
        counter!(measures::UPSTREAM_CALLS, "service" => self.service, "outcome" => outcome).increment(1);
        histogram!(measures::UPSTREAM_SECONDS, "service" => self.service).record(began.elapsed());
        answer
    }

    async fn send_twice(&self, request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, NoAnswer> {
        let again = (request.method() == Method::GET).then(|| request.clone());
        let host = request.uri().host().unwrap_or("the server").to_owned();
        match (self.send_once(request, &host).await, again) {
            (Err(NoAnswer::Unreached { .. } | NoAnswer::Broken { .. }), Some(again)) => {
                self.send_once(again, &host).await
            }
            (answer, _) => answer,
        }
    }

    async fn send_once(&self, request: Request<Vec<u8>>, host: &str) -> Result<Response<Vec<u8>>, NoAnswer> {
        let host = || host.to_owned();
        let failed = |error: &reqwest::Error| match () {
            () if error.is_connect() => NoAnswer::Unreached { host: host() },
            () if error.is_timeout() => NoAnswer::TooSlow { host: host() },
            () => NoAnswer::Broken { host: host() },
        };
        let request = reqwest::Request::try_from(request).map_err(|error| failed(&error))?;
        let mut answer = self.client.execute(request).await.map_err(|error| failed(&error))?;
        let mut body = Vec::new();
        while let Some(piece) = answer.chunk().await.map_err(|error| failed(&error))? {
            if body.len() + piece.len() > ANSWER_MAX {
                return Err(NoAnswer::TooLong { host: host() });
            }
            body.extend_from_slice(&piece);
        }
        let mut response = Response::new(body);
        *response.status_mut() = answer.status();
        *response.headers_mut() = std::mem::take(answer.headers_mut());
        Ok(response)
    }
}
