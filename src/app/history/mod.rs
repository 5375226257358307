//! What the room remembers.
//!
//! - [`past_play`]: a play as a log tells of it, whoever wrote that log.
//!
//! Must never: touch a file. What was played is given to it.

pub mod past_play;

use self::past_play::PastPlay;
use crate::domain::{day::Day, ids::NestId};

/// Everything that was played, in memory.
#[derive(Debug, Default)]
pub struct History {}

impl History {
    /// A nest's plays of one night, from noon of that day to the next noon, oldest first.
    #[must_use]
    pub fn night(&self, _nest: &NestId, _night: Day) -> Vec<PastPlay> {
        Vec::new()
    }
}
