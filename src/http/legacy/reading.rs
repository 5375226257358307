//! What plays and what is queued, for an agent that asks.
//!
//! Must never: keep anybody from asking who could see it on the page.

use std::sync::Arc;

use axum::{
    Json,
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};

use super::{gone, nest_of, times::naive, words};
use crate::http::{problem::Problem, site::Site, visitor::Visitor};

/// What plays.
///
/// # Errors
/// [`Problem`].
pub(super) async fn playing(State(site): State<Arc<Site>>, visitor: Visitor) -> Result<Response, Problem> {
    let view = nest_of(&site, &visitor).await?.look().await.ok_or_else(gone)?;
    let now_ms = site.clock.now_ms();
    Ok(unkept(&words::playing(&site.house.public_url, view.nest.playing.as_ref(), now_ms)))
}

/// What is queued.
///
/// # Errors
/// [`Problem`].
pub(super) async fn queue(State(site): State<Arc<Site>>, visitor: Visitor) -> Result<Response, Problem> {
    let view = nest_of(&site, &visitor).await?.look().await.ok_or_else(gone)?;
    let queue = words::queue(&site.house.public_url, view.nest.queue.iter().map(|entry| &**entry));
    Ok(unkept(&json!({ "queue": queue, "now": naive(site.clock.now_ms()) })))
}

/// It changes.
fn unkept(answer: &Value) -> Response {
    ([(header::CACHE_CONTROL, "no-store")], Json(answer)).into_response()
}
