//! All that the two stand-ins know.
//!
//! Must never: be locked across an `await`.

use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::{
    calls::Calls, catalogue::Catalogue, clock::Clock, faults::Faults, google::Google, mixing::Mixer,
    spotify::Spotify,
};

/// What stays as it is, and the state behind its lock.
#[derive(Debug)]
pub struct World {
    /// The time.
    pub clock: Clock,
    /// The music.
    pub catalogue: Catalogue,
    /// Where Google's stand-in is reached, without a slash at the end.
    pub google_url: String,
    /// Where Spotify's is.
    pub spotify_url: String,
    state: Mutex<WorldState>,
}

/// What changes.
#[derive(Debug)]
pub struct WorldState {
    /// What was asked.
    pub calls: Calls,
    /// What is to go wrong.
    pub faults: Faults,
    /// Accounts and keys.
    pub google: Google,
    /// People, tokens and players.
    pub spotify: Spotify,
    /// Chance, which is the same after each reset.
    pub dice: Mixer,
}

impl World {
    /// A world as it is at the start. Makes keys, which takes a moment.
    pub fn new(google_url: String, spotify_url: String) -> Self {
        let catalogue = Catalogue::make();
        let state = Mutex::new(WorldState::new(&catalogue, Google::new()));
        Self { clock: Clock::new(), catalogue, google_url, spotify_url, state }
    }

    /// What changes, for whoever is first.
    pub fn state(&self) -> MutexGuard<'_, WorldState> {
        // A request that panicked left nothing half done that a test could not reset.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Everything as it was at the start, but for the key that signs.
    pub fn reset(&self) {
        self.clock.move_to(0);
        let mut state = self.state();
        let google = state.google.as_at_the_start();
        *state = WorldState::new(&self.catalogue, google);
    }
}

impl WorldState {
    fn new(catalogue: &Catalogue, google: Google) -> Self {
        Self {
            calls: Calls::default(),
            faults: Faults::default(),
            google,
            spotify: Spotify::new(catalogue),
            dice: Mixer::of("chance"),
        }
    }
}
