//! Spotify's programs, people, grants and settings.
//!
//! Must never: show a token.

use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Wrong, nobody, wrong};
use crate::{
    Shared,
    client::Client,
    spotify::{PEOPLE_MAX, Person, Settings, grants::Grant},
};

/// So many people at most; a load makes up one for each guest.
const EVERYBODY_MAX: usize = 20_000;

/// Somebody to be, or what is to change about them.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewPerson {
    name: Option<String>,
    is_premium: Option<bool>,
}

/// `PUT /_control/spotify/clients/{id}`
pub async fn register(
    State(world): State<Shared>,
    Path(id): Path<String>,
    Json(client): Json<Client>,
) -> Result<StatusCode, Wrong> {
    if client.people.len() > PEOPLE_MAX {
        return Err(wrong("A program in development mode has five people at most."));
    }
    world.state().spotify.clients.insert(id, client);
    Ok(StatusCode::NO_CONTENT)
}

/// `DELETE /_control/spotify/clients/{id}`
pub async fn strike(State(world): State<Shared>, Path(id): Path<String>) -> Result<StatusCode, Wrong> {
    world.state().spotify.clients.remove(&id).ok_or_else(nobody)?;
    Ok(StatusCode::NO_CONTENT)
}

/// `GET /_control/spotify/settings`
pub async fn settings(State(world): State<Shared>) -> Json<Settings> {
    Json(world.state().spotify.settings.clone())
}

/// `PATCH /_control/spotify/settings`: those that are given change.
pub async fn change_settings(
    State(world): State<Shared>,
    Json(changes): Json<serde_json::Map<String, Value>>,
) -> Result<Json<Settings>, Wrong> {
    let mut state = world.state();
    let Value::Object(mut fields) = json!(state.spotify.settings) else {
        return Err(wrong("The settings are no object."));
    };
    fields.extend(changes);
    let changed = serde_json::from_value(fields.into());
    state.spotify.settings =
        changed.map_err(|_| wrong("There is no such setting, or it has no such value."))?;
    Ok(Json(state.spotify.settings.clone()))
}

/// `PUT /_control/spotify/people/{id}`: adds somebody with three devices, or changes what is given.
pub async fn add_person(
    State(world): State<Shared>,
    Path(id): Path<String>,
    Json(new): Json<NewPerson>,
) -> Result<StatusCode, Wrong> {
    let people = &mut world.state().spotify.people;
    if let Some(person) = people.get_mut(&id) {
        person.name = new.name.unwrap_or_else(|| person.name.clone());
        person.is_premium = new.is_premium.unwrap_or(person.is_premium);
        return Ok(StatusCode::NO_CONTENT);
    }
    if people.len() >= EVERYBODY_MAX {
        return Err(wrong("There are too many people."));
    }
    let name = new.name.unwrap_or_else(|| id.clone());
    let person = Person::new(&id, &name, new.is_premium.unwrap_or(true), &world.catalogue);
    people.insert(id, person);
    Ok(StatusCode::CREATED)
}

/// `DELETE /_control/spotify/people/{id}`
pub async fn remove_person(State(world): State<Shared>, Path(id): Path<String>) -> Result<StatusCode, Wrong> {
    let spotify = &mut world.state().spotify;
    spotify.people.remove(&id).ok_or_else(nobody)?;
    spotify.grants.revoke(&id);
    Ok(StatusCode::NO_CONTENT)
}

/// `POST /_control/spotify/people/{id}/revoke`: as when they take it back on Spotify's own page.
pub async fn revoke(State(world): State<Shared>, Path(id): Path<String>) -> Json<Value> {
    Json(json!({"revoked": world.state().spotify.grants.revoke(&id)}))
}

/// `GET /_control/spotify/grants`: who agreed to what, and how often it was refreshed.
pub async fn grants(State(world): State<Shared>) -> Json<Value> {
    let state = world.state();
    Json(json!(state.spotify.grants.all().collect::<Vec<&Grant>>()))
}

/// `DELETE /_control/spotify/access`: every access token is answered 401 from now on.
pub async fn forget_access(State(world): State<Shared>) -> Json<Value> {
    Json(json!({"forgotten": world.state().spotify.grants.forget_access()}))
}
