//! A TV across the room: paired by a code, it shows one nest, and does nothing else.
//!
//! - [`pairing`]: how a screen gets its pass, in the shape of the device authorization grant (RFC 8628).
//! - [`pass`]: the cookie that is the pass. [`events`]: what a screen is told.
//! - [`screens`]: who confirms a code, sees the screens of a nest and ends them.
//!
//! Must never: count as a person, or take a screen's pass for anything but the stream.

pub mod events;
pub mod pairing;
pub mod pass;
pub mod screens;
