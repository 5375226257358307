//! Signing in with Google: away to its page, and back.
//!
//! Must never: finish what was not begun in this browser; keep a session's id across a sign-in; let an
//! e-mail address out of this function.

use std::{net::SocketAddr, sync::Arc};

use axum::{
    extract::{ConnectInfo, Query, State},
    http::{HeaderMap, header},
    response::{IntoResponse, Redirect, Response},
};
use serde::Deserialize;
use tower_sessions::Session;

use super::{becoming, browser::Mark, local, new_person};
use crate::{
    app::{
        access::{
            accounts::{self, Account},
            attempts::Attempt,
            browsers,
            hidden::Hidden,
        },
        asking::Failure,
        nest_task::Reply,
        ports::{Identity, ServiceFailure},
    },
    domain::{
        command::{Asker, Command, Request as NestRequest},
        people::Role,
    },
    http::{problem::Problem, site::Site, visitor::Visitor},
};

/// Where Google sends people back to.
pub const CALLBACK: &str = "/authentication/callback";

/// Where to go when all is done.
#[derive(Deserialize)]
pub struct To {
    to: Option<String>,
}

/// What a service sends somebody back with.
#[derive(Deserialize)]
pub struct Back {
    /// What they were sent away with.
    pub state: Option<String>,
    /// What can be redeemed.
    pub code: Option<String>,
    /// Why there is no code.
    pub error: Option<String>,
}

/// Sends somebody to Google's page.
///
/// # Errors
/// [`Problem`].
pub async fn begin(
    State(site): State<Arc<Site>>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    Query(To { to }): Query<To>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let google = site.doors.google.as_ref().ok_or_else(|| Problem::not_found("Signing in with Google"))?;
    site.admission.attempt(site.house.proxies.client(peer.ip(), &headers))?;
    let back = format!("{}{CALLBACK}", site.house.public_url);
    let away = match google.send_away(&back).await {
        Ok(away) => away,
        Err(failure) => {
            tracing::warn!(%failure, "Google cannot be asked.");
            return Ok(refused("unavailable"));
        }
    };
    let browser = Mark::Away.put(&site, &headers);
    let attempt = Attempt {
        browser: Hidden::from(browser.mark),
        verifier: away.verifier,
        nonce: away.nonce,
        back,
        to: local::path(to.as_deref()),
        person: None,
        client_id: None,
    };
    site.doors.sign_ins.begin(&away.state, &attempt).await?;
    Ok(([(header::SET_COOKIE, browser.cookie)], Redirect::to(&away.url)).into_response())
}

/// Somebody is back from Google's page.
///
/// # Errors
/// [`Problem`].
pub async fn finish(
    State(site): State<Arc<Site>>,
    Query(back): Query<Back>,
    session: Session,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let google = site.doors.google.as_ref().ok_or_else(|| Problem::not_found("Signing in with Google"))?;
    let (Some(state), Some(mark)) = (back.state, Mark::Away.of(&site, &headers)) else {
        return Ok(refused("expired"));
    };
    let attempt = site.doors.sign_ins.finish(&state, &mark).await?;
    let Some(attempt) = attempt else { return Ok(refused("expired")) };
    let Some(code) = back.code.filter(|_| back.error.is_none()) else {
        return Ok(refused(if back.error.as_deref() == Some("access_denied") {
            "cancelled"
        } else {
            "refused"
        }));
    };
    let code = Hidden::from(code);
    let identity = match google.identify(&code, &attempt.verifier, &attempt.nonce, &attempt.back).await {
        Ok(identity) => identity,
        Err(failure) => {
            tracing::warn!(%failure, "Somebody could not be signed in.");
            let is_no = matches!(failure, ServiceFailure::Refused(_));
            return Ok(refused(if is_no { "refused" } else { "unavailable" }));
        }
    };
    if !identity.is_verified {
        return Ok(refused("unverified"));
    }
    if !accounts::is_allowed(&identity.email, &site.doors.domains) {
        return Ok(refused("domain"));
    }
    sign_in(&site, &session, &identity, Mark::Guest.of(&site, &headers)).await?;
    Ok(Redirect::to(&attempt.to).into_response())
}

/// Makes the session this person's. Whoever was a guest in it stays who they were.
async fn sign_in(
    site: &Site,
    session: &Session,
    identity: &Identity,
    mark: Option<String>,
) -> Result<(), Problem> {
    let before = Visitor::holding(site, session).await?;
    let guest = before.clone().filter(|visitor| visitor.guest);
    let newcomer = match &guest {
        Some(guest) => Account { person: guest.id.clone(), name: guest.name.clone() },
        None => Account { person: new_person(site), name: accounts::name_of(identity) },
    };
    let id = newcomer.person.clone();
    let account = accounts::enter(&site.doors.vault, identity, newcomer).await?;
    let mut guest_before = None;
    if let Some(mark) = mark {
        // Before anybody is let in: no guest is to come in as somebody with an account.
        let mut guests = browsers::read(&site.doors.vault, &mark).await?;
        guests.sign_up(&account.person);
        // Whoever had an account before may only have borrowed this browser.
        guest_before = guests.guest.clone().filter(|_| guest.is_none() && account.person == id);
        browsers::keep(&site.doors.vault, &mark, &guests).await?;
    }
    if let Some(before) = &before {
        super::leaving::end_before(site, before).await?;
    }
    let visitor = Visitor::signed_in(site, &account).await?;
    // Whoever may have known the old session's id does not know the new one.
    session.cycle_id().await.map_err(|_| Problem::from(Failure::NotSaved))?;
    visitor.keep(session).await?;

    let is_host = site.doors.host_emails.iter().any(|host| host.eq_ignore_ascii_case(&identity.email));
    let role = if is_host { Role::Host } else { Role::Guest };
    let asker = || Asker { role, ..visitor.asker() };
    ask(site, asker(), Command::Enter { may_host: site.house.first_is_host, by_code: false }).await?;
    if let Some(guest) = guest.filter(|guest| guest.id != visitor.id) {
        ask(site, asker(), Command::Merge(guest.id.clone())).await?;
        becoming::merge_elsewhere(site, &visitor, &guest.id).await?;
        super::leaving::end_guest(site, &guest).await?;
    }
    if let Some(guest) = guest_before {
        becoming::hand_over_bans(site, &visitor, &guest).await?;
    }
    tracing::info!(person.id = %visitor.id, "Somebody signed in.");
    Ok(())
}

async fn ask(site: &Site, asker: Asker, command: Command) -> Result<(), Problem> {
    match site.nests.main().ask_in_turn(NestRequest::Ask { asker, id: None, command }).await {
        Reply::Answer(_) => Ok(()),
        _ => Err(Failure::NotSaved.into()),
    }
}

/// Back to the door, with the reason.
fn refused(problem: &str) -> Response {
    Redirect::to(&local::with_problem("/login", problem)).into_response()
}
