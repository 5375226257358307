//! Commits as bytes: the same JSON in every store.
//!
//! Must never: lose a field. What is written here is read by every later version.

use crate::domain::commit::Commit;

/// A commit as JSON.
#[must_use]
pub fn write(commit: &Commit) -> Vec<u8> {
    serde_json::to_vec(commit).expect("because a commit has text keys and finite numbers only")
}

/// A commit from JSON.
///
/// # Errors
/// What is wrong with the bytes, as a sentence.
pub fn read(bytes: &[u8]) -> Result<Commit, String> {
    serde_json::from_slice(bytes).map_err(|error| format!("a record that is no commit ({error})"))
}
