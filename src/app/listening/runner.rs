//! One person's driver, with the world around it: it is told what happens, and what it asks for is done.
//!
//! Must never: call while nothing is due, have two calls under way, or call without the reins.

use std::{sync::Arc, time::Duration};

use tokio::{
    sync::{Notify, watch},
    time::{Instant, sleep, sleep_until},
};

use super::{
    calling::{Called, Calling},
    counted::Counted,
    driver::Driver,
    heard::{Answer, Call, Chosen, Heard, Next, Order, Said},
    reins::Reins,
    resuming::Memory,
    showing::{self, Kind, SAY_EVERY, Shown, Standing},
    wanted::Wanted,
    wishes::{self, Wish},
};
use crate::{
    app::{
        access::hidden::Hidden,
        ports::{PlayerFailure, StoreFailure},
    },
    domain::ids::{NestId, PersonId},
};

/// At most once in this time it is said how it goes: nobody reads faster.
const SAY_AT_MOST_EVERY: Duration = Duration::from_secs(1);
/// How long to wait before trying again to take the reins that another process holds.
const ASK_AGAIN: Duration = Duration::from_secs(1);
/// The shortest wait, should something that is due not be possible.
const PAUSE_MIN: Duration = Duration::from_millis(20);

/// What a runner goes by.
pub(super) struct Inputs {
    /// Whose music it is.
    pub nest: NestId,
    /// What its person wants, for as long as that is for this nest.
    pub wish: watch::Receiver<Wish>,
    /// What the nest plays.
    pub wanted: watch::Receiver<Option<Wanted>>,
}

/// What happened.
enum News {
    Wish,
    Nest,
    /// Nobody needs this runner any more.
    Over,
}

impl Inputs {
    async fn next(&mut self) -> News {
        tokio::select! {
            biased;
            changed = self.wish.changed() => if changed.is_ok() { News::Wish } else { News::Over },
            changed = self.wanted.changed() => if changed.is_ok() { News::Nest } else { News::Over },
        }
    }
}

/// Drives one person's device for as long as they want it, and nobody else does.
pub(super) async fn drive(calling: Calling, person: PersonId, mut inputs: Inputs, told: Arc<Notify>) {
    loop {
        match Reins::take(calling.vault(), calling.dice(), &person).await {
            Ok(Some(reins)) => match Runner::begin(&calling, &person, &mut inputs, reins, &told).await {
                Ok(runner) => match runner.run().await {
                    End::NotWanted => return,
                    End::Lost => {
                        tracing::info!(person.id = %person, "Another process drives somebody's device.");
                    }
                },
                Err(failure) => tracing::debug!(person.id = %person, %failure, "A driver could not begin."),
            },
            Ok(None) => {}
            Err(failure) => {
                tracing::debug!(person.id = %person, %failure, "The reins could not be asked for.");
            }
        }
        let again = sleep(ASK_AGAIN);
        tokio::pin!(again);
        loop {
            tokio::select! {
                () = &mut again => break,
                news = inputs.next() => {
                    if matches!(news, News::Over) || !inputs.wish.borrow_and_update().is_on {
                        return;
                    }
                }
            }
        }
    }
}

/// Why a runner ended.
enum End {
    NotWanted,
    Lost,
}

struct Runner<'a> {
    calling: &'a Calling,
    person: &'a PersonId,
    inputs: &'a mut Inputs,
    reins: Reins,
    told: &'a Notify,
    driver: Driver,
    wish: Wish,
    /// What it rests for, also where that was before this process began.
    rests: Option<Shown>,
    /// How much earlier the device is to be heard, as the driver knows it.
    ahead_ms: i64,
    /// A token that was not taken.
    refused: Option<Hidden>,
    /// Whether the last call had no answer.
    is_unanswered: bool,
    memory: Memory,
    said: Option<(Standing, Instant)>,
    /// What is to be paused when its person stops.
    pauses: Option<Chosen>,
    is_over: bool,
    counted: Counted,
}

impl<'a> Runner<'a> {
    async fn begin(
        calling: &'a Calling,
        person: &'a PersonId,
        inputs: &'a mut Inputs,
        reins: Reins,
        told: &'a Notify,
    ) -> Result<Self, StoreFailure> {
        let memory = Memory::read(calling.vault(), person).await?;
        let wish = inputs.wish.borrow_and_update().clone();
        let wanted = inputs.wanted.borrow_and_update().clone();
        let now_ms = calling.now_ms();
        let mut driver = Driver::new(memory.delays.clone());
        driver.hear(now_ms, Heard::Nest(wanted));
        let is_known_tap = memory.taps == wish.taps;
        if let Some(device) = &wish.device {
            driver.hear(now_ms, Heard::Order(Order::Choose(device.clone())));
        }
        if !is_known_tap {
            driver.hear(now_ms, Heard::Order(Order::Listen));
        } else if memory.rests.is_none() {
            driver.resume(now_ms, memory.clone());
        }
        tracing::info!(person.id = %person, is_resumed = is_known_tap, "Somebody listens along.");
        Ok(Self {
            calling,
            person,
            inputs,
            reins,
            told,
            driver,
            wish,
            rests: memory.rests.clone().filter(|_| is_known_tap),
            ahead_ms: 0,
            refused: None,
            is_unanswered: false,
            memory,
            said: None,
            pauses: None,
            is_over: false,
            counted: Counted::default(),
        })
    }

    async fn run(mut self) -> End {
        let end = self.go_on().await;
        self.reins.give_back().await;
        end
    }

    async fn go_on(&mut self) -> End {
        while self.wish.is_on && !self.is_over {
            if !self.reins.are_held() {
                return End::Lost;
            }
            self.note();
            self.remember().await;
            let say_at = self.say().await;
            match self.driver.next(self.calling.now_ms()) {
                Next::Call(call) => self.make(call).await,
                Next::Nothing { until_ms } => self.wait(until_ms, say_at).await,
            }
        }
        if !self.is_over {
            self.end().await;
        }
        End::NotWanted
    }

    /// Makes a call, and hears meanwhile what else happens.
    async fn make(&mut self, call: Call) {
        let asked_ms = self.calling.now_ms();
        if !matches!(call, Call::Look | Call::Devices) && self.has_stopped().await {
            return;
        }
        let calling = self.calling.clone();
        let called = calling.call(self.person, self.refused.take(), call, asked_ms);
        tokio::pin!(called);
        let Called { answer, refused } = loop {
            tokio::select! {
                biased;
                called = &mut called => break called,
                news = self.inputs.next(), if !self.is_over => self.hear(&news),
            }
        };
        self.refused = refused;
        let now_ms = self.calling.now_ms();
        let Some(answer) = answer else {
            self.driver.hear(now_ms, Heard::TokenGone);
            // What was under way was not done, and is under way no more.
            let outcome = Err(PlayerFailure::SignedOut);
            let answer = Answer { sent_ms: asked_ms, answered_ms: now_ms, outcome };
            return self.driver.hear(now_ms, Heard::Answer(answer));
        };
        self.is_unanswered = matches!(answer.outcome, Err(PlayerFailure::Unavailable(_)));
        let is_look = matches!(answer.outcome, Ok(Said::Report(_)));
        self.driver.hear(now_ms, Heard::Answer(answer));
        if is_look {
            Counted::note_offset(&self.driver.state().into());
        }
    }

    /// Whether its person has stopped, or listens elsewhere, perhaps at another process: nothing is told to a
    /// device after that.
    async fn has_stopped(&mut self) -> bool {
        // Where that cannot be read, the access to their device cannot either.
        if let Ok(mut wishes) = wishes::read(self.calling.vault()).await {
            let wish = wishes.remove(self.person).unwrap_or_default();
            if !wish.is_on {
                self.obey(wish);
            } else if wish.nest != self.inputs.nest {
                self.is_over = true;
            }
        }
        self.is_over || !self.wish.is_on
    }

    async fn wait(&mut self, until_ms: Option<u64>, say_at: Instant) {
        let left = until_ms.map(|ms| Duration::from_millis(ms.saturating_sub(self.calling.now_ms())));
        let due = left.map_or(say_at, |left| say_at.min(Instant::now() + left.max(PAUSE_MIN)));
        tokio::select! {
            biased;
            news = self.inputs.next() => self.hear(&news),
            () = self.reins.lost() => {}
            () = sleep_until(due) => {}
        }
    }

    fn hear(&mut self, news: &News) {
        let now_ms = self.calling.now_ms();
        match news {
            News::Over => self.is_over = true,
            News::Nest => {
                let wanted = self.inputs.wanted.borrow_and_update().clone();
                self.driver.hear(now_ms, Heard::Nest(wanted));
            }
            News::Wish => {
                let wish = self.inputs.wish.borrow_and_update().clone();
                self.obey(wish);
            }
        }
    }

    fn obey(&mut self, wish: Wish) {
        let now_ms = self.calling.now_ms();
        let before = std::mem::replace(&mut self.wish, wish);
        if !self.wish.is_on {
            if before.is_on {
                self.pauses = self.driver.plays_on().filter(|_| self.wish.pauses).cloned();
                self.driver.hear(now_ms, Heard::Order(Order::Stop));
            }
            return;
        }
        if let Some(device) = self.wish.device.clone().filter(|_| self.wish.device != before.device) {
            self.driver.hear(now_ms, Heard::Order(Order::Choose(device)));
        }
        if self.wish.taps != before.taps {
            self.rests = None;
            self.driver.hear(now_ms, Heard::Order(Order::Rejoin));
        }
    }

    /// Takes note of what the driver came to by itself.
    fn note(&mut self) {
        if self.driver.is_resting() {
            self.rests = Some(self.driver.state().into());
        } else if !self.driver.is_off() {
            self.rests = None;
        }
        let ahead_ms = self.wish.offset_ms(self.driver.device());
        if std::mem::replace(&mut self.ahead_ms, ahead_ms) != ahead_ms {
            self.driver.hear(self.calling.now_ms(), Heard::Order(Order::Offset(ahead_ms)));
        }
    }

    async fn remember(&mut self) {
        let memory = self.driver.memory(self.wish.taps, self.rests.clone());
        if memory == self.memory {
            return;
        }
        match memory.keep(self.calling.vault(), self.person).await {
            Ok(()) => self.memory = memory,
            Err(failure) => {
                tracing::debug!(person.id = %self.person, %failure, "A driver could not be kept.");
            }
        }
    }

    /// Says how it goes where that is due, and when it will be next.
    async fn say(&mut self) -> Instant {
        let now = Instant::now();
        let standing = self.standing();
        self.counted.note(&standing.shown);
        let due = self
            .said
            .as_ref()
            .map_or(now, |(said, at)| *at + if *said == standing { SAY_EVERY } else { SAY_AT_MOST_EVERY });
        if due > now {
            return due;
        }
        if let Err(failure) = showing::say(self.calling.vault(), self.person, &standing).await {
            tracing::debug!(person.id = %self.person, %failure, "It could not be said how a driver does.");
        }
        self.said = Some((standing, now));
        self.told.notify_one();
        now + SAY_EVERY
    }

    fn standing(&self) -> Standing {
        let shown = match &self.rests {
            Some(rests) => rests.clone(),
            None if self.is_unanswered => Kind::Unavailable.into(),
            None => self.driver.state().into(),
        };
        Standing { shown, device: self.driver.device().cloned(), taps: self.wish.taps }
    }

    /// Its person has stopped.
    async fn end(&mut self) {
        if let Some(Chosen { id: device, .. }) = self.pauses.take() {
            let now_ms = self.calling.now_ms();
            let call = Call::Pause { device };
            let called = self.calling.call(self.person, self.refused.take(), call, now_ms).await;
            if called.answer.is_none_or(|answer| answer.outcome.is_err()) {
                tracing::debug!(person.id = %self.person, "A device could not be paused.");
            }
        }
        self.remember().await;
        if let Err(failure) = showing::forget(self.calling.vault(), self.person).await {
            tracing::debug!(person.id = %self.person, %failure, "It is still said how a driver did.");
        }
        self.told.notify_one();
        tracing::info!(person.id = %self.person, "Somebody listens along no more.");
    }
}
