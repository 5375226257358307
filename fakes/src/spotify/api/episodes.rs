//! Episodes.
//!
//! Must never: show one to a program that neither asks for a person nor names a market.

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

/// `GET /episodes/{id}`
pub async fn one(
    State(world): State<Shared>,
    caller: Caller,
    Path(id): Path<String>,
    Query(fields): Query<Fields>,
) -> Result<Json<Value>, Problem> {
    let market = fields.get("market").map(String::as_str);
    let view = View { catalogue: &world.catalogue, origin: &world.spotify_url, market };
    match world.catalogue.place(&id) {
        Some(Place::Episode(at)) if market.is_some() || caller.is_person() => Ok(Json(view.episode(at))),
        _ if is_id(&id) => Err(Problem::missing()),
        _ => Err(Problem::bad("Invalid base62 id")),
    }
}
