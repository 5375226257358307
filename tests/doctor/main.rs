//! `echonest doctor` as a host meets it: the real program, with everything that can be wrong.

#[path = "../support/mod.rs"]
mod support;

mod report;
mod services;
mod settings;
mod stores;
