//! What a device was told, and where it should be by that.
//!
//! Must never: know what the nest wants now.

use serde::{Deserialize, Serialize};

use super::wanted::{Upcoming, Wanted};
use crate::{
    app::ports::{OnAir, Report},
    domain::{ids::EntryId, track::TrackUri},
};

/// A track on a device.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Piece {
    /// Whose it is.
    pub entry: EntryId,
    /// What was asked for.
    pub uri: TrackUri,
    /// How long it is, in milliseconds.
    pub duration_ms: u64,
}

impl Piece {
    pub fn of(wanted: &Wanted) -> Self {
        let Wanted { entry, uri, duration_ms, .. } = wanted;
        Self { entry: *entry, uri: uri.clone(), duration_ms: *duration_ms }
    }

    /// Whether this is on the air under any of its addresses.
    pub fn is(&self, on_air: &OnAir) -> bool {
        let OnAir::Track { uri, asked, .. } = on_air else { return false };
        *uri == self.uri || asked.as_ref() == Some(&self.uri)
    }
}

impl From<&Upcoming> for Piece {
    fn from(next: &Upcoming) -> Self {
        let Upcoming { entry, uri, duration_ms } = next;
        Self { entry: *entry, uri: uri.clone(), duration_ms: *duration_ms }
    }
}

/// Whether a device was told to play.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Plays {
    /// It was.
    Yes,
    /// It was told to stop.
    No,
    /// It was told to stop and nobody answered, or it was away.
    Unsure,
}

/// What a device was told last.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Told {
    /// What it should be playing.
    pub on: Piece,
    /// What it goes on with by itself.
    pub next: Option<Upcoming>,
    /// What it came from, as long as it was not seen anywhere else.
    pub before: Option<Piece>,
    /// Whether it plays.
    pub plays: Plays,
    /// When it was told, in epoch milliseconds.
    pub sent_ms: u64,
    /// Where in `on` it was told to begin, in milliseconds; below 0 where it first had to finish another.
    pub position_ms: i64,
    /// What it did before it was told, where that is known and it was told to do something else.
    #[serde(skip)]
    pub was: Option<(OnAir, bool)>,
    /// Whether it was seen to do as it was told.
    pub is_confirmed: bool,
    /// Whether it was seen not to do it, and has to be told again.
    pub is_lost: bool,
    /// Whether the nest has played `on` to its end, so that the device may, too.
    pub is_finished: bool,
    /// How many samples of the device's delay were taken of this.
    pub samples: u8,
}

impl Told {
    /// Where in `on` the device should be at `now_ms`, in milliseconds.
    pub fn position_at(&self, now_ms: u64, delay_ms: u64) -> i64 {
        let played_ms = now_ms.cast_signed() - self.sent_ms.cast_signed() - delay_ms.cast_signed();
        self.position_ms + played_ms
    }

    /// Goes on with what it was handed, which the nest plays now.
    pub fn move_on(&mut self, wanted: &Wanted) {
        let length_ms = self.on.duration_ms.cast_signed();
        self.before = Some(std::mem::replace(&mut self.on, Piece::of(wanted)));
        self.next = None;
        self.position_ms -= length_ms;
        self.was = None;
        self.is_confirmed = false;
        self.is_finished = false;
    }

    /// Whether it does what it did before it was told anything.
    pub fn is_as_before(&self, report: &Report) -> bool {
        let was = self.was.as_ref().filter(|_| !self.is_confirmed);
        was.is_some_and(|(on_air, is_playing)| *on_air == report.on_air && *is_playing == report.is_playing)
    }
}
