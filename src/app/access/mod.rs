//! Who may come in, by which pass, and what is held for them at other services.
//!
//! - [`attempts`]: a sign-in or a consent under way at another service's page.
//! - [`accounts`]: which person somebody is whom Google vouches for.
//! - [`browsers`]: which guest a browser was last.
//! - [`passes`]: sessions and tokens, as long as they hold.
//! - [`listing`]: passes that can be looked through and taken back. [`tokens`]: those of programs.
//! - [`pairings`]: a TV that shows a code, until somebody confirms it. [`screens`]: passes of TVs.
//! - [`spotify`]: a person's consent at Spotify, and the tokens that come of it.
//! - [`lease`]: one at a time. [`hidden`]: texts that nobody sees.
//!
//! Must never: keep a secret as it is where whoever reads the store could use it.

pub mod accounts;
pub mod arrivals;
pub mod attempts;
pub mod browsers;
pub mod hidden;
pub mod lease;
pub mod listing;
pub mod pairings;
pub mod passes;
pub mod screens;
pub mod spotify;
pub mod tokens;

use std::fmt::Write;

use serde::Serialize;
use sha2::{Digest, Sha256};

use super::ports::Dice;

/// The name under which something secret is kept: whoever knows the name does not know the secret.
#[must_use]
pub fn hash(secret: &str) -> String {
    in_hex(&Sha256::digest(secret.as_bytes()))
}

/// 32 hexadecimal digits that nobody guesses.
#[must_use]
pub fn random(dice: &dyn Dice) -> String {
    format!("{:016x}{:016x}", dice.roll(), dice.roll())
}

fn in_hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut hex, byte| {
        write!(hex, "{byte:02x}").expect("because a text can grow");
        hex
    })
}

fn to_json(value: &impl Serialize) -> Vec<u8> {
    serde_json::to_vec(value).expect("because it is made of texts and numbers")
}
