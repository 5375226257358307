//! Whether the process lives, serves, and is ready.
//!
//! Must never: say ready of a process that could not save a vote.

use std::{sync::Arc, time::Duration};

use axum::{
    Json,
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde_json::json;

use super::site::Site;
use crate::app::built::{COMMIT, VERSION};

/// How long the store may take to answer.
const STORE_WITHIN: Duration = Duration::from_secs(2);
/// How late the player may be, in milliseconds, before something is wrong with it.
const PLAYER_LAG_MAX_MS: u64 = 5_000;

/// The process serves, and which program it is.
pub async fn health() -> Response {
    Json(json!({ "status": "ok", "version": VERSION, "commit": COMMIT })).into_response()
}

/// Everything the process needs is there.
pub async fn ready(State(site): State<Arc<Site>>) -> Response {
    let probe = tokio::time::timeout(STORE_WITHIN, site.log.probe()).await;
    let store = matches!(probe, Ok(Ok(())));
    let due_ms = *site.nests.main().due().borrow();
    let lag_ms = due_ms.map_or(0, |due_ms| site.clock.now_ms().saturating_sub(due_ms));
    let player = lag_ms <= PLAYER_LAG_MAX_MS;
    let closing = site.closing.borrow().is_some();
    let is_ready = store && player && !closing;
    let status = if is_ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    let word = |fine: bool| if fine { "ok" } else { "failing" };
    let body = json!({
        "status": if is_ready { "ready" } else { "not ready" },
        "parts": {
            "store": { "status": word(store) },
            "player": { "status": word(player), "lag_ms": lag_ms, "here": site.is_player },
            // Without it the music goes on, and plays wait until it can be written again.
            "play_log": { "status": word(site.play_log.borrow().is_none()) },
            "process": { "status": if closing { "closing" } else { "ok" } },
        },
    });
    (status, Json(body)).into_response()
}
