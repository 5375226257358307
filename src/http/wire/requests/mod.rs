//! Messages from clients: read, checked, and turned into what can be asked of a nest.
//!
//! Must never: guess. What does not say exactly what it wants is a bad request.

mod governing;
mod message;

pub use self::message::ClientMessage;

use std::str::FromStr;

use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Map, Value};

use crate::{
    app::asking::Ask,
    domain::{
        command::Command,
        entry::Vote,
        ids::{CommandId, CommentId, EntryId, Position},
        settings::Change,
        text::CommentText,
        track::TrackUri,
    },
};

/// The longest text that may name a track, in bytes: a link with all its decoration.
const TRACK_TEXT_MAX: usize = 2_048;

/// What a client wants.
#[derive(Debug, Clone, PartialEq)]
pub enum Wish {
    /// Something of the nest, under an id.
    Command(CommandId, Ask),
    /// To know that the connection lives, and what time it is.
    Ping(Value),
    /// What it missed since a position.
    Sync(String),
}

/// A message that makes no sense, and the id it came with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Nonsense {
    /// The id, if there was one.
    pub id: Option<String>,
    /// What is wrong with it, as a sentence.
    pub why: String,
}

#[derive(Deserialize)]
struct OfTrack {
    track: String,
}
#[derive(Deserialize)]
struct OfPick {
    uri: String,
}
#[derive(Deserialize)]
struct OfEntry {
    entry: u64,
}
#[derive(Deserialize)]
struct OfVote {
    entry: u64,
    vote: i64,
}
#[derive(Deserialize)]
struct OfSwitch {
    entry: u64,
    on: bool,
}
#[derive(Deserialize)]
struct OfText {
    entry: u64,
    text: String,
}
#[derive(Deserialize)]
struct OfComment {
    entry: u64,
    comment: u64,
}
#[derive(Deserialize)]
struct OfSettings {
    settings: Map<String, Value>,
}
#[derive(Deserialize)]
struct OfPing {
    t: Value,
}
#[derive(Deserialize)]
struct OfSync {
    since: String,
}

/// Reads one message.
///
/// # Errors
/// [`Nonsense`] says what is wrong with it.
pub fn read(text: &str) -> Result<Wish, Nonsense> {
    let message: Value = serde_json::from_str(text).map_err(|_| nonsense(None, "This is not JSON."))?;
    let Value::Object(fields) = message else {
        return Err(nonsense(None, "A message is a JSON object."));
    };
    let id = fields.get("id").and_then(Value::as_str).map(str::to_owned);
    let wrong = |why: String| Nonsense { id: id.clone(), why };
    let Some(kind) = fields.get("type").and_then(Value::as_str).map(str::to_owned) else {
        return Err(wrong("A message has a type.".into()));
    };
    match kind.as_str() {
        "ping" => return Ok(Wish::Ping(parts::<OfPing>(fields).map_err(wrong)?.t)),
        "sync" => return Ok(Wish::Sync(parts::<OfSync>(fields).map_err(wrong)?.since)),
        _ => {}
    }
    let command_id = id.as_deref().map(CommandId::parse);
    let Some(Ok(command_id)) = command_id else {
        return Err(wrong("A command has an id of 1 to 64 characters.".into()));
    };
    let ask = read_ask(&kind, fields).map_err(wrong)?;
    Ok(Wish::Command(command_id, ask))
}

fn read_ask(kind: &str, fields: Map<String, Value>) -> Result<Ask, String> {
    let entry = |fields| parts::<OfEntry>(fields).map(|of| EntryId(of.entry));
    let pick = |fields| {
        TrackUri::parse(&parts::<OfPick>(fields)?.uri)
            .map_err(|_| "`uri` is the address of Bender's pick.".to_owned())
    };
    Ok(Ask::Other(match kind {
        "add" => {
            let track = parts::<OfTrack>(fields)?.track;
            if track.trim().is_empty() || track.len() > TRACK_TEXT_MAX {
                return Err("A track is named by its address or a link to it.".into());
            }
            return Ok(Ask::Add(track));
        }
        "vote" => {
            let OfVote { entry, vote } = parts(fields)?;
            let vote = match vote {
                1 => Some(Vote::Up),
                -1 => Some(Vote::Down),
                0 => None,
                _ => return Err("A vote is 1, 0 or -1.".into()),
            };
            Command::Vote(EntryId(entry), vote)
        }
        "jam" => {
            let OfSwitch { entry, on } = parts(fields)?;
            Command::Jam(EntryId(entry), on)
        }
        "comment" => {
            let OfText { entry, text } = parts(fields)?;
            let text =
                CommentText::parse(&text).map_err(|wrong| format!("This comment cannot stand: {wrong}."))?;
            Command::Comment(EntryId(entry), text)
        }
        "uncomment" => {
            let OfComment { entry, comment } = parts(fields)?;
            Command::Uncomment(EntryId(entry), CommentId(comment))
        }
        "remove" => Command::Remove(entry(fields)?),
        "restore" => Command::Restore(entry(fields)?),
        "move" => {
            let before = match fields.get("before") {
                Some(Value::Null) => None,
                Some(before) => Some(EntryId(before.as_u64().ok_or("`before` is an entry or null.")?)),
                None => return Err("A move says before which entry, or null.".into()),
            };
            Command::Move(entry(fields)?, before)
        }
        "pin" => {
            let OfSwitch { entry, on } = parts(fields)?;
            Command::Pin(EntryId(entry), on)
        }
        "skip" => Command::Skip(entry(fields)?),
        "pause" => Command::Pause,
        "resume" => Command::Resume,
        "clear" => Command::Clear,
        "bender_queue" => Command::BenderQueue(pick(fields)?),
        "bender_reject" => Command::BenderReject(pick(fields)?),
        "settings" => Command::Settings(Box::new(change(parts::<OfSettings>(fields)?.settings)?)),
        _ => return governing::read(kind, fields),
    }))
}

/// Reads a change of settings: known keys with values of their kind, in a time zone that exists.
///
/// # Errors
/// What is wrong with it, as a sentence.
pub fn change(settings: Map<String, Value>) -> Result<Change, String> {
    let keys: Vec<String> = settings.keys().cloned().collect();
    let mut change = Change::default();
    for (key, value) in settings {
        let one: Change = serde_json::from_value(Value::Object(Map::from_iter([(key.clone(), value)])))
            .map_err(|error| format!("`{key}` cannot be that: {error}."))?;
        if one == Change::default() {
            return Err(format!("There is no setting `{key}`."));
        }
        change.merge(one);
    }
    if keys.is_empty() {
        return Err("A change of settings names at least one.".into());
    }
    match &change.time_zone {
        Some(zone) if chrono_tz::Tz::from_str(zone.as_str()).is_err() => {
            Err(format!("There is no time zone {zone}."))
        }
        _ => Ok(change),
    }
}

fn parts<T: DeserializeOwned>(fields: Map<String, Value>) -> Result<T, String> {
    serde_json::from_value(Value::Object(fields))
        .map_err(|error| format!("This command is not complete: {error}."))
}

fn nonsense(id: Option<String>, why: &str) -> Nonsense {
    Nonsense { id, why: why.to_owned() }
}

/// A position that a client says it has; one that is none is as good as one that is too old.
#[must_use]
pub fn position(text: &str) -> Option<Position> {
    text.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(text: &str) -> Nonsense {
        read(text).expect_err("this makes no sense")
    }

    #[test]
    fn each_command_is_read() {
        let commands = [
            (r#"{"type":"remove","id":"a","entry":3}"#, Command::Remove(EntryId(3))),
            (r#"{"type":"vote","id":"a","entry":3,"vote":-1}"#, Command::Vote(EntryId(3), Some(Vote::Down))),
            (r#"{"type":"vote","id":"a","entry":3,"vote":0}"#, Command::Vote(EntryId(3), None)),
            (r#"{"type":"move","id":"a","entry":3,"before":null}"#, Command::Move(EntryId(3), None)),
            (r#"{"type":"move","id":"a","entry":3,"before":4}"#, Command::Move(EntryId(3), Some(EntryId(4)))),
            (r#"{"type":"clear","id":"a"}"#, Command::Clear),
        ];
        for (text, command) in commands {
            let id = CommandId::parse("a").expect("an id");
            assert_eq!(read(text), Ok(Wish::Command(id, Ask::Other(command))), "{text}");
        }
        assert_eq!(read(r#"{"type":"ping","t":17}"#), Ok(Wish::Ping(Value::from(17))));
    }

    #[test]
    fn what_makes_no_sense_is_refused_with_its_id() {
        for text in [
            r#"{"type":"vote","id":"a","entry":3}"#,
            r#"{"type":"vote","id":"a","entry":3,"vote":2}"#,
            r#"{"type":"vote","id":"a","entry":-3,"vote":1}"#,
            r#"{"type":"vote","id":"a","entry":"3","vote":1}"#,
            r#"{"type":"move","id":"a","entry":3}"#,
            r#"{"type":"comment","id":"a","entry":3,"text":"  "}"#,
            r#"{"type":"dance","id":"a"}"#,
            r#"{"id":"a"}"#,
            r#"{"type":"settings","id":"a","settings":{}}"#,
            r#"{"type":"settings","id":"a","settings":{"loud":true}}"#,
            r#"{"type":"settings","id":"a","settings":{"locked":"yes"}}"#,
            r#"{"type":"settings","id":"a","settings":{"time_zone":"Mars/Phobos"}}"#,
            r#"{"type":"settings","id":"a","settings":{"bender_weights":{"luck":3}}}"#,
        ] {
            assert_eq!(refused(text).id.as_deref(), Some("a"), "{text}");
        }
        for text in ["", "[]", "17", "{", r#"{"type":"clear"}"#, r#"{"type":"clear","id":17}"#] {
            assert_eq!(refused(text).id, None, "{text}");
        }
    }

    #[test]
    fn settings_are_read_key_by_key() {
        let text = r#"{"type":"settings","id":"a","settings":{"locked":true,"genre":null,"time_zone":"Europe/Berlin"}}"#;
        let Ok(Wish::Command(_, Ask::Other(Command::Settings(change)))) = read(text) else {
            panic!("this is a change of settings")
        };
        assert_eq!((change.locked, change.genre), (Some(true), Some(None)));
    }
}
