//! Logs of elsewhere are copied into ours, line by line, each into the file of its own day.
//!
//! It can be stopped at any moment and begun anew: what is there already is passed over.
//!
//! Must never: change a line, copy one twice, or hold a whole log.

use std::{
    collections::{BTreeMap, HashSet},
    io,
    path::Path,
};

use chrono_tz::Tz;

use super::{
    aliases::Aliases,
    appending::{Written, failure},
    files,
    known::Known,
    lines::Lines,
    lock::Lock,
    reading::{self, Unreadable},
};
use crate::{app::ports::PlayLogFailure, domain::day::Day};

/// How many bytes are gathered before they are written.
const GATHERED_MAX: usize = 4 << 20;
/// How many days' plays are known at a time: more than a log of one evening has, and some megabytes at most.
const DAYS_MAX: usize = 64;

/// What happens meanwhile.
#[derive(Debug)]
pub enum Step<'a> {
    /// So many bytes are to be read.
    All(u64),
    /// So many more of them have been.
    Read(u64),
    /// A line that cannot be read is not copied.
    Unreadable(&'a Path, u64, Unreadable),
    /// A file cannot be read any further.
    Closed(&'a Path, io::Error),
    /// This is no log.
    Other(&'a Path),
}

/// What was done.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Imported {
    /// How many lines are new in our log.
    pub copied: u64,
    /// How many stood there already, or stood twice where they came from.
    pub known: u64,
    /// How many could not be read.
    pub unreadable: u64,
    /// How many files could not be read.
    pub closed: u64,
    /// How many files were read.
    pub files: u64,
    /// How many files were no logs.
    pub others: u64,
}

/// An import under way.
struct Import<'a> {
    to: &'a Path,
    known: Known,
    gathered: BTreeMap<Day, Written>,
    bytes: usize,
    done: Imported,
}

/// Copies all logs in and below `from` into `to`. Times without an offset are of `zone`.
///
/// # Errors
/// [`PlayLogFailure`] where `from` cannot be looked into, or `to` not be written. What was copied stays.
pub fn import(
    from: &Path,
    to: &Path,
    zone: Tz,
    tell: &mut dyn FnMut(Step<'_>),
) -> Result<Imported, PlayLogFailure> {
    let cannot_read = |error: io::Error| failure("read", from, &error);
    let (source, target) = (from.canonicalize().map_err(cannot_read)?, to.canonicalize().unwrap_or_default());
    if source == target {
        let why = io::Error::new(io::ErrorKind::InvalidInput, "it is the play log itself");
        return Err(failure("imported", from, &why));
    }
    let listing = files::list_all(from, &target).map_err(cannot_read)?;
    let length = |file: &files::DayFile| file.path.metadata().map_or(0, |about| about.len());
    tell(Step::All(listing.days.iter().map(length).sum()));
    let known = Known::of(DAYS_MAX);
    let mut import = Import { to, known, gathered: BTreeMap::new(), bytes: 0, done: Imported::default() };
    for other in &listing.others {
        import.done.others += 1;
        tell(Step::Other(other));
    }
    for file in &listing.days {
        import.read(file, zone, tell)?;
    }
    import.write()?;
    Ok(import.done)
}

impl Import<'_> {
    fn read(
        &mut self,
        file: &files::DayFile,
        zone: Tz,
        tell: &mut dyn FnMut(Step<'_>),
    ) -> Result<(), PlayLogFailure> {
        // Who is who makes no difference to what is copied.
        let nobody = Aliases::default();
        let stream = match files::open(&file.path) {
            Ok(stream) => stream,
            Err(error) => {
                self.done.closed += 1;
                tell(Step::Closed(&file.path, error));
                return Ok(());
            }
        };
        self.done.files += 1;
        let mut lines = Lines::of(stream);
        loop {
            let line = match lines.cut() {
                Ok(Some(line)) => line,
                Ok(None) => return Ok(()),
                Err(error) => {
                    self.done.closed += 1;
                    tell(Step::Closed(&file.path, error));
                    return Ok(());
                }
            };
            tell(Step::Read(line.length));
            let read = match line.bytes {
                Some(bytes) if bytes.trim_ascii().is_empty() => continue,
                Some(bytes) => reading::read(bytes, zone, Some(file.day), &nobody).map(|read| (read, bytes)),
                None => Err(Unreadable::TooLong),
            };
            match read {
                Ok(((play, identity), bytes)) => {
                    let line = [bytes, b"\n"].concat();
                    self.bytes += line.len();
                    self.gathered.entry(play.day).or_default().push((identity, line));
                    if self.bytes > GATHERED_MAX {
                        self.write()?;
                    }
                }
                Err(why) => {
                    self.done.unreadable += 1;
                    tell(Step::Unreadable(&file.path, line.number, why));
                }
            }
        }
    }

    /// Writes what was gathered, and lets others write in between.
    fn write(&mut self) -> Result<(), PlayLogFailure> {
        self.bytes = 0;
        for (day, mut lines) in std::mem::take(&mut self.gathered) {
            let path = self.to.join(files::name_of(day));
            let cannot = |error: io::Error| failure("written", &path, &error);
            let mut lock = Lock::take(self.to).map_err(|error| failure("locked", self.to, &error))?;
            let stands = self.known.look(&lock, self.to, day).map_err(cannot)?;
            let all = lines.len() as u64;
            let mut seen = HashSet::new();
            lines.retain(|(play, _)| !stands.holds(play) && seen.insert(*play));
            if !lines.is_empty() {
                stands.append(&mut lock, self.to, &lines, true).map_err(cannot)?;
            }
            self.done.copied += lines.len() as u64;
            self.done.known += all - lines.len() as u64;
        }
        Ok(())
    }
}
