//! Listening along: the real program between browsers and the stand-in for Spotify, whose people have devices
//! that do as they are told, or as their person does.

#[path = "../support/mod.rs"]
mod support;

#[path = "../signing/browser.rs"]
#[allow(dead_code, reason = "other tests use the rest of it")]
mod browser;
#[path = "../signing/stage.rs"]
#[allow(dead_code, reason = "other tests use the rest of it")]
mod stage;

#[path = "../watching/numbers.rs"]
#[allow(dead_code, reason = "other tests use the rest of it")]
mod numbers;

mod listener;

mod choosing;
mod counting;
mod elsewhere;
mod ending;
mod lasting;
mod taking_over;
mod together;
mod waiting;
