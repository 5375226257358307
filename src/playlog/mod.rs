//! The play log as files: `play_log_2018_03_07.json` for each day, a line of JSON for each play.
//!
//! - [`mod@line`]: what we write. [`reading`]: that, and what the system before wrote; [`loose`] takes values of
//!   any kind, [`people`] says who somebody is, [`aliases`] what they are called today.
//! - [`lines`], [`files`], [`walking`]: bytes as lines, a directory as days, all of it one after the other.
//! - [`copying`]: all of it into a backup and back.
//! - [`appending`]: each play once, with [`lock`], [`known`] and [`identity`]. [`importing`]: logs of elsewhere.
//! - [`times`]: moments and days. [`probing`]: whether it can be written at all.
//!
//! Several processes may write into one directory, and be killed at any time.
//!
//! Must never: lose a line that somebody wrote, or show an e-mail address.

pub mod aliases;
mod appending;
pub mod copying;
pub mod files;
mod identity;
pub mod importing;
mod known;
pub mod line;
pub mod lines;
mod lock;
mod loose;
mod people;
mod probing;
pub mod reading;
pub mod times;
pub mod walking;

use std::{
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

use async_trait::async_trait;

pub use self::probing::probe;
use self::{aliases::Aliases, known::Known, walking::Met};
use crate::{
    app::{
        history::past_play::PastPlay,
        ports::{PlayLog, PlayLogFailure},
    },
    domain::{ids::NestId, play::Play, setting_values::TimeZone},
};

/// How many days' plays are known at a time: today, the day before, and one on each side of them.
const DAYS_MAX: usize = 4;
/// How many unreadable lines of a file are named in the log of the program.
const NAMED_MAX: usize = 5;

/// The play log in a directory.
pub struct PlayLogFiles {
    directory: PathBuf,
    known: Arc<Mutex<Known>>,
}

impl PlayLogFiles {
    /// The log in that directory, which is made when something is written.
    #[must_use]
    pub fn new(directory: PathBuf) -> Self {
        Self { directory, known: Arc::new(Mutex::new(Known::of(DAYS_MAX))) }
    }
}

#[async_trait]
impl PlayLog for PlayLogFiles {
    async fn write(&self, nest: &NestId, zone: &TimeZone, plays: &[Arc<Play>]) -> Result<(), PlayLogFailure> {
        let (directory, known) = (self.directory.clone(), Arc::clone(&self.known));
        let (nest, zone, plays) = (nest.clone(), times::zone_of(zone), plays.to_vec());
        let writing = tokio::task::spawn_blocking(move || {
            let mut known = known.lock().unwrap_or_else(PoisonError::into_inner);
            appending::write(&directory, &mut known, &nest, zone, &plays)
        });
        writing.await.unwrap_or_else(|error| {
            let what = format!("{} cannot be written:", self.directory.display());
            Err(PlayLogFailure { what, why: error.to_string() })
        })
    }

    fn read(&self, zone: &TimeZone, each: &mut dyn FnMut(PastPlay) -> bool) -> Result<(), PlayLogFailure> {
        let aliases = Aliases::load(&self.directory).unwrap_or_else(|error| {
            let directory = self.directory.display();
            tracing::warn!(%directory, %error, "The aliases of the play log cannot be read; it goes without.");
            Aliases::default()
        });
        let mut told = Told::default();
        let outcome = walking::walk(&self.directory, times::zone_of(zone), &aliases, &mut |met| match met {
            Met::Play(play) => each(*play),
            other => {
                told.hear(other);
                true
            }
        });
        told.finish();
        outcome
    }
}

/// What cannot be read, told once for each file.
#[derive(Default)]
struct Told {
    file: Option<PathBuf>,
    unreadable: u64,
    repeated: u64,
    first: Vec<u64>,
    others: u64,
}

impl Told {
    fn hear(&mut self, met: Met<'_>) {
        match met {
            Met::File(path) => self.begin(path),
            Met::Unreadable(line, _) => {
                self.unreadable += 1;
                if self.first.len() < NAMED_MAX {
                    self.first.push(line);
                }
            }
            Met::Repeated(_) => self.repeated += 1,
            Met::Closed(error) => {
                let file = self.file.as_deref().unwrap_or(Path::new("")).display();
                tracing::warn!(%file, %error, "A file of the play log cannot be read.");
            }
            Met::Other(_) => self.others += 1,
            Met::Play(_) => {}
        }
    }

    fn begin(&mut self, path: &Path) {
        self.tell();
        *self = Self { file: Some(path.to_owned()), others: self.others, ..Self::default() };
    }

    fn tell(&self) {
        let file = self.file.as_deref().unwrap_or(Path::new("")).display();
        if self.unreadable > 0 {
            let (count, lines) = (self.unreadable, &self.first);
            tracing::warn!(%file, count, ?lines, "Lines of the play log cannot be read; `echonest log check` says why.");
        }
        if self.repeated > 0 {
            tracing::info!(%file, count = self.repeated, "Lines of the play log are repeated, and count once.");
        }
    }

    fn finish(&self) {
        self.tell();
        if self.others > 0 {
            tracing::info!(
                count = self.others,
                "Other files lie in the play log's directory, and are left alone."
            );
        }
    }
}
