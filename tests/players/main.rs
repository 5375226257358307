//! People's own players over real HTTP, against the stand-in for Spotify and its people's devices.

#[path = "../support/hearing.rs"]
mod hearing;

#[path = "../support/mod.rs"]
mod support;

mod looking;
mod party;
mod refusing;
mod secrets;
mod telling;
mod troubles;
mod waiting;
