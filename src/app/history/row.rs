//! A play in as few bytes as it takes, so that a million of them fit easily.
//!
//! Must never: grow. Each byte more is a megabyte.

use super::{lookup, past_play::PastPlay};
use crate::domain::event::EndedBecause;

/// In the place of a person: Bender queued it.
const BENDER: u32 = u32::MAX;

/// A play. What is too large for its place is as large as fits.
#[derive(Debug, Clone, Copy)]
pub struct Row {
    /// When it started, in epoch milliseconds.
    pub started_ms: u64,
    /// Tells plays apart that started at the same moment.
    pub mark: u32,
    lasted_ms: u32,
    /// How long it is, in milliseconds.
    pub duration_ms: u32,
    /// How much of it was played, in milliseconds.
    pub played_ms: u32,
    /// The track, by number.
    pub track: u32,
    by: u32,
    /// The day of its end, by number.
    pub day: i32,
    /// Where its jams begin in the list of all.
    pub jams_at: u32,
    /// How many jams it has.
    pub jams: u16,
    /// Up-votes less down-votes.
    pub votes: i16,
    /// How many comments there were.
    pub comments: u16,
    /// How many different people had to do with it.
    pub people: u8,
    /// Why it ended, and whether the night is that of the day before.
    ended: u8,
}

const _: () = assert!(size_of::<Row>() == 48, "each byte more is a megabyte");

/// The numbers that a play's parts were given.
pub struct Numbers {
    /// The track.
    pub track: u32,
    /// Who queued it; nobody, if Bender did.
    pub by: Option<u32>,
    /// The day of its end, and its night.
    pub day: i32,
    /// The night it belongs to.
    pub night: i32,
    /// Where its jams begin.
    pub jams_at: u32,
    /// How many different people had to do with it.
    pub people: usize,
}

/// What plays are sorted by, and two with the same are one.
pub type Key = (u64, u32);

/// Where a play stands among its nest's.
#[must_use]
pub fn key(play: &PastPlay) -> Key {
    // Older logs name neither commit nor entry, so there the track tells plays apart.
    let uri = if play.commit.is_none() { play.uri.as_str() } else { "" };
    let hash = lookup::hash((play.nest.is_some(), play.commit, play.entry, uri));
    (play.started_ms, u32::try_from(hash >> 32).expect("because half of it fits"))
}

impl Row {
    /// A play, with the numbers that its parts were given.
    #[must_use]
    pub fn of(play: &PastPlay, numbers: &Numbers) -> Self {
        let (started_ms, mark) = key(play);
        let reason = match play.reason {
            EndedBecause::Finished => 0,
            EndedBecause::Skipped => 1,
            EndedBecause::Removed => 2,
        };
        Self {
            started_ms,
            mark,
            lasted_ms: short(play.ended_ms.saturating_sub(play.started_ms)),
            duration_ms: short(play.duration_ms),
            played_ms: short(play.played_ms),
            track: numbers.track,
            by: numbers.by.unwrap_or(BENDER),
            day: numbers.day,
            jams_at: numbers.jams_at,
            jams: u16::try_from(play.jams.len()).unwrap_or(u16::MAX),
            votes: i16::try_from(play.votes.clamp(i16::MIN.into(), i16::MAX.into()))
                .expect("because it was made to fit"),
            comments: u16::try_from(play.comments.len()).unwrap_or(u16::MAX),
            people: u8::try_from(numbers.people).unwrap_or(u8::MAX),
            ended: reason << 1 | u8::from(numbers.night < numbers.day),
        }
    }

    /// Where it stands among its nest's.
    #[must_use]
    pub const fn key(&self) -> Key {
        (self.started_ms, self.mark)
    }

    /// Who queued it, by number; nobody, if Bender did.
    #[must_use]
    pub const fn by(&self) -> Option<u32> {
        if self.by == BENDER { None } else { Some(self.by) }
    }

    /// When it ended, in epoch milliseconds.
    #[must_use]
    pub fn ended_ms(&self) -> u64 {
        self.started_ms.saturating_add(self.lasted_ms.into())
    }

    /// Why it ended.
    #[must_use]
    pub const fn reason(&self) -> EndedBecause {
        match self.ended >> 1 {
            0 => EndedBecause::Finished,
            1 => EndedBecause::Skipped,
            _ => EndedBecause::Removed,
        }
    }

    /// The night it belongs to, by number.
    #[must_use]
    pub fn night(&self) -> i32 {
        self.day - i32::from(self.ended & 1)
    }
}

fn short(length_ms: u64) -> u32 {
    u32::try_from(length_ms).unwrap_or(u32::MAX)
}
