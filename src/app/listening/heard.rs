//! What a driver hears, and what it asks for.
//!
//! Must never: be more than words. What they mean is the driver's.

use serde::{Deserialize, Serialize};

use super::wanted::Wanted;
use crate::{
    app::ports::{Device, PlayerFailure, Report},
    domain::track::TrackUri,
};

/// Something that a driver hears.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Heard {
    /// The nest plays this now, or nothing.
    Nest(Option<Wanted>),
    /// The call that was under way has ended.
    Answer(Answer),
    /// Its person wants something.
    Order(Order),
    /// There is no token for its person's player any more, or none that works.
    TokenGone,
}

/// What a person wants of their driver.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Order {
    /// To listen along, on the device they chose, else on the one that is active.
    Listen,
    /// Not to listen along any more. What plays is left as it is.
    Stop,
    /// To listen along again, after they took over or something was in the way.
    Rejoin,
    /// To listen on this device.
    Choose(Chosen),
    /// To hear everything this much earlier, in milliseconds; below 0, later.
    Offset(i64),
}

/// The device a person listens on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chosen {
    /// Its id.
    pub id: String,
    /// What they call it.
    pub name: String,
}

/// How a call ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// When it was made, in epoch milliseconds.
    pub sent_ms: u64,
    /// When it ended, in epoch milliseconds.
    pub answered_ms: u64,
    /// What was said.
    pub outcome: Result<Said, PlayerFailure>,
}

/// What a player said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Said {
    /// What it does, to [`Call::Look`].
    Report(Option<Report>),
    /// What there is to listen on, to [`Call::Devices`].
    Devices(Vec<Device>),
    /// That it does what it was told.
    Done,
}

/// A call to a person's player.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Call {
    /// What does it do?
    Look,
    /// What is there to listen on?
    Devices,
    /// Play these, the first from here on.
    Play {
        /// The device's id.
        device: String,
        /// One track, or two.
        uris: Vec<TrackUri>,
        /// Where the first begins, in milliseconds.
        position_ms: u64,
    },
    /// Stop where it is.
    Pause {
        /// The device's id.
        device: String,
    },
    /// Play in the order that is given.
    ShuffleOff {
        /// The device's id.
        device: String,
    },
}

/// What a driver wants done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Next {
    /// This call, now. There is no other until it is answered.
    Call(Call),
    /// Nothing until then, in epoch milliseconds, or until it hears something.
    Nothing {
        /// Until when; until it hears something where there is no time.
        until_ms: Option<u64>,
    },
}
