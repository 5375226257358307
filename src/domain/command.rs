//! What can be asked of a nest.
//!
//! Must never: hold anything unchecked. Texts, ids and settings are parsed where they come in.

use std::sync::Arc;

use super::{
    bender::Offer,
    entry::Vote,
    horn::Sound,
    ids::{CommandId, CommentId, EntryId, NestId, PersonId},
    people::Role,
    play::PlayKey,
    register::{Registered, Sign},
    setting_values::{Code, Slug},
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
        /// Whether they know the nest's code.
        by_code: bool,
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
    /// Let a person do what this role may do.
    Role(PersonId, Role),
    /// Remove a person from the nest.
    Kick {
        /// Whom.
        person: PersonId,
        /// Whether they may not come back.
        ban: bool,
        /// Whether what they queued stays.
        keep_songs: bool,
    },
    /// Let a banned person come back.
    Unban(PersonId),
    /// Blow an airhorn.
    Horn(Sound),
    /// Bring back all that the commit of this number took out.
    Undo(u64),
    /// Ask to be let in.
    Knock,
    /// Let a person in, or no longer have them wait.
    Admit(PersonId, bool),
    /// Be joined by this code from now on. It is held for this nest already.
    Recode(Code),
    /// End the nest.
    End,
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
    /// The player's: see whether a host is here, and if none has been for long, who becomes it.
    MindHosts,
    /// The player's: end the nest, if nobody is present.
    EndIdle,
    /// The server's, to the main nest: a change of the register.
    Register(Box<Registration>),
}

/// A change of the register, which the main nest keeps.
#[derive(Debug, Clone, PartialEq)]
pub enum Registration {
    /// There is to be another nest.
    Open(NestId, Registered),
    /// Hold a code or a short address for a nest, besides those that lead to it already.
    Claim(NestId, Option<Code>, Option<Slug>),
    /// Take over what a nest says of itself.
    Mirror(NestId, Sign),
    /// A nest is over; what the store holds of it may go.
    End(NestId),
    /// Nothing is left of a nest that is over.
    Forgotten(NestId),
}
