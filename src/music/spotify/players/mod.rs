//! People's own players: asked what they do, and told what to play, with an access token of theirs.
//!
//! All of it comes out of the app's [`Budget`], and may use the last of it. What a player says about its
//! person (no Premium, no device, not on the app's list) is an answer like any other: it neither closes the
//! budget nor counts as a failure of Spotify's.
//!
//! Must never: tell a player anything twice, for the first time may have been heard; keep a person's token.

mod apps;
mod refusing;
mod seeing;

use std::sync::Arc;

use async_trait::async_trait;
use http::{Method, Response, StatusCode};
use serde_json::{Value, json};

pub use self::apps::SpotifyApps;
use super::{
    budget::{Budget, Priority},
    calls::{AccessToken, Calls, Unanswered},
};
use crate::{
    app::{
        access::hidden::Hidden,
        ports::{Clock, Device, PlayerFailure, Players, Report},
    },
    domain::track::TrackUri,
};

/// What of a player is of interest. Unless it is asked for, an episode is shown as nothing at all.
const KINDS: (&str, &str) = ("additional_types", "track,episode");

/// The players of the people who agreed to one app.
pub struct SpotifyPlayers {
    calls: Calls,
    market: Option<String>,
}

impl SpotifyPlayers {
    pub(super) fn new(calls: Calls, market: Option<String>) -> Self {
        Self { calls, market }
    }

    /// The players of people who agreed to an app of their own. Spotify counts its calls by themselves, so
    /// they have a budget by themselves: if that app has to wait for a day, nobody else has to.
    #[must_use]
    pub fn of_another_app(&self, clock: Arc<dyn Clock>) -> Self {
        let budget = Arc::new(Budget::new(clock));
        Self { calls: self.calls.paid_by(budget), market: self.market.clone() }
    }

    /// The budget that these calls come out of.
    #[must_use]
    pub fn budget(&self) -> &Arc<Budget> {
        self.calls.budget()
    }

    /// Asks for what stands below `me`; `None` where nothing does.
    async fn read(
        &self,
        access: &Hidden,
        path: &[&str],
        query: &[(&str, &str)],
    ) -> Result<Option<Value>, PlayerFailure> {
        let answer = self.call(access, Method::GET, path, query, None).await?;
        match answer.status() {
            StatusCode::OK => serde_json::from_slice(answer.body()).map(Some).map_err(|_| unreadable()),
            StatusCode::NO_CONTENT => Ok(None),
            _ => Err(refusing::failure(&answer)),
        }
    }

    /// Tells a device something; the one that plays, where none is named.
    async fn tell(
        &self,
        access: &Hidden,
        command: &str,
        device: &str,
        query: &[(&str, &str)],
        body: Option<&Value>,
    ) -> Result<(), PlayerFailure> {
        let mut query = query.to_vec();
        if !device.is_empty() {
            query.push(("device_id", device));
        }
        let answer = self.call(access, Method::PUT, &["me", "player", command], &query, body).await?;
        heard(&answer)
    }

    async fn call(
        &self,
        access: &Hidden,
        method: Method,
        path: &[&str],
        query: &[(&str, &str)],
        body: Option<&Value>,
    ) -> Result<Response<Vec<u8>>, PlayerFailure> {
        let token = AccessToken::new(access.reveal()).ok_or(PlayerFailure::SignedOut)?;
        let answer = self.calls.ask(Priority::Playback, &token, method, path, query, body).await;
        answer.map_err(|unanswered| match unanswered {
            Unanswered::MustWait(until) => PlayerFailure::Wait(until.retry_after.unwrap_or_default()),
            Unanswered::Lost(unavailable) => PlayerFailure::Unavailable(unavailable.why),
        })
    }
}

#[async_trait]
impl Players for SpotifyPlayers {
    async fn look(&self, access: &Hidden) -> Result<Option<Report>, PlayerFailure> {
        let mut query = vec![KINDS];
        // With a market, Spotify says which track was asked for where it plays another one in its place.
        query.extend(self.market.as_deref().map(|market| ("market", market)));
        let Some(answer) = self.read(access, &["me", "player"], &query).await? else {
            return Ok(None);
        };
        seeing::report(&answer).map(Some).ok_or_else(unreadable)
    }

    async fn devices(&self, access: &Hidden) -> Result<Vec<Device>, PlayerFailure> {
        let Some(answer) = self.read(access, &["me", "player", "devices"], &[]).await? else {
            return Ok(Vec::new());
        };
        seeing::devices(&answer).ok_or_else(unreadable)
    }

    async fn play(
        &self,
        access: &Hidden,
        device: &str,
        uris: &[TrackUri],
        position_ms: u64,
    ) -> Result<(), PlayerFailure> {
        // Nothing at all would mean "go on with what was on before".
        if uris.is_empty() || uris.iter().any(|uri| uri.catalogue() != "spotify") {
            return Err(PlayerFailure::NotHere);
        }
        let uris: Vec<_> = uris.iter().map(TrackUri::as_str).collect();
        let body = json!({ "uris": uris, "position_ms": position_ms });
        self.tell(access, "play", device, &[], Some(&body)).await
    }

    async fn pause(&self, access: &Hidden, device: &str) -> Result<(), PlayerFailure> {
        self.tell(access, "pause", device, &[], None).await
    }

    async fn shuffle_off(&self, access: &Hidden, device: &str) -> Result<(), PlayerFailure> {
        self.tell(access, "shuffle", device, &[("state", "false")], None).await
    }

    async fn transfer(&self, access: &Hidden, device: &str, play: bool) -> Result<(), PlayerFailure> {
        if device.is_empty() {
            return Err(PlayerFailure::NoDevice);
        }
        let body = json!({ "device_ids": [device], "play": play });
        let answer = self.call(access, Method::PUT, &["me", "player"], &[], Some(&body)).await?;
        heard(&answer)
    }
}

/// Whether a player took what it was told. What else it answers to that says nothing.
fn heard(answer: &Response<Vec<u8>>) -> Result<(), PlayerFailure> {
    if answer.status().is_success() { Ok(()) } else { Err(refusing::failure(answer)) }
}

fn unreadable() -> PlayerFailure {
    PlayerFailure::Unavailable("Spotify's answer could not be read".into())
}
