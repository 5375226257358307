//! Something that music can come out of.
//!
//! Must never: do anything by itself but vanish.

use serde::Serialize;
use serde_json::{Value, json};

use crate::mixing::hex_of;

/// One of a person's devices.
#[derive(Debug, Clone, Serialize)]
pub struct Device {
    /// What it is called; a person has no two of one name.
    pub name: String,
    /// What commands name it by; some have none.
    pub id: Option<String>,
    /// What it is: `Computer`, or something nobody has heard of.
    pub kind: String,
    /// How loud, in percent.
    pub volume: u8,
    /// Whether that can be changed.
    pub has_volume: bool,
    /// Whether it takes no commands.
    pub is_restricted: bool,
    /// Whether it is on the list, and there at all.
    pub is_listed: bool,
    /// How long it stays on the list when nothing plays on it; for ever where nothing is given.
    pub vanish_after_ms: Option<u64>,
    /// How long a command takes to have an effect.
    pub effect_ms: u64,
    /// By how much longer, by chance; commands overtake each other where this is more than their distance.
    pub jitter_ms: u64,
    /// Since when nothing plays on it; since ever where that was not noted yet.
    pub idle_since_ms: Option<u64>,
}

impl Device {
    /// An ordinary one, whose id belongs to its owner and its name.
    pub fn new(person: &str, name: &str, kind: &str) -> Self {
        Self {
            name: name.to_owned(),
            id: Some(hex_of(&format!("device {name} of {person}"), 40)),
            kind: kind.to_owned(),
            volume: 60,
            has_volume: true,
            is_restricted: false,
            is_listed: true,
            vanish_after_ms: None,
            effect_ms: 0,
            jitter_ms: 0,
            idle_since_ms: None,
        }
    }

    /// As the API shows it.
    pub fn shown(&self, is_active: bool) -> Value {
        json!({
            "id": self.id,
            "is_active": is_active,
            "is_private_session": false,
            "is_restricted": self.is_restricted,
            "name": self.name,
            "type": self.kind,
            "volume_percent": self.has_volume.then_some(self.volume),
            "supports_volume": self.has_volume,
        })
    }
}
