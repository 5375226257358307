//! Whose token a call to the API bears, and what it is good for.
//!
//! Must never: let a call through that the real service would refuse.

use std::collections::BTreeSet;

use axum::{
    extract::FromRequestParts,
    http::{StatusCode, request::Parts},
};

use super::{Spotify, problem::Problem};
use crate::{Shared, watching::bearer};

/// What the real service says to people who are not on the list (seen).
const NOT_LISTED: &str = "User not registered in the Developer Dashboard";

/// Who calls.
#[derive(Debug, Clone)]
pub struct Caller {
    person: Option<String>,
    scopes: BTreeSet<String>,
}

impl Caller {
    /// The person who calls.
    ///
    /// # Errors
    /// A program calls for itself.
    pub fn person(&self) -> Result<&str, Problem> {
        self.person.as_deref().ok_or(Problem::unauthorised("Valid user authentication required"))
    }

    /// The person who calls, if they agreed to one of `scopes`.
    ///
    /// # Errors
    /// They did not, or it is no person.
    pub fn person_with(&self, scopes: &[&str]) -> Result<&str, Problem> {
        let person = self.person()?;
        if scopes.iter().any(|scope| self.scopes.contains(*scope)) {
            return Ok(person);
        }
        Err(Problem::forbidden("Insufficient client scope"))
    }

    /// Whether a person calls.
    pub fn is_person(&self) -> bool {
        self.person.is_some()
    }
}

impl FromRequestParts<Shared> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, world: &Shared) -> Result<Self, Problem> {
        let token = bearer(&parts.headers).ok_or(Problem::unauthorised("No token provided"))?;
        admit(&mut world.state().spotify, token, world.clock.now_ms())
    }
}

fn admit(spotify: &mut Spotify, token: &str, now_ms: u64) -> Result<Caller, Problem> {
    let access = spotify.grants.access(token).ok_or(Problem::unauthorised("Invalid access token"))?;
    if access.dies_ms <= now_ms {
        return Err(Problem::unauthorised("The access token expired"));
    }
    let settings = &spotify.settings;
    let budget = spotify.budgets.entry(access.client.clone()).or_default();
    budget
        .spend(settings.budget_max, now_ms)
        .map_err(|retry_after| Problem::TooMany { retry_after, is_quota: settings.budget_is_quota })?;
    if let Some(person) = &access.person {
        let client = spotify.clients.get(&access.client);
        let is_listed = client.is_some_and(|client| client.people.contains(person));
        if !is_listed || !spotify.people.contains_key(person) {
            return Err(Problem::Text(StatusCode::FORBIDDEN, NOT_LISTED));
        }
    }
    Ok(Caller { person: access.person.clone(), scopes: access.scopes.clone() })
}
