//! The style that can be checked: the walls between modules, what only one file may do, and what is
//! nowhere. A claim that fails lists the places that break it.
//!
//! It reads text, not meaning. Comments do not count, and neither do the tests at the end of a file.

mod layers;
mod limits;
mod manifests;
mod promises;
mod source;
mod words;
mod world;
