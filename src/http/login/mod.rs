//! Coming in and leaving.
//!
//! Must never: keep a session's id across a sign-in; let a page that is not ours sign anybody in.

mod becoming;
mod browser;
mod code;
mod google;
mod leaving;
mod local;

pub use browser::{Mark, set};
use code::Known;
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
    app::{
        access::browsers,
        asking::Failure,
        nest_task::{NestHandle, Reply},
    },
    domain::{
        command::{Command, Request as NestRequest},
        ids::{NestId, PersonId},
        text::Name,
    },
};

#[derive(Deserialize)]
struct Guest {
    name: String,
    /// The main nest's code, where that is asked for; or another nest's, which lets into that nest only.
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
        site.doors.arrivals.admit(address).await?;
    }
    let known_code = Known::of(&site, &code).await?;
    entrance::count(&site, code.trim(), known_code.is_right(), Some(address))?;
    let only = known_code.only(&site, known.as_ref())?;
    let before = known.map(|visitor| visitor.id).or(guests.guest.take());
    let was_here = before.is_some();
    let id = before.unwrap_or_else(|| new_person(&site));
    guests.guest = Some(id.clone());
    browsers::keep(&site.doors.vault, &browser.mark, &guests).await?;
    let visitor = Visitor::new(&site, id, name, true).await?.formerly(guests.formerly).limited_to(only);
    // Whoever may have known the old session's id does not know the new one.
    session.cycle_id().await.map_err(|_| Problem::from(Failure::NotSaved))?;
    visitor.keep(&session).await?;

    let (nest, enter) = first_nest(&site, &visitor, known_code).await?;
    let request = NestRequest::Ask { asker: visitor.asker(), id: None, command: enter };
    if !matches!(nest.ask_in_turn(request).await, Reply::Answer(_)) {
        return Err(Failure::NotSaved.into());
    }
    if was_here {
        becoming::rename(&site, &visitor).await?;
    }
    tracing::info!(person.id = %visitor.id, "A guest came in.");
    let only = visitor.only_nest().map(NestId::as_str);
    if is_form {
        let to = only.map_or_else(|| "/".to_owned(), |nest| format!("/nest/{nest}"));
        return Ok((Extension(browser), Redirect::to(&to)).into_response());
    }
    let view = nest.look().await.ok_or_else(|| Problem::not_found("This nest"))?;
    let you = You::of(&visitor.id, visitor.name.as_str(), visitor.guest, &view.nest);
    let mut answer = json!({ "you": you });
    if let Some(nest) = only {
        answer["nest"] = nest.into();
    }
    Ok((Extension(browser), Json(answer)).into_response())
}

/// The nest that a guest comes into first, and how: the main one, unless there is only another for them.
async fn first_nest(site: &Site, visitor: &Visitor, known: Known) -> Result<(NestHandle, Command), Problem> {
    let by_code = |is_its| Command::Enter { may_host: false, by_code: is_its };
    let Some(only) = visitor.only_nest() else {
        let (may_host, by_code) = (site.house.first_is_host, matches!(known, Known::House));
        return Ok((site.nests.main().clone(), Command::Enter { may_host, by_code }));
    };
    match known {
        Known::Nest(nest) if nest.id() == only => Ok((nest, by_code(true))),
        // They came in before.
        _ => match site.nests.get(only).await? {
            Some(nest) => Ok((nest, by_code(false))),
            None => Err(Problem::not_found("This nest")),
        },
    }
}

fn is_form(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    kind.is_some_and(|kind| kind.starts_with("application/x-www-form-urlencoded"))
}

fn new_person(site: &Site) -> PersonId {
    let id = Uuid::from_u64_pair(site.dice.roll(), site.dice.roll());
    PersonId::parse(&id.simple().to_string()).expect("because 32 hexadecimal digits are an id")
}
