//! What a person hears, held against the nest.

use echonest::{
    app::listening::{state::State, wanted::Wanted},
    domain::track::TrackUri,
};

use crate::{
    device::{On, number_of},
    listener::Listener,
    nest::length_ms,
};

impl Listener<'_> {
    /// Counts what is heard until then.
    pub fn listen_until(&mut self, until_ms: u64) {
        let from_ms = self.now_ms;
        let state = self.driver.state();
        let is_driven = !matches!(
            state,
            State::Off | State::TookOver | State::NoDevice | State::PremiumNeeded | State::ReconnectNeeded
        );
        // An hour in which nobody is called does not make the rest of the evening cheaper.
        if is_driven && !matches!(state, State::QuotaReached { .. }) {
            self.tally.count_more("ms driven", until_ms - from_ms);
        }
        let Some(wanted) = self.truth.as_ref().filter(|wanted| !wanted.paused) else { return };
        if !is_driven || self.own_since_ms.is_some() {
            return;
        }
        let sounds_ms = from_ms.max(self.device.since_ms).min(until_ms);
        let for_ms = until_ms - sounds_ms;
        let offset_ms = match self.device.on() {
            Some(On::Track(uri)) if self.device.is_playing => self.offset_of(wanted, uri, sounds_ms),
            _ => None,
        };
        let entry = wanted.entry;
        let is_here = !self.is_missing(number_of(&wanted.uri));
        match offset_ms {
            Some(offset_ms) => {
                self.tally.hear(offset_ms, for_ms);
                if self.songs.insert(entry) {
                    self.tally.note("songs");
                }
            }
            None if self.device.is_playing => self.tally.count_more("ms of something else", for_ms),
            None if !is_here => self.tally.count_more("ms silent, not available", for_ms),
            None if matches!(state, State::QuotaReached { .. }) => {
                self.tally.count_more("ms silent, quota", for_ms);
            }
            None => self.tally.count_more("ms silent", for_ms),
        }
        self.tally.count_more("ms silent", sounds_ms - from_ms);
    }

    /// How far ahead of the nest a device is at `now_ms` that plays this.
    fn offset_of(&self, wanted: &Wanted, uri: &TrackUri, now_ms: u64) -> Option<i64> {
        let at_ms = self.device.position_at(now_ms).cast_signed();
        let nest_ms = wanted.position_at(now_ms);
        if *uri == wanted.uri {
            return Some(at_ms - nest_ms);
        }
        let left_ms = length_ms(number_of(uri)).cast_signed() - at_ms;
        match &self.before {
            Some((before, true)) if before.uri == *uri => Some(-left_ms - nest_ms),
            _ if wanted.next.as_ref().is_some_and(|next| next.uri == *uri) => {
                Some(wanted.left_at(now_ms) + at_ms)
            }
            _ => None,
        }
    }
}
