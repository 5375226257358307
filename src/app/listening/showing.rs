//! How it goes for those who listen, as their driver tells it to every process.
//!
//! It is kept for a minute and said again well before, so that nothing is shown of a driver that is no more.
//!
//! Must never: be what anything is decided by.

use std::{sync::Arc, time::Duration};

use serde::{Deserialize, Serialize};

use super::{heard::Chosen, state::State};
use crate::{
    app::ports::{StoreFailure, Vault},
    domain::ids::PersonId,
};

/// How long it holds what a driver said.
const HOLDS_FOR: Duration = Duration::from_mins(1);
/// How often a driver says it again.
pub const SAY_EVERY: Duration = Duration::from_secs(20);

/// What a listener's state is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "`State` explains them, and the contract names them")]
pub enum Kind {
    Off,
    Connecting,
    InSync,
    CatchingUp,
    Nothing,
    TookOver,
    NoDevice,
    DeviceGone,
    PremiumNeeded,
    NotAllowed,
    NotHere,
    Waiting,
    Reconnect,
    /// The service does not answer.
    Unavailable,
}

/// What a listener is shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shown {
    /// What it is called.
    pub kind: Kind,
    /// How far ahead of the nest the device was, in milliseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub offset_ms: Option<i64>,
    /// Until when it stays so, in epoch milliseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until_ms: Option<u64>,
    /// The name of the device it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub device: Option<String>,
}

impl From<Kind> for Shown {
    fn from(kind: Kind) -> Self {
        Self { kind, offset_ms: None, until_ms: None, device: None }
    }
}

impl From<State> for Shown {
    fn from(state: State) -> Self {
        match state {
            State::Off => Kind::Off.into(),
            State::Connecting => Kind::Connecting.into(),
            State::Quiet => Kind::Nothing.into(),
            State::InSync { device, offset_ms } => {
                Self { offset_ms: Some(offset_ms), device: Some(device), ..Kind::InSync.into() }
            }
            State::CatchingUp { device } => Self { device: Some(device), ..Kind::CatchingUp.into() },
            State::TookOver => Kind::TookOver.into(),
            State::NoDevice => Kind::NoDevice.into(),
            State::DeviceGone { device } => Self { device: Some(device), ..Kind::DeviceGone.into() },
            State::PremiumNeeded => Kind::PremiumNeeded.into(),
            State::NotOnTheList => Kind::NotAllowed.into(),
            State::NotHere => Kind::NotHere.into(),
            State::QuotaReached { until_ms } => Self { until_ms: Some(until_ms), ..Kind::Waiting.into() },
            State::ReconnectNeeded => Kind::Reconnect.into(),
        }
    }
}

impl Kind {
    /// What it is called in a count of listeners: as the contract names it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Connecting => "connecting",
            Self::InSync => "in_sync",
            Self::CatchingUp => "catching_up",
            Self::Nothing => "nothing",
            Self::TookOver => "took_over",
            Self::NoDevice => "no_device",
            Self::DeviceGone => "device_gone",
            Self::PremiumNeeded => "premium_needed",
            Self::NotAllowed => "not_allowed",
            Self::NotHere => "not_here",
            Self::Waiting => "waiting",
            Self::Reconnect => "reconnect",
            Self::Unavailable => "unavailable",
        }
    }

    /// What everyone may know of somebody of whom this is shown: whether they keep time.
    #[must_use]
    pub const fn in_public(self) -> Option<Self> {
        match self {
            Self::InSync | Self::Nothing => Some(Self::InSync),
            Self::Connecting | Self::CatchingUp | Self::Waiting | Self::Unavailable => Some(Self::CatchingUp),
            Self::TookOver => Some(Self::TookOver),
            Self::Off
            | Self::NoDevice
            | Self::DeviceGone
            | Self::PremiumNeeded
            | Self::NotAllowed
            | Self::NotHere
            | Self::Reconnect => None,
        }
    }

    /// Whether somebody of whom this is shown counts as listening.
    #[must_use]
    pub const fn is_listening(self) -> bool {
        matches!(self, Self::InSync | Self::CatchingUp | Self::Nothing | Self::NotHere | Self::Waiting)
    }

    /// Whether their driver does nothing until they tap again.
    #[must_use]
    pub const fn is_resting(self) -> bool {
        matches!(
            self,
            Self::TookOver
                | Self::NoDevice
                | Self::DeviceGone
                | Self::PremiumNeeded
                | Self::NotAllowed
                | Self::Reconnect
        )
    }
}

/// What a driver says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    /// What its person is shown.
    pub shown: Shown,
    /// The device it keeps in time.
    pub device: Option<Chosen>,
    /// Which tap of theirs it followed.
    pub taps: u64,
}

fn key(person: &PersonId) -> String {
    format!("heard:{person}")
}

/// What a driver says now, if there is one.
///
/// # Errors
/// [`StoreFailure`].
pub async fn read(vault: &Arc<dyn Vault>, person: &PersonId) -> Result<Option<Standing>, StoreFailure> {
    let kept = vault.get(&key(person)).await?;
    Ok(kept.and_then(|json| serde_json::from_slice(&json).ok()))
}

/// Says it.
///
/// # Errors
/// [`StoreFailure`].
pub async fn say(vault: &Arc<dyn Vault>, person: &PersonId, standing: &Standing) -> Result<(), StoreFailure> {
    let json = serde_json::to_vec(standing).expect("because it is made of texts and numbers");
    vault.put(&key(person), json, HOLDS_FOR).await
}

/// Says nothing any more.
///
/// # Errors
/// [`StoreFailure`].
pub async fn forget(vault: &Arc<dyn Vault>, person: &PersonId) -> Result<(), StoreFailure> {
    vault.take(&key(person)).await.map(drop)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_state_is_written_in_the_words_of_the_contract() {
        let written = |state: State| serde_json::to_value(Shown::from(state)).unwrap();
        assert_eq!(written(State::Quiet), json!({ "kind": "nothing" }));
        let state = State::InSync { device: "Speaker".into(), offset_ms: -120 };
        assert_eq!(written(state), json!({ "kind": "in_sync", "offset_ms": -120, "device": "Speaker" }));
        let state = State::QuotaReached { until_ms: 5 };
        assert_eq!(written(state), json!({ "kind": "waiting", "until_ms": 5 }));
        assert_eq!(written(State::NotOnTheList), json!({ "kind": "not_allowed" }));
    }
}
