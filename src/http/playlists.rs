//! One's own playlists at the music service.
//!
//! Must never: show anybody another person's lists.

use std::sync::Arc;

use axum::{
    Json,
    extract::{Path, Query, State},
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    api,
    problem::Problem,
    site::{Site, Spotify},
    visitor::Visitor,
};
use crate::app::{
    access::{hidden::Hidden, spotify::NoAccess},
    asking::Failure,
    ports::ShelfFailure,
};

/// From where on.
#[derive(Deserialize)]
pub struct From {
    #[serde(default)]
    offset: usize,
    nest: Option<String>,
}

/// All lists.
///
/// # Errors
/// [`Problem`].
pub async fn list(
    State(site): State<Arc<Site>>,
    visitor: Visitor,
    Query(from): Query<From>,
) -> Result<Response, Problem> {
    let access = access(&site, &visitor).await?;
    let spotify = site.doors.spotify.as_ref().ok_or_else(nowhere)?;
    let mut found = spotify.shelf.playlists(access.reveal(), from.offset).await;
    if matches!(found, Err(ShelfFailure::SignedOut)) {
        let access = access_instead_of(spotify, &visitor, &access).await?;
        found = spotify.shelf.playlists(access.reveal(), from.offset).await;
    }
    let found = found.map_err(problem)?;
    let row = |list: &crate::app::ports::Playlist| {
        let mut row = json!({ "id": list.id, "name": list.name });
        if let Some(count) = list.count {
            row["count"] = count.into();
        }
        row
    };
    let mut answer = json!({ "playlists": found.playlists.iter().map(row).collect::<Vec<Value>>() });
    if let Some(next) = found.next_offset {
        answer["next_offset"] = next.into();
    }
    Ok(Json(answer).into_response())
}

/// The tracks of one list, as a search would show them.
///
/// # Errors
/// [`Problem`].
pub async fn tracks(
    State(site): State<Arc<Site>>,
    Path(id): Path<String>,
    visitor: Visitor,
    Query(from): Query<From>,
) -> Result<Response, Problem> {
    let nest = api::find(&site, from.nest.as_deref().unwrap_or("main"), &visitor).await?;
    let access = access(&site, &visitor).await?;
    let spotify = site.doors.spotify.as_ref().ok_or_else(nowhere)?;
    let mut found = spotify.shelf.playlist(access.reveal(), &id, from.offset).await;
    if matches!(found, Err(ShelfFailure::SignedOut)) {
        let access = access_instead_of(spotify, &visitor, &access).await?;
        found = spotify.shelf.playlist(access.reveal(), &id, from.offset).await;
    }
    api::told(&site, &nest, &found.map_err(problem)?).await
}

fn nowhere() -> Problem {
    Problem::not_found("Spotify")
}

fn needs(what: &str, message: &str) -> Problem {
    Problem::forbidden(message).with("needs", what)
}

async fn access(site: &Site, visitor: &Visitor) -> Result<Hidden, Problem> {
    let spotify = site.doors.spotify.as_ref().ok_or_else(nowhere)?;
    site.admission.search(&visitor.id)?;
    let connection = spotify.connections.look(&visitor.id).await?.ok_or_else(connect)?;
    if !connection.has_playlists {
        return Err(needs("playlists", "Spotify has to ask you first whether we may read your playlists."));
    }
    spotify.connections.access(&visitor.id).await.map_err(no_access)
}

/// What opens the lists where Spotify took the token no more that should have.
async fn access_instead_of(
    spotify: &Spotify,
    visitor: &Visitor,
    refused: &Hidden,
) -> Result<Hidden, Problem> {
    spotify.connections.access_instead_of(&visitor.id, refused).await.map_err(no_access)
}

fn connect() -> Problem {
    needs("connect", "Connect Spotify to see your playlists.")
}

fn no_access(none: NoAccess) -> Problem {
    match none {
        NoAccess::NotConnected | NoAccess::Again => connect(),
        NoAccess::NotAllowed => needs("connect", "Spotify does not have you on this app's list."),
        NoAccess::Unavailable(why) => {
            tracing::warn!(why, "There is no access to somebody's playlists.");
            Failure::CatalogueUnavailable(None).into()
        }
    }
}

fn problem(failure: ShelfFailure) -> Problem {
    match failure {
        ShelfFailure::SignedOut => needs("connect", "Connect Spotify again to see your playlists."),
        ShelfFailure::Forbidden(_) => Problem::forbidden("Spotify does not show this list."),
        ShelfFailure::Unavailable(failure) => {
            tracing::warn!(%failure, "Playlists could not be read.");
            Failure::CatalogueUnavailable(failure.retry_after).into()
        }
    }
}
