//! What the room remembers.
//!
//! - [`past_play`]: a play as a log tells of it, whoever wrote that log; [`live`]: one just heard.
//! - [`calendar`]: days, nights from noon to noon, weekdays and anniversaries.
//! - [`index`]: all plays in memory, packed ([`row`], [`tracks`], [`people`], [`sorted`], [`lookup`]).
//! - [`remembered`]: what of it is shown; [`recap`]: a night in a few numbers.
//! - [`tally`], [`throwback`]: what may be offered again today, and the draw.
//! - [`left_out`]: who wants no part in that.
//! - [`loading`]: many plays at once, as a log is read; [`keeping`]: that, and whatever ends from then on.
//!
//! Must never: touch a file. What was played is given to it.

pub mod calendar;
mod index;
pub mod keeping;
pub mod left_out;
pub mod live;
pub mod loading;
mod lookup;
pub mod past_play;
mod people;
pub mod recap;
pub mod remembered;
mod row;
mod sorted;
pub mod tally;
pub mod throwback;
mod tracks;

use std::sync::{PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use self::{
    index::{Index, Room},
    left_out::LeftOut,
    loading::Loading,
    past_play::PastPlay,
    people::Hidden,
    remembered::{Memory, Place, Remembered, Song},
    row::Row,
    tally::{Asked, Tally},
    throwback::Throwback,
};
pub use self::{people::Who, tracks::TrackRef};
use crate::domain::{
    bender::Provenance,
    day::Day,
    ids::{NestId, PersonId},
    setting_values::TimeZone,
    track::TrackUri,
};

/// Everything that was played, in memory. Nobody waits for it longer than it takes to look.
#[derive(Debug, Default)]
pub struct History {
    index: RwLock<Index>,
}

/// Some plays of a nest, newest first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Page {
    /// The plays.
    pub plays: Vec<Remembered>,
    /// What the next page comes before; nothing at the end.
    pub next: Option<Place>,
}

impl History {
    /// Begins to take many plays of a room whose clocks go by `zone`, in whatever order they come.
    #[must_use]
    pub fn loading(&self, zone: &TimeZone) -> Loading<'_> {
        Loading::new(self, zone)
    }

    /// Takes one play, unless it is there already: the same nest, commit, entry and start.
    pub fn remember(&self, play: &PastPlay, zone: &TimeZone) {
        self.write().add(std::slice::from_ref(play), calendar::rules_of(zone));
    }

    /// How many plays it remembers, of all nests.
    #[must_use]
    pub fn len(&self) -> usize {
        self.read().len()
    }

    /// Whether it remembers nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// A nest's plays before a place, newest first, at most `limit`.
    #[must_use]
    pub fn page(&self, nest: &NestId, before: Option<Place>, limit: usize, left_out: &LeftOut) -> Page {
        page_of(&self.read(), nest, before, limit, left_out, |_| true)
    }

    /// The same, of what one person queued.
    #[must_use]
    pub fn page_by(
        &self,
        person: &PersonId,
        nest: &NestId,
        before: Option<Place>,
        limit: usize,
        left_out: &LeftOut,
    ) -> Page {
        let index = self.read();
        let Some(wanted) = index.people.of(person) else { return Page { plays: Vec::new(), next: None } };
        let is_theirs = |row: &Row| row.by().is_some_and(|mention| index.people.person(mention) == wanted);
        page_of(&index, nest, before, limit, left_out, is_theirs)
    }

    /// The nights on which a nest played something, newest first, at most `limit`.
    #[must_use]
    pub fn nights(&self, nest: &NestId, limit: usize) -> Vec<Day> {
        let index = self.read();
        let nights = index.room(nest).into_iter().flat_map(|room| room.nights.keys().rev());
        nights.take(limit).map(|night| calendar::day(*night)).collect()
    }

    /// The tracks of one night of a nest, from noon of that day to the next noon, oldest first.
    #[must_use]
    pub fn night(&self, nest: &NestId, night: Day) -> Vec<Song> {
        let index = self.read();
        let song = |number| {
            let row = index.row(number);
            let track = index.tracks.get(row.track);
            let [uri, title, artist] = [track.uri, track.title, track.artist].map(str::to_owned);
            Song { uri, title, artist, started_ms: row.started_ms }
        };
        night_of(&index, nest, night).into_iter().map(song).collect()
    }

    /// The plays of one night of a nest, oldest first.
    #[must_use]
    pub fn evening(&self, nest: &NestId, night: Day, left_out: &LeftOut) -> Vec<Remembered> {
        let index = self.read();
        let hidden = index.people.hidden(left_out);
        let shown = |number| Remembered::of(index.row(number), &index, &hidden);
        night_of(&index, nest, night).into_iter().map(shown).collect()
    }

    /// What people of a nest played on today's weekday in the past: the closest anniversaries first,
    /// then what is likeliest to be drawn; at most `limit`.
    #[must_use]
    pub fn memories(&self, asked: &Asked<'_>, limit: usize) -> Vec<Memory> {
        let index = self.read();
        let hidden = index.people.hidden(asked.left_out);
        let tallies = tally::tallies(&index, asked, &hidden);
        let mut ranked: Vec<_> = tallies.iter().map(|tally| (tally, throwback::weight(tally))).collect();
        ranked.sort_by(|(one, weight), (other, other_weight)| {
            let distance = |tally: &Tally| tally.distance.unwrap_or(u8::MAX);
            distance(one).cmp(&distance(other)).then(other_weight.total_cmp(weight))
        });
        ranked.truncate(limit);
        ranked.into_iter().map(|(tally, _)| memory(&index, &hidden, tally)).collect()
    }

    /// Draws a throwback: a track that people played on today's weekday in the past and of which
    /// `is_wanted` says, for each of its addresses, that it may be offered now. [`throwback::weight`]
    /// says how likely each is; the same `chance` draws the same.
    ///
    /// `is_wanted` must not ask this history anything.
    pub fn throwback(
        &self,
        asked: &Asked<'_>,
        is_wanted: impl Fn(TrackRef<'_>) -> bool,
        chance: u64,
    ) -> Option<Throwback> {
        let index = self.read();
        let hidden = index.people.hidden(asked.left_out);
        let tallies = tally::tallies(&index, asked, &hidden);
        let is_wanted_as = |track: &u32| is_wanted(index.tracks.get(*track));
        let is_wanted = |tally: &Tally| is_wanted_as(&tally.track) && tally.others.iter().all(is_wanted_as);
        let drawn = throwback::draw(&tallies, is_wanted, chance)?;
        let track = index.tracks.get(drawn.track);
        Some(Throwback {
            uri: TrackUri::parse(track.uri).ok()?,
            isrc: track.isrc.map(str::to_owned),
            title: track.title.to_owned(),
            artist: track.artist.to_owned(),
            duration_ms: index.row(drawn.first).duration_ms.into(),
            provenance: provenance(&index, &hidden, drawn),
        })
    }

    fn read(&self) -> RwLockReadGuard<'_, Index> {
        self.index.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, Index> {
        self.index.write().unwrap_or_else(PoisonError::into_inner)
    }
}

fn page_of(
    index: &Index,
    nest: &NestId,
    before: Option<Place>,
    limit: usize,
    left_out: &LeftOut,
    is_wanted: impl Fn(&Row) -> bool,
) -> Page {
    let hidden = index.people.hidden(left_out);
    let all = index.room(nest).map_or(&[][..], |room| room.by_start.all());
    let is_earlier = |number: &u32| before.is_none_or(|place| index.row(*number).key() < place.key());
    let earlier = &all[..all.partition_point(is_earlier)];
    let mut wanted = earlier.iter().rev().map(|number| index.row(*number)).filter(|row| is_wanted(row));
    let plays: Vec<_> = wanted.by_ref().take(limit).map(|row| Remembered::of(row, index, &hidden)).collect();
    let has_more = wanted.next().is_some();
    let next = plays.last().map(|play| play.place).filter(|_| has_more);
    Page { plays, next }
}

/// The plays of a night, by number, oldest first.
fn night_of(index: &Index, nest: &NestId, night: Day) -> Vec<u32> {
    let of_night = |room: &Room| room.nights.get(&calendar::number(night)).cloned();
    let mut plays = index.room(nest).and_then(of_night).unwrap_or_default();
    plays.sort_by_key(|number| index.row(*number).key());
    plays
}

fn memory(index: &Index, hidden: &Hidden, tally: &Tally) -> Memory {
    let track = index.tracks.get(tally.track);
    Memory {
        uri: track.uri.to_owned(),
        title: track.title.to_owned(),
        artist: track.artist.to_owned(),
        first: provenance(index, hidden, tally),
        days: tally.days as usize,
        jams: tally.jams as usize,
        anniversary: tally.distance.is_some(),
    }
}

fn provenance(index: &Index, hidden: &Hidden, tally: &Tally) -> Provenance {
    let first = index.row(tally.first);
    let by = first.by().expect("because only plays of people's are counted");
    let Who { name, person } = index.people.show(by, hidden);
    Provenance { name, person, day: calendar::day(first.day) }
}
