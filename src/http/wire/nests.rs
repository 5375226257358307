//! A nest as it is listed, and who stands at its door.
//!
//! Must never: hold what only those may know who are in.

use std::collections::BTreeMap;

use serde::Serialize;
use ts_rs::TS;

use crate::{
    app::view::View,
    domain::{
        ids::PersonId,
        people::{self, Role},
        playing::Playing,
    },
};

/// What everybody may know of a nest who may come in.
#[derive(Debug, Clone, Serialize, TS)]
pub struct NestSummary<'a> {
    id: &'a str,
    code: Option<&'a str>,
    name: &'a str,
    slug: Option<&'a str>,
    #[ts(type = "'demo' | 'spotify'")]
    catalogue: &'a str,
    present: usize,
    playing: Option<OnAir<'a>>,
    listed: bool,
    invite_only: bool,
    #[ts(type = "'host' | 'moderator' | 'guest'")]
    role: Role,
}

/// What plays, in few words.
#[derive(Debug, Clone, Serialize, TS)]
pub struct OnAir<'a> {
    title: &'a str,
    artist: String,
}

impl<'a> NestSummary<'a> {
    /// The nest of a view, for somebody.
    #[must_use]
    pub fn of(view: &'a View, visitor: &PersonId, catalogue: &'a str) -> Self {
        let nest = &view.nest;
        let settings = &nest.settings;
        Self {
            id: nest.id.as_str(),
            code: nest.code.as_ref().map(|code| code.as_str()),
            name: settings.name.as_str(),
            slug: settings.slug.as_ref().map(|slug| slug.as_str()),
            catalogue,
            present: view.present,
            playing: nest.playing.as_ref().map(OnAir::from),
            listed: settings.listed,
            invite_only: settings.invite_only,
            role: nest.role_of(visitor).unwrap_or(Role::Guest),
        }
    }
}

impl<'a> From<&'a Playing> for OnAir<'a> {
    fn from(playing: &'a Playing) -> Self {
        let track = &playing.entry.track;
        Self { title: &track.title, artist: track.artists.join(", ") }
    }
}

/// Somebody who waits outside, or is to stay there.
#[derive(Debug, Clone, Serialize, TS)]
pub struct Outsider<'a> {
    id: &'a str,
    name: &'a str,
    at_ms: u64,
    /// Who sent them away.
    by: Option<&'a str>,
}

impl<'a> From<(&'a PersonId, &'a people::Outside)> for Outsider<'a> {
    fn from((id, outside): (&'a PersonId, &'a people::Outside)) -> Self {
        let by = outside.by.as_ref().map(|by| by.as_str());
        Self { id: id.as_str(), name: outside.name.as_str(), at_ms: outside.at_ms, by }
    }
}

/// Who waits to be let in, and who may not come in.
#[derive(Debug, Clone, Serialize, TS)]
pub struct Door<'a> {
    /// The first who asked come first.
    waiting: Vec<Outsider<'a>>,
    banned: Vec<Outsider<'a>>,
}

impl<'a> Door<'a> {
    /// The door of a view.
    #[must_use]
    pub fn of(view: &'a View) -> Self {
        let (waiting, banned) = (&view.nest.knocking, &view.nest.banned);
        let in_turn = |people: &'a BTreeMap<PersonId, people::Outside>| {
            let mut people: Vec<Outsider<'a>> = people.iter().map(Outsider::from).collect();
            people.sort_by_key(|outsider| outsider.at_ms);
            people
        };
        Self { waiting: in_turn(waiting), banned: in_turn(banned) }
    }
}
