//! What anybody may read: the queue and what plays, without any person in it.
//!
//! Must never: name a person, or tell who voted.

use std::sync::Arc;

use axum::{
    Json,
    extract::{FromRequestParts, Query, State},
    http::request::Parts,
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{entrance, problem::Problem, site::Site, visitor::Visitor};
use crate::{
    app::view::View,
    domain::{entry::Entry, track::Track},
};

/// Which nest.
#[derive(Deserialize)]
pub struct Which {
    nest: Option<String>,
}

/// The queue.
///
/// # Errors
/// [`Problem`].
pub async fn queue(
    State(site): State<Arc<Site>>,
    Query(which): Query<Which>,
    mut parts: Parts,
) -> Result<Response, Problem> {
    let view = look(&site, which, &mut parts).await?;
    let row = |entry: &Entry| {
        let mut row = about(&site, &entry.track);
        row["id"] = entry.id.0.into();
        row["votes"] = entry.net_votes().into();
        row
    };
    let queue: Vec<Value> = view.nest.queue.iter().map(|entry| row(entry)).collect();
    Ok(Json(json!({ "queue": queue, "seq": view.position.seq })).into_response())
}

/// What plays.
///
/// # Errors
/// [`Problem`].
pub async fn playing(
    State(site): State<Arc<Site>>,
    Query(which): Query<Which>,
    mut parts: Parts,
) -> Result<Response, Problem> {
    let view = look(&site, which, &mut parts).await?;
    let now_ms = site.clock.now_ms();
    let Some(playing) = &view.nest.playing else {
        return Ok(Json(json!({ "playing": null, "server_time_ms": now_ms })).into_response());
    };
    let mut row = about(&site, &playing.entry.track);
    row["id"] = playing.entry.id.0.into();
    row["position_ms"] = playing.position_at(now_ms).into();
    row["paused"] = playing.paused.into();
    row["server_time_ms"] = now_ms.into();
    Ok(Json(row).into_response())
}

/// Where anybody may read, nobody is asked who they are: that would need the store.
async fn look(site: &Arc<Site>, which: Which, parts: &mut Parts) -> Result<Arc<View>, Problem> {
    let visitor = if site.house.public_read {
        None
    } else {
        Some(<Visitor as FromRequestParts<_>>::from_request_parts(parts, site).await?)
    };
    let gone = || Problem::not_found("This nest");
    let nest = entrance::pass_by(site, which.nest.as_deref().unwrap_or("main"), parts).await?;
    visitor.map_or(Ok(()), |visitor| visitor.demand(nest.id()))?;
    nest.look().await.ok_or_else(gone)
}

fn about(site: &Site, track: &Track) -> Value {
    let absolute = |url: &String| {
        if url.starts_with('/') { format!("{}{url}", site.house.public_url) } else { url.clone() }
    };
    json!({
        "title": track.title,
        "artist": track.artists.join(", "),
        "uri": track.uri.as_str(),
        "img": track.artwork_url.as_ref().map(absolute),
        "duration_ms": track.duration_ms,
    })
}
