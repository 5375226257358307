//! Searching, ten at a time.
//!
//! Must never: answer a question for more than ten.

use axum::{
    Json,
    extract::{Query, State},
};
use serde_json::{Value, json};

use super::{Caller, Problem, paging::Part};
use crate::{
    Fields, Shared,
    catalogue::{finding::Question, showing::View},
};

/// As many as a search shows where nothing is said.
const USUAL: usize = 5;
/// As many as it shows at most in development mode.
const LIMIT_MAX: usize = 10;
/// No page begins behind this.
const OFFSET_MAX: usize = 1_000;

/// `GET /search`
pub async fn search(
    State(world): State<Shared>,
    _: Caller,
    Query(fields): Query<Fields>,
) -> Result<Json<Value>, Problem> {
    // In the address of a next page it is called `query`, as with the real service.
    let text = fields.get("q").or_else(|| fields.get("query")).filter(|text| !text.trim().is_empty());
    let text = text.ok_or(Problem::bad("No search query"))?;
    let kinds = fields.get("type").ok_or(Problem::bad("Missing parameter type"))?;
    let part = Part::parse(&fields, USUAL, LIMIT_MAX)?;
    if part.offset + part.limit > OFFSET_MAX {
        return Err(Problem::bad("Invalid offset"));
    }
    let question = Question::parse(text);
    let catalogue = &world.catalogue;
    let market = fields.get("market").map(String::as_str);
    let view = View { catalogue, origin: &world.spotify_url, market };
    let mut answer = json!({});
    for kind in kinds.split(',') {
        let encoded: String = url::form_urlencoded::byte_serialize(text.as_bytes()).collect();
        let path = format!("/search?query={encoded}&type={kind}");
        let none: [usize; 0] = [];
        let (name, found) = match kind {
            "track" => (
                "tracks",
                part.of(&world.spotify_url, &path, &catalogue.find_tracks(&question), |at| view.track(*at)),
            ),
            "album" => (
                "albums",
                part.of(&world.spotify_url, &path, &catalogue.find_albums(&question), |at| {
                    view.album_alone(*at)
                }),
            ),
            "artist" => (
                "artists",
                part.of(&world.spotify_url, &path, &catalogue.find_artists(&question), |at| view.artist(*at)),
            ),
            "episode" => {
                let found = catalogue.find_episodes(&question);
                ("episodes", part.of(&world.spotify_url, &path, &found, |at| view.episode_alone(*at)))
            }
            "show" | "playlist" | "audiobook" => {
                let name =
                    ["shows", "playlists", "audiobooks"].into_iter().find(|name| name.starts_with(kind));
                (name.unwrap_or_default(), part.of(&world.spotify_url, &path, &none, |_| Value::Null))
            }
            _ => return Err(Problem::bad("Bad search type field")),
        };
        answer[name] = found;
    }
    Ok(Json(answer))
}
