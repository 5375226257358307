//! What is to be told to a device, and whether the look just before allows it.
//!
//! Must never: tell a device anything without such a look, or anything that it does not allow, unless the person
//! has just tapped.

use super::{
    checks,
    driver::{Driver, UnderWay},
    heard::{Call, Chosen},
    looking::{BEYOND_MS, LAST_MS},
    sight::Sight,
    told::{Piece, Plays, Told},
    wanted::{Upcoming, Wanted},
};

/// How much of a song has to be left for it to be worth telling a device, in milliseconds, beyond what it needs
/// to begin.
const LEFT_MIN_MS: i64 = 3_000;
/// How much of a song may be cut by what follows it, in milliseconds.
const CUT_MS: i64 = 300;
/// How long a device may take to finish a song that the nest has finished, in milliseconds, before it is pulled
/// away: an advertisement, at most.
pub(super) const FINISH_MAX_MS: i64 = 45_000;
/// How long a device may take to begin before it counts as not having heard, in milliseconds.
const BEGIN_MAX_MS: u64 = 6_000;
/// What a device that is hardly known is taken to need at most, in milliseconds, where being wrong cuts a song.
const QUICK_MS: u64 = 400;
/// How often in a song a device is told not to shuffle. One that does not listen is given one track at a time.
const SHUFFLES_MAX: u8 = 2;
/// About what a look takes, in milliseconds, when one has to be done in time.
const LOOK_MS: u64 = 250;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Deed {
    Play,
    Pause,
}

/// Whether a device may be told something.
enum Leave {
    Given,
    /// It is so already.
    Needless,
    /// Not before another look, then.
    At(u64),
}

impl Driver {
    /// The call to make at `now_ms`, or when to ask again.
    pub(super) fn drive(&mut self, now_ms: u64) -> Result<UnderWay, Option<u64>> {
        let deed = self.deed(now_ms);
        let check_ms = self.wits.check_ms;
        let Some((_, deed)) = deed.filter(|(at_ms, _)| *at_ms <= now_ms) else {
            if check_ms.is_some_and(|at_ms| at_ms <= now_ms) {
                return Ok(look());
            }
            return Err(deed.map(|(at_ms, _)| at_ms).into_iter().chain(check_ms).min());
        };
        let is_fresh =
            self.wits.seen.as_ref().is_some_and(|seen| now_ms < seen.answered_ms + checks::FRESH_MS);
        if self.wits.not_before_ms > now_ms {
            return Err(Some(self.wits.not_before_ms));
        }
        if !is_fresh {
            return Ok(look());
        }
        match self.leave(deed, now_ms) {
            Leave::Given => self.tell(deed, now_ms).ok_or(check_ms),
            Leave::At(at_ms) => {
                self.wits.not_before_ms = at_ms;
                self.wits.seen = None;
                Err(Some(at_ms))
            }
            Leave::Needless => {
                if let Some(told) = &mut self.told {
                    told.plays = Plays::No;
                }
                self.drive(now_ms)
            }
        }
    }

    /// What is to be told, and when.
    fn deed(&self, now_ms: u64) -> Option<(u64, Deed)> {
        let told = self.told.as_ref();
        // What the nest has finished, and what goes on to nothing else, ends by itself.
        let ends = told.is_some_and(|told| told.is_finished && told.next.is_none());
        let pause = told.filter(|told| told.plays != Plays::No && !ends).map(|_| (now_ms, Deed::Pause));
        let Some(wanted) = &self.wanted else { return pause };
        if wanted.paused || self.not_here == Some(wanted.entry) {
            return pause;
        }
        let delay_ms = self.delay_ms();
        let is_worth_it = wanted.left_at(now_ms) > LEFT_MIN_MS + delay_ms.cast_signed();
        let play = |at_ms| is_worth_it.then_some((at_ms, Deed::Play));
        let Some(told) =
            told.filter(|told| told.on.entry == wanted.entry && told.plays == Plays::Yes && !told.is_lost)
        else {
            let begins_ms = wanted.as_of_ms.saturating_sub(wanted.position_ms + delay_ms);
            return play(begins_ms.max(now_ms));
        };
        let entry = |next: &Option<Upcoming>| next.as_ref().map(|next| next.entry);
        let is_off = self.wits.is_off && wanted.left_at(now_ms) > LAST_MS;
        let hands_over = entry(&told.next) != entry(&wanted.next);
        if is_off || hands_over {
            return play(now_ms);
        }
        self.retune_ms.and_then(|at_ms| play(at_ms.max(now_ms)))
    }

    fn leave(&self, deed: Deed, now_ms: u64) -> Leave {
        let Some(seen) = &self.wits.seen else { return Leave::At(now_ms) };
        if deed == Deed::Pause {
            return match seen.sight {
                Sight::On | Sight::Next | Sight::Before => Leave::Given,
                // It may just not have begun yet.
                Sight::Over | Sight::Still if self.may_yet_begin(now_ms) => {
                    Leave::At(now_ms + checks::FIRST_CHECK_MS)
                }
                Sight::Over | Sight::Still => Leave::Needless,
                _ => Leave::At(now_ms + checks::DOUBT_MS),
            };
        }
        let is_finished = self.told.as_ref().is_some_and(|told| told.is_finished);
        match seen.sight {
            _ if self.is_asked(now_ms) => Leave::Given,
            Sight::On if is_finished => self.leave_to_finish(now_ms),
            Sight::Before => self.leave_to_finish(now_ms),
            Sight::On | Sight::Next | Sight::Over | Sight::Still => Leave::Given,
            Sight::NotYet if self.told.as_ref().is_some_and(|told| told.is_lost) => Leave::Given,
            // The nest has moved on meanwhile, and the person has not tapped.
            _ => Leave::At(now_ms + checks::DOUBT_MS),
        }
    }

    /// Whether a device was told to play so lately that it may not have got to it.
    pub(super) fn may_yet_begin(&self, now_ms: u64) -> bool {
        let told = self.told.as_ref().filter(|told| !told.is_confirmed);
        told.is_some_and(|told| now_ms < told.sent_ms + BEGIN_MAX_MS)
    }

    /// Lets a device finish what the nest has finished already.
    fn leave_to_finish(&self, now_ms: u64) -> Leave {
        let Some(seen) = &self.wits.seen else { return Leave::At(now_ms) };
        let length_ms = seen.duration_ms.unwrap_or_default();
        if seen.progress_ms > length_ms + BEYOND_MS {
            return Leave::At(now_ms + checks::DOUBT_MS);
        }
        let passed_ms = now_ms.saturating_sub(seen.at_ms).cast_signed();
        let left_ms = length_ms.cast_signed() - seen.progress_ms.cast_signed() - passed_ms;
        let delay_ms = if self.is_known() { self.delay_ms() } else { self.delay_ms().min(QUICK_MS) };
        let early_ms = left_ms - delay_ms.cast_signed();
        if early_ms <= CUT_MS || left_ms > FINISH_MAX_MS {
            Leave::Given
        } else {
            let wait_ms = early_ms.cast_unsigned().saturating_sub(LOOK_MS);
            Leave::At(now_ms + wait_ms.max(CUT_MS.cast_unsigned()))
        }
    }

    fn tell(&mut self, deed: Deed, now_ms: u64) -> Option<UnderWay> {
        let Chosen { id: device, .. } = self.device.clone()?;
        if deed == Deed::Pause {
            return Some(UnderWay { call: Call::Pause { device }, told: None });
        }
        let wanted = self.wanted.clone()?;
        let seen = self.wits.seen.as_ref()?;
        if seen.is_shuffled && wanted.next.is_some() && self.wits.shuffles < SHUFFLES_MAX {
            self.wits.shuffles += 1;
            return Some(UnderWay { call: Call::ShuffleOff { device }, told: None });
        }
        let is_in_order = !seen.is_shuffled;
        let told = self.words(&wanted, now_ms);
        let next = wanted.next.as_ref().filter(|_| is_in_order).map(|next| next.uri.clone());
        let uris = std::iter::once(wanted.uri).chain(next).collect();
        let position_ms = told.position_ms.cast_unsigned();
        Some(UnderWay { call: Call::Play { device, uris, position_ms }, told: Some(told) })
    }

    /// What the device will have been told.
    fn words(&self, wanted: &Wanted, now_ms: u64) -> Told {
        let before = self.told.as_ref();
        let same = before.filter(|told| told.on.entry == wanted.entry);
        let is_on = self.wits.seen.as_ref().is_some_and(|seen| seen.sight == Sight::On);
        let position_ms = wanted.position_at(now_ms) + self.delay_ms().cast_signed() + self.ahead_ms;
        Told {
            on: same.map_or_else(|| Piece::of(wanted), |told| told.on.clone()),
            // What a shuffling device was spared counts as given, so that it is not told again and again.
            next: wanted.next.clone(),
            before: if same.is_some() { None } else { before.map(|told| told.on.clone()) },
            plays: Plays::Yes,
            sent_ms: now_ms,
            position_ms: position_ms.clamp(0, wanted.duration_ms.saturating_sub(1).cast_signed()),
            was: self.wits.seen.as_ref().and_then(|seen| seen.was.clone()),
            is_confirmed: same.is_some() && is_on,
            is_lost: false,
            is_finished: false,
            samples: 0,
        }
    }
}

const fn look() -> UnderWay {
    UnderWay { call: Call::Look, told: None }
}
