//! Local stand-ins for Google and Spotify.

fn main() {}
