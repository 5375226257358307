//! The playlists that were made for a person: one sealed value each, so that the same night fills the
//! same playlist again.
//!
//! What is about to be made is written down first, with a mark that will stand in its description. So
//! whoever finds a playlist in the making knows what to look for, whatever became of whoever began.
//!
//! Must never: bring back what was forgotten meanwhile.

use std::{sync::Arc, time::Duration};

use serde::{Deserialize, Serialize};

use crate::{
    app::ports::{Seal, StoreFailure, Vault},
    domain::{
        day::Day,
        ids::{NestId, PersonId},
    },
};

/// How long they are remembered after the last one was made: a year.
const KEPT_FOR: Duration = Duration::from_hours(366 * 24);
/// How many are remembered of one person: a party each second night. Beyond it, the oldest is forgotten.
pub const MADE_MAX: usize = 200;
/// How often a change is tried while others change the same value.
const ATTEMPTS: usize = 32;

/// A playlist that was made, or is being made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Made {
    /// The account at the service that it belongs to.
    pub account: String,
    /// Which nest's.
    pub nest: NestId,
    /// Which night.
    pub day: Day,
    /// What stands in its description.
    pub mark: String,
    /// Its id; nothing where nobody knows whether there is one.
    pub id: Option<String>,
    /// When making it was begun, in epoch milliseconds.
    pub begun_ms: u64,
}

impl Made {
    fn is_of(&self, other: &Self) -> bool {
        (&self.account, &self.nest, self.day) == (&other.account, &other.nest, other.day)
    }
}

/// What was made for everyone.
#[derive(Clone)]
pub(super) struct AllMade {
    pub vault: Arc<dyn Vault>,
    pub seal: Arc<dyn Seal>,
}

impl AllMade {
    /// What was made of a night for an account of a person's.
    pub async fn find(
        &self,
        person: &PersonId,
        account: &str,
        nest: &NestId,
        day: Day,
    ) -> Result<Option<Made>, StoreFailure> {
        let all = self.kept(person).await?.1;
        Ok(all.into_iter().find(|made| made.account == account && made.nest == *nest && made.day == day))
    }

    /// Writes down that a playlist is being made, in the place of what is known of that night.
    pub async fn begin(&self, person: &PersonId, made: &Made) -> Result<(), StoreFailure> {
        let put = |all: &mut Vec<Made>| {
            all.retain(|other| !other.is_of(made));
            let beyond = (all.len() + 1).saturating_sub(MADE_MAX);
            all.drain(..beyond);
            all.push(made.clone());
            true
        };
        self.change(person, put).await.map(drop)
    }

    /// Writes down which one was made. Says whether it was still being made: a person who disconnected
    /// meanwhile is not remembered again.
    pub async fn finish(&self, person: &PersonId, made: &Made, id: &str) -> Result<bool, StoreFailure> {
        let name = |all: &mut Vec<Made>| match all.iter_mut().find(|other| *other == made) {
            Some(found) => {
                found.id = Some(id.to_owned());
                true
            }
            None => false,
        };
        self.change(person, name).await
    }

    /// Forgets one, for it was not made, or is there no more.
    pub async fn forget(&self, person: &PersonId, made: &Made) -> Result<(), StoreFailure> {
        let remove = |all: &mut Vec<Made>| {
            let before = all.len();
            all.retain(|other| other != made);
            all.len() < before
        };
        self.change(person, remove).await.map(drop)
    }

    /// Forgets all of a person's.
    pub async fn forget_all(&self, person: &PersonId) -> Result<(), StoreFailure> {
        self.vault.take(&key(person)).await.map(drop)
    }

    /// Changes a person's value, as often as others change it meanwhile. Says what the change says: whether
    /// there was anything to write.
    async fn change(
        &self,
        person: &PersonId,
        mut change: impl FnMut(&mut Vec<Made>) -> bool,
    ) -> Result<bool, StoreFailure> {
        let key = key(person);
        for _ in 0..ATTEMPTS {
            let (sealed, mut all) = self.kept(person).await?;
            if !change(&mut all) {
                return Ok(false);
            }
            let json = serde_json::to_vec(&all).expect("because it is made of texts and numbers");
            let value = self.seal.seal(&key, &json);
            let is_in = match sealed {
                Some(sealed) => self.vault.replace(&key, &sealed, value, KEPT_FOR).await?,
                None => self.vault.put_new(&key, value, KEPT_FOR).await?,
            };
            if is_in {
                return Ok(true);
            }
        }
        Err(StoreFailure::Unavailable("too many change what was exported at once".into()))
    }

    async fn kept(&self, person: &PersonId) -> Result<(Option<Vec<u8>>, Vec<Made>), StoreFailure> {
        let key = key(person);
        let Some(sealed) = self.vault.get(&key).await? else { return Ok((None, Vec::new())) };
        let all = self.seal.open(&key, &sealed).and_then(|json| serde_json::from_slice(&json).ok());
        if all.is_none() {
            tracing::warn!(person.id = %person, "What somebody exported cannot be opened; was SECRET_KEY changed?");
        }
        Ok((Some(sealed), all.unwrap_or_default()))
    }
}

fn key(person: &PersonId) -> String {
    format!("exports:{person}")
}
