//! Artists, and their albums.
//!
//! Must never: tell of top tracks or related artists; they are gone.

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

/// As many albums as are shown where nothing is said.
const USUAL: usize = 5;
/// As many as are shown at most in development mode (seen).
const LIMIT_MAX: usize = 10;

/// `GET /artists/{id}`
pub async fn one(
    State(world): State<Shared>,
    _: Caller,
    Path(id): Path<String>,
) -> Result<Json<Value>, Problem> {
    let at = place(&world.catalogue, &id)?;
    Ok(Json(View { catalogue: &world.catalogue, origin: &world.spotify_url, market: None }.artist(at)))
}

/// `GET /artists/{id}/albums`
pub async fn albums(
    State(world): State<Shared>,
    _: Caller,
    Path(id): Path<String>,
    Query(fields): Query<Fields>,
) -> Result<Json<Value>, Problem> {
    let at = place(&world.catalogue, &id)?;
    let part = Part::parse(&fields, USUAL, LIMIT_MAX)?;
    let view = View { catalogue: &world.catalogue, origin: &world.spotify_url, market: None };
    let groups = fields.get("include_groups").map(String::as_str);
    let is_wanted = |at: &usize| {
        groups.is_none_or(|groups| groups.split(',').any(|group| group == world.catalogue.albums[*at].kind))
    };
    let albums = world.catalogue.artists[at].albums.iter().copied();
    let albums: Vec<usize> = albums.filter(is_wanted).collect();
    Ok(Json(
        part.of(&world.spotify_url, &format!("/artists/{id}/albums"), &albums, |at| view.album_alone(*at)),
    ))
}

fn place(catalogue: &Catalogue, id: &str) -> Result<usize, Problem> {
    match catalogue.place(id) {
        Some(Place::Artist(at)) => Ok(at),
        _ if is_id(id) => Err(Problem::missing()),
        _ => Err(Problem::bad("Invalid base62 id")),
    }
}
