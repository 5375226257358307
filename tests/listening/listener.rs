//! Someone who listens along: their driver, their device, the way between them, and what they do by hand.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use echonest::{
    app::{
        listening::{
            delay::Delays,
            driver::Driver,
            heard::{Answer, Call, Chosen, Heard, Next, Order, Said},
            wanted::Wanted,
        },
        ports::PlayerFailure,
    },
    domain::ids::EntryId,
};

use crate::{
    device::{Device, Nature, On, number_of},
    nest::{BEGIN_MS, Change, EVENING_MS, length_ms},
    tally::Tally,
    time::SeededDice,
};

/// More happens in no evening.
const EVENTS_MAX: u64 = 20_000;

/// A time in which the service wants no calls.
#[derive(Debug, Clone, Copy)]
pub struct Quota {
    pub from_ms: u64,
    pub until_ms: u64,
}

/// What a person does by hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ByHand {
    Other { is_named: bool },
    Pause,
    Elsewhere,
    Close,
}

#[derive(Debug, Clone)]
pub enum Happens {
    Nest(usize),
    News(usize),
    Wake,
    Arrives { call: Call, sent_ms: u64, back_ms: u64 },
    Answers(Answer),
    Takes { call: Call, looked_ms: u64 },
    Ends(u64),
    ByHand(ByHand),
    Order(Order),
    Stalls,
    GoesAway(u64),
    ComesBack,
    TokenDies { is_renewed: bool },
}

pub struct Listener<'a> {
    pub dice: &'a SeededDice,
    pub changes: &'a [Change],
    pub quotas: &'a [Quota],
    pub tally: &'a mut Tally,
    pub now_ms: u64,
    pub driver: Driver,
    pub device: Device,
    /// What happens when, in order.
    pub plan: BTreeMap<(u64, u64), Happens>,
    pub planned: u64,
    /// What plays in the nest, and what did.
    pub truth: Option<Wanted>,
    pub before: Option<(Wanted, bool)>,
    /// Since when their player is their own again.
    pub own_since_ms: Option<u64>,
    pub has_tapped: bool,
    /// When they tapped last.
    pub tapped_ms: u64,
    /// Whether the next command is what they have just asked for.
    pub is_asked: bool,
    /// The moment that the last look showed.
    pub looked_ms: u64,
    /// What the device was told last that may be told again without anybody having changed anything.
    pub last_play: Option<Vec<String>>,
    pub songs: BTreeSet<EntryId>,
    pub news_ms: u64,
    pub has_premium: bool,
    /// Tracks that are not to be had where they are: one in so many.
    pub missing: u64,
    pub dead_tokens: u32,
}

impl<'a> Listener<'a> {
    pub fn new(
        dice: &'a SeededDice,
        changes: &'a [Change],
        quotas: &'a [Quota],
        tally: &'a mut Tally,
    ) -> Self {
        let device = Device::new(Nature::any(dice), dice);
        let mut listener = Self {
            dice,
            changes,
            quotas,
            tally,
            now_ms: BEGIN_MS,
            driver: Driver::new(Delays::default()),
            device,
            plan: BTreeMap::new(),
            planned: 0,
            truth: None,
            before: None,
            own_since_ms: None,
            has_tapped: false,
            tapped_ms: 0,
            is_asked: false,
            looked_ms: 0,
            last_play: None,
            songs: BTreeSet::new(),
            news_ms: dice.below(60),
            has_premium: !dice.one_in(60),
            missing: if dice.one_in(3) { 40 } else { 0 },
            dead_tokens: 0,
        };
        listener.make_plans();
        listener
    }

    fn make_plans(&mut self) {
        for number in 0..self.changes.len() {
            self.plan(self.changes[number].0, Happens::Nest(number));
        }
        if self.dice.one_in(2) {
            // They hear something of their own when they come.
            self.device.put(vec![On::Own { number: 1, is_named: true }], 1_000, BEGIN_MS);
            self.plan_end();
        }
        let tap_ms = BEGIN_MS + self.dice.below(300_000);
        if self.dice.one_in(2) {
            let device = Chosen { id: "device".to_owned(), name: "Kitchen".to_owned() };
            self.plan(tap_ms - 1, Happens::Order(Order::Choose(device)));
        }
        self.plan(tap_ms, Happens::Order(Order::Listen));
        let mut at_ms = tap_ms;
        loop {
            at_ms += 60_000 + self.dice.below(2_400_000);
            if at_ms > BEGIN_MS + EVENING_MS {
                break;
            }
            let what = match self.dice.below(16) {
                0..3 => Happens::ByHand(ByHand::Other { is_named: true }),
                3 => Happens::ByHand(ByHand::Other { is_named: false }),
                4..7 => Happens::ByHand(ByHand::Pause),
                7 => Happens::ByHand(ByHand::Elsewhere),
                8 => Happens::ByHand(ByHand::Close),
                9 => Happens::GoesAway(4_000 + self.dice.below(30_000)),
                10 => Happens::TokenDies { is_renewed: !self.dice.one_in(3) },
                11 => Happens::Order(Order::Offset(self.dice.below(400).cast_signed() - 200)),
                12 => Happens::Order(Order::Stop),
                _ => Happens::Stalls,
            };
            self.plan(at_ms, what);
        }
    }

    pub fn plan(&mut self, at_ms: u64, what: Happens) {
        self.planned += 1;
        self.plan.insert((at_ms.max(self.now_ms), self.planned), what);
    }

    pub fn plan_end(&mut self) {
        if let Some(at_ms) = self.device.ends_ms() {
            self.plan(at_ms, Happens::Ends(self.device.version));
        }
    }

    /// Lives through the evening.
    pub fn live(mut self) {
        while let Some(((at_ms, _), what)) = self.plan.pop_first() {
            if at_ms > BEGIN_MS + EVENING_MS {
                break;
            }
            assert!(self.planned < EVENTS_MAX, "the driver never rests");
            self.listen_until(at_ms);
            self.now_ms = at_ms;
            let state = self.driver.state();
            self.happen(what);
            self.be_driven();
            self.react(&state);
        }
    }

    pub fn hear(&mut self, heard: Heard) {
        self.driver.hear(self.now_ms, heard);
    }

    fn happen(&mut self, what: Happens) {
        match what {
            Happens::Nest(number) => {
                let (_, wanted) = &self.changes[number];
                self.nest_changes(wanted.clone());
                self.plan(self.now_ms + self.news_ms, Happens::News(number));
            }
            Happens::News(number) => self.hear(Heard::Nest(self.changes[number].1.clone())),
            Happens::Wake => {}
            Happens::Arrives { call, sent_ms, back_ms } => self.serve(call, sent_ms, back_ms),
            Happens::Answers(answer) => self.hear(Heard::Answer(answer)),
            Happens::Takes { call, looked_ms } => self.take(&call, looked_ms),
            Happens::Ends(version) => {
                if version == self.device.version {
                    // One at a time, as somebody with Premium meets them.
                    let is_ad = self.device.nature.has_ads
                        && self.device.on() != Some(&On::Ad)
                        && self.dice.one_in(8);
                    if is_ad && self.device.list.len() > 1 {
                        self.tally.note("ads");
                    }
                    self.device.end(self.now_ms, is_ad);
                    if matches!(self.device.on(), Some(On::Own { number, .. }) if *number < 1_000) {
                        // Their own music goes on.
                        self.device.put(vec![On::Own { number: 1_000, is_named: true }], 0, self.now_ms);
                    }
                    self.plan_end();
                }
            }
            Happens::ByHand(what) => self.do_by_hand(what),
            Happens::Order(order) => self.order(order),
            Happens::Stalls => {
                self.tally.note("stalls");
                self.device.stall(200 + self.dice.below(6_000), self.now_ms);
                self.plan_end();
            }
            Happens::GoesAway(for_ms) => {
                if self.device.is_listed {
                    self.tally.note("went away");
                    self.device.stop(self.now_ms);
                    self.device.is_listed = false;
                    self.plan(self.now_ms + for_ms, Happens::ComesBack);
                }
            }
            Happens::ComesBack => self.device.is_listed = true,
            Happens::TokenDies { is_renewed } => {
                self.tally.note("tokens died");
                self.dead_tokens = if is_renewed { 1 } else { 2 };
            }
        }
    }

    fn nest_changes(&mut self, wanted: Option<Wanted>) {
        let entry = wanted.as_ref().map(|wanted| wanted.entry);
        if let Some(before) = self.truth.take()
            && Some(before.entry) != entry
        {
            let has_finished = before.left_at(self.now_ms) <= 0;
            self.before = Some((before, has_finished));
        }
        self.last_play = None;
        self.truth = wanted;
    }

    /// Makes the calls that the driver wants.
    fn be_driven(&mut self) {
        match self.driver.next(self.now_ms) {
            Next::Nothing { until_ms } => {
                if let Some(at_ms) = until_ms {
                    assert!(at_ms > self.now_ms, "the driver wants to be asked again at once");
                    self.plan.retain(|_, what| !matches!(what, Happens::Wake));
                    self.plan(at_ms, Happens::Wake);
                }
            }
            Next::Call(call) => {
                assert!(self.has_tapped, "a call was made before anybody tapped");
                self.tally.note("calls");
                self.tally.write(self.now_ms, format!("{call:?}"));
                let trip_ms = if self.dice.one_in(100) { 3_000 } else { self.device.nature.trip_ms };
                let there_ms = trip_ms * (30 + self.dice.below(41)) / 100;
                let (sent_ms, back_ms) = (self.now_ms, trip_ms - there_ms);
                self.plan(self.now_ms + there_ms, Happens::Arrives { call, sent_ms, back_ms });
            }
        }
    }

    /// The service does what it is asked, or says why not.
    fn serve(&mut self, call: Call, sent_ms: u64, back_ms: u64) {
        let is_lost = self.dice.one_in(300);
        let outcome = if is_lost && self.dice.one_in(2) { None } else { Some(self.ask(&call)) };
        if outcome.as_ref().is_some_and(|outcome| outcome.is_ok()) {
            if call == Call::Look {
                self.looked_ms = self.now_ms;
            } else if call != Call::Devices {
                self.carry_out(call);
            }
        }
        let (answered_ms, outcome) = match outcome.filter(|_| !is_lost) {
            Some(outcome) => (self.now_ms + back_ms, outcome),
            None => (self.now_ms + 10_000, Err(PlayerFailure::Unavailable("no answer".to_owned()))),
        };
        self.plan(answered_ms, Happens::Answers(Answer { sent_ms, answered_ms, outcome }));
    }

    fn ask(&mut self, call: &Call) -> Result<Said, PlayerFailure> {
        let quota = self.quotas.iter().find(|quota| (quota.from_ms..quota.until_ms).contains(&self.now_ms));
        if let Some(quota) = quota {
            return Err(PlayerFailure::Wait(Duration::from_millis(quota.until_ms - self.now_ms)));
        }
        if self.dead_tokens > 0 {
            self.dead_tokens -= 1;
            return Err(PlayerFailure::SignedOut);
        }
        match call {
            Call::Look => Ok(Said::Report(self.device.report(self.now_ms, self.dice))),
            Call::Devices => {
                Ok(Said::Devices(self.device.is_listed.then(|| self.device.listed()).into_iter().collect()))
            }
            _ if !self.device.is_listed => Err(PlayerFailure::DeviceGone),
            _ if !self.has_premium => Err(PlayerFailure::PremiumNeeded),
            _ if self.device.nature.is_restricted => Err(PlayerFailure::NotNow),
            _ if self.device.on() == Some(&On::Ad) && self.device.is_playing => Err(PlayerFailure::NotNow),
            Call::Play { uris, .. } if self.is_missing(number_of(&uris[0])) => Err(PlayerFailure::NotHere),
            _ => Ok(Said::Done),
        }
    }

    pub const fn is_missing(&self, track: u64) -> bool {
        self.missing > 0 && track.is_multiple_of(self.missing)
    }

    fn carry_out(&mut self, call: Call) {
        if self.dice.one_in(300) {
            // Taken, and never done.
            self.tally.note("commands swallowed");
            return;
        }
        let jitter_ms = self.dice.below(self.device.nature.jitter_ms + 1);
        let at_ms = self.now_ms + self.device.nature.delay_ms + jitter_ms;
        self.plan(at_ms, Happens::Takes { call, looked_ms: self.looked_ms });
    }

    /// A command has its effect.
    fn take(&mut self, call: &Call, looked_ms: u64) {
        if !self.device.is_listed {
            return;
        }
        if let Some(since_ms) = self.own_since_ms
            && !matches!(call, Call::ShuffleOff { .. })
        {
            if looked_ms > since_ms {
                self.tally.note("overridden");
                self.tally.write(self.now_ms, "overridden".to_owned());
            }
            // It crossed what they did; so they do it again.
            self.tally.note("crossed");
            self.own_since_ms = None;
            let again = ByHand::Other { is_named: true };
            self.plan(self.now_ms + 2_000 + self.dice.below(5_000), Happens::ByHand(again));
        }
        match call {
            Call::Play { uris, position_ms, .. } => {
                self.tally.note("commands");
                let words: Vec<_> = uris.iter().map(ToString::to_string).collect();
                if self.last_play.as_ref() == Some(&words) && self.device.is_playing {
                    self.tally.note("corrections");
                }
                self.last_play = Some(words);
                let is_other = self.device.on() != Some(&On::Track(uris[0].clone()));
                if let (Some(On::Track(on)), Some((before, true))) = (self.device.on(), &self.before)
                    && self.device.is_playing
                    && !self.is_asked
                    // What stalls behind the look is no fault of the look's.
                    && self.device.since_ms <= looked_ms
                    && is_other
                    && *on == before.uri
                {
                    let left_ms =
                        length_ms(number_of(on)).saturating_sub(self.device.position_at(self.now_ms));
                    if (1_000..60_000).contains(&left_ms) {
                        self.tally.note("songs cut by more than 1 s");
                        self.tally.write(self.now_ms, format!("cut by {left_ms} ms"));
                    }
                }
                let mut list: Vec<_> = uris.iter().filter(|uri| !self.is_missing(number_of(uri))).collect();
                if self.device.is_shuffled && self.dice.one_in(2) {
                    list.reverse();
                }
                let list = list.into_iter().cloned().map(On::Track).collect();
                self.is_asked = false;
                self.device.is_elsewhere = false;
                self.device.put(list, *position_ms, self.now_ms);
                self.plan_end();
            }
            Call::Pause { .. } => self.device.stop(self.now_ms),
            Call::ShuffleOff { .. } => self.device.is_shuffled = false,
            Call::Look | Call::Devices => {}
        }
    }
}
