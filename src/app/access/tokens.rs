//! Passes for programs: a person makes them, sees them once, and can take them back.
//!
//! They are listed by person, in [`listing`]. A guest's tokens hold as long as a session of theirs.
//!
//! Must never: keep a token itself, or show one twice.

use std::{sync::Arc, time::Duration};

use serde::{Deserialize, Serialize};

use super::listing::{self, Kind, Listing};
use crate::{
    app::ports::{Clock, Dice, StoreFailure, Vault},
    domain::{
        ids::{NestId, PersonId},
        text::Name,
    },
};

/// Tokens of one person: more than anybody has programs, few enough for one value.
pub const TOKENS_MAX: usize = 20;
/// How long a token of somebody with an account holds after it was last used: a year.
const TTL: Duration = Duration::from_hours(365 * 24);
/// How long a guest's holds after their session was last renewed: as long as that.
const GUEST_TTL: Duration = Duration::from_hours(30 * 24);
/// How exactly the last use is known, in milliseconds.
const USE_MS: u64 = 60_000;
/// What every token begins with, so that one that got out is recognised.
const PREFIX: &str = "echonest_";

const KIND: Kind = Kind { pass: "token", list: "tokens", used: "used", max: TOKENS_MAX };

/// A token as its person sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listed {
    /// Its id, which is no secret.
    pub id: String,
    /// What it is for.
    pub name: Name,
    /// The only nest it opens; all, where there is none.
    pub nest: Option<NestId>,
    /// When it was made.
    pub created_ms: u64,
    hash: String,
}

impl listing::Listed for Listed {
    fn id(&self) -> &str {
        &self.id
    }

    fn hash(&self) -> &str {
        &self.hash
    }
}

/// Whom a token stands for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bearer {
    /// The token's id.
    pub id: String,
    /// The person.
    pub person: PersonId,
    /// What they are called.
    pub name: Name,
    /// Whether they are a guest.
    pub guest: bool,
    /// The only nest it opens; all, where there is none.
    pub nest: Option<NestId>,
    /// Who a guest was before, from the same browser. What bans those bans their programs.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub formerly: Vec<PersonId>,
}

/// Why there is no new token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotMade {
    /// The person has [`TOKENS_MAX`].
    TooMany,
    /// The store could not be reached.
    Failed(StoreFailure),
}

impl From<StoreFailure> for NotMade {
    fn from(failure: StoreFailure) -> Self {
        Self::Failed(failure)
    }
}

/// The tokens of all people.
#[derive(Clone)]
pub struct Tokens {
    listing: Listing,
    clock: Arc<dyn Clock>,
    dice: Arc<dyn Dice>,
}

impl Tokens {
    /// Those kept in this vault.
    #[must_use]
    pub fn new(vault: Arc<dyn Vault>, clock: Arc<dyn Clock>, dice: Arc<dyn Dice>) -> Self {
        Self { listing: Listing { vault, kind: &KIND }, clock, dice }
    }

    /// Makes a token that stands for `bearer`, whose id is not set yet. What is given back is shown once.
    ///
    /// # Errors
    /// [`NotMade`].
    pub async fn make(&self, mut bearer: Bearer, name: Name) -> Result<(Listed, String), NotMade> {
        let token = format!("{PREFIX}{}{}", super::random(&*self.dice), super::random(&*self.dice));
        bearer.id = super::random(&*self.dice);
        let listed = Listed {
            id: bearer.id.clone(),
            name,
            nest: bearer.nest.clone(),
            created_ms: self.clock.now_ms(),
            hash: super::hash(&token),
        };
        let has_room = self.listing.add(bearer.person.as_str(), &listed, &bearer, ttl(bearer.guest)).await?;
        if has_room { Ok((listed, token)) } else { Err(NotMade::TooMany) }
    }

    /// All tokens of a person, oldest first, each with when it was last used.
    ///
    /// # Errors
    /// [`StoreFailure`].
    pub async fn list(&self, person: &PersonId) -> Result<Vec<(Listed, Option<u64>)>, StoreFailure> {
        self.listing.list(person.as_str()).await
    }

    /// Takes a token back; says whether there was one.
    ///
    /// # Errors
    /// [`StoreFailure`].
    pub async fn revoke(&self, person: &PersonId, id: &str) -> Result<bool, StoreFailure> {
        self.listing.end::<Listed>(person.as_str(), id).await
    }

    /// Takes all of a person's back, and says which.
    ///
    /// # Errors
    /// [`StoreFailure`].
    pub async fn revoke_all(&self, person: &PersonId) -> Result<Vec<String>, StoreFailure> {
        let all: Vec<Listed> = self.listing.all(person.as_str()).await?;
        for token in &all {
            self.revoke(person, &token.id).await?;
        }
        Ok(all.into_iter().map(|token| token.id).collect())
    }

    /// Lets a guest's tokens hold as long as the session that was just renewed.
    ///
    /// # Errors
    /// [`StoreFailure`].
    pub async fn renew(&self, person: &PersonId) -> Result<(), StoreFailure> {
        for token in self.listing.all::<Listed>(person.as_str()).await? {
            self.listing.prolong(&self.listing.pass_key(&token.hash), GUEST_TTL).await?;
        }
        Ok(())
    }

    /// Whom a token stands for, if it is one.
    ///
    /// # Errors
    /// [`StoreFailure`].
    pub async fn bearer(&self, token: &str) -> Result<Option<Bearer>, StoreFailure> {
        if !token.starts_with(PREFIX) {
            return Ok(None);
        }
        let key = self.listing.key_of(token);
        let Some(bearer) = self.listing.read::<Bearer>(&key).await? else { return Ok(None) };
        let now_ms = self.clock.now_ms();
        let used_ms = self.listing.used_ms(&bearer.id).await?;
        if used_ms.is_none_or(|used_ms| used_ms + USE_MS <= now_ms) {
            self.listing.note_use(&bearer.id, now_ms, TTL).await?;
            if !bearer.guest {
                self.listing.prolong(&key, TTL).await?;
            }
        }
        Ok(Some(bearer))
    }
}

const fn ttl(guest: bool) -> Duration {
    if guest { GUEST_TTL } else { TTL }
}
