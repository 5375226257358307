//! Searching, and queueing what was found.
//!
//! Must never: queue what the page could not.

use std::sync::Arc;

use axum::{
    Json,
    extract::{Query, State},
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{nest_of, words};
use crate::{
    app::{
        access,
        asking::{self, Ask, Failure, Outcome},
        nest_task::NestHandle,
    },
    domain::{
        ids::{CommandId, EntryId, PersonId},
        track::TrackUri,
    },
    http::{problem, problem::Problem, site::Site, visitor::Visitor},
};

/// A search.
#[derive(Deserialize)]
pub(super) struct Search {
    #[serde(default)]
    q: String,
}

/// What is to be queued: an address, or a link.
#[derive(Deserialize)]
pub(super) struct Wanted {
    track_uri: String,
}

/// Searches the nest's catalogue.
///
/// # Errors
/// [`Problem`].
pub(super) async fn search(
    State(site): State<Arc<Site>>,
    Query(Search { q }): Query<Search>,
    visitor: Visitor,
) -> Result<Response, Problem> {
    nest_of(&site, &visitor).await?;
    site.admission.search(&visitor.id)?;
    let found = site.catalogue.search(&q, 0).await.map_err(|failure| {
        tracing::warn!(catalogue = site.catalogue.name(), %failure, "A search failed.");
        Failure::CatalogueUnavailable(failure.retry_after)
    })?;
    let tracks = found.tracks.iter().map(|track| words::found(&site.house.public_url, track));
    Ok(Json(tracks.collect::<Value>()).into_response())
}

/// Queues a track, and says which entry it became.
///
/// # Errors
/// [`Problem`].
pub(super) async fn add(
    State(site): State<Arc<Site>>,
    visitor: Visitor,
    Json(Wanted { track_uri }): Json<Wanted>,
) -> Result<Response, Problem> {
    let nest = nest_of(&site, &visitor).await?;
    let ticket = site.admission.command(&visitor.id)?;
    // An agent gives its wish no name, so each is a new one.
    let id = CommandId::parse(&access::random(&*site.dice)).expect("because it is made of digits");
    let (asker, ask) = (visitor.asker(), Ask::Add(track_uri.clone()));
    let outcome = asking::carry_out(&site.nests, &nest, &site.catalogue, asker, id.clone(), ask).await;
    drop(ticket);
    let Outcome::Done(seq) = outcome else {
        let answer = problem::answer(&id, outcome).and_then(Result::err);
        return Err(answer.unwrap_or_else(|| Failure::Busy.into()).about(None));
    };
    let entry = entry_of(&nest, &visitor.id, seq, &track_uri).await;
    let entry = entry.map(|entry| entry.to_string()).unwrap_or_default();
    Ok(Json(json!({ "ok": true, "id": entry })).into_response())
}

/// Which entry this person's add became, by the commit of this number.
async fn entry_of(nest: &NestHandle, person: &PersonId, seq: u64, named: &str) -> Option<EntryId> {
    let view = nest.look().await?;
    let theirs = view.nest.activity.iter().rev().find(|past| past.seq == seq && past.activity.by.is(person));
    let told = theirs.and_then(|past| past.activity.entry);
    // What was told of it is soon gone where much happens; then it is still found by its track.
    told.or_else(|| {
        let uri = TrackUri::parse(named).ok()?;
        view.nest.entries().find(|entry| entry.track.uri == uri).map(|entry| entry.id)
    })
}
