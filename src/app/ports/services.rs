//! Who vouches for people, and what they consent to at other services.
//!
//! Must never: show a secret that passes through.

use std::time::Duration;

use async_trait::async_trait;

use crate::app::access::hidden::Hidden;

/// Somebody is to be sent to another service's page.
#[derive(Debug, Clone)]
pub struct SentAway {
    /// The address of that page.
    pub url: String,
    /// What the service sends them back with.
    pub state: Hidden,
    /// What its word about them has to repeat; empty where it gives none.
    pub nonce: Hidden,
    /// What proves that whoever comes back was sent away by us.
    pub verifier: Hidden,
}

/// Who somebody is, as a provider vouches for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// The provider.
    pub issuer: String,
    /// The person, as the provider names them for ever.
    pub subject: String,
    /// Their e-mail address. It never leaves the server.
    pub email: String,
    /// Whether the provider knows that the address is theirs.
    pub is_verified: bool,
    /// What they are called there.
    pub name: Option<String>,
}

/// Why another service did not do what it was asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ServiceFailure {
    /// It says no, and will say no again: the code, the token or its word about somebody does not hold.
    #[error("the service refuses: {0}")]
    Refused(String),
    /// It could not be asked, or gave no answer that makes sense.
    #[error("the service has no answer: {0}")]
    Unavailable(String),
    /// It does not take our client's id, secret or address: the set-up is wrong.
    #[error("the service does not take this client: {0}")]
    Misconfigured(String),
}

/// A provider that vouches for people.
#[async_trait]
pub trait Identities: Send + Sync {
    /// Where to send somebody who wants to sign in; they come back to `back`.
    ///
    /// # Errors
    /// [`ServiceFailure`].
    async fn send_away(&self, back: &str) -> Result<SentAway, ServiceFailure>;

    /// Who came back with this code. All that the provider says is checked.
    ///
    /// # Errors
    /// [`ServiceFailure`].
    async fn identify(
        &self,
        code: &Hidden,
        verifier: &Hidden,
        nonce: &Hidden,
        back: &str,
    ) -> Result<Identity, ServiceFailure>;
}

/// What somebody's consent gives.
#[derive(Debug, Clone)]
pub struct Grant {
    /// What opens the service, for a while.
    pub access: Hidden,
    /// For how long.
    pub access_for: Duration,
    /// What brings the next access, once; where the service gave a new one.
    pub refresh: Option<Hidden>,
    /// What was consented to, where the service says so.
    pub scopes: Option<String>,
}

/// Who somebody is at the music service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Profile {
    /// Their id there.
    pub id: String,
    /// Their name there. Shown as text.
    pub name: Option<String>,
}

/// The music service's accounts: who consents to what.
#[async_trait]
pub trait Consents: Send + Sync {
    /// Where to send somebody to consent to `scopes` for the app `client_id`; they come back to `back`.
    ///
    /// # Errors
    /// [`ServiceFailure`].
    async fn send_away(
        &self,
        client_id: &str,
        scopes: &[&str],
        back: &str,
    ) -> Result<SentAway, ServiceFailure>;

    /// What the consent behind this code gives.
    ///
    /// # Errors
    /// [`ServiceFailure`].
    async fn redeem(
        &self,
        client_id: &str,
        code: &Hidden,
        verifier: &Hidden,
        back: &str,
    ) -> Result<Grant, ServiceFailure>;

    /// The next access. `Refused`: the consent is over, and asking again would not help.
    ///
    /// # Errors
    /// [`ServiceFailure`].
    async fn refresh(&self, client_id: &str, refresh: &Hidden) -> Result<Grant, ServiceFailure>;

    /// Who this access belongs to. `Refused`: the app's owner has not put them on its list.
    ///
    /// # Errors
    /// [`ServiceFailure`].
    async fn profile(&self, access: &Hidden) -> Result<Profile, ServiceFailure>;
}
