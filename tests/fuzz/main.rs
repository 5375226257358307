//! Whatever anybody sends: it is read for exactly what it says, or refused; nothing is guessed, and nothing
//! panics.
//!
//! `PROPTEST_CASES=100000 cargo test --release --test fuzz` tries longer.

mod messages;
mod names;
