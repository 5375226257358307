//! A screen that is being paired: it shows a short code, and somebody who may confirms it elsewhere.
//!
//! That is the shape of the device authorization grant (RFC 8628). The screen holds a long secret that nobody sees
//! (its `device_code`), shows a short code that people type (the `user_code`), and asks now and then whether somebody
//! has. The code is for one nest, is good once, and is soon over; what it was is remembered for a while, so that
//! whoever types it too late is told so.
//!
//! Must never: be finished by whoever only knows the code, twice, or for another nest than it was begun for.

use std::{sync::Arc, time::Duration};

use serde::{Deserialize, Serialize};

use super::{hidden::Hidden, to_json};
use crate::{
    app::ports::{Clock, Dice, StoreFailure, Vault},
    domain::{ids::NestId, setting_values::Code, text::Name},
};

/// How long a code can be typed in: long enough to fetch a phone, and short enough that nobody guesses it.
pub const PAIRING_TTL: Duration = Duration::from_mins(10);
/// How often a screen is to ask: the interval of RFC 8628, section 3.5.
pub const POLL_EVERY: Duration = Duration::from_secs(5);
/// How long it is remembered of a code that it was one.
const REMEMBERED: Duration = Duration::from_hours(1);
/// How many characters a code has: with nests' letters, one of 887 million.
const CODE_LENGTH: u32 = 6;
/// How often another code is drawn where the one that was drawn is taken.
const DRAWS: usize = 16;

/// What a screen needs to be paired.
#[derive(Debug, Clone)]
pub struct Begun {
    /// What people type.
    pub code: String,
    /// What the screen asks with.
    pub secret: Hidden,
    /// Until when the code can be typed.
    pub until_ms: u64,
}

/// How far a pairing is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Progress {
    /// Nobody has confirmed it yet.
    Waiting,
    /// Somebody has. This is said once.
    Confirmed {
        /// The nest to be shown.
        nest: NestId,
        /// Who confirmed it.
        by: Name,
    },
    /// It is over, or there never was one.
    Over,
}

/// Why a code was not confirmed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotConfirmed {
    /// No screen shows it in this nest.
    Unknown,
    /// Its time is over.
    Old,
    /// Somebody was faster.
    Used,
    /// The store could not be reached.
    Failed(StoreFailure),
}

impl From<StoreFailure> for NotConfirmed {
    fn from(failure: StoreFailure) -> Self {
        Self::Failed(failure)
    }
}

/// What is kept of a code.
#[derive(Serialize, Deserialize)]
struct Shown {
    nest: NestId,
    /// The hash of the screen's secret.
    screen: String,
    until_ms: u64,
}

/// What is kept of a screen's secret.
#[derive(Serialize, Deserialize)]
struct Asked {
    nest: NestId,
    until_ms: u64,
    by: Option<Name>,
}

/// The pairings under way.
#[derive(Clone)]
pub struct Pairings {
    /// Where they are kept.
    pub vault: Arc<dyn Vault>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Chance.
    pub dice: Arc<dyn Dice>,
}

impl Pairings {
    /// Begins one, for a screen that wants to show this nest.
    ///
    /// # Errors
    /// [`StoreFailure`].
    pub async fn begin(&self, nest: &NestId) -> Result<Begun, StoreFailure> {
        let secret = format!("{}{}", super::random(&*self.dice), super::random(&*self.dice));
        let screen = super::hash(&secret);
        let until_ms = self.clock.now_ms() + u64::try_from(PAIRING_TTL.as_millis()).unwrap_or_default();
        let asked = to_json(&Asked { nest: nest.clone(), until_ms, by: None });
        self.vault.put(&screen_key(&screen), asked, REMEMBERED).await?;
        let shown = to_json(&Shown { nest: nest.clone(), screen, until_ms });
        for _ in 0..DRAWS {
            let code = draw(self.dice.roll());
            if self.vault.put_new(&code_key(&code), shown.clone(), REMEMBERED).await? {
                return Ok(Begun { code, secret: secret.into(), until_ms });
            }
        }
        Err(StoreFailure::Unavailable("no code is free for another screen".into()))
    }

    /// Lets the screen that shows this code show this nest.
    ///
    /// # Errors
    /// [`NotConfirmed`].
    pub async fn confirm(&self, nest: &NestId, code: &str, by: &Name) -> Result<(), NotConfirmed> {
        let kept = self.vault.get(&code_key(code)).await?;
        let shown: Option<Shown> = kept.and_then(|kept| serde_json::from_slice(&kept).ok());
        let shown = shown.filter(|shown| shown.nest == *nest).ok_or(NotConfirmed::Unknown)?;
        let key = screen_key(&shown.screen);
        // Once it is confirmed, only the screen takes it away.
        let Some(kept) = self.vault.get(&key).await? else { return Err(NotConfirmed::Used) };
        let asked: Asked = serde_json::from_slice(&kept).map_err(|_| NotConfirmed::Unknown)?;
        if asked.by.is_some() {
            return Err(NotConfirmed::Used);
        }
        if shown.until_ms <= self.clock.now_ms() {
            return Err(NotConfirmed::Old);
        }
        let confirmed = to_json(&Asked { by: Some(by.clone()), ..asked });
        let is_first = self.vault.replace(&key, &kept, confirmed, PAIRING_TTL).await?;
        if is_first { Ok(()) } else { Err(NotConfirmed::Used) }
    }

    /// How far the pairing is that was begun with this secret.
    ///
    /// # Errors
    /// [`StoreFailure`].
    pub async fn collect(&self, secret: &str) -> Result<Progress, StoreFailure> {
        let key = screen_key(&super::hash(secret));
        let Some(asked) = self.vault.get(&key).await?.as_deref().and_then(read) else {
            return Ok(Progress::Over);
        };
        if asked.by.is_none() {
            let is_over = asked.until_ms <= self.clock.now_ms();
            return Ok(if is_over { Progress::Over } else { Progress::Waiting });
        }
        let taken = self.vault.take(&key).await?;
        Ok(match taken.as_deref().and_then(read) {
            Some(Asked { nest, by: Some(by), .. }) => Progress::Confirmed { nest, by },
            _ => Progress::Over,
        })
    }
}

/// A code out of a random number.
fn draw(mut dice: u64) -> String {
    let base = Code::LETTERS.len() as u64;
    let letters = (0..CODE_LENGTH).map(|_| {
        let letter = usize::try_from(dice % base).unwrap_or_default();
        dice /= base;
        char::from(Code::LETTERS[letter])
    });
    letters.collect()
}

/// Whoever reads a code out may group its letters.
fn code_key(code: &str) -> String {
    let letters: String = code.chars().filter(|letter| letter.is_alphanumeric()).collect();
    format!("tv-code:{}", super::hash(&letters.to_ascii_uppercase()))
}

fn screen_key(hash: &str) -> String {
    format!("tv-pairing:{hash}")
}

fn read(kept: &[u8]) -> Option<Asked> {
    serde_json::from_slice(kept).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_six_letters_that_are_not_taken_for_others() {
        for dice in [0, 1, 30, 0xdead_beef, u64::MAX] {
            let code = draw(dice);
            assert_eq!(code.len(), 6);
            assert!(code.bytes().all(|letter| Code::LETTERS.contains(&letter)), "{code}");
        }
    }

    #[test]
    fn a_code_may_be_typed_in_groups_and_small_letters() {
        assert_eq!(code_key("ABC234"), code_key(" abc-234 "));
        assert_ne!(code_key("ABC234"), code_key("ABC235"));
    }
}
