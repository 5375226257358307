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
    /// Whether they may not come in any more, and are named only for what they left behind.
    pub banned: bool,
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
    /// Everyone to be shown.
    pub people: Vec<Seen>,
    /// Whom others may still show, though they are not to.
    pub gone: Vec<PersonId>,
    /// How many are present.
    pub present: usize,
    /// Where the feed goes on from here.
    pub cursor: u64,
    /// The state as a client reads it: written when first needed, the same for everyone.
    pub state: OnceLock<Bytes>,
}

/// Everyone to be shown: the people the nest knows, and the first of those present. Of the banned only those whom
/// something names that is shown.
#[must_use]
pub fn people(nest: &Nest, present: &Present, listening: &BTreeSet<PersonId>) -> Vec<Seen> {
    let known = nest.people.iter().filter(|(id, _)| present.contains_key(*id) || !is_out(nest, id));
    let known = known.map(|(id, member)| see(id, Some(member), nest, present, listening));
    let listed = present.keys().take(LISTED_MAX).filter(|id| !nest.people.contains_key(*id));
    known.chain(listed.map(|id| see(id, None, nest, present, listening))).flatten().collect()
}

/// Whom a client is to show no more that was away for a while: the banned, and those who `went` lately, as far as
/// they are not among the `people` to be shown.
#[must_use]
pub fn gone(nest: &Nest, people: &[Seen], went: impl IntoIterator<Item = PersonId>) -> Vec<PersonId> {
    let shown: BTreeSet<_> = people.iter().map(|seen| &seen.id).collect();
    let out: BTreeSet<_> = went.into_iter().chain(nest.banned.keys().cloned()).collect();
    out.into_iter().filter(|id| !shown.contains(id)).collect()
}

/// Whether somebody is banned, and nothing that is shown names them.
fn is_out(nest: &Nest, person: &PersonId) -> bool {
    nest.bans(person) && !nest.names(person)
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
        let is_shown = listed.contains(&id) || member.is_some() && !is_out(nest, &id);
        match see(&id, member, nest, present, listening) {
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
    nest: &Nest,
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
        banned: nest.bans(id),
    })
}
