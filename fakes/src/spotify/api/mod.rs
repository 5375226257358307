//! What is left of the Web API for a program in development mode.
//!
//! Must never: answer an address that the real service has closed.

mod albums;
mod artists;
mod episodes;
mod me;
mod paging;
mod player;
mod player_state;
mod playlists;
mod search;
mod tracks;

use axum::{
    Router,
    routing::{get, post, put},
};

use super::{caller::Caller, problem::Problem};
use crate::Shared;

/// Its addresses, below `/v1`.
pub fn routes() -> Router<Shared> {
    Router::new()
        .route("/search", get(search::search))
        .route("/tracks/{id}", get(tracks::one))
        .route("/albums/{id}", get(albums::one))
        .route("/albums/{id}/tracks", get(albums::tracks))
        .route("/artists/{id}", get(artists::one))
        .route("/artists/{id}/albums", get(artists::albums))
        .route("/episodes/{id}", get(episodes::one))
        .route("/playlists/{id}", get(playlists::one))
        .route("/playlists/{id}/items", get(playlists::items).post(playlists::add).put(playlists::replace))
        .route("/me", get(me::me))
        .route("/me/playlists", get(playlists::mine).post(playlists::begin))
        .route("/me/player", get(player_state::whole).put(player::transfer))
        .route("/me/player/currently-playing", get(player_state::current))
        .route("/me/player/devices", get(player_state::devices))
        .route("/me/player/play", put(player::play))
        .route("/me/player/pause", put(player::pause))
        .route("/me/player/seek", put(player::seek))
        .route("/me/player/shuffle", put(player::shuffle))
        .route("/me/player/repeat", put(player::repeat))
        .route("/me/player/volume", put(player::volume))
        .route("/me/player/next", post(player::next))
        .route("/me/player/previous", post(player::previous))
        .route("/me/player/queue", post(player::queue))
        .fallback(gone)
}

/// Batches, recommendations, audio features and all the rest: whoever calls may, but it is not there.
async fn gone(_: Caller) -> Problem {
    Problem::gone()
}

/// Whether a text could be an id.
fn is_id(text: &str) -> bool {
    text.len() == 22 && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}
