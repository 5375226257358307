//! `echonest log import`: logs of elsewhere come into ours.
//!
//! Must never: say that something was copied before it is on the disk.

use std::{
    io::{self, IsTerminal},
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::Result;
use chrono_tz::Tz;
use indicatif::{ProgressBar, ProgressStyle};

use super::{Complaints, count, say};
use crate::playlog::importing::{self, Imported, Step};

/// Where there is no terminal, how many times at most it is said how far it has come.
const SAID_MAX: u64 = 10;

/// Copies what `from` holds into `to`.
pub(super) fn import(from: &Path, to: &Path, zone: Tz) -> Result<ExitCode> {
    let mut progress = Progress::default();
    let (mut complaints, mut file) = (Complaints::default(), PathBuf::new());
    let imported = importing::import(from, to, zone, &mut |step| match step {
        Step::All(bytes) => progress.begin(bytes),
        Step::Read(bytes) => progress.go_on(bytes),
        Step::Unreadable(path, line, why) => {
            if *path != *file {
                complaints.end_of(&file).iter().for_each(|line| progress.say(line));
                path.clone_into(&mut file);
            }
            complaints.about(path, line, why).iter().for_each(|line| progress.say(line));
        }
        Step::Closed(path, error) => {
            progress.say(&format!("{}: it cannot be read: {error}", path.display()));
        }
        Step::Other(_) => {}
    });
    complaints.end_of(&file).iter().for_each(|line| progress.say(line));
    progress.end();
    let imported = imported?;
    tell(&imported, to);
    let is_whole = imported.unreadable == 0 && imported.closed == 0;
    Ok(if is_whole { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn tell(imported: &Imported, to: &Path) {
    let Imported { copied, known, unreadable, closed, files, others } = *imported;
    say(&format!(
        "{} copied into {} out of {}; {} there already.",
        count(copied, "line", "lines"),
        to.display(),
        count(files, "file", "files"),
        count(known, "line was", "lines were"),
    ));
    if others > 0 {
        say(&format!(
            "{} no logs and passed over.",
            count(others, "other file or folder is", "other files and folders are")
        ));
    }
    if unreadable > 0 {
        say(&format!(
            "{} not copied, as no play can be read in them.",
            count(unreadable, "line was", "lines were")
        ));
    }
    if closed > 0 {
        say(&format!(
            "{} not be read; see that permissions allow it, and import again.",
            count(closed, "file could", "files could")
        ));
    }
    if copied > 0 {
        say("Restart EchoNest so that it remembers them.");
    }
}

/// How far it has come: a bar on a terminal, else a line now and then.
struct Progress {
    bar: ProgressBar,
    all: u64,
    read: u64,
    said: u64,
}

impl Default for Progress {
    fn default() -> Self {
        Self { bar: ProgressBar::hidden(), all: 0, read: 0, said: 0 }
    }
}

impl Progress {
    fn begin(&mut self, all: u64) {
        self.all = all;
        if io::stderr().is_terminal() {
            let style = ProgressStyle::with_template("{bar:40} {bytes} of {total_bytes}, {eta} to go");
            self.bar = ProgressBar::new(all).with_style(style.expect("because the template is right"));
        }
    }

    fn go_on(&mut self, bytes: u64) {
        self.read += bytes;
        self.bar.inc(bytes);
        let tenths = self.read.saturating_mul(SAID_MAX).checked_div(self.all).unwrap_or_default();
        if self.bar.is_hidden() && tenths > self.said && tenths < SAID_MAX {
            self.said = tenths;
            eprintln!("{} % read.", tenths * 100 / SAID_MAX);
        }
    }

    /// Prints a line above the bar.
    fn say(&self, line: &str) {
        self.bar.suspend(|| say(line));
    }

    fn end(&self) {
        self.bar.finish_and_clear();
    }
}
