//! The HTTP interface for programs and for the page's own questions.
//!
//! Must never: answer what a socket would not.

use std::sync::Arc;

use axum::{
    Json, Router,
    extract::{Path, Query, State},
    http::header,
    response::{IntoResponse, Response},
    routing::{delete, get, post},
};
use serde::{Deserialize, Serialize};
use serde_json::json;
use ts_rs::TS;

use super::{
    connect, entrance, events, exporting, legacy, linking, listening, nests, past, playlists,
    problem::{self, Problem},
    setup,
    site::Site,
    throwbacks, tokens, tv,
    visitor::Visitor,
    wire::{
        entries::Track,
        messages,
        requests::{self, Wish},
        state::You,
    },
};
use crate::{
    app::{
        asking::{self, Failure},
        built,
        nest_task::NestHandle,
        ports::Found,
        view::View,
    },
    domain::{decide::would_refuse, nest::Nest, refusal::Refusal},
};

/// The routes below `/api/v1`.
pub fn routes() -> Router<Arc<Site>> {
    Router::new()
        .route("/site", get(house))
        .route("/me", get(me))
        .route("/me/throwbacks", get(throwbacks::look).put(throwbacks::change))
        .route("/search", get(search))
        .route("/playlists", get(playlists::list))
        .route("/playlists/{id}", get(playlists::tracks))
        .route("/spotify", get(connect::look).delete(connect::disconnect))
        .route("/listening", get(listening::look).post(listening::change))
        .route("/devices", get(listening::devices))
        .route("/listeners", get(listening::everyone))
        .route("/setup", get(setup::look))
        .route("/link-codes", post(linking::show))
        .route("/invite-codes", post(legacy::inviting::show))
        .route("/tokens", get(tokens::list).post(tokens::make))
        .route("/tokens/{id}", delete(tokens::revoke))
        .route("/tv/pairings", post(tv::pairing::begin))
        .route("/tv/pass", post(tv::pairing::collect))
        .route("/tv/events", get(tv::events::follow))
        .route("/nests", get(nests::list).post(nests::open))
        .route("/nests/{nest}", get(nests::one).patch(nests::change_one).delete(nests::end))
        .route("/nests/{nest}/code", post(nests::recode))
        .route("/nests/{nest}/knock", post(nests::knock))
        .route("/nests/{nest}/door", get(nests::door))
        .route("/nests/{nest}/state", get(state))
        .route("/nests/{nest}/commands", post(command))
        .route("/nests/{nest}/events", get(events::follow))
        .route("/nests/{nest}/history", get(past::history))
        .route("/nests/{nest}/on-this-day", get(past::on_this_day))
        .route("/nests/{nest}/recap", get(past::recap))
        .route("/nests/{nest}/screens", get(tv::screens::list).post(tv::screens::confirm))
        .route("/nests/{nest}/screens/{screen}", delete(tv::screens::end))
        .route("/nests/{nest}/export", post(exporting::export))
}

/// The nest of this name, if the visitor's pass opens it. A program that asks for it is present there.
pub(super) async fn find(site: &Site, name: &str, visitor: &Visitor) -> Result<NestHandle, Problem> {
    let nest = entrance::enter(site, name, visitor).await?;
    site.programs.seen(visitor, &nest);
    Ok(nest)
}

async fn look(nest: &NestHandle) -> Result<Arc<View>, Problem> {
    nest.look().await.ok_or_else(|| Problem::not_found("This nest"))
}

fn you<'a>(visitor: &'a Visitor, nest: &Nest) -> You<'a> {
    You::of(&visitor.id, visitor.name.as_str(), visitor.guest, nest)
}

/// What somebody may know who is not in yet.
async fn house(State(site): State<Arc<Site>>) -> Result<Response, Problem> {
    let view = look(site.nests.main()).await?;
    Ok(Json(json!({
        "name": view.nest.settings.name.as_str(),
        "google": site.doors.google.is_some(),
        "guests": site.house.guests,
        "catalogue": site.catalogue.name(),
        "spotify": site.doors.spotify.is_some(),
        "version": built::VERSION,
        "commit": built::COMMIT,
    }))
    .into_response())
}

async fn me(State(site): State<Arc<Site>>, visitor: Visitor) -> Result<Response, Problem> {
    let view = look(site.nests.main()).await?;
    let own = nests::those_of(&site, &visitor, nests::Listed::Own).await?;
    let nests = nests::summaries(&site, &visitor, &own);
    Ok(Json(json!({ "you": you(&visitor, &view.nest), "nests": nests })).into_response())
}

async fn state(
    State(site): State<Arc<Site>>,
    Path(name): Path<String>,
    visitor: Visitor,
) -> Result<Response, Problem> {
    let view = look(&find(&site, &name, &visitor).await?).await?;
    let you = you(&visitor, &view.nest);
    Ok(as_json(messages::hello(&you, &view, site.clock.now_ms(), site.catalogue.name())))
}

async fn command(
    State(site): State<Arc<Site>>,
    Path(name): Path<String>,
    visitor: Visitor,
    body: String,
) -> Result<Response, Problem> {
    let wish =
        requests::read(&body).map_err(|nonsense| Problem::bad_request(nonsense.why).about(nonsense.id))?;
    let Wish::Command(id, ask) = wish else {
        return Err(Problem::bad_request("Only a socket can be asked this."));
    };
    let about = |problem: Problem| problem.about(Some(id.as_str().to_owned()));
    let nest = find(&site, &name, &visitor).await.map_err(about)?;
    let asker = visitor.asker();
    let ticket = site.admission.command(&asker.id).map_err(|denied| about(denied.into()))?;
    let outcome = asking::carry_out(&site.nests, &nest, &site.catalogue, asker, id.clone(), ask).await;
    drop(ticket);
    // An answer is due here; "busy" says what is true: that the same id should be sent again.
    let answered = problem::answer(&id, outcome).unwrap_or_else(|| Err(about(Failure::Busy.into())))?;
    Ok(as_json(answered))
}

/// A search.
#[derive(Deserialize)]
struct Search {
    #[serde(default)]
    q: String,
    nest: Option<String>,
    #[serde(default)]
    offset: usize,
}

/// A track that was found, and what the nest knows of it.
#[derive(Serialize, TS)]
pub struct FoundTrack<'a> {
    #[serde(flatten)]
    track: Track<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    queued: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    played_ms_ago: Option<u64>,
    /// Why it could not be added now, whoever asks.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional, type = "'explicit' | 'too_short' | 'too_long' | 'played_recently'")]
    refusal: Option<&'static str>,
}

/// What a search found.
#[derive(Serialize, TS)]
pub struct FoundTracks<'a> {
    tracks: Vec<FoundTrack<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    next_offset: Option<usize>,
}

async fn search(
    State(site): State<Arc<Site>>,
    Query(search): Query<Search>,
    visitor: Visitor,
) -> Result<Response, Problem> {
    let nest = find(&site, search.nest.as_deref().unwrap_or("main"), &visitor).await?;
    site.admission.search(&visitor.id)?;
    let found = site.catalogue.search(&search.q, search.offset).await.map_err(|failure| {
        tracing::warn!(catalogue = site.catalogue.name(), %failure, "A search failed.");
        Failure::CatalogueUnavailable(failure.retry_after)
    })?;
    told(&site, &nest, &found).await
}

/// What was found, and what the nest knows of it.
pub(super) async fn told(site: &Site, nest: &NestHandle, found: &Found) -> Result<Response, Problem> {
    let view = look(nest).await?;
    let now_ms = site.clock.now_ms();
    let tracks = found.tracks.iter().map(|track| {
        let is_same = |uri: &_, isrc: Option<&str>| track.is_same_as(uri, isrc);
        let queued = view.nest.entries().find(|entry| is_same(&entry.track.uri, entry.track.isrc.as_deref()));
        let played =
            view.nest.played.iter().rev().find(|played| is_same(&played.uri, played.isrc.as_deref()));
        let refusal = would_refuse(&view.nest, track, now_ms);
        FoundTrack {
            track: Track::from(&**track),
            queued: queued.map(|entry| entry.id.0),
            played_ms_ago: played.map(|played| now_ms.saturating_sub(played.ended_ms)),
            refusal: refusal.as_ref().map(Refusal::code),
        }
    });
    let tracks = FoundTracks { tracks: tracks.collect(), next_offset: found.next_offset };
    Ok(Json(tracks).into_response())
}

fn as_json(text: String) -> Response {
    ([(header::CONTENT_TYPE, "application/json")], text).into_response()
}
