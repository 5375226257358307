//! Personal tokens: made, listed and taken back by their person in a browser.
//!
//! Must never: be managed by a token, or show one after it was made.

use std::sync::Arc;

use axum::{
    Json,
    extract::{Path, State},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{entrance, login, problem::Problem, site::Site, visitor::Visitor};
use crate::{
    app::access::{
        passes,
        tokens::{NotMade, TOKENS_MAX},
    },
    domain::text::Name,
};

/// A token to be made.
#[derive(Deserialize)]
pub struct Wanted {
    name: String,
    nest: Option<String>,
}

/// The tokens of whoever asks.
///
/// # Errors
/// [`Problem`].
pub async fn list(State(site): State<Arc<Site>>, visitor: Visitor) -> Result<Response, Problem> {
    visitor.demand_session()?;
    let listed = site.doors.tokens.list(&visitor.id).await?;
    let tokens: Vec<Value> = listed
        .iter()
        .map(|(token, used_ms)| {
            let mut row =
                json!({ "id": token.id, "name": token.name.as_str(), "created_ms": token.created_ms });
            if let Some(nest) = &token.nest {
                row["nest"] = nest.as_str().into();
            }
            if let Some(used_ms) = used_ms {
                row["last_used_ms"] = (*used_ms).into();
            }
            row
        })
        .collect();
    Ok(Json(json!({ "tokens": tokens })).into_response())
}

/// Makes a token. This answer is the only one that shows it.
///
/// # Errors
/// [`Problem`].
pub async fn make(
    State(site): State<Arc<Site>>,
    visitor: Visitor,
    Json(Wanted { name, nest }): Json<Wanted>,
) -> Result<Response, Problem> {
    visitor.demand_session()?;
    let name = Name::parse(&name)
        .map_err(|wrong| Problem::bad_request(format!("A token cannot be called that: {wrong}.")))?;
    let nest = match &nest {
        Some(nest) => {
            let found = entrance::enter(&site, nest, &visitor).await?;
            Some(found.id().clone())
        }
        None => None,
    };
    let (listed, token) =
        site.doors.tokens.make(visitor.bearer(nest), name).await.map_err(|not_made| match not_made {
            NotMade::TooMany => Problem::new(
                StatusCode::CONFLICT,
                "full",
                format!("You have {TOKENS_MAX} tokens. Take one back that you no longer need."),
            ),
            NotMade::Failed(failure) => failure.into(),
        })?;
    tracing::info!(person.id = %visitor.id, "A personal token was made.");
    let answer = Json(json!({ "id": listed.id, "token": token }));
    Ok(([(header::CACHE_CONTROL, "no-store")], answer).into_response())
}

/// Takes a token back. What is open by it closes.
///
/// # Errors
/// [`Problem`].
pub async fn revoke(
    State(site): State<Arc<Site>>,
    Path(id): Path<String>,
    visitor: Visitor,
) -> Result<StatusCode, Problem> {
    visitor.demand_session()?;
    if !site.doors.tokens.revoke(&visitor.id, &id).await? {
        return Err(Problem::not_found("This token"));
    }
    passes::end(&site.doors.vault, &id).await?;
    login::say_ended(&site, &format!("pass {id}")).await;
    Ok(StatusCode::NO_CONTENT)
}
