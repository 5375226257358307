//! Who is at the door: the person that a session or a program's token belongs to.
//!
//! Must never: take anybody's word for who they are.

mod reach;

use std::{
    net::{IpAddr, SocketAddr},
    sync::Arc,
};

use axum::{
    extract::{ConnectInfo, FromRef, FromRequestParts, OptionalFromRequestParts},
    http::{HeaderMap, header, request::Parts},
};
use serde::{Deserialize, Serialize};
use tokio::time::sleep;
use tower_sessions::Session;

use super::{problem::Problem, site::Site};
use crate::{
    app::{
        access::{self, accounts::Account, passes, tokens::Bearer},
        asking::Failure,
        ports::StoreFailure,
        view::View,
    },
    domain::{
        command::Asker,
        ids::{NestId, PersonId},
        nest::Nest,
        people::Role,
        text::Name,
    },
};

/// What a session says.
const KEY: &str = "visitor";
/// After how long a session in use is renewed, in milliseconds: a day, so that it does not cost a
/// write at every request.
const RENEW_AFTER_MS: u64 = 86_400_000;

/// A person with a pass.
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
    /// The name of this pass. It is no secret.
    #[serde(default)]
    pass: String,
    /// The person's generation when they came in; see [`passes`].
    #[serde(default)]
    generation: String,
    /// Who a guest was from the same browser before they had an account.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    formerly: Vec<PersonId>,
    /// The only nest this session opens; all, where there is none. Set where a guest came in by that nest's code, and
    /// the house wants its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    only: Option<NestId>,
    /// Set where the pass is a program's token.
    #[serde(skip)]
    token: Option<Token>,
    /// Where this request comes from.
    #[serde(skip)]
    address: Option<IpAddr>,
}

/// What a program's token opens.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Token {
    /// One nest, or all.
    nest: Option<NestId>,
}

impl Visitor {
    /// Somebody who just came in, with an account or without.
    ///
    /// # Errors
    /// [`StoreFailure`].
    pub async fn new(site: &Site, id: PersonId, name: Name, guest: bool) -> Result<Self, StoreFailure> {
        let generation = passes::generation(&site.doors.vault, &id).await?;
        let pass = access::random(&*site.dice);
        Ok(Self {
            id,
            name,
            guest,
            renewed_ms: site.clock.now_ms(),
            pass,
            generation,
            formerly: Vec::new(),
            only: None,
            token: None,
            address: None,
        })
    }

    /// The same guest, who was these people before.
    #[must_use]
    pub fn formerly(self, formerly: Vec<PersonId>) -> Self {
        Self { formerly, ..self }
    }

    /// Where this request comes from, where it is one's.
    #[must_use]
    pub const fn address(&self) -> Option<IpAddr> {
        self.address
    }

    /// Whether they are in this nest already, or may come and go.
    #[must_use]
    pub fn is_in(&self, view: &View) -> bool {
        view.nest.people.contains_key(&self.id)
            || view.nest.admitted.contains(&self.id)
            || view.people.iter().any(|seen| seen.id == self.id)
    }

    /// Whether this nest bans them, or whoever they were before.
    #[must_use]
    pub fn is_banned_from(&self, nest: &Nest) -> bool {
        nest.bans(&self.id) || self.formerly.iter().any(|person| nest.bans(person))
    }

    /// Whether this is them, or who they were before.
    #[must_use]
    pub fn is_or_was(&self, person: &PersonId) -> bool {
        self.id == *person || self.formerly.contains(person)
    }

    /// Somebody who just signed in.
    ///
    /// # Errors
    /// [`StoreFailure`].
    pub async fn signed_in(site: &Site, account: &Account) -> Result<Self, StoreFailure> {
        Self::new(site, account.person.clone(), account.name.clone(), false).await
    }

    fn by_token(bearer: Bearer) -> Self {
        Self {
            id: bearer.person,
            name: bearer.name,
            guest: bearer.guest,
            renewed_ms: 0,
            pass: bearer.id,
            generation: String::new(),
            formerly: bearer.formerly,
            only: None,
            token: Some(Token { nest: bearer.nest }),
            address: None,
        }
    }

    /// The visitor as a nest sees them.
    #[must_use]
    pub fn asker(&self) -> Asker {
        Asker { id: self.id.clone(), name: self.name.clone(), role: Role::Guest }
    }

    /// Whether this is a person in a browser, and no program of theirs.
    #[must_use]
    pub const fn is_by_session(&self) -> bool {
        self.token.is_none()
    }

    /// What ends this pass, and no other.
    #[must_use]
    pub fn own_pass(&self) -> String {
        format!("pass {}", self.pass)
    }

    /// What ends all sessions of this person, and a guest's tokens.
    #[must_use]
    pub fn all_passes(&self) -> String {
        format!("person {}", self.id)
    }

    /// Whether this ends this visitor's pass.
    #[must_use]
    pub fn is_ended_by(&self, passes: &str) -> bool {
        match passes.split_once(' ') {
            Some(("pass", pass)) => pass == self.pass,
            // Programs of somebody with an account go on until their tokens are taken back.
            Some(("person", person)) => person == self.id.as_str() && (self.guest || self.is_by_session()),
            _ => false,
        }
    }

    /// Ends this pass, should a socket be open by it that does not hear of it.
    ///
    /// # Errors
    /// [`StoreFailure`].
    pub async fn end_pass(&self, site: &Site) -> Result<(), StoreFailure> {
        passes::end(&site.doors.vault, &self.pass).await
    }

    /// Whether this pass holds still.
    ///
    /// # Errors
    /// [`StoreFailure`].
    pub async fn holds(&self, site: &Site) -> Result<bool, StoreFailure> {
        let vault = &site.doors.vault;
        Ok(!passes::has_ended(vault, &self.pass).await? && self.is_of_today(site).await?)
    }

    /// Whether this session is not from before the person signed out everywhere.
    async fn is_of_today(&self, site: &Site) -> Result<bool, StoreFailure> {
        if self.token.is_some() {
            return Ok(true);
        }
        let generation = passes::generation(&site.doors.vault, &self.id).await?;
        // One that was forgotten is older than any session.
        Ok(generation.is_empty() || generation == self.generation)
    }

    /// Waits until this pass is over, should nobody tell. A store that does not answer ends nothing.
    pub async fn over(self, site: Arc<Site>) {
        loop {
            sleep(passes::LOOK_EVERY).await;
            if matches!(self.holds(&site).await, Ok(false)) {
                return;
            }
        }
    }

    /// Who this session says it belongs to.
    ///
    /// # Errors
    /// [`Problem`]: the store that holds sessions does not answer.
    pub async fn of(session: &Session) -> Result<Option<Self>, Problem> {
        session.get(KEY).await.map_err(|error| failed(&error))
    }

    /// The same, if nobody ended what the session says.
    ///
    /// # Errors
    /// [`Problem`]: the store that holds sessions does not answer.
    pub async fn holding(site: &Site, session: &Session) -> Result<Option<Self>, Problem> {
        match Self::of(session).await? {
            Some(visitor) if visitor.holds(site).await? => Ok(Some(visitor)),
            _ => Ok(None),
        }
    }

    /// Makes the session this visitor's.
    ///
    /// # Errors
    /// [`Problem`]: the store that holds sessions does not answer.
    pub async fn keep(&self, session: &Session) -> Result<(), Problem> {
        session.insert(KEY, self).await.map_err(|error| failed(&error))
    }

    async fn by_session(site: &Site, session: &Session) -> Result<Option<Self>, Problem> {
        let Some(mut visitor) = Self::of(session).await? else { return Ok(None) };
        if !visitor.is_of_today(site).await? {
            return Ok(None);
        }
        let now_ms = site.clock.now_ms();
        if visitor.renewed_ms + RENEW_AFTER_MS <= now_ms {
            visitor.renewed_ms = now_ms;
            visitor.keep(session).await?;
            if visitor.guest {
                site.doors.tokens.renew(&visitor.id).await?;
            }
        }
        Ok(Some(visitor))
    }
}

/// The address that a request comes from.
#[must_use]
pub fn address(site: &Site, parts: &Parts) -> Option<IpAddr> {
    let ConnectInfo(peer) = parts.extensions.get::<ConnectInfo<SocketAddr>>()?;
    Some(site.house.proxies.client(peer.ip(), &parts.headers))
}

/// The token that a request shows, if it shows one.
#[must_use]
pub fn bearer(headers: &HeaderMap) -> Option<&str> {
    let shown = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = shown.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
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
        let site = Arc::<Site>::from_ref(state);
        let address = address(&site, parts);
        // A token counts alone: whoever shows one means it, whatever cookies came along.
        if let Some(token) = bearer(&parts.headers) {
            let bearer = site.doors.tokens.bearer(token).await?;
            return Ok(bearer.map(|bearer| Self { address, ..Self::by_token(bearer) }));
        }
        let Some(session) = parts.extensions.get::<Session>() else { return Ok(None) };
        let visitor = Self::by_session(&site, session).await?;
        Ok(visitor.map(|visitor| Self { address, ..visitor }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    pub(super) fn program(guest: bool, nest: Option<&str>) -> Visitor {
        Visitor::by_token(Bearer {
            id: "t1".into(),
            person: PersonId::parse("ann").expect("an id"),
            name: Name::parse("Ann").expect("a name"),
            guest,
            nest: nest.map(|nest| NestId::parse(nest).expect("an id")),
            formerly: Vec::new(),
        })
    }

    #[test]
    fn only_a_guests_programs_end_with_their_person() {
        let browser = Visitor { token: None, ..program(false, None) };
        for (visitor, ends) in [(program(true, None), true), (program(false, None), false), (browser, true)] {
            assert_eq!(visitor.is_ended_by("person ann"), ends);
            assert!(visitor.is_ended_by("pass t1"));
            for other in ["person anna", "person t1", "pass ann", "pass ", "t1", ""] {
                assert!(!visitor.is_ended_by(other), "{other}");
            }
        }
    }
}
