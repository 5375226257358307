//! What goes wrong with devices, songs and the service, one claim each.

use std::time::Duration;

use super::{
    checks,
    heard::{Call, Next, Order, Said},
    state::State,
    tests::*,
    wanted::Wanted,
};
use crate::app::ports::{Device, OnAir, PlayerFailure, Report};

#[test]
fn a_device_that_takes_no_commands_is_told_nothing() {
    let mut evening = Evening::new();
    evening.order(Order::Listen);
    let restricted = Device { is_restricted: true, ..device("k") };
    evening.sees(Report { device: Some(restricted), ..paused(900, 0) });
    assert_eq!((evening.rests(), evening.driver.state()), (None, State::NoDevice));
}

#[test]
fn something_without_a_name_is_told_nothing_and_left_alone_if_it_stays() {
    let mut evening = Evening::driven();
    evening.passes(checks::FRESH_MS);
    evening.nest(song(2, evening.now_ms));
    for _ in 0..3 {
        evening.sees(Report { on_air: OnAir::Unknown, ..report(1, 0) });
        evening.passes(checks::UNNAMED_MS);
    }
    assert_eq!((evening.rests(), evening.driver.state()), (None, State::TookOver));
}

#[test]
fn an_advertisement_is_waited_for() {
    let mut evening = Evening::driven();
    evening.passes(checks::FRESH_MS);
    evening.nest(song(2, evening.now_ms));
    for _ in 0..5 {
        evening.sees(Report { on_air: OnAir::Ad, ..report(1, 0) });
        assert_eq!(evening.rests(), Some(evening.now_ms + checks::AD_MS));
        evening.passes(checks::AD_MS);
    }
}

#[test]
fn a_song_that_is_not_to_be_had_is_missed_and_the_next_one_played() {
    let mut evening = Evening::driven();
    evening.passes(20_000);
    evening.nest(song(2, evening.now_ms));
    evening.sees(report(1, 70_000));
    evening.tells();
    evening.fails(PlayerFailure::NotHere);
    assert_eq!(evening.driver.state(), State::NotHere);
    // What was skipped is not to go on in its place.
    evening.passes(checks::FRESH_MS);
    evening.sees(report(1, 71_000));
    assert_eq!(evening.tells(), Call::Pause { device: "k".to_owned() });
    evening.done();
    evening.nest(song(3, evening.now_ms));
    evening.sees(paused(1, 71_000));
    assert!(matches!(evening.tells(), Call::Play { uris, .. } if uris == [uri(3)]));
}

#[test]
fn an_hour_of_waiting_is_waited_without_a_call() {
    let mut evening = Evening::driven();
    evening.passes(10_000);
    evening.tells();
    evening.fails(PlayerFailure::Wait(Duration::from_hours(1)));
    let until_ms = evening.now_ms + 3_600_000;
    assert_eq!(evening.driver.state(), State::QuotaReached { until_ms });
    while evening.now_ms < until_ms {
        evening.nest(song(evening.now_ms, evening.now_ms));
        evening.now_ms = evening.rests().unwrap();
    }
    assert_eq!(evening.tells(), Call::Look);
}

#[test]
fn a_token_that_dies_is_renewed_once_and_then_asked_for() {
    let mut evening = Evening::driven();
    for is_over in [false, true] {
        evening.passes(10_000);
        assert_eq!(evening.tells(), Call::Look);
        evening.fails(PlayerFailure::SignedOut);
        assert_eq!(evening.driver.state() == State::ReconnectNeeded, is_over);
    }
    assert_eq!(evening.rests(), None);
}

#[test]
fn what_cannot_be_helped_is_said_and_not_tried_again() {
    let failures = [
        (PlayerFailure::PremiumNeeded, State::PremiumNeeded),
        (PlayerFailure::NotAllowed, State::NotOnTheList),
    ];
    for (failure, state) in failures {
        let mut evening = Evening::new();
        evening.order(Order::Listen);
        evening.tells();
        evening.fails(failure);
        assert_eq!((evening.rests(), evening.driver.state()), (None, state));
    }
}

#[test]
fn a_device_that_refuses_is_asked_twice() {
    let mut evening = Evening::new();
    evening.order(Order::Listen);
    for _ in 0..2 {
        evening.sees(paused(900, 0));
        assert!(matches!(evening.tells(), Call::Play { .. }));
        evening.fails(PlayerFailure::NotNow);
        evening.passes(checks::DOUBT_MS);
    }
    assert_eq!((evening.rests(), evening.driver.state()), (None, State::NoDevice));
}

#[test]
fn a_device_that_is_gone_is_looked_for_a_minute_and_then_no_more() {
    let mut evening = Evening::driven();
    evening.passes(10_000);
    evening.tells();
    evening.fails(PlayerFailure::DeviceGone);
    let gone_ms = evening.now_ms;
    while let Some(until_ms) = evening.rests() {
        evening.now_ms = until_ms;
        assert_eq!(evening.tells(), Call::Devices);
        evening.answers(Ok(Said::Devices(Vec::new())));
    }
    assert!(evening.now_ms < gone_ms + 61_000);
    assert_eq!(evening.driver.state(), State::DeviceGone { device: "Kitchen".to_owned() });
}

#[test]
fn without_answers_the_calls_become_rare() {
    let mut evening = Evening::driven();
    evening.passes(10_000);
    let (mut calls, end_ms) = (0, evening.now_ms + 600_000);
    evening.nest(Wanted { duration_ms: 3_600_000, ..song(1, BEGIN_MS) });
    while evening.now_ms < end_ms {
        match evening.driver.next(evening.now_ms) {
            Next::Call(_) => {
                calls += 1;
                evening.fails(PlayerFailure::Unavailable("cut".to_owned()));
            }
            Next::Nothing { until_ms } => evening.now_ms = until_ms.unwrap(),
        }
    }
    assert!(calls <= 15, "{calls}");
}

#[test]
fn progress_beyond_the_end_is_not_believed() {
    let mut evening = Evening::driven();
    let before = evening.driver.state();
    evening.passes(10_000);
    evening.sees(report(1, LENGTH_MS + 500_000));
    assert_eq!(evening.driver.state(), before);
}

#[test]
fn a_clock_that_jumps_there_and_back_leaves_nobody_waiting() {
    let mut evening = Evening::driven();
    evening.passes(3_600_000);
    evening.sees(paused(1, 0));
    evening.now_ms -= 3_600_000;
    assert!(evening.rests().is_none_or(|until_ms| until_ms < evening.now_ms + 61_000));
    evening.passes(61_000);
    assert_eq!(evening.tells(), Call::Look);
}
