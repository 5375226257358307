//! What a driver has noticed lately, and counts.
//!
//! Must never: decide anything by it.

use super::{checks, sight::Sight};
use crate::app::ports::OnAir;

/// How far off a device may be, in milliseconds, before it is put right: what is heard between two rooms as an
/// echo bothers fewer people than music that jumps.
pub const FAR_MS: u64 = 2_500;

/// The last look.
#[derive(Debug, Clone)]
pub(super) struct Seen {
    /// When it was answered, in epoch milliseconds.
    pub answered_ms: u64,
    /// The moment it shows, in epoch milliseconds.
    pub at_ms: u64,
    pub sight: Sight,
    pub progress_ms: u64,
    pub duration_ms: Option<u64>,
    pub is_shuffled: bool,
    /// What is on, and whether it plays.
    pub was: Option<(OnAir, bool)>,
}

/// What was noticed.
#[derive(Debug, Default)]
pub(super) struct Wits {
    /// The last look, until something is told.
    pub seen: Option<Seen>,
    /// What was on when the person tapped, and whether it played.
    pub at_tap: Option<(OnAir, bool)>,
    /// How far ahead the device was when last measured, in milliseconds.
    pub offset_ms: Option<i64>,
    /// Since when everything is as it is, in epoch milliseconds.
    pub changed_ms: u64,
    /// When to look again, in epoch milliseconds.
    pub check_ms: Option<u64>,
    /// Before when looking again says nothing new, in epoch milliseconds.
    pub not_before_ms: u64,
    /// How many looks in a row showed somebody's own doing.
    pub doubts: u8,
    /// How many in a row showed something without a name.
    pub unnamed: u8,
    /// How many in a row showed that nothing was done yet.
    pub not_yet: u8,
    /// How many in a row found it far off.
    pub far: u8,
    /// Whether it is to be put right.
    pub is_off: bool,
    /// How often it was put right in this song.
    pub corrections: u8,
    /// How often it was told again in this song what it did not do.
    pub repeats: u8,
    /// How often it was told in this song not to shuffle.
    pub shuffles: u8,
    /// How often in a row it would not do as it was told.
    pub refusals: u8,
    /// How often in a row there was no answer.
    pub failures: u8,
    /// How often in a row the token was not taken.
    pub sign_outs: u8,
}

impl Wits {
    /// Another song has begun: its own mistakes are counted anew.
    pub fn begin_song(&mut self) {
        self.far = 0;
        self.is_off = false;
        self.corrections = 0;
        self.repeats = 0;
        self.shuffles = 0;
        if self.doubts == 0 && self.unnamed == 0 {
            self.not_before_ms = 0;
        }
    }

    /// The device does something else since `now_ms`.
    pub fn look_after_change(&mut self, now_ms: u64) {
        self.changed_ms = now_ms;
        self.check_ms = Some(now_ms + checks::FIRST_CHECK_MS);
        self.seen = None;
        self.far = 0;
        self.is_off = false;
        self.not_yet = 0;
    }

    /// Looks again after `after_ms`, and tells nothing before.
    pub fn wait(&mut self, now_ms: u64, after_ms: u64) {
        self.check_ms = Some(now_ms + after_ms);
        self.not_before_ms = now_ms + after_ms;
    }

    /// What was seen of a device that is away does not count.
    pub fn forget_sights(&mut self) {
        self.seen = None;
        self.doubts = 0;
        self.unnamed = 0;
        self.not_yet = 0;
        self.far = 0;
        self.is_off = false;
        self.offset_ms = None;
    }

    /// The clock was set back.
    pub fn set_back(&mut self, back_ms: u64) {
        self.seen = None;
        self.changed_ms = self.changed_ms.saturating_sub(back_ms);
        self.not_before_ms = self.not_before_ms.saturating_sub(back_ms);
        self.check_ms = self.check_ms.map(|at_ms| at_ms.saturating_sub(back_ms));
    }
}

/// Whether that is far enough off to be put right.
pub(super) const fn is_far(offset_ms: i64) -> bool {
    offset_ms.unsigned_abs() > FAR_MS
}
