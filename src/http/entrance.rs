//! Who may come into which nest. Every address that names a nest asks here.
//!
//! Must never: let it show whether there is a nest that somebody may not come into.

use std::{net::IpAddr, sync::Arc};

use axum::{extract::OptionalFromRequestParts, http::request::Parts};

use super::{
    farewell::Farewells,
    problem::Problem,
    site::Site,
    visitor::{self, Visitor},
};
use crate::{
    app::{
        asking::Failure,
        nest_task::{NestHandle, Reply},
    },
    domain::{
        command::{Command, Request},
        setting_values::Code,
    },
};

fn gone() -> Problem {
    Problem::not_found("This nest")
}

/// The nest of this id, code or short address, for somebody who comes in. Whoever knows the code of
/// a nest that is by invitation only is let in by that.
///
/// # Errors
/// [`Problem`]: there is none, or none that this person may come into.
pub async fn enter(site: &Site, name: &str, visitor: &Visitor) -> Result<NestHandle, Problem> {
    let found = site.nests.find(name).await?;
    let is_theirs = match &found {
        Some((nest, _)) => nest.look().await.is_some_and(|view| visitor.is_in(&view)),
        None => false,
    };
    if !is_theirs {
        count(site, name, found.is_some(), visitor.address())?;
    }
    let (nest, by_code) = found.ok_or_else(gone)?;
    let view = nest.look().await.ok_or_else(gone)?;
    if view.nest.has_ended() {
        return Err(gone());
    }
    if visitor.is_banned_from(&view.nest) {
        return Err(crate::domain::refusal::Refusal::Banned.into());
    }
    let is_admitted = view.nest.admits(&visitor.id);
    if !is_admitted && !by_code {
        return Err(gone());
    }
    // Only now: that a pass is for another nest says that there is this one. Its code is enough for guests who came
    // into the house by the code of another.
    if !(by_code && visitor.is_by_session()) {
        visitor.demand(nest.id())?;
    }
    if is_admitted {
        return Ok(nest);
    }
    let command = Command::Enter { may_host: false, by_code };
    match nest.ask(Request::Ask { asker: visitor.asker(), id: None, command }).await {
        Reply::Answer(_) => Ok(nest),
        _ => Err(Failure::NotSaved.into()),
    }
}

/// The same for a client that follows the nest, and what will tell it to leave. Nothing is missed in
/// between: whoever is removed while they come in is told so, or not let in.
///
/// # Errors
/// [`Problem`]: there is none, or none that this person may come into.
pub async fn come_in(
    site: &Arc<Site>,
    name: &str,
    visitor: &Visitor,
) -> Result<(NestHandle, Farewells), Problem> {
    let farewells = site.nests.find(name).await?.map(|(nest, _)| Farewells::of(site, &nest, visitor));
    let nest = enter(site, name, visitor).await?;
    Ok((nest, farewells.ok_or_else(gone)?))
}

/// The nest of this name, for anybody.
///
/// # Errors
/// [`Problem`]: there is none, or it is by invitation only and this is not its code.
pub async fn pass_by(site: &Arc<Site>, name: &str, parts: &mut Parts) -> Result<NestHandle, Problem> {
    let found = site.nests.find(name).await?;
    let view = match &found {
        Some((nest, _)) => nest.look().await,
        None => None,
    };
    if let Err(too_fast) = count(site, name, found.is_some(), visitor::address(site, parts)) {
        // Only now is it worth asking the store who this is.
        let visitor = <Visitor as OptionalFromRequestParts<_>>::from_request_parts(parts, site).await?;
        let is_theirs = |visitor: Visitor| view.as_ref().is_some_and(|view| visitor.is_in(view));
        if !visitor.is_some_and(is_theirs) {
            return Err(too_fast);
        }
    }
    let (nest, by_code) = found.ok_or_else(gone)?;
    let view = view.ok_or_else(gone)?;
    let is_open = by_code || !view.nest.settings.invite_only;
    if is_open && !view.nest.has_ended() { Ok(nest) } else { Err(gone()) }
}

/// Counts a name that is shaped like a code and leads nowhere: whoever tries one after the other has to wait.
///
/// # Errors
/// [`Problem`]: too many of them, from this address. Then it is said of those that lead somewhere, too.
pub fn count(site: &Site, name: &str, is_right: bool, address: Option<IpAddr>) -> Result<(), Problem> {
    let is_code = Code::parse(&name.to_ascii_uppercase()).is_ok();
    match address.filter(|_| is_code) {
        Some(address) => Ok(site.admission.guess(address, is_right, site.clock.now_ms())?),
        None => Ok(()),
    }
}
