//! What happened, as clients fold it.
//!
//! Must never: leave out what a client needs to fold an event without knowing a rule.

use serde::Serialize;
use ts_rs::TS;

use super::{
    actor,
    bender::{Preview, Rest},
    entries::{Comment, Entry, Why, vote},
};
use crate::domain::{
    commit::{Activity, Commit, What},
    event::{EndedBecause, Event as DomainEvent, Place, RemovedBecause},
    people::Role,
    settings::Change,
};

/// A person by name and role.
#[derive(Debug, Clone, Serialize, TS)]
pub struct NamedPerson<'a> {
    id: &'a str,
    name: &'a str,
    #[ts(type = "'host' | 'moderator' | 'guest'")]
    role: Role,
}

/// An entry, its rank, and why: `[entry, rank, why]`.
#[derive(Debug, Clone, Serialize, TS)]
pub struct Rank<'a>(u64, i64, Why<'a>);

/// One thing that happened. A client folds it without knowing any rule.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(tag = "type", rename_all = "snake_case")]
#[ts(rename = "NestEvent")]
#[expect(missing_docs, reason = "the contract names and explains them")]
pub enum Event<'a> {
    Named {
        person: NamedPerson<'a>,
    },
    Added {
        entry: Box<Entry<'a>>,
    },
    Voted {
        entry: u64,
        by: &'a str,
        #[ts(type = "1 | 0 | -1")]
        vote: i8,
        up: u32,
        down: u32,
        ranks: Vec<Rank<'a>>,
    },
    Jammed {
        entry: u64,
        by: &'a str,
        on: bool,
        at_ms: u64,
    },
    Commented {
        entry: u64,
        comment: Comment<'a>,
    },
    Uncommented {
        entry: u64,
        comment: u64,
        by: &'a str,
    },
    Adopted {
        entry: Box<Entry<'a>>,
    },
    Removed {
        entry: u64,
        by: &'a str,
        #[ts(type = "'removed' | 'cleared' | 'voted_out' | 'kicked' | 'bender'")]
        reason: RemovedBecause,
        ranks: Vec<Rank<'a>>,
    },
    Restored {
        entry: Box<Entry<'a>>,
    },
    Moved {
        ranks: Vec<Rank<'a>>,
    },
    Pinned {
        entry: u64,
        by: &'a str,
        on: bool,
        ranks: Vec<Rank<'a>>,
    },
    Reranked {
        ranks: Vec<Rank<'a>>,
    },
    SkipVoted {
        entry: u64,
        by: &'a str,
        have: u32,
        need: u32,
    },
    Started {
        entry: u64,
        at_ms: u64,
        position_ms: u64,
        paused: bool,
    },
    Ended {
        entry: u64,
        at_ms: u64,
        #[ts(type = "'finished' | 'skipped' | 'removed'")]
        reason: EndedBecause,
    },
    Paused {
        position_ms: u64,
        at_ms: u64,
    },
    Resumed {
        position_ms: u64,
        at_ms: u64,
    },
    NextUp {
        entry: Option<u64>,
    },
    Preview {
        preview: Option<Box<Preview<'a>>>,
        #[serde(skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        rest: Option<Rest>,
    },
    Settings {
        #[ts(type = "Partial<Settings>")]
        settings: &'a Change,
    },
    Kicked {
        person: &'a str,
        by: &'a str,
        ban: bool,
    },
}

impl<'a> Event<'a> {
    /// The event as it is told; `None` for one that nobody sees.
    #[must_use]
    pub fn of(event: &'a DomainEvent) -> Option<Self> {
        Some(match event {
            DomainEvent::Named { person, name, role } => {
                Self::Named { person: NamedPerson { id: person.as_str(), name: name.as_str(), role: *role } }
            }
            DomainEvent::Added { entry, .. } => Self::Added { entry: Box::new(Entry::from(&**entry)) },
            DomainEvent::Voted { entry, by, vote: now, up, down, ranks } => Self::Voted {
                entry: entry.0,
                by: by.as_str(),
                vote: vote(*now),
                up: *up,
                down: *down,
                ranks: told(ranks),
            },
            DomainEvent::Jammed { entry, by, on, at_ms } => {
                Self::Jammed { entry: entry.0, by: by.as_str(), on: *on, at_ms: *at_ms }
            }
            DomainEvent::Commented { entry, comment } => {
                Self::Commented { entry: entry.0, comment: Comment::from(comment) }
            }
            DomainEvent::Uncommented { entry, comment, by } => {
                Self::Uncommented { entry: entry.0, comment: comment.0, by: by.as_str() }
            }
            DomainEvent::Adopted { entry, .. } => Self::Adopted { entry: Box::new(Entry::from(&**entry)) },
            DomainEvent::Removed { entry, by, reason, ranks, .. } => {
                Self::Removed { entry: entry.0, by: actor(by), reason: *reason, ranks: told(ranks) }
            }
            DomainEvent::Restored { entry, .. } => Self::Restored { entry: Box::new(Entry::from(&**entry)) },
            DomainEvent::Moved { ranks, .. } => Self::Moved { ranks: told(ranks) },
            DomainEvent::Pinned { entry, by, on, ranks } => {
                Self::Pinned { entry: entry.0, by: by.as_str(), on: *on, ranks: told(ranks) }
            }
            DomainEvent::Reranked { ranks } => Self::Reranked { ranks: told(ranks) },
            DomainEvent::SkipVoted { entry, by, have, need, .. } => {
                Self::SkipVoted { entry: entry.0, by: by.as_str(), have: *have, need: *need }
            }
            DomainEvent::Started { entry, at_ms, position_ms, paused, .. } => {
                Self::Started { entry: entry.0, at_ms: *at_ms, position_ms: *position_ms, paused: *paused }
            }
            DomainEvent::Ended { entry, at_ms, reason, .. } => {
                Self::Ended { entry: entry.0, at_ms: *at_ms, reason: *reason }
            }
            DomainEvent::Paused { position_ms, at_ms } => {
                Self::Paused { position_ms: *position_ms, at_ms: *at_ms }
            }
            DomainEvent::Resumed { position_ms, at_ms } => {
                Self::Resumed { position_ms: *position_ms, at_ms: *at_ms }
            }
            DomainEvent::NextUp { entry } => Self::NextUp { entry: entry.map(|entry| entry.0) },
            DomainEvent::Preview { preview, rest } => Self::Preview {
                preview: preview.as_ref().map(|preview| Box::new(Preview::from(preview))),
                rest: rest.map(Rest::from),
            },
            DomainEvent::Settings { settings } => Self::Settings { settings },
            DomainEvent::Kicked { person, by, ban } => {
                Self::Kicked { person: person.as_str(), by: by.as_str(), ban: *ban }
            }
            _ => return None,
        })
    }
}

fn told(places: &[Place]) -> Vec<Rank<'_>> {
    places.iter().map(|place| Rank(place.entry.0, place.rank, Why::from(&place.why))).collect()
}

/// One line of the activity list.
#[derive(Debug, Clone, Serialize, TS)]
pub struct ActivityItem<'a> {
    seq: u64,
    at_ms: u64,
    by: &'a str,
    #[ts(
        type = "'removed' | 'voted_out' | 'cleared' | 'restored' | 'moved' | 'pinned' | 'unpinned' | 'skipped' | 'uncommented' | 'paused' | 'resumed' | 'settings' | 'made_host' | 'made_moderator' | 'made_guest' | 'kicked' | 'banned' | 'unbanned' | 'knocked' | 'let_in' | 'recoded'"
    )]
    what: What,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    entry: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    to: Option<&'a str>,
}

impl<'a> ActivityItem<'a> {
    /// The line of an activity that came with the commit of this number and time.
    #[must_use]
    pub fn of(activity: &'a Activity, seq: u64, at_ms: u64) -> Self {
        Self {
            seq,
            at_ms,
            by: actor(&activity.by),
            what: activity.what,
            entry: activity.entry.map(|entry| entry.0),
            to: activity.to.as_ref().map(|person| person.as_str()),
        }
    }
}

/// What one command did, applied together.
#[derive(Debug, Clone, Serialize, TS)]
pub struct CommitMessage<'a> {
    #[ts(type = "'commit'")]
    r#type: &'static str,
    seq: u64,
    #[ts(type = "string")]
    position: String,
    at_ms: u64,
    by: &'a str,
    events: Vec<Event<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[ts(optional, as = "Option<Vec<ActivityItem<'a>>>")]
    activity: Vec<ActivityItem<'a>>,
}

impl<'a> CommitMessage<'a> {
    /// The message that tells of a commit.
    #[must_use]
    pub fn of(commit: &'a Commit) -> Self {
        let (seq, at_ms) = (commit.position.seq, commit.at_ms);
        Self {
            r#type: "commit",
            seq,
            position: commit.position.to_string(),
            at_ms,
            by: actor(&commit.by),
            events: commit.events.iter().filter_map(Event::of).collect(),
            activity: commit.activity.iter().map(|item| ActivityItem::of(item, seq, at_ms)).collect(),
        }
    }
}
