//! Tracks.
//!
//! Must never: show several at once; that is gone.

use axum::{
    Json,
    extract::{Path, Query, State},
};
use serde_json::Value;

use super::{Caller, Problem, is_id};
use crate::{
    Fields, Shared,
    catalogue::{Place, showing::View},
};

/// `GET /tracks/{id}`
pub async fn one(
    State(world): State<Shared>,
    _: Caller,
    Path(id): Path<String>,
    Query(fields): Query<Fields>,
) -> Result<Json<Value>, Problem> {
    if !is_id(&id) {
        return Err(Problem::bad("Invalid base62 id"));
    }
    let market = fields.get("market").map(String::as_str);
    let view = View { catalogue: &world.catalogue, origin: &world.spotify_url, market };
    match world.catalogue.place(&id) {
        Some(Place::Track(at)) => Ok(Json(view.track(at))),
        Some(Place::OtherTrack(at)) => Ok(Json(view.other_track(at))),
        _ => Err(Problem::missing()),
    }
}
