//! The rules, as tables of given, when and then. No clock, no store, no network.

mod adding;
mod answers;
mod any_evening;
mod fairness;
mod ordering;
mod playing;
mod removing;
mod room;
mod settings;
mod skipping;
mod talking;
mod voting;
