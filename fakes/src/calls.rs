//! What was asked of the stand-ins, so that a test can count it.
//!
//! Must never: keep a whole token; its last letters tell one from another.

use std::collections::{BTreeMap, VecDeque};

use serde::Serialize;

/// So many calls are kept, the newest; a load of an hour should not fill the memory.
pub const CALLS_MAX: usize = 20_000;
/// So many addresses are counted; ids in paths would make more of them without end.
pub const COUNTED_MAX: usize = 5_000;

/// Which of the two was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Service {
    /// Google's listener.
    Google,
    /// Spotify's, accounts and API.
    Spotify,
}

/// One request.
#[derive(Debug, Clone, Serialize)]
pub struct Call {
    /// Counts from 1 since the log was cleared.
    pub number: u64,
    /// Whom it was for.
    pub service: Service,
    /// What it wanted to do.
    pub method: String,
    /// To what.
    pub path: String,
    /// What stood behind the question mark.
    pub query: String,
    /// The last letters of the bearer token.
    pub token: Option<String>,
    /// Whose token it was, where it is a person's.
    pub person: Option<String>,
    /// For the token endpoints: which kind of grant.
    pub grant_type: Option<String>,
    /// What was sent as JSON.
    pub body: Option<serde_json::Value>,
    /// What was answered: nothing yet, or 0 where the connection was cut.
    pub status: Option<u16>,
    /// When it came, by the stand-ins' clock.
    pub at_ms: u64,
}

/// The newest calls, and how many there were.
#[derive(Debug, Default)]
pub struct Calls {
    newest: VecDeque<Call>,
    counts: BTreeMap<String, u64>,
    total: u64,
}

impl Calls {
    /// Writes one down, and gives it its number.
    pub fn note(&mut self, mut call: Call) -> u64 {
        self.total += 1;
        call.number = self.total;
        let name = format!("{} {}", call.method, call.path);
        if self.counts.len() < COUNTED_MAX || self.counts.contains_key(&name) {
            *self.counts.entry(name).or_default() += 1;
        }
        if self.newest.len() == CALLS_MAX {
            self.newest.pop_front();
        }
        self.newest.push_back(call);
        self.total
    }

    /// Writes down what became of one.
    pub fn note_status(&mut self, number: u64, status: u16) {
        let Some(first) = self.newest.front().map(|call| call.number) else { return };
        let place = number.checked_sub(first).and_then(|place| usize::try_from(place).ok());
        if let Some(call) = place.and_then(|place| self.newest.get_mut(place)) {
            call.status = Some(status);
        }
    }

    /// All that are kept, in the order they came.
    pub fn newest(&self) -> impl Iterator<Item = &Call> {
        self.newest.iter()
    }

    /// How many there were of each method and path.
    pub fn counts(&self) -> &BTreeMap<String, u64> {
        &self.counts
    }

    /// How many there were.
    pub fn total(&self) -> u64 {
        self.total
    }
}
