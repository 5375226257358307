//! What clients can say, as the page's types have it.
//!
//! Must never: be read into. [`super::read`] reads messages, and says what is wrong with them.

use serde_json::Value;
use ts_rs::TS;

/// The messages, for the page's types only: [`super::read`] reads them.
#[derive(Debug, Clone, TS)]
#[ts(tag = "type", rename_all = "snake_case")]
#[expect(missing_docs, reason = "the contract names and explains them; the page writes them")]
pub enum ClientMessage {
    Add {
        id: String,
        track: String,
    },
    Vote {
        id: String,
        entry: u64,
        #[ts(type = "1 | 0 | -1")]
        vote: i8,
    },
    Jam {
        id: String,
        entry: u64,
        on: bool,
    },
    Comment {
        id: String,
        entry: u64,
        text: String,
    },
    Uncomment {
        id: String,
        entry: u64,
        comment: u64,
    },
    Remove {
        id: String,
        entry: u64,
    },
    Restore {
        id: String,
        entry: u64,
    },
    Move {
        id: String,
        entry: u64,
        before: Option<u64>,
    },
    Pin {
        id: String,
        entry: u64,
        on: bool,
    },
    Skip {
        id: String,
        entry: u64,
    },
    Pause {
        id: String,
    },
    Resume {
        id: String,
    },
    Clear {
        id: String,
    },
    BenderQueue {
        id: String,
        uri: String,
    },
    BenderReject {
        id: String,
        uri: String,
    },
    Settings {
        id: String,
        #[ts(type = "Partial<Settings>")]
        settings: Value,
    },
    Undo {
        id: String,
        seq: u64,
    },
    Airhorn {
        id: String,
        sound: String,
    },
    Role {
        id: String,
        person: String,
        #[ts(type = "'host' | 'moderator' | 'guest'")]
        role: String,
    },
    Kick {
        id: String,
        person: String,
        ban: bool,
        keep_songs: bool,
    },
    Unban {
        id: String,
        person: String,
    },
    Admit {
        id: String,
        person: String,
        welcome: bool,
    },
    Ping {
        #[ts(type = "unknown")]
        t: Value,
    },
    Sync {
        since: String,
    },
}
