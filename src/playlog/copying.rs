//! The play log as it stands, for a backup; and put back from one.
//!
//! Must never: copy half a line that somebody is just writing, or lose one that is there.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, BufReader, ErrorKind, Read},
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
};

use super::{
    aliases, files,
    lock::{self, Lock},
};

/// A file of the play log, as long as it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// Its name inside the directory.
    pub name: String,
    /// Where it is.
    pub path: PathBuf,
    /// How long it was. It only ever grows.
    pub bytes: u64,
}

/// What there is in a directory, as of one moment at which nobody writes.
///
/// # Errors
/// It cannot be looked into.
pub fn standing(directory: &Path) -> io::Result<Vec<Standing>> {
    if !directory.is_dir() {
        return Ok(Vec::new());
    }
    // Whoever may only read cannot keep others from writing, and gets what is there.
    let _lock = match Lock::take(directory) {
        Err(error)
            if !matches!(error.kind(), ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem) =>
        {
            return Err(error);
        }
        lock => lock.ok(),
    };
    let mut paths: Vec<_> = files::list(directory)?.days.into_iter().map(|file| file.path).collect();
    paths.push(directory.join(aliases::FILE));
    let mut standing = Vec::new();
    for path in paths {
        let bytes = match files::check_plain(&path) {
            Ok(about) => about.len(),
            Err(error) if error.kind() == ErrorKind::NotFound => continue,
            Err(error) => return Err(error),
        };
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        standing.push(Standing { name, path, bytes });
    }
    Ok(standing)
}

/// Whether nothing was ever logged in a directory.
///
/// # Errors
/// It cannot be looked into.
pub fn is_empty(directory: &Path) -> io::Result<bool> {
    Ok(files::list(directory)?.days.is_empty())
}

/// Puts a file back. One that is there and goes on where this one ends stays as it is; another one gets
/// `.before-restore` behind its name.
///
/// # Errors
/// It cannot be written, or is none of the play log.
pub fn put_back(directory: &Path, name: &str, from: &mut dyn Read) -> io::Result<()> {
    if name != aliases::FILE && files::day_of(name).is_none() {
        return Err(io::Error::new(ErrorKind::InvalidInput, format!("{name} is no file of a play log")));
    }
    let _lock = Lock::take(directory)?;
    let (path, draft) = (directory.join(name), directory.join(format!(".{name}.restored")));
    let mut open = OpenOptions::new();
    let mut file = open.write(true).create(true).truncate(true).mode(0o600).open(&draft)?;
    let written = io::copy(from, &mut file).and_then(|_| file.sync_all());
    if let Err(error) = written {
        // What is left of it is in nobody's way.
        let _ = fs::remove_file(&draft);
        return Err(error);
    }
    match fs::symlink_metadata(&path) {
        Ok(_) if begins_with(&path, &draft)? => return fs::remove_file(&draft),
        Ok(_) => fs::rename(&path, directory.join(format!("{name}.before-restore")))?,
        Err(error) if error.kind() == ErrorKind::NotFound => {}
        Err(error) => return Err(error),
    }
    fs::rename(&draft, &path)?;
    lock::keep_names(directory)
}

/// Whether one file begins with all that another holds.
fn begins_with(path: &Path, beginning: &Path) -> io::Result<bool> {
    let Ok(there) = files::open(path) else { return Ok(false) };
    let beginning = File::open(beginning)?;
    if there.metadata()?.len() < beginning.metadata()?.len() {
        return Ok(false);
    }
    let mut there = BufReader::new(there).bytes();
    for byte in BufReader::new(beginning).bytes() {
        if there.next().transpose()? != Some(byte?) {
            return Ok(false);
        }
    }
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAME: &str = "play_log_2018_03_07.json";

    #[test]
    fn what_went_on_after_a_backup_stays_and_what_is_another_is_kept_aside() {
        let directory = tempfile::tempdir().expect("a directory");
        let at = |name: &str| fs::read_to_string(directory.path().join(name)).ok();
        let put =
            |text: &str| put_back(directory.path(), NAME, &mut text.as_bytes()).expect("it is put back");
        put("one\ntwo\n");
        put("one\n");
        assert_eq!(at(NAME).as_deref(), Some("one\ntwo\n"), "a line that somebody wrote is lost");
        put("1\n");
        assert_eq!(at(NAME).as_deref(), Some("1\n"));
        assert_eq!(at(&format!("{NAME}.before-restore")).as_deref(), Some("one\ntwo\n"));
        for name in ["../x", "x.json", ".lock"] {
            assert!(put_back(directory.path(), name, &mut "x".as_bytes()).is_err(), "{name}");
        }
    }

    #[test]
    fn days_and_aliases_are_there_and_nothing_else() {
        let directory = tempfile::tempdir().expect("a directory");
        for name in [NAME, "aliases.json", "notes.txt"] {
            fs::write(directory.path().join(name), "text\n").expect("it is written");
        }
        let standing = standing(directory.path()).expect("it can be read");
        let all: Vec<_> = standing.iter().map(|file| (file.name.as_str(), file.bytes)).collect();
        assert_eq!(all, [(NAME, 5), ("aliases.json", 5)]);
        assert!(super::standing(Path::new("/nowhere/at/all")).expect("nothing").is_empty());
    }
}
