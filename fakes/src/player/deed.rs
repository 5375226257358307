//! What a player can be told to do.
//!
//! Must never: be half done.

use serde::{Deserialize, Serialize};

/// One thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Deed {
    /// Begin these, at this place of the first.
    Play {
        /// What, in order.
        uris: Vec<String>,
        /// Which of them first, where one was named; else any one where they are shuffled.
        first: Option<usize>,
        /// From where on.
        position_ms: u64,
    },
    /// Go on, where nothing else is said from where it stopped.
    Resume(Option<u64>),
    /// Stop.
    Pause,
    /// Go elsewhere in what plays.
    Seek(u64),
    /// What plays is to come from this device, and go on or not; as it is where nothing is said.
    Move(Option<bool>),
    /// Any order, or the one given.
    Shuffle(bool),
    /// Whether it begins again at its end.
    Repeat(Repeat),
    /// How loud, in percent.
    Volume(u8),
    /// The next one.
    Next,
    /// The one before.
    Previous,
    /// This one, after the one that plays.
    Queue(String),
}

/// Whether something begins again at its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Repeat {
    /// No.
    Off,
    /// The track that plays does.
    Track,
    /// All of them do.
    Context,
}
