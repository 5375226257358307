//! Moving the stand-ins' clock.
//!
//! Must never: wait.

use axum::{Json, extract::State};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::Shared;

/// By how much, or to where.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shift {
    skip_ms: Option<i64>,
    moved_ms: Option<i64>,
}

/// `GET /_control/clock`
pub async fn show(State(world): State<Shared>) -> Json<Value> {
    Json(json!({"now_ms": world.clock.now_ms(), "moved_ms": world.clock.moved_ms()}))
}

/// `POST /_control/clock`: `skip_ms` moves on from now, `moved_ms` to that far from the real time.
pub async fn shift(state: State<Shared>, Json(shift): Json<Shift>) -> Json<Value> {
    let from_ms = shift.moved_ms.unwrap_or_else(|| state.clock.moved_ms());
    state.clock.move_to(from_ms.saturating_add(shift.skip_ms.unwrap_or(0)));
    show(state).await
}
