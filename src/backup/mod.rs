//! Backups: one file that holds all that a house keeps.
//!
//! It is a gzipped tar archive with these parts, in this order:
//!
//! | part | what |
//! |---|---|
//! | `store.jsonl` | what the store keeps, a piece on each line, whichever store it was ([`pieces`]) |
//! | `play_logs/…` | the files of the play log, as long as they were when the backup began, and the aliases |
//! | `secret.key` | the secret, where the operator gave none |
//! | `manifest.json` | when, of what, how many, and each part's length and SHA-256 ([`manifest`]) |
//!
//! The manifest stands last and gzip's own checksum behind it, so a file that was cut short anywhere lacks them.
//! Where it is encrypted, all of that is inside one file of the format of `age` ([`sealing`]).
//!
//! - [`names`]: what a backup is called, and which are old. [`writing`], [`reading`]: the file.
//! - [`asking`]: a running process that has the embedded store gives a copy of it to its own user.
//!
//! Must never: overwrite or remove what is no backup, or let anybody but its owner read one.

pub mod asking;
pub mod manifest;
pub mod names;
pub mod pieces;
pub mod reading;
pub mod sealing;
pub mod spool;
pub mod writing;

/// The part with what the store keeps.
pub const STORE: &str = "store.jsonl";
/// The part with the secret.
pub const SECRET: &str = "secret.key";
/// What the names of the parts with play logs begin with.
pub const PLAY_LOGS: &str = "play_logs/";
/// The part that tells of all others.
const MANIFEST: &str = "manifest.json";
