//! Votes for an entry's place, and votes to have done with it.
//!
//! Must never: let a person count twice.

use super::{Draft, filling, settling};
use crate::domain::{
    command::Asker,
    commit::What,
    entry::{Entry, Vote},
    event::{EndedBecause, Event, RemovedBecause},
    ids::{EntryId, PersonId},
    nest::Nest,
    order::Standing,
    people::Actor,
    refusal::Refusal,
};

pub(super) fn vote(draft: &mut Draft, asker: &Asker, id: EntryId, vote: Option<Vote>) -> Result<(), Refusal> {
    let nest = draft.nest();
    if vote == Some(Vote::Down) && nest.settings.up_votes_only {
        return Err(Refusal::forbidden("The host has turned down-votes off."));
    }
    let entry = nest.entry(id).ok_or_else(Refusal::no_entry)?;
    if entry.by.is(&asker.id) {
        return Err(Refusal::OwnEntry);
    }
    if entry.vote_of(&asker.id) == vote {
        return Ok(());
    }
    if vote == Some(Vote::Up) && entry.is_auto() && nest.queued(id).is_some() {
        return filling::adopt(draft, asker, id);
    }
    let event = voted(nest, entry, &asker.id, vote);
    draft.emit_by(asker, event);
    Ok(())
}

/// What it comes to if this person's vote on an entry is now this one.
pub(super) fn voted(nest: &Nest, entry: &Entry, by: &PersonId, vote: Option<Vote>) -> Event {
    let (up, down) = counts_with(entry, by, vote);
    let net_votes = i64::from(up) - i64::from(down);
    let place = Standing { net_votes, ..Standing::of(entry) }.place(nest.settings.mode);
    let moves = (place.rank, &place.why) != (entry.rank, &entry.why);
    let is_queued = nest.queued(entry.id).is_some();
    let ranks = if moves && is_queued { vec![place] } else { Vec::new() };
    Event::Voted { entry: entry.id, by: by.clone(), vote, up, down, ranks }
}

/// How many up- and down-votes an entry has if this person's is this one.
pub(super) fn counts_with(entry: &Entry, by: &PersonId, vote: Option<Vote>) -> (u32, u32) {
    let before = entry.vote_of(by);
    let count = |kind: Vote, now: u32| now - u32::from(before == Some(kind)) + u32::from(vote == Some(kind));
    (count(Vote::Up, entry.up), count(Vote::Down, entry.down))
}

/// A vote to be done with an entry. Whoever added the playing one, hosts and moderators need no
/// others. A late or doubled one does nothing.
pub(super) fn skip(draft: &mut Draft, asker: &Asker, id: EntryId) -> Result<(), Refusal> {
    let keeps_order = draft.role_of(asker).keeps_order();
    let present = draft.present();
    let nest = draft.nest();
    let Some(entry) = nest.entry(id) else {
        return if id.0 < nest.next_entry { Ok(()) } else { Err(Refusal::no_entry()) };
    };
    let is_playing = nest.playing_entry(id).is_some();
    let owner = entry.by.clone();
    if is_playing && (keeps_order || owner.is(&asker.id)) {
        skip_now(draft, asker, id, &owner);
        return Ok(());
    }
    if entry.skip_votes.contains(&asker.id) {
        return Ok(());
    }
    let others = entry.skip_votes.iter().filter(|voter| present.contains_key(*voter)).count();
    let have = count(others + usize::from(present.contains_key(&asker.id)));
    let need = votes_needed(entry.is_auto(), count(present.len()));
    let event = Event::SkipVoted { entry: id, by: asker.id.clone(), have, need, instead_of: None };
    draft.emit_by(asker, event);
    if have < need {
        return Ok(());
    }
    if is_playing {
        skip_now(draft, asker, id, &owner);
    } else {
        super::removing::take_out(draft, &asker.id.clone().into(), id, RemovedBecause::VotedOut);
        draft.tell(asker, What::VotedOut, Some(id), Some(&owner));
    }
    Ok(())
}

fn skip_now(draft: &mut Draft, asker: &Asker, id: EntryId, owner: &Actor) {
    draft.introduce(asker);
    settling::cut_short(draft, EndedBecause::Skipped);
    draft.tell(asker, What::Skipped, Some(id), Some(owner));
}

/// What it comes to if a vote to have done with an entry is the asker's and no longer that of
/// `former`. It decides nothing: only a vote does.
pub(super) fn skip_vote_of_another(draft: &mut Draft, asker: &Asker, former: &PersonId, entry: &Entry) {
    let present = draft.present();
    let is_other = |voter: &&PersonId| *voter != former && **voter != asker.id;
    let others = entry.skip_votes.iter().filter(is_other).filter(|voter| present.contains_key(*voter));
    // Whoever signs in is here, though their page may not have come back yet.
    let have = count(others.count() + 1);
    let need = votes_needed(entry.is_auto(), count(present.len()));
    let (by, instead_of) = (asker.id.clone(), Some(former.clone()));
    draft.emit_by(asker, Event::SkipVoted { entry: entry.id, by, have, need, instead_of });
}

/// How many votes have done with an entry: of half of the people present, but two at least. Against Bender two will
/// do, or one who is alone.
#[must_use]
pub fn votes_needed(is_auto: bool, present: u32) -> u32 {
    if is_auto { present.clamp(1, 2) } else { present.div_ceil(2).max(2) }
}

fn count(people: usize) -> u32 {
    u32::try_from(people).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::votes_needed;

    #[test]
    fn half_of_those_present_are_needed_and_two_at_least() {
        let needed = [(0, 2), (1, 2), (3, 2), (4, 2), (5, 3), (6, 3), (7, 4)];
        for (present, need) in needed {
            assert_eq!(votes_needed(false, present), need, "{present} present");
        }
    }

    #[test]
    fn two_are_enough_against_bender_and_one_alone() {
        for (present, need) in [(0, 1), (1, 1), (2, 2), (9, 2)] {
            assert_eq!(votes_needed(true, present), need, "{present} present");
        }
    }
}
