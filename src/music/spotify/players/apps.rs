//! The players of everyone, by the app they agreed to.
//!
//! Must never: let an app of somebody's own spend the budget of the house's.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use super::SpotifyPlayers;
use crate::app::ports::{Apps, Clock, Players};

/// How many apps of people's own are held at once, each with a budget of its own: more than a party has
/// people with an app. Beyond it one that nobody uses right now is forgotten, with what it has spent.
const APPS_MAX: usize = 64;

/// The house's app, and those of people's own.
pub struct SpotifyApps {
    house: Arc<SpotifyPlayers>,
    own: Mutex<HashMap<String, Arc<SpotifyPlayers>>>,
    clock: Arc<dyn Clock>,
}

impl SpotifyApps {
    /// Only the house's, until somebody brings theirs.
    #[must_use]
    pub fn new(house: SpotifyPlayers, clock: Arc<dyn Clock>) -> Self {
        Self { house: Arc::new(house), own: Mutex::default(), clock }
    }
}

impl Apps for SpotifyApps {
    fn players(&self, own_client: Option<&str>) -> Arc<dyn Players> {
        let Some(client_id) = own_client else { return Arc::clone(&self.house) as _ };
        let mut own = self.own.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(players) = own.get(client_id) {
            return Arc::clone(players) as _;
        }
        if own.len() >= APPS_MAX {
            let idle = own.iter().find(|(_, players)| Arc::strong_count(players) == 1);
            let one = idle.or_else(|| own.iter().next()).map(|(client_id, _)| client_id.clone());
            one.and_then(|client_id| own.remove(&client_id));
        }
        let players = Arc::new(self.house.of_another_app(Arc::clone(&self.clock)));
        own.insert(client_id.to_owned(), Arc::clone(&players));
        players
    }
}
