//! Coming in and leaving.
//!
//! Must never: keep a session's id across a sign-in; let a page that is not ours sign anybody in.

mod becoming;
mod browser;
mod google;
mod leaving;
mod local;

pub use browser::{Mark, set};
pub use google::{Back, CALLBACK, begin, finish};
pub use leaving::logout;
pub(super) use leaving::say_ended;
pub use local::{path, with_problem};

use std::{net::SocketAddr, sync::Arc};

use axum::{
    Extension, Form, Json, RequestExt,
    extract::{ConnectInfo, Request, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use serde::Deserialize;
use serde_json::json;
use tower_sessions::Session;
use uuid::Uuid;

use super::{
    entrance,
    problem::Problem,
    site::{Guests, Site},
    visitor::Visitor,
    wire::state::You,
};
use crate::{
    app::{access::browsers, asking::Failure, nest_task::Reply},
    domain::{
        command::{Command, Request as NestRequest},
        ids::PersonId,
        setting_values::Code,
        text::Name,
    },
};

#[derive(Deserialize)]
struct Guest {
    name: String,
    /// The main nest's code, where that is asked for.
    #[serde(default)]
    code: String,
}

/// Lets a guest in under a name. The same browser is the same person, perhaps with another name.
///
/// # Errors
/// [`Problem`].
pub async fn guest(
    State(site): State<Arc<Site>>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    session: Session,
    request: Request,
) -> Result<Response, Problem> {
    if site.house.guests == Guests::Nobody {
        return Err(Problem::new(
            StatusCode::FORBIDDEN,
            "forbidden",
            "Guests are not let in here. Please sign in.",
        ));
    }
    let headers = request.headers().clone();
    let address = site.house.proxies.client(peer.ip(), &headers);
    let is_form = is_form(&headers);
    let unreadable = || Problem::bad_request("Say under which name you want to come in.");
    let Guest { name, code } = if is_form {
        request.extract::<Form<Guest>, _>().await.map_err(|_| unreadable())?.0
    } else {
        request.extract::<Json<Guest>, _>().await.map_err(|_| unreadable())?.0
    };
    let name = Name::parse(&name)
        .map_err(|wrong| Problem::bad_request(format!("This name cannot be used: {wrong}.")))?;
    // Somebody with an account who wants to be a guest is somebody else.
    let known = Visitor::holding(&site, &session).await?.filter(|visitor| visitor.guest);
    let browser = Mark::Guest.put(&site, &headers);
    let mut guests = browsers::read(&site.doors.vault, &browser.mark).await?;
    if known.is_none() {
        site.admission.guest(address)?;
    }
    let by_code = knows_code(&site, &code).await?;
    entrance::count(&site, code.trim(), by_code, Some(address))?;
    if known.is_none() && site.house.guests == Guests::WithCode && !by_code {
        return Err(Problem::forbidden("This is not the party's code. Ask somebody who is in, or sign in."));
    }
    let before = known.map(|visitor| visitor.id).or(guests.guest.take());
    let id = before.unwrap_or_else(|| new_person(&site));
    guests.guest = Some(id.clone());
    browsers::keep(&site.doors.vault, &browser.mark, &guests).await?;
    let visitor = Visitor::new(&site, id, name, true).await?.formerly(guests.formerly);
    // Whoever may have known the old session's id does not know the new one.
    session.cycle_id().await.map_err(|_| Problem::from(Failure::NotSaved))?;
    visitor.keep(&session).await?;

    let main = site.nests.main();
    let enter = Command::Enter { may_host: site.house.first_is_host, by_code };
    let request = NestRequest::Ask { asker: visitor.asker(), id: None, command: enter };
    if !matches!(main.ask_in_turn(request).await, Reply::Answer(_)) {
        return Err(Failure::NotSaved.into());
    }
    tracing::info!(person.id = %visitor.id, "A guest came in.");
    if is_form {
        return Ok((Extension(browser), Redirect::to("/")).into_response());
    }
    let view = main.look().await.ok_or_else(|| Problem::not_found("The main nest"))?;
    let you = You::of(&visitor.id, visitor.name.as_str(), visitor.guest, &view.nest);
    Ok((Extension(browser), Json(json!({ "you": you }))).into_response())
}

/// Whether this is the main nest's code.
async fn knows_code(site: &Site, code: &str) -> Result<bool, Problem> {
    let Ok(said) = Code::parse(&code.trim().to_ascii_uppercase()) else { return Ok(false) };
    let view = site.nests.main().look().await.ok_or_else(|| Problem::not_found("The main nest"))?;
    Ok(view.nest.code == Some(said))
}

fn is_form(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    kind.is_some_and(|kind| kind.starts_with("application/x-www-form-urlencoded"))
}

fn new_person(site: &Site) -> PersonId {
    let id = Uuid::from_u64_pair(site.dice.roll(), site.dice.roll());
    PersonId::parse(&id.simple().to_string()).expect("because 32 hexadecimal digits are an id")
}
