//! A nest as someone sees who just came in.
//!
//! Must never: hold anything that belongs to one reader; what does is in `you`.

use std::collections::BTreeMap;

use bytes::Bytes;
use serde::Serialize;
use ts_rs::TS;

use super::{
    bender::{Preview, Rest},
    entries::{Entry, Playing, vote},
    events::ActivityItem,
    to_json,
};
use crate::{
    app::view::{Seen, View},
    domain::{
        decide::votes_needed,
        entry::Entry as DomainEntry,
        horn::Sound,
        ids::PersonId,
        people::Role,
        setting_values::{Mode, Strategy, Weight},
        settings,
    },
};

/// A person as the others see them.
#[derive(Debug, Clone, Serialize, TS)]
pub struct Person<'a> {
    id: &'a str,
    name: &'a str,
    #[ts(type = "'host' | 'moderator' | 'guest'")]
    role: Role,
    present: bool,
    listening: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional, type = "true")]
    banned: Option<bool>,
}

impl<'a> From<&'a Seen> for Person<'a> {
    fn from(seen: &'a Seen) -> Self {
        Self {
            id: seen.id.as_str(),
            name: seen.name.as_str(),
            role: seen.role,
            present: seen.present,
            listening: seen.listening,
            banned: seen.banned.then_some(true),
        }
    }
}

/// Every setting: for the page's types only. What is sent is the domain's own settings, whose keys
/// are the contract's; a test holds the two together.
#[derive(Debug, Clone, Serialize, TS)]
#[expect(missing_docs, reason = "the contract names and explains them")]
pub struct Settings {
    #[ts(type = "'fair' | 'votes' | 'first_come'")]
    pub mode: Mode,
    pub locked: bool,
    pub cooldown_ms: u64,
    pub min_duration_ms: u64,
    pub max_duration_ms: u64,
    pub allow_explicit: bool,
    pub queue_max: u32,
    pub per_person_max: u32,
    pub up_votes_only: bool,
    pub anyone_pauses: bool,
    pub airhorn_muted: bool,
    pub invite_only: bool,
    pub listed: bool,
    pub bender_depth: u32,
    #[ts(type = "{ [strategy: string]: number }")]
    pub bender_weights: BTreeMap<Strategy, Weight>,
    pub time_zone: String,
    pub seed_track: Option<String>,
    pub genre: Option<String>,
    pub name: String,
    pub slug: Option<String>,
}

/// The nest itself.
#[derive(Debug, Clone, Serialize, TS)]
#[ts(rename = "NestInfo")]
pub struct Nest<'a> {
    id: &'a str,
    code: &'a str,
    #[ts(type = "'demo' | 'spotify'")]
    catalogue: &'a str,
    sounds: Vec<&'a str>,
    #[ts(type = "Settings")]
    settings: &'a settings::Settings,
}

impl<'a> Nest<'a> {
    /// The nest of a view.
    #[must_use]
    pub fn of(nest: &'a crate::domain::nest::Nest, catalogue: &'a str) -> Self {
        Self {
            id: nest.id.as_str(),
            code: nest.code.as_ref().map_or("", |code| code.as_str()),
            catalogue,
            sounds: Sound::ALL.map(Sound::name).to_vec(),
            settings: &nest.settings,
        }
    }
}

/// Everything there is to see.
#[derive(Debug, Clone, Serialize, TS)]
pub struct State<'a> {
    nest: Nest<'a>,
    queue: Vec<Entry<'a>>,
    playing: Option<Playing<'a>>,
    preview: Option<Preview<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    rest: Option<Rest>,
    activity: Vec<ActivityItem<'a>>,
    people: Vec<Person<'a>>,
    present: usize,
    skip_need: SkipNeed,
}

/// How many votes have done with an entry while so many are present.
#[derive(Debug, Clone, Copy, Serialize, TS)]
pub struct SkipNeed {
    /// With one that a person queued.
    person: u32,
    /// With one of Bender's.
    bender: u32,
}

impl SkipNeed {
    /// Where so many are present.
    #[must_use]
    pub fn of(present: usize) -> Self {
        let present = u32::try_from(present).unwrap_or(u32::MAX);
        Self { person: votes_needed(false, present), bender: votes_needed(true, present) }
    }
}

/// The state of a view as JSON, written once for everyone who looks.
#[must_use]
pub fn state_json(view: &View, catalogue: &str) -> Bytes {
    view.state.get_or_init(|| to_json(&State::of(view, catalogue)).into()).clone()
}

impl<'a> State<'a> {
    fn of(view: &'a View, catalogue: &'a str) -> Self {
        let nest = &*view.nest;
        let activity = nest.activity.iter();
        Self {
            nest: Nest::of(nest, catalogue),
            queue: nest.queue.iter().map(|entry| Entry::from(&**entry)).collect(),
            playing: nest.playing.as_ref().map(Playing::from),
            preview: nest.preview.as_ref().map(Preview::from),
            rest: nest.rest.map(Rest::from),
            activity: activity.map(|past| ActivityItem::of(&past.activity, past.seq, past.at_ms)).collect(),
            people: view.people.iter().map(Person::from).collect(),
            present: view.present,
            skip_need: SkipNeed::of(view.present),
        }
    }
}

/// Oneself.
#[derive(Debug, Clone, Serialize, TS)]
pub struct You<'a> {
    id: &'a str,
    name: &'a str,
    #[ts(type = "'host' | 'moderator' | 'guest'")]
    role: Role,
    guest: bool,
    #[ts(type = "{ [entry: number]: 1 | -1 }")]
    votes: BTreeMap<u64, i8>,
    skip_votes: Vec<u64>,
}

impl<'a> You<'a> {
    /// A person as a nest knows them.
    #[must_use]
    pub fn of(id: &'a PersonId, name: &'a str, is_guest: bool, nest: &crate::domain::nest::Nest) -> Self {
        let votes = |entry: &DomainEntry| entry.vote_of(id).map(|now| (entry.id.0, vote(Some(now))));
        let skips = |entry: &DomainEntry| entry.skip_votes.contains(id).then_some(entry.id.0);
        Self {
            id: id.as_str(),
            name,
            role: nest.role_of(id).unwrap_or(Role::Guest),
            guest: is_guest,
            votes: nest.entries().filter_map(|entry| votes(entry)).collect(),
            skip_votes: nest.entries().filter_map(|entry| skips(entry)).collect(),
        }
    }
}
