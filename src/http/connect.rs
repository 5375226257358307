//! Connecting one's own Spotify: away to its page, and back; how it stands; and letting go.
//!
//! Must never: connect somebody to what was consented to in another browser, or by another person; show
//! a token.

use std::sync::Arc;

use axum::{
    Json,
    extract::{Query, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use serde::Deserialize;
use serde_json::json;

use super::{
    login::{self, Back, with_problem},
    origin,
    problem::Problem,
    site::{Site, Spotify},
    visitor::Visitor,
};
use crate::app::access::{
    attempts::Attempt,
    hidden::Hidden,
    spotify::{Further, NoAccess, State as Standing},
};

/// Where Spotify sends people back to.
pub const CALLBACK: &str = "/authentication/spotify_callback";
/// How many people may be on the list of an app that is in development mode, the only mode a private
/// house gets (developer.spotify.com, quota modes, 2026).
const PEOPLE_MAX: u8 = 5;

/// How somebody wants to connect.
#[derive(Deserialize)]
pub struct Wish {
    to: Option<String>,
    #[serde(default)]
    playlists: bool,
    #[serde(default)]
    export: bool,
    client_id: Option<String>,
}

fn spotify(site: &Site) -> Result<&Spotify, Problem> {
    site.doors.spotify.as_ref().ok_or_else(|| Problem::not_found("Spotify"))
}

fn redirect(site: &Site) -> String {
    format!("{}{CALLBACK}", site.house.public_url)
}

/// Sends somebody to Spotify's page.
///
/// # Errors
/// [`Problem`].
pub async fn begin(
    State(site): State<Arc<Site>>,
    visitor: Visitor,
    Query(wish): Query<Wish>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    visitor.demand_session()?;
    // Another site's page could choose the app that is consented to.
    if origin::of(&headers, &site.house) == origin::From::Elsewhere {
        return Err(Problem::foreign_origin());
    }
    let spotify = spotify(&site)?;
    let client_id = match wish.client_id.as_deref().map(str::trim).filter(|id| !id.is_empty()) {
        Some(id) => Some(id.to_owned()),
        None => spotify.connections.own_client(&visitor.id).await?,
    };
    let is_id = |id: &str| id.len() == 32 && id.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if client_id.as_deref().is_some_and(|id| !is_id(id)) {
        return Err(Problem::bad_request(
            "A Client ID has 32 letters and digits. Copy it from your app's settings at Spotify.",
        ));
    }
    site.admission.search(&visitor.id)?;
    let (back, to) = (redirect(&site), login::path(wish.to.as_deref()));
    // A new consent takes the old one's place, so what was agreed to before is asked for again.
    let agreed = spotify.connections.look(&visitor.id).await?;
    let further = Further {
        playlists: wish.playlists || agreed.as_ref().is_some_and(|agreed| agreed.has_playlists),
        export: wish.export || agreed.as_ref().is_some_and(|agreed| agreed.has_export),
    };
    let away = match spotify.connections.send_away(client_id.as_deref(), further, &back).await {
        Ok(away) => away,
        Err(failure) => {
            tracing::warn!(%failure, "Spotify cannot be asked for consent.");
            return Ok(Redirect::to(&with_problem(&to, "spotify_unavailable")).into_response());
        }
    };
    let browser = login::Mark::Away.put(&site, &headers);
    let attempt = Attempt {
        browser: Hidden::from(browser.mark),
        verifier: away.verifier,
        nonce: away.nonce,
        back,
        to,
        person: Some(visitor.id),
        client_id,
    };
    spotify.attempts.begin(&away.state, &attempt).await?;
    Ok(([(header::SET_COOKIE, browser.cookie)], Redirect::to(&away.url)).into_response())
}

/// Somebody is back from Spotify's page.
///
/// # Errors
/// [`Problem`].
pub async fn finish(
    State(site): State<Arc<Site>>,
    visitor: Option<Visitor>,
    Query(back): Query<Back>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let spotify = spotify(&site)?;
    let expired = || Redirect::to(&with_problem("/", "spotify_expired")).into_response();
    let (Some(state), Some(mark), Some(visitor)) =
        (back.state, login::Mark::Away.of(&site, &headers), visitor)
    else {
        return Ok(expired());
    };
    let attempt = spotify.attempts.finish(&state, &mark).await?;
    let is_theirs = |attempt: &Attempt| attempt.person.as_ref() == Some(&visitor.id);
    let Some(attempt) = attempt.filter(is_theirs) else { return Ok(expired()) };
    let refused = |problem: &str| Redirect::to(&with_problem(&attempt.to, problem)).into_response();
    let Some(code) = back.code.filter(|_| back.error.is_none()) else {
        let is_theirs = back.error.as_deref() == Some("access_denied");
        return Ok(refused(if is_theirs { "spotify_cancelled" } else { "spotify_refused" }));
    };
    let code = Hidden::from(code);
    let connected = spotify
        .connections
        .connect(&visitor.id, attempt.client_id.clone(), &code, &attempt.verifier, &attempt.back)
        .await;
    Ok(match connected {
        Ok(()) => {
            tracing::info!(person.id = %visitor.id, "Somebody connected Spotify.");
            Redirect::to(&attempt.to).into_response()
        }
        Err(NoAccess::NotAllowed) => refused("spotify_not_allowed"),
        Err(NoAccess::Unavailable(why)) => {
            tracing::warn!(person.id = %visitor.id, why, "Spotify could not be connected.");
            refused("spotify_unavailable")
        }
        Err(NoAccess::Again | NoAccess::NotConnected) => refused("spotify_refused"),
    })
}

/// How somebody's connection stands.
///
/// # Errors
/// [`Problem`].
pub async fn look(State(site): State<Arc<Site>>, visitor: Visitor) -> Result<Response, Problem> {
    let Some(spotify) = &site.doors.spotify else {
        return Ok(Json(json!({ "available": false, "state": "none" })).into_response());
    };
    let mut answer = json!({
        "available": true,
        "state": "none",
        "own_client": false,
        "remind": false,
        "playlists": false,
        "export": false,
        "redirect": redirect(&site),
        "people_max": PEOPLE_MAX,
    });
    if let Some(owner) = &spotify.owner {
        answer["owner"] = owner.as_str().into();
    }
    if let Some(connection) = spotify.connections.look(&visitor.id).await? {
        answer["state"] = match connection.state {
            Standing::Connected => "connected",
            Standing::Again => "again",
            Standing::NotAllowed => "not_allowed",
        }
        .into();
        answer["own_client"] = connection.is_own_client.into();
        answer["ends_ms"] = connection.ends_ms.into();
        answer["remind"] = connection.is_ending.into();
        answer["playlists"] = connection.has_playlists.into();
        answer["export"] = connection.has_export.into();
        if let Some(name) = connection.name {
            answer["name"] = name.into();
        }
    }
    Ok(Json(answer).into_response())
}

/// Forgets all that is held of somebody's Spotify.
///
/// # Errors
/// [`Problem`].
pub async fn disconnect(State(site): State<Arc<Site>>, visitor: Visitor) -> Result<StatusCode, Problem> {
    visitor.demand_session()?;
    let spotify = spotify(&site)?;
    // First, so that nobody uses what is about to go.
    spotify.listeners.stop(&visitor.id).await?;
    spotify.connections.disconnect(&visitor.id).await?;
    // Afterwards, so that an export under way finds out.
    spotify.exporting.forget(&visitor.id).await?;
    tracing::info!(person.id = %visitor.id, "Somebody disconnected Spotify.");
    Ok(StatusCode::NO_CONTENT)
}
