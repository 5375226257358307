//! The nests by HTTP: which there are, opening one, changing it, ending it, and its door.
//!
//! Must never: name a nest to somebody who could not come in.

use std::{cmp::Reverse, iter, sync::Arc};

use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use futures_util::{StreamExt, TryStreamExt, stream};
use serde::Serialize;
use serde_json::{Map, Value, json};

use super::{
    entrance,
    problem::Problem,
    site::Site,
    visitor::Visitor,
    wire::{
        nests::{Door, NestSummary},
        requests,
    },
};
use crate::{
    app::{
        asking::{self, Failure, Outcome},
        nest_task::{NestHandle, Reply},
        opening::{self, NotOpened},
        view::View,
    },
    domain::{
        command::{Command, Request},
        people::Role,
        settings::Change,
    },
};

/// How many nests are opened at once where those that are listed are not open yet.
const OPENED_AT_ONCE: usize = 32;

/// Which nests are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Listed {
    /// The main one, and those that the visitor opened or is known in.
    Own,
    /// Also those that everybody is to find.
    All,
}

/// Nests that the visitor may come into: the main one first, then where most people are.
pub(super) async fn those_of(
    site: &Site,
    visitor: &Visitor,
    listed: Listed,
) -> Result<Vec<Arc<View>>, Problem> {
    let register = site.nests.register();
    let wanted = register.nests.iter().filter(|(id, registered)| {
        (registered.is_listed && listed == Listed::All)
            || registered.by == visitor.id
            || site.nests.may_know(id, &visitor.id)
    });
    let opening = wanted.map(|(id, _)| {
        let (nests, id) = (site.nests.clone(), id.clone());
        async move { nests.get(&id).await }
    });
    let opening: Vec<_> = opening.collect();
    let opened: Vec<Option<NestHandle>> =
        stream::iter(opening).buffered(OPENED_AT_ONCE).try_collect().await?;
    let mut views = Vec::new();
    for nest in iter::once(site.nests.main().clone()).chain(opened.into_iter().flatten()) {
        if visitor.demand(nest.id()).is_err() {
            continue;
        }
        let Some(view) = nest.look().await else { continue };
        let nest = &view.nest;
        let is_theirs = nest.people.contains_key(&visitor.id) || nest.admitted.contains(&visitor.id);
        let is_public = nest.settings.listed && !nest.settings.invite_only && listed == Listed::All;
        if (is_theirs || is_public || nest.is_main()) && nest.admits(&visitor.id) && !nest.has_ended() {
            views.push(view);
        }
    }
    views.sort_by(|one, other| {
        let place = |view: &View| (!view.nest.is_main(), Reverse(view.present));
        let name = |view: &View| view.nest.settings.name.clone();
        place(one).cmp(&place(other)).then_with(|| name(one).cmp(&name(other)))
    });
    Ok(views)
}

/// What is said of each.
pub(super) fn summaries<'a>(
    site: &'a Site,
    visitor: &Visitor,
    views: &'a [Arc<View>],
) -> Vec<NestSummary<'a>> {
    views.iter().map(|view| NestSummary::of(view, &visitor.id, site.catalogue.name())).collect()
}

/// The nests as they are listed.
#[derive(Serialize)]
struct Nests<'a> {
    nests: Vec<NestSummary<'a>>,
}

/// Lists them.
///
/// # Errors
/// [`Problem`].
pub async fn list(State(site): State<Arc<Site>>, visitor: Visitor) -> Result<Response, Problem> {
    let views = those_of(&site, &visitor, Listed::All).await?;
    Ok(Json(Nests { nests: summaries(&site, &visitor, &views) }).into_response())
}

/// One of them.
///
/// # Errors
/// [`Problem`].
pub async fn one(
    State(site): State<Arc<Site>>,
    Path(name): Path<String>,
    visitor: Visitor,
) -> Result<Response, Problem> {
    let nest = entrance::enter(&site, &name, &visitor).await?;
    shown(&site, &nest, &visitor).await
}

/// Opens one. The body holds settings, of which it needs none.
///
/// # Errors
/// [`Problem`].
pub async fn open(
    State(site): State<Arc<Site>>,
    visitor: Visitor,
    Json(settings): Json<Map<String, Value>>,
) -> Result<Response, Problem> {
    visitor.demand_every_nest()?;
    if visitor.guest && !site.house.guests_open_nests {
        return Err(Problem::forbidden("Sign in to open a nest of your own."));
    }
    let change = change(settings)?;
    let ticket = site.admission.command(&visitor.id)?;
    let opened = opening::open(&site.nests, &*site.clock, &*site.dice, &visitor.asker(), &change).await;
    drop(ticket);
    let nest = opened.map_err(|not_opened| match not_opened {
        NotOpened::Refused(refusal) => Problem::from(refusal),
        NotOpened::Failed(failure) => failure.into(),
    })?;
    tracing::info!(nest.id = %nest.id(), person.id = %visitor.id, "A nest was opened.");
    Ok((StatusCode::CREATED, shown(&site, &nest, &visitor).await?).into_response())
}

/// Changes settings of one.
///
/// # Errors
/// [`Problem`].
pub async fn change_one(
    State(site): State<Arc<Site>>,
    Path(name): Path<String>,
    visitor: Visitor,
    Json(settings): Json<Map<String, Value>>,
) -> Result<Response, Problem> {
    let nest = entrance::enter(&site, &name, &visitor).await?;
    let change = change(settings)?;
    let ticket = site.admission.command(&visitor.id)?;
    ask(&site, &nest, &visitor, Command::Settings(Box::new(change))).await?;
    drop(ticket);
    shown(&site, &nest, &visitor).await
}

/// Ends one.
///
/// # Errors
/// [`Problem`].
pub async fn end(
    State(site): State<Arc<Site>>,
    Path(name): Path<String>,
    visitor: Visitor,
) -> Result<Response, Problem> {
    let nest = entrance::enter(&site, &name, &visitor).await?;
    ask(&site, &nest, &visitor, Command::End).await?;
    tracing::info!(nest.id = %nest.id(), person.id = %visitor.id, "A nest was ended by its host.");
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// Gives one another code. Whoever is in stays in.
///
/// # Errors
/// [`Problem`].
pub async fn recode(
    State(site): State<Arc<Site>>,
    Path(name): Path<String>,
    visitor: Visitor,
) -> Result<Response, Problem> {
    let nest = entrance::enter(&site, &name, &visitor).await?;
    let ticket = site.admission.command(&visitor.id)?;
    done(opening::recode(&site.nests, &nest, &*site.dice, visitor.asker()).await)?;
    drop(ticket);
    shown(&site, &nest, &visitor).await
}

/// Asks to be let into one. The answer is the same where there is none.
///
/// # Errors
/// [`Problem`].
pub async fn knock(
    State(site): State<Arc<Site>>,
    Path(name): Path<String>,
    visitor: Visitor,
) -> Result<Response, Problem> {
    let ticket = site.admission.command(&visitor.id)?;
    // Right ones count as well, as nobody is to find out which are.
    entrance::count(&site, &name, false, visitor.address())?;
    if let Some((nest, _)) = site.nests.find(&name).await?
        && visitor.demand(nest.id()).is_ok()
    {
        // Nobody waits for it: how long it takes, or that it fails, would say that there is a nest.
        let request = Request::Ask { asker: visitor.asker(), id: None, command: Command::Knock };
        tokio::spawn(async move {
            let reply = nest.ask_in_turn(request).await;
            drop(ticket);
            if !matches!(reply, Reply::Answer(_)) {
                tracing::warn!(nest.id = %nest.id(), person.id = %visitor.id, ?reply, "Nobody heard somebody knock.");
            }
        });
    }
    Ok((StatusCode::ACCEPTED, Json(json!({}))).into_response())
}

/// Who waits to be let in, and who may not come in, for hosts and moderators.
///
/// # Errors
/// [`Problem`].
pub async fn door(
    State(site): State<Arc<Site>>,
    Path(name): Path<String>,
    visitor: Visitor,
) -> Result<Response, Problem> {
    let nest = entrance::enter(&site, &name, &visitor).await?;
    let view = nest.look().await.ok_or_else(|| Problem::not_found("This nest"))?;
    if !view.nest.role_of(&visitor.id).is_some_and(Role::keeps_order) {
        return Err(Problem::forbidden("Only hosts and moderators see who waits at the door."));
    }
    Ok(Json(Door::of(&view)).into_response())
}

fn change(settings: Map<String, Value>) -> Result<Change, Problem> {
    if settings.is_empty() {
        Ok(Change::default())
    } else {
        requests::change(settings).map_err(Problem::bad_request)
    }
}

async fn shown(site: &Site, nest: &NestHandle, visitor: &Visitor) -> Result<Response, Problem> {
    let view = nest.look().await.ok_or_else(|| Problem::not_found("This nest"))?;
    Ok(Json(NestSummary::of(&view, &visitor.id, site.catalogue.name())).into_response())
}

async fn ask(site: &Site, nest: &NestHandle, visitor: &Visitor, command: Command) -> Result<(), Problem> {
    done(asking::put(&site.nests, nest, visitor.asker(), None, command).await)
}

fn done(outcome: Outcome) -> Result<(), Problem> {
    match outcome {
        Outcome::Done(_) => Ok(()),
        Outcome::Refused(refusal) => Err(refusal.into()),
        Outcome::Failed(failure) => Err(failure.into()),
        Outcome::Lost => Err(Failure::Busy.into()),
    }
}
