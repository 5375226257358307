//! Whether somebody's plays and name may come back as throwbacks: theirs to say.
//!
//! Must never: change it for anybody but whoever asks.

use std::sync::Arc;

use axum::{
    Json,
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use serde_json::json;

use super::{problem::Problem, site::Site, visitor::Visitor};
use crate::app::history::left_out::{self, NotChanged};

/// What somebody wants.
#[derive(Deserialize)]
pub struct Wanted {
    left_out: bool,
}

/// Whether whoever asks is left out.
///
/// # Errors
/// [`Problem`].
pub async fn look(State(site): State<Arc<Site>>, visitor: Visitor) -> Result<Response, Problem> {
    Ok(told(left_out::is_left_out(&site.doors.vault, &visitor.id).await?))
}

/// Leaves whoever asks out, or lets them in again.
///
/// # Errors
/// [`Problem`].
pub async fn change(
    State(site): State<Arc<Site>>,
    visitor: Visitor,
    Json(wanted): Json<Wanted>,
) -> Result<Response, Problem> {
    site.admission.search(&visitor.id)?;
    let changed = left_out::change(&site.doors.vault, &visitor.id, wanted.left_out).await;
    changed.map_err(|not_changed| match not_changed {
        NotChanged::Full => Problem::new(
            StatusCode::CONFLICT,
            "full",
            "This house has as many people left out as it can keep in mind.",
        ),
        NotChanged::Failed(failure) => failure.into(),
    })?;
    Ok(told(wanted.left_out))
}

fn told(left_out: bool) -> Response {
    ([(header::CACHE_CONTROL, "no-store")], Json(json!({ "left_out": left_out }))).into_response()
}
