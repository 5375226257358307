//! Which plays stand in the files of a few days, read as far as those have grown.
//!
//! Must never: hold more than the days last looked at.

use std::{
    collections::HashSet,
    fs::{File, OpenOptions},
    io::{self, ErrorKind, Seek, SeekFrom, Write},
    os::unix::fs::{MetadataExt, OpenOptionsExt},
    path::Path,
};

use super::{
    files,
    identity::Identity,
    line,
    lines::Lines,
    lock::{Lock, keep_names},
};
use crate::domain::day::Day;

/// What stands in the files of a few days.
pub(super) struct Known {
    days: Vec<Stands>,
    most: usize,
}

/// What stands in the file of one day.
pub(super) struct Stands {
    day: Day,
    /// Which file that is; 0 where there is none.
    inode: u64,
    /// Whether its name is on the disk, which a process that made it and died may not have seen to.
    is_named: bool,
    /// How far it has been read: to the end of a line.
    read_to: u64,
    /// What stands behind that, without an end. `None` is for what is longer than any line.
    rest: Option<Vec<u8>>,
    rest_length: u64,
    /// The play in that rest, if only its end is missing.
    rest_play: Option<Identity>,
    plays: HashSet<Identity>,
}

impl Known {
    /// Keeps so many days.
    pub(super) const fn of(most: usize) -> Self {
        Self { days: Vec::new(), most }
    }

    /// What stands in the file of a day now. Only whoever has the lock can rely on it.
    pub(super) fn look(&mut self, _lock: &Lock, directory: &Path, day: Day) -> io::Result<&mut Stands> {
        let mut stands = match self.days.iter().position(|known| known.day == day) {
            Some(place) => self.days.remove(place),
            None => Stands::nothing(day),
        };
        stands.read_on(&directory.join(files::name_of(day)))?;
        if self.days.len() >= self.most {
            self.days.remove(0);
        }
        self.days.push(stands);
        Ok(self.days.last_mut().expect("because it was just put there"))
    }

    /// Looks at a day's file anew the next time.
    pub(super) fn forget(&mut self, day: Day) {
        self.days.retain(|known| known.day != day);
    }
}

impl Stands {
    fn nothing(day: Day) -> Self {
        Self {
            day,
            inode: 0,
            is_named: false,
            read_to: 0,
            rest: None,
            rest_length: 0,
            rest_play: None,
            plays: HashSet::new(),
        }
    }

    pub(super) fn holds(&self, play: &Identity) -> bool {
        self.plays.contains(play) || self.rest_play.as_ref() == Some(play)
    }

    fn read_on(&mut self, path: &Path) -> io::Result<()> {
        let about = match files::check_plain(path) {
            Ok(about) => about,
            Err(error) if error.kind() == ErrorKind::NotFound => {
                *self = Self::nothing(self.day);
                return Ok(());
            }
            Err(error) => return Err(error),
        };
        if about.ino() != self.inode || about.len() < self.read_to {
            *self = Self { inode: about.ino(), ..Self::nothing(self.day) };
        }
        (self.rest, self.rest_length, self.rest_play) = (None, 0, None);
        if about.len() == self.read_to {
            return Ok(());
        }
        let mut file = files::open(path)?;
        file.seek(SeekFrom::Start(self.read_to))?;
        let mut lines = Lines::of(file);
        while let Some(line) = lines.cut()? {
            if line.is_whole {
                self.read_to += line.length;
                self.plays.extend(line.bytes.map(Identity::of_line));
            } else {
                let complete = line.bytes.filter(|bytes| line::is_complete(bytes));
                self.rest_play = complete.map(Identity::of_line);
                (self.rest, self.rest_length) = (line.bytes.map(<[u8]>::to_vec), line.length);
            }
        }
        Ok(())
    }

    /// Appends lines and brings them to the disk; leaves the file as it was where that fails. A rest without
    /// an end becomes a line of its own first, unless it is the beginning of one of ours: that goes, as
    /// its play is written again. With `noted`, what was appended is taken back where this
    /// process dies meanwhile.
    pub(super) fn append(
        &mut self,
        lock: &mut Lock,
        directory: &Path,
        lines: &[(Identity, Vec<u8>)],
        noted: bool,
    ) -> io::Result<()> {
        let name = files::name_of(self.day);
        let mut open = OpenOptions::new();
        let file = open.append(true).create(true).mode(0o600).open(directory.join(&name))?;
        self.inode = file.metadata()?.ino();
        self.mend(&file)?;
        let before = self.read_to;
        let after = before + lines.iter().map(|(_, line)| line.len() as u64).sum::<u64>();
        if noted && before != after {
            lock.note(&name, before, after)?;
        }
        let written = write_and_keep(&file, lines, noted);
        if written.is_err() {
            // Where not even that works, the next one who writes mends it.
            file.set_len(before)?;
        }
        if noted && before != after {
            lock.noted_is_done()?;
        }
        written?;
        self.read_to = after;
        self.plays.extend(lines.iter().map(|(play, _)| *play));
        if !self.is_named {
            keep_names(directory)?;
            self.is_named = true;
        }
        Ok(())
    }

    fn mend(&mut self, file: &File) -> io::Result<()> {
        if self.rest_length == 0 {
            return Ok(());
        }
        let is_torn = |rest: Vec<u8>| self.rest_play.is_none() && line::may_be_ours(&rest);
        if self.rest.take().is_some_and(is_torn) {
            file.set_len(self.read_to)?;
        } else {
            (&*file).write_all(b"\n")?;
            self.read_to += self.rest_length + 1;
            self.plays.extend(self.rest_play.take());
        }
        self.rest_length = 0;
        Ok(())
    }
}

/// Each line is written as a whole, or all of them where there are many and what is torn is taken back.
fn write_and_keep(mut file: &File, lines: &[(Identity, Vec<u8>)], at_once: bool) -> io::Result<()> {
    if at_once {
        let all: Vec<u8> = lines.iter().flat_map(|(_, line)| line).copied().collect();
        file.write_all(&all)?;
    } else {
        lines.iter().try_for_each(|(_, line)| file.write_all(line))?;
    }
    // Also what another process wrote and did not live to bring to the disk.
    file.sync_data()
}
