//! What a player's answers say, read leniently: an odd field costs that field only. But whether it plays has
//! to be said, for a guess would have somebody's music stopped or started.
//!
//! Must never: trust a text, a length or an address because Spotify sent it.

use serde_json::Value;

use crate::{
    app::ports::{Device, OnAir, Report},
    domain::{limits::DAY_MS, track::TrackUri},
    music::spotify::{links, reading::text},
};

/// Devices that are listed. A home full of speakers has half of that.
const DEVICES_MAX: usize = 50;
/// Characters of a device's name, which people choose; and of its kind.
const NAME_MAX: usize = 100;
/// Characters of a device's id; Spotify's have 40.
const ID_MAX: usize = 200;
/// What a device is called, and what kind it is, where nothing says so.
const UNNAMED: &str = "Unknown";

/// What a player does; `None` where the answer is not about a player.
pub(super) fn report(answer: &Value) -> Option<Report> {
    let is_playing = answer["is_playing"].as_bool()?;
    let on_air = on_air(answer);
    let length_ms = match on_air {
        OnAir::Track { duration_ms, .. } if duration_ms > 0 => duration_ms,
        _ => DAY_MS,
    };
    let is_set = |name: &str| answer[name].as_bool().unwrap_or_default();
    Some(Report {
        device: device(&answer["device"]),
        on_air,
        progress_ms: answer["progress_ms"].as_u64().unwrap_or_default().min(length_ms),
        is_playing,
        is_shuffled: is_set("shuffle_state") || is_set("smart_shuffle"),
    })
}

/// What a person could listen on; `None` where the answer is no list of devices.
pub(super) fn devices(answer: &Value) -> Option<Vec<Device>> {
    Some(answer["devices"].as_array()?.iter().filter_map(device).take(DEVICES_MAX).collect())
}

fn device(value: &Value) -> Option<Device> {
    let kind = text(&value["type"], NAME_MAX).unwrap_or_else(|| UNNAMED.to_owned());
    let is_set = |name: &str| value[name].as_bool().unwrap_or_default();
    value.is_object().then(|| Device {
        id: id(&value["id"]),
        name: text(&value["name"], NAME_MAX).unwrap_or_else(|| kind.clone()),
        is_active: is_set("is_active"),
        is_restricted: is_set("is_restricted"),
        kind,
    })
}

/// An id is given back as it came, or not at all.
fn id(value: &Value) -> Option<String> {
    let id = value.as_str()?;
    let is_id = (1..=ID_MAX).contains(&id.len()) && id.bytes().all(|letter| letter.is_ascii_graphic());
    is_id.then(|| id.to_owned())
}

/// What is on. In a private session, whatever Spotify still names was there to be named.
fn on_air(answer: &Value) -> OnAir {
    let item = &answer["item"];
    let is_ad = answer["currently_playing_type"] == "ad"
        || item["uri"].as_str().is_some_and(|uri| uri.starts_with("spotify:ad:"));
    if is_ad {
        return OnAir::Ad;
    }
    let is_local = item["is_local"].as_bool().unwrap_or_default();
    let Some(uri) = uri(item).filter(|_| !is_local) else {
        return OnAir::Unknown;
    };
    let length_ms = item["duration_ms"].as_u64().filter(|length_ms| *length_ms <= DAY_MS);
    OnAir::Track {
        asked: self::uri(&item["linked_from"]).filter(|asked| *asked != uri),
        duration_ms: length_ms.unwrap_or_default(),
        uri,
    }
}

/// The address of something that plays, out of the one it has or of its id.
fn uri(item: &Value) -> Option<TrackUri> {
    let mut words = item["uri"].as_str().unwrap_or_default().split(':');
    let (kind, id) = match (words.next(), words.next(), words.next(), words.next()) {
        (Some("spotify"), Some(kind), Some(id), None) => (kind, id),
        _ => (item["type"].as_str().unwrap_or("track"), item["id"].as_str()?),
    };
    match kind {
        "track" => links::track_uri(id),
        "episode" => links::episode_uri(id),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
