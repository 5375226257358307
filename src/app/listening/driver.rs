//! The driver of one person's device: it hears, and says what to do next.
//!
//! Must never: wait, ask what time it is, or have two calls under way. The service does not keep their order.

use super::{
    checks,
    delay::Delays,
    heard::{Answer, Call, Chosen, Heard, Next, Order, Said},
    state::State,
    told::Told,
    wanted::Wanted,
    wits::{Wits, is_far},
};
use crate::{app::ports::Device, domain::ids::EntryId};

/// How long a tap on Listen excuses a driver from asking whether it may, in milliseconds: whatever their
/// device does at that moment is what they want it to leave.
pub(super) const TAP_MS: u64 = 30_000;
/// How long after a tap what is on is what was on then, in milliseconds. Later they have had time for
/// something else.
pub(super) const TAP_LOOK_MS: u64 = 1_500;
/// How far ahead or behind a person may want their device, in milliseconds: no loudspeaker takes longer.
const OFFSET_MAX_MS: i64 = 5_000;
/// How long after a person moved that slider their device follows, in milliseconds: they are still moving it.
const SETTLE_MS: u64 = 1_500;
/// When to look for a device that went away, in milliseconds after the look before. One that does not come back
/// within a minute has been switched off.
const MISSING_MS: [u64; 4] = [3_000, 10_000, 15_000, 30_000];
/// The longest a driver is left alone, in milliseconds, so that a clock that jumps costs no more.
const NOTHING_MAX_MS: u64 = 60_000;
/// How late an end may be heard of for it still to be one, in milliseconds. A skip is earlier.
const END_MS: i64 = 1_000;

/// Why a driver does nothing until its person taps again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rest {
    TookOver,
    NoDevice,
    DeviceGone,
    PremiumNeeded,
    NotOnTheList,
    ReconnectNeeded,
}

/// What a driver is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    /// Nobody has tapped Listen.
    Off,
    /// Something is in the way.
    Resting(Rest),
    /// It asks what there is to listen on.
    Choosing,
    /// It looks out for a device that went away: for the how manieth time, and when.
    Missing { tries: usize, at_ms: u64 },
    /// It keeps the device in time.
    Driving,
}

/// Why no call is made for a while.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Hold {
    pub until_ms: u64,
    /// Whether the service has asked for that.
    pub is_quota: bool,
}

/// A call that is under way, with what the device is told by it.
#[derive(Debug, Clone)]
pub(super) struct UnderWay {
    pub call: Call,
    pub told: Option<Told>,
}

/// The driver of one person's device.
#[derive(Debug)]
pub struct Driver {
    pub(super) wanted: Option<Wanted>,
    pub(super) device: Option<Chosen>,
    pub(super) delays: Delays,
    /// How much earlier its person wants to hear everything, in milliseconds.
    pub(super) ahead_ms: i64,
    pub(super) mode: Mode,
    pub(super) under_way: Option<UnderWay>,
    pub(super) hold: Option<Hold>,
    pub(super) told: Option<Told>,
    pub(super) wits: Wits,
    /// Until when the person's tap counts, in epoch milliseconds.
    pub(super) asked_until_ms: u64,
    /// Since when a slider waits to be followed.
    pub(super) retune_ms: Option<u64>,
    /// The song that the nest has played to its end last.
    pub(super) finished: Option<EntryId>,
    /// The song that the service would not play to this person.
    pub(super) not_here: Option<EntryId>,
    /// When it was last asked or told anything.
    now_ms: u64,
}

impl Driver {
    /// One that does nothing before it is told to, with what is known of its person's devices.
    #[must_use]
    pub fn new(delays: Delays) -> Self {
        Self {
            wanted: None,
            device: None,
            delays,
            ahead_ms: 0,
            mode: Mode::Off,
            under_way: None,
            hold: None,
            told: None,
            wits: Wits::default(),
            asked_until_ms: 0,
            retune_ms: None,
            finished: None,
            not_here: None,
            now_ms: 0,
        }
    }

    /// What was learned of the person's devices, to be kept for the next evening.
    #[must_use]
    pub const fn delays(&self) -> &Delays {
        &self.delays
    }

    /// Takes note of something that happened by `now_ms`, in epoch milliseconds.
    pub fn hear(&mut self, now_ms: u64, heard: Heard) {
        self.notice_the_time(now_ms);
        match heard {
            Heard::Nest(wanted) => self.hear_nest(now_ms, wanted),
            Heard::Answer(answer) => self.hear_answer(&answer),
            Heard::Order(order) => self.obey(now_ms, order),
            Heard::TokenGone => {
                if self.mode != Mode::Off {
                    self.rest(Rest::ReconnectNeeded);
                }
            }
        }
    }

    /// What is to be done at `now_ms`, in epoch milliseconds. A call that is returned is under way until its
    /// answer is heard.
    pub fn next(&mut self, now_ms: u64) -> Next {
        self.notice_the_time(now_ms);
        if self.under_way.is_some() {
            return Next::Nothing { until_ms: None };
        }
        let held_ms = self.hold.map_or(0, |hold| hold.until_ms);
        if matches!(self.mode, Mode::Off | Mode::Resting(_)) {
            return Next::Nothing { until_ms: None };
        }
        if held_ms > now_ms {
            return Next::Nothing { until_ms: Some(held_ms.min(now_ms + NOTHING_MAX_MS)) };
        }
        self.hold = None;
        let until_ms = match self.mode {
            Mode::Off | Mode::Resting(_) => None,
            Mode::Choosing => Some(now_ms),
            Mode::Missing { at_ms, .. } => Some(at_ms),
            Mode::Driving => match self.drive(now_ms) {
                Ok(under_way) => return self.start(under_way),
                Err(until_ms) => {
                    return Next::Nothing { until_ms: until_ms.map(|ms| ms.min(now_ms + NOTHING_MAX_MS)) };
                }
            },
        };
        match until_ms {
            Some(at_ms) if at_ms <= now_ms => self.start(UnderWay { call: Call::Devices, told: None }),
            _ => Next::Nothing { until_ms },
        }
    }

    /// What its person is shown.
    #[must_use]
    pub fn state(&self) -> State {
        let device = || self.device.as_ref().map(|device| device.name.clone()).unwrap_or_default();
        let is_told = |entry| self.told.as_ref().is_some_and(|told| told.on.entry == entry);
        match self.mode {
            Mode::Off => State::Off,
            Mode::Resting(Rest::TookOver) => State::TookOver,
            Mode::Resting(Rest::NoDevice) => State::NoDevice,
            Mode::Resting(Rest::PremiumNeeded) => State::PremiumNeeded,
            Mode::Resting(Rest::NotOnTheList) => State::NotOnTheList,
            Mode::Resting(Rest::ReconnectNeeded) => State::ReconnectNeeded,
            Mode::Resting(Rest::DeviceGone) => State::DeviceGone { device: device() },
            _ if let Some(Hold { until_ms, is_quota: true }) = self.hold => State::QuotaReached { until_ms },
            Mode::Missing { .. } => State::DeviceGone { device: device() },
            Mode::Choosing => State::Connecting,
            Mode::Driving => match &self.wanted {
                None => State::Quiet,
                Some(wanted) if wanted.paused => State::Quiet,
                Some(wanted) if self.not_here == Some(wanted.entry) => State::NotHere,
                Some(wanted) => match self.wits.offset_ms {
                    Some(offset_ms) if is_told(wanted.entry) && !is_far(offset_ms) => {
                        State::InSync { device: device(), offset_ms }
                    }
                    None if self.told.is_none() => State::Connecting,
                    _ => State::CatchingUp { device: device() },
                },
            },
        }
    }

    fn start(&mut self, under_way: UnderWay) -> Next {
        let call = under_way.call.clone();
        self.under_way = Some(under_way);
        Next::Call(call)
    }

    /// Does nothing more until its person taps again.
    pub(super) fn rest(&mut self, why: Rest) {
        self.forget();
        self.mode = Mode::Resting(why);
    }

    fn forget(&mut self) {
        self.told = None;
        self.asked_until_ms = 0;
        self.wits = Wits::default();
        self.retune_ms = None;
    }

    /// Looks out for the device for a while.
    pub(super) fn miss(&mut self, now_ms: u64) {
        let tries = if let Mode::Missing { tries, .. } = self.mode { tries + 1 } else { 0 };
        match MISSING_MS.get(tries) {
            None => self.rest(Rest::DeviceGone),
            Some(after_ms) => {
                self.mode = Mode::Missing { tries, at_ms: now_ms + after_ms };
                self.wits.forget_sights();
                if let Some(told) = &mut self.told {
                    told.plays = super::told::Plays::Unsure;
                }
            }
        }
    }

    fn hear_nest(&mut self, now_ms: u64, wanted: Option<Wanted>) {
        let before = std::mem::replace(&mut self.wanted, wanted);
        let entry = |wanted: &Option<Wanted>| wanted.as_ref().map(|wanted| wanted.entry);
        if entry(&before) == entry(&self.wanted) {
            return;
        }
        self.wits.begin_song();
        let has_finished =
            before.as_ref().is_some_and(|before| !before.paused && before.left_at(now_ms) <= END_MS);
        if let Some(before) = before.filter(|_| has_finished) {
            self.finished = Some(before.entry);
        }
        self.follow(now_ms);
    }

    /// The nest has finished a song; so does the device, and goes on with what it was handed.
    pub(super) fn follow(&mut self, now_ms: u64) {
        let Some(told) = &mut self.told else { return };
        told.is_finished |= self.finished == Some(told.on.entry);
        let next = self.wanted.as_ref().filter(|wanted| {
            told.is_finished
                && !wanted.paused
                && told.next.as_ref().is_some_and(|next| next.entry == wanted.entry)
        });
        if let Some(wanted) = next {
            told.move_on(wanted);
            self.wits.look_after_change(now_ms);
        }
    }

    fn hear_answer(&mut self, answer: &Answer) {
        let Some(UnderWay { call, told }) = self.under_way.take() else { return };
        // What was asked for somebody who does not listen any more says nothing.
        if matches!(self.mode, Mode::Off | Mode::Resting(_)) {
            return;
        }
        match &answer.outcome {
            Err(failure) => self.fail(&call, told, failure, answer),
            Ok(said) => {
                self.wits.failures = 0;
                match said {
                    Said::Report(report) => self.look_at(report.as_ref(), answer),
                    Said::Devices(devices) => self.choose_from(devices, answer.answered_ms),
                    Said::Done => self.was_done(&call, told, answer.sent_ms),
                }
            }
        }
    }

    fn obey(&mut self, now_ms: u64, order: Order) {
        match order {
            Order::Stop => {
                self.forget();
                self.mode = Mode::Off;
            }
            Order::Listen | Order::Rejoin => self.begin(now_ms),
            Order::Choose(device) => {
                let is_other = self.device.as_ref().is_none_or(|before| before.id != device.id);
                self.device = Some(device);
                if self.mode != Mode::Off && is_other {
                    self.begin(now_ms);
                }
            }
            Order::Offset(offset_ms) => {
                self.ahead_ms = offset_ms.clamp(-OFFSET_MAX_MS, OFFSET_MAX_MS);
                self.retune_ms = self.told.is_some().then_some(now_ms + SETTLE_MS);
            }
        }
    }

    /// Begins afresh, because the person says so.
    fn begin(&mut self, now_ms: u64) {
        self.forget();
        self.mode = if self.device.is_some() { Mode::Driving } else { Mode::Choosing };
        self.asked_until_ms = now_ms + TAP_MS;
        // So that it is known what was on when they tapped, also where nothing is to be played yet.
        self.wits.check_ms = Some(now_ms);
        self.not_here = None;
        // A call that is under way was made for what they wanted before.
        if let Some(under_way) = &mut self.under_way {
            under_way.told = None;
        }
    }

    fn choose_from(&mut self, devices: &[Device], now_ms: u64) {
        let mut able = devices.iter().filter(|device| device.id.is_some() && !device.is_restricted);
        if let (Mode::Missing { .. }, Some(chosen)) = (self.mode, &self.device) {
            if able.any(|device| device.id.as_ref() == Some(&chosen.id)) {
                self.mode = Mode::Driving;
                self.wits.check_ms = Some(now_ms);
            } else {
                self.miss(now_ms);
            }
            return;
        }
        let able: Vec<_> = able.collect();
        let active = able.iter().find(|device| device.is_active);
        let only = able.first().filter(|_| able.len() == 1);
        let chosen = active.or(only).and_then(|device| Some((device.id.clone()?, device.name.clone())));
        match (&self.device, chosen) {
            // They chose while we asked.
            (Some(_), _) => self.mode = Mode::Driving,
            (None, Some((id, name))) => {
                self.device = Some(Chosen { id, name });
                self.mode = Mode::Driving;
            }
            (None, None) => self.rest(Rest::NoDevice),
        }
    }

    /// A clock that was set back takes everything back that was to happen by it.
    fn notice_the_time(&mut self, now_ms: u64) {
        let back_ms = self.now_ms.saturating_sub(now_ms);
        self.now_ms = now_ms;
        if back_ms <= checks::FRESH_MS {
            return;
        }
        let back = |at_ms: &mut u64| *at_ms = at_ms.saturating_sub(back_ms);
        self.wits.set_back(back_ms);
        back(&mut self.asked_until_ms);
        self.retune_ms.iter_mut().for_each(back);
        self.told.iter_mut().for_each(|told| back(&mut told.sent_ms));
        self.hold.iter_mut().for_each(|hold| back(&mut hold.until_ms));
        if let Mode::Missing { at_ms, .. } = &mut self.mode {
            back(at_ms);
        }
    }
}
