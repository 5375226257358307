//! The kernel: what a nest is and what its rules are.
//!
//! Everything here is pure. A [`command::Request`] is looked at by [`propose::propose`], which asks
//! [`decide::decide`] what would happen and makes a [`commit::Commit`] of it; when a log has
//! accepted that, [`nest::Nest::fold`] lets it happen. The same log always makes the same nest.
//!
//! Read in this order: [`ids`], [`nest`], [`command`], [`event`], [`order`], [`decide`].
//!
//! Must never: read a clock, roll dice, await, log, or import anything else of ours.

pub mod answers;
mod apply;
pub mod bender;
pub mod command;
pub mod commit;
pub mod day;
pub mod decide;
pub mod entry;
pub mod event;
pub mod horn;
pub mod ids;
pub mod limits;
pub mod nest;
pub mod order;
pub mod people;
pub mod play;
pub mod playing;
pub mod propose;
pub mod refusal;
pub mod register;
pub mod setting_values;
pub mod settings;
pub mod sound;
pub mod text;
pub mod track;
