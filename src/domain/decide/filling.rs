//! Bender: what becomes of its picks, and of what people think of them.
//!
//! Must never: pick anything, or queue what may not be played here now.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use super::{Draft, adding, merging, removing};
use crate::domain::{
    bender::{Offer, Preview, Shunned, ShunnedBecause},
    command::Asker,
    entry::{Entry, Why},
    event::{Event, RemovedBecause},
    ids::{EntryId, PersonId},
    limits,
    nest::Nest,
    order::{self, Standing},
    people::Actor,
    refusal::Refusal,
    track::{Track, TrackUri, is_same_recording},
};

/// Takes what Bender offers, as far as that is still wanted: it searched on the nest as it was.
pub(super) fn take_offer(draft: &mut Draft, offer: &Offer) {
    let now_ms = draft.now_ms();
    let nest = draft.nest();
    let is_off = nest.settings.bender_depth == 0;
    match offer {
        Offer::Nothing => {
            if nest.preview.is_some() || nest.rest.is_some() {
                draft.emit(Event::Preview { preview: None, rest: None });
            }
        }
        Offer::Rest(rest) => {
            if !is_off && nest.preview.is_none() && nest.rest != Some(*rest) {
                draft.emit(Event::Preview { preview: None, rest: Some(*rest) });
            }
        }
        Offer::Pick(pick) => match &nest.preview {
            Some(preview) if preview.track.uri == pick.track.uri => {
                if preview.until_ms < pick.until_ms {
                    let preview = Preview { until_ms: pick.until_ms, ..preview.clone() };
                    draft.emit(Event::Preview { preview: Some(preview), rest: None });
                }
            }
            None if !is_off && would_bender_play(nest, &pick.track, now_ms) => {
                shun(draft, &pick.track, ShunnedBecause::Offered, None);
                draft.emit(Event::Preview { preview: Some(pick.clone()), rest: None });
            }
            Some(_) | None => {}
        },
    }
}

/// Queues what Bender has in mind where the queue is short, and lets go of it where it may not be
/// played any more, or nobody is there to hear it.
pub(super) fn fill(draft: &mut Draft) {
    let (now_ms, is_empty) = (draft.now_ms(), draft.present().is_empty());
    let nest = draft.nest();
    let Some(preview) = &nest.preview else { return };
    let depth = nest.settings.bender_depth.min(nest.settings.queue_max) as usize;
    let is_heard = !is_empty || now_ms < preview.until_ms;
    if depth == 0 || !is_heard || !may_play(nest, &preview.track, now_ms) {
        draft.emit(Event::Preview { preview: None, rest: None });
    } else if nest.queue.len() < depth {
        let entry = entry_of(nest, preview, Actor::Bender, now_ms);
        draft.emit(Event::Added { entry: Arc::new(entry), finish_ms: 0 });
        draft.emit(Event::Preview { preview: None, rest: None });
    }
}

/// What Bender looked for in vain, it may find now.
pub(super) fn wake(draft: &mut Draft) {
    if draft.nest().rest.is_some() {
        draft.emit(Event::Preview { preview: None, rest: None });
    }
}

/// Takes out what Bender queued and may no longer play under the settings as they are now.
pub(super) fn take_back(draft: &mut Draft) {
    wake(draft);
    let nest = draft.nest();
    let is_off = nest.settings.bender_depth == 0;
    let is_unwanted =
        |entry: &&Arc<Entry>| entry.is_auto() && (is_off || adding::refuse_kind(nest, &entry.track).is_err());
    let ids: Vec<EntryId> = nest.queue.iter().rev().filter(is_unwanted).map(|entry| entry.id).collect();
    for id in ids {
        removing::take_out(draft, &Actor::Bender, id, RemovedBecause::Bender);
    }
}

/// Where the queue is full, the last of what Bender queued gives way, unless somebody pinned it or it was
/// announced.
pub(super) fn make_room(draft: &mut Draft) {
    let nest = draft.nest();
    let announced = nest.playing.as_ref().and_then(|playing| playing.next_up);
    let gives_way = |entry: &&Arc<Entry>| {
        entry.is_auto() && !entry.is_pinned() && announced.is_none_or(|announced| announced != entry.id)
    };
    let last = nest.queue.iter().rev().find(gives_way).map(|entry| entry.id);
    if let Some(last) = last.filter(|_| nest.queue.len() >= nest.settings.queue_max as usize) {
        removing::take_out(draft, &Actor::Bender, last, RemovedBecause::Bender);
    }
}

/// A person wants what Bender has in mind, and claps for it. Where it was queued in the meantime,
/// they get it all the same.
pub(super) fn queue(draft: &mut Draft, asker: &Asker, uri: &TrackUri) -> Result<(), Refusal> {
    let now_ms = draft.now_ms();
    let nest = draft.nest();
    let queued =
        nest.entries().find(|entry| entry.track.uri == *uri).map(|entry| (entry.id, entry.by.clone()));
    if let Some((id, by)) = queued {
        let is_playing = nest.playing_entry(id).is_some();
        return match by {
            Actor::Bender if !is_playing => {
                adopt(draft, asker, id)?;
                clap(draft, asker, id);
                Ok(())
            }
            by if by.is(&asker.id) => Ok(()),
            _ => Err(Refusal::AlreadyQueued { entry: id }),
        };
    }
    let preview = nest.preview.clone().filter(|preview| preview.track.uri == *uri).ok_or_else(no_pick)?;
    demand_open(draft, asker)?;
    make_room(draft);
    let nest = draft.nest();
    let most = nest.queue_limit();
    if nest.queue.len() >= most as usize {
        return Err(Refusal::QueueFull { max: most });
    }
    let entry = entry_of(nest, &preview, asker.id.clone().into(), now_ms);
    let (id, finish_ms) = (entry.id, entry.tag_ms + order::cost_ms(&entry.track));
    draft.emit_by(asker, Event::Added { entry: Arc::new(entry), finish_ms });
    draft.emit(Event::Preview { preview: None, rest: None });
    clap(draft, asker, id);
    Ok(())
}

/// A person does not want what Bender has in mind: it keeps away from it for a week.
pub(super) fn reject(draft: &mut Draft, asker: &Asker, uri: &TrackUri) -> Result<(), Refusal> {
    let now_ms = draft.now_ms();
    if draft.has_budgets() {
        let rejects = draft.nest().people.get(&asker.id).map(|member| &member.rejects_ms);
        adding::within_budget(rejects, limits::REJECTS_PER_HOUR, now_ms)?;
    }
    let nest = draft.nest();
    if nest.rejected.iter().any(|shunned| shunned.uri == *uri && now_ms < shunned.until_ms) {
        return Ok(());
    }
    let preview = nest.preview.as_ref().filter(|preview| preview.track.uri == *uri).ok_or_else(no_pick)?;
    let track = Arc::clone(&preview.track);
    draft.introduce(asker);
    shun(draft, &track, ShunnedBecause::Rejected, Some(&asker.id));
    draft.emit(Event::Preview { preview: None, rest: None });
    Ok(())
}

/// Makes an entry of Bender's this person's, as if they had added it now: with a turn of theirs, and
/// without their own vote. No cap refuses it; a closed queue is closed.
pub(super) fn adopt(draft: &mut Draft, asker: &Asker, id: EntryId) -> Result<(), Refusal> {
    demand_open(draft, asker)?;
    let nest = draft.nest();
    let entry = nest.queued(id).filter(|entry| entry.is_auto()).ok_or_else(Refusal::no_entry)?;
    let tag_ms = order::start_tag(nest, &asker.id);
    let entry = Arc::new(merging::adopted(nest, &Entry { tag_ms, ..(**entry).clone() }, &asker.id));
    let finish_ms = tag_ms + order::cost_ms(&entry.track);
    draft.emit_by(asker, Event::Adopted { entry, finish_ms, is_add: true });
    Ok(())
}

/// Bender keeps away from a recording for as long as the reason says.
pub(super) fn shun(draft: &mut Draft, track: &Track, because: ShunnedBecause, by: Option<&PersonId>) {
    let until_ms = draft.now_ms()
        + match because {
            ShunnedBecause::Offered => limits::OFFERED_MS,
            ShunnedBecause::Rejected => limits::REJECTED_MS,
        };
    let shunned = Shunned { uri: track.uri.clone(), isrc: track.isrc.clone(), until_ms };
    draft.emit(Event::Shunned { shunned, because, by: by.cloned() });
}

/// Whether Bender may pick this track now: the settings allow it, and it would be no repetition.
#[must_use]
pub fn would_bender_play(nest: &Nest, track: &Track, now_ms: u64) -> bool {
    adding::refuse_kind(nest, track).is_ok()
        && !would_bender_repeat(nest, &track.uri, track.isrc.as_deref(), now_ms)
}

/// Whether Bender keeps away from a recording now: it is queued or has played lately, somebody rejected
/// it, or it was offered today.
#[must_use]
pub fn would_bender_repeat(nest: &Nest, uri: &TrackUri, isrc: Option<&str>, now_ms: u64) -> bool {
    let is_same = |other: &TrackUri, code: Option<&str>| is_same_recording((uri, isrc), (other, code));
    let shunned = nest.rejected.iter().chain(&nest.offered);
    let mut shunned = shunned.filter(|shunned| now_ms < shunned.until_ms);
    shunned.any(|shunned| is_same(&shunned.uri, shunned.isrc.as_deref())) || was_here(nest, uri, isrc, now_ms)
}

fn may_play(nest: &Nest, track: &Track, now_ms: u64) -> bool {
    adding::refuse_kind(nest, track).is_ok() && !was_here(nest, &track.uri, track.isrc.as_deref(), now_ms)
}

/// Whether a recording is queued, plays, or has played lately.
fn was_here(nest: &Nest, uri: &TrackUri, isrc: Option<&str>, now_ms: u64) -> bool {
    let is_same = |other: &TrackUri, code: Option<&str>| is_same_recording((uri, isrc), (other, code));
    let mut recent = nest.played.iter().filter(|played| now_ms < played.ended_ms + limits::BENDER_REPEATS_MS);
    nest.entries().any(|entry| is_same(&entry.track.uri, entry.track.isrc.as_deref()))
        || recent.any(|played| is_same(&played.uri, played.isrc.as_deref()))
}

fn entry_of(nest: &Nest, preview: &Preview, by: Actor, now_ms: u64) -> Entry {
    let mut entry = Entry {
        id: EntryId(nest.next_entry),
        track: Arc::clone(&preview.track),
        tag_ms: by.person().map_or(0, |person| order::start_tag(nest, person)),
        by,
        added_ms: now_ms,
        rank: 0,
        why: Why {
            mode: nest.settings.mode,
            shift_ms: 0,
            pinned_by: None,
            strategy: Some(preview.strategy),
            provenance: preview.provenance.clone(),
        },
        up: 0,
        down: 0,
        votes: BTreeMap::new(),
        jams: Vec::new(),
        comments: Vec::new(),
        skip_votes: BTreeSet::new(),
        skip_have: 0,
        refunded: false,
    };
    entry.rank = Standing::of(&entry).place(nest.settings.mode).rank;
    entry
}

fn clap(draft: &mut Draft, asker: &Asker, entry: EntryId) {
    let at_ms = draft.now_ms();
    if draft.nest().entry(entry).is_some_and(|entry| !entry.is_jammed_by(&asker.id)) {
        draft.emit(Event::Jammed { entry, by: asker.id.clone(), on: true, at_ms });
    }
}

fn demand_open(draft: &mut Draft, asker: &Asker) -> Result<(), Refusal> {
    let is_locked = draft.nest().settings.locked && !draft.role_of(asker).keeps_order();
    if is_locked { Err(Refusal::Locked) } else { Ok(()) }
}

fn no_pick() -> Refusal {
    Refusal::NotFound { what: "That pick of Bender's".into() }
}
