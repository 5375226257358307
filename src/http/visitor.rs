//! Who is at the door: the person that a session belongs to.
//!
//! Must never: take anybody's word for who they are.

use std::sync::Arc;

use axum::{
    extract::{FromRef, FromRequestParts, OptionalFromRequestParts},
    http::request::Parts,
};
use serde::{Deserialize, Serialize};
use tower_sessions::Session;

use super::{problem::Problem, site::Site};
use crate::{
    app::asking::Failure,
    domain::{command::Asker, ids::PersonId, people::Role, text::Name},
};

/// What a session says.
const KEY: &str = "visitor";
/// After how long a session in use is renewed, in milliseconds: a day, so that it does not cost a
/// write at every request.
const RENEW_AFTER_MS: u64 = 86_400_000;

/// A person with a session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Visitor {
    /// Who.
    pub id: PersonId,
    /// What they are called.
    pub name: Name,
    /// Whether they have no account.
    pub guest: bool,
    /// When the session was last renewed, in epoch milliseconds.
    renewed_ms: u64,
}

impl Visitor {
    /// A guest who just came in.
    #[must_use]
    pub const fn guest(id: PersonId, name: Name, now_ms: u64) -> Self {
        Self { id, name, guest: true, renewed_ms: now_ms }
    }

    /// The visitor as a nest sees them.
    #[must_use]
    pub fn asker(&self) -> Asker {
        Asker { id: self.id.clone(), name: self.name.clone(), role: Role::Guest }
    }

    /// Who this session belongs to, if it is one.
    ///
    /// # Errors
    /// [`Problem`]: the store that holds sessions does not answer.
    pub async fn of(session: &Session) -> Result<Option<Self>, Problem> {
        session.get(KEY).await.map_err(|error| failed(&error))
    }

    /// Makes the session this visitor's.
    ///
    /// # Errors
    /// [`Problem`]: the store that holds sessions does not answer.
    pub async fn keep(&self, session: &Session) -> Result<(), Problem> {
        session.insert(KEY, self).await.map_err(|error| failed(&error))
    }
}

fn failed(error: &tower_sessions::session::Error) -> Problem {
    tracing::warn!(%error, "A session could not be read or written.");
    Failure::NotSaved.into()
}

impl<S> FromRequestParts<S> for Visitor
where
    S: Send + Sync,
    Arc<Site>: FromRef<S>,
{
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let visitor = <Self as OptionalFromRequestParts<S>>::from_request_parts(parts, state).await?;
        visitor.ok_or_else(Problem::signed_out)
    }
}

impl<S> OptionalFromRequestParts<S> for Visitor
where
    S: Send + Sync,
    Arc<Site>: FromRef<S>,
{
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Option<Self>, Problem> {
        let Some(session) = parts.extensions.get::<Session>() else { return Ok(None) };
        let Some(mut visitor) = Self::of(session).await? else { return Ok(None) };
        let now_ms = Arc::<Site>::from_ref(state).clock.now_ms();
        if visitor.renewed_ms + RENEW_AFTER_MS <= now_ms {
            visitor.renewed_ms = now_ms;
            visitor.keep(session).await?;
        }
        Ok(Some(visitor))
    }
}
