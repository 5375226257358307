//! Commands about people and the nest itself.
//!
//! Must never: take a role, a person or a sound that there is not.

use serde::Deserialize;
use serde_json::{Map, Value};

use super::parts;
use crate::{
    app::asking::Ask,
    domain::{command::Command, horn::Sound, ids::PersonId, people::Role},
};

#[derive(Deserialize)]
struct OfPerson {
    person: PersonId,
}
#[derive(Deserialize)]
struct OfRole {
    person: PersonId,
    role: Role,
}
#[derive(Deserialize)]
struct OfKick {
    person: PersonId,
    ban: bool,
    keep_songs: bool,
}
#[derive(Deserialize)]
struct OfWelcome {
    person: PersonId,
    welcome: bool,
}
#[derive(Deserialize)]
struct OfSound {
    sound: String,
}
#[derive(Deserialize)]
struct OfCommit {
    seq: u64,
}

/// Reads one of these commands.
///
/// # Errors
/// What is wrong with it, as a sentence.
pub(super) fn read(kind: &str, fields: Map<String, Value>) -> Result<Ask, String> {
    Ok(Ask::Other(match kind {
        "airhorn" => {
            let sound = parts::<OfSound>(fields)?.sound;
            Command::Horn(Sound::named(&sound).ok_or("There is no such sound.")?)
        }
        "role" => {
            let OfRole { person, role } = parts(fields)?;
            Command::Role(person, role)
        }
        "kick" => {
            let OfKick { person, ban, keep_songs } = parts(fields)?;
            Command::Kick { person, ban, keep_songs }
        }
        "unban" => Command::Unban(parts::<OfPerson>(fields)?.person),
        "admit" => {
            let OfWelcome { person, welcome } = parts(fields)?;
            Command::Admit(person, welcome)
        }
        "undo" => Command::Undo(parts::<OfCommit>(fields)?.seq),
        _ => return Err("There is no such command here.".into()),
    }))
}
