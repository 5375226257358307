//! What somebody listens to, and on what.
//!
//! Must never: tell a recording's code; the player does not.

use axum::{
    Json,
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};

use super::{Caller, Problem};
use crate::{
    Shared,
    catalogue::{Place, showing::View},
    spotify::Person,
    world::World,
};

const READ: [&str; 1] = ["user-read-playback-state"];
const READ_CURRENT: [&str; 2] = ["user-read-currently-playing", "user-read-playback-state"];

/// `GET /me/player`
pub async fn whole(State(world): State<Shared>, caller: Caller) -> Result<Response, Problem> {
    let id = caller.person_with(&READ)?;
    Ok(answer(look(&world, id, |person, now_ms, market| {
        let device = person.player.active_device()?;
        let mut shown = playing(&world, person, now_ms, market);
        shown["device"] = device.shown(true);
        shown["repeat_state"] = json!(person.player.repeat);
        shown["shuffle_state"] = json!(person.player.is_shuffled);
        shown["smart_shuffle"] = json!(false);
        Some(shown)
    })?))
}

/// `GET /me/player/currently-playing`
pub async fn current(State(world): State<Shared>, caller: Caller) -> Result<Response, Problem> {
    let id = caller.person_with(&READ_CURRENT)?;
    Ok(answer(look(&world, id, |person, now_ms, market| {
        person.player.active_device()?;
        Some(playing(&world, person, now_ms, market))
    })?))
}

/// `GET /me/player/devices`
pub async fn devices(State(world): State<Shared>, caller: Caller) -> Result<Json<Value>, Problem> {
    let id = caller.person_with(&READ)?;
    let listed = look(&world, id, |person, _, _| {
        let listed = person.player.devices.iter().filter(|device| device.is_listed);
        let active = person.player.active.as_ref();
        Some(listed.map(|device| device.shown(active == Some(&device.name))).collect::<Vec<_>>())
    })?;
    Ok(Json(json!({"devices": listed})))
}

/// Lets happen what is due, and looks.
fn look<T>(
    world: &World,
    id: &str,
    see: impl FnOnce(&Person, u64, &str) -> Option<T>,
) -> Result<Option<T>, Problem> {
    let now_ms = world.clock.now_ms();
    let mut guard = world.state();
    let state = &mut *guard;
    let person = state.spotify.people.get_mut(id).ok_or(Problem::missing())?;
    person.player.settle(now_ms, &world.catalogue, &mut state.dice);
    Ok(see(person, now_ms, &state.spotify.settings.market))
}

fn answer(seen: Option<Value>) -> Response {
    seen.map_or_else(|| StatusCode::NO_CONTENT.into_response(), |seen| Json(seen).into_response())
}

fn playing(world: &World, person: &Person, now_ms: u64, market: &str) -> Value {
    let player = &person.player;
    let view = View { catalogue: &world.catalogue, origin: &world.spotify_url, market: Some(market) };
    let place = player.current().and_then(|uri| world.catalogue.playable(uri));
    let mut item = place.and_then(|place| view.place(place)).unwrap_or_default();
    if let Some(fields) = item.as_object_mut() {
        fields.remove("external_ids");
    }
    let kind = match place {
        Some(Place::Episode(_)) => "episode",
        Some(_) => "track",
        None => "unknown",
    };
    let disallowed = if player.is_playing { "resuming" } else { "pausing" };
    json!({
        "actions": {"disallows": {disallowed: true}},
        "context": null,
        "currently_playing_type": kind,
        "is_playing": player.is_playing,
        "item": item,
        "progress_ms": player.progress_ms(now_ms),
        "timestamp": player.changed_ms,
    })
}
