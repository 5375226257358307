//! One writer at a time, among all processes that share a directory of logs.
//!
//! The lock is the system's, on a file of its own: it ends with the process that holds it. Whoever is about to
//! append what could not be told from a complete line by its beginning first notes in that file where it
//! begins and ends. A note that is found by the next one was left by a process that died meanwhile, and
//! what it had appended is taken back.
//!
//! Must never: take back what somebody else appended.

use std::{
    fs::{self, DirBuilder, File, OpenOptions},
    io::{self, ErrorKind, Read, Seek, SeekFrom, Write},
    os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt},
    path::Path,
};

use super::files;

/// The file's name inside the directory.
const FILE: &str = ".lock";

/// The right to write, until it is dropped.
pub(super) struct Lock {
    file: File,
}

impl Lock {
    /// Waits until nobody else has it. Makes the directory where there is none.
    pub(super) fn take(directory: &Path) -> io::Result<Self> {
        if !directory.is_dir() {
            DirBuilder::new().recursive(true).mode(0o700).create(directory)?;
        }
        let path = directory.join(FILE);
        loop {
            let mut open = OpenOptions::new();
            let file = open.read(true).write(true).create(true).truncate(false).mode(0o600).open(&path)?;
            file.lock()?;
            // Somebody may have removed the file while we waited, and locked another one of that name.
            let is_there = fs::metadata(&path).is_ok_and(|about| {
                file.metadata().is_ok_and(|ours| (ours.ino(), ours.dev()) == (about.ino(), about.dev()))
            });
            if is_there {
                let mut lock = Self { file };
                lock.take_back(directory)?;
                return Ok(lock);
            }
        }
    }

    /// Notes that a file grows from one length to another.
    pub(super) fn note(&mut self, name: &str, before: u64, after: u64) -> io::Result<()> {
        self.file.set_len(0)?;
        self.file.seek(SeekFrom::Start(0))?;
        // The end of the line says that the note itself is whole.
        self.file.write_all(format!("{name} {before} {after}\n").as_bytes())?;
        self.file.sync_data()
    }

    /// It has grown, or is as it was.
    pub(super) fn noted_is_done(&mut self) -> io::Result<()> {
        self.file.set_len(0)
    }

    fn take_back(&mut self, directory: &Path) -> io::Result<()> {
        let mut note = String::new();
        match (&self.file).take(1_024).read_to_string(&mut note) {
            Ok(0) => return Ok(()),
            Err(error) if error.kind() != ErrorKind::InvalidData => return Err(error),
            Ok(_) | Err(_) => {}
        }
        if let Some((name, before, after)) = read_note(&note) {
            let path = directory.join(name);
            let about = files::check_plain(&path).ok();
            // Where it is longer, somebody without the lock has gone on behind it.
            if about.is_some_and(|about| (before..=after).contains(&about.len()) && about.len() != before) {
                let file = OpenOptions::new().write(true).open(&path)?;
                file.set_len(before)?;
                file.sync_data()?;
            }
        }
        self.noted_is_done()
    }
}

fn read_note(note: &str) -> Option<(&str, u64, u64)> {
    let mut parts = note.strip_suffix('\n')?.split(' ');
    let (name, before, after) = (parts.next()?, parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
    (name.starts_with("play_log_") && !name.contains('/')).then_some((name, before, after))
}

/// Brings the names of new files to the disk.
pub(super) fn keep_names(directory: &Path) -> io::Result<()> {
    File::open(directory)?.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAME: &str = "play_log_2018_03_07.json";

    fn left_behind(note: &str, file: &str) -> String {
        let directory = tempfile::tempdir().expect("a directory");
        fs::write(directory.path().join(NAME), file).expect("it is written");
        fs::write(directory.path().join(FILE), note).expect("it is written");
        drop(Lock::take(directory.path()).expect("nobody has it"));
        let note = fs::read(directory.path().join(FILE)).expect("it is there");
        assert!(note.is_empty(), "the note stays");
        fs::read_to_string(directory.path().join(NAME)).expect("it is there")
    }

    #[test]
    fn what_a_dead_process_had_begun_to_append_is_taken_back() {
        for torn in ["", "t", "two", "two\n"] {
            let left = left_behind(&format!("{NAME} 4 8\n"), &format!("one\n{torn}"));
            assert_eq!(left, "one\n", "after {torn:?}");
        }
    }

    #[test]
    fn what_somebody_else_appended_stays() {
        assert_eq!(left_behind(&format!("{NAME} 4 8\n"), "one\ntwo\nthree\n"), "one\ntwo\nthree\n");
    }

    #[test]
    fn a_note_that_is_not_whole_says_nothing() {
        for note in ["play_log_2018_03_07.json 4 8", "play_log_2018_03_07.json 4", "../x 0 9\n", "\u{7}\n"] {
            assert_eq!(left_behind(note, "one\ntwo\n"), "one\ntwo\n", "{note:?}");
        }
    }

    #[test]
    fn nobody_else_has_it_meanwhile() {
        let directory = tempfile::tempdir().expect("a directory");
        let _lock = Lock::take(&directory.path().join("new")).expect("nobody has it");
        let file = File::open(directory.path().join("new").join(FILE)).expect("it is there");
        assert!(file.try_lock().is_err());
    }
}
