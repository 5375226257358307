//! Leaving: this browser, or everywhere.
//!
//! Must never: leave a socket open whose pass is over.

use std::sync::Arc;

use axum::{
    extract::{Query, State},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Redirect, Response},
};
use serde::Deserialize;
use tower_sessions::Session;

use super::is_form;
use crate::{
    app::{access::passes, asking::Failure},
    http::{problem::Problem, site::Site, visitor::Visitor},
};

/// How far somebody leaves.
#[derive(Deserialize)]
pub struct HowFar {
    #[serde(default)]
    everywhere: bool,
}

/// Ends the session and its sockets; with `everywhere`, all sessions of this person and all their sockets.
///
/// # Errors
/// [`Problem`].
pub async fn logout(
    State(site): State<Arc<Site>>,
    visitor: Option<Visitor>,
    Query(HowFar { everywhere }): Query<HowFar>,
    session: Session,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    if let Some(visitor) = visitor.filter(Visitor::is_by_session) {
        if everywhere {
            passes::begin_anew(&site.doors.vault, &*site.dice, &visitor.id).await?;
        }
        session.flush().await.map_err(|_| Problem::from(Failure::NotSaved))?;
        stop_listening(&site, &visitor).await?;
        if visitor.guest {
            end_guest(&site, &visitor).await?;
        } else {
            visitor.end_pass(&site).await?;
            say_ended(&site, &if everywhere { visitor.all_passes() } else { visitor.own_pass() }).await;
        }
    }
    Ok(if is_form(&headers) {
        Redirect::to("/login").into_response()
    } else {
        StatusCode::NO_CONTENT.into_response()
    })
}

/// Whoever signs out wants their device for themselves.
async fn stop_listening(site: &Site, visitor: &Visitor) -> Result<(), Problem> {
    if let Some(spotify) = &site.doors.spotify {
        spotify.listeners.stop(&visitor.id).await?;
    }
    Ok(())
}

/// Ends what this browser came in by before somebody signs in: whoever else may have known that session,
/// or made a token by it, is not to go on as the person who signs in now.
pub(super) async fn end_before(site: &Site, before: &Visitor) -> Result<(), Problem> {
    let mut over = vec![before.own_pass()];
    before.end_pass(site).await?;
    if before.guest {
        // Sockets that an older session of this browser opened find out by this.
        passes::begin_anew(&site.doors.vault, &*site.dice, &before.id).await?;
        for token in site.doors.tokens.revoke_all(&before.id).await? {
            passes::end(&site.doors.vault, &token).await?;
            over.push(format!("pass {token}"));
        }
    }
    for pass in over {
        say_ended(site, &pass).await;
    }
    Ok(())
}

/// Ends all that a guest has: with the session goes the person.
pub(super) async fn end_guest(site: &Site, guest: &Visitor) -> Result<(), Problem> {
    guest.end_pass(site).await?;
    stop_listening(site, guest).await?;
    for token in site.doors.tokens.revoke_all(&guest.id).await? {
        passes::end(&site.doors.vault, &token).await?;
    }
    if let Some(spotify) = &site.doors.spotify {
        // Nobody could disconnect it any more.
        spotify.connections.disconnect(&guest.id).await?;
    }
    say_ended(site, &guest.all_passes()).await;
    Ok(())
}

/// Tells every process that some passes are over. Where that is not heard, sockets find out by themselves.
pub(in crate::http) async fn say_ended(site: &Site, passes: &str) {
    // This process needs nobody to tell it.
    let _ = site.ended.send(passes.to_owned());
    if let Err(failure) = site.doors.endings.say_ended(passes).await {
        tracing::warn!(%failure, "Other processes could not be told that somebody left.");
    }
}
