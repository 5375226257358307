//! Why there is no answer, in the API's own words.
//!
//! Must never: have another form than the real one.

use axum::{
    Json,
    http::{StatusCode, header::RETRY_AFTER},
    response::{IntoResponse, Response},
};
use serde_json::json;

/// Why not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Problem {
    /// As JSON: a status and a sentence.
    Plain(StatusCode, &'static str),
    /// The same with a reason, as the player gives it.
    Reasoned(StatusCode, &'static str, &'static str),
    /// As plain text, which the real service does here, too.
    Text(StatusCode, &'static str),
    /// Too many calls.
    TooMany {
        /// So many seconds to wait.
        retry_after: u64,
        /// Whether the account's quota is what is used up.
        is_quota: bool,
    },
}

impl Problem {
    /// The request makes no sense.
    pub fn bad(why: &'static str) -> Self {
        Self::Plain(StatusCode::BAD_REQUEST, why)
    }

    /// The token is no good.
    pub fn unauthorised(why: &'static str) -> Self {
        Self::Plain(StatusCode::UNAUTHORIZED, why)
    }

    /// The token is good, and not for this.
    pub fn forbidden(why: &'static str) -> Self {
        Self::Plain(StatusCode::FORBIDDEN, why)
    }

    /// There is no such thing.
    pub fn missing() -> Self {
        Self::Plain(StatusCode::NOT_FOUND, "Resource not found")
    }

    /// There is no such address, or no longer.
    pub fn gone() -> Self {
        Self::Plain(StatusCode::NOT_FOUND, "Service not found")
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let json = |status: StatusCode, error| (status, Json(json!({"error": error}))).into_response();
        match self {
            Self::Plain(status, message) => {
                json(status, json!({"status": status.as_u16(), "message": message}))
            }
            Self::Reasoned(status, message, reason) => {
                json(status, json!({"status": status.as_u16(), "message": message, "reason": reason}))
            }
            Self::Text(status, text) => (status, text).into_response(),
            Self::TooMany { retry_after, is_quota } => {
                let mut error = json!({"status": 429, "message": "API rate limit exceeded"});
                if is_quota {
                    error["reason"] = json!("QUOTA_EXCEEDED");
                }
                let mut answer = json(StatusCode::TOO_MANY_REQUESTS, error);
                answer.headers_mut().insert(RETRY_AFTER, retry_after.into());
                answer
            }
        }
    }
}
