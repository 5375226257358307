//! Taking entries out.
//!
//! Must never: touch a track that has been heard; that is skipped, or ended.

use std::sync::Arc;

use super::{Draft, filling, settling};
use crate::domain::{
    bender::ShunnedBecause,
    command::Asker,
    commit::What,
    entry::Entry,
    event::{EndedBecause, Event, RemovedBecause},
    ids::EntryId,
    order,
    people::Actor,
    refusal::Refusal,
};

pub(super) fn remove(draft: &mut Draft, asker: &Asker, id: EntryId) -> Result<(), Refusal> {
    let keeps_order = draft.role_of(asker).keeps_order();
    let nest = draft.nest();
    let entry = nest.entry(id).ok_or_else(Refusal::no_entry)?;
    let is_playing = nest.playing_entry(id).is_some();
    let owner = entry.by.clone();
    if !keeps_order && is_playing && owner.is(&asker.id) {
        return Err(Refusal::forbidden("Your song is playing already. Skip it instead."));
    }
    if !keeps_order && !owner.is(&asker.id) {
        return Err(Refusal::forbidden("Only hosts, moderators and whoever added it can remove this."));
    }
    draft.introduce(asker);
    if is_playing {
        settling::cut_short(draft, EndedBecause::Removed);
    } else {
        take_out(draft, &asker.id.clone().into(), id, RemovedBecause::Removed);
    }
    draft.tell(asker, What::Removed, Some(id), Some(&owner));
    Ok(())
}

/// Removes everything queued, from the last to the first.
pub(super) fn clear(draft: &mut Draft, asker: &Asker) -> Result<(), Refusal> {
    draft.demand_host(asker, "Only a host can clear the queue.")?;
    let ids: Vec<EntryId> = draft.nest().queue.iter().rev().map(|entry| entry.id).collect();
    if ids.is_empty() {
        return Ok(());
    }
    draft.introduce(asker);
    for id in ids {
        take_out(draft, &asker.id.clone().into(), id, RemovedBecause::Cleared);
    }
    draft.tell(asker, What::Cleared, None, None);
    Ok(())
}

/// Takes out, as the player, whatever comes from another catalogue than the one of this name: queued,
/// playing, or removed and not yet brought back. What remains goes on.
pub(super) fn clear_foreign(draft: &mut Draft, catalogue: &str) {
    let now_ms = draft.now_ms();
    let is_foreign = |entry: &Arc<Entry>| entry.track.uri.catalogue() != catalogue;
    if draft.nest().preview.as_ref().is_some_and(|preview| preview.track.uri.catalogue() != catalogue) {
        draft.emit(Event::Preview { preview: None, rest: None });
    }
    let nest = draft.nest();
    if !nest.within_reach(now_ms).any(is_foreign) {
        return;
    }
    let queued: Vec<EntryId> =
        nest.queue.iter().rev().filter(|entry| is_foreign(entry)).map(|entry| entry.id).collect();
    let kept = nest.restorable(now_ms).map(|removed| &removed.entry);
    let kept: Vec<EntryId> = kept.filter(|entry| is_foreign(entry)).map(|entry| entry.id).collect();
    // First of all, so that none of it starts when what is overdue ends.
    for id in &queued {
        take_out(draft, &Actor::Player, *id, RemovedBecause::Cleared);
    }
    for entry in kept {
        let (by, reason) = (Actor::Player, RemovedBecause::Cleared);
        let (ranks, tags) = (Vec::new(), Vec::new());
        draft.emit(Event::Removed { entry, by, reason, ranks, tags, refund_ms: 0 });
    }
    if !queued.is_empty() {
        draft.tell_by(Actor::Player, What::Cleared, None, None);
    }
    settling::catch_up(draft);
    let playing = draft.nest().playing.as_ref().map(|playing| Arc::clone(&playing.entry));
    if let Some(entry) = playing.filter(is_foreign) {
        settling::cut_short(draft, EndedBecause::Removed);
        draft.tell_by(Actor::Player, What::Removed, Some(entry.id), entry.by.person());
        settling::settle(draft);
    }
}

/// Takes a queued entry out and gives its cost back to its person (see [`order::refund`]).
pub(super) fn take_out(draft: &mut Draft, by: &Actor, id: EntryId, reason: RemovedBecause) {
    let nest = draft.nest();
    let Some(entry) = nest.queued(id) else { return };
    let (tags, refund_ms) = order::refund(nest, entry);
    let ranks = order::places_after(nest, &tags);
    let is_unwanted = matches!(reason, RemovedBecause::Removed | RemovedBecause::VotedOut);
    let rejected = (entry.is_auto() && is_unwanted).then(|| Arc::clone(&entry.track));
    draft.emit(Event::Removed { entry: id, by: by.clone(), reason, ranks, tags, refund_ms });
    if let Some(track) = rejected {
        filling::shun(draft, &track, ShunnedBecause::Rejected, None);
    }
}
