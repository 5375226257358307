//! The screens of a nest, for its hosts and moderators: confirming a code, looking, and ending one.
//!
//! A screen stays when a person is banned or the code is rotated, so letting one in is more than letting a guest in:
//! that is for those who keep order.
//!
//! Must never: be done by a program, or tell anything of another nest's screens.

use std::sync::Arc;

use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
    response::Response,
};
use serde::Deserialize;
use serde_json::{Value, json};

use super::pairing;
use crate::{
    app::{
        access::{pairings::NotConfirmed, screens::SCREENS_MAX},
        nest_task::NestHandle,
    },
    domain::people::Role,
    http::{entrance, listening, problem::Problem, site::Site, visitor::Visitor},
};

/// What somebody reads from a TV.
#[derive(Deserialize)]
pub struct Typed {
    code: String,
}

/// Lets the TV that shows this code show this nest.
///
/// # Errors
/// [`Problem`]; `reason` says of a code that is not good whether it is `unknown`, `old` or `used`.
pub async fn confirm(
    State(site): State<Arc<Site>>,
    Path(name): Path<String>,
    visitor: Visitor,
    Json(Typed { code }): Json<Typed>,
) -> Result<StatusCode, Problem> {
    let nest = for_keepers(&site, &name, &visitor).await?;
    site.admission.search(&visitor.id)?;
    let known = site.doors.screens.list(nest.id()).await?.len();
    if known >= SCREENS_MAX {
        return Err(pairing::full());
    }
    let confirmed = site.doors.pairings.confirm(nest.id(), &code, &visitor.name).await;
    let is_guess = matches!(confirmed, Err(NotConfirmed::Unknown));
    if let Some(address) = visitor.address() {
        site.admission.guess(address, !is_guess, site.clock.now_ms())?;
    }
    match confirmed {
        Ok(()) => {
            tracing::info!(nest.id = %nest.id(), person.id = %visitor.id, "Somebody let a TV show this nest.");
            Ok(StatusCode::NO_CONTENT)
        }
        Err(NotConfirmed::Failed(failure)) => Err(failure.into()),
        Err(NotConfirmed::Unknown) => Err(no_code(
            "unknown",
            "No TV shows this code for this nest. Look at it again: it has six letters and digits.",
        )),
        Err(NotConfirmed::Old) => {
            Err(no_code("old", "This code is over. The TV shows a new one by now; type that."))
        }
        Err(NotConfirmed::Used) => Err(no_code(
            "used",
            "This code was used already. If the TV does not show the nest, type its new code.",
        )),
    }
}

/// The screens of a nest, and when each was last there.
///
/// # Errors
/// [`Problem`].
pub async fn list(
    State(site): State<Arc<Site>>,
    Path(name): Path<String>,
    visitor: Visitor,
) -> Result<Response, Problem> {
    let nest = for_keepers(&site, &name, &visitor).await?;
    let listed = site.doors.screens.list(nest.id()).await?;
    let rows = listed.iter().map(|(screen, seen_ms)| {
        let mut row = json!({
            "id": screen.id.as_str(),
            "by": screen.by.as_str(),
            "paired_ms": screen.paired_ms,
        });
        if let Some(seen_ms) = seen_ms {
            row["last_seen_ms"] = (*seen_ms).into();
        }
        row
    });
    Ok(listening::unkept(&json!({ "screens": rows.collect::<Vec<Value>>() })))
}

/// Ends one. What it shows goes dark at once.
///
/// # Errors
/// [`Problem`].
pub async fn end(
    State(site): State<Arc<Site>>,
    Path((name, screen)): Path<(String, String)>,
    visitor: Visitor,
) -> Result<StatusCode, Problem> {
    let nest = for_keepers(&site, &name, &visitor).await?;
    if !pairing::end(&site, nest.id(), &screen).await? {
        return Err(Problem::not_found("This TV"));
    }
    tracing::info!(nest.id = %nest.id(), person.id = %visitor.id, "A TV was ended.");
    Ok(StatusCode::NO_CONTENT)
}

async fn for_keepers(site: &Site, name: &str, visitor: &Visitor) -> Result<NestHandle, Problem> {
    visitor.demand_session()?;
    let nest = entrance::enter(site, name, visitor).await?;
    let view = nest.look().await.ok_or_else(|| Problem::not_found("This nest"))?;
    if view.nest.role_of(&visitor.id).is_some_and(Role::keeps_order) {
        return Ok(nest);
    }
    Err(Problem::forbidden("Only hosts and moderators put this nest on a TV. Ask one of them."))
}

fn no_code(reason: &str, sentence: &str) -> Problem {
    Problem::new(StatusCode::NOT_FOUND, "not_found", sentence).with("reason", reason)
}
