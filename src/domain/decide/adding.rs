//! Adding a track, and bringing a removed entry back.
//!
//! Must never: take a client's word for what a track is.

use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    sync::Arc,
};

use super::{Draft, filling};
use crate::domain::{
    command::Asker,
    commit::What,
    entry::{Entry, Why},
    event::Event,
    ids::EntryId,
    limits,
    nest::{Nest, Removed},
    order::{self, Standing},
    people::{Actor, Role},
    refusal::Refusal,
    track::Track,
};

pub(super) fn add(draft: &mut Draft, asker: &Asker, track: Option<&Arc<Track>>) -> Result<(), Refusal> {
    let now_ms = draft.now_ms();
    let keeps_order = draft.role_of(asker).keeps_order();
    if draft.has_budgets() {
        let adds = draft.nest().people.get(&asker.id).map(|member| &member.adds_ms);
        within_budget(adds, limits::ADDS_PER_HOUR, now_ms)?;
    }
    let nest = draft.nest();
    let track = track.ok_or_else(|| Refusal::NotFound { what: "That track".into() })?;
    let settings = &nest.settings;
    if settings.locked && !keeps_order {
        return Err(Refusal::Locked);
    }
    refuse_kind(nest, track)?;
    if let Some(id) = queued_by_bender(nest, track) {
        return filling::adopt(draft, asker, id);
    }
    refuse_queued(nest, track)?;
    refuse_played(nest, track, now_ms)?;
    let owner = Actor::from(asker.id.clone());
    filling::make_room(draft);
    let nest = draft.nest();
    refuse_over_caps(nest, &owner)?;

    let settings = &nest.settings;
    let mut entry = Entry {
        id: EntryId(nest.next_entry),
        track: Arc::clone(track),
        by: owner,
        added_ms: now_ms,
        tag_ms: order::start_tag(nest, &asker.id),
        rank: 0,
        why: Why { mode: settings.mode, shift_ms: 0, pinned_by: None, strategy: None, provenance: None },
        up: 0,
        down: 0,
        votes: BTreeMap::new(),
        jams: Vec::new(),
        comments: Vec::new(),
        skip_votes: BTreeSet::new(),
        skip_have: 0,
        refunded: false,
    };
    entry.rank = Standing::of(&entry).place(settings.mode).rank;
    let finish_ms = entry.tag_ms + order::cost_ms(track);
    draft.emit_by(asker, Event::Added { entry: Arc::new(entry), finish_ms });
    Ok(())
}

/// Gives back the old tag, not below the virtual time, and to the person's finish tag what taking
/// the entry out took from it. No other tag changes; see [`order`] for what that must not allow.
pub(super) fn restore(draft: &mut Draft, asker: &Asker, id: EntryId) -> Result<(), Refusal> {
    let now_ms = draft.now_ms();
    let role = draft.role_of(asker);
    let nest = draft.nest();
    let removed =
        nest.restorable(now_ms).find(|removed| removed.entry.id == id).ok_or_else(Refusal::no_entry)?;
    refuse_restoring(removed, asker, role)?;
    let removed = removed.clone();
    let owner = bring_back(draft, asker, &removed)?;
    draft.tell(asker, What::Restored, Some(id), Some(&owner));
    Ok(())
}

/// Brings back all that one commit took out, in the order in which it stood, as far as it may. One
/// that cannot come back keeps the others from nothing.
pub(super) fn undo(draft: &mut Draft, asker: &Asker, commit: u64) -> Result<(), Refusal> {
    let now_ms = draft.now_ms();
    let role = draft.role_of(asker);
    let all: Vec<Removed> =
        draft.nest().restorable(now_ms).filter(|removed| removed.commit == commit).cloned().collect();
    let mut outcome = Err(Refusal::NotFound { what: "What was taken out".into() });
    for removed in all.iter().rev() {
        let back = refuse_restoring(removed, asker, role).and_then(|()| bring_back(draft, asker, removed));
        outcome = match (outcome, back) {
            (Ok(()), _) | (_, Ok(_)) => Ok(()),
            (Err(_), Err(refusal)) => Err(refusal),
        };
    }
    outcome?;
    draft.tell(asker, What::Restored, None, None);
    Ok(())
}

fn refuse_restoring(removed: &Removed, asker: &Asker, role: Role) -> Result<(), Refusal> {
    if role == Role::Host || (!removed.voted_out && removed.by.is(&asker.id)) {
        return Ok(());
    }
    Err(Refusal::forbidden(if removed.voted_out {
        "Only a host can bring back what was voted out."
    } else {
        "Only a host, or whoever removed it, can bring this back."
    }))
}

fn bring_back(draft: &mut Draft, asker: &Asker, removed: &Removed) -> Result<Actor, Refusal> {
    refuse_queued(draft.nest(), &removed.entry.track)?;
    filling::make_room(draft);
    let nest = draft.nest();
    refuse_over_caps(nest, &removed.entry.by)?;

    let mut entry = Entry {
        tag_ms: removed.entry.tag_ms.max(nest.virtual_ms),
        skip_votes: BTreeSet::new(),
        skip_have: 0,
        refunded: true,
        ..(*removed.entry).clone()
    };
    entry.why.pinned_by = None;
    let place = Standing::of(&entry).place(nest.settings.mode);
    (entry.rank, entry.why) = (place.rank, place.why);
    let finish_ms = removed.entry.by.person().map_or(0, |person| {
        let given_back = nest.finish_of(person) + removed.refund_ms;
        given_back.max(entry.tag_ms + order::cost_ms(&entry.track))
    });
    let owner = entry.by.clone();
    draft.emit_by(asker, Event::Restored { entry: Arc::new(entry), finish_ms });
    Ok(owner)
}

/// # Errors
/// [`Refusal::RateLimited`] where `times_ms` holds `most` moments of the hour before `now_ms`.
pub(super) fn within_budget(
    times_ms: Option<&VecDeque<u64>>,
    most: usize,
    now_ms: u64,
) -> Result<(), Refusal> {
    let mut recent = times_ms.into_iter().flatten().filter(|time| now_ms < *time + limits::HOUR_MS);
    let count = recent.clone().count();
    match recent.nth(count.saturating_sub(most)) {
        Some(first) if count >= most => {
            Err(Refusal::RateLimited { retry_after_ms: first + limits::HOUR_MS - now_ms })
        }
        _ => Ok(()),
    }
}

/// Why nobody could add this track now, as far as the track itself is the reason.
#[must_use]
pub fn would_refuse(nest: &Nest, track: &Track, now_ms: u64) -> Option<Refusal> {
    refuse_kind(nest, track).and_then(|()| refuse_played(nest, track, now_ms)).err()
}

pub(super) fn refuse_kind(nest: &Nest, track: &Track) -> Result<(), Refusal> {
    let settings = &nest.settings;
    if track.explicit && !settings.allow_explicit {
        return Err(Refusal::Explicit);
    }
    let (min_duration_ms, max_duration_ms) = (settings.min_duration_ms, settings.max_duration_ms);
    match track.length_ms {
        _ if track.uri.is_episode() => Ok(()),
        length_ms if length_ms < min_duration_ms => Err(Refusal::TooShort { min_duration_ms }),
        length_ms if length_ms > max_duration_ms => Err(Refusal::TooLong { max_duration_ms }),
        _ => Ok(()),
    }
}

fn queued_by_bender(nest: &Nest, track: &Track) -> Option<EntryId> {
    let is_twin =
        |entry: &&Arc<Entry>| entry.is_auto() && entry.track.is_same_as(&track.uri, track.isrc.as_deref());
    nest.queue.iter().find(is_twin).map(|twin| twin.id)
}

fn refuse_queued(nest: &Nest, track: &Track) -> Result<(), Refusal> {
    let twin = nest.entries().find(|entry| entry.track.is_same_as(&track.uri, track.isrc.as_deref()));
    twin.map_or(Ok(()), |twin| Err(Refusal::AlreadyQueued { entry: twin.id }))
}

fn refuse_played(nest: &Nest, track: &Track, now_ms: u64) -> Result<(), Refusal> {
    let last = nest.played.iter().rev().find(|played| track.is_same_as(&played.uri, played.isrc.as_deref()));
    let free_ms = last.map_or(0, |played| played.ended_ms + nest.settings.cooldown_ms);
    if now_ms < free_ms {
        return Err(Refusal::PlayedRecently { retry_after_ms: free_ms - now_ms });
    }
    Ok(())
}

fn refuse_over_caps(nest: &Nest, owner: &Actor) -> Result<(), Refusal> {
    let settings = &nest.settings;
    let over = |count: usize, max: u32| u32::try_from(count).is_ok_and(|count| count >= max);
    if owner.person().is_some() && over(nest.queue_of(owner).count(), settings.per_person_max) {
        return Err(Refusal::TooManyYours { max: settings.per_person_max });
    }
    if over(nest.queue.len(), settings.queue_max) {
        return Err(Refusal::QueueFull { max: settings.queue_max });
    }
    Ok(())
}
