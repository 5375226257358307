//! What is true of every nest, whatever was asked of it.
//!
//! Must never: mend anything. A nest that is not sound was folded from a log by a broken program;
//! the one thing to do is to say so and to fold the log again.

use super::{
    entry::{Entry, Vote},
    ids::NestId,
    limits,
    nest::Nest,
    order::Standing,
    people::Actor,
    register::{Claim, Register},
};

/// Says what is wrong with a nest.
///
/// # Errors
/// The first sentence that should be true and is not.
pub fn check(nest: &Nest) -> Result<(), String> {
    let places: Vec<_> = nest.queue.iter().map(|entry| (entry.rank, entry.id)).collect();
    claim(places.is_sorted_by(|a, b| a < b), "the queue is sorted by rank and number", &places)?;
    claim(
        nest.queue.len() <= limits::QUEUE_MAX as usize,
        "the queue is within its limit",
        &nest.queue.len(),
    )?;
    claim(nest.playing.is_some() || nest.queue.is_empty(), "what can play plays", &places)?;
    for entry in nest.entries() {
        check_entry(nest, entry)?;
    }
    for entry in &nest.queue {
        let place = Standing::of(entry).place(nest.settings.mode);
        claim(
            (place.rank, &place.why) == (entry.rank, &entry.why),
            "an entry stands where the order puts it",
            entry,
        )?;
    }
    let mut ids: Vec<_> = nest.entries().chain(nest.removed.iter().map(|removed| &removed.entry)).collect();
    ids.sort_by_key(|entry| entry.id);
    claim(ids.windows(2).all(|pair| pair[0].id < pair[1].id), "an entry is in one place", &places)?;
    if let Some(playing) = &nest.playing {
        claim(playing.position_ms <= playing.entry.track.duration_ms, "a track ends at its end", playing)?;
        claim(
            playing.next_up.is_none_or(|next| nest.queued(next).is_some()),
            "what is announced is queued",
            playing,
        )?;
    }
    if let Some(preview) = &nest.preview {
        let is_there =
            |entry: &Entry| preview.track.is_same_as(&entry.track.uri, entry.track.isrc.as_deref());
        claim(!nest.entries().any(|entry| is_there(entry)), "what is in mind is not queued", preview)?;
        claim(nest.settings.bender_depth > 0, "who is off has nothing in mind", preview)?;
        claim(nest.rest.is_none(), "who rests has nothing in mind", preview)?;
    }
    claim(nest.banned.len() <= limits::BANS_MAX, "few people are banned", &nest.banned.len())?;
    claim(nest.knocking.len() <= limits::KNOCKS_MAX, "few people wait outside", &nest.knocking.len())?;
    claim(
        !nest.banned.keys().any(|id| nest.admitted.contains(id)),
        "who is banned is not let in",
        &nest.banned,
    )?;
    claim(!nest.has_ended() || nest.entries().next().is_none(), "what has ended is silent", &places)?;
    check_register(nest)?;
    let shunned = nest.offered.len().max(nest.rejected.len());
    claim(shunned <= limits::SHUNNED_MAX, "few of Bender's picks are kept", &shunned)?;
    claim(nest.unlogged.len() <= limits::UNLOGGED_MAX, "few plays wait", &nest.unlogged.len())?;
    claim(nest.removed.len() <= limits::REMOVED_MAX, "few removed entries are kept", &nest.removed.len())?;
    claim(nest.activity.len() <= limits::ACTIVITY_MAX, "the activity list is short", &nest.activity.len())?;
    claim(nest.played.len() <= limits::PLAYED_MAX, "few plays are kept", &nest.played.len())
}

fn check_entry(nest: &Nest, entry: &Entry) -> Result<(), String> {
    let count = |kind: Vote| entry.votes.values().filter(|vote| **vote == kind).count();
    claim(
        (count(Vote::Up), count(Vote::Down)) == (entry.up as usize, entry.down as usize),
        "the counts are the votes",
        entry,
    )?;
    claim(entry.id.0 < nest.next_entry, "a number is not used twice", entry)?;
    claim(entry.comments.len() <= limits::COMMENTS_MAX, "comments are within their limit", entry)?;
    match &entry.by {
        Actor::Person(person) => {
            claim(nest.people.contains_key(person), "whoever has an entry is known", entry)?;
            claim(!entry.votes.contains_key(person), "nobody votes on their own", entry)
        }
        Actor::Bender => Ok(()),
        Actor::Player => Err(format!("the player queues nothing, but {entry:?}")),
    }
}

fn check_register(nest: &Nest) -> Result<(), String> {
    let register = &nest.register;
    claim(nest.is_main() || **register == Register::default(), "one nest keeps the register", register)?;
    for (id, known) in &register.nests {
        claim(register.by_code(&known.code) == Some(id), "a nest's code leads to it", known)?;
        let slug = known.settings.slug.as_ref();
        claim(slug.is_none_or(|slug| register.by_slug(slug) == Some(id)), "its address leads to it", known)?;
    }
    let leads = |id: &NestId| *id == nest.id || register.nests.contains_key(id);
    let codes = register.codes.values().all(|of| !matches!(of, Claim::Of(id) if !leads(id)));
    claim(codes && register.slugs.values().all(leads), "nothing leads to a nest that is over", register)
}

fn claim(holds: bool, sentence: &str, but: &impl std::fmt::Debug) -> Result<(), String> {
    if holds { Ok(()) } else { Err(format!("{sentence}, but {but:?}")) }
}
