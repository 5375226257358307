//! A play as a log tells of it, be that log this program's or one of the system before it.
//!
//! Must never: show an e-mail address.

use std::fmt;

use crate::domain::{
    day::Day,
    event::EndedBecause,
    ids::{EntryId, NestId, PersonId},
    setting_values::Strategy,
    text::Name,
};

/// An e-mail address of an older log. It is a key; what is shown is a name.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Mail(pub String);

impl fmt::Debug for Mail {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Mail(…)")
    }
}

/// Somebody of whom a log tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Someone {
    /// What to call them: the name of the log, or of the alias, or the part before the @.
    pub name: Name,
    /// Who they are, where the log or an alias says so.
    pub person: Option<PersonId>,
    /// What an older log calls them, in small letters; two with the same are the same.
    pub mail: Option<Mail>,
}

/// Who queued something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Queued {
    /// A person did.
    By(Someone),
    /// The auto-fill did, in this way where the log says so.
    ByBender(Option<Strategy>),
}

/// What somebody said while it was queued or playing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PastComment {
    /// Who.
    pub by: Someone,
    /// When, in epoch milliseconds.
    pub at_ms: u64,
    /// The words.
    pub text: String,
}

/// A play as a log tells of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PastPlay {
    /// The nest; older logs name none.
    pub nest: Option<NestId>,
    /// The commit that ended it; older logs name none.
    pub commit: Option<u64>,
    /// The entry; older logs name none that means anything here.
    pub entry: Option<EntryId>,
    /// The track's address, or whatever an older log had in its place. Not always a valid address.
    pub uri: String,
    /// The title.
    pub title: String,
    /// The artists, as one text.
    pub artist: String,
    /// The recording code, if the log has it.
    pub isrc: Option<String>,
    /// Who queued it.
    pub queued: Queued,
    /// When it started, in epoch milliseconds.
    pub started_ms: u64,
    /// When it ended, in epoch milliseconds.
    pub ended_ms: u64,
    /// The day on which it ended, as the room's calendar had it.
    pub day: Day,
    /// How long it is, in milliseconds.
    pub duration_ms: u64,
    /// How much of it was played, in milliseconds.
    pub played_ms: u64,
    /// Why it ended; of older logs, which do not say, what follows from how far it came.
    pub reason: EndedBecause,
    /// Up-votes less down-votes.
    pub votes: i64,
    /// Who applauded.
    pub jams: Vec<Someone>,
    /// What was said, oldest first.
    pub comments: Vec<PastComment>,
}
