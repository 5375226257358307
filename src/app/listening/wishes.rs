//! Who wants to listen along, and how: one value for each nest, kept over every restart.
//!
//! Whoever serves a page writes it, whoever keeps time goes by it.
//!
//! Must never: let anybody listen who did not tap.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use serde::{Deserialize, Serialize};

use super::heard::Chosen;
use crate::{
    app::ports::{StoreFailure, Vault},
    domain::ids::{NestId, PersonId},
};

/// How long it is kept what people want: as long as their connections.
const KEPT_FOR: Duration = Duration::from_hours(400 * 24);
/// How many people's wishes are kept for a nest: many times those who can be driven. Of those who do not
/// listen, some are forgotten then.
pub const WISHES_MAX: usize = 500;
/// How many devices' offsets are kept of a person: more than anybody has.
const OFFSETS_MAX: usize = 16;
/// How often a change is tried while others change the same value.
const ATTEMPTS: usize = 32;

/// How somebody wants to listen.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wish {
    /// Whether they want to.
    pub is_on: bool,
    /// How often they tapped: a driver that rests begins again when this has changed.
    pub taps: u64,
    /// The device they chose.
    pub device: Option<Chosen>,
    /// How much earlier they want to hear each device, in milliseconds, by its id.
    offsets_ms: BTreeMap<String, i64>,
    /// Whether the device is to be paused when they stop.
    pub pauses: bool,
}

/// The wishes of a nest.
pub type Wishes = BTreeMap<PersonId, Wish>;

impl Wish {
    /// They tapped.
    pub const fn tap(&mut self) {
        self.is_on = true;
        self.pauses = false;
        self.taps += 1;
    }

    /// They want no more.
    pub const fn stop(&mut self, pauses: bool) {
        self.is_on = false;
        self.pauses = pauses;
    }

    /// How much earlier they want to hear this device, in milliseconds.
    #[must_use]
    pub fn offset_ms(&self, device: Option<&Chosen>) -> i64 {
        device.and_then(|device| self.offsets_ms.get(&device.id)).copied().unwrap_or_default()
    }

    /// Keeps how much earlier they want to hear this device, in milliseconds.
    pub fn set_offset(&mut self, device: &str, offset_ms: i64) {
        if self.offsets_ms.len() >= OFFSETS_MAX && !self.offsets_ms.contains_key(device) {
            self.offsets_ms.pop_first();
        }
        self.offsets_ms.insert(device.to_owned(), offset_ms);
    }
}

fn key(nest: &NestId) -> String {
    format!("listens:{nest}")
}

/// What everyone wants.
///
/// # Errors
/// [`StoreFailure`].
pub async fn read(vault: &Arc<dyn Vault>, nest: &NestId) -> Result<Wishes, StoreFailure> {
    parse(vault.get(&key(nest)).await?.as_deref(), nest)
}

/// Changes what one person wants.
///
/// # Errors
/// [`StoreFailure`]; also where too many listen.
pub async fn change(
    vault: &Arc<dyn Vault>,
    nest: &NestId,
    person: &PersonId,
    change: impl Fn(&mut Wish) + Send + Sync,
) -> Result<Wish, StoreFailure> {
    let key = key(nest);
    for _ in 0..ATTEMPTS {
        let before = vault.get(&key).await?;
        let mut wishes = parse(before.as_deref(), nest)?;
        let was = wishes.get(person).cloned().unwrap_or_default();
        let mut wish = was.clone();
        change(&mut wish);
        if wish == was {
            return Ok(wish);
        }
        wishes.insert(person.clone(), wish.clone());
        make_room(&mut wishes)?;
        let json = serde_json::to_vec(&wishes).expect("because it is made of texts and numbers");
        let is_in = match &before {
            None => vault.put_new(&key, json, KEPT_FOR).await?,
            Some(before) => vault.replace(&key, before, json, KEPT_FOR).await?,
        };
        if is_in {
            return Ok(wish);
        }
    }
    Err(StoreFailure::Unavailable("others changed who listens every time".into()))
}

fn make_room(wishes: &mut Wishes) -> Result<(), StoreFailure> {
    while wishes.len() > WISHES_MAX {
        let idle = wishes.iter().find(|(_, wish)| !wish.is_on).map(|(person, _)| person.clone());
        let Some(idle) = idle else { return Err(StoreFailure::Unavailable("too many people listen".into())) };
        wishes.remove(&idle);
    }
    Ok(())
}

fn parse(json: Option<&[u8]>, nest: &NestId) -> Result<Wishes, StoreFailure> {
    let Some(json) = json else { return Ok(Wishes::new()) };
    serde_json::from_slice(json)
        .map_err(|error| StoreFailure::Foreign(format!("{} cannot be read ({error})", key(nest))))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(number: usize) -> PersonId {
        PersonId::parse(&format!("p{number}")).unwrap()
    }

    #[test]
    fn those_who_listen_are_not_forgotten_for_those_who_do_not() {
        let on = Wish { is_on: true, ..Wish::default() };
        let mut wishes: Wishes = (0..WISHES_MAX).map(|number| (person(number), on.clone())).collect();
        wishes.insert(person(WISHES_MAX), Wish::default());
        assert!(make_room(&mut wishes).is_ok());
        assert!(wishes.len() == WISHES_MAX && wishes.values().all(|wish| wish.is_on));
        wishes.insert(person(WISHES_MAX), on);
        assert!(make_room(&mut wishes).is_err(), "the last one is told");
    }

    #[test]
    fn offsets_belong_to_a_device_and_are_bounded() {
        let mut wish = Wish::default();
        (0..100).for_each(|number| wish.set_offset(&format!("device {number}"), 100));
        assert_eq!(wish.offsets_ms.len(), OFFSETS_MAX);
        wish.set_offset("speaker", -200);
        let speaker = Chosen { id: "speaker".into(), name: "Speaker".into() };
        assert_eq!((wish.offset_ms(Some(&speaker)), wish.offset_ms(None)), (-200, 0));
    }
}
