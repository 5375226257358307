//! Passes for programs: a person makes them, sees them once, and can take them back.
//!
//! A token is kept under its hash. A person's list names all of theirs; when one was last used is kept
//! beside, at most once a minute. A guest's tokens hold as long as a session of theirs.
//!
//! Must never: keep a token itself, or show one twice.

use std::{sync::Arc, time::Duration};

use serde::{Deserialize, Serialize};

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
/// How long a person's list is kept: longer than any token on it that is used.
const LIST_TTL: Duration = Duration::from_hours(10 * 365 * 24);
/// How exactly the last use is known, in milliseconds.
const USE_MS: u64 = 60_000;
/// What every token begins with, so that one that got out is recognised.
const PREFIX: &str = "echonest_";

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
    /// Where they are kept.
    pub vault: Arc<dyn Vault>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Chance.
    pub dice: Arc<dyn Dice>,
}

impl Tokens {
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
        self.vault.put(&token_key(&listed.hash), to_json(&bearer), ttl(bearer.guest)).await?;
        // Those that ended by themselves are shown no more, so nobody could take them back to make room.
        let lasting: Vec<Listed> =
            self.list(&bearer.person).await?.into_iter().map(|(token, _)| token).collect();
        let known = self.kept(&bearer.person).await?.1;
        let is_over = |token: &Listed| known.contains(token) && !lasting.contains(token);
        let mut has_room = true;
        self.change(&bearer.person, |all| {
            all.retain(|token| !is_over(token));
            has_room = all.len() < TOKENS_MAX;
            if has_room {
                all.push(listed.clone());
            }
        })
        .await?;
        if !has_room {
            self.vault.take(&token_key(&listed.hash)).await?;
            return Err(NotMade::TooMany);
        }
        Ok((listed, token))
    }

    /// All tokens of a person, oldest first, each with when it was last used.
    ///
    /// # Errors
    /// [`StoreFailure`].
    pub async fn list(&self, person: &PersonId) -> Result<Vec<(Listed, Option<u64>)>, StoreFailure> {
        let mut listed = Vec::new();
        for token in self.kept(person).await?.1 {
            // One that was not used for too long is over.
            if self.vault.get(&token_key(&token.hash)).await?.is_some() {
                let used = self.vault.get(&used_key(&token.id)).await?;
                let used = used.and_then(|used| serde_json::from_slice(&used).ok());
                listed.push((token, used));
            }
        }
        Ok(listed)
    }

    /// Takes a token back; says whether there was one.
    ///
    /// # Errors
    /// [`StoreFailure`].
    pub async fn revoke(&self, person: &PersonId, id: &str) -> Result<bool, StoreFailure> {
        let Some(token) = self.kept(person).await?.1.into_iter().find(|token| token.id == id) else {
            return Ok(false);
        };
        // It works no more before it is no longer shown.
        self.vault.take(&token_key(&token.hash)).await?;
        self.vault.take(&used_key(id)).await?;
        self.change(person, |all| all.retain(|kept| kept.id != id)).await?;
        Ok(true)
    }

    /// Takes all of a person's back, and says which.
    ///
    /// # Errors
    /// [`StoreFailure`].
    pub async fn revoke_all(&self, person: &PersonId) -> Result<Vec<String>, StoreFailure> {
        let all = self.kept(person).await?.1;
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
        for token in self.kept(person).await?.1 {
            let key = token_key(&token.hash);
            if let Some(kept) = self.vault.get(&key).await? {
                self.vault.replace(&key, &kept, kept.clone(), GUEST_TTL).await?;
            }
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
        let key = token_key(&super::hash(token));
        let Some(kept) = self.vault.get(&key).await? else { return Ok(None) };
        let bearer: Bearer = serde_json::from_slice(&kept)
            .map_err(|error| StoreFailure::Foreign(format!("a token that cannot be read ({error})")))?;
        let now_ms = self.clock.now_ms();
        let used_key = used_key(&bearer.id);
        let used =
            self.vault.get(&used_key).await?.and_then(|used| serde_json::from_slice::<u64>(&used).ok());
        if used.is_none_or(|used| used + USE_MS <= now_ms) {
            self.vault.put(&used_key, to_json(&now_ms), TTL).await?;
            if !bearer.guest {
                // Only if it is still there: it may have been taken back just now.
                self.vault.replace(&key, &kept, kept.clone(), TTL).await?;
            }
        }
        Ok(Some(bearer))
    }

    async fn kept(&self, person: &PersonId) -> Result<(Option<Vec<u8>>, Vec<Listed>), StoreFailure> {
        let Some(kept) = self.vault.get(&list_key(person)).await? else { return Ok((None, Vec::new())) };
        let all = serde_json::from_slice(&kept).map_err(|error| {
            StoreFailure::Foreign(format!("a list of tokens that cannot be read ({error})"))
        })?;
        Ok((Some(kept), all))
    }

    /// Changes a person's list, as often as others change it at the same time.
    async fn change(
        &self,
        person: &PersonId,
        mut change: impl FnMut(&mut Vec<Listed>),
    ) -> Result<(), StoreFailure> {
        let key = list_key(person);
        loop {
            let (kept, mut all) = self.kept(person).await?;
            change(&mut all);
            let json = to_json(&all);
            let is_done = match kept {
                Some(kept) => self.vault.replace(&key, &kept, json, LIST_TTL).await?,
                None => self.vault.put_new(&key, json, LIST_TTL).await?,
            };
            if is_done {
                return Ok(());
            }
        }
    }
}

const fn ttl(guest: bool) -> Duration {
    if guest { GUEST_TTL } else { TTL }
}

fn to_json(value: &impl Serialize) -> Vec<u8> {
    serde_json::to_vec(value).expect("because it is made of texts and numbers")
}

fn token_key(hash: &str) -> String {
    format!("token:{hash}")
}

fn list_key(person: &PersonId) -> String {
    format!("tokens:{person}")
}

fn used_key(id: &str) -> String {
    format!("used:{id}")
}
