//! What can happen in a nest. Events state results: who reads them needs no rule.
//!
//! Must never: leave anything to be worked out. An old log is read without the rules of its day.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{
    bender::{Preview, Rest, Shunned, ShunnedBecause},
    entry::{Comment, Entry, Vote, Why},
    horn::Sound,
    ids::{CommentId, EntryId, NestId, PersonId},
    people::{Actor, Role},
    play::PlayKey,
    register::Registered,
    setting_values::{Code, Slug},
    settings::{Change, Settings},
    text::Name,
};

/// Where an entry stands now, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// The entry.
    pub entry: EntryId,
    /// Its rank.
    pub rank: i64,
    /// Why it has that rank.
    pub why: Why,
}

/// An entry's new start tag, in milliseconds of music.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tag {
    /// The entry.
    pub entry: EntryId,
    /// Its tag.
    pub tag_ms: i64,
}

/// Why an entry left the queue without playing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RemovedBecause {
    /// Somebody removed it.
    Removed,
    /// A host cleared the queue.
    Cleared,
    /// Enough people voted it out.
    VotedOut,
    /// Bender's own, which it may not play any more.
    Bender,
    /// Its person was removed from the nest.
    Kicked,
}

/// Why an entry stopped playing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EndedBecause {
    /// It was over.
    Finished,
    /// It was skipped.
    Skipped,
    /// A host or moderator removed it.
    Removed,
}

/// Whose nest it is to begin with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Host {
    /// Who.
    pub person: PersonId,
    /// What they are called.
    pub name: Name,
}

/// One thing that happened. `ranks` name the entries that stand elsewhere, or for another reason,
/// because of it; `tags` those whose tag changed; `finish_ms` is a person's new last finish tag.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "type")]
#[expect(missing_docs, reason = "the fields are named by the contract and by this comment")]
pub enum Event {
    /// The nest began. Nobody can have seen it without, so it is not told.
    Created {
        code: Code,
        settings: Box<Settings>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        host: Option<Host>,
    },
    /// This is what the person is called and may do from now on.
    Named { person: PersonId, name: Name, role: Role },
    /// A person queued a track.
    Added { entry: Arc<Entry>, finish_ms: i64 },
    /// A person's vote is now this one; the counts are the new ones.
    Voted { entry: EntryId, by: PersonId, vote: Option<Vote>, up: u32, down: u32, ranks: Vec<Place> },
    /// A person applauds, or no longer does.
    Jammed { entry: EntryId, by: PersonId, on: bool, at_ms: u64 },
    /// A person said something.
    Commented { entry: EntryId, comment: Comment },
    /// What was said is gone.
    Uncommented { entry: EntryId, comment: CommentId, by: PersonId },
    /// An entry has another owner. It is told as a whole, wherever it is: queued, playing, or removed
    /// and not yet brought back.
    Adopted {
        entry: Arc<Entry>,
        finish_ms: i64,
        /// Whether that counts as an add of its new owner's.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        is_add: bool,
    },
    /// An entry left the queue unplayed. `refund_ms` is what its person's finish tag lost by it. What
    /// the player takes out is gone for good, also if somebody had taken it out before.
    Removed {
        entry: EntryId,
        by: Actor,
        reason: RemovedBecause,
        ranks: Vec<Place>,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        tags: Vec<Tag>,
        #[serde(default)]
        refund_ms: i64,
    },
    /// A removed entry is back.
    Restored { entry: Arc<Entry>, finish_ms: i64 },
    /// A person's entries changed places among themselves.
    Moved { ranks: Vec<Place>, tags: Vec<Tag> },
    /// An entry goes before all others, or no longer does.
    Pinned { entry: EntryId, by: PersonId, on: bool, ranks: Vec<Place> },
    /// Entries stand elsewhere because the mode changed.
    Reranked { ranks: Vec<Place> },
    /// A person wants an entry gone; `have` of the `need` people present do. `instead_of` is who they
    /// were when they said so, if that was someone else.
    SkipVoted {
        entry: EntryId,
        by: PersonId,
        have: u32,
        need: u32,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        instead_of: Option<PersonId>,
    },
    /// An entry left the queue and plays. `virtual_ms` is the order's new virtual time, and
    /// `served_ms` the largest finish tag that has played.
    Started { entry: EntryId, at_ms: u64, position_ms: u64, paused: bool, virtual_ms: i64, served_ms: i64 },
    /// The playing entry is over.
    Ended { entry: EntryId, at_ms: u64, reason: EndedBecause, virtual_ms: i64 },
    /// The music stands still.
    Paused { position_ms: u64, at_ms: u64 },
    /// The music goes on.
    Resumed { position_ms: u64, at_ms: u64 },
    /// This entry will follow the playing one.
    NextUp { entry: Option<EntryId> },
    /// This is what Bender has in mind; or it has nothing, and rests if it looked in vain.
    Preview {
        preview: Option<Preview>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        rest: Option<Rest>,
    },
    /// Bender keeps away from a recording. Not told.
    Shunned {
        shunned: Shunned,
        because: ShunnedBecause,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<PersonId>,
    },
    /// These stand in the play log. Not told.
    Logged { plays: Vec<PlayKey> },
    /// These settings have new values.
    Settings { settings: Box<Change> },
    /// A person is no longer here, and where they are banned, will not be.
    Kicked { person: PersonId, by: PersonId, ban: bool },
    /// A person may come in again. Not told: who was banned is nobody's business but the hosts'.
    Unbanned { person: PersonId },
    /// These may come in from now on, also by invitation only. Not told.
    Admitted { people: Vec<PersonId> },
    /// Somebody asks to be let in, or does no longer. Not told, but for the activity list.
    Knocked { person: PersonId, name: Name, waits: bool },
    /// Somebody blew an airhorn. It is told, but as a signal, since it cannot be heard later.
    Horned { by: PersonId, sound: Sound },
    /// Since when people are present and no host is; none: that is over. Not told.
    Unhosted { since_ms: Option<u64> },
    /// The nest is joined by this code from now on. It is told by beginning afresh: no event of the
    /// contract has room for it.
    Recoded { code: Code },
    /// The nest is over. It is told by saying goodbye.
    Gone,
    /// There is another nest. This and the next ones are the register's, in the main nest, and not told.
    NestOpened { nest: NestId, registered: Box<Registered> },
    /// A code or a short address is held for a nest.
    NestClaimed {
        nest: NestId,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        code: Option<Code>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        slug: Option<Slug>,
    },
    /// What a nest says of itself.
    NestMirrored {
        nest: NestId,
        code: Code,
        slug: Option<Slug>,
        listed: bool,
        #[serde(default)]
        seq: u64,
    },
    /// A nest is over.
    NestEnded { nest: NestId },
    /// Nothing is left of it in the store.
    NestForgotten { nest: NestId },
}

impl Event {
    /// The event's name in the log and in the contract.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Created { .. } => "created",
            Self::Named { .. } => "named",
            Self::Added { .. } => "added",
            Self::Voted { .. } => "voted",
            Self::Jammed { .. } => "jammed",
            Self::Commented { .. } => "commented",
            Self::Uncommented { .. } => "uncommented",
            Self::Adopted { .. } => "adopted",
            Self::Removed { .. } => "removed",
            Self::Restored { .. } => "restored",
            Self::Moved { .. } => "moved",
            Self::Pinned { .. } => "pinned",
            Self::Reranked { .. } => "reranked",
            Self::SkipVoted { .. } => "skip_voted",
            Self::Started { .. } => "started",
            Self::Ended { .. } => "ended",
            Self::Paused { .. } => "paused",
            Self::Resumed { .. } => "resumed",
            Self::NextUp { .. } => "next_up",
            Self::Preview { .. } => "preview",
            Self::Shunned { .. } => "shunned",
            Self::Logged { .. } => "logged",
            Self::Settings { .. } => "settings",
            Self::Kicked { .. } => "kicked",
            Self::Unbanned { .. } => "unbanned",
            Self::Admitted { .. } => "admitted",
            Self::Knocked { .. } => "knocked",
            Self::Horned { .. } => "horned",
            Self::Unhosted { .. } => "unhosted",
            Self::Recoded { .. } => "recoded",
            Self::Gone => "gone",
            Self::NestOpened { .. } => "nest_opened",
            Self::NestClaimed { .. } => "nest_claimed",
            Self::NestMirrored { .. } => "nest_mirrored",
            Self::NestEnded { .. } => "nest_ended",
            Self::NestForgotten { .. } => "nest_forgotten",
        }
    }

    /// Whether people see it. A commit without such an event is a note: it is told to nobody.
    #[must_use]
    pub const fn is_seen(&self) -> bool {
        !matches!(
            self,
            Self::Created { .. }
                | Self::Shunned { .. }
                | Self::Logged { .. }
                | Self::Unbanned { .. }
                | Self::Admitted { .. }
                | Self::Knocked { .. }
                | Self::Horned { .. }
                | Self::Unhosted { .. }
                | Self::Recoded { .. }
                | Self::Gone
                | Self::NestOpened { .. }
                | Self::NestClaimed { .. }
                | Self::NestMirrored { .. }
                | Self::NestEnded { .. }
                | Self::NestForgotten { .. }
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_vote_to_skip_of_an_older_log_is_read_and_written_as_it_stood() {
        let written = r#"{"type":"skip_voted","entry":4,"by":"bob","have":1,"need":2}"#;
        let event: Event = serde_json::from_str(written).expect("an old event");
        assert!(matches!(event, Event::SkipVoted { instead_of: None, .. }));
        assert_eq!(serde_json::to_string(&event).expect("it can be written down"), written);
    }
}
