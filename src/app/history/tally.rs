//! What of a nest's past would make a throwback today, counted recording by recording.
//!
//! Must never: count a play of Bender's, of today or later, or of somebody who wants to be left out.

use super::{calendar, index::Index, left_out::LeftOut, people::Hidden};
use crate::domain::{day::Day, event::EndedBecause, ids::NestId};

/// For whom a throwback is looked for, and when.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// The nest.
    pub nest: &'a NestId,
    /// Today, as its calendar has it.
    pub today: Day,
    /// The nest's catalogue: nothing else can be played there.
    pub catalogue: &'a str,
    /// Who wants to be left out.
    pub left_out: &'a LeftOut,
}

/// What is known of a recording from earlier days with today's weekday.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    /// The track that was played last and can be played here, by number.
    pub track: u32,
    /// Other tracks that are the same recording, by number.
    pub others: Vec<u32>,
    /// The first play, by number.
    pub first: u32,
    /// How many plays there were.
    pub plays: u32,
    /// On how many different days.
    pub days: u32,
    /// How often it was applauded.
    pub jams: u32,
    /// Up-votes, of plays where they prevailed.
    pub up: u32,
    /// How often it did not reach its end.
    pub skips: u32,
    /// How many days the nearest anniversary of today's date was away, if it was near.
    pub distance: Option<u8>,
    /// The day of its last play, by number.
    pub(super) last_day: i32,
    /// Whether one of its tracks can be played here.
    pub(super) is_here: bool,
}

/// No tally yet.
const NONE: u32 = u32::MAX;

/// The tallies of all that may be offered, in the order of their first plays.
#[must_use]
pub(super) fn tallies(index: &Index, asked: &Asked<'_>, hidden: &Hidden) -> Vec<Tally> {
    let today = calendar::number(asked.today);
    let (Some(room), Some(catalogue)) = (index.room(asked.nest), index.tracks.catalogue(asked.catalogue))
    else {
        return Vec::new();
    };
    let plays = room.by_weekday[calendar::weekday(today)].all();
    let Some(first) = plays.first() else { return Vec::new() };
    let first_year = calendar::day(index.row(*first).day).year().saturating_sub(1);
    let anniversaries = calendar::anniversaries(asked.today, first_year);
    // One place for each track is faster than a map, and there are far fewer tracks than plays.
    let mut places = vec![NONE; index.tracks.len()];
    let mut tallies: Vec<Tally> = Vec::with_capacity(plays.len().min(places.len()));
    let (mut day, mut distance) = (i32::MIN, None);
    for number in plays {
        let row = index.row(*number);
        if row.day >= today {
            break;
        }
        let Some(by) = row.by() else { continue };
        if !hidden.is_nobody() && hidden.has(index.people.person(by)) {
            continue;
        }
        if row.day != day {
            day = row.day;
            distance = calendar::nearness(day, &anniversaries);
        }
        let place = &mut places[index.tracks.recording(row.track) as usize];
        if *place == NONE {
            *place = super::lookup::next(&tallies);
            tallies.push(Tally { track: row.track, first: *number, last_day: i32::MIN, ..Tally::default() });
        }
        let tally = &mut tallies[*place as usize];
        tally.take_track(row.track, index.tracks.is_in(row.track, catalogue));
        tally.plays += 1;
        tally.days += u32::from(tally.last_day != day);
        tally.last_day = day;
        tally.jams += u32::from(row.jams);
        tally.up += u32::try_from(row.votes).unwrap_or_default();
        tally.skips += u32::from(row.reason() != EndedBecause::Finished);
        tally.distance = tally.distance.into_iter().chain(distance).min();
    }
    tallies.retain(|tally| tally.is_here);
    tallies
}

impl Tally {
    /// The last one that can be played here stands for all.
    fn take_track(&mut self, track: u32, is_here: bool) {
        let other = if is_here || !self.is_here { std::mem::replace(&mut self.track, track) } else { track };
        self.is_here |= is_here;
        if other != self.track && !self.others.contains(&other) {
            self.others.push(other);
        }
        if self.others.contains(&self.track) {
            self.others.retain(|other| *other != self.track);
        }
    }
}
