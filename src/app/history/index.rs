//! All plays, each in a few bytes, found by nest and by start, weekday or night.
//!
//! Must never: hold a play twice, whoever tells of it how often.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use chrono_tz::Tz;

use super::{
    calendar::{self, WEEK},
    lookup,
    past_play::{PastPlay, Queued},
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
    rooms: Vec<Room>,
    numbers: HashMap<NestId, usize>,
    main: NestId,
    /// Who had to do with the play that is being taken; kept only so that not every play needs a new list.
    involved: Vec<u32>,
}

impl Default for Index {
    fn default() -> Self {
        Self {
            tracks: Tracks::default(),
            people: People::default(),
            rows: Vec::new(),
            jams: Vec::new(),
            rooms: Vec::new(),
            numbers: HashMap::new(),
            main: main_id(),
            involved: Vec::new(),
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
        self.numbers.get(nest).map(|room| &self.rooms[*room])
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

    /// Takes plays that are not there yet, of a room whose clocks go by `zone`. Says whether there is
    /// place for more.
    pub fn add(&mut self, plays: &[PastPlay], zone: Tz) -> bool {
        let (mut fresh, mut touched) = (HashSet::new(), BTreeSet::new());
        for play in plays {
            if self.rows.len() >= PLAYS_MAX {
                break;
            }
            let (room, key) = (self.room_number(play.nest.as_ref()), row::key(play));
            if !self.has(room, key) && fresh.insert((room, key)) {
                self.push(room, play, zone);
                touched.insert(room);
            }
        }
        for room in touched {
            self.settle(room);
        }
        self.rows.len() < PLAYS_MAX
    }

    /// Gives back what was reserved for more.
    pub fn shrink(&mut self) {
        self.tracks.shrink();
        self.rows.shrink_to_fit();
        self.jams.shrink_to_fit();
        for room in &mut self.rooms {
            room.by_start.shrink();
            room.by_weekday.iter_mut().for_each(Sorted::shrink);
            room.nights.values_mut().for_each(Vec::shrink_to_fit);
        }
    }

    /// The room of a nest, made where it is missing.
    fn room_number(&mut self, nest: Option<&NestId>) -> usize {
        let nest = nest.unwrap_or(&self.main);
        if let Some(known) = self.numbers.get(nest) {
            return *known;
        }
        self.numbers.insert(nest.clone(), self.rooms.len());
        self.rooms.push(Room::default());
        self.rooms.len() - 1
    }

    fn has(&self, room: usize, key: Key) -> bool {
        let all = self.rooms[room].by_start.all();
        let is_newest = all.last().is_none_or(|last| self.row(*last).key() < key);
        !is_newest && all.binary_search_by_key(&key, |number| self.row(*number).key()).is_ok()
    }

    fn push(&mut self, room: usize, play: &PastPlay, zone: Tz) {
        let PastPlay { uri, title, artist, isrc, .. } = play;
        let track = self.tracks.number(TrackRef { uri, title, artist, isrc: isrc.as_deref() });
        let by = match &play.queued {
            Queued::By(someone) => Some(self.people.number(someone)),
            Queued::ByBender(_) => None,
        };
        let jams_at = u32::try_from(self.jams.len()).expect("because lists are bounded far below");
        let jams = play.jams.iter().take(u16::MAX.into()).map(|someone| self.people.number(someone));
        self.jams.extend(jams);
        let people = self.count_people(play, by, jams_at);
        let day = calendar::number(play.day);
        let night = calendar::night_of(play.ended_ms, play.day, zone);
        let number = lookup::next(&self.rows);
        self.rows.push(Row::of(play, &Numbers { track, by, day, night, jams_at, people }));
        let room = &mut self.rooms[room];
        room.by_start.put(number);
        room.nights.entry(night).or_default().push(number);
        if by.is_some() {
            room.by_weekday[calendar::weekday(day)].put(number);
        }
    }

    /// How many different people had to do with a play.
    fn count_people(&mut self, play: &PastPlay, by: Option<u32>, jams_at: u32) -> usize {
        self.involved.clear();
        let applause = &self.jams[jams_at as usize..];
        self.involved.extend(by.iter().chain(applause).map(|mention| self.people.person(*mention)));
        for comment in &play.comments {
            let mention = self.people.number(&comment.by);
            self.involved.push(self.people.person(mention));
        }
        self.involved.sort_unstable();
        self.involved.dedup();
        self.involved.len()
    }

    fn settle(&mut self, room: usize) {
        let (rows, room) = (&self.rows, &mut self.rooms[room]);
        room.by_start.settle(|number| rows[number as usize].key());
        for day in &mut room.by_weekday {
            day.settle(|number| (rows[number as usize].day, rows[number as usize].key()));
        }
    }
}
