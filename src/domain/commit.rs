//! A commit: what one command did, all of it or nothing, as it stands in the log.
//!
//! Must never: be changed once a log has accepted it.

use serde::{Deserialize, Serialize};

use super::{
    answers::Answered,
    event::Event,
    ids::{EntryId, PersonId, Position},
    people::Actor,
};

/// What an item of the activity list tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "each is the past tense of the command of that name")]
pub enum What {
    Removed,
    VotedOut,
    Cleared,
    Restored,
    Moved,
    Pinned,
    Unpinned,
    Skipped,
    Uncommented,
    Paused,
    Resumed,
    Settings,
    MadeHost,
    MadeModerator,
    MadeGuest,
    Kicked,
    Banned,
    Unbanned,
    Knocked,
    LetIn,
    Recoded,
}

/// One line of the activity list: who did what, to which entry of whom.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Activity {
    /// Who did it.
    pub by: Actor,
    /// What they did.
    pub what: What,
    /// The entry it was done to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entry: Option<EntryId>,
    /// The person it was done to, where that is someone else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<PersonId>,
}

/// What one command did. Its place in the log names its parent, like a commit of git.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Commit {
    /// Where it stands.
    pub position: Position,
    /// What it was decided on: the commit just before it.
    pub parent: Position,
    /// When, in epoch milliseconds; never earlier than its parent.
    pub at_ms: u64,
    /// Who did it.
    pub by: Actor,
    /// What happened, in order. Empty in a note, which only remembers answers.
    pub events: Vec<Event>,
    /// What the activity list tells of it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub activity: Vec<Activity>,
    /// The answer to be remembered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answered: Option<Answered>,
}

impl Commit {
    /// Whether people see anything of it.
    #[must_use]
    pub fn is_seen(&self) -> bool {
        self.events.iter().any(Event::is_seen)
    }
}
