//! The ways in which the rules say no. Each is shown to the one who asked, and none is a fault.
//!
//! Must never: speak of stores, processes or networks; those fail, they do not refuse.

use serde::{Deserialize, Serialize};

use super::ids::EntryId;

/// Why a command was not carried out. The sentence is meant for the person who asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "code")]
pub enum Refusal {
    /// The command makes no sense; the text says why.
    #[error("{why}")]
    BadRequest {
        /// What is wrong with it, as a sentence.
        why: String,
    },
    /// This person may not do this here.
    #[error("{why}")]
    Forbidden {
        /// Who may, as a sentence.
        why: String,
    },
    /// This person was banned from the nest.
    #[error("The host of this nest does not let you in any more.")]
    Banned,
    /// Too much of it in too short a time.
    #[error("That was a lot in a short time. Wait a little and try again.")]
    RateLimited {
        /// When it is free again, in milliseconds from now.
        retry_after_ms: u64,
    },
    /// What the command names is not there.
    #[error("{what} is not here any more.")]
    NotFound {
        /// What was not found, as the beginning of a sentence.
        what: String,
    },
    /// Nothing plays.
    #[error("Nothing is playing right now.")]
    NothingPlaying,
    /// It is one's own entry.
    #[error("You cannot vote on your own song.")]
    OwnEntry,
    /// The host has closed the queue.
    #[error("The host has closed the queue for now.")]
    Locked,
    /// The host wants no explicit tracks.
    #[error("The host has turned explicit songs off.")]
    Explicit,
    /// The track is too short for this nest.
    #[error("That is too short for this nest.")]
    TooShort {
        /// The shortest allowed, in milliseconds.
        min_duration_ms: u64,
    },
    /// The track is too long for this nest.
    #[error("That is too long for this nest.")]
    TooLong {
        /// The longest allowed, in milliseconds.
        max_duration_ms: u64,
    },
    /// The same recording is queued or playing.
    #[error("That song is in the queue already. Give it a vote instead.")]
    AlreadyQueued {
        /// The entry that holds it.
        entry: EntryId,
    },
    /// The recording played within the cool-down.
    #[error("That song played a short while ago. Give it a rest.")]
    PlayedRecently {
        /// When it may be added again, in milliseconds from now.
        retry_after_ms: u64,
    },
    /// This person has as many entries queued as one may have.
    #[error("You have {max} songs queued, which is as many as one person may have.")]
    TooManyYours {
        /// How many that is.
        max: u32,
    },
    /// The queue is full.
    #[error("The queue is full. Try again when a song or two have played.")]
    QueueFull {
        /// How many entries it holds.
        max: u32,
    },
    /// The entry has as many comments as it can hold.
    #[error("This song has as many comments as it can hold.")]
    Full {
        /// How many that is.
        max: usize,
    },
    /// This person has as many nests as one may have.
    #[error("You have {max} nests, which is as many as one person may have. End one of them first.")]
    TooManyNests {
        /// How many that is.
        max: usize,
    },
}

impl Refusal {
    /// A command that makes no sense.
    #[must_use]
    pub fn bad_request(why: impl Into<String>) -> Self {
        Self::BadRequest { why: why.into() }
    }

    /// Something this person may not do.
    #[must_use]
    pub fn forbidden(why: impl Into<String>) -> Self {
        Self::Forbidden { why: why.into() }
    }

    /// An entry that is not there.
    #[must_use]
    pub fn no_entry() -> Self {
        Self::NotFound { what: "That song".into() }
    }

    /// A person who is not there.
    #[must_use]
    pub fn nobody() -> Self {
        Self::NotFound { what: "That person".into() }
    }

    /// A nest that is over.
    #[must_use]
    pub fn no_nest() -> Self {
        Self::NotFound { what: "This nest".into() }
    }

    /// The stable code of the contract.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::BadRequest { .. } => "bad_request",
            Self::Forbidden { .. } => "forbidden",
            Self::Banned => "banned",
            Self::RateLimited { .. } => "rate_limited",
            Self::NotFound { .. } => "not_found",
            Self::NothingPlaying => "nothing_playing",
            Self::OwnEntry => "own_entry",
            Self::Locked => "locked",
            Self::Explicit => "explicit",
            Self::TooShort { .. } => "too_short",
            Self::TooLong { .. } => "too_long",
            Self::AlreadyQueued { .. } => "already_queued",
            Self::PlayedRecently { .. } => "played_recently",
            Self::TooManyYours { .. } => "too_many_yours",
            Self::QueueFull { .. } => "queue_full",
            Self::Full { .. } | Self::TooManyNests { .. } => "full",
        }
    }

    /// Whether the answer is remembered under the command's id. The others are worth sending again.
    #[must_use]
    pub const fn is_remembered(&self) -> bool {
        !matches!(self, Self::BadRequest { .. } | Self::RateLimited { .. })
    }
}
