//! What the room remembers, and what of it comes back: held for any past that a log could tell.

#[path = "../support/time.rs"]
#[allow(dead_code, reason = "a past needs less of it than an evening does")]
mod time;

mod drawing;
mod invented;
mod leaving_out;
mod nights;
mod remembering;
mod telling;
mod throwbacks;
