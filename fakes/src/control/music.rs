//! Tracks with something special about them, so that a test need not search for one.
//!
//! Must never: show what the API would; it says what is behind that.

use std::collections::HashMap;

use axum::{
    Json,
    extract::{Query, State},
};
use serde_json::{Value, json};

use crate::{
    Fields, Shared,
    catalogue::{Catalogue, Track},
};

/// So many are shown where nothing is said.
const USUAL: usize = 50;
/// So many are shown at most: more than play in a night.
const SHOWN_MAX: usize = 300;

/// `GET /_control/spotify/tracks?trait=`: `short`, `long`, `explicit`, `uncoded`, `twin`, `relinked`,
/// `unplayable`, `hard`, or `plain`, which is none of these; several with commas; without one, any of
/// them. With `limit=`, more than usual.
pub async fn tracks(State(world): State<Shared>, Query(fields): Query<Fields>) -> Json<Value> {
    let wanted: Vec<&str> = fields.get("trait").map(|names| names.split(',').collect()).unwrap_or_default();
    let limit = fields.get("limit").and_then(|limit| limit.parse().ok()).unwrap_or(USUAL).min(SHOWN_MAX);
    let catalogue = &world.catalogue;
    let mut codes: HashMap<&str, usize> = HashMap::new();
    for code in catalogue.tracks.iter().filter_map(|track| track.isrc.as_deref()) {
        *codes.entry(code).or_default() += 1;
    }
    let shown = catalogue.tracks.iter().filter_map(|track| {
        let traits = traits(track, &codes);
        wanted.iter().all(|name| traits.contains(name)).then(|| show(catalogue, track, &traits))
    });
    Json(json!({"tracks": shown.take(limit).collect::<Vec<_>>()}))
}

fn traits(track: &Track, codes: &HashMap<&str, usize>) -> Vec<&'static str> {
    let is_twin = track.isrc.as_deref().is_some_and(|code| codes.get(code).is_some_and(|count| *count > 1));
    let is_hard = track.name.contains('<') || track.name.contains('\u{335}') || track.name.contains('"');
    let mut traits = vec![
        (track.length_ms <= 40_000, "short"),
        (track.length_ms > 20 * 60_000, "long"),
        (track.is_explicit, "explicit"),
        (track.isrc.is_none(), "uncoded"),
        (is_twin, "twin"),
        (track.other_id.is_some(), "relinked"),
        (!track.is_playable, "unplayable"),
        (is_hard, "hard"),
    ];
    traits.retain(|(is_so, _)| *is_so);
    if traits.is_empty() {
        traits.push((true, "plain"));
    }
    traits.into_iter().map(|(_, name)| name).collect()
}

fn show(catalogue: &Catalogue, track: &Track, traits: &[&str]) -> Value {
    json!({
        "id": track.id,
        "other_id": track.other_id,
        "uri": track.uri(),
        "name": track.name,
        "artist": catalogue.artists[track.artists[0]].name,
        "artist_id": catalogue.artists[track.artists[0]].id,
        "genres": catalogue.artists[track.artists[0]].genres,
        "album_id": catalogue.albums[track.album].id,
        "length_ms": track.length_ms,
        "isrc": track.isrc,
        "is_explicit": track.is_explicit,
        "traits": traits,
    })
}
