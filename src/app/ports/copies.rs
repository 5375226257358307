//! All that a store keeps, as pieces that can be carried into another.
//!
//! Must never: say how a store keeps them, or where they are carried to.

use std::sync::Arc;

use async_trait::async_trait;
use tokio::sync::mpsc;

use super::{Snapshot, StoreFailure};
use crate::domain::{commit::Commit, ids::NestId};

/// How many pieces may wait for whoever carries them: enough to keep both sides busy, few enough to fit
/// into little memory.
pub const PIECES_MAX: usize = 64;

/// Something that a store keeps.
#[derive(Debug, Clone, PartialEq)]
pub enum Piece {
    /// A nest's snapshot; it comes before the nest's commits.
    Snapshot(NestId, Snapshot),
    /// One of a nest's commits; they come oldest first.
    Commit(NestId, Arc<Commit>),
    /// A value of the vault.
    Secret {
        /// Its secret name.
        key: String,
        /// The value.
        value: Vec<u8>,
        /// When its time is over, in epoch milliseconds.
        end_ms: u64,
    },
}

/// A store that can be copied as a whole. What processes only tell each other, who does what just now and
/// who is where, is no part of it.
#[async_trait]
pub trait Copies: Send + Sync {
    /// Hands over everything that is kept: each nest as of one moment, while others go on with it. Ends
    /// early, without a complaint, where nobody takes the pieces any more.
    ///
    /// # Errors
    /// [`StoreFailure`]; what was handed over until then is not all.
    async fn copy(&self, pieces: mpsc::Sender<Piece>) -> Result<(), StoreFailure>;

    /// Keeps these pieces and nothing else. What was there before goes; so does what has ended by now.
    ///
    /// # Errors
    /// [`StoreFailure`]; it may hold some of them by then, unless it can do all in one step.
    async fn keep_only(&self, pieces: Vec<Piece>) -> Result<(), StoreFailure>;
}
