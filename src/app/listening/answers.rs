//! What a driver makes of a command that was carried out, and of one that was not.
//!
//! Must never: try again at once, or for ever.

use super::{
    checks,
    driver::{Driver, Hold, Rest},
    heard::{Answer, Call},
    told::{Plays, Told},
};
use crate::app::ports::PlayerFailure;

/// How long after a first call without an answer comes the next, in milliseconds; twice as long each time.
const AGAIN_MS: u64 = 2_000;
/// How often that doubles: up to about a minute.
const DOUBLINGS_MAX: u8 = 5;
/// How long to wait for a token to be renewed, in milliseconds.
const RENEW_MS: u64 = 2_000;
/// How often in a row a token may not be taken: once, and then the renewed one.
const SIGN_OUTS_MAX: u8 = 2;
/// How often in a row a device may refuse to play.
const REFUSALS_MAX: u8 = 2;
/// The longest that a service may ask to be left alone, in milliseconds: a day.
const HOLD_MAX_MS: u64 = 24 * 60 * 60 * 1_000;

impl Driver {
    pub(super) fn was_done(&mut self, call: &Call, told: Option<Told>, sent_ms: u64) {
        self.wits.refusals = 0;
        match call {
            Call::Play { .. } => self.was_told(told, sent_ms),
            Call::Pause { .. } => {
                if let Some(told) = &mut self.told {
                    told.plays = Plays::No;
                    told.is_finished = false;
                }
                self.wits.look_after_change(sent_ms);
            }
            Call::ShuffleOff { .. } => {
                if let Some(seen) = &mut self.wits.seen {
                    seen.is_shuffled = false;
                }
            }
            Call::Look | Call::Devices => {}
        }
    }

    fn was_told(&mut self, told: Option<Told>, sent_ms: u64) {
        // Without it, the person has begun afresh meanwhile.
        let Some(told) = told else { return };
        let hands_over = told.is_confirmed && told.next.is_some();
        self.wits.look_after_change(sent_ms);
        if hands_over && self.is_known() && !self.is_elsewhere_than(&told) {
            // A known device that goes on with what it plays is looked at when it has moved on.
            self.wits.check_ms = self.wanted.as_ref().map(|wanted| {
                let end_ms = sent_ms.saturating_add_signed(wanted.left_at(sent_ms));
                end_ms + checks::FIRST_CHECK_MS
            });
        }
        self.told = Some(told);
        self.asked_until_ms = 0;
        self.retune_ms = None;
        // The nest may have moved on while this was under way.
        self.follow(sent_ms);
    }

    /// Whether the device's delay can be relied on.
    pub(super) fn is_known(&self) -> bool {
        self.device.as_ref().is_some_and(|device| self.delays.of(&device.id).is_known())
    }

    fn is_elsewhere_than(&self, told: &Told) -> bool {
        self.wanted.as_ref().is_none_or(|wanted| wanted.entry != told.on.entry)
    }

    pub(super) fn fail(&mut self, call: &Call, told: Option<Told>, failure: &PlayerFailure, answer: &Answer) {
        let now_ms = answer.answered_ms;
        let is_play = matches!(call, Call::Play { .. });
        match failure {
            PlayerFailure::SignedOut => {
                self.wits.sign_outs += 1;
                self.hold(now_ms, RENEW_MS, false);
                if self.wits.sign_outs >= SIGN_OUTS_MAX {
                    self.rest(Rest::ReconnectNeeded);
                }
            }
            PlayerFailure::PremiumNeeded => self.rest(Rest::PremiumNeeded),
            PlayerFailure::NotAllowed => self.rest(Rest::NotOnTheList),
            PlayerFailure::NoDevice | PlayerFailure::DeviceGone => self.miss(now_ms),
            PlayerFailure::NotHere if is_play => self.skip(told),
            PlayerFailure::NotNow | PlayerFailure::NotHere => self.refuse(call, now_ms),
            PlayerFailure::Wait(wait) => {
                let wait_ms = u64::try_from(wait.as_millis()).unwrap_or(HOLD_MAX_MS);
                self.hold(now_ms, wait_ms.clamp(checks::FRESH_MS, HOLD_MAX_MS), true);
            }
            PlayerFailure::Unavailable(_) => self.no_answer(call, told, answer),
        }
    }

    fn hold(&mut self, now_ms: u64, wait_ms: u64, is_quota: bool) {
        self.hold = Some(Hold { until_ms: now_ms + wait_ms, is_quota });
        self.wits.seen = None;
    }

    /// The song is not for this person; or where it plays already, what follows is not.
    fn skip(&mut self, told: Option<Told>) {
        let Some(refused) = told else { return };
        match &mut self.told {
            Some(told) if told.on.entry == refused.on.entry && told.is_confirmed => told.next = refused.next,
            _ => self.not_here = Some(refused.on.entry),
        }
    }

    /// It is so already, or not possible now. Another look tells.
    fn refuse(&mut self, call: &Call, now_ms: u64) {
        match call {
            Call::Pause { .. } => {
                if let Some(told) = &mut self.told {
                    told.plays = Plays::Unsure;
                }
                self.wits.wait(now_ms, checks::DOUBT_MS);
            }
            Call::ShuffleOff { .. } => {
                if let Some(seen) = &mut self.wits.seen {
                    seen.is_shuffled = false;
                }
            }
            _ => self.wits.wait(now_ms, checks::DOUBT_MS),
        }
        self.wits.refusals += 1;
        if self.wits.refusals >= REFUSALS_MAX {
            self.rest(Rest::NoDevice);
        }
    }

    /// Nobody knows whether it was done; the next look does.
    fn no_answer(&mut self, call: &Call, told: Option<Told>, answer: &Answer) {
        match call {
            Call::Play { .. } => self.was_told(told, answer.sent_ms),
            Call::Pause { .. } => {
                if let Some(told) = &mut self.told {
                    told.plays = Plays::Unsure;
                }
            }
            _ => {}
        }
        let doublings = self.wits.failures.min(DOUBLINGS_MAX);
        self.wits.failures = self.wits.failures.saturating_add(1);
        self.hold(answer.answered_ms, AGAIN_MS << doublings, false);
    }
}
