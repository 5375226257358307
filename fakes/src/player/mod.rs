//! What somebody listens to, and on what: it goes on by itself, and does what it is told a little later.
//!
//! Nothing here waits. Whoever looks first lets happen what is due by then (`settle`), in its order.
//!
//! Must never: know who may tell it something; that is the API's.

pub mod deed;
pub mod device;

use serde::Serialize;

use self::{
    deed::{Deed, Repeat},
    device::Device,
};
use crate::{catalogue::Catalogue, mixing::Mixer};

/// So many commands wait to have an effect; a device that is told more forgets them.
const WAITING_MAX: usize = 100;
/// So many things wait to be played; the real service takes about as many.
pub const URIS_MAX: usize = 750;

/// A command that has no effect yet.
#[derive(Debug, Clone)]
struct Waiting {
    at_ms: u64,
    device: String,
    deed: Deed,
}

/// What is due next.
enum Due {
    Command(usize),
    End,
    Vanish(usize),
}

/// Somebody's player.
#[derive(Debug, Clone, Serialize)]
pub struct Player {
    /// What they have, whether it is listed or not.
    pub devices: Vec<Device>,
    /// The name of the one in use.
    pub active: Option<String>,
    /// What plays, one after the other.
    pub uris: Vec<String>,
    /// Which of them.
    pub at: usize,
    /// Whether it plays or is paused.
    pub is_playing: bool,
    /// Whether the order is any.
    pub is_shuffled: bool,
    /// Whether it begins again.
    pub repeat: Repeat,
    /// When it last changed.
    pub changed_ms: u64,
    /// How far it was then.
    pub progress_then_ms: u64,
    #[serde(skip)]
    then_ms: u64,
    #[serde(skip)]
    in_order: Vec<String>,
    #[serde(skip)]
    waiting: Vec<Waiting>,
}

impl Player {
    /// One that never played.
    pub fn with(devices: Vec<Device>) -> Self {
        Self {
            devices,
            active: None,
            uris: Vec::new(),
            at: 0,
            is_playing: false,
            is_shuffled: false,
            repeat: Repeat::Off,
            changed_ms: 0,
            progress_then_ms: 0,
            then_ms: 0,
            in_order: Vec::new(),
            waiting: Vec::new(),
        }
    }

    /// What is on.
    pub fn current(&self) -> Option<&str> {
        self.uris.get(self.at).map(String::as_str)
    }

    /// How far it is.
    pub fn progress_ms(&self, now_ms: u64) -> u64 {
        let gone_ms = if self.is_playing { now_ms.saturating_sub(self.then_ms) } else { 0 };
        self.progress_then_ms + gone_ms
    }

    /// The device in use, if it is there.
    pub fn active_device(&self) -> Option<&Device> {
        self.device(self.active.as_deref()?)
    }

    /// A device by its name, if it is there.
    fn device(&self, name: &str) -> Option<&Device> {
        self.devices.iter().find(|device| device.is_listed && device.name == name)
    }

    /// Tells a device something, which has its effect when the device gets to it.
    pub fn tell(&mut self, device: &str, deed: Deed, now_ms: u64, dice: &mut Mixer) {
        let Some(found) = self.device(device) else { return };
        let at_ms = now_ms + found.effect_ms + dice.below(found.jitter_ms.saturating_add(1));
        if self.waiting.len() < WAITING_MAX {
            self.waiting.push(Waiting { at_ms, device: device.to_owned(), deed });
        }
    }

    /// What somebody does on a device themselves; it has its effect at once. Whether there is such a device.
    pub fn do_at_once(
        &mut self,
        device: &str,
        deed: Deed,
        now_ms: u64,
        catalogue: &Catalogue,
        dice: &mut Mixer,
    ) -> bool {
        let is_there = self.device(device).is_some();
        if is_there {
            self.carry_out(device, deed, now_ms, catalogue, dice);
        }
        is_there
    }

    /// Lets everything happen that is due.
    pub fn settle(&mut self, now_ms: u64, catalogue: &Catalogue, dice: &mut Mixer) {
        for device in &mut self.devices {
            device.idle_since_ms.get_or_insert(now_ms);
        }
        while let Some((at_ms, due)) = self.due(catalogue).filter(|(at_ms, _)| *at_ms <= now_ms) {
            match due {
                Due::Command(place) => {
                    let Waiting { device, deed, .. } = self.waiting.remove(place);
                    if self.device(&device).is_some() {
                        self.carry_out(&device, deed, at_ms, catalogue, dice);
                    }
                }
                Due::End => self.end_current(at_ms),
                Due::Vanish(place) => self.vanish(place, at_ms),
            }
        }
    }

    /// A device is there no longer, and what played on it is over.
    pub fn vanish(&mut self, place: usize, at_ms: u64) {
        let Some(device) = self.devices.get_mut(place) else { return };
        device.is_listed = false;
        if self.active.as_ref() == Some(&device.name) {
            self.note(self.progress_ms(at_ms), false, at_ms);
            self.active = None;
        }
    }

    /// What is due first, of all that is.
    fn due(&self, catalogue: &Catalogue) -> Option<(u64, Due)> {
        let commands =
            self.waiting.iter().enumerate().map(|(place, waiting)| (waiting.at_ms, Due::Command(place)));
        let end = self.ends_ms(catalogue).map(|at_ms| (at_ms, Due::End));
        let vanishing = self.devices.iter().enumerate();
        let vanishing =
            vanishing.filter_map(|(place, device)| Some((self.vanishes_ms(device)?, Due::Vanish(place))));
        // Of what is due at the same moment, what was said first comes first.
        end.into_iter().chain(commands).chain(vanishing).min_by_key(|(at_ms, _)| *at_ms)
    }

    fn ends_ms(&self, catalogue: &Catalogue) -> Option<u64> {
        let place = catalogue.playable(self.current().filter(|_| self.is_playing)?)?;
        let left_ms = catalogue.length_ms(place).saturating_sub(self.progress_then_ms);
        Some(self.then_ms + left_ms)
    }

    fn vanishes_ms(&self, device: &Device) -> Option<u64> {
        let plays = self.is_playing && self.active.as_ref() == Some(&device.name);
        let after_ms = device.vanish_after_ms.filter(|_| device.is_listed && !plays)?;
        Some(device.idle_since_ms? + after_ms)
    }

    fn end_current(&mut self, at_ms: u64) {
        let next = match self.repeat {
            Repeat::Track => Some(self.at),
            Repeat::Context if self.at + 1 >= self.uris.len() => Some(0),
            _ => Some(self.at + 1).filter(|next| *next < self.uris.len()),
        };
        self.at = next.unwrap_or(self.at);
        self.note(0, next.is_some(), at_ms);
    }

    fn carry_out(&mut self, device: &str, deed: Deed, at_ms: u64, catalogue: &Catalogue, dice: &mut Mixer) {
        let progress_ms = self.progress_ms(at_ms);
        match deed {
            Deed::Play { uris, first, position_ms } => {
                self.take_over(device, at_ms);
                self.line_up(uris, first, catalogue, dice);
                self.note(position_ms, !self.uris.is_empty(), at_ms);
            }
            Deed::Resume(position_ms) => {
                self.take_over(device, at_ms);
                self.note(position_ms.unwrap_or(progress_ms), self.current().is_some(), at_ms);
            }
            Deed::Pause => self.note(progress_ms, false, at_ms),
            Deed::Seek(position_ms) => self.note(position_ms, self.is_playing, at_ms),
            Deed::Move(plays) => {
                let plays = plays.unwrap_or(self.is_playing) && self.current().is_some();
                self.take_over(device, at_ms);
                self.note(progress_ms, plays, at_ms);
            }
            Deed::Shuffle(is_shuffled) => self.shuffle(is_shuffled, dice),
            Deed::Repeat(repeat) => self.repeat = repeat,
            Deed::Volume(volume) => {
                if let Some(found) = self.devices.iter_mut().find(|found| found.name == device) {
                    found.volume = volume;
                }
            }
            Deed::Next => self.skip_to(self.at + 1, at_ms),
            Deed::Previous => self.skip_to(self.at.saturating_sub(1), at_ms),
            Deed::Queue(uri) => {
                if self.uris.len() < URIS_MAX {
                    let behind = (self.at + 1).min(self.uris.len());
                    self.uris.insert(behind, uri);
                }
            }
        }
    }

    fn skip_to(&mut self, at: usize, at_ms: u64) {
        let is_there = at < self.uris.len();
        self.at = if is_there { at } else { self.at };
        self.note(0, is_there && self.is_playing, at_ms);
    }

    /// What was said, but for what cannot be played; and in any order, where that was said before.
    fn line_up(&mut self, uris: Vec<String>, first: Option<usize>, catalogue: &Catalogue, dice: &mut Mixer) {
        let first_uri = first.and_then(|first| uris.get(first)).cloned();
        self.in_order = uris.into_iter().filter(|uri| catalogue.is_playable(uri)).collect();
        self.uris = self.in_order.clone();
        if self.is_shuffled {
            dice.shuffle(&mut self.uris);
        }
        let at = first_uri.and_then(|first| self.uris.iter().position(|uri| *uri == first));
        self.at = at.unwrap_or(0);
    }

    fn shuffle(&mut self, is_shuffled: bool, dice: &mut Mixer) {
        let was_shuffled = std::mem::replace(&mut self.is_shuffled, is_shuffled);
        if is_shuffled && !was_shuffled {
            if let Some(rest) = self.uris.get_mut(self.at + 1..) {
                dice.shuffle(rest);
            }
        } else if was_shuffled && !is_shuffled {
            let current = self.current().map(str::to_owned);
            self.uris.clone_from(&self.in_order);
            let at = current.and_then(|current| self.uris.iter().position(|uri| *uri == current));
            self.at = at.unwrap_or(0);
        }
    }

    /// From now on this device is the one in use.
    fn take_over(&mut self, name: &str, at_ms: u64) {
        let before = self.active.replace(name.to_owned());
        let left = self.devices.iter_mut().filter(|device| before.as_ref() == Some(&device.name));
        left.for_each(|device| device.idle_since_ms = Some(at_ms));
    }

    fn note(&mut self, progress_ms: u64, is_playing: bool, at_ms: u64) {
        self.progress_then_ms = progress_ms;
        self.then_ms = at_ms;
        self.changed_ms = at_ms;
        self.is_playing = is_playing;
        let active = self.devices.iter_mut().filter(|device| self.active.as_ref() == Some(&device.name));
        active.for_each(|device| device.idle_since_ms = Some(at_ms));
    }
}

#[cfg(test)]
mod tests;
