//! How a screen is paired: it begins without knowing anybody, and asks until somebody confirmed its code (RFC 8628,
//! sections 3.1 to 3.5, with the contract's codes for its errors).
//!
//! Must never: show a pass to whoever does not hold the secret of the pairing, or to a page of another site.

use std::{sync::Arc, time::Duration};

use axum::{
    Json,
    extract::State,
    http::{HeaderMap, StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use serde_json::json;

use super::{events, pass};
use crate::{
    app::access::{
        pairings::{POLL_EVERY, Progress},
        passes,
        screens::SCREENS_MAX,
    },
    domain::ids::NestId,
    http::{entrance, login, problem::Problem, site::Site, visitor},
};

/// What a screen wants to show.
#[derive(Deserialize)]
pub struct Wanted {
    nest: String,
}

/// What a screen asks with.
#[derive(Deserialize)]
pub struct Asking {
    device_code: String,
}

/// Begins a pairing. Whoever asks knows no more by it than by looking at the nest's address.
///
/// # Errors
/// [`Problem`]: there is no such nest for somebody who passes by, or too much is begun from one address.
pub async fn begin(
    State(site): State<Arc<Site>>,
    mut parts: Parts,
    Json(Wanted { nest: name }): Json<Wanted>,
) -> Result<Response, Problem> {
    let address = visitor::address(&site, &parts);
    address.map_or(Ok(()), |address| site.admission.attempt(address))?;
    let nest = entrance::pass_by(&site, &name, &mut parts).await?;
    let view = nest.look().await.ok_or_else(|| Problem::not_found("This nest"))?;
    let begun = site.doors.pairings.begin(nest.id()).await?;
    let mut answer = json!({
        "device_code": begun.secret.reveal(),
        "user_code": begun.code,
        "until_ms": begun.until_ms,
        "expires_in_ms": begun.until_ms.saturating_sub(site.clock.now_ms()),
        "interval_ms": whole_ms(POLL_EVERY),
    });
    if site.house.public_read {
        answer["nest"] = view.nest.settings.name.as_str().into();
    }
    Ok((StatusCode::CREATED, Json(answer)).into_response())
}

/// Gives a screen its pass when somebody confirmed it; until then, says that nobody has.
///
/// # Errors
/// [`Problem`]: this pairing is over, or the nest has as many screens as one may have.
pub async fn collect(
    State(site): State<Arc<Site>>,
    headers: HeaderMap,
    Json(Asking { device_code }): Json<Asking>,
) -> Result<Response, Problem> {
    let (nest, by) = match site.doors.pairings.collect(&device_code).await? {
        Progress::Confirmed { nest, by } => (nest, by),
        Progress::Waiting => {
            let answer = Json(json!({ "interval_ms": whole_ms(POLL_EVERY) }));
            return Ok((StatusCode::ACCEPTED, answer).into_response());
        }
        Progress::Over => return Err(Problem::not_found("This code").with("reason", "old")),
    };
    // What it showed before, it shows no more.
    if let Some(before) = pass::of(&site, &headers).await? {
        end(&site, &before.screen.nest, before.screen.id.as_str()).await?;
    }
    let made = site.doors.screens.make(&nest, by).await?.ok_or_else(full)?;
    tracing::info!(nest.id = %nest, "A TV was paired.");
    let cookie = pass::cookie(&site.house, &made);
    Ok((StatusCode::NO_CONTENT, [(header::SET_COOKIE, cookie)]).into_response())
}

/// Ends a screen, and what it reads, in every process; says whether there was one.
pub(super) async fn end(site: &Site, nest: &NestId, id: &str) -> Result<bool, Problem> {
    if !site.doors.screens.end(nest, id).await? {
        return Ok(false);
    }
    passes::end(&site.doors.vault, id).await?;
    login::say_ended(site, &events::own_pass(id)).await;
    Ok(true)
}

/// A nest has as many screens as one may have.
pub(super) fn full() -> Problem {
    let sentence = format!("This nest is on {SCREENS_MAX} TVs already. End one that you no longer need.");
    Problem::new(StatusCode::CONFLICT, "full", sentence).with("max", SCREENS_MAX)
}

fn whole_ms(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or_default()
}
