//! What goes wrong, as browsers and programs are told: `application/problem+json` with a stable code
//! and one kind sentence.
//!
//! Must never: show internals. What an operator should know is logged where it happens.

use std::time::Duration;

use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use metrics::counter;
use serde_json::{Map, Value};

use super::wire::messages;
use crate::{
    app::{
        access::arrivals::NotYet,
        admission::Denied,
        asking::{Failure, Outcome},
        measures,
        ports::StoreFailure,
    },
    domain::{ids::CommandId, refusal::Refusal},
};

/// Something that was not done, and why.
#[derive(Debug, Clone, PartialEq)]
pub struct Problem {
    status: StatusCode,
    code: &'static str,
    message: String,
    /// The id of the command it is about.
    id: Option<String>,
    /// What more there is to tell: `retry_after_ms`, `entry`, …
    fields: Map<String, Value>,
}

impl Problem {
    /// A problem with a code of the contract.
    #[must_use]
    pub fn new(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
        Self { status, code, message: message.into(), id: None, fields: Map::new() }
    }

    /// Whoever asks has no session.
    #[must_use]
    pub fn signed_out() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "signed_out", "Please sign in first.")
    }

    /// The request comes from a page that is not ours.
    #[must_use]
    pub fn foreign_origin() -> Self {
        Self::new(StatusCode::FORBIDDEN, "forbidden", "This request does not come from this site's own page.")
    }

    /// Whoever asks may not do this.
    #[must_use]
    pub fn forbidden(message: impl Into<String>) -> Self {
        Self::new(StatusCode::FORBIDDEN, "forbidden", message)
    }

    /// There is no such thing.
    #[must_use]
    pub fn not_found(what: &str) -> Self {
        Self::new(StatusCode::NOT_FOUND, "not_found", format!("{what} is not here."))
    }

    /// Whether there is no such thing.
    #[must_use]
    pub fn is_not_found(&self) -> bool {
        self.status == StatusCode::NOT_FOUND
    }

    /// The request makes no sense.
    #[must_use]
    pub fn bad_request(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "bad_request", message)
    }

    /// The address is there, and does something else.
    #[must_use]
    pub fn not_allowed() -> Self {
        Self::new(StatusCode::METHOD_NOT_ALLOWED, "bad_request", "This address is not made for that.")
    }

    /// Something broke here, and it is not the asker's fault.
    #[must_use]
    pub fn ours() -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "busy", "Something broke here. Try again in a moment.")
    }

    /// The same problem, about this command.
    #[must_use]
    pub fn about(mut self, id: Option<String>) -> Self {
        self.id = id;
        self
    }

    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        self.code
    }

    /// The problem as a message on a socket.
    #[must_use]
    pub fn to_refused(&self) -> String {
        self.count();
        messages::refused(self.id.as_deref(), self.code, &self.message, &self.fields)
    }

    fn count(&self) {
        counter!(measures::REFUSALS, "code" => self.code).increment(1);
    }

    /// The same problem, with one more thing to tell.
    #[must_use]
    pub fn with(mut self, key: &str, value: impl Into<Value>) -> Self {
        self.fields.insert(key.into(), value.into());
        self
    }

    fn retry_after(mut self, wait: Duration) -> Self {
        let ms = u64::try_from(wait.as_millis()).unwrap_or(u64::MAX).max(1);
        self.fields.insert("retry_after_ms".into(), ms.into());
        self
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        let status = match &refusal {
            Refusal::BadRequest { .. } => StatusCode::BAD_REQUEST,
            Refusal::Forbidden { .. } | Refusal::Banned | Refusal::OwnEntry | Refusal::Locked => {
                StatusCode::FORBIDDEN
            }
            Refusal::NotFound { .. } | Refusal::NothingPlaying => StatusCode::NOT_FOUND,
            Refusal::RateLimited { .. } => StatusCode::TOO_MANY_REQUESTS,
            Refusal::Explicit
            | Refusal::TooShort { .. }
            | Refusal::TooLong { .. }
            | Refusal::AlreadyQueued { .. }
            | Refusal::PlayedRecently { .. }
            | Refusal::TooManyYours { .. }
            | Refusal::QueueFull { .. }
            | Refusal::Full { .. }
            | Refusal::TooManyNests { .. } => StatusCode::CONFLICT,
        };
        let mut problem = Self::new(status, refusal.code(), refusal.to_string());
        let mut tell = |key: &str, value: Value| problem.fields.insert(key.into(), value);
        match refusal {
            Refusal::RateLimited { retry_after_ms } | Refusal::PlayedRecently { retry_after_ms } => {
                tell("retry_after_ms", retry_after_ms.into());
            }
            Refusal::AlreadyQueued { entry } => drop(tell("entry", entry.0.into())),
            Refusal::TooShort { min_duration_ms } => drop(tell("min_duration_ms", min_duration_ms.into())),
            Refusal::TooLong { max_duration_ms } => drop(tell("max_duration_ms", max_duration_ms.into())),
            Refusal::TooManyYours { max } | Refusal::QueueFull { max } => drop(tell("max", max.into())),
            Refusal::Full { max } | Refusal::TooManyNests { max } => drop(tell("max", max.into())),
            _ => {}
        }
        problem
    }
}

impl From<Failure> for Problem {
    fn from(failure: Failure) -> Self {
        let unavailable = StatusCode::SERVICE_UNAVAILABLE;
        match failure {
            Failure::Busy => Self::new(unavailable, "busy", "It is very busy here. Try again in a moment."),
            Failure::NotSaved => Self::new(
                unavailable,
                "not_saved",
                "EchoNest cannot get at its storage just now. Nothing was changed; try again soon.",
            ),
            Failure::CatalogueUnavailable(wait) => {
                let problem = Self::new(unavailable, "catalogue_unavailable", silence(wait));
                wait.into_iter().fold(problem, Self::retry_after)
            }
        }
    }
}

/// What a catalogue is waited for, in words.
fn silence(wait: Option<Duration>) -> String {
    let goes_on = "What was found before can still be added, and the music goes on.";
    match wait.map(|wait| wait.as_secs().max(1)) {
        None => format!("The music catalogue does not answer. Try again in a while. {goes_on}"),
        Some(seconds @ ..=90) => format!("The music catalogue wants a pause of {seconds} seconds. {goes_on}"),
        Some(seconds @ ..=5_400) => {
            format!("The music catalogue wants a pause of {} minutes. {goes_on}", seconds.div_ceil(60))
        }
        Some(seconds) => {
            format!("The music catalogue wants a pause of {} hours. {goes_on}", seconds.div_ceil(3_600))
        }
    }
}

impl From<StoreFailure> for Problem {
    fn from(_: StoreFailure) -> Self {
        Failure::NotSaved.into()
    }
}

impl From<NotYet> for Problem {
    fn from(not_yet: NotYet) -> Self {
        match not_yet {
            NotYet::Denied(denied) => denied.into(),
            NotYet::Failed(failure) => failure.into(),
        }
    }
}

impl From<Denied> for Problem {
    fn from(denied: Denied) -> Self {
        match denied {
            Denied::TooManyAtOnce => Failure::Busy.into(),
            Denied::TooFast(wait) => {
                let ms = u64::try_from(wait.as_millis()).unwrap_or(u64::MAX).max(1);
                Refusal::RateLimited { retry_after_ms: ms }.into()
            }
        }
    }
}

/// What a command came to, as an answer: `None` where nobody knows and nothing may be said.
#[must_use]
pub fn answer(id: &CommandId, outcome: Outcome) -> Option<Result<String, Problem>> {
    let problem = match outcome {
        Outcome::Done(seq) => return Some(Ok(messages::ok(id.as_str(), seq))),
        Outcome::Refused(refusal) => Problem::from(refusal),
        Outcome::Failed(failure) => Problem::from(failure),
        Outcome::Lost => return None,
    };
    Some(Err(problem.about(Some(id.as_str().to_owned()))))
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        self.count();
        let mut body = Map::new();
        body.insert("title".into(), self.status.canonical_reason().unwrap_or_default().into());
        body.insert("status".into(), self.status.as_u16().into());
        body.insert("detail".into(), self.message.clone().into());
        if let Some(id) = self.id {
            body.insert("id".into(), id.into());
        }
        body.insert("code".into(), self.code.into());
        body.insert("message".into(), self.message.into());
        let retry_ms = self.fields.get("retry_after_ms").and_then(Value::as_u64);
        body.extend(self.fields);
        let mut response = (self.status, Value::Object(body).to_string()).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Some(ms) = retry_ms {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(ms.div_ceil(1_000)));
        }
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::EntryId;

    #[test]
    fn each_code_has_the_status_of_the_contract() {
        let statuses = [
            (Refusal::bad_request("x"), 400),
            (Refusal::forbidden("x"), 403),
            (Refusal::OwnEntry, 403),
            (Refusal::Locked, 403),
            (Refusal::no_entry(), 404),
            (Refusal::NothingPlaying, 404),
            (Refusal::QueueFull { max: 1 }, 409),
            (Refusal::TooManyYours { max: 1 }, 409),
            (Refusal::AlreadyQueued { entry: EntryId(1) }, 409),
            (Refusal::PlayedRecently { retry_after_ms: 1 }, 409),
            (Refusal::Explicit, 409),
            (Refusal::TooLong { max_duration_ms: 1 }, 409),
            (Refusal::TooShort { min_duration_ms: 1 }, 409),
            (Refusal::Full { max: 1 }, 409),
            (Refusal::RateLimited { retry_after_ms: 1 }, 429),
        ];
        for (refusal, status) in statuses {
            assert_eq!(Problem::from(refusal.clone()).status.as_u16(), status, "{refusal:?}");
        }
        for failure in [Failure::Busy, Failure::NotSaved, Failure::CatalogueUnavailable(None)] {
            assert_eq!(Problem::from(failure).status.as_u16(), 503);
        }
    }

    #[test]
    fn a_refusal_on_a_socket_carries_its_fields() {
        let problem = Problem::from(Refusal::AlreadyQueued { entry: EntryId(7) }).about(Some("c1".into()));
        let told: Value = serde_json::from_str(&problem.to_refused()).expect("JSON");
        assert_eq!(
            (&told["type"], &told["id"], &told["code"], &told["entry"]),
            (&"refused".into(), &"c1".into(), &"already_queued".into(), &7.into())
        );
    }

    #[test]
    fn a_limit_says_when_it_is_free_again() {
        let response = Problem::from(Refusal::RateLimited { retry_after_ms: 1_200 }).into_response();
        assert_eq!(response.headers()[header::RETRY_AFTER], "2");
    }
}
