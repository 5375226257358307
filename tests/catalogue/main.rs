//! Spotify's catalogue over real HTTP, against a server that answers what each test wants, and
//! against the stand-in for the whole service.

#[path = "../support/hearing.rs"]
mod hearing;

#[path = "../support/mod.rs"]
mod support;

mod bender;
mod checking;
mod evening;
mod finding;
mod hostile;
mod linking;
mod secrets;
mod shelf;
mod stand_in;
mod waiting;
