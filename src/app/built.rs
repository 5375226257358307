//! Which program this is: its version, and the commit it was built from.
//!
//! Must never: hold anything that differs between two builds of the same sources.

/// The version.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");
/// The commit, or `unknown` where nobody said and there was no git to ask.
pub const COMMIT: &str = env!("ECHONEST_BUILT_FROM");
