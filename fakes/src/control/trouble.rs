//! Planning what goes wrong.
//!
//! Must never: plan without end.

use axum::{Json, extract::State, http::StatusCode};
use serde_json::{Value, json};

use super::{Wrong, wrong};
use crate::{
    Shared,
    faults::{Fault, Limit, PLANNED_MAX},
};

/// `GET /_control/faults`
pub async fn faults(State(world): State<Shared>) -> Json<Value> {
    Json(json!(world.state().faults.waiting))
}

/// `POST /_control/faults`: one more, behind those that wait.
pub async fn add_fault(State(world): State<Shared>, Json(fault): Json<Fault>) -> Result<StatusCode, Wrong> {
    let mut state = world.state();
    if state.faults.waiting.len() >= PLANNED_MAX {
        return Err(wrong("There are too many faults waiting."));
    }
    state.faults.waiting.push_back(fault);
    Ok(StatusCode::NO_CONTENT)
}

/// `DELETE /_control/faults`
pub async fn clear_faults(State(world): State<Shared>) -> StatusCode {
    world.state().faults.waiting.clear();
    StatusCode::NO_CONTENT
}

/// `DELETE /_control/held`: answers that are held by now go on.
pub async fn let_go(State(world): State<Shared>) -> StatusCode {
    world.state().faults.let_go.send_replace(());
    StatusCode::NO_CONTENT
}

/// `GET /_control/limits`
pub async fn limits(State(world): State<Shared>) -> Json<Value> {
    Json(json!(world.state().faults.limits))
}

/// `POST /_control/limits`: from now on, for `seconds`, everything under `path` is answered 429.
pub async fn add_limit(
    State(world): State<Shared>,
    Json(mut limit): Json<Limit>,
) -> Result<StatusCode, Wrong> {
    limit.until_ms = world.clock.now_ms().saturating_add(limit.seconds.saturating_mul(1_000));
    let mut state = world.state();
    if state.faults.limits.len() >= PLANNED_MAX {
        return Err(wrong("There are too many limits already."));
    }
    state.faults.limits.push(limit);
    Ok(StatusCode::NO_CONTENT)
}

/// `DELETE /_control/limits`
pub async fn clear_limits(State(world): State<Shared>) -> StatusCode {
    world.state().faults.limits.clear();
    StatusCode::NO_CONTENT
}
