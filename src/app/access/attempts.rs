//! A sign-in, or a consent, under way at another service's page.
//!
//! The service sends the browser back with the `state` it was sent away with. That names the attempt;
//! a cookie shows that it is the same browser. So nobody can finish in one browser what was begun in
//! another, and nothing can be finished twice.
//!
//! Must never: be kept under a name, or in a form, that lets whoever reads the store finish it.

use std::{sync::Arc, time::Duration};

use serde::{Deserialize, Serialize};

use super::hidden::Hidden;
use crate::{
    app::ports::{Seal, StoreFailure, Vault},
    domain::ids::PersonId,
};

/// How long somebody may take on the other service's page.
pub const ATTEMPT_TTL: Duration = Duration::from_mins(10);

/// What was begun.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Attempt {
    /// The mark of the browser that began.
    pub browser: Hidden,
    /// What proves to the service that whoever ends it has begun it (RFC 7636).
    pub verifier: Hidden,
    /// What the service's word has to repeat.
    pub nonce: Hidden,
    /// Where the service was told to send the browser back to.
    pub back: String,
    /// Where the person goes when all is done: a path of ours.
    pub to: String,
    /// Who began, where that has to be known.
    pub person: Option<PersonId>,
    /// The client that the service was asked by, where it is not the house's.
    pub client_id: Option<String>,
}

/// The attempts of one kind.
#[derive(Clone)]
pub struct Attempts {
    vault: Arc<dyn Vault>,
    seal: Arc<dyn Seal>,
    kind: &'static str,
}

impl Attempts {
    /// The attempts of this kind, which is the first word of their names in the vault.
    #[must_use]
    pub fn new(vault: Arc<dyn Vault>, seal: Arc<dyn Seal>, kind: &'static str) -> Self {
        Self { vault, seal, kind }
    }

    /// Keeps an attempt until it is finished, or its time is over.
    ///
    /// # Errors
    /// [`StoreFailure`].
    pub async fn begin(&self, state: &Hidden, attempt: &Attempt) -> Result<(), StoreFailure> {
        let key = self.key(state.reveal());
        let json = serde_json::to_vec(attempt).expect("because it is made of texts");
        self.vault.put(&key, self.seal.seal(&key, &json), ATTEMPT_TTL).await
    }

    /// What was begun with this state, if it was begun in this browser; once.
    ///
    /// # Errors
    /// [`StoreFailure`].
    pub async fn finish(&self, state: &str, browser: &str) -> Result<Option<Attempt>, StoreFailure> {
        let key = self.key(state);
        let Some(sealed) = self.vault.take(&key).await? else { return Ok(None) };
        let attempt = self.seal.open(&key, &sealed).and_then(|json| serde_json::from_slice(&json).ok());
        Ok(attempt.filter(|attempt: &Attempt| attempt.browser.reveal() == browser))
    }

    fn key(&self, state: &str) -> String {
        format!("{}:{}", self.kind, super::hash(state))
    }
}
