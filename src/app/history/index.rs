//! All plays, each in a few bytes, found by nest and by start, weekday or night.
//!
//! Must never: hold a play twice, whoever tells of it how often.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use chrono_tz::Tz;

use super::{
    calendar::{self, WEEK},
    past_play::{PastPlay, Queued, Someone},
    people::People,
    row::{self, Key, Numbers, Row},
    sorted::Sorted,
    tracks::{TrackRef, Tracks},
};
use crate::{app::nests::main_id, domain::ids::NestId};

/// How many plays are remembered at most: half a century of music without a break, in less than a
/// gigabyte. Those that come later are not.
pub const PLAYS_MAX: usize = 5_000_000;

/// The plays of one nest, by number.
#[derive(Debug, Default)]
pub struct Room {
    /// All of them, by start.
    pub by_start: Sorted,
    /// Those that people queued, by the weekday of their end; by day and start.
    pub by_weekday: [Sorted; WEEK],
    /// All of them by night, in any order.
    pub nights: BTreeMap<i32, Vec<u32>>,
}

/// All plays of all nests.
#[derive(Debug)]
pub struct Index {
    /// Everything that ever played.
    pub tracks: Tracks,
    /// Everyone of whom a play tells.
    pub people: People,
    rows: Vec<Row>,
    jams: Vec<u32>,
    rooms: HashMap<NestId, Room>,
    main: NestId,
}

impl Default for Index {
    fn default() -> Self {
        Self {
            tracks: Tracks::default(),
            people: People::default(),
            rows: Vec::new(),
            jams: Vec::new(),
            rooms: HashMap::new(),
            main: main_id(),
        }
    }
}

impl Index {
    /// How many plays there are.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.rows.len()
    }

    /// The plays of a nest. Those that name none are the main nest's.
    #[must_use]
    pub fn room(&self, nest: &NestId) -> Option<&Room> {
        self.rooms.get(nest)
    }

    /// A play.
    #[must_use]
    pub fn row(&self, number: u32) -> &Row {
        &self.rows[number as usize]
    }

    /// Who applauded it, by number.
    #[must_use]
    pub fn jams(&self, row: &Row) -> &[u32] {
        &self.jams[row.jams_at as usize..][..row.jams.into()]
    }

    /// Takes plays that are not there yet, of a room whose clocks go by `zone`. Says whether there was room.
    pub fn add(&mut self, plays: &[PastPlay], zone: Tz) -> bool {
        let (mut fresh, mut touched) = (HashSet::new(), BTreeSet::new());
        for play in plays {
            if self.rows.len() >= PLAYS_MAX {
                break;
            }
            let (nest, key) = (play.nest.as_ref().unwrap_or(&self.main), row::key(play));
            if self.has(nest, key) || !fresh.insert((nest.clone(), key)) {
                continue;
            }
            if !touched.contains(nest) {
                touched.insert(nest.clone());
            }
            let nest = nest.clone();
            self.push(&nest, play, zone);
        }
        for nest in touched {
            self.settle(&nest);
        }
        self.rows.len() < PLAYS_MAX
    }

    /// Gives back what was reserved for more.
    pub fn shrink(&mut self) {
        self.tracks.shrink();
        self.rows.shrink_to_fit();
        self.jams.shrink_to_fit();
        for room in self.rooms.values_mut() {
            room.by_start.shrink();
            room.by_weekday.iter_mut().for_each(Sorted::shrink);
            room.nights.values_mut().for_each(Vec::shrink_to_fit);
        }
    }

    fn has(&self, nest: &NestId, key: Key) -> bool {
        let all = self.room(nest).map_or(&[][..], |room| room.by_start.all());
        let is_newest = all.last().is_none_or(|last| self.row(*last).key() < key);
        !is_newest && all.binary_search_by_key(&key, |number| self.row(*number).key()).is_ok()
    }

    fn push(&mut self, nest: &NestId, play: &PastPlay, zone: Tz) {
        let PastPlay { uri, title, artist, isrc, .. } = play;
        let track = self.tracks.number(TrackRef { uri, title, artist, isrc: isrc.as_deref() });
        let mut number = |someone: &Someone| self.people.number(someone);
        let by = match &play.queued {
            Queued::By(someone) => Some(number(someone)),
            Queued::ByBender(_) => None,
        };
        let jams_at = u32::try_from(self.jams.len()).expect("because lists are bounded far below");
        let jams = play.jams.iter().take(u16::MAX.into()).map(&mut number);
        self.jams.extend(jams);
        let talkers: Vec<u32> = play.comments.iter().map(|comment| number(&comment.by)).collect();
        let applause = &self.jams[jams_at as usize..];
        let mentions = by.iter().chain(applause).chain(&talkers);
        let people: BTreeSet<u32> = mentions.map(|mention| self.people.person(*mention)).collect();
        let day = calendar::number(play.day);
        let night = calendar::night_of(play.ended_ms, play.day, zone);
        let numbers = Numbers { track, by, day, night, jams_at, people: people.len() };
        let number = super::lookup::next(&self.rows);
        self.rows.push(Row::of(play, &numbers));
        if !self.rooms.contains_key(nest) {
            self.rooms.insert(nest.clone(), Room::default());
        }
        let room = self.rooms.get_mut(nest).expect("because it was made where it was missing");
        room.by_start.put(number);
        room.nights.entry(night).or_default().push(number);
        if by.is_some() {
            room.by_weekday[calendar::weekday(day)].put(number);
        }
    }

    fn settle(&mut self, nest: &NestId) {
        let rows = &self.rows;
        let Some(room) = self.rooms.get_mut(nest) else { return };
        room.by_start.settle(|number| rows[number as usize].key());
        for day in &mut room.by_weekday {
            day.settle(|number| (rows[number as usize].day, rows[number as usize].key()));
        }
    }
}
