//! Looking at the file from outside, also while another process has it.
//!
//! Must never: change the file, or keep anybody from opening it for longer than a look takes.

use std::{
    fs,
    io::{self, ErrorKind},
    path::Path,
};

use redb::{DatabaseError, ReadOnlyDatabase, ReadableDatabase};

use super::{CannotOpen, FILE, tables, thread};

/// How the file stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// There is none yet, and it can be made.
    New,
    /// It can be opened.
    Ready,
    /// Another process has it.
    InUse,
}

/// Looks at the store in `directory`.
///
/// # Errors
/// [`CannotOpen`]: it could not be opened, and why.
pub fn look(directory: &Path) -> Result<Standing, CannotOpen> {
    try_to_write(directory)
        .map_err(|why| CannotOpen::Refused { path: directory.display().to_string(), why: why.to_string() })?;
    let path = directory.join(FILE);
    // One without any content is filled at the next start.
    if fs::metadata(&path).map_or(0, |about| about.len()) == 0 {
        return Ok(Standing::New);
    }
    let database = match ReadOnlyDatabase::open(&path) {
        Ok(database) => database,
        Err(DatabaseError::DatabaseAlreadyOpen) => return Ok(Standing::InUse),
        // Its last process ended without closing it, which is lawful: the next one puts it in order.
        Err(DatabaseError::RepairAborted) => return Ok(Standing::Ready),
        Err(error) => return Err(thread::cannot_open(&path, &error)),
    };
    let read = database.begin_read().map_err(redb::Error::from);
    match read.and_then(|transaction| tables::check(&transaction)) {
        Ok(()) => Ok(Standing::Ready),
        Err(why) => Err(CannotOpen::Foreign { path: path.display().to_string(), why: why.to_string() }),
    }
}

/// Writes a file of no length and takes it away again: in the directory, or where that is missing in the
/// nearest one above, where it would be made.
fn try_to_write(directory: &Path) -> io::Result<()> {
    let nearest = directory.ancestors().find(|above| above.exists() || above.as_os_str().is_empty());
    let nearest = nearest.filter(|above| !above.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if !nearest.is_dir() {
        return Err(io::Error::new(ErrorKind::NotADirectory, format!("{} is a file", nearest.display())));
    }
    let probe = nearest.join(format!(".echonest-probe-{}", std::process::id()));
    fs::OpenOptions::new().write(true).create_new(true).open(&probe)?;
    fs::remove_file(&probe)
}
