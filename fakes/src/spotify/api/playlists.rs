//! People's own lists.
//!
//! Must never: show what is in somebody else's.

use axum::{
    Json,
    extract::{Path, Query, State},
    http::StatusCode,
};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Caller, Problem, paging::Part};
use crate::{
    Fields, Shared,
    catalogue::showing::View,
    mixing::{base62_of, hex_of, secret},
    spotify::{
        Person, Spotify,
        people::{ITEMS_MAX, Item, PLAYLISTS_MAX, Playlist},
    },
    world::World,
};

/// As many as are shown where nothing is said.
const USUAL: usize = 20;
/// As many as are shown at most.
const LIMIT_MAX: usize = 50;
/// As many as are added at once, or put in the place of what was there.
const WRITTEN_MAX: usize = 100;
/// As many as come with the list itself.
const SHOWN_MAX: usize = 100;
const READ: [&str; 1] = ["playlist-read-private"];

/// A list to be.
#[derive(Debug, Deserialize)]
pub struct Begun {
    name: String,
    #[serde(default)]
    description: String,
    #[serde(default = "is_usually_public")]
    public: bool,
}

fn is_usually_public() -> bool {
    true
}

/// What to add to one.
#[derive(Debug, Deserialize)]
pub struct Added {
    uris: Vec<String>,
    position: Option<usize>,
}

/// What is to be in one instead of all that is there.
#[derive(Debug, Deserialize)]
pub struct Replaced {
    uris: Vec<String>,
}

/// `GET /me/playlists`
pub async fn mine(
    State(world): State<Shared>,
    caller: Caller,
    Query(fields): Query<Fields>,
) -> Result<Json<Value>, Problem> {
    let id = caller.person()?;
    let sees_all = caller.person_with(&READ).is_ok();
    let part = Part::parse(&fields, USUAL, LIMIT_MAX)?;
    let state = world.state();
    let person = state.spotify.people.get(id).ok_or(Problem::missing())?;
    let seen: Vec<&Playlist> = person.playlists.iter().filter(|list| sees_all || list.is_public).collect();
    Ok(Json(part.of(&world.spotify_url, "/me/playlists", &seen, |list| shown(&world, person, list))))
}

/// `POST /me/playlists`
pub async fn begin(
    State(world): State<Shared>,
    caller: Caller,
    Json(begun): Json<Begun>,
) -> Result<(StatusCode, Json<Value>), Problem> {
    let id = caller.person_with(modify(begun.public))?.to_owned();
    let mut state = world.state();
    let person = state.spotify.people.get_mut(&id).ok_or(Problem::missing())?;
    if begun.name.trim().is_empty() || person.playlists.len() >= PLAYLISTS_MAX {
        return Err(Problem::bad("Missing required field: name"));
    }
    let (name, description, is_public) = (begun.name, begun.description, begun.public);
    let list = Playlist { id: base62_of(&secret("", 1)), name, description, is_public, items: Vec::new() };
    let answer = shown(&world, person, &list);
    person.playlists.insert(0, list);
    Ok((StatusCode::CREATED, Json(answer)))
}

/// `GET /playlists/{id}`: with what is in it, where it is one's own.
pub async fn one(
    State(world): State<Shared>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<Json<Value>, Problem> {
    let state = world.state();
    let (owner, list) = find(&state.spotify, &id).ok_or(Problem::missing())?;
    let is_own = caller.person().is_ok_and(|person| person == owner.id);
    let is_seen = list.is_public || (is_own && caller.person_with(&READ).is_ok());
    if !is_seen {
        return Err(Problem::missing());
    }
    let mut answer = shown(&world, owner, list);
    if is_own {
        let first = Part { limit: SHOWN_MAX, offset: 0 };
        answer["items"] =
            first.of(&world.spotify_url, &format!("/playlists/{id}/items"), &list.items, |item| {
                entry(&world, owner, item)
            });
    } else if let Some(fields) = answer.as_object_mut() {
        fields.remove("items");
    }
    Ok(Json(answer))
}

/// `GET /playlists/{id}/items`
pub async fn items(
    State(world): State<Shared>,
    caller: Caller,
    Path(id): Path<String>,
    Query(fields): Query<Fields>,
) -> Result<Json<Value>, Problem> {
    let part = Part::parse(&fields, USUAL, LIMIT_MAX)?;
    let state = world.state();
    let (owner, list) = find(&state.spotify, &id).ok_or(Problem::missing())?;
    if caller.person()? != owner.id {
        return Err(if list.is_public { Problem::forbidden("Forbidden") } else { Problem::missing() });
    }
    if !list.is_public {
        caller.person_with(&READ)?;
    }
    Ok(Json(part.of(&world.spotify_url, &format!("/playlists/{id}/items"), &list.items, |item| {
        entry(&world, owner, item)
    })))
}

/// `POST /playlists/{id}/items`
pub async fn add(
    State(world): State<Shared>,
    caller: Caller,
    Path(id): Path<String>,
    Json(added): Json<Added>,
) -> Result<(StatusCode, Json<Value>), Problem> {
    if added.uris.is_empty() {
        return Err(Problem::bad("Missing required field: uris"));
    }
    demand_playable(&world, &added.uris)?;
    let mut state = world.state();
    let list = writable(&mut state.spotify, &caller, &id)?;
    if list.items.len() + added.uris.len() > ITEMS_MAX {
        return Err(Problem::bad("Playlist size limit reached"));
    }
    let at = added.position.unwrap_or(list.items.len()).min(list.items.len());
    list.items.splice(at..at, added.uris.into_iter().map(Item::Uri));
    Ok((StatusCode::CREATED, Json(json!({"snapshot_id": snapshot(list)}))))
}

/// `PUT /playlists/{id}/items`: with nothing, all that is there goes.
pub async fn replace(
    State(world): State<Shared>,
    caller: Caller,
    Path(id): Path<String>,
    Json(replaced): Json<Replaced>,
) -> Result<Json<Value>, Problem> {
    demand_playable(&world, &replaced.uris)?;
    let mut state = world.state();
    let list = writable(&mut state.spotify, &caller, &id)?;
    list.items = replaced.uris.into_iter().map(Item::Uri).collect();
    Ok(Json(json!({"snapshot_id": snapshot(list)})))
}

fn demand_playable(world: &World, uris: &[String]) -> Result<(), Problem> {
    if uris.len() > WRITTEN_MAX {
        return Err(Problem::bad("You can add a maximum of 100 tracks per request."));
    }
    let is_known = uris.iter().all(|uri| world.catalogue.playable(uri).is_some());
    if is_known { Ok(()) } else { Err(Problem::bad("Payload contains a non-existing ID")) }
}

/// A list of the caller's own, if they agreed to its being changed.
fn writable<'a>(spotify: &'a mut Spotify, caller: &Caller, id: &str) -> Result<&'a mut Playlist, Problem> {
    let person = caller.person()?;
    let (owner, is_public) =
        find(spotify, id).map(|(owner, list)| (&owner.id, list.is_public)).ok_or(Problem::missing())?;
    if owner != person {
        return Err(Problem::forbidden("Forbidden"));
    }
    caller.person_with(modify(is_public))?;
    let lists = spotify.people.get_mut(person).map(|person| &mut person.playlists);
    lists.into_iter().flatten().find(|list| list.id == id).ok_or(Problem::missing())
}

fn modify(is_public: bool) -> &'static [&'static str] {
    if is_public { &["playlist-modify-public"] } else { &["playlist-modify-private"] }
}

fn find<'a>(spotify: &'a Spotify, id: &str) -> Option<(&'a Person, &'a Playlist)> {
    spotify.people.values().find_map(|person| {
        let list = person.playlists.iter().find(|list| list.id == id)?;
        Some((person, list))
    })
}

fn snapshot(list: &Playlist) -> String {
    hex_of(&format!("{} {:?}", list.id, list.items), 32)
}

fn shown(world: &World, owner: &Person, list: &Playlist) -> Value {
    json!({
        "collaborative": false,
        "description": list.description,
        "external_urls": {"spotify": format!("https://open.spotify.com/playlist/{}", list.id)},
        "href": format!("https://api.spotify.com/v1/playlists/{}", list.id),
        "id": list.id,
        "images": crate::catalogue::covers::images(&world.spotify_url, &list.id),
        "items": {"href": format!("https://api.spotify.com/v1/playlists/{}/items", list.id), "total": list.items.len()},
        "name": list.name,
        "owner": owner.shown(),
        "public": list.is_public,
        "snapshot_id": snapshot(list),
        "type": "playlist",
        "uri": format!("spotify:playlist:{}", list.id),
    })
}

fn entry(world: &World, owner: &Person, item: &Item) -> Value {
    let view = View { catalogue: &world.catalogue, origin: &world.spotify_url, market: None };
    let (shown, is_local) = match item {
        Item::Uri(uri) => (world.catalogue.playable(uri).and_then(|place| view.place(place)), false),
        Item::Local(name) => (Some(local(name)), true),
        Item::Gone => (None, false),
    };
    json!({
        "added_at": "2025-06-01T18:00:00Z",
        "added_by": owner.shown(),
        "is_local": is_local,
        "item": shown,
    })
}

fn local(name: &str) -> Value {
    json!({
        "album": {"name": "", "images": [], "artists": [], "id": null, "uri": null, "type": "album"},
        "artists": [{"name": "", "id": null, "uri": null, "type": "artist"}],
        "duration_ms": 200_000,
        "explicit": false,
        "external_ids": {},
        "id": null,
        "is_local": true,
        "name": name,
        "type": "track",
        "uri": format!("spotify:local:::{}:200", name.replace(' ', "+")),
    })
}
