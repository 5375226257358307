//! The catalogues: where tracks come from.
//!
//! Must never: decide what may be queued; that is the domain's.

pub mod demo;
pub mod spotify;
