//! Nights on playlists: the use case over real HTTP, against the stand-in for Spotify.

#[path = "../support/mod.rs"]
mod support;

mod house;

mod again;
mod agreeing;
mod filling;
mod losing;
mod waiting;
