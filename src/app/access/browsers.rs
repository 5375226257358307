//! Which guest a browser was last: whoever leaves and comes back by another name from the same
//! browser is the same person, with the same turns, limits and bans.
//!
//! Must never: let a guest in as a person who has an account. That takes signing in.

use std::{sync::Arc, time::Duration};

use serde::{Deserialize, Serialize};

use crate::{
    app::ports::{StoreFailure, Vault},
    domain::ids::PersonId,
};

/// How long that is remembered, counted from the last time: longer than any session.
pub const BROWSER_TTL: Duration = Duration::from_hours(400 * 24);
/// How many people a browser's guest was before who have accounts now; the oldest are forgotten.
const FORMERLY_MAX: usize = 8;

/// Who the guests of a browser are.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Guests {
    /// Who a guest from there is.
    pub guest: Option<PersonId>,
    /// Who they were before they had accounts. What bans those bans the guest.
    pub formerly: Vec<PersonId>,
}

impl Guests {
    /// The guest has an account from now on; the next guest from there is somebody else.
    pub fn sign_up(&mut self, person: &PersonId) {
        if self.guest.as_ref() == Some(person) {
            self.guest = None;
            self.formerly.push(person.clone());
            let excess = self.formerly.len().saturating_sub(FORMERLY_MAX);
            self.formerly.drain(..excess);
        }
    }
}

fn key(mark: &str) -> String {
    format!("browser:{}", super::hash(mark))
}

/// Who the guests of the browser with this mark are.
///
/// # Errors
/// [`StoreFailure`].
pub async fn read(vault: &Arc<dyn Vault>, mark: &str) -> Result<Guests, StoreFailure> {
    let Some(kept) = vault.get(&key(mark)).await? else { return Ok(Guests::default()) };
    serde_json::from_slice(&kept).map_err(|error| StoreFailure::Foreign(format!("{} ({error})", key(mark))))
}

/// Remembers who they are.
///
/// # Errors
/// [`StoreFailure`].
pub async fn keep(vault: &Arc<dyn Vault>, mark: &str, guests: &Guests) -> Result<(), StoreFailure> {
    let kept = serde_json::to_vec(guests).expect("because ids are text");
    vault.put(&key(mark), kept, BROWSER_TTL).await
}
