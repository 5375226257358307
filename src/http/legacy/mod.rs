//! The addresses of the original system, for the desktop agents that people run already.
//!
//! An agent comes with a personal token, and sees the main nest, or the one that its token was made for.
//!
//! - [`inviting`]: how it gets its token. [`reading`]: what plays and what is queued, once.
//! - [`events`]: the same as it happens, by [`telling`]. [`adding`]: searching, and queueing.
//! - [`players`]: its person's own devices. [`words`]: what all of it looks like.
//!
//! Must never: tell an e-mail address, or decide anything that the rules of a nest decide.

mod adding;
mod events;
pub mod inviting;
mod players;
mod reading;
pub mod telling;
mod times;
mod words;

use std::sync::Arc;

use axum::{
    Router,
    routing::{get, post},
};

use super::{api, problem::Problem, site::Site, visitor::Visitor};
use crate::app::{nest_task::NestHandle, nests};

/// The routes of the original system.
pub fn routes() -> Router<Arc<Site>> {
    Router::new()
        .route("/api/sync-token", post(inviting::take))
        .route("/api/events", get(events::follow))
        .route("/api/playing", get(reading::playing))
        .route("/api/queue", get(reading::queue))
        .route("/api/add_song", post(adding::add))
        .route("/search/v2", get(adding::search))
        .route("/api/spotify/devices", get(players::devices))
        .route("/api/spotify/transfer", post(players::transfer))
        .route("/api/spotify/status", get(players::status))
}

/// The name of the nest that this visitor's agent sees.
fn name_of(visitor: &Visitor) -> String {
    visitor.only_nest().map_or_else(|| nests::main_id().as_str().to_owned(), |nest| nest.as_str().to_owned())
}

/// The nest that this visitor's agent sees. By asking for it they are present there.
async fn nest_of(site: &Site, visitor: &Visitor) -> Result<NestHandle, Problem> {
    api::find(site, &name_of(visitor), visitor).await
}

fn gone() -> Problem {
    Problem::not_found("This nest")
}
