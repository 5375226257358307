//! Messages from the server, other than commits.
//!
//! Must never: write a commit: that is done once, for everyone.

use bytes::Bytes;
use serde::Serialize;
use serde_json::{Map, Value};
use ts_rs::TS;

use super::{
    events::CommitMessage,
    state::{Person, SkipNeed, State, You},
    to_json,
};
use crate::{
    app::{
        ports::Scribe,
        view::{PeopleNews, View},
    },
    domain::{
        commit::Commit,
        horn::Sound,
        ids::{PersonId, Position},
    },
};

/// The first message, and what a client gets in place of a backlog: everything.
///
/// The state is the same for all and written once, so it is put in as text.
#[must_use]
pub fn hello(you: &You, view: &View, server_time_ms: u64, catalogue: &str) -> String {
    hello_of(&format!(r#""you":{},"#, to_json(you)), view, server_time_ms, catalogue)
}

/// The same for a screen, which is nobody.
#[must_use]
pub fn hello_to_screen(view: &View, server_time_ms: u64, catalogue: &str) -> String {
    hello_of("", view, server_time_ms, catalogue)
}

fn hello_of(you: &str, view: &View, server_time_ms: u64, catalogue: &str) -> String {
    let state = super::state::state_json(view, catalogue);
    let state = std::str::from_utf8(&state).expect("because JSON is UTF-8");
    format!(
        r#"{{"type":"hello","protocol":1,{you}"seq":{},"position":"{}","server_time_ms":{server_time_ms},"state":{state}}}"#,
        view.position.seq, view.position,
    )
}

/// The messages but for [`CommitMessage`]; some are here for the page's types only, and written by
/// a function of this module.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(tag = "type", rename_all = "snake_case")]
#[expect(clippy::large_enum_variant, reason = "there is one at a time, and it is written at once")]
#[expect(missing_docs, reason = "the contract names and explains them; the page reads them")]
pub enum ServerMessage<'a> {
    Hello {
        #[ts(type = "1")]
        protocol: u8,
        you: You<'a>,
        seq: u64,
        position: String,
        server_time_ms: u64,
        state: State<'a>,
    },
    Resumed {
        seq: u64,
        position: String,
        server_time_ms: u64,
    },
    Ok {
        id: &'a str,
        seq: u64,
    },
    Refused {
        #[serde(skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        id: Option<&'a str>,
        code: &'a str,
        message: String,
        #[ts(optional)]
        retry_after_ms: Option<u64>,
        #[ts(optional)]
        entry: Option<u64>,
    },
    Signal {
        signal: Signal<'a>,
    },
    Pong {
        #[ts(type = "unknown")]
        t: Value,
        server_time_ms: u64,
    },
    Bye {
        #[ts(type = "'restarting' | 'removed' | 'signed_out' | 'nest_gone'")]
        code: &'a str,
        #[serde(skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        reconnect_after_ms: Option<u64>,
    },
}

/// What may be lost and is said again.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[expect(missing_docs, reason = "the contract names and explains them")]
pub enum Signal<'a> {
    People { upsert: Vec<Person<'a>>, gone: Vec<&'a str>, present: usize, skip_need: SkipNeed },
    Airhorn { by: &'a str, sound: &'a str },
}

/// A client goes on where it was; what it missed follows.
#[must_use]
pub fn resumed(newest: Position, server_time_ms: u64) -> String {
    to_json(&ServerMessage::Resumed { seq: newest.seq, position: newest.to_string(), server_time_ms })
}

/// A command was carried out.
#[must_use]
pub fn ok(id: &str, seq: u64) -> String {
    to_json(&ServerMessage::Ok { id, seq })
}

/// A command was not carried out; `fields` tell more.
#[must_use]
pub fn refused(id: Option<&str>, code: &str, message: &str, fields: &Map<String, Value>) -> String {
    let mut all = Map::new();
    all.insert("type".into(), "refused".into());
    if let Some(id) = id {
        all.insert("id".into(), id.into());
    }
    all.insert("code".into(), code.into());
    all.insert("message".into(), message.into());
    all.extend(fields.clone());
    Value::Object(all).to_string()
}

/// The answer to a ping.
#[must_use]
pub fn pong(t: Value, server_time_ms: u64) -> String {
    to_json(&ServerMessage::Pong { t, server_time_ms })
}

/// The last message.
#[must_use]
pub fn bye(code: &str, reconnect_after_ms: Option<u64>) -> String {
    to_json(&ServerMessage::Bye { code, reconnect_after_ms })
}

/// Who came and went.
#[must_use]
pub fn people(news: &PeopleNews) -> String {
    let signal = Signal::People {
        upsert: news.upsert.iter().map(Person::from).collect(),
        gone: news.gone.iter().map(|person| person.as_str()).collect(),
        present: news.present,
        skip_need: SkipNeed::of(news.present),
    };
    to_json(&ServerMessage::Signal { signal })
}

/// Writes for everyone what is told to everyone.
#[derive(Debug, Clone, Copy)]
pub struct WireScribe;

impl Scribe for WireScribe {
    fn commit(&self, commit: &Commit) -> Bytes {
        to_json(&CommitMessage::of(commit)).into()
    }

    fn horn(&self, by: &PersonId, sound: Sound) -> Bytes {
        let signal = Signal::Airhorn { by: by.as_str(), sound: sound.name() };
        to_json(&ServerMessage::Signal { signal }).into()
    }

    fn people(&self, news: &PeopleNews) -> Bytes {
        people(news).into()
    }
}
