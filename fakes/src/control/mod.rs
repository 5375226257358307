//! What tests say to the stand-ins, on both listeners under `/_control`.
//!
//! Must never: be reachable from beyond this machine; there is nothing that guards it.

mod asked;
mod google;
mod listening;
mod lists;
mod music;
mod spotify;
mod time;
mod trouble;

use axum::{
    Json, Router,
    extract::State,
    http::StatusCode,
    routing::{delete, get, post, put},
};
use serde_json::{Value, json};

use crate::Shared;

/// What control answers where something is wrong: a status and a sentence.
type Wrong = (StatusCode, &'static str);

/// Its addresses.
pub fn routes() -> Router<Shared> {
    Router::new()
        .route("/state", get(state))
        .route("/reset", post(reset))
        .route("/clock", get(time::show).post(time::shift))
        .route("/calls", get(asked::show).delete(asked::clear))
        .route("/faults", get(trouble::faults).post(trouble::add_fault).delete(trouble::clear_faults))
        .route("/held", delete(trouble::let_go))
        .route("/limits", get(trouble::limits).post(trouble::add_limit).delete(trouble::clear_limits))
        .route("/google/clients/{id}", put(google::register).delete(google::strike))
        .route("/google/accounts", get(google::accounts).post(google::add_account))
        .route("/google/accounts/{who}", delete(google::remove_account))
        .route("/google/next_token", post(google::spoil_next))
        .route("/google/keys", post(google::rotate))
        .route("/spotify/clients/{id}", put(spotify::register).delete(spotify::strike))
        .route("/spotify/settings", get(spotify::settings).patch(spotify::change_settings))
        .route("/spotify/people/{id}", put(spotify::add_person).delete(spotify::remove_person))
        .route("/spotify/people/{id}/revoke", post(spotify::revoke))
        .route("/spotify/people/{id}/playlists", get(lists::show))
        .route("/spotify/people/{id}/playlists/{list}", delete(lists::remove))
        .route("/spotify/grants", get(spotify::grants))
        .route("/spotify/access", delete(spotify::forget_access))
        .route("/spotify/people/{id}/player", get(listening::show))
        .route("/spotify/people/{id}/devices", post(listening::put_device).delete(listening::remove_devices))
        .route("/spotify/people/{id}/takeover", post(listening::take_over))
        .route("/spotify/tracks", get(music::tracks))
}

fn wrong(why: &'static str) -> Wrong {
    (StatusCode::UNPROCESSABLE_ENTITY, why)
}

fn nobody() -> Wrong {
    (StatusCode::NOT_FOUND, "There is nobody and nothing of this name.")
}

async fn reset(State(world): State<Shared>) -> StatusCode {
    world.reset();
    StatusCode::NO_CONTENT
}

/// All that is known, but for tokens.
async fn state(State(world): State<Shared>) -> Json<Value> {
    let state = world.state();
    let (google, spotify) = (&state.google, &state.spotify);
    let person = |person: &crate::spotify::Person| {
        json!({
            "id": person.id,
            "name": person.name,
            "is_premium": person.is_premium,
            "account_id": person.account_id(),
            "player": person.player,
        })
    };
    Json(json!({
        "google_url": world.google_url,
        "spotify_url": world.spotify_url,
        "now_ms": world.clock.now_ms(),
        "moved_ms": world.clock.moved_ms(),
        "calls": state.calls.total(),
        "faults": state.faults.waiting,
        "limits": state.faults.limits,
        "google": {
            "clients": google.clients,
            "accounts": google.accounts.values().collect::<Vec<_>>(),
            "keys": google.keys.ids(),
            "next_tokens": google.mistakes,
        },
        "spotify": {
            "clients": spotify.clients,
            "people": spotify.people.values().map(person).collect::<Vec<_>>(),
            "grants": spotify.grants.all().count(),
            "settings": spotify.settings,
        },
    }))
}
