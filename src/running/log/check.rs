//! `echonest log check`: what logs hold, and what of it cannot be read.
//!
//! Must never: change anything.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::{Result, bail};
use chrono_tz::Tz;

use super::{Complaints, count, grouped, say};
use crate::{
    app::history::past_play::{PastPlay, Queued, Someone},
    domain::day::Day,
    playlog::walking::{self, Met},
};

/// How many other files are named.
const OTHERS_MAX: u64 = 20;

/// What was found.
#[derive(Default)]
struct Found {
    days: BTreeMap<Day, u64>,
    people: BTreeMap<String, (String, u64)>,
    plays: u64,
    files: u64,
    repeated: u64,
    unreadable: u64,
    closed: u64,
    others: u64,
}

/// Looks through a directory of logs, and prints what it holds.
pub(super) fn check(directory: &Path, zone: Tz) -> Result<ExitCode> {
    if !directory.is_dir() {
        bail!(
            "{} is no directory of play logs; nothing was played yet, or it is elsewhere",
            directory.display()
        );
    }
    let aliases = super::aliases(directory)?;
    let (mut found, mut complaints, mut file) = (Found::default(), Complaints::default(), PathBuf::new());
    walking::walk(directory, zone, &aliases, &mut |met| {
        match met {
            Met::File(path) => {
                complaints.end_of(&file).iter().for_each(|line| say(line));
                path.clone_into(&mut file);
                found.files += 1;
            }
            Met::Play(play) => found.add(&play),
            Met::Repeated(_) => found.repeated += 1,
            Met::Unreadable(line, why) => {
                found.unreadable += 1;
                complaints.about(&file, line, why).iter().for_each(|line| say(line));
            }
            Met::Closed(error) => {
                found.closed += 1;
                say(&format!("{}: it cannot be read: {error}", file.display()));
            }
            Met::Other(path) => {
                found.others += 1;
                if found.others <= OTHERS_MAX {
                    say(&format!("{}: it is no file of a day, and passed over", path.display()));
                }
            }
        }
        true
    })?;
    complaints.end_of(&file).iter().for_each(|line| say(line));
    if found.others > OTHERS_MAX {
        say(&format!("and {} of other names", count(found.others - OTHERS_MAX, "more file", "more files")));
    }
    found.tell();
    Ok(found.verdict())
}

impl Found {
    fn add(&mut self, play: &PastPlay) {
        self.plays += 1;
        *self.days.entry(play.day).or_default() += 1;
        let (key, name) = match &play.queued {
            Queued::By(someone) => (key_of(someone), someone.name.as_str()),
            Queued::ByBender(_) => ("bender".to_owned(), "Bender"),
        };
        let person = self.people.entry(key).or_default();
        // The name of the latest play is the one they go by.
        name.clone_into(&mut person.0);
        person.1 += 1;
    }

    fn tell(&self) {
        say("\nDay         Plays");
        for (day, plays) in &self.days {
            say(&format!("{day}  {:>5}", grouped(*plays)));
        }
        say("\nPlays  Person");
        let mut people: Vec<_> = self.people.values().collect();
        people.sort_by(|(one, plays), (other, others)| others.cmp(plays).then_with(|| one.cmp(other)));
        for (name, plays) in people {
            say(&format!("{:>5}  {name}", grouped(*plays)));
        }
        say(&format!(
            "\n{} on {} by {} in {}; {}, {}, {}.",
            count(self.plays, "play", "plays"),
            count(self.days.len() as u64, "day", "days"),
            count(self.people.len() as u64, "person", "people"),
            count(self.files, "file", "files"),
            count(self.repeated, "repeated line", "repeated lines"),
            count(self.unreadable, "unreadable line", "unreadable lines"),
            count(self.others, "other file", "other files"),
        ));
    }

    fn verdict(&self) -> ExitCode {
        if self.unreadable == 0 && self.closed == 0 {
            say("All lines can be read.");
            return ExitCode::SUCCESS;
        }
        if self.unreadable > 0 {
            let lines = count(self.unreadable, "line", "lines");
            say(&format!("{lines} cannot be read and count for nothing; all others are as they should be."));
        }
        if self.closed > 0 {
            let files = count(self.closed, "file", "files");
            say(&format!("{files} cannot be read; see that their permissions allow it."));
        }
        ExitCode::FAILURE
    }
}

/// What makes two mentions the same person.
fn key_of(someone: &Someone) -> String {
    match (&someone.person, &someone.mail) {
        (Some(person), _) => format!("id {person}"),
        (None, Some(mail)) => format!("mail {}", mail.0),
        (None, None) => format!("name {}", someone.name),
    }
}
