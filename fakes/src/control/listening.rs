//! People's devices, and what people do on them themselves.
//!
//! Must never: go by the rules for programs; whoever holds a device does as they like.

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
    player::{Player, deed::Deed, device::Device},
    world::World,
};

/// So many devices somebody has at most.
const DEVICES_MAX: usize = 50;

/// A device to be, or what is to change about the one of this name.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewDevice {
    name: String,
    kind: Option<String>,
    /// `false`: commands cannot name it.
    has_id: Option<bool>,
    volume: Option<u8>,
    has_volume: Option<bool>,
    is_restricted: Option<bool>,
    is_listed: Option<bool>,
    /// 0: never.
    vanish_after_ms: Option<u64>,
    effect_ms: Option<u64>,
    jitter_ms: Option<u64>,
}

/// What somebody does on a device of theirs.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Takeover {
    /// Its name.
    device: String,
    /// What they play; where nothing is given, they stop.
    #[serde(default)]
    uris: Vec<String>,
    #[serde(default)]
    position_ms: u64,
}

/// `GET /_control/spotify/people/{id}/player`: what there really is, listed or not.
pub async fn show(State(world): State<Shared>, Path(id): Path<String>) -> Result<Json<Value>, Wrong> {
    with_player(&world, &id, |player, now_ms| {
        let mut shown = json!(player);
        shown["current"] = json!(player.current());
        shown["progress_ms"] = json!(player.progress_ms(now_ms));
        shown["now_ms"] = json!(now_ms);
        Ok(Json(shown))
    })
}

/// `POST /_control/spotify/people/{id}/devices`: adds one, or changes what is given of the one of this name.
pub async fn put_device(
    State(world): State<Shared>,
    Path(id): Path<String>,
    Json(new): Json<NewDevice>,
) -> Result<Json<Device>, Wrong> {
    with_player(&world, &id, |player, now_ms| {
        let known = player.devices.iter().position(|device| device.name == new.name);
        let place = known.unwrap_or(player.devices.len());
        if known.is_none() {
            if place >= DEVICES_MAX {
                return Err(wrong("There are too many devices."));
            }
            player.devices.push(Device::new(&id, &new.name, "Computer"));
        }
        if new.is_listed == Some(false) {
            player.vanish(place, now_ms);
        }
        let device = player.devices.get_mut(place).ok_or_else(nobody)?;
        if new.is_listed == Some(true) {
            device.is_listed = true;
            device.idle_since_ms = Some(now_ms);
        }
        if let Some(has_id) = new.has_id {
            device.id = Device::new(&id, &new.name, "").id.filter(|_| has_id);
        }
        if let Some(after_ms) = new.vanish_after_ms {
            device.vanish_after_ms = Some(after_ms).filter(|after_ms| *after_ms > 0);
            device.idle_since_ms = Some(now_ms);
        }
        device.kind = new.kind.unwrap_or_else(|| device.kind.clone());
        device.volume = new.volume.unwrap_or(device.volume);
        device.has_volume = new.has_volume.unwrap_or(device.has_volume);
        device.is_restricted = new.is_restricted.unwrap_or(device.is_restricted);
        device.effect_ms = new.effect_ms.unwrap_or(device.effect_ms);
        device.jitter_ms = new.jitter_ms.unwrap_or(device.jitter_ms);
        Ok(Json(device.clone()))
    })
}

/// `DELETE /_control/spotify/people/{id}/devices`: all of them, and nothing plays.
pub async fn remove_devices(
    State(world): State<Shared>,
    Path(id): Path<String>,
) -> Result<StatusCode, Wrong> {
    with_player(&world, &id, |player, _| {
        *player = Player::with(Vec::new());
        Ok(StatusCode::NO_CONTENT)
    })
}

/// `POST /_control/spotify/people/{id}/takeover`: the person plays something else, or stops, at once.
pub async fn take_over(
    State(world): State<Shared>,
    Path(id): Path<String>,
    Json(takeover): Json<Takeover>,
) -> Result<StatusCode, Wrong> {
    if !takeover.uris.iter().all(|uri| world.catalogue.playable(uri).is_some()) {
        return Err(wrong("There is no such music."));
    }
    let Takeover { device, uris, position_ms } = takeover;
    let deed = if uris.is_empty() { Deed::Pause } else { Deed::Play { uris, first: Some(0), position_ms } };
    let mut guard = world.state();
    let state = &mut *guard;
    let player = &mut state.spotify.people.get_mut(&id).ok_or_else(nobody)?.player;
    let now_ms = world.clock.now_ms();
    player.settle(now_ms, &world.catalogue, &mut state.dice);
    if player.do_at_once(&device, deed, now_ms, &world.catalogue, &mut state.dice) {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(nobody())
    }
}

fn with_player<T>(
    world: &World,
    id: &str,
    look: impl FnOnce(&mut Player, u64) -> Result<T, Wrong>,
) -> Result<T, Wrong> {
    let now_ms = world.clock.now_ms();
    let mut guard = world.state();
    let state = &mut *guard;
    let player = &mut state.spotify.people.get_mut(id).ok_or_else(nobody)?.player;
    player.settle(now_ms, &world.catalogue, &mut state.dice);
    look(player, now_ms)
}
