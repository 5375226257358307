//! Telling somebody's player what to do.
//!
//! Must never: carry out what the real service would refuse: without Premium, without a device, or again.

use axum::{
    body::Bytes,
    extract::{Query, State},
    http::StatusCode,
};
use serde::Deserialize;

use super::{Caller, Problem};
use crate::{
    Fields, Shared,
    player::{
        Player, URIS_MAX,
        deed::{Deed, Repeat},
    },
    world::World,
};

const MODIFY: [&str; 1] = ["user-modify-playback-state"];

/// The body of a play call.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Wanted {
    uris: Option<Vec<String>>,
    offset: Option<Offset>,
    position_ms: Option<u64>,
}

/// Which of the uris first.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Offset {
    position: Option<usize>,
    uri: Option<String>,
}

/// The body of a transfer.
#[derive(Debug, Deserialize)]
struct Transfer {
    device_ids: Vec<String>,
    play: Option<bool>,
}

type Done = Result<StatusCode, Problem>;

/// `PUT /me/player/play`
pub async fn play(
    State(world): State<Shared>,
    caller: Caller,
    Query(fields): Query<Fields>,
    body: Bytes,
) -> Done {
    let wanted: Wanted = parse(&body, true)?;
    let deed = match wanted.uris {
        Some(uris) => {
            if uris.is_empty() || uris.len() > URIS_MAX {
                return Err(Problem::bad("Malformed json"));
            }
            if !uris.iter().all(|uri| world.catalogue.playable(uri).is_some()) {
                return Err(Problem::bad("Invalid track uri"));
            }
            let offset = wanted.offset.unwrap_or_default();
            let named = offset.uri.and_then(|wanted| uris.iter().position(|uri| *uri == wanted));
            Deed::Play {
                uris,
                first: named.or(offset.position),
                position_ms: wanted.position_ms.unwrap_or(0),
            }
        }
        None => Deed::Resume(wanted.position_ms),
    };
    tell(&world, &caller, &fields, deed)
}

/// `PUT /me/player/pause`
pub async fn pause(State(world): State<Shared>, caller: Caller, Query(fields): Query<Fields>) -> Done {
    tell(&world, &caller, &fields, Deed::Pause)
}

/// `PUT /me/player/seek`
pub async fn seek(State(world): State<Shared>, caller: Caller, Query(fields): Query<Fields>) -> Done {
    let position_ms = number(&fields, "position_ms")?;
    tell(&world, &caller, &fields, Deed::Seek(position_ms))
}

/// `PUT /me/player/shuffle`
pub async fn shuffle(State(world): State<Shared>, caller: Caller, Query(fields): Query<Fields>) -> Done {
    let is_shuffled = match fields.get("state").map(String::as_str) {
        Some("true") => true,
        Some("false") => false,
        _ => return Err(Problem::bad("Invalid state")),
    };
    tell(&world, &caller, &fields, Deed::Shuffle(is_shuffled))
}

/// `PUT /me/player/repeat`
pub async fn repeat(State(world): State<Shared>, caller: Caller, Query(fields): Query<Fields>) -> Done {
    let repeat = match fields.get("state").map(String::as_str) {
        Some("off") => Repeat::Off,
        Some("track") => Repeat::Track,
        Some("context") => Repeat::Context,
        _ => return Err(Problem::bad("Invalid state")),
    };
    tell(&world, &caller, &fields, Deed::Repeat(repeat))
}

/// `PUT /me/player/volume`
pub async fn volume(State(world): State<Shared>, caller: Caller, Query(fields): Query<Fields>) -> Done {
    let percent = u8::try_from(number(&fields, "volume_percent")?).ok().filter(|percent| *percent <= 100);
    let percent = percent.ok_or(Problem::bad("Invalid volume_percent"))?;
    tell(&world, &caller, &fields, Deed::Volume(percent))
}

/// `POST /me/player/next`
pub async fn next(State(world): State<Shared>, caller: Caller, Query(fields): Query<Fields>) -> Done {
    tell(&world, &caller, &fields, Deed::Next)
}

/// `POST /me/player/previous`
pub async fn previous(State(world): State<Shared>, caller: Caller, Query(fields): Query<Fields>) -> Done {
    tell(&world, &caller, &fields, Deed::Previous)
}

/// `POST /me/player/queue`
pub async fn queue(State(world): State<Shared>, caller: Caller, Query(fields): Query<Fields>) -> Done {
    let uri = fields.get("uri").filter(|uri| world.catalogue.playable(uri).is_some());
    let uri = uri.cloned().ok_or(Problem::bad("Invalid track uri"))?;
    tell(&world, &caller, &fields, Deed::Queue(uri))
}

/// `PUT /me/player`
pub async fn transfer(State(world): State<Shared>, caller: Caller, body: Bytes) -> Done {
    let wanted: Transfer = parse(&body, false)?;
    let [device_id] = wanted.device_ids.as_slice() else {
        return Err(Problem::bad("Exactly one device ID is supported"));
    };
    let fields = Fields::from([("device_id".to_owned(), device_id.clone())]);
    tell(&world, &caller, &fields, Deed::Move(wanted.play.filter(|plays| *plays)))
}

fn parse<T: for<'a> Deserialize<'a>>(body: &Bytes, may_be_empty: bool) -> Result<T, Problem> {
    let body: &[u8] = if may_be_empty && body.is_empty() { b"{}" } else { body };
    serde_json::from_slice(body).map_err(|_| Problem::bad("Malformed json"))
}

fn number(fields: &Fields, name: &str) -> Result<u64, Problem> {
    fields.get(name).and_then(|text| text.parse().ok()).ok_or(Problem::bad("Required parameter is no number"))
}

fn refused(message: &'static str, reason: &'static str) -> Problem {
    Problem::Reasoned(StatusCode::FORBIDDEN, message, reason)
}

/// Checks what the real service checks, and passes it on.
fn tell(world: &World, caller: &Caller, fields: &Fields, deed: Deed) -> Done {
    let id = caller.person_with(&MODIFY)?;
    let now_ms = world.clock.now_ms();
    let mut guard = world.state();
    let state = &mut *guard;
    let person = state.spotify.people.get_mut(id).ok_or(Problem::missing())?;
    if !person.is_premium {
        return Err(refused("Player command failed: Premium required", "PREMIUM_REQUIRED"));
    }
    let player = &mut person.player;
    player.settle(now_ms, &world.catalogue, &mut state.dice);
    let device = device(player, fields.get("device_id").map(String::as_str))?;
    if let Some(why) = violated(player, &device, &deed) {
        return Err(refused("Player command failed: Restriction violated", why));
    }
    player.tell(&device, deed, now_ms, &mut state.dice);
    player.settle(now_ms, &world.catalogue, &mut state.dice);
    Ok(StatusCode::NO_CONTENT)
}

/// The name of the device that is meant.
fn device(player: &Player, id: Option<&str>) -> Result<String, Problem> {
    let device = match id.filter(|id| !id.is_empty()) {
        Some(id) => player
            .devices
            .iter()
            .find(|device| device.is_listed && device.id.as_deref() == Some(id))
            .ok_or(Problem::Plain(StatusCode::NOT_FOUND, "Device not found"))?,
        None => player.active_device().ok_or(Problem::Reasoned(
            StatusCode::NOT_FOUND,
            "Player command failed: No active device found",
            "NO_ACTIVE_DEVICE",
        ))?,
    };
    if device.is_restricted {
        return Err(refused("Player command failed: Restriction violated", "DEVICE_NOT_CONTROLLABLE"));
    }
    Ok(device.name.clone())
}

/// Why a command cannot be: most often because it is so already.
fn violated(player: &Player, device: &str, deed: &Deed) -> Option<&'static str> {
    let is_active = player.active.as_deref() == Some(device);
    let has_volume = player.devices.iter().any(|found| found.name == device && found.has_volume);
    let is_wrong = match deed {
        Deed::Pause => !player.is_playing,
        Deed::Resume(_) => (is_active && player.is_playing) || player.current().is_none(),
        Deed::Seek(_) | Deed::Next | Deed::Previous => player.current().is_none(),
        Deed::Volume(_) => !has_volume,
        _ => false,
    };
    let why = if matches!(deed, Deed::Volume(_)) { "VOLUME_CONTROL_DISALLOW" } else { "UNKNOWN" };
    is_wrong.then_some(why)
}
