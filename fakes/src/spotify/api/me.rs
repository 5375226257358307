//! Who somebody is.
//!
//! Must never: tell their address, country or plan; that is gone.

use axum::{Json, extract::State};
use serde_json::{Value, json};

use super::{Caller, Problem};
use crate::{Shared, catalogue::covers};

/// `GET /me`
pub async fn me(State(world): State<Shared>, caller: Caller) -> Result<Json<Value>, Problem> {
    let id = caller.person()?;
    let state = world.state();
    let person = state.spotify.people.get(id).ok_or(Problem::missing())?;
    let mut shown = person.shown();
    shown["account_id"] = json!(person.account_id());
    shown["images"] = covers::images(&world.spotify_url, &format!("person {id}"));
    Ok(Json(shown))
}
