//! How an agent gets its token: its person's page shows a code, good once, that is typed into the agent.
//!
//! Must never: let anybody try codes until one fits.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use axum::{
    Json,
    extract::{ConnectInfo, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use serde_json::json;

use crate::http::{
    entrance,
    linking::{self, Kind},
    problem::Problem,
    site::Site,
    visitor::Visitor,
};

/// The codes. At ten tries an hour, 40 bits are not guessed; half an hour is enough to install an agent.
const INVITE: Kind = Kind { word: "invite", length: 8, ttl: Duration::from_mins(30) };

/// For which nest a code is wanted; for all, where none is named.
#[derive(Deserialize)]
pub struct Wanted {
    nest: Option<String>,
}

/// What the agent was told.
#[derive(Deserialize)]
pub(super) struct Typed {
    invite_code: String,
}

/// Makes a code for whoever asks with a browser.
///
/// # Errors
/// [`Problem`].
pub async fn show(
    State(site): State<Arc<Site>>,
    visitor: Visitor,
    Json(Wanted { nest }): Json<Wanted>,
) -> Result<Response, Problem> {
    let nest = match &nest {
        Some(nest) => Some(entrance::enter(&site, nest, &visitor).await?.id().clone()),
        None => None,
    };
    INVITE.show(&site, &visitor, nest).await
}

/// Gives the agent that was told a code the token of whoever showed it, once.
///
/// # Errors
/// [`Problem`]: no such code, or not any more.
pub(super) async fn take(
    State(site): State<Arc<Site>>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    Json(Typed { invite_code }): Json<Typed>,
) -> Result<Response, Problem> {
    site.admission.invite(site.house.proxies.client(peer.ip(), &headers))?;
    let wrong = || {
        let message = "This code is not right, or not any more. Show a new one on your page.";
        Problem::new(StatusCode::UNAUTHORIZED, "signed_out", message)
    };
    let bearer = INVITE.spend(&site, &invite_code).await?.ok_or_else(wrong)?;
    let token = linking::agent_token(&site, bearer).await?;
    let answer = Json(json!({ "token": token, "server": site.house.public_url }));
    Ok(([(header::CACHE_CONTROL, "no-store")], answer).into_response())
}
