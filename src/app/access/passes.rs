//! How long the passes of a person hold: sessions, and the tokens of programs.
//!
//! Each session carries the person's *generation*. Signing out everywhere begins a new one, and no
//! session of an older one holds any more, in whichever process it is shown.
//!
//! Must never: let a pass hold that was ended, longer than [`LOOK_EVERY`].

use std::{sync::Arc, time::Duration};

use crate::{
    app::ports::{Dice, StoreFailure, Vault},
    domain::ids::PersonId,
};

/// How long a generation is remembered: longer than any session lasts without being used.
const GENERATION_TTL: Duration = Duration::from_hours(400 * 24);
/// How often an open socket looks whether its pass still holds, should it not have heard that it ended.
pub const LOOK_EVERY: Duration = Duration::from_mins(5);

fn key(person: &PersonId) -> String {
    format!("person:{person}")
}

/// The person's generation now; empty for one who never signed out everywhere.
///
/// # Errors
/// [`StoreFailure`].
pub async fn generation(vault: &Arc<dyn Vault>, person: &PersonId) -> Result<String, StoreFailure> {
    let kept = vault.get(&key(person)).await?.unwrap_or_default();
    String::from_utf8(kept).map_err(|_| StoreFailure::Foreign(format!("{} is no text", key(person))))
}

/// Ends every session of a person, here and everywhere.
///
/// # Errors
/// [`StoreFailure`].
pub async fn begin_anew(
    vault: &Arc<dyn Vault>,
    dice: &dyn Dice,
    person: &PersonId,
) -> Result<(), StoreFailure> {
    vault.put(&key(person), super::random(dice).into_bytes(), GENERATION_TTL).await
}

/// How long it is remembered that one pass ended: until every socket that was open by it has looked.
const ENDED_TTL: Duration = Duration::from_hours(1);

/// Ends one pass: a session, or a program's token.
///
/// # Errors
/// [`StoreFailure`].
pub async fn end(vault: &Arc<dyn Vault>, pass: &str) -> Result<(), StoreFailure> {
    vault.put(&ended_key(pass), Vec::new(), ENDED_TTL).await
}

/// Whether one pass was ended within the hour.
///
/// # Errors
/// [`StoreFailure`].
pub async fn has_ended(vault: &Arc<dyn Vault>, pass: &str) -> Result<bool, StoreFailure> {
    Ok(vault.get(&ended_key(pass)).await?.is_some())
}

fn ended_key(pass: &str) -> String {
    format!("ended:{pass}")
}
