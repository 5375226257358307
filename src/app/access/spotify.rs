//! A person's consent at Spotify, and the tokens that come of it.
//!
//! An access token lasts an hour; the refresh token brings the next one, works once, and comes with its
//! own successor. Six months after the consent none works any more, and the person has to be asked
//! again. All of it is kept sealed, as one value, and changed as one.
//!
//! Must never: use a new access token before the refresh token that came with it is kept; try a refused
//! refresh token again; bring back what a person disconnected.

use std::{sync::Arc, time::Duration};

use serde::{Deserialize, Serialize};

use super::{hidden::Hidden, lease::Lease};
use crate::{
    app::ports::{Clock, Consents, Dice, Grant, Seal, SentAway, ServiceFailure, StoreFailure, Vault},
    domain::ids::PersonId,
};

/// What listening along needs.
const SCOPES: [&str; 3] =
    ["user-read-playback-state", "user-modify-playback-state", "user-read-currently-playing"];
/// What showing one's own playlists needs besides; asked for only when somebody opens them.
pub const PLAYLISTS_SCOPE: &str = "playlist-read-private";
/// What writing a playlist needs besides; asked for only when somebody exports a night.
pub const EXPORT_SCOPE: &str = "playlist-modify-private";
/// How long Spotify lets a consent last: six months, the shortest six of a year.
pub const CONSENT_MS: u64 = 181 * 86_400_000;
/// How long before its end a person is reminded: two weeks.
pub const REMIND_MS: u64 = 14 * 86_400_000;
/// How long what is known of a connection is kept: past its end, so that "connect again" can be said.
const KEPT_FOR: Duration = Duration::from_hours(400 * 24);
/// An access token that ends within this is renewed first.
const SPARE_MS: u64 = 60_000;
/// How long one process may take to renew a token before another tries: longer than any request.
const LEASE_TTL: Duration = Duration::from_secs(30);
/// How long to wait between two looks whether another task has renewed it.
const LOOK_EVERY: Duration = Duration::from_millis(100);
/// How often to look before giving up.
const LOOKS_MAX: usize = 150;
/// The longest that an access token is taken to last, whatever is said of it: a day. Spotify says an hour.
const ACCESS_MAX: Duration = Duration::from_hours(24);
/// How often a rotated token is tried to be kept: the one before it works no more.
const KEEP_ATTEMPTS: usize = 5;

/// How a connection stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// It works.
    Connected,
    /// The consent ended or was withdrawn; the person has to be asked again.
    Again,
    /// Spotify knows the person, and refuses: they are not on the app's list.
    NotAllowed,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Kept {
    state: State,
    client_id: String,
    access: Hidden,
    access_ends_ms: u64,
    refresh: Hidden,
    scopes: String,
    consented_ms: u64,
    account: String,
    name: Option<String>,
}

/// What a person is told of their connection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Connection {
    /// How it stands.
    pub state: State,
    /// What they are called at Spotify.
    pub name: Option<String>,
    /// Whether they use an app of their own.
    pub is_own_client: bool,
    /// When the consent ends.
    pub ends_ms: u64,
    /// Whether that is soon.
    pub is_ending: bool,
    /// Whether their playlists may be read.
    pub has_playlists: bool,
    /// Whether a night may be exported to a playlist of theirs.
    pub has_export: bool,
    /// Which account at Spotify it is.
    pub account: String,
}

/// What a person is asked to agree to besides listening along.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Further {
    /// That their playlists are read.
    pub playlists: bool,
    /// That nights are exported to playlists of theirs.
    pub export: bool,
}

/// Why there is no access.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoAccess {
    /// The person has not connected, or disconnected.
    #[error("Spotify is not connected")]
    NotConnected,
    /// The consent is over.
    #[error("the consent is over")]
    Again,
    /// They are not on the app's list.
    #[error("the person is not on the app's list")]
    NotAllowed,
    /// Spotify or the store has no answer right now.
    #[error("there is no answer: {0}")]
    Unavailable(String),
}

impl From<StoreFailure> for NoAccess {
    fn from(failure: StoreFailure) -> Self {
        Self::Unavailable(failure.to_string())
    }
}

/// The connections of all people.
#[derive(Clone)]
pub struct Connections {
    /// Where they are kept.
    pub vault: Arc<dyn Vault>,
    /// How they are sealed.
    pub seal: Arc<dyn Seal>,
    /// Spotify's accounts.
    pub consents: Arc<dyn Consents>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Chance, for leases.
    pub dice: Arc<dyn Dice>,
    /// The house's own app.
    pub client_id: String,
}

impl Connections {
    /// Where to send a person to consent to listening along, and to what is wanted further.
    ///
    /// # Errors
    /// [`ServiceFailure`].
    pub async fn send_away(
        &self,
        client_id: Option<&str>,
        further: Further,
        back: &str,
    ) -> Result<SentAway, ServiceFailure> {
        let mut scopes = SCOPES.to_vec();
        scopes.extend(further.playlists.then_some(PLAYLISTS_SCOPE));
        scopes.extend(further.export.then_some(EXPORT_SCOPE));
        self.consents.send_away(client_id.unwrap_or(&self.client_id), &scopes, back).await
    }

    /// Connects a person who came back with this code.
    ///
    /// # Errors
    /// [`NoAccess`]: `Again` where the code does not hold.
    pub async fn connect(
        &self,
        person: &PersonId,
        client_id: Option<String>,
        code: &Hidden,
        verifier: &Hidden,
        back: &str,
    ) -> Result<(), NoAccess> {
        let client_id = client_id.unwrap_or_else(|| self.client_id.clone());
        let grant =
            self.consents.redeem(&client_id, code, verifier, back).await.map_err(
                |failure| match failure {
                    ServiceFailure::Refused(_) => NoAccess::Again,
                    failure => NoAccess::Unavailable(failure.to_string()),
                },
            )?;
        let now_ms = self.clock.now_ms();
        let (state, account, name) = match self.consents.profile(&grant.access).await {
            Ok(profile) => (State::Connected, profile.id, profile.name),
            Err(ServiceFailure::Refused(_)) => (State::NotAllowed, String::new(), None),
            Err(failure) => return Err(NoAccess::Unavailable(failure.to_string())),
        };
        let nothing = || Hidden::from(String::new());
        let is_allowed = state == State::Connected;
        let kept = Kept {
            state,
            client_id,
            access_ends_ms: now_ms + lasts_ms(&grant),
            access: if is_allowed { grant.access } else { nothing() },
            refresh: grant.refresh.filter(|_| is_allowed).unwrap_or_else(nothing),
            scopes: grant.scopes.unwrap_or_default(),
            consented_ms: now_ms,
            account,
            name,
        };
        self.vault.put(&key(person), self.sealed(person, &kept), KEPT_FOR).await?;
        if is_allowed { Ok(()) } else { Err(NoAccess::NotAllowed) }
    }

    /// What there is to tell a person of their connection; `None` where there is none.
    ///
    /// # Errors
    /// [`StoreFailure`].
    pub async fn look(&self, person: &PersonId) -> Result<Option<Connection>, StoreFailure> {
        let Some((_, kept)) = self.kept(person).await? else { return Ok(None) };
        let (now_ms, ends_ms) = (self.clock.now_ms(), kept.consented_ms + CONSENT_MS);
        let is_over = kept.state == State::Connected && ends_ms <= now_ms;
        let state = if is_over { State::Again } else { kept.state };
        let has = |wanted| kept.scopes.split(' ').any(|scope| scope == wanted);
        Ok(Some(Connection {
            state,
            is_ending: state == State::Connected && ends_ms <= now_ms + REMIND_MS,
            is_own_client: kept.client_id != self.client_id,
            has_playlists: has(PLAYLISTS_SCOPE),
            has_export: has(EXPORT_SCOPE),
            account: kept.account,
            name: kept.name,
            ends_ms,
        }))
    }

    /// The app of their own that a person connected by, if it was one: connecting again means that one.
    ///
    /// # Errors
    /// [`StoreFailure`].
    pub async fn own_client(&self, person: &PersonId) -> Result<Option<String>, StoreFailure> {
        let kept = self.kept(person).await?.map(|(_, kept)| kept.client_id);
        Ok(kept.filter(|client_id| *client_id != self.client_id))
    }

    /// Forgets all that is held for a person.
    ///
    /// # Errors
    /// [`StoreFailure`].
    pub async fn disconnect(&self, person: &PersonId) -> Result<(), StoreFailure> {
        self.vault.take(&key(person)).await.map(drop)
    }

    /// An access token of a person's that lasts a little longer, renewed where it must be.
    ///
    /// # Errors
    /// [`NoAccess`].
    pub async fn access(&self, person: &PersonId) -> Result<Hidden, NoAccess> {
        for _ in 0..LOOKS_MAX {
            let (sealed, kept) = self.kept(person).await?.ok_or(NoAccess::NotConnected)?;
            match kept.state {
                State::Again => return Err(NoAccess::Again),
                State::NotAllowed => return Err(NoAccess::NotAllowed),
                State::Connected => {}
            }
            if self.clock.now_ms() + SPARE_MS < kept.access_ends_ms {
                return Ok(kept.access);
            }
            let what = key(person);
            match Lease::take(&self.vault, &*self.dice, &what, LEASE_TTL).await? {
                // Whoever has it renews the token, and then it is there for everyone.
                None => tokio::time::sleep(LOOK_EVERY).await,
                Some(lease) => {
                    let renewed = self.renew(person, &sealed, kept).await;
                    lease.give_back().await;
                    // However short it lasts: it is not renewed once more for the same question.
                    if let Some(access) = renewed? {
                        return Ok(access);
                    }
                }
            }
        }
        Err(NoAccess::Unavailable("somebody else takes too long to renew the token".into()))
    }

    /// An access token in the place of one that Spotify took no more, though its time was not over: the
    /// person may have taken their consent back, which only shows when it is renewed.
    ///
    /// # Errors
    /// [`NoAccess`].
    pub async fn access_instead_of(&self, person: &PersonId, refused: &Hidden) -> Result<Hidden, NoAccess> {
        // While somebody renews it, what is kept must stay what they found.
        if let Some(lease) = Lease::take(&self.vault, &*self.dice, &key(person), LEASE_TTL).await? {
            if let Some((sealed, kept)) = self.kept(person).await?
                && kept.access == *refused
            {
                let over = Kept { access_ends_ms: 0, ..kept };
                self.vault.replace(&key(person), &sealed, self.sealed(person, &over), KEPT_FOR).await?;
            }
            lease.give_back().await;
        }
        self.access(person).await
    }

    /// Renews the token that `sealed` holds, if it still is the one that is kept. Nothing where another
    /// did, where the consent is over, or where the person disconnected meanwhile.
    async fn renew(&self, person: &PersonId, sealed: &[u8], kept: Kept) -> Result<Option<Hidden>, NoAccess> {
        let is_kept =
            async || Ok::<_, StoreFailure>(self.vault.get(&key(person)).await?.as_deref() == Some(sealed));
        // Between the look and the lease another may have done it.
        if !is_kept().await? {
            return Ok(None);
        }
        match self.consents.refresh(&kept.client_id, &kept.refresh).await {
            Ok(grant) => {
                let renewed = renewed(kept, grant, self.clock.now_ms());
                let is_kept = self.keep(person, sealed, &renewed).await?;
                Ok(is_kept.then_some(renewed.access))
            }
            Err(ServiceFailure::Refused(why)) => {
                tracing::info!(person.id = %person, why, "A consent at Spotify is over.");
                let nothing = Hidden::from(String::new());
                let over = Kept { state: State::Again, access: nothing.clone(), refresh: nothing, ..kept };
                // Where it is kept no more, another process has the token that followed this one.
                self.vault.replace(&key(person), sealed, self.sealed(person, &over), KEPT_FOR).await?;
                Ok(None)
            }
            Err(failure) => Err(NoAccess::Unavailable(failure.to_string())),
        }
    }

    /// Keeps a renewed token in the place of what was there when it was asked for. The token before it
    /// works no more, so a store that does not answer is asked again. Says whether it is kept.
    async fn keep(&self, person: &PersonId, before: &[u8], renewed: &Kept) -> Result<bool, NoAccess> {
        let mut failure = NoAccess::Unavailable("it was never tried".into());
        for _ in 0..KEEP_ATTEMPTS {
            match self.keep_once(person, before, renewed).await {
                Ok(is_kept) => return Ok(is_kept),
                Err(failed) => failure = failed.into(),
            }
            tokio::time::sleep(LOOK_EVERY).await;
        }
        tracing::warn!(person.id = %person, %failure, "A renewed token could not be kept; the person has to connect again.");
        Err(failure)
    }

    async fn keep_once(
        &self,
        person: &PersonId,
        before: &[u8],
        renewed: &Kept,
    ) -> Result<bool, StoreFailure> {
        let (key, sealed) = (key(person), self.sealed(person, renewed));
        if self.vault.replace(&key, before, sealed.clone(), KEPT_FOR).await? {
            return Ok(true);
        }
        // Gone: the person disconnected meanwhile, and that holds. Given up by another process whose
        // token was refused because ours is the one that followed: ours holds. Anything else is newer.
        if let Some((current, kept)) = self.kept(person).await?
            && kept.state == State::Again
            && kept.consented_ms == renewed.consented_ms
        {
            return self.vault.replace(&key, &current, sealed, KEPT_FOR).await;
        }
        Ok(false)
    }

    async fn kept(&self, person: &PersonId) -> Result<Option<(Vec<u8>, Kept)>, StoreFailure> {
        let key = key(person);
        let Some(sealed) = self.vault.get(&key).await? else { return Ok(None) };
        let kept = self.seal.open(&key, &sealed).and_then(|json| serde_json::from_slice(&json).ok());
        if kept.is_none() {
            tracing::warn!(person.id = %person, "A connection to Spotify cannot be opened; was SECRET_KEY changed?");
        }
        Ok(kept.map(|kept| (sealed, kept)))
    }

    fn sealed(&self, person: &PersonId, kept: &Kept) -> Vec<u8> {
        let json = serde_json::to_vec(kept).expect("because it is made of texts and numbers");
        self.seal.seal(&key(person), &json)
    }
}

fn key(person: &PersonId) -> String {
    format!("spotify:{person}")
}

fn renewed(kept: Kept, grant: Grant, now_ms: u64) -> Kept {
    Kept {
        access_ends_ms: now_ms + lasts_ms(&grant),
        access: grant.access,
        refresh: grant.refresh.unwrap_or(kept.refresh),
        scopes: grant.scopes.unwrap_or(kept.scopes),
        ..kept
    }
}

fn lasts_ms(grant: &Grant) -> u64 {
    u64::try_from(grant.access_for.min(ACCESS_MAX).as_millis()).expect("because a day is not that long")
}
