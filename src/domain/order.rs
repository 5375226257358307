//! The order of the queue: fair by minutes.
//!
//! Start-time fair queueing (P. Goyal, H. M. Vin, H. Cheng: "Start-time Fair Queuing: A Scheduling
//! Algorithm for Integrated Services Packet Switching Networks", SIGCOMM 1996). The flows are
//! people, and the unit is a millisecond of music.
//!
//! Every entry costs `min(duration, 6 min)`. The nest has a virtual time `V`, each person a last
//! finish tag `F`. An added entry starts at `S = max(V, F)` and `F` becomes `S + cost`; when an
//! entry starts to play, `V = max(V, S)`. So a person's second song waits its turn, a newcomer
//! waits behind nobody's backlog, and time away earns nothing. Votes shift an entry by a minute
//! each and four at most, which is about a turn: they matter at once and cannot undo turns.
//!
//! # How far an entry can be overtaken
//!
//! Let `e` be an entry of Ann's, added when the virtual time was `V0`, with start tag `S`. Count
//! neither pins nor moves. While `e` waits, another person, Bob, hears at most
//!
//! ```text
//! (S − V0)  +  8 min  +  6 min  +  6 min  +  B
//! ```
//!
//! of his own music before it, each track counted with its cost. `S − V0` is Ann's own backlog at
//! that moment (0 for her first song). `B` is what Bob had in hand when `e` was added, plus what
//! he takes out while `e` waits: music that waited already, and music that he gives up; each
//! entry counts in it once for either. The caps bound all of it: with 20 entries a person, `S − V0`
//! is at most 20 × 6 min of waiting and 6 min of playing music.
//!
//! *Proof.* Let `f` be the last entry Bob adds that starts before `e`.
//!
//! 1. *What `f`'s tag says.* Let `L` be the cost of what Bob added after `e` and before `f` and
//!    that is not taken out. Each such add moved `F` up by its cost at least, the first from `V0`
//!    or more. `F` falls only when an entry is taken out, by its cost at most. If that entry was
//!    added after `e`, its cost leaves `L` too. If it was there before, its cost is part of `B`.
//!    Bringing an entry back returns to `F` exactly what taking it out took. So `f` was added
//!    with a tag of at least `V0 + L − B'`, where `B'` is what Bob had in hand and took out.
//! 2. *How far that tag falls.* A queued entry's tag falls only when an earlier entry of the same
//!    person is taken out, by that entry's cost at most, and *an entry gives its cost back once
//!    only* ([`refund`]), however often it is taken out and brought back. What is taken out for
//!    good is not heard; what is brought back is part of `B`. So when `f` starts, its tag is at
//!    least `V0 + L − B''`, `B''` counting each such entry once.
//! 3. *What starting before `e` says.* `f` started before `e` because its rank was lower, or
//!    because it had been announced before `e` came in front of it; the latter can be true of one
//!    entry only, of 6 min at most. Ranks are tags shifted by at most 4 min, and `e`'s tag never
//!    rises. So `f`'s tag is at most `S + 8 min`.
//! 4. Together: `L ≤ (S − V0) + 8 min + B''`. Then `f` itself and one announced entry, 6 min each,
//!    and what Bob had in hand. ∎
//!
//! The second sentence of 2 is why `F` gets back what it lost, and why the refund is given once.
//! Were `F` only raised to the restored entry's finish tag, and the refund given again and again,
//! taking out and bringing back would pull any number of songs to the front for ever.
//!
//! Must never: look at a clock, or at anything but the nest.

use std::sync::Arc;

use super::{
    bender::Provenance,
    entry::{Entry, Why},
    event::{Place, Tag},
    ids::{EntryId, PersonId},
    limits::{COST_MAX_MS, VOTE_SHIFT_MAX_MS, VOTE_SHIFT_MS},
    nest::Nest,
    setting_values::{Mode, Strategy},
    track::Track,
};

/// Pinned entries rank from here, below every key.
const PINNED: i64 = -1_000_000_000_000;
/// Bender's entries rank from here, above every key.
const AUTO: i64 = 1_000_000_000_000;

/// What a track counts for in turns, in milliseconds of music.
#[must_use]
pub fn cost_ms(track: &Track) -> i64 {
    track.duration_ms.min(COST_MAX_MS).cast_signed()
}

/// All that decides where an entry stands, apart from the mode.
#[derive(Debug, Clone)]
pub struct Standing<'a> {
    /// The entry.
    pub id: EntryId,
    /// Whether it is Bender's.
    pub is_auto: bool,
    /// Its start tag.
    pub tag_ms: i64,
    /// Up-votes less down-votes.
    pub net_votes: i64,
    /// Who pinned it, and its rank since then.
    pub pinned: Option<(&'a PersonId, i64)>,
    /// How Bender found it, if it was Bender's idea.
    pub strategy: Option<Strategy>,
    /// Where it comes from, if it is a throwback.
    pub provenance: Option<&'a Arc<Provenance>>,
}

impl<'a> Standing<'a> {
    /// How an entry stands now.
    #[must_use]
    pub fn of(entry: &'a Entry) -> Self {
        Self {
            id: entry.id,
            is_auto: entry.is_auto(),
            tag_ms: entry.tag_ms,
            net_votes: entry.net_votes(),
            pinned: entry.why.pinned_by.as_ref().map(|by| (by, entry.rank)),
            strategy: entry.why.strategy,
            provenance: entry.why.provenance.as_ref(),
        }
    }

    /// Its rank under `mode`, and why.
    #[must_use]
    pub fn place(&self, mode: Mode) -> Place {
        let shift_ms = match mode {
            Mode::Fair if !self.is_auto => {
                (-VOTE_SHIFT_MS * self.net_votes).clamp(-VOTE_SHIFT_MAX_MS, VOTE_SHIFT_MAX_MS)
            }
            _ => 0,
        };
        let number = self.id.0.cast_signed();
        let rank = match (self.pinned, self.is_auto, mode) {
            (Some((_, rank)), ..) => rank,
            (None, true, _) => AUTO + number,
            (None, false, Mode::Fair) => self.tag_ms + shift_ms,
            (None, false, Mode::Votes) => -self.net_votes,
            (None, false, Mode::FirstCome) => number,
        };
        let pinned_by = self.pinned.map(|(by, _)| by.clone());
        let (strategy, provenance) = (self.strategy, self.provenance.cloned());
        Place { entry: self.id, rank, why: Why { mode, shift_ms, pinned_by, strategy, provenance } }
    }
}

/// The rank of the next entry to be pinned.
#[must_use]
pub const fn next_pin(nest: &Nest) -> i64 {
    PINNED + nest.pins + 1
}

/// How many pins a rank proves, if it is a pinned entry's.
#[must_use]
pub const fn pins_in(rank: i64) -> i64 {
    rank - PINNED
}

/// The start tag of whatever this person adds next.
#[must_use]
pub fn start_tag(nest: &Nest, person: &PersonId) -> i64 {
    nest.virtual_ms.max(nest.finish_of(person))
}

/// A person's queued entries by tag: the order in which they take their turns.
#[must_use]
pub fn turns_of<'a>(nest: &'a Nest, person: &PersonId) -> Vec<&'a Arc<Entry>> {
    let mut turns: Vec<_> = nest.queue.iter().filter(|entry| entry.by.is(person)).collect();
    turns.sort_by_key(|entry| (entry.tag_ms, entry.id));
    turns
}

/// What taking `entry` out gives back to its person: each later tag, and the finish tag, becomes
/// `min(old, max(V, old − cost))`. Bender's entries give nothing back, and an entry that has
/// given back once gives nothing a second time.
#[must_use]
pub fn refund(nest: &Nest, entry: &Entry) -> (Vec<Tag>, i64) {
    let Some(person) = entry.by.person().filter(|_| !entry.refunded) else {
        return (Vec::new(), 0);
    };
    let cost = cost_ms(&entry.track);
    let earlier = |old: i64| old.min(nest.virtual_ms.max(old - cost));
    let tags = turns_of(nest, person)
        .into_iter()
        .filter(|other| (other.tag_ms, other.id) > (entry.tag_ms, entry.id))
        .map(|other| Tag { entry: other.id, tag_ms: earlier(other.tag_ms) })
        .filter(|tag| nest.queued(tag.entry).is_some_and(|other| other.tag_ms != tag.tag_ms))
        .collect();
    let finish = nest.finish_of(person);
    (tags, finish - earlier(finish))
}

/// Deals a person's first tag out again in a new order of all their turns: each next tag is the
/// one before plus the cost before.
#[must_use]
pub fn deal(turns: &[&Arc<Entry>]) -> Vec<Tag> {
    let mut tag_ms = turns.iter().map(|entry| entry.tag_ms).min().unwrap_or_default();
    let mut tags = Vec::with_capacity(turns.len());
    for entry in turns {
        tags.push(Tag { entry: entry.id, tag_ms });
        tag_ms += cost_ms(&entry.track);
    }
    tags
}

/// Where the entries of `tags` stand with their new tags, as far as that is elsewhere.
#[must_use]
pub fn places_after(nest: &Nest, tags: &[Tag]) -> Vec<Place> {
    tags.iter()
        .filter_map(|tag| {
            let entry = nest.queued(tag.entry)?;
            let place = Standing { tag_ms: tag.tag_ms, ..Standing::of(entry) }.place(nest.settings.mode);
            (place.rank != entry.rank).then_some(place)
        })
        .collect()
}

/// Where every queued entry stands under `mode`.
#[must_use]
pub fn places_under(nest: &Nest, mode: Mode) -> Vec<Place> {
    nest.queue.iter().map(|entry| Standing::of(entry).place(mode)).collect()
}
