//! Signing in, connecting Spotify, personal tokens and Spotify's catalogue: the real program between
//! browsers and stand-ins for Google and Spotify, and what attackers try.

#[path = "../support/mod.rs"]
mod support;

mod bans;
mod bender;
mod browser;
mod stage;

mod catalogue;
mod connecting;
mod crowd;
mod entering;
mod exporting;
mod fixation;
mod foreign;
mod forging;
mod hostile;
mod keys;
mod leaving;
mod nest_codes;
mod nights;
mod programs;
mod refreshing;
mod secrets;
mod staying;
mod tokens;
