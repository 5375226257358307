//! Who wants to listen along, in which nest, and how: one value for the house, kept over every restart.
//!
//! Whoever serves a page writes it, whoever keeps time goes by it. A person has one wish, and so listens in one
//! nest at a time: the last one chosen.
//!
//! Must never: let anybody listen who did not tap.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use serde::{Deserialize, Serialize};

use super::heard::Chosen;
use crate::{
    app::{
        nests::main_id,
        ports::{StoreFailure, Vault},
    },
    domain::ids::{NestId, PersonId},
};

/// How long it is kept what people want: as long as their connections.
const KEPT_FOR: Duration = Duration::from_hours(400 * 24);
/// What they are kept under: in the main nest's name, since everybody may come into that.
const KEY: &str = "listens:main";
/// How many people's wishes are kept: many times those who can be driven. Of those who do not
/// listen, some are forgotten then.
pub const WISHES_MAX: usize = 500;
/// How many devices' offsets are kept of a person: more than anybody has.
const OFFSETS_MAX: usize = 16;
/// How often a change is tried while others change the same value.
const ATTEMPTS: usize = 32;

/// How somebody wants to listen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wish {
    /// Whether they want to.
    pub is_on: bool,
    /// Where: the main nest, unless it says otherwise.
    #[serde(default = "main_id")]
    pub nest: NestId,
    /// How often they tapped: a driver that rests begins again when this has changed.
    pub taps: u64,
    /// The device they chose.
    pub device: Option<Chosen>,
    /// How much earlier they want to hear each device, in milliseconds, by its id.
    offsets_ms: BTreeMap<String, i64>,
    /// Whether the device is to be paused when they stop.
    pub pauses: bool,
}

/// The wishes of everyone.
pub type Wishes = BTreeMap<PersonId, Wish>;

impl Default for Wish {
    fn default() -> Self {
        Self {
            is_on: false,
            nest: main_id(),
            taps: 0,
            device: None,
            offsets_ms: BTreeMap::new(),
            pauses: false,
        }
    }
}

impl Wish {
    /// Whether they want to listen in this nest.
    #[must_use]
    pub fn is_for(&self, nest: &NestId) -> bool {
        self.is_on && self.nest == *nest
    }

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

/// What everyone wants.
///
/// # Errors
/// [`StoreFailure`].
pub async fn read(vault: &Arc<dyn Vault>) -> Result<Wishes, StoreFailure> {
    parse(vault.get(KEY).await?.as_deref())
}

/// Changes what one person wants.
///
/// # Errors
/// [`StoreFailure`]; also where too many listen.
pub async fn change(
    vault: &Arc<dyn Vault>,
    person: &PersonId,
    change: impl Fn(&mut Wish) + Send + Sync,
) -> Result<Wish, StoreFailure> {
    for _ in 0..ATTEMPTS {
        let before = vault.get(KEY).await?;
        let mut wishes = parse(before.as_deref())?;
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
            None => vault.put_new(KEY, json, KEPT_FOR).await?,
            Some(before) => vault.replace(KEY, before, json, KEPT_FOR).await?,
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

fn parse(json: Option<&[u8]>) -> Result<Wishes, StoreFailure> {
    let Some(json) = json else { return Ok(Wishes::new()) };
    serde_json::from_slice(json)
        .map_err(|error| StoreFailure::Foreign(format!("{KEY} cannot be read ({error})")))
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
    fn a_wish_that_names_no_nest_is_for_the_main_one() {
        let kept = r#"{"p1":{"is_on":true,"taps":3,"device":null,"offsets_ms":{},"pauses":false}}"#;
        let wishes = parse(Some(kept.as_bytes())).unwrap();
        assert!(wishes[&person(1)].is_for(&main_id()));
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
