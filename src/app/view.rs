//! A nest as someone who looks now sees it, and from where on to read what comes after.
//!
//! Must never: change. What comes after is in the feed.

use std::{
    collections::BTreeSet,
    sync::{Arc, OnceLock},
};

use bytes::Bytes;

use crate::domain::{
    ids::{PersonId, Position},
    nest::Nest,
    people::{Member, Present, Role},
    text::Name,
};

/// How many of those present are listed by name.
pub const LISTED_MAX: usize = 200;

/// A person as the others see them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// Who.
    pub id: PersonId,
    /// What they are called.
    pub name: Name,
    /// What they may do here.
    pub role: Role,
    /// Whether they are here.
    pub present: bool,
    /// Whether they listen along on a device of theirs.
    pub listening: bool,
}

/// What changed among the people since it was last told.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PeopleNews {
    /// People who came, or changed.
    pub upsert: Vec<Seen>,
    /// People who left and are of no further interest.
    pub gone: Vec<PersonId>,
    /// How many are present.
    pub present: usize,
}

/// A nest at one moment.
#[derive(Debug)]
pub struct View {
    /// The nest.
    pub nest: Arc<Nest>,
    /// The newest commit that people see; a client that comes back names it.
    pub position: Position,
    /// Everyone the nest knows, and the first of those present.
    pub people: Vec<Seen>,
    /// How many are present.
    pub present: usize,
    /// Where the feed goes on from here.
    pub cursor: u64,
    /// The state as a client reads it: written when first needed, the same for everyone.
    pub state: OnceLock<Bytes>,
}

/// Everyone to be shown: the people the nest knows, and the first of those present.
#[must_use]
pub fn people(nest: &Nest, present: &Present, listening: &BTreeSet<PersonId>) -> Vec<Seen> {
    let known = nest.people.iter().map(|(id, member)| see(id, Some(member), present, listening));
    let listed = present.keys().take(LISTED_MAX).filter(|id| !nest.people.contains_key(*id));
    known.chain(listed.map(|id| see(id, None, present, listening))).flatten().collect()
}

/// What to tell of the people who came, went, or began or ended to listen, where `listed_before` were listed when it was
/// last told; and who is listed now.
#[must_use]
pub fn news_of(
    nest: &Nest,
    present: &Present,
    listening: &BTreeSet<PersonId>,
    touched: BTreeSet<PersonId>,
    listed_before: &BTreeSet<PersonId>,
) -> (PeopleNews, BTreeSet<PersonId>) {
    let listed: BTreeSet<_> = present.keys().take(LISTED_MAX).cloned().collect();
    let mut news = PeopleNews { present: present.len(), ..PeopleNews::default() };
    let moved = listed.symmetric_difference(listed_before).cloned();
    for id in touched.into_iter().chain(moved).collect::<BTreeSet<_>>() {
        let member = nest.people.get(&id);
        let is_shown = member.is_some() || listed.contains(&id);
        match see(&id, member, present, listening) {
            Some(seen) if is_shown => news.upsert.push(seen),
            // Here, but too far down the list to be shown, and never was.
            Some(seen) if seen.present && !listed_before.contains(&id) => {}
            _ => news.gone.push(id),
        }
    }
    (news, listed)
}

fn see(
    id: &PersonId,
    member: Option<&Member>,
    present: &Present,
    listening: &BTreeSet<PersonId>,
) -> Option<Seen> {
    let here = present.get(id);
    Some(Seen {
        id: id.clone(),
        name: member.map(|member| &member.name).or(here)?.clone(),
        role: member.map_or(Role::Guest, |member| member.role),
        present: here.is_some(),
        listening: listening.contains(id),
    })
}
