//! Whether a directory takes a play log.
//!
//! Must never: leave anything behind, or make the directory.

use std::{
    fs::{self, OpenOptions},
    path::Path,
    process,
};

use crate::app::ports::PlayLogFailure;

/// Writes into a directory, and takes it back.
///
/// # Errors
/// [`PlayLogFailure`] says why that cannot be done.
pub fn probe(directory: &Path) -> Result<(), PlayLogFailure> {
    let file = directory.join(format!(".probe-{}", process::id()));
    let failure = |error: std::io::Error| PlayLogFailure {
        what: format!("{} cannot be written to:", directory.display()),
        why: error.to_string(),
    };
    OpenOptions::new().write(true).create_new(true).open(&file).map_err(failure)?;
    fs::remove_file(&file).map_err(failure)
}
