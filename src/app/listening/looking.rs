//! What a driver makes of a look.
//!
//! Must never: tell a device anything. It only notes what may be told.

use super::{
    checks,
    deeds::FINISH_MAX_MS,
    driver::{Driver, Rest, TAP_LOOK_MS, TAP_MS},
    heard::Answer,
    sight::{Sight, sight},
    told::{Plays, Told},
    wits::{Seen, is_far},
};
use crate::app::ports::{OnAir, Report};

/// How many looks in a row have to show somebody's own doing. One may be a moment between two songs.
const DOUBTS_MAX: u8 = 2;
/// How many in a row may show something that has no name, before it is taken for somebody's own.
const UNNAMED_MAX: u8 = 3;
/// How many looks show that nothing was done, before it counts as not done.
const NOT_YET_MAX: u8 = 3;
/// How many looks in a row have to find a device far off: a single report may be old.
const FAR_SIGHTS: u8 = 2;
/// How often in a song a device is put right. One that needs more will not be helped by it.
const CORRECTIONS_MAX: u8 = 2;
/// In the last so many milliseconds of a song nothing is put right: what follows comes at its own time.
pub(super) const LAST_MS: i64 = 15_000;
/// Until how long after a command its delay can be read off, in milliseconds. Later other things add up.
const SAMPLE_MS: u64 = 15_000;
/// How many samples one command gives: the two looks after it.
const SAMPLES_MAX: u8 = 2;
/// How far beyond its end a device may report to be, in milliseconds, to be believed.
pub(super) const BEYOND_MS: u64 = 1_000;

impl Driver {
    /// Whether the person has just tapped, so that what was on when they did gives way.
    pub(super) const fn is_asked(&self, now_ms: u64) -> bool {
        now_ms < self.asked_until_ms
    }

    /// What the chosen device needs to begin, in milliseconds.
    pub(super) fn delay_ms(&self) -> u64 {
        let device = self.device.as_ref().map_or("", |device| &device.id);
        self.delays.of(device).estimate_ms()
    }

    pub(super) fn look_at(&mut self, report: Option<&Report>, answer: &Answer) {
        let now_ms = answer.answered_ms;
        let at_ms = u64::midpoint(answer.sent_ms, now_ms);
        let device = self.device.as_ref().map_or("", |device| &device.id);
        let sight =
            sight(self.told.as_ref(), self.wits.at_tap.as_ref(), device, report, at_ms, self.delay_ms());
        let is_late = answer.sent_ms + TAP_MS > self.asked_until_ms + TAP_LOOK_MS;
        if self.wits.at_tap.is_none() && is_late {
            self.asked_until_ms = 0;
        }
        if self.is_asked(now_ms) {
            let on =
                report.map_or((OnAir::Unknown, false), |report| (report.on_air.clone(), report.is_playing));
            // What they do after they tapped is not what they wanted to leave.
            if *self.wits.at_tap.get_or_insert_with(|| on.clone()) != on {
                self.asked_until_ms = 0;
            }
        }
        self.wits.sign_outs = 0;
        self.wits.seen = Some(Seen {
            answered_ms: now_ms,
            at_ms,
            sight,
            progress_ms: report.map_or(0, |report| report.progress_ms),
            duration_ms: report.and_then(|report| match report.on_air {
                OnAir::Track { duration_ms, .. } => Some(duration_ms),
                _ => None,
            }),
            is_shuffled: report.is_some_and(|report| report.is_shuffled),
            was: report.map(|report| (report.on_air.clone(), report.is_playing)),
        });
        let wanted = self.wanted.as_ref().filter(|wanted| !wanted.paused);
        self.wits.check_ms = wanted.map(|wanted| checks::next_check_ms(self.wits.changed_ms, now_ms, wanted));
        self.wits.not_before_ms = 0;
        if !matches!(sight, Sight::Paused | Sight::Other) {
            self.wits.doubts = 0;
        }
        if sight != Sight::Unnamed {
            self.wits.unnamed = 0;
        }
        match sight {
            Sight::Restricted => self.rest(Rest::NoDevice),
            Sight::On => {
                if let Some(told) = &mut self.told {
                    told.is_confirmed = true;
                    told.plays = Plays::Yes;
                    told.before = None;
                }
                let progress_ms = report.map_or(0, |report| report.progress_ms);
                self.measure(progress_ms, answer);
            }
            Sight::Next | Sight::Still => {}
            Sight::Before => self.note_before(report.map_or(0, |report| report.progress_ms), now_ms),
            Sight::Over => self.note_over(now_ms),
            Sight::NotYet => self.note_not_yet(now_ms),
            Sight::Nothing => self.miss(now_ms),
            Sight::Ad => self.wits.wait(now_ms, checks::AD_MS),
            _ if self.is_asked(now_ms) => {}
            Sight::Unnamed => {
                self.wits.unnamed += 1;
                self.wits.wait(now_ms, checks::UNNAMED_MS);
                if self.wits.unnamed >= UNNAMED_MAX {
                    self.rest(Rest::TookOver);
                }
            }
            Sight::Paused | Sight::Other => {
                self.wits.doubts += 1;
                self.wits.wait(now_ms, checks::DOUBT_MS);
                if self.wits.doubts >= DOUBTS_MAX {
                    self.rest(Rest::TookOver);
                }
            }
        }
    }

    /// It has stopped at an end. Where the nest is in the middle of that song, the device did not go on by
    /// itself, and is told once more.
    fn note_over(&mut self, now_ms: u64) {
        let may_yet_begin = self.may_yet_begin(now_ms);
        let (Some(told), Some(wanted)) = (&mut self.told, &self.wanted) else { return };
        let is_behind = told.on.entry == wanted.entry && told.plays == Plays::Yes && !wanted.paused;
        if !is_behind || wanted.left_at(now_ms) <= LAST_MS {
            return;
        }
        if may_yet_begin {
            self.wits.wait(now_ms, checks::FIRST_CHECK_MS);
        } else if self.wits.repeats == 0 {
            self.wits.repeats += 1;
            told.is_lost = true;
        }
    }

    fn note_not_yet(&mut self, now_ms: u64) {
        self.wits.not_yet += 1;
        if self.wits.not_yet < NOT_YET_MAX {
            self.wits.wait(now_ms, checks::FIRST_CHECK_MS);
        } else if self.wits.repeats > 0 {
            self.rest(Rest::DeviceGone);
        } else if let Some(told) = &mut self.told {
            self.wits.repeats += 1;
            self.wits.not_yet = 0;
            told.is_lost = true;
        }
    }

    /// Takes the offset, and where the command was lately, what the device needed for it.
    fn measure(&mut self, progress_ms: u64, answer: &Answer) {
        let Answer { sent_ms, answered_ms, .. } = *answer;
        let at_ms = u64::midpoint(sent_ms, answered_ms);
        let (Some(told), Some(wanted), Some(device)) = (&mut self.told, &self.wanted, &self.device) else {
            return;
        };
        let is_exact = sent_ms <= answered_ms && answered_ms - sent_ms <= checks::TRIP_MAX_MS;
        let is_possible = progress_ms <= told.on.duration_ms + BEYOND_MS;
        if !is_exact || !is_possible || told.on.entry != wanted.entry || wanted.paused {
            return;
        }
        let offset_ms = progress_ms.cast_signed() - wanted.position_at(at_ms) - self.ahead_ms;
        self.wits.offset_ms = Some(offset_ms);
        let after_ms = at_ms.saturating_sub(told.sent_ms);
        if told.samples < SAMPLES_MAX && after_ms < SAMPLE_MS {
            told.samples += 1;
            let Told { position_ms, .. } = *told;
            self.delays.learn(&device.id, position_ms + after_ms.cast_signed() - progress_ms.cast_signed());
        }
        self.note_offset(offset_ms, answered_ms);
    }

    /// It still plays what the nest has finished. That is as it should be, unless it will not end soon.
    fn note_before(&mut self, progress_ms: u64, now_ms: u64) {
        let before = self.told.as_ref().and_then(|told| told.before.as_ref());
        let left_ms = before.map_or(0, |before| before.duration_ms.saturating_sub(progress_ms));
        if left_ms.cast_signed() > FINISH_MAX_MS {
            self.note_offset(-left_ms.cast_signed(), now_ms);
        }
    }

    fn note_offset(&mut self, offset_ms: i64, now_ms: u64) {
        let Some(wanted) = &self.wanted else { return };
        // What a slider asked for comes by itself.
        if !is_far(offset_ms) || self.retune_ms.is_some() {
            self.wits.far = 0;
            return;
        }
        self.wits.far += 1;
        if self.wits.far < FAR_SIGHTS {
            self.wits.wait(now_ms, checks::DOUBT_MS);
        } else if self.wits.corrections < CORRECTIONS_MAX && wanted.left_at(now_ms) > LAST_MS {
            self.wits.corrections += 1;
            self.wits.is_off = true;
        }
    }
}
