//! A play as it is shown to those who look back.
//!
//! Must never: name somebody who wants to be left out.

use std::{fmt, str::FromStr};

use super::{
    calendar,
    index::Index,
    people::{Hidden, Who},
    row::{Key, Row},
};
use crate::domain::{bender::Provenance, day::Day, event::EndedBecause};

/// Where a play stands among its nest's, the same in every process: `1520424000000-00ab12cd`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place(Key);

/// A text that is no place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a place in the history looks like 1520424000000-00ab12cd")]
pub struct NotAPlace;

impl Place {
    pub(super) const fn of(row: &Row) -> Self {
        Self(row.key())
    }

    pub(super) const fn key(self) -> Key {
        self.0
    }
}

impl fmt::Display for Place {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (started_ms, mark) = self.0;
        write!(out, "{started_ms}-{mark:08x}")
    }
}

impl FromStr for Place {
    type Err = NotAPlace;
    fn from_str(text: &str) -> Result<Self, NotAPlace> {
        let (started_ms, mark) = text.split_once('-').ok_or(NotAPlace)?;
        let place = Self((
            started_ms.parse().map_err(|_| NotAPlace)?,
            u32::from_str_radix(mark, 16).map_err(|_| NotAPlace)?,
        ));
        // What we would write in another way did not come from us.
        if place.to_string() == text { Ok(place) } else { Err(NotAPlace) }
    }
}

/// A play.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remembered {
    /// Where it stands.
    pub place: Place,
    /// The track's address, or what an older log had in its place.
    pub uri: String,
    /// The title.
    pub title: String,
    /// The artists, as one text.
    pub artist: String,
    /// Who queued it; nobody, if Bender did.
    pub by: Option<Who>,
    /// The same person has the same number, under whatever name.
    pub person: Option<u32>,
    /// When it started, in epoch milliseconds.
    pub started_ms: u64,
    /// When it ended, in epoch milliseconds.
    pub ended_ms: u64,
    /// How long it is, in milliseconds.
    pub duration_ms: u64,
    /// How much of it was played, in milliseconds.
    pub played_ms: u64,
    /// Why it ended.
    pub reason: EndedBecause,
    /// Up-votes less down-votes.
    pub votes: i64,
    /// Who applauded.
    pub jams: Vec<Who>,
    /// How many comments there were.
    pub comments: usize,
    /// How many different people queued it, applauded or said something.
    pub people: usize,
    /// The night it belongs to, from noon to noon.
    pub night: Day,
}

impl Remembered {
    pub(super) fn of(row: &Row, index: &Index, hidden: &Hidden) -> Self {
        let track = index.tracks.get(row.track);
        Self {
            place: Place::of(row),
            uri: track.uri.to_owned(),
            title: track.title.to_owned(),
            artist: track.artist.to_owned(),
            by: row.by().map(|by| index.people.show(by, hidden)),
            person: row.by().map(|by| index.people.person(by)),
            started_ms: row.started_ms,
            ended_ms: row.ended_ms(),
            duration_ms: row.duration_ms.into(),
            played_ms: row.played_ms.into(),
            reason: row.reason(),
            votes: row.votes.into(),
            jams: index.jams(row).iter().map(|jam| index.people.show(*jam, hidden)).collect(),
            comments: row.comments.into(),
            people: row.people.into(),
            night: calendar::day(row.night()),
        }
    }
}

/// A track of a night, without anybody's name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Song {
    /// The track's address, or what an older log had in its place.
    pub uri: String,
    /// The title.
    pub title: String,
    /// The artists, as one text.
    pub artist: String,
    /// When it started, in epoch milliseconds.
    pub started_ms: u64,
}

/// A track that the room played on this weekday in the past.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Memory {
    /// Its address in the nest's catalogue.
    pub uri: String,
    /// The title.
    pub title: String,
    /// The artists, as one text.
    pub artist: String,
    /// Who queued it first on such a day, and when.
    pub first: Provenance,
    /// On how many such days it played.
    pub days: usize,
    /// How often it was applauded on those.
    pub jams: usize,
    /// Whether one of those days was near today's date in an earlier year.
    pub anniversary: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_reads_as_it_was_written_and_nothing_else_does() {
        for key in [(0, 0), (1_520_424_000_000, 0x00ab_12cd), (u64::MAX, u32::MAX)] {
            assert_eq!(Place(key).to_string().parse(), Ok(Place(key)));
        }
        for bad in ["", "-", "1", "1-", "-1", "1-1", "+1-00000001", "01-00000001", "1-0000000G", "1-+0000001"]
        {
            assert_eq!(bad.parse::<Place>(), Err(NotAPlace), "{bad:?}");
        }
    }
}
