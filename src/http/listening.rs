//! Listening along, as its person starts, steers and ends it, in one nest at a time; and what they could
//! listen on.
//!
//! Must never: let anybody have a device of somebody else's, begin without a tap, or listen in a nest that they
//! may not come into.

use std::sync::Arc;

use axum::{
    Json,
    extract::{Query, State},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    entrance,
    problem::Problem,
    site::{Site, Spotify},
    visitor::Visitor,
};
use crate::{
    app::{
        access::spotify::{NoAccess, State as Standing},
        listening::{heard::Chosen, listeners::Listening},
        ports::{CallsLeft, Device, PlayerFailure},
    },
    domain::ids::NestId,
};

/// How far ahead or behind people may want their device, in milliseconds: as far as the slider goes.
const OFFSET_MAX_MS: i64 = 2_000;

/// What somebody wants.
#[derive(Deserialize)]
pub struct Wanted {
    action: Action,
    /// Where: else where they listen already, else in the main nest, or the only one they may come into.
    nest: Option<String>,
    device: Option<String>,
    offset_ms: Option<i64>,
    #[serde(default)]
    pause: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Action {
    Listen,
    Stop,
    Rejoin,
    Choose,
    Offset,
}

pub(super) fn spotify(site: &Site) -> Result<&Spotify, Problem> {
    site.doors.spotify.as_ref().ok_or_else(|| Problem::not_found("Spotify"))
}

/// How it goes for whoever asks.
///
/// # Errors
/// [`Problem`].
pub async fn look(State(site): State<Arc<Site>>, visitor: Visitor) -> Result<Response, Problem> {
    let listening = match &site.doors.spotify {
        Some(spotify) => spotify.listeners.look(&visitor.id).await?,
        None => Listening::default(),
    };
    told(&site, &visitor, &listening).await
}

/// Starts, steers or ends it.
///
/// # Errors
/// [`Problem`].
pub async fn change(
    State(site): State<Arc<Site>>,
    visitor: Visitor,
    Json(wanted): Json<Wanted>,
) -> Result<Response, Problem> {
    visitor.demand_session()?;
    site.admission.search(&visitor.id)?;
    let spotify = spotify(&site)?;
    let person = &visitor.id;
    let before = spotify.listeners.look(person).await?;
    match wanted.action {
        Action::Stop => {
            spotify.listeners.change(person, |wish| wish.stop(wanted.pause)).await?;
        }
        Action::Offset => {
            let offset_ms = wanted.offset_ms.ok_or_else(|| Problem::bad_request("Say how much earlier."))?;
            let offset_ms = offset_ms.clamp(-OFFSET_MAX_MS, OFFSET_MAX_MS);
            let device = before.device().map(|device| device.id.clone());
            let device = device.ok_or_else(|| Problem::bad_request("Choose a device first."))?;
            spotify.listeners.change(person, |wish| wish.set_offset(&device, offset_ms)).await?;
        }
        Action::Listen | Action::Rejoin | Action::Choose => {
            let nest = where_to(&site, &visitor, &wanted, &before).await?;
            demand_connection(spotify, &visitor).await?;
            let device = match &wanted.device {
                Some(id) => Some(find(spotify, &visitor, id).await?),
                None if wanted.action == Action::Choose => {
                    return Err(Problem::bad_request("Say which device."));
                }
                None => None,
            };
            let is_other = nest != before.wish.nest || is_other(&before, device.as_ref());
            let is_tap = wanted.action != Action::Choose || is_other;
            spotify
                .listeners
                .change(person, |wish| {
                    wish.device = device.clone().or(wish.device.take());
                    wish.nest = nest.clone();
                    if is_tap && (wish.is_on || wanted.action != Action::Choose) {
                        wish.tap();
                    }
                })
                .await?;
        }
    }
    told(&site, &visitor, &spotify.listeners.look(person).await?).await
}

/// The nest that somebody wants to listen in, if they may come in.
async fn where_to(
    site: &Site,
    visitor: &Visitor,
    wanted: &Wanted,
    before: &Listening,
) -> Result<NestId, Problem> {
    let name = match &wanted.nest {
        Some(name) => name,
        None if before.wish.is_on => before.wish.nest.as_str(),
        None => usual(site, visitor).as_str(),
    };
    Ok(entrance::enter(site, name, visitor).await?.id().clone())
}

/// The nest that is meant where none is named.
fn usual<'a>(site: &'a Site, visitor: &'a Visitor) -> &'a NestId {
    visitor.only_nest().unwrap_or(site.nests.main().id())
}

/// Whether a driver has to begin again for this choice.
fn is_other(before: &Listening, device: Option<&Chosen>) -> bool {
    before.device().map(|device| &device.id) != device.map(|device| &device.id)
        || before.shown().kind.is_resting()
}

/// What whoever asks could listen on.
///
/// # Errors
/// [`Problem`].
pub async fn devices(State(site): State<Arc<Site>>, visitor: Visitor) -> Result<Response, Problem> {
    visitor.demand_session()?;
    site.admission.search(&visitor.id)?;
    let spotify = spotify(&site)?;
    demand_connection(spotify, &visitor).await?;
    let devices = list(spotify, &visitor).await?;
    let row = |device: &Device| {
        let mut row = json!({
            "name": device.name,
            "kind": device.kind,
            "is_active": device.is_active,
            "is_restricted": device.is_restricted,
        });
        if let Some(id) = &device.id {
            row["id"] = id.as_str().into();
        }
        row
    };
    Ok(unkept(&json!({ "devices": devices.iter().map(row).collect::<Vec<Value>>() })))
}

/// Which nest is asked about; where none is named, the main one, or the only one that whoever asks may come into.
#[derive(Deserialize)]
pub struct Where {
    nest: Option<String>,
}

/// Everyone who listens in a nest: how they keep time, and to those who keep order there, all that is known of it.
///
/// # Errors
/// [`Problem`].
pub async fn everyone(
    State(site): State<Arc<Site>>,
    Query(Where { nest }): Query<Where>,
    visitor: Visitor,
) -> Result<Response, Problem> {
    visitor.demand_session()?;
    let name = nest.as_deref().unwrap_or(usual(&site, &visitor).as_str());
    let nest = entrance::enter(&site, name, &visitor).await?;
    let view = nest.look().await.ok_or_else(|| Problem::not_found("This nest"))?;
    let sees_all = view.nest.role_of(&visitor.id).is_some_and(|role| role.keeps_order());
    let all = match &site.doors.spotify {
        Some(spotify) => spotify.listeners.all(nest.id()).await?,
        None => Vec::new(),
    };
    let rows = all.iter().filter_map(|(person, listening)| {
        let shown = listening.shown();
        // What somebody lacks, and what their device is called, is nobody else's business.
        let shown = if sees_all { shown } else { shown.kind.in_public()?.into() };
        let name = view.people.iter().find(|seen| seen.id == *person).map(|seen| seen.name.as_str());
        Some(json!({ "person": person.as_str(), "name": name.unwrap_or("Somebody"), "state": shown }))
    });
    let mut answer = json!({ "listeners": rows.collect::<Vec<Value>>() });
    if let Some(spotify) = site.doors.spotify.as_ref().filter(|_| sees_all) {
        let CallsLeft { left, max, window_ms, until_ms } = spotify.quota.calls_left();
        answer["calls"] = json!({ "left": left, "max": max, "window_ms": window_ms });
        if let Some(until_ms) = until_ms {
            answer["calls"]["until_ms"] = until_ms.into();
        }
    }
    Ok(unkept(&answer))
}

async fn told(site: &Site, visitor: &Visitor, listening: &Listening) -> Result<Response, Problem> {
    let mut answer = json!({
        "on": listening.wish.is_on,
        "offset_ms": listening.wish.offset_ms(listening.device()),
        "state": listening.shown(),
    });
    if let Some(Chosen { id, name }) = listening.device() {
        answer["device"] = json!({ "id": id, "name": name });
    }
    let id = &listening.wish.nest;
    if listening.wish.is_on
        && visitor.demand(id).is_ok()
        && let Some(nest) = site.nests.get(id).await?
        && let Some(view) = nest.look().await
    {
        let (name, code) = (view.nest.settings.name.as_str(), view.nest.code.as_ref());
        answer["nest"] = json!({ "id": id.as_str(), "name": name, "code": code.map(|code| code.as_str()) });
    }
    Ok(unkept(&answer))
}

/// It is personal, and changes.
pub(super) fn unkept(answer: &Value) -> Response {
    ([(header::CACHE_CONTROL, "no-store")], Json(answer)).into_response()
}

pub(super) async fn demand_connection(spotify: &Spotify, visitor: &Visitor) -> Result<(), Problem> {
    match spotify.connections.look(&visitor.id).await?.map(|connection| connection.state) {
        Some(Standing::Connected) => Ok(()),
        Some(Standing::NotAllowed) => Err(not_listed()),
        Some(Standing::Again) | None => Err(connect()),
    }
}

fn connect() -> Problem {
    Problem::forbidden("Connect Spotify to listen along on a device of yours.").with("needs", "connect")
}

fn not_listed() -> Problem {
    Problem::forbidden("Spotify does not have you on this app's list.").with("needs", "connect")
}

/// A device of the visitor's own that takes commands.
pub(super) async fn find(spotify: &Spotify, visitor: &Visitor, id: &str) -> Result<Chosen, Problem> {
    let devices = list(spotify, visitor).await?;
    let device = devices.into_iter().find(|device| device.id.as_deref() == Some(id));
    let Device { name, is_restricted, .. } = device.ok_or_else(|| Problem::not_found("This device"))?;
    if is_restricted {
        return Err(Problem::forbidden("Spotify lets no program command this device. Choose another one."));
    }
    Ok(Chosen { id: id.to_owned(), name })
}

pub(super) async fn list(spotify: &Spotify, visitor: &Visitor) -> Result<Vec<Device>, Problem> {
    let (access, players) = spotify.calling.access(&visitor.id, None).await.map_err(no_access)?;
    let mut devices = players.devices(&access).await;
    if devices == Err(PlayerFailure::SignedOut) {
        let (access, players) =
            spotify.calling.access(&visitor.id, Some(&access)).await.map_err(no_access)?;
        devices = players.devices(&access).await;
    }
    devices.map_err(failed)
}

pub(super) fn no_access(none: NoAccess) -> Problem {
    match none {
        NoAccess::NotConnected | NoAccess::Again => connect(),
        NoAccess::NotAllowed => not_listed(),
        NoAccess::Unavailable(why) => {
            tracing::warn!(why, "There is no access to somebody's devices.");
            silent()
        }
    }
}

pub(super) fn failed(failure: PlayerFailure) -> Problem {
    match failure {
        PlayerFailure::SignedOut => connect(),
        PlayerFailure::NotAllowed => not_listed(),
        PlayerFailure::PremiumNeeded => Problem::forbidden("Spotify wants Premium for this."),
        PlayerFailure::Wait(wait) => {
            let wait_ms = u64::try_from(wait.as_millis()).unwrap_or(u64::MAX).max(1);
            silent().with("retry_after_ms", wait_ms)
        }
        failure => {
            tracing::warn!(%failure, "Somebody's devices could not be listed.");
            silent()
        }
    }
}

fn silent() -> Problem {
    Problem::new(
        StatusCode::SERVICE_UNAVAILABLE,
        "catalogue_unavailable",
        "Spotify does not say right now what you could listen on. Try again in a while.",
    )
}
