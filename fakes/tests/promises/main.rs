//! What the stand-ins promise to whoever relies on them, over real HTTP.
#![allow(clippy::unwrap_used, reason = "tests may stop at the first surprise, and so may what they share")]

mod accounts;
mod api;
mod google;
mod player;
mod playlists;
mod program;
mod support;
mod trouble;
