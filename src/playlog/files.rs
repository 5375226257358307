//! Which files of a directory are logs, and of which days.
//!
//! Must never: follow a link, open what is no plain file, or stop for one that cannot be opened.

use std::{
    fs::{self, File},
    io::{self, ErrorKind},
    path::{Path, PathBuf},
};

use super::aliases;
use crate::domain::day::Day;

/// A file of a day's plays.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct DayFile {
    /// The day, by its name.
    pub day: Day,
    /// Where it is.
    pub path: PathBuf,
}

/// What is in a directory.
#[derive(Debug, Default)]
pub struct Listing {
    /// The files of days, in the order of the days.
    pub days: Vec<DayFile>,
    /// What else is there, but for our own: files of other names, folders, links, pipes.
    pub others: Vec<PathBuf>,
}

/// The name of a day's file.
#[must_use]
pub fn name_of(day: Day) -> String {
    format!("play_log_{:04}_{:02}_{:02}.json", day.year(), day.month(), day.day())
}

/// The day of a file of such a name.
pub(super) fn day_of(name: &str) -> Option<Day> {
    let day: Day = name.strip_prefix("play_log_")?.strip_suffix(".json")?.replace('_', "-").parse().ok()?;
    (name_of(day) == name).then_some(day)
}

/// What is in a directory; one that is not there holds nothing.
///
/// # Errors
/// It cannot be looked into.
pub fn list(directory: &Path) -> io::Result<Listing> {
    let mut listing = Listing::default();
    look_into(directory, &mut listing, &mut Vec::new())?;
    listing.days.sort_unstable();
    listing.others.sort_unstable();
    Ok(listing)
}

/// The same, with all that is in the folders below, but for this one.
///
/// # Errors
/// The directory itself cannot be looked into. Folders below that cannot are among the others.
pub fn list_all(directory: &Path, but: &Path) -> io::Result<Listing> {
    let (mut listing, mut folders) = (Listing::default(), Vec::new());
    look_into(directory, &mut listing, &mut folders)?;
    while let Some(folder) = folders.pop() {
        listing.others.retain(|other| *other != folder);
        let is_it = folder.canonicalize().is_ok_and(|folder| folder == but);
        if !is_it && look_into(&folder, &mut listing, &mut folders).is_err() {
            listing.others.push(folder);
        }
    }
    listing.days.sort_unstable();
    listing.others.sort_unstable();
    Ok(listing)
}

fn look_into(directory: &Path, listing: &mut Listing, folders: &mut Vec<PathBuf>) -> io::Result<()> {
    let entries = match fs::read_dir(directory) {
        Ok(entries) => entries,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error),
    };
    for entry in entries.flatten() {
        let (name, path) = (entry.file_name(), entry.path());
        // A link says so, whatever it leads to.
        let kind = entry.file_type().ok();
        let is_plain = kind.is_some_and(|kind| kind.is_file());
        let name = name.to_string_lossy();
        match day_of(&name) {
            Some(day) if is_plain => listing.days.push(DayFile { day, path }),
            _ if name == aliases::FILE || name.starts_with('.') => {}
            _ => {
                if kind.is_some_and(|kind| kind.is_dir()) {
                    folders.push(path.clone());
                }
                listing.others.push(path);
            }
        }
    }
    Ok(())
}

/// Opens a file to read, if it is a plain one.
///
/// # Errors
/// It is not there, is something else, or cannot be opened.
pub fn open(path: &Path) -> io::Result<File> {
    check_plain(path)?;
    File::open(path)
}

/// Whether there is a plain file of that name, and what is known about it.
///
/// # Errors
/// There is none.
pub(super) fn check_plain(path: &Path) -> io::Result<fs::Metadata> {
    let about = fs::symlink_metadata(path)?;
    let odd = || io::Error::new(ErrorKind::InvalidInput, "it is not a plain file");
    if about.is_file() { Ok(about) } else { Err(odd()) }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;

    fn names(paths: impl IntoIterator<Item = PathBuf>) -> Vec<String> {
        let name = |path: PathBuf| path.file_name().expect("a name").to_string_lossy().into_owned();
        paths.into_iter().map(name).collect()
    }

    #[test]
    fn days_are_in_their_order_and_the_rest_is_named() {
        let directory = tempfile::tempdir().expect("a directory");
        let at = |name: &str| directory.path().join(name);
        for name in [
            "play_log_2020_02_29.json",
            "play_log_2018_03_07.json",
            "play_log_2019_02_29.json",
            "play_log_2018_3_7.json",
            "play_log_2018_03_08.json.gz",
            "package.json",
            "aliases.json",
            ".lock",
        ] {
            fs::write(at(name), "{}\n").expect("it is written");
        }
        fs::create_dir(at("play_log_2018_03_09.json")).expect("it is made");
        symlink(at("package.json"), at("play_log_2018_03_10.json")).expect("it is made");
        let listing = list(directory.path()).expect("it can be read");
        let days = listing.days.into_iter().map(|file| file.path);
        assert_eq!(names(days), ["play_log_2018_03_07.json", "play_log_2020_02_29.json"]);
        assert_eq!(
            names(listing.others),
            [
                "package.json",
                "play_log_2018_03_08.json.gz",
                "play_log_2018_03_09.json",
                "play_log_2018_03_10.json",
                "play_log_2018_3_7.json",
                "play_log_2019_02_29.json"
            ]
        );
        assert!(open(&at("play_log_2018_03_10.json")).is_err(), "a link was followed");
    }

    #[test]
    fn a_directory_that_is_not_there_holds_nothing() {
        let listing = list(Path::new("/nowhere/at/all")).expect("it holds nothing");
        assert!(listing.days.is_empty() && listing.others.is_empty());
    }

    #[test]
    fn logs_are_found_at_any_depth_but_not_in_the_folder_left_out() {
        let directory = tempfile::tempdir().expect("a directory");
        let top = directory.path().canonicalize().expect("it is there");
        for folder in ["a/b", "out"] {
            fs::create_dir_all(top.join(folder)).expect("it is made");
            fs::write(top.join(folder).join("play_log_2018_03_07.json"), "").expect("it is written");
        }
        symlink(&top, top.join("a/round")).expect("it is made");
        let listing = list_all(&top, &top.join("out")).expect("it can be read");
        assert_eq!(listing.days.len(), 1);
        assert_eq!(names(listing.others), ["round"]);
    }
}
