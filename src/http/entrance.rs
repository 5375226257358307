//! Who may come into which nest. Every address that names a nest asks here.
//!
//! Must never: let it show whether there is a nest that somebody may not come into.

use std::sync::Arc;

use super::{farewell::Farewells, problem::Problem, site::Site, visitor::Visitor};
use crate::{
    app::{
        asking::Failure,
        nest_task::{NestHandle, Reply},
    },
    domain::command::{Command, Request},
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
    let (nest, by_code) = site.nests.find(name).await?.ok_or_else(gone)?;
    visitor.demand(nest.id())?;
    let view = nest.look().await.ok_or_else(gone)?;
    if view.nest.has_ended() {
        return Err(gone());
    }
    if visitor.is_banned_from(&view.nest) {
        return Err(crate::domain::refusal::Refusal::Banned.into());
    }
    if view.nest.admits(&visitor.id) {
        return Ok(nest);
    }
    if !by_code {
        return Err(gone());
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
    let (nest, _) = site.nests.find(name).await?.ok_or_else(gone)?;
    let farewells = Farewells::of(site, &nest, visitor);
    let nest = enter(site, name, visitor).await?;
    Ok((nest, farewells))
}

/// The nest of this name, for anybody.
///
/// # Errors
/// [`Problem`]: there is none, or it is by invitation only and this is not its code.
pub async fn pass_by(site: &Site, name: &str) -> Result<NestHandle, Problem> {
    let (nest, by_code) = site.nests.find(name).await?.ok_or_else(gone)?;
    let view = nest.look().await.ok_or_else(gone)?;
    let is_open = by_code || !view.nest.settings.invite_only;
    if is_open && !view.nest.has_ended() { Ok(nest) } else { Err(gone()) }
}
