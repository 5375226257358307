//! Whose device it is, one claim each.

use super::{
    checks,
    heard::{Call, Heard, Order, Said},
    state::State,
    tests::*,
    wanted::Wanted,
};
use crate::app::ports::{OnAir, PlayerFailure, Report};

#[test]
fn nothing_is_asked_or_told_before_somebody_tapped() {
    let mut evening = Evening::new();
    assert_eq!(evening.rests(), None);
    assert_eq!(evening.driver.state(), State::Off);
}

#[test]
fn another_track_seen_twice_ends_it_and_nothing_more_is_asked() {
    let mut evening = Evening::driven();
    evening.passes(10_000);
    evening.sees(report(77, 3_000));
    assert_eq!(evening.rests(), Some(evening.now_ms + checks::DOUBT_MS));
    evening.passes(checks::DOUBT_MS);
    evening.sees(report(77, 5_000));
    assert_eq!((evening.rests(), evening.driver.state()), (None, State::TookOver));
    evening.nest(song(2, evening.now_ms));
    assert_eq!(evening.rests(), None);
}

#[test]
fn a_pause_by_hand_ends_it_even_where_the_next_song_is_due() {
    let mut evening = Evening::driven();
    evening.passes(10_000);
    evening.nest(song(2, evening.now_ms));
    evening.sees(paused(1, 60_000));
    assert!(evening.rests().is_some());
    evening.passes(checks::DOUBT_MS);
    evening.sees(paused(1, 60_000));
    assert_eq!((evening.rests(), evening.driver.state()), (None, State::TookOver));
}

#[test]
fn music_carried_to_another_device_is_somebodys_own() {
    let mut evening = Evening::driven();
    for _ in 0..2 {
        evening.passes(10_000);
        let elsewhere = Report { device: Some(device("car")), ..report(1, 60_000) };
        evening.sees(elsewhere);
    }
    assert_eq!(evening.driver.state(), State::TookOver);
}

#[test]
fn who_rejoins_is_played_what_the_nest_plays_whatever_they_have_on() {
    let mut evening = Evening::driven();
    for _ in 0..2 {
        evening.passes(10_000);
        evening.sees(report(77, 3_000));
    }
    evening.order(Order::Rejoin);
    evening.sees(report(77, 9_000));
    assert!(matches!(evening.tells(), Call::Play { uris, .. } if uris == [uri(1)]));
}

#[test]
fn what_somebody_puts_on_after_they_tapped_is_not_played_over() {
    let mut evening = Evening::new();
    evening.hear(Heard::Nest(None));
    evening.order(Order::Listen);
    evening.sees(paused(900, 5_000));
    evening.passes(5_000);
    evening.nest(song(2, evening.now_ms));
    evening.sees(report(77, 2_000));
    assert!(evening.rests().is_some());
}

#[test]
fn who_stops_is_asked_and_told_nothing_more() {
    let mut evening = Evening::driven();
    evening.order(Order::Stop);
    evening.nest(song(2, evening.now_ms));
    assert_eq!((evening.rests(), evening.driver.state()), (None, State::Off));
}

#[test]
fn an_answer_for_somebody_who_has_stopped_starts_nothing() {
    let mut evening = Evening::new();
    evening.order(Order::Listen);
    evening.tells();
    evening.order(Order::Stop);
    evening.answers(Ok(Said::Report(Some(paused(900, 0)))));
    assert_eq!(evening.rests(), None);
}

#[test]
fn music_paused_by_hand_after_a_tap_stays_paused() {
    let mut evening = Evening::new();
    evening.hear(Heard::Nest(None));
    evening.order(Order::Listen);
    evening.sees(report(77, 5_000));
    evening.passes(60_000);
    evening.nest(song(2, evening.now_ms));
    for _ in 0..2 {
        evening.sees(paused(77, 40_000));
        evening.passes(checks::DOUBT_MS);
    }
    assert_eq!((evening.rests(), evening.driver.state()), (None, State::TookOver));
}

#[test]
fn a_tap_excuses_nothing_that_was_not_seen_at_once() {
    let mut evening = Evening::new();
    evening.order(Order::Listen);
    evening.tells();
    evening.passes(10_000);
    evening.fails(PlayerFailure::Unavailable("cut".to_owned()));
    evening.passes(5_000);
    evening.sees(report(77, 5_000));
    assert!(evening.rests().is_some());
}

#[test]
fn an_advertisement_that_is_paused_by_hand_stays_paused() {
    let mut evening = Evening::driven();
    evening.passes(checks::FRESH_MS);
    evening.passes_until(BEGIN_MS + LENGTH_MS);
    evening.nest(song(2, evening.now_ms));
    for _ in 0..2 {
        evening.sees(Report { on_air: OnAir::Ad, ..paused(1, 5_000) });
        evening.passes(checks::DOUBT_MS);
    }
    assert_eq!((evening.rests(), evening.driver.state()), (None, State::TookOver));
}

#[test]
fn a_nest_that_pauses_before_a_device_has_begun_pauses_the_device() {
    let mut evening = Evening::new();
    evening.order(Order::Listen);
    evening.sees(paused(1, 0));
    evening.tells();
    evening.done();
    evening.nest(Wanted { position_ms: 50_000, paused: true, ..song(1, evening.now_ms) });
    evening.sees(paused(1, 0));
    let again_ms = evening.rests().expect("it was not told to pause");
    evening.passes_until(again_ms);
    evening.sees(report(1, 51_000));
    assert_eq!(evening.tells(), Call::Pause { device: "k".to_owned() });
}
