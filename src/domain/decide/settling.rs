//! What happens by itself: ends, starts, announcements, and people coming in.
//!
//! Must never: refuse.

use std::sync::Arc;

use super::{Draft, filling};
use crate::domain::{
    bender::ShunnedBecause,
    command::Asker,
    event::{EndedBecause, Event},
    ids::EntryId,
    limits, order,
    people::Role,
};

/// Does what is due: ends what should have ended by now, at the moment it was due, and starts what
/// follows, from that moment on where it was noticed in time, else from now, so that nobody misses
/// a song. Then announces what is next, if it is time.
pub(super) fn catch_up(draft: &mut Draft) {
    let now_ms = draft.now_ms();
    while let Some(due_ms) = draft.nest().playing.as_ref().and_then(|playing| playing.ends_ms()) {
        if now_ms < due_ms {
            break;
        }
        let starts_ms = due_ms + draft.gap_ms();
        let is_seamless = now_ms < starts_ms + limits::SEAMLESS_MS;
        let next = end(draft, EndedBecause::Finished, due_ms);
        start(draft, next, if is_seamless { starts_ms } else { now_ms }, false);
    }
    settle(draft);
}

/// Ends the playing entry and starts the next one now; while paused, the next one stands still.
pub(super) fn cut_short(draft: &mut Draft, reason: EndedBecause) {
    let now_ms = draft.now_ms();
    let playing = draft.nest().playing.as_ref().map(|playing| &playing.entry);
    if let Some(track) = playing.filter(|entry| entry.is_auto()).map(|entry| Arc::clone(&entry.track)) {
        filling::shun(draft, &track, ShunnedBecause::Rejected, None);
    }
    let paused = draft.nest().playing.as_ref().is_some_and(|playing| playing.paused);
    let next = end(draft, reason, now_ms);
    start(draft, next, now_ms, paused);
}

/// Starts what can start, and keeps the announcement true. Comes last in every decision.
pub(super) fn settle(draft: &mut Draft) {
    let now_ms = draft.now_ms();
    if draft.nest().has_ended() {
        return;
    }
    filling::fill(draft);
    if draft.nest().playing.is_none() {
        let first = draft.nest().queue.first().map(|entry| entry.id);
        start(draft, first, now_ms, false);
    }
    let nest = draft.nest();
    let Some(playing) = &nest.playing else { return };
    let first = nest.queue.first().map(|entry| entry.id);
    let announced = playing.next_up;
    let is_displaced = announced.is_some_and(|next| nest.queued(next).is_none());
    let is_due = announced.is_none() && first.is_some() && playing.is_ending(now_ms);
    if is_displaced || is_due {
        draft.emit(Event::NextUp { entry: first });
    }
}

/// Someone signed in. Tells the nest only what it would not know without: a host, or a new name.
pub(super) fn enter(draft: &mut Draft, asker: &Asker, may_host: bool, by_code: bool) {
    let nest = draft.nest();
    let is_let_in = by_code && nest.settings.invite_only && !nest.admits(&asker.id);
    let becomes_host = asker.role == Role::Host
        || (may_host && nest.people.values().all(|member| member.role != Role::Host));
    let known = nest.people.get(&asker.id);
    let role = if becomes_host { Role::Host } else { known.map_or(asker.role, |member| member.role) };
    let is_news = known.map_or(becomes_host, |member| member.role != role || member.name != asker.name);
    if is_news {
        draft.emit(Event::Named { person: asker.id.clone(), name: asker.name.clone(), role });
    }
    if is_let_in {
        draft.emit(Event::Admitted { people: vec![asker.id.clone()] });
    }
}

/// Ends the playing entry, and starts nothing.
pub(super) fn stop(draft: &mut Draft) {
    let now_ms = draft.now_ms();
    end(draft, EndedBecause::Removed, now_ms);
}

/// Ends the playing entry, and says which one follows: the announced one, else the first.
fn end(draft: &mut Draft, reason: EndedBecause, at_ms: u64) -> Option<EntryId> {
    let nest = draft.nest();
    let playing = nest.playing.as_ref()?;
    let entry = playing.entry.id;
    let announced = playing.next_up.filter(|next| nest.queued(*next).is_some());
    let next = announced.or_else(|| nest.queue.first().map(|first| first.id));
    let virtual_ms = if next.is_none() { nest.virtual_ms.max(nest.served_ms) } else { nest.virtual_ms };
    draft.emit(Event::Ended { entry, at_ms, reason, virtual_ms });
    next
}

fn start(draft: &mut Draft, next: Option<EntryId>, at_ms: u64, paused: bool) {
    let nest = draft.nest();
    let Some(next) = next.and_then(|next| nest.queued(next)) else { return };
    let (mut virtual_ms, mut served_ms) = (nest.virtual_ms, nest.served_ms);
    if !next.is_auto() && !next.is_pinned() {
        virtual_ms = virtual_ms.max(next.tag_ms);
        served_ms = served_ms.max(next.tag_ms + order::cost_ms(&next.track));
    }
    let entry = next.id;
    draft.emit(Event::Started { entry, at_ms, position_ms: 0, paused, virtual_ms, served_ms });
    // What plays, and what has just played, may be another seed.
    filling::wake(draft);
}
