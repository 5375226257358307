//! What hosts and people do to the order itself: moves, pins, and the settings.
//!
//! Must never: move one person's entry at another's cost. A move deals a person's own turns anew.

use std::sync::Arc;

use super::{Draft, filling, governing};
use crate::domain::{
    command::Asker,
    commit::What,
    event::Event,
    ids::EntryId,
    order::{self, Standing},
    refusal::Refusal,
    settings::Change,
};

pub(super) fn shift(
    draft: &mut Draft,
    asker: &Asker,
    id: EntryId,
    before: Option<EntryId>,
) -> Result<(), Refusal> {
    let keeps_order = draft.role_of(asker).keeps_order();
    let nest = draft.nest();
    let entry = nest.queued(id);
    let target = before.map(|before| nest.queued(before));
    if let (Some(entry), Some(Some(target))) = (entry, target)
        && entry.by != target.by
    {
        return Err(Refusal::bad_request("A song can only be moved among its own person's songs."));
    }
    if let Some(entry) = entry {
        if entry.is_auto() {
            return Err(Refusal::bad_request("Bender's songs take no turns. Pin one to have it sooner."));
        }
        if !keeps_order && !entry.by.is(&asker.id) {
            return Err(Refusal::forbidden("Only hosts, moderators and whoever added it can move this."));
        }
    }
    let (Some(entry), None | Some(Some(_))) = (entry, target) else {
        return Err(Refusal::no_entry());
    };
    let Some(person) = entry.by.person() else { return Ok(()) };
    if before == Some(id) {
        return Ok(());
    }
    let old = order::turns_of(nest, person);
    let mut turns: Vec<_> = old.iter().copied().filter(|other| other.id != id).collect();
    let index = turns.iter().position(|other| Some(other.id) == before).unwrap_or(turns.len());
    turns.insert(index, entry);
    if turns.iter().zip(&old).all(|(new, old)| Arc::ptr_eq(new, old)) {
        return Ok(());
    }
    let tags = order::deal(&turns);
    let ranks = order::places_after(nest, &tags);
    let owner = entry.by.clone();
    draft.emit_by(asker, Event::Moved { ranks, tags });
    if !owner.is(&asker.id) {
        draft.tell(asker, What::Moved, Some(id), Some(&owner));
    }
    Ok(())
}

pub(super) fn pin(draft: &mut Draft, asker: &Asker, id: EntryId, on: bool) -> Result<(), Refusal> {
    draft.demand_order_keeper(asker, "Only hosts and moderators can pin a song.")?;
    let nest = draft.nest();
    let entry = nest.queued(id).ok_or_else(Refusal::no_entry)?;
    if entry.is_pinned() == on {
        return Ok(());
    }
    let pinned = on.then(|| (&asker.id, order::next_pin(nest)));
    let place = Standing { pinned, ..Standing::of(entry) }.place(nest.settings.mode);
    let owner = entry.by.clone();
    let is_announced = nest.playing.as_ref().is_some_and(|playing| playing.next_up.is_some());
    draft.emit_by(asker, Event::Pinned { entry: id, by: asker.id.clone(), on, ranks: vec![place] });
    draft.tell(asker, if on { What::Pinned } else { What::Unpinned }, Some(id), Some(&owner));
    // A pin is the one change that displaces what has been announced.
    if on && is_announced && draft.nest().queue.first().is_some_and(|first| first.id == id) {
        draft.emit(Event::NextUp { entry: Some(id) });
    }
    Ok(())
}

pub(super) fn settings(draft: &mut Draft, asker: &Asker, change: &Change) -> Result<(), Refusal> {
    let nest = draft.nest();
    let mut change = change.clone();
    if let Some(weights) = &mut change.bender_weights {
        // A strategy that is not named keeps its weight.
        let mut all = nest.settings.bender_weights.clone();
        all.append(weights);
        *weights = all;
    }
    nest.settings
        .with(&change, nest.queue_limit())
        .map_err(|error| Refusal::bad_request(format!("{error}.")))?;
    draft.demand_host(asker, "Only a host can change the settings.")?;
    let nest = draft.nest();
    let news = nest.settings.news_in(change);
    if news == Change::default() {
        return Ok(());
    }
    let begins_inviting = news.invite_only == Some(true);
    let ranks = news.mode.map(|mode| order::places_under(nest, mode)).filter(|ranks| !ranks.is_empty());
    draft.emit_by(asker, Event::Settings { settings: Box::new(news) });
    if let Some(ranks) = ranks {
        draft.emit(Event::Reranked { ranks });
    }
    filling::take_back(draft);
    if begins_inviting {
        governing::admit_everyone(draft);
    }
    draft.tell(asker, What::Settings, None, None);
    Ok(())
}
