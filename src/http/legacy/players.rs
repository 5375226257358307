//! The devices that an agent's person has at Spotify.
//!
//! Must never: show or move what belongs to somebody else.

use std::sync::Arc;

use axum::{Json, extract::State, response::Response};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::{
    app::{access::spotify::State as Standing, ports::PlayerFailure},
    http::{listening, problem::Problem, site::Site, visitor::Visitor},
};

/// Which device is to play.
#[derive(Deserialize)]
pub(super) struct Wanted {
    device_id: String,
    #[serde(default)]
    play: bool,
}

/// What there is to listen on; nothing, where the music does not come from Spotify.
///
/// # Errors
/// [`Problem`].
pub(super) async fn devices(State(site): State<Arc<Site>>, visitor: Visitor) -> Result<Response, Problem> {
    site.admission.search(&visitor.id)?;
    let Some(spotify) = &site.doors.spotify else {
        return Ok(listening::unkept(&json!({ "devices": [] })));
    };
    listening::demand_connection(spotify, &visitor).await?;
    let devices = listening::list(spotify, &visitor).await?;
    let rows = devices.iter().map(|device| {
        json!({
            "id": device.id,
            "name": device.name,
            "type": device.kind,
            "is_active": device.is_active,
            "is_restricted": device.is_restricted,
        })
    });
    Ok(listening::unkept(&json!({ "devices": rows.collect::<Value>() })))
}

/// Makes a device the one that plays.
///
/// # Errors
/// [`Problem`].
pub(super) async fn transfer(
    State(site): State<Arc<Site>>,
    visitor: Visitor,
    Json(Wanted { device_id, play }): Json<Wanted>,
) -> Result<Response, Problem> {
    site.admission.search(&visitor.id)?;
    let spotify = listening::spotify(&site)?;
    listening::demand_connection(spotify, &visitor).await?;
    let device = listening::find(spotify, &visitor, &device_id).await?;
    let calling = &spotify.calling;
    let (access, players) = calling.access(&visitor.id, None).await.map_err(listening::no_access)?;
    let mut moved = players.transfer(&access, &device.id, play).await;
    if moved == Err(PlayerFailure::SignedOut) {
        let access = calling.access(&visitor.id, Some(&access)).await;
        let (access, players) = access.map_err(listening::no_access)?;
        moved = players.transfer(&access, &device.id, play).await;
    }
    moved.map_err(listening::failed)?;
    Ok(listening::unkept(&json!({ "ok": true, "device_id": device.id, "play": play })))
}

/// How the agent's person and Spotify stand.
///
/// # Errors
/// [`Problem`].
pub(super) async fn status(State(site): State<Arc<Site>>, visitor: Visitor) -> Result<Response, Problem> {
    let connection = match &site.doors.spotify {
        Some(spotify) => spotify.connections.look(&visitor.id).await?,
        None => None,
    };
    let state = match connection.map(|connection| connection.state) {
        None => "none",
        Some(Standing::Connected) => "connected",
        Some(Standing::Again) => "again",
        Some(Standing::NotAllowed) => "not_allowed",
    };
    Ok(listening::unkept(&json!({
        "available": site.doors.spotify.is_some(),
        "connected": state == "connected",
        "state": state,
    })))
}
