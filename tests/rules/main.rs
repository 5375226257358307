//! The rules, as tables of given, when and then. No clock, no store, no network.

mod adding;
mod adopting;
mod answers;
mod any_evening;
mod bender;
mod catalogue;
mod fairness;
mod governing;
mod horning;
mod merging;
mod ordering;
mod permissions;
mod playing;
mod registering;
mod removing;
mod room;
mod settings;
mod skipping;
mod stage;
mod talking;
mod telling;
mod voting;

#[path = "../support/model.rs"]
#[allow(dead_code, reason = "the rules need less of it than a server does")]
mod model;
