//! Who may open a socket. All of it is decided before the upgrade.
//!
//! Must never: let a page that is not ours open one, or anybody without a session.

use std::sync::Arc;

use axum::{
    body::Body,
    extract::{FromRequestParts, Path, Query, Request, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use tokio_tungstenite::tungstenite::handshake::server::create_response_with_body;

use crate::{
    app::{admission::Denied, measures},
    http::{entrance, following::Following, origin, problem::Problem, site::Site, visitor::Visitor},
};

/// What a client says of what it has already.
#[derive(Deserialize)]
pub struct Since {
    since: Option<String>,
}

/// Opens a socket to the main nest.
///
/// # Errors
/// [`Problem`].
pub async fn open_main(
    State(site): State<Arc<Site>>,
    Query(since): Query<Since>,
    request: Request,
) -> Result<Response, Problem> {
    let (visitor, request) = admit(&site, request).await?;
    let main = site.nests.main().id().clone();
    come_in(site, main.as_str(), visitor, since, request).await
}

/// Opens a socket to the nest of this id, code or short address.
///
/// # Errors
/// [`Problem`].
pub async fn open(
    State(site): State<Arc<Site>>,
    Path(name): Path<String>,
    Query(since): Query<Since>,
    request: Request,
) -> Result<Response, Problem> {
    let (visitor, request) = admit(&site, request).await?;
    come_in(site, &name, visitor, since, request).await
}

/// An upgrade is a GET, so nothing else looks at where it comes from.
async fn admit(site: &Arc<Site>, request: Request) -> Result<(Visitor, Request), Problem> {
    let from = origin::of(request.headers(), &site.house);
    if from == origin::From::Elsewhere {
        return Err(Problem::foreign_origin());
    }
    let (mut parts, body) = request.into_parts();
    let visitor = <Visitor as FromRequestParts<_>>::from_request_parts(&mut parts, site).await?;
    // A browser shows no token by itself, so whoever shows one is no page's doing.
    if from != origin::From::OurPage && visitor.is_by_session() {
        return Err(Problem::foreign_origin());
    }
    Ok((visitor, Request::from_parts(parts, body)))
}

async fn come_in(
    site: Arc<Site>,
    name: &str,
    visitor: Visitor,
    since: Since,
    mut request: Request,
) -> Result<Response, Problem> {
    let response = create_response_with_body(&request, Body::empty).map_err(|_| {
        Problem::new(StatusCode::UPGRADE_REQUIRED, "bad_request", "This address is for sockets.")
    })?;
    if site.closing.borrow().is_some() {
        return Err(Denied::TooManyAtOnce.into());
    }
    let (nest, farewells) = entrance::come_in(&site, name, &visitor).await?;
    let following = Following::begin(site, nest, visitor, measures::SOCKETS).map_err(|_| {
        Problem::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "busy",
            "There are too many open connections. Close a tab.",
        )
    })?;
    let upgrade = hyper::upgrade::on(&mut request);
    tokio::spawn(async move {
        match upgrade.await {
            Ok(upgraded) => super::serve(upgraded, following, farewells, since.since).await,
            Err(error) => tracing::debug!(%error, "A socket was not upgraded."),
        }
    });
    Ok(response.into_response())
}
