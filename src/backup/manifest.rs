//! What a backup says about itself.
//!
//! Must never: hold a secret; it is meant to be looked at.

use serde::{Deserialize, Serialize};

/// The format of backups. Another one is refused.
pub const FORMAT: u32 = 1;

/// All about a backup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// See [`FORMAT`].
    pub format: u32,
    /// The version of the program that made it.
    pub version: String,
    /// When it was made, in epoch milliseconds.
    pub made_ms: u64,
    /// The same for people.
    pub made_at: String,
    /// Which store it was made of: `embedded` or `redis`.
    pub store: String,
    /// What it holds of the store.
    pub counts: Counts,
    /// All other parts, in their order.
    pub parts: Vec<Part>,
}

/// How much of the store there is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Nests.
    pub nests: u64,
    /// Commits of all nests.
    pub commits: u64,
    /// Sessions, accounts, tokens.
    pub secrets: u64,
}

/// A part of the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// Its name.
    pub name: String,
    /// Its length.
    pub bytes: u64,
    /// Its SHA-256 in hexadecimal digits.
    pub sha256: String,
}
