//! What happened in a round, as far as it can be judged: what guests were told, what the log holds, and what
//! everybody ended up with.

use std::{collections::BTreeMap, time::Instant};

use serde_json::Value;

/// What a guest asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Asked {
    Vote { entry: u64, vote: i64 },
    Comment { entry: u64, text: String },
    Add { track: String },
    Remove { entry: u64 },
}

/// An `ok` that reached a guest.
#[derive(Debug, Clone)]
pub struct Ack {
    pub client: usize,
    pub id: String,
    pub asked: Asked,
    pub seq: u64,
    pub at: Instant,
}

/// A record of the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    pub position: String,
    pub parent: String,
    pub seq: u64,
    pub at_ms: u64,
    /// Whose command it answers, and which.
    pub command: Option<(String, String)>,
    /// The number it was acknowledged with, where it was not refused.
    pub ok: Option<u64>,
    /// What happened in it that can happen once only.
    pub done: Vec<String>,
}

/// What a guest's client showed in the end.
#[derive(Debug, Clone)]
pub struct End {
    pub client: usize,
    pub position: String,
    pub state: Value,
    /// The positions it folded since it was last given everything.
    pub folded: Vec<String>,
    /// The votes that the server tells this person they cast.
    pub votes: Option<BTreeMap<u64, i64>>,
}

/// A state, and who says so.
#[derive(Debug, Clone)]
pub struct Telling {
    pub by: String,
    pub position: String,
    pub state: Value,
}

/// A round, from its first command to the last.
#[derive(Debug, Default)]
pub struct History {
    /// The person that each client is.
    pub people: Vec<String>,
    pub acks: Vec<Ack>,
    /// Commands that were sent once, said not to be saved, and given up.
    pub given_up: Vec<(usize, String)>,
    /// What a client saw that the contract excludes: gaps, time that runs backwards, unknown answers.
    pub noted: Vec<String>,
    /// The log from the oldest record that is known to the newest.
    pub log: Vec<Record>,
    /// What stood in the log once, on a tail that was lost on purpose.
    pub lost: Vec<Record>,
    pub ends: Vec<End>,
    /// What the replicas say in the end, and what the log adds up to.
    pub tellings: Vec<Telling>,
}
