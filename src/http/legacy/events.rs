//! The event stream of the original system.
//!
//! Must never: go on for somebody who was removed, or whose token was taken back.

use std::sync::Arc;

use axum::{
    extract::State,
    response::{IntoResponse, Response, Sse},
};
use futures_util::StreamExt;

use super::{gone, name_of, telling::Telling};
use crate::{
    app::measures,
    http::{entrance, following::Following, problem::Problem, site::Site, visitor::Visitor},
};

/// Follows the nest. Whoever does is present there.
///
/// # Errors
/// [`Problem`].
pub(super) async fn follow(State(site): State<Arc<Site>>, visitor: Visitor) -> Result<Response, Problem> {
    let (nest, mut farewells) = entrance::come_in(&site, &name_of(&visitor), &visitor).await?;
    let following = Following::begin(Arc::clone(&site), nest.clone(), visitor, measures::STREAMS)?;
    let (clock, house) = (Arc::clone(&site.clock), site.house.public_url.clone());
    let (telling, first) = Telling::begin(nest, clock, house).await.ok_or_else(gone)?;
    // An agent knows no word for goodbye; it sees that the stream ends, comes back, and is told why not.
    let left = async move {
        let _place = following;
        farewells.next().await;
    };
    Ok(Sse::new(telling.stream(first).take_until(Box::pin(left))).into_response())
}
