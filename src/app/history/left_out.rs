//! Who wants to be left out of throwbacks: one list for the house, kept over every restart.
//!
//! Must never: leave somebody in because the list cannot be read.

use std::{collections::BTreeSet, sync::Arc, time::Duration};

use crate::{
    app::ports::{StoreFailure, Vault},
    domain::ids::PersonId,
};

/// The name of the list.
const KEY: &str = "left-out";
/// How long it is kept after it last changed: ten years, which is as good as for ever.
const KEPT_FOR: Duration = Duration::from_hours(10 * 366 * 24);
/// How many can be left out: more than a house has people, and a list that is read in a moment.
pub const LEFT_OUT_MAX: usize = 5_000;
/// How often a change is tried while others change the same list.
const ATTEMPTS: usize = 32;

/// Those who want to be left out; everybody, where nobody knows who they are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOut(Option<BTreeSet<PersonId>>);

/// Why somebody is not left out, or still is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotChanged {
    /// The list holds [`LEFT_OUT_MAX`] people.
    Full,
    /// The store could not be reached.
    Failed(StoreFailure),
}

impl From<StoreFailure> for NotChanged {
    fn from(failure: StoreFailure) -> Self {
        Self::Failed(failure)
    }
}

impl LeftOut {
    /// Nobody wants to be left out.
    #[must_use]
    pub const fn nobody() -> Self {
        Self(Some(BTreeSet::new()))
    }

    /// These want to be left out.
    #[must_use]
    pub fn of(people: impl IntoIterator<Item = PersonId>) -> Self {
        Self(Some(people.into_iter().collect()))
    }

    /// It is not known who wants to be left out, so everybody is.
    #[must_use]
    pub const fn unknown() -> Self {
        Self(None)
    }

    /// Who they are; nothing, where that is not known.
    #[must_use]
    pub const fn people(&self) -> Option<&BTreeSet<PersonId>> {
        self.0.as_ref()
    }

    /// The list as it is now; where it cannot be read, everybody is left out.
    pub async fn read(vault: &Arc<dyn Vault>) -> Self {
        match kept(vault).await {
            Ok((_, people)) => Self(Some(people)),
            Err(failure) => {
                tracing::warn!(%failure, "It is not known who wants to be left out, so nobody is named.");
                Self::unknown()
            }
        }
    }
}

/// Whether somebody is left out.
///
/// # Errors
/// [`StoreFailure`].
pub async fn is_left_out(vault: &Arc<dyn Vault>, person: &PersonId) -> Result<bool, StoreFailure> {
    Ok(kept(vault).await?.1.contains(person))
}

/// Leaves somebody out, or lets them in again.
///
/// # Errors
/// [`NotChanged`].
pub async fn change(vault: &Arc<dyn Vault>, person: &PersonId, left_out: bool) -> Result<(), NotChanged> {
    for _ in 0..ATTEMPTS {
        let (before, mut people) = kept(vault).await?;
        let is_news = if left_out { people.insert(person.clone()) } else { people.remove(person) };
        if !is_news {
            return Ok(());
        }
        if people.len() > LEFT_OUT_MAX {
            return Err(NotChanged::Full);
        }
        let json = serde_json::to_vec(&people).expect("because it is made of texts");
        let is_in = match &before {
            None => vault.put_new(KEY, json, KEPT_FOR).await?,
            Some(before) => vault.replace(KEY, before, json, KEPT_FOR).await?,
        };
        if is_in {
            return Ok(());
        }
    }
    Err(StoreFailure::Unavailable("others changed who is left out every time".into()).into())
}

async fn kept(vault: &Arc<dyn Vault>) -> Result<(Option<Vec<u8>>, BTreeSet<PersonId>), StoreFailure> {
    let Some(json) = vault.get(KEY).await? else { return Ok((None, BTreeSet::new())) };
    let people = serde_json::from_slice(&json)
        .map_err(|error| StoreFailure::Foreign(format!("{KEY} cannot be read ({error})")))?;
    Ok((Some(json), people))
}
