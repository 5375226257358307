//! Whatever anybody sends: it is read for exactly what it says, or refused; nothing is guessed, and nothing
//! panics.
//!
//! `PROPTEST_CASES=100000 cargo test --release --test fuzz` tries longer.

#[path = "../support/mod.rs"]
mod support;

mod backups;
mod doors;
mod keys;
mod links;
mod messages;
mod names;

use proptest::prelude::ProptestConfig;

/// So many cases, unless `PROPTEST_CASES` says how many.
fn cases(cases: u32) -> ProptestConfig {
    let told = ProptestConfig::default();
    if std::env::var_os("PROPTEST_CASES").is_some() { told } else { ProptestConfig { cases, ..told } }
}
