//! Bender, the auto-fill: it sees to it that the music never stops while somebody is there.
//!
//! - [`strategies`]: the ways in which it finds something, each small, and [`strategies::Strategist`].
//! - [`choosing`]: which way is tried first, and what is taken of what was found. Pure.
//! - [`attendance`]: when somebody was last there, over every restart.
//! - [`runner`]: when it looks, and what it tells the nest.
//!
//! It searches beside the nest's task, and what it finds is put to the nest like any other request: by
//! then it may be wanted no more, and then nothing happens.
//!
//! Must never: spin. Whoever finds nothing rests, and rests longer each time.

pub mod attendance;
pub mod choosing;
pub mod runner;
pub mod strategies;
