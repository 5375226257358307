//! A person who turns out to be another one: a guest who signs in to an account that is known.
//!
//! Comments stay the guest's, and so does a pin: whoever said it is part of what was said.
//!
//! Must never: refuse, or let one person count as two.

use std::sync::Arc;

use super::{Draft, voting};
use crate::domain::{
    command::Asker,
    entry::{Entry, Jam},
    event::Event,
    ids::{EntryId, PersonId},
    nest::Nest,
    order::Standing,
    people::{Actor, Role},
};

/// Makes everything the guest has here the asker's: role, entries, votes and applause. Where there is
/// nothing of theirs, nothing happens.
pub(super) fn merge(draft: &mut Draft, asker: &Asker, guest: &PersonId) {
    if *guest == asker.id {
        return;
    }
    hand_over_ban(draft, asker, guest);
    hand_over_welcome(draft, asker, guest);
    hand_over_role(draft, asker, guest);
    adopt_entries(draft, asker, guest);
    let now_ms = draft.now_ms();
    let ids: Vec<EntryId> = draft.nest().within_reach(now_ms).map(|entry| entry.id).collect();
    for id in ids {
        move_vote(draft, asker, guest, id);
        move_jam(draft, asker, guest, id);
        move_skip_vote(draft, asker, guest, id);
    }
}

/// The entry as its new owner's, whose own vote on it falls away. It keeps its number, tag and pin.
pub(super) fn adopted(nest: &Nest, entry: &Entry, owner: &PersonId) -> Entry {
    let mut entry = Entry { by: Actor::from(owner.clone()), ..entry.clone() };
    (entry.up, entry.down) = voting::counts_with(&entry, owner, None);
    entry.votes.remove(owner);
    // What plays, or is removed, has the rank it had last.
    if nest.queued(entry.id).is_some() {
        let place = Standing::of(&entry).place(nest.settings.mode);
        (entry.rank, entry.why) = (place.rank, place.why);
    }
    entry
}

/// The higher of both roles is the asker's. The guest keeps none: nobody is behind that name any more.
fn hand_over_role(draft: &mut Draft, asker: &Asker, guest: &PersonId) {
    let mine = draft.role_of(asker);
    let Some(theirs) = draft.nest().people.get(guest).filter(|member| member.role != Role::Guest) else {
        return;
    };
    let (name, role) = (theirs.name.clone(), theirs.role);
    if role.outranks(mine) {
        draft.emit(Event::Named { person: asker.id.clone(), name: asker.name.clone(), role });
    }
    draft.emit_by(asker, Event::Named { person: guest.clone(), name, role: Role::Guest });
}

/// A ban is one person's, under whatever name they come. Whoever keeps order could take it back, so where
/// either of the two does, it binds them no longer: a nest whose only host is banned would have none.
fn hand_over_ban(draft: &mut Draft, asker: &Asker, guest: &PersonId) {
    let keeps_order =
        draft.role_of(asker).keeps_order() || draft.nest().role_of(guest).is_some_and(Role::keeps_order);
    let nest = draft.nest();
    let is_banned = nest.bans(&asker.id);
    if keeps_order {
        if is_banned {
            draft.emit(Event::Unbanned { person: asker.id.clone() });
        }
        return;
    }
    let by = nest.banned.get(guest).filter(|_| !is_banned).and_then(|ban| ban.by.clone());
    if let Some(by) = by {
        draft.emit_by(asker, Event::Kicked { person: asker.id.clone(), by, ban: true });
    }
}

/// Who was let in stays so.
fn hand_over_welcome(draft: &mut Draft, asker: &Asker, guest: &PersonId) {
    let nest = draft.nest();
    let is_news = nest.admitted.contains(guest) && !nest.admitted.contains(&asker.id);
    if is_news && !nest.bans(&asker.id) {
        draft.emit(Event::Admitted { people: vec![asker.id.clone()] });
    }
}

fn adopt_entries(draft: &mut Draft, asker: &Asker, guest: &PersonId) {
    let now_ms = draft.now_ms();
    let nest = draft.nest();
    let finish_ms = nest.finish_of(guest).max(nest.finish_of(&asker.id));
    let theirs = nest.within_reach(now_ms).filter(|entry| entry.by.is(guest));
    let entries: Vec<Arc<Entry>> = theirs.map(|entry| Arc::new(adopted(nest, entry, &asker.id))).collect();
    for entry in entries {
        draft.emit_by(asker, Event::Adopted { entry, finish_ms, is_add: false });
    }
}

fn move_vote(draft: &mut Draft, asker: &Asker, guest: &PersonId, id: EntryId) {
    let Some(entry) = reached(draft, id) else { return };
    let Some(vote) = entry.vote_of(guest) else { return };
    let taken_back = voting::voted(draft.nest(), &entry, guest, None);
    draft.emit_by(asker, taken_back);
    let Some(entry) = reached(draft, id) else { return };
    if !entry.by.is(&asker.id) && entry.vote_of(&asker.id).is_none() {
        let given = voting::voted(draft.nest(), &entry, &asker.id, Some(vote));
        draft.emit_by(asker, given);
    }
}

fn move_jam(draft: &mut Draft, asker: &Asker, guest: &PersonId, id: EntryId) {
    let Some(entry) = reached(draft, id) else { return };
    let Some(Jam { by, at_ms }) = entry.jams.iter().find(|jam| jam.by == *guest).cloned() else { return };
    draft.emit_by(asker, Event::Jammed { entry: id, by, on: false, at_ms });
    if !entry.is_jammed_by(&asker.id) {
        draft.emit_by(asker, Event::Jammed { entry: id, by: asker.id.clone(), on: true, at_ms });
    }
}

/// What is removed comes back without these votes, so they are moved only where they can count.
fn move_skip_vote(draft: &mut Draft, asker: &Asker, guest: &PersonId, id: EntryId) {
    let entry = draft.nest().entry(id).filter(|entry| entry.skip_votes.contains(guest)).map(Arc::clone);
    if let Some(entry) = entry {
        voting::skip_vote_of_another(draft, asker, guest, &entry);
    }
}

fn reached(draft: &mut Draft, id: EntryId) -> Option<Arc<Entry>> {
    let now_ms = draft.now_ms();
    draft.nest().within_reach(now_ms).find(|entry| entry.id == id).map(Arc::clone)
}
