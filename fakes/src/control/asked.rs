//! What the program under test has asked of the services.
//!
//! Must never: count what tests ask here.

use axum::{
    Json,
    extract::{Query, State},
    http::StatusCode,
};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::{
    Shared,
    calls::{Call, Calls, Service},
};

/// Which calls.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wanted {
    service: Option<Service>,
    method: Option<String>,
    path: Option<String>,
    person: Option<String>,
}

impl Wanted {
    fn has(&self, call: &Call) -> bool {
        self.service.is_none_or(|service| service == call.service)
            && self.method.as_ref().is_none_or(|method| method.eq_ignore_ascii_case(&call.method))
            && self.path.as_ref().is_none_or(|path| call.path.starts_with(path))
            && self.person.as_ref().is_none_or(|person| call.person.as_ref() == Some(person))
    }
}

/// `GET /_control/calls?service=&method=&path=&person=`: those that fit, and how many there were of each.
pub async fn show(State(world): State<Shared>, Query(wanted): Query<Wanted>) -> Json<Value> {
    let state = world.state();
    let calls: Vec<&Call> = state.calls.newest().filter(|call| wanted.has(call)).collect();
    Json(json!({
        "calls": calls,
        "count": calls.len(),
        "counts": state.calls.counts(),
        "total": state.calls.total(),
    }))
}

/// `DELETE /_control/calls`
pub async fn clear(State(world): State<Shared>) -> StatusCode {
    world.state().calls = Calls::default();
    StatusCode::NO_CONTENT
}
