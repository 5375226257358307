//! A TV across the room: how it is paired, what it sees, what ends it, and that it can do nothing else.

#[path = "../support/mod.rs"]
mod support;

mod ending;
mod framing;
mod pairing;
mod screen;
mod sparing;
mod watching;
