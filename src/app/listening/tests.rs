//! How a device is kept in time, one claim each; and the evening that these tests and those beside them begin with.

use super::{
    checks,
    delay::{Delays, FIRST_GUESS_MS},
    driver::Driver,
    heard::{Answer, Call, Chosen, Heard, Next, Order, Said},
    state::State,
    wanted::{Upcoming, Wanted},
};
use crate::{
    app::ports::{Device, OnAir, PlayerFailure, Report},
    domain::{ids::EntryId, track::TrackUri},
};

/// How long a call takes, in milliseconds.
pub(super) const TRIP_MS: u64 = 100;
pub(super) const BEGIN_MS: u64 = 1_000_000;
pub(super) const LENGTH_MS: u64 = 200_000;

pub(super) fn uri(number: u64) -> TrackUri {
    TrackUri::parse(&format!("spotify:track:t{number}")).unwrap()
}

pub(super) fn song(number: u64, began_ms: u64) -> Wanted {
    Wanted {
        entry: EntryId(number),
        uri: uri(number),
        isrc: None,
        duration_ms: LENGTH_MS,
        position_ms: 0,
        as_of_ms: began_ms,
        paused: false,
        next: None,
    }
}

pub(super) fn device(id: &str) -> Device {
    Device {
        id: Some(id.to_owned()),
        name: "Kitchen".to_owned(),
        kind: "Hologram".to_owned(),
        is_active: true,
        is_restricted: false,
    }
}

pub(super) fn report(number: u64, progress_ms: u64) -> Report {
    Report {
        device: Some(device("k")),
        on_air: OnAir::Track { uri: uri(number), asked: None, duration_ms: LENGTH_MS },
        progress_ms,
        is_playing: true,
        is_shuffled: false,
    }
}

pub(super) fn paused(number: u64, progress_ms: u64) -> Report {
    Report { is_playing: false, ..report(number, progress_ms) }
}

pub(super) struct Evening {
    pub driver: Driver,
    pub now_ms: u64,
}

impl Evening {
    /// Song 1 has played for 50 s, and somebody has chosen their device.
    pub fn new() -> Self {
        let mut evening = Self { driver: Driver::new(Delays::default()), now_ms: BEGIN_MS + 50_000 };
        evening.hear(Heard::Nest(Some(song(1, BEGIN_MS))));
        evening.order(Order::Choose(Chosen { id: "k".to_owned(), name: "Kitchen".to_owned() }));
        evening
    }

    /// The same, and they listen, on a device that is where it should be.
    pub fn driven() -> Self {
        let mut evening = Self::new();
        evening.order(Order::Listen);
        evening.sees(paused(900, 5_000));
        assert!(matches!(evening.tells(), Call::Play { .. }));
        evening.done();
        evening.passes_until(BEGIN_MS + 52_100);
        evening.sees_it_in_time(1);
        evening
    }

    pub fn hear(&mut self, heard: Heard) {
        self.driver.hear(self.now_ms, heard);
    }

    pub fn order(&mut self, order: Order) {
        self.hear(Heard::Order(order));
    }

    pub fn nest(&mut self, wanted: Wanted) {
        self.hear(Heard::Nest(Some(wanted)));
    }

    pub fn passes_until(&mut self, now_ms: u64) {
        self.now_ms = now_ms;
    }

    pub fn passes(&mut self, ms: u64) {
        self.now_ms += ms;
    }

    pub fn tells(&mut self) -> Call {
        match self.driver.next(self.now_ms) {
            Next::Call(call) => call,
            Next::Nothing { until_ms } => panic!("nothing until {until_ms:?}, at {}", self.now_ms),
        }
    }

    pub fn answers(&mut self, outcome: Result<Said, PlayerFailure>) {
        let sent_ms = self.now_ms;
        self.now_ms += TRIP_MS;
        let answered_ms = self.now_ms;
        self.hear(Heard::Answer(Answer { sent_ms, answered_ms, outcome }));
    }

    pub fn done(&mut self) {
        self.answers(Ok(Said::Done));
    }

    pub fn fails(&mut self, failure: PlayerFailure) {
        self.answers(Err(failure));
    }

    pub fn sees(&mut self, report: Report) {
        assert_eq!(self.tells(), Call::Look);
        self.answers(Ok(Said::Report(Some(report))));
    }

    /// A look finds this song where the one that began with the evening would be.
    pub fn sees_it_in_time(&mut self, number: u64) {
        let progress_ms = self.now_ms + TRIP_MS / 2 - BEGIN_MS;
        self.sees(report(number, progress_ms));
    }

    /// When it wants to be asked again.
    pub fn rests(&mut self) -> Option<u64> {
        match self.driver.next(self.now_ms) {
            Next::Nothing { until_ms } => until_ms,
            Next::Call(call) => panic!("{call:?}"),
        }
    }
}

pub(super) fn upcoming(number: u64) -> Upcoming {
    Upcoming { entry: EntryId(number), uri: uri(number), duration_ms: LENGTH_MS }
}

#[test]
fn who_joins_hears_what_the_nest_hears_by_the_time_their_device_begins() {
    let mut evening = Evening::new();
    evening.order(Order::Listen);
    evening.sees(paused(900, 5_000));
    let position_ms = evening.now_ms - BEGIN_MS + FIRST_GUESS_MS;
    assert_eq!(evening.tells(), Call::Play { device: "k".to_owned(), uris: vec![uri(1)], position_ms });
}

#[test]
fn no_call_is_made_while_another_is_under_way() {
    let mut evening = Evening::new();
    evening.order(Order::Listen);
    assert_eq!(evening.tells(), Call::Look);
    assert_eq!(evening.rests(), None);
}

#[test]
fn without_a_choice_the_active_device_is_taken_and_without_a_device_nothing() {
    for (devices, is_found) in [(vec![device("a")], true), (Vec::new(), false)] {
        let mut evening = Evening::new();
        evening.driver.device = None;
        evening.order(Order::Listen);
        assert_eq!(evening.tells(), Call::Devices);
        evening.answers(Ok(Said::Devices(devices)));
        assert_eq!(evening.driver.state() == State::NoDevice, !is_found);
    }
}

#[test]
fn the_delay_of_a_device_is_learned_from_where_it_is() {
    let mut evening = Evening::new();
    evening.order(Order::Listen);
    evening.sees(paused(900, 0));
    let Call::Play { position_ms, .. } = evening.tells() else { panic!("no play") };
    evening.done();
    evening.passes(2_000);
    // It began 1,300 ms after it was told.
    let after_ms = TRIP_MS + 2_000 + TRIP_MS / 2;
    evening.sees(report(1, position_ms + after_ms - 1_300));
    assert_eq!(evening.driver.delays().of("k").estimate_ms(), 1_300);
    let offset_ms = FIRST_GUESS_MS.cast_signed() - 1_300;
    assert_eq!(evening.driver.state(), State::InSync { device: "Kitchen".to_owned(), offset_ms });
}

#[test]
fn it_is_looked_at_after_two_seconds_after_ten_and_then_every_thirty() {
    let mut evening = Evening::driven();
    let told_ms = BEGIN_MS + 50_000 + TRIP_MS;
    assert_eq!(evening.rests(), Some(told_ms + checks::SECOND_CHECK_MS));
    evening.passes_until(told_ms + checks::SECOND_CHECK_MS);
    evening.sees_it_in_time(1);
    assert_eq!(evening.rests(), Some(evening.now_ms + checks::CHECK_EVERY_MS));
}

#[test]
fn what_is_announced_is_handed_over_once_and_the_device_moves_on_by_itself() {
    let mut evening = Evening::driven();
    evening.passes_until(BEGIN_MS + 190_000);
    evening.nest(Wanted { next: Some(upcoming(2)), ..song(1, BEGIN_MS) });
    evening.sees_it_in_time(1);
    assert!(matches!(evening.tells(), Call::Play { uris, .. } if uris == [uri(1), uri(2)]));
    evening.done();
    evening.passes_until(BEGIN_MS + LENGTH_MS);
    evening.nest(song(2, BEGIN_MS + LENGTH_MS));
    evening.passes(2_500);
    evening.sees(report(2, 2_550));
    assert!(evening.rests().is_some());
    assert!(matches!(evening.driver.state(), State::InSync { .. }));
}

#[test]
fn what_was_handed_over_without_an_answer_is_finished_too() {
    let mut evening = Evening::driven();
    evening.passes_until(BEGIN_MS + 190_000);
    evening.nest(Wanted { next: Some(upcoming(2)), ..song(1, BEGIN_MS) });
    evening.sees_it_in_time(1);
    evening.tells();
    evening.passes_until(BEGIN_MS + LENGTH_MS);
    evening.nest(song(2, BEGIN_MS + LENGTH_MS));
    evening.fails(PlayerFailure::Unavailable("cut".to_owned()));
    evening.passes(2_500);
    evening.sees(report(1, LENGTH_MS - 2_000));
    assert!(evening.rests().is_some());
}

#[test]
fn what_shuffles_is_told_not_to_before_it_is_handed_two() {
    let mut evening = Evening::driven();
    evening.passes_until(BEGIN_MS + 190_000);
    evening.nest(Wanted { next: Some(upcoming(2)), ..song(1, BEGIN_MS) });
    evening.sees(Report { is_shuffled: true, ..report(1, 190_050) });
    assert_eq!(evening.tells(), Call::ShuffleOff { device: "k".to_owned() });
    evening.done();
    assert!(matches!(evening.tells(), Call::Play { uris, .. } if uris.len() == 2));
}

#[test]
fn a_device_is_put_right_when_it_is_far_off_twice_and_twice_in_a_song() {
    let mut evening = Evening::driven();
    let (mut plays, mut sights) = (0, 0);
    while evening.now_ms < BEGIN_MS + 180_000 {
        match evening.driver.next(evening.now_ms) {
            Next::Nothing { until_ms } => evening.now_ms = until_ms.unwrap(),
            Next::Call(Call::Look) => {
                sights += 1;
                let progress_ms = evening.now_ms - BEGIN_MS - 4_000;
                evening.answers(Ok(Said::Report(Some(report(1, progress_ms)))));
            }
            Next::Call(_) => {
                assert!(sights >= 2, "after {sights} looks");
                (plays, sights) = (plays + 1, 0);
                evening.done();
            }
        }
    }
    assert_eq!(plays, 2);
}

#[test]
fn one_far_sight_changes_nothing() {
    let mut evening = Evening::driven();
    evening.passes(9_000);
    evening.sees(report(1, 55_000));
    evening.passes(checks::DOUBT_MS);
    evening.sees_it_in_time(1);
    assert!(evening.rests().is_some());
}

#[test]
fn in_the_last_fifteen_seconds_nothing_is_put_right() {
    let mut evening = Evening::driven();
    evening.passes_until(BEGIN_MS + 185_500);
    while evening.now_ms < BEGIN_MS + LENGTH_MS {
        match evening.driver.next(evening.now_ms) {
            Next::Nothing { until_ms } => evening.now_ms = until_ms.unwrap(),
            Next::Call(call) => {
                assert_eq!(call, Call::Look);
                evening.answers(Ok(Said::Report(Some(report(1, 170_000)))));
            }
        }
    }
}

#[test]
fn a_relinked_track_is_ours_by_what_was_asked_for() {
    let mut evening = Evening::driven();
    evening.passes(10_000);
    let on_air = OnAir::Track { uri: uri(555), asked: Some(uri(1)), duration_ms: LENGTH_MS };
    let progress_ms = evening.now_ms - BEGIN_MS;
    evening.sees(Report { on_air, ..report(1, progress_ms) });
    assert!(matches!(evening.driver.state(), State::InSync { .. }));
    assert_eq!(evening.driver.wits.doubts, 0);
}

#[test]
fn the_device_pauses_with_the_nest_and_goes_on_with_it() {
    let mut evening = Evening::driven();
    evening.passes(5_000);
    let at_ms = evening.now_ms - BEGIN_MS;
    evening.nest(Wanted { position_ms: at_ms, paused: true, ..song(1, evening.now_ms) });
    evening.sees(report(1, at_ms));
    assert_eq!(evening.tells(), Call::Pause { device: "k".to_owned() });
    evening.done();
    assert_eq!(evening.driver.state(), State::Quiet);
    evening.passes(2_000);
    evening.sees(paused(1, at_ms + 500));
    assert_eq!(evening.rests(), None);
    evening.passes(60_000);
    evening.nest(Wanted { position_ms: at_ms, ..song(1, evening.now_ms) });
    evening.sees(paused(1, at_ms + 500));
    assert!(matches!(evening.tells(), Call::Play { uris, .. } if uris == [uri(1)]));
}

#[test]
fn a_song_that_the_nest_has_finished_is_finished() {
    let mut evening = Evening::driven();
    evening.passes_until(BEGIN_MS + LENGTH_MS);
    evening.nest(song(2, evening.now_ms));
    // It is three seconds behind.
    evening.sees(report(1, LENGTH_MS - 3_000));
    let again_ms = evening.rests().unwrap();
    assert!(again_ms > evening.now_ms + 1_500, "{}", again_ms - evening.now_ms);
    evening.passes_until(again_ms);
    evening.sees(report(1, LENGTH_MS - 400));
    assert!(matches!(evening.tells(), Call::Play { uris, .. } if uris == [uri(2)]));
}

#[test]
fn what_is_skipped_is_left_at_once() {
    let mut evening = Evening::driven();
    evening.passes(20_000);
    evening.nest(song(2, evening.now_ms));
    evening.sees(report(1, 70_000));
    assert!(matches!(evening.tells(), Call::Play { uris, .. } if uris == [uri(2)]));
}

#[test]
fn the_slider_moves_what_is_heard_when_it_has_come_to_rest() {
    let mut evening = Evening::driven();
    evening.order(Order::Offset(200));
    evening.passes(1_000);
    evening.order(Order::Offset(99_000));
    evening.passes(1_000);
    assert!(evening.rests().is_some());
    evening.passes(500);
    evening.sees_it_in_time(1);
    let Call::Play { position_ms, .. } = evening.tells() else { panic!("no play") };
    let delay_ms = evening.driver.delays().of("k").estimate_ms();
    assert_eq!(position_ms, evening.now_ms - BEGIN_MS + delay_ms + 5_000);
}
