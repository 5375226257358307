//! The play log: what a room has played, for as long as there is a disk.
//!
//! Must never: say how it is written down.

use std::sync::Arc;

use async_trait::async_trait;

use crate::{
    app::history::past_play::PastPlay,
    domain::{ids::NestId, play::Play, setting_values::TimeZone},
};

/// Why a play could not be written or read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{what} {why}")]
pub struct PlayLogFailure {
    /// What was tried, on which file.
    pub what: String,
    /// What the system said.
    pub why: String,
}

/// What a room has played.
#[async_trait]
pub trait PlayLog: Send + Sync {
    /// Writes plays of one nest, each under the day of its end in `zone`, unless they stand there
    /// already. When this returns well they are on the disk, each exactly once, also where several
    /// processes write the same ones at the same time, or one was killed while it wrote.
    ///
    /// # Errors
    /// [`PlayLogFailure`]; some of them may have been written, and are not written twice.
    async fn write(&self, nest: &NestId, zone: &TimeZone, plays: &[Arc<Play>]) -> Result<(), PlayLogFailure>;

    /// Reads all that was ever written, in this format and those before, one play after the other and
    /// the days in order. Times without a zone are of `zone`. What cannot be read is counted, told,
    /// and passed over.
    ///
    /// For a thread of its own: this takes as long as the disk does. `each` says whether to go on.
    ///
    /// # Errors
    /// [`PlayLogFailure`] where there is no reading at all; a directory that is not there holds nothing.
    fn read(&self, zone: &TimeZone, each: &mut dyn FnMut(PastPlay) -> bool) -> Result<(), PlayLogFailure>;
}
