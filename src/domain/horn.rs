//! The airhorn: what sounds there are.
//!
//! The page makes each of them out of its name. The nest only knows who blew which one, and when.
//!
//! Must never: hold a sound.

use serde::{Deserialize, Serialize};

/// One of the sounds that everyone knows how to make.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "each is named by what it sounds like")]
pub enum Sound {
    Airhorn,
    Foghorn,
    Bicycle,
    Fanfare,
    Siren,
    Trombone,
}

impl Sound {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 6] =
        [Self::Airhorn, Self::Foghorn, Self::Bicycle, Self::Fanfare, Self::Siren, Self::Trombone];

    /// Its name in the contract.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Airhorn => "airhorn",
            Self::Foghorn => "foghorn",
            Self::Bicycle => "bicycle",
            Self::Fanfare => "fanfare",
            Self::Siren => "siren",
            Self::Trombone => "trombone",
        }
    }

    /// The sound of this name, if there is one.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|sound| sound.name() == name)
    }
}
