//! What can be asked of a nest.
//!
//! Must never: hold anything unchecked. Texts, ids and settings are parsed where they come in.

use std::sync::Arc;

use super::{
    bender::Offer,
    entry::Vote,
    ids::{CommandId, CommentId, EntryId, PersonId},
    people::Role,
    play::PlayKey,
    settings::Change,
    text::{CommentText, Name},
    track::{Track, TrackUri},
};

/// Something a person wants done.
#[derive(Debug, Clone, PartialEq)]
pub enum Command {
    /// A person signed in; where the nest has no host yet and `may_host`, they become it.
    Enter {
        /// Whether a first comer becomes host here.
        may_host: bool,
    },
    /// Be the same person as this one from now on, with all they have here. For the server to ask when
    /// somebody signs in; no client can.
    Merge(PersonId),
    /// Queue a track; `None` where the catalogue has none of that name.
    Add(Option<Arc<Track>>),
    /// Be of an opinion about an entry, or of none.
    Vote(EntryId, Option<Vote>),
    /// Applaud an entry, or stop.
    Jam(EntryId, bool),
    /// Say something about an entry.
    Comment(EntryId, CommentText),
    /// Delete a comment.
    Uncomment(EntryId, CommentId),
    /// Take an entry out.
    Remove(EntryId),
    /// Bring a removed entry back.
    Restore(EntryId),
    /// Move an entry before another of the same person's, or behind all of them.
    Move(EntryId, Option<EntryId>),
    /// Put an entry before all others, or no longer.
    Pin(EntryId, bool),
    /// Have done with an entry.
    Skip(EntryId),
    /// Let the music stand still.
    Pause,
    /// Let the music go on.
    Resume,
    /// Take every entry out.
    Clear,
    /// Queue what Bender has in mind, if it is this.
    BenderQueue(TrackUri),
    /// Do not want what Bender has in mind, if it is this.
    BenderReject(TrackUri),
    /// Change settings.
    Settings(Box<Change>),
}

/// Who asks, as the door knows them; the nest may know more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asker {
    /// Who.
    pub id: PersonId,
    /// What they are called.
    pub name: Name,
    /// What they may do where the nest does not say.
    pub role: Role,
}

/// What is put to a nest.
#[derive(Debug, Clone, PartialEq)]
pub enum Request {
    /// A person's command.
    Ask {
        /// Who asks.
        asker: Asker,
        /// The id under which the answer is remembered.
        id: Option<CommandId>,
        /// What is asked.
        command: Command,
    },
    /// The player's: time went by, so do what is due. It needs to name no entry: what is over is
    /// seen from the nest and the clock, so that a late or doubled beat finds nothing to do.
    Beat,
    /// Bender's: what it brings back from a search.
    Bender(Box<Offer>),
    /// The player's: these stand in the play log.
    Logged(Vec<PlayKey>),
    /// The player's: from now on the nest's catalogue is the one of this name, so whatever came from
    /// another has to go.
    Catalogue(String),
}
