//! What happens to every request before it is answered: it is written down, and may be made to fail.
//!
//! Must never: see what tests say under `/_control`.

use std::time::Duration;

use axum::{
    body::{Body, Bytes, to_bytes},
    extract::{ConnectInfo, Request, State},
    http::{
        HeaderMap, StatusCode,
        header::{AUTHORIZATION, DATE, Entry},
    },
    middleware::Next,
    response::{IntoResponse, Response},
};

use crate::{
    Shared,
    breaking::{answer, spoil},
    calls::{Call, Service},
    wire::Scissors,
};

/// The longest request that is read; none that the real services know is longer.
const REQUEST_BYTES_MAX: usize = 64 * 1_024;
/// The longest JSON that is kept in the log.
const KEPT_BYTES_MAX: usize = 8 * 1_024;
/// So much of a token is kept.
const TOKEN_LETTERS: usize = 4;

/// Notes a request to a service, and lets it through, late, or not at all.
pub async fn watch(
    State((world, service)): State<(Shared, Service)>,
    ConnectInfo(scissors): ConnectInfo<Scissors>,
    request: Request,
    next: Next,
) -> Response {
    let (head, body) = request.into_parts();
    let Ok(body) = to_bytes(body, REQUEST_BYTES_MAX).await else {
        return StatusCode::PAYLOAD_TOO_LARGE.into_response();
    };
    let (number, fault, limited, mut let_go) = {
        let now_ms = world.clock.now_ms();
        let mut state = world.state();
        let bearer = bearer(&head.headers);
        let person = bearer.and_then(|token| state.spotify.grants.person_of(token));
        let (method, path) = (head.method.as_str(), head.uri.path());
        let number = state.calls.note(Call {
            number: 0,
            service,
            method: method.to_owned(),
            path: path.to_owned(),
            query: head.uri.query().unwrap_or_default().to_owned(),
            token: bearer.map(last_letters),
            person,
            grant_type: grant_type(&body),
            body: kept(&body),
            status: None,
            at_ms: now_ms,
        });
        let fault = state.faults.take(service, method, path);
        // From when the call shows on, nobody lets go in vain.
        let let_go = state.faults.let_go.subscribe();
        (number, fault, state.faults.limited(path, now_ms), let_go)
    };
    let request = Request::from_parts(head, Body::from(body));
    let mut response = if let Some(fault) = fault {
        if fault.held {
            // A reset lets go by ending it.
            let _ = let_go.changed().await;
        }
        tokio::time::sleep(Duration::from_millis(fault.delay_ms)).await;
        let is_lost = fault.drop || fault.answers();
        let real = if is_lost && !fault.carried_out { None } else { Some(next.run(request).await) };
        if fault.drop {
            scissors.cut();
            world.state().calls.note_status(number, 0);
            return StatusCode::OK.into_response();
        }
        let given = if fault.answers() { answer(&fault) } else { real.unwrap_or_default() };
        spoil(&fault, given).await
    } else if let Some(problem) = limited {
        problem.into_response()
    } else {
        next.run(request).await
    };
    world.state().calls.note_status(number, response.status().as_u16());
    // A date that a fault gave stays.
    if let Entry::Vacant(date) = response.headers_mut().entry(DATE) {
        date.insert(world.clock.date());
    }
    response
}

/// The token of an `Authorization: Bearer` header.
pub fn bearer(headers: &HeaderMap) -> Option<&str> {
    headers.get(AUTHORIZATION)?.to_str().ok()?.strip_prefix("Bearer ")
}

fn last_letters(token: &str) -> String {
    let letters: Vec<char> = token.chars().collect();
    letters[letters.len().saturating_sub(TOKEN_LETTERS)..].iter().collect()
}

fn kept(body: &Bytes) -> Option<serde_json::Value> {
    if body.len() > KEPT_BYTES_MAX { None } else { serde_json::from_slice(body).ok() }
}

fn grant_type(body: &Bytes) -> Option<String> {
    let mut fields = url::form_urlencoded::parse(body);
    fields.find(|(name, _)| name == "grant_type").map(|(_, value)| value.into_owned())
}
