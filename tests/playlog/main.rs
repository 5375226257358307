//! The play log on a real disk, with real processes, and `echonest log` as an operator meets it.

mod bad_input;
mod commands;
mod full;
mod importing;
mod plays;
mod round_trip;
mod together;
mod torn;
