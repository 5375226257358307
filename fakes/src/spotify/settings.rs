//! What tests can change about Spotify as a whole.
//!
//! Must never: differ from the real service where nobody asked for it, but for the budget, which is not published.

use serde::{Deserialize, Serialize};

/// Half a year.
const REFRESH_LIFE_MS: u64 = 182 * 24 * 3_600_000;

/// Lives and limits.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// How long an access token is good for.
    pub access_life_ms: u64,
    /// How long after consent the last refresh token dies.
    pub refresh_life_ms: u64,
    /// Whether a refresh token that is used again ends everything that came of its consent.
    pub reuse_revokes_all: bool,
    /// How many API calls a program may make within 30 s.
    pub budget_max: u64,
    /// Whether an answer to one call too many gives `QUOTA_EXCEEDED` as its reason.
    pub budget_is_quota: bool,
    /// The market that people and their players are in.
    pub market: String,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            access_life_ms: 3_600_000,
            refresh_life_ms: REFRESH_LIFE_MS,
            reuse_revokes_all: false,
            budget_max: 100_000,
            budget_is_quota: false,
            market: "DE".to_owned(),
        }
    }
}
