//! What a driver remembers over the end of its process, so that the next one goes on where it was.
//!
//! Must never: go on for somebody who took over, or take a device that plays something else by now.

use std::{sync::Arc, time::Duration};

use serde::{Deserialize, Serialize};

use super::{
    delay::Delays,
    driver::{Driver, Mode},
    heard::{Chosen, Heard, Order},
    showing::Shown,
    told::{Plays, Told},
};
use crate::{
    app::ports::{StoreFailure, Vault},
    domain::ids::PersonId,
};

/// How long it is kept what was learned of a person's devices.
const KEPT_FOR: Duration = Duration::from_hours(400 * 24);

/// What a driver remembers.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Memory {
    /// Which tap of its person's it followed.
    pub taps: u64,
    /// What it rested for, if it did.
    pub rests: Option<Shown>,
    /// The device it kept in time.
    pub device: Option<Chosen>,
    /// What it had told that.
    told: Option<Told>,
    /// What it learned of all devices.
    pub delays: Delays,
}

impl Memory {
    pub async fn read(vault: &Arc<dyn Vault>, person: &PersonId) -> Result<Self, StoreFailure> {
        let kept = vault.get(&key(person)).await?;
        // What cannot be read was of another version: then there is nothing to go on from.
        Ok(kept.and_then(|json| serde_json::from_slice(&json).ok()).unwrap_or_default())
    }

    pub async fn keep(&self, vault: &Arc<dyn Vault>, person: &PersonId) -> Result<(), StoreFailure> {
        let json = serde_json::to_vec(self).expect("because it is made of texts and numbers");
        vault.put(&key(person), json, KEPT_FOR).await
    }
}

fn key(person: &PersonId) -> String {
    format!("drives:{person}")
}

impl Driver {
    /// What is to be remembered of it, which follows this tap and rests for that.
    pub(super) fn memory(&self, taps: u64, rests: Option<Shown>) -> Memory {
        let (device, told, delays) = (self.device.clone(), self.told.clone(), self.delays.clone());
        Memory { taps, rests, device, told, delays }
    }

    /// Goes on as if it had told the device itself what another process did. It looks before it tells anything,
    /// and has no tap that would excuse it from going by what it sees.
    pub(super) fn resume(&mut self, now_ms: u64, memory: Memory) {
        let Some(device) = memory.device else { return self.hear(now_ms, Heard::Order(Order::Listen)) };
        self.device = Some(device);
        self.mode = Mode::Driving;
        self.told = memory.told;
        self.wits.check_ms = Some(now_ms);
    }

    /// The device that plays because of it.
    pub(super) fn plays_on(&self) -> Option<&Chosen> {
        let plays = self.told.as_ref().is_some_and(|told| told.plays == Plays::Yes);
        self.device.as_ref().filter(|_| plays && self.mode == Mode::Driving)
    }

    /// The device it is about.
    pub(super) const fn device(&self) -> Option<&Chosen> {
        self.device.as_ref()
    }

    /// Whether it waits for its person to tap.
    pub(super) const fn is_resting(&self) -> bool {
        matches!(self.mode, Mode::Resting(_))
    }

    /// Whether its person has not tapped.
    pub(super) const fn is_off(&self) -> bool {
        matches!(self.mode, Mode::Off)
    }
}
