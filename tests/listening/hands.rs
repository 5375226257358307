//! What a person does with their player by hand, and about what they are shown.

use echonest::app::listening::{
    heard::{Heard, Order},
    state::State,
};

use crate::{
    device::On,
    listener::{ByHand, Happens, Listener},
};

impl Listener<'_> {
    pub fn do_by_hand(&mut self, what: ByHand) {
        if self.own_since_ms.is_some() || !self.has_tapped || !self.device.is_listed {
            return;
        }
        // Nobody has two hands on two things at once.
        if self.now_ms < self.tapped_ms + 1_000 {
            return;
        }
        match what {
            // Who hears nothing does not pause it, nor carry it elsewhere.
            ByHand::Pause | ByHand::Elsewhere if !self.device.is_playing || self.truth.is_none() => return,
            // What ends in this very moment is not paused by anybody.
            ByHand::Pause if self.device.ends_ms() == Some(self.now_ms) => return,
            ByHand::Pause => self.device.stop(self.now_ms),
            ByHand::Elsewhere => self.device.is_elsewhere = true,
            ByHand::Close => {
                self.device.stop(self.now_ms);
                self.device.is_listed = false;
            }
            ByHand::Other { is_named } => {
                let number = 1 + self.dice.below(900);
                self.device.put(vec![On::Own { number, is_named }], 0, self.now_ms);
                self.plan_end();
            }
        }
        self.tally.note("taken over");
        self.tally.write(self.now_ms, format!("{what:?}"));
        self.own_since_ms = Some(self.now_ms);
        self.plan(self.now_ms + 90_000 + self.dice.below(400_000), Happens::Order(Order::Rejoin));
    }

    pub fn order(&mut self, order: Order) {
        match order {
            Order::Rejoin | Order::Listen => {
                self.has_tapped = true;
                // What they are in the middle of, they leave themselves.
                self.is_asked = true;
                self.tapped_ms = self.now_ms;
                self.device.is_listed = true;
                if self.own_since_ms.take().is_some() {
                    let noticed =
                        !matches!(self.driver.state(), State::InSync { .. } | State::CatchingUp { .. });
                    if !noticed {
                        self.tally.write(self.now_ms, "UNNOTICED".to_owned());
                    }
                    self.tally.note(if noticed { "noticed" } else { "not noticed before they rejoined" });
                    self.tally.note("rejoined");
                }
            }
            Order::Stop => self.plan(self.now_ms + 60_000, Happens::Order(Order::Listen)),
            _ => {}
        }
        self.last_play = None;
        self.hear(Heard::Order(order));
    }

    /// What the person does about what they are shown.
    pub fn react(&mut self, before: &State) {
        let state = self.driver.state();
        if state == *before {
            return;
        }
        self.tally.write(self.now_ms, format!("{state:?}"));
        let is_over = matches!(state, State::TookOver | State::DeviceGone { .. } | State::ReconnectNeeded);
        let was_over = matches!(before, State::TookOver | State::DeviceGone { .. } | State::ReconnectNeeded);
        if !is_over || was_over || self.own_since_ms.is_some() {
            return;
        }
        if state == State::TookOver {
            self.tally.note("left alone by mistake");
            self.tally.write(self.now_ms, "MISTAKE".to_owned());
        }
        let order = if state == State::ReconnectNeeded { Order::Listen } else { Order::Rejoin };
        self.plan(self.now_ms + 20_000 + self.dice.below(120_000), Happens::Order(order));
    }
}
