//! What people keep on their lists, as nobody but they would see it.
//!
//! Must never: change what is on one; that is for whoever holds a token.

use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
};
use serde_json::{Value, json};

use super::{Wrong, nobody};
use crate::{
    Shared,
    spotify::people::{Item, Playlist},
};

/// `GET /_control/spotify/people/{id}/playlists`: the newest first, with the addresses of all that is on them.
pub async fn show(State(world): State<Shared>, Path(id): Path<String>) -> Result<Json<Value>, Wrong> {
    let state = world.state();
    let person = state.spotify.people.get(&id).ok_or_else(nobody)?;
    Ok(Json(json!({ "playlists": person.playlists.iter().map(told).collect::<Vec<Value>>() })))
}

/// `DELETE /_control/spotify/people/{id}/playlists/{list}`: as when its owner deletes it.
pub async fn remove(
    State(world): State<Shared>,
    Path((id, list)): Path<(String, String)>,
) -> Result<StatusCode, Wrong> {
    let mut state = world.state();
    let lists = &mut state.spotify.people.get_mut(&id).ok_or_else(nobody)?.playlists;
    let place = lists.iter().position(|kept| kept.id == list).ok_or_else(nobody)?;
    lists.remove(place);
    Ok(StatusCode::NO_CONTENT)
}

fn told(list: &Playlist) -> Value {
    let uri = |item: &Item| match item {
        Item::Uri(uri) => Some(uri.clone()),
        Item::Local(_) | Item::Gone => None,
    };
    json!({
        "id": list.id,
        "name": list.name,
        "description": list.description,
        "is_public": list.is_public,
        "uris": list.items.iter().map(uri).collect::<Vec<_>>(),
    })
}
