//! The ways in which Bender finds something.
//!
//! Must never: decide whether a find may be played. The rules do, before and after.

mod kin;
mod throwback;

use std::sync::Arc;

use async_trait::async_trait;

pub use self::{kin::Kin, throwback::Throwback};
use crate::{
    app::ports::{CatalogueUnavailable, Dice},
    domain::{bender::Provenance, nest::Nest, setting_values::Strategy, track::Track},
};

/// What a strategy goes by.
#[derive(Clone, Copy)]
pub struct Asking<'a> {
    /// The nest as it is.
    pub nest: &'a Nest,
    /// What to start from.
    pub seed: Option<&'a Track>,
    /// Whether all else was in vain.
    pub is_last_resort: bool,
    /// The time, in epoch milliseconds.
    pub now_ms: u64,
    /// Chance.
    pub dice: &'a dyn Dice,
}

/// What a strategy found: the track, and where it comes from if the room knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Find {
    /// The track.
    pub track: Arc<Track>,
    /// Who played it here first.
    pub provenance: Option<Arc<Provenance>>,
}

/// One way of finding something.
#[async_trait]
pub trait Strategist: Send + Sync {
    /// What it is called.
    fn strategy(&self) -> Strategy;

    /// Something that may be played now, if it can find any.
    ///
    /// # Errors
    /// [`CatalogueUnavailable`] where it had to ask and there was no answer.
    async fn find(&self, asking: Asking<'_>) -> Result<Option<Find>, CatalogueUnavailable>;
}
