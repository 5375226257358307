//! Albums, and what is on them.
//!
//! Must never: show several at once; that is gone.

use axum::{
    Json,
    extract::{Path, Query, State},
};
use serde_json::Value;

use super::{Caller, Problem, is_id, paging::Part};
use crate::{
    Fields, Shared,
    catalogue::{Catalogue, Place, showing::View},
};

/// As many tracks as are shown where nothing is said.
const USUAL: usize = 20;
/// As many as are shown at most.
const LIMIT_MAX: usize = 50;

/// `GET /albums/{id}`
pub async fn one(
    State(world): State<Shared>,
    _: Caller,
    Path(id): Path<String>,
    Query(fields): Query<Fields>,
) -> Result<Json<Value>, Problem> {
    let at = place(&world.catalogue, &id)?;
    let market = fields.get("market").map(String::as_str);
    let view = View { catalogue: &world.catalogue, origin: &world.spotify_url, market };
    let first = Part { limit: LIMIT_MAX, offset: 0 };
    let tracks = &world.catalogue.albums[at].tracks;
    let tracks =
        first.of(&world.spotify_url, &format!("/albums/{id}/tracks"), tracks, |at| view.track_alone(*at));
    Ok(Json(view.album(at, &tracks)))
}

/// `GET /albums/{id}/tracks`
pub async fn tracks(
    State(world): State<Shared>,
    _: Caller,
    Path(id): Path<String>,
    Query(fields): Query<Fields>,
) -> Result<Json<Value>, Problem> {
    let at = place(&world.catalogue, &id)?;
    let part = Part::parse(&fields, USUAL, LIMIT_MAX)?;
    let market = fields.get("market").map(String::as_str);
    let view = View { catalogue: &world.catalogue, origin: &world.spotify_url, market };
    let tracks = &world.catalogue.albums[at].tracks;
    Ok(Json(part.of(&world.spotify_url, &format!("/albums/{id}/tracks"), tracks, |at| view.track_alone(*at))))
}

fn place(catalogue: &Catalogue, id: &str) -> Result<usize, Problem> {
    match catalogue.place(id) {
        Some(Place::Album(at)) => Ok(at),
        _ if is_id(id) => Err(Problem::missing()),
        _ => Err(Problem::bad("Invalid base62 id")),
    }
}
