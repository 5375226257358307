//! What the program does, over ports: it knows no store, no protocol, and no service.
//!
//! Read in this order: [`ports`], [`nest_task`], [`feed`], [`player`], [`access`], [`listening`],
//! [`history`], [`exporting`], [`checkup`].
//!
//! Must never: import an adapter.

pub mod access;
pub mod admission;
pub mod asking;
pub mod bender;
pub mod built;
pub mod caretaker;
pub mod checkup;
pub mod exporting;
pub mod feed;
pub mod history;
pub mod housekeeping;
pub mod listening;
pub mod measures;
pub mod nest_task;
pub mod nests;
pub mod opening;
pub mod player;
pub mod ports;
pub mod presence;
pub mod recorder;
pub mod view;
