//! Spotify's catalogue over real HTTP, against a server that answers what each test wants.

#[path = "../support/mod.rs"]
mod support;

mod checking;
mod finding;
mod hostile;
mod linking;
mod secrets;
mod shelf;
mod stand_in;
mod waiting;
