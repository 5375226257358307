//! A nest: all that a room's log adds up to.
//!
//! Must never: change but by [`Nest::fold`], or depend on anything outside its log.

use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    sync::Arc,
};

use serde::{Deserialize, Serialize};

use super::{
    answers::{Answer, Answers},
    bender::{Preview, Rest, Shunned},
    commit::Activity,
    entry::Entry,
    ids::{CommandId, EntryId, NestId, PersonId, Position},
    limits,
    people::{Actor, Member, Outside, Role},
    play::Play,
    playing::Playing,
    register::Register,
    setting_values::Code,
    settings::Settings,
    track::{Track, TrackUri},
};

/// An entry that was taken out and may be brought back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Removed {
    /// The entry as it was.
    pub entry: Arc<Entry>,
    /// Who took it out.
    pub by: Actor,
    /// When, in epoch milliseconds.
    pub at_ms: u64,
    /// Whether it was voted out; then only hosts bring it back.
    pub voted_out: bool,
    /// How much its person's finish tag lost by it, in milliseconds of music.
    pub refund_ms: i64,
    /// The number of the commit that took it out.
    #[serde(default)]
    pub commit: u64,
}

impl Removed {
    /// Whether it may still be brought back at `now_ms`.
    #[must_use]
    pub const fn is_restorable(&self, now_ms: u64) -> bool {
        now_ms <= self.at_ms + limits::RESTORE_MS
    }
}

/// A recording that has played.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Played {
    /// Its address.
    pub uri: TrackUri,
    /// Its recording code, if it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub isrc: Option<String>,
    /// When it ended, in epoch milliseconds.
    pub ended_ms: u64,
}

/// A line of the activity list with its commit's number and time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PastActivity {
    /// The commit.
    pub seq: u64,
    /// Its time, in epoch milliseconds.
    pub at_ms: u64,
    /// What it tells.
    #[serde(flatten)]
    pub activity: Activity,
}

/// A nest as its log has made it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Nest {
    /// Which nest.
    pub id: NestId,
    /// The code to join it by; none before its first commit.
    pub code: Option<Code>,
    /// The newest commit.
    pub position: Position,
    /// Its time, in epoch milliseconds.
    pub at_ms: u64,
    /// What it has grown to, in milliseconds: the time of its commits, with clocks that were set left out (see
    /// [`limits::SILENCE_MAX_MS`]). Answers age by it.
    #[serde(default)]
    pub grown_ms: u64,
    /// What its host may change.
    pub settings: Settings,
    /// Everyone the nest remembers.
    pub people: BTreeMap<PersonId, Member>,
    /// The order's virtual time, in milliseconds of music (`V` of [`super::order`]).
    pub virtual_ms: i64,
    /// The largest finish tag of what people's unpinned entries have played.
    pub served_ms: i64,
    /// What is queued, sorted by rank and number.
    pub queue: Vec<Arc<Entry>>,
    /// What plays.
    pub playing: Option<Playing>,
    /// What was taken out and may come back, oldest first.
    pub removed: VecDeque<Removed>,
    /// What has played within the longest cool-down, oldest first.
    pub played: VecDeque<Played>,
    /// What was done lately, oldest first.
    pub activity: VecDeque<PastActivity>,
    /// The answers it remembers.
    pub answers: Answers,
    /// The number of the next entry.
    pub next_entry: u64,
    /// The number of the next comment.
    pub next_comment: u64,
    /// How many times an entry was pinned.
    pub pins: i64,
    /// What Bender has in mind.
    #[serde(default)]
    pub preview: Option<Preview>,
    /// Why it has nothing in mind, and until when.
    #[serde(default)]
    pub rest: Option<Rest>,
    /// What Bender has offered lately, oldest first.
    #[serde(default)]
    pub offered: VecDeque<Shunned>,
    /// What somebody did not want of it lately, oldest first.
    #[serde(default)]
    pub rejected: VecDeque<Shunned>,
    /// What a person queued that was the last of such to have played.
    #[serde(default)]
    pub seed: Option<Arc<Track>>,
    /// What played last, whoever queued it.
    #[serde(default)]
    pub last: Option<Arc<Track>>,
    /// What has ended and is not known to stand in the play log, oldest first.
    #[serde(default)]
    pub unlogged: VecDeque<Arc<Play>>,
    /// Who may not come in.
    #[serde(default)]
    pub banned: BTreeMap<PersonId, Outside>,
    /// Who was let in, and stays so where the nest is by invitation only.
    #[serde(default)]
    pub admitted: BTreeSet<PersonId>,
    /// Who waits to be let in.
    #[serde(default)]
    pub knocking: BTreeMap<PersonId, Outside>,
    /// When somebody last blew an airhorn, in epoch milliseconds.
    #[serde(default)]
    pub horned_ms: u64,
    /// Since when people are present and no host is, in epoch milliseconds.
    #[serde(default)]
    pub unhosted_ms: Option<u64>,
    /// When it ended, if it has.
    #[serde(default)]
    pub ended_ms: Option<u64>,
    /// Which other nests there are. Only the main nest knows any.
    #[serde(default)]
    pub register: Arc<Register>,
}

impl Nest {
    /// A nest before its first commit.
    #[must_use]
    pub fn new(id: NestId) -> Self {
        Self {
            id,
            code: None,
            position: Position::START,
            at_ms: 0,
            grown_ms: 0,
            settings: Settings::default(),
            people: BTreeMap::new(),
            virtual_ms: 0,
            served_ms: 0,
            queue: Vec::new(),
            playing: None,
            removed: VecDeque::new(),
            played: VecDeque::new(),
            activity: VecDeque::new(),
            answers: Answers::default(),
            next_entry: 1,
            next_comment: 1,
            pins: 0,
            preview: None,
            rest: None,
            offered: VecDeque::new(),
            rejected: VecDeque::new(),
            seed: None,
            last: None,
            unlogged: VecDeque::new(),
            banned: BTreeMap::new(),
            admitted: BTreeSet::new(),
            knocking: BTreeMap::new(),
            horned_ms: 0,
            unhosted_ms: None,
            ended_ms: None,
            register: Arc::default(),
        }
    }

    /// What the nest will have grown to by `now_ms`, in milliseconds.
    #[must_use]
    pub(super) fn grown_by(&self, now_ms: u64) -> u64 {
        // Where it begins, and where it was written down before it was known how it grows.
        if self.grown_ms == 0 {
            return now_ms.max(self.at_ms);
        }
        self.grown_ms + now_ms.saturating_sub(self.at_ms).min(limits::SILENCE_MAX_MS)
    }

    /// The first answer to this command of this person, if it is remembered at `now_ms`.
    #[must_use]
    pub fn answer_to(&self, person: &PersonId, command: &CommandId, now_ms: u64) -> Option<&Answer> {
        self.answers.to(person, command, self.grown_by(now_ms))
    }

    /// Whether this is the nest that always exists.
    #[must_use]
    pub fn is_main(&self) -> bool {
        self.id.as_str() == "main"
    }

    /// How many entries its queue may hold at most, whatever its host sets.
    #[must_use]
    pub fn queue_limit(&self) -> u32 {
        if self.is_main() { limits::QUEUE_MAX } else { limits::QUEUE_MAX_ELSEWHERE }
    }

    /// A queued entry.
    #[must_use]
    pub fn queued(&self, id: EntryId) -> Option<&Arc<Entry>> {
        self.queue.iter().find(|entry| entry.id == id)
    }

    /// The playing entry, if it is this one.
    #[must_use]
    pub fn playing_entry(&self, id: EntryId) -> Option<&Arc<Entry>> {
        self.playing.as_ref().map(|playing| &playing.entry).filter(|entry| entry.id == id)
    }

    /// A queued or playing entry.
    #[must_use]
    pub fn entry(&self, id: EntryId) -> Option<&Arc<Entry>> {
        self.playing_entry(id).or_else(|| self.queued(id))
    }

    /// Everything queued and the playing entry, which comes first.
    pub fn entries(&self) -> impl Iterator<Item = &Arc<Entry>> {
        self.playing.iter().map(|playing| &playing.entry).chain(&self.queue)
    }

    /// What may be brought back at `now_ms`, oldest first.
    pub fn restorable(&self, now_ms: u64) -> impl Iterator<Item = &Removed> {
        self.removed.iter().filter(move |removed| removed.is_restorable(now_ms))
    }

    /// Everything that is there, and everything that may be brought back at `now_ms`.
    pub fn within_reach(&self, now_ms: u64) -> impl Iterator<Item = &Arc<Entry>> {
        self.entries().chain(self.restorable(now_ms).map(|removed| &removed.entry))
    }

    /// One owner's queued entries, in the order they stand.
    pub fn queue_of<'a>(&'a self, owner: &'a Actor) -> impl Iterator<Item = &'a Arc<Entry>> {
        self.queue.iter().filter(move |entry| entry.by == *owner)
    }

    /// A person's last finish tag, in milliseconds of music (`F` of [`super::order`]).
    #[must_use]
    pub fn finish_of(&self, person: &PersonId) -> i64 {
        self.people.get(person).map_or(0, |member| member.finish_ms)
    }

    /// What this nest says a person may do, if it says anything.
    #[must_use]
    pub fn role_of(&self, person: &PersonId) -> Option<Role> {
        self.people.get(person).map(|member| member.role)
    }

    /// Whether this person may not come in, whatever they know.
    #[must_use]
    pub fn bans(&self, person: &PersonId) -> bool {
        self.banned.contains_key(person)
    }

    /// Whether this person may come in without the code.
    #[must_use]
    pub fn admits(&self, person: &PersonId) -> bool {
        !self.bans(person)
            && (!self.settings.invite_only
                || self.admitted.contains(person)
                || self.role_of(person).is_some_and(Role::keeps_order))
    }

    /// Whether it is over.
    #[must_use]
    pub const fn has_ended(&self) -> bool {
        self.ended_ms.is_some()
    }
}
