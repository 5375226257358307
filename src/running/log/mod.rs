//! `echonest log`: play logs on a command line.
//!
//! Must never: touch the store, or show an e-mail address to anybody but who asked for the aliases.

mod alias;
mod check;
mod export;
mod import;

use std::{
    io::{self, Write},
    path::Path,
    process::ExitCode,
};

use anyhow::{Context, Result};

use crate::{
    cli::log::Task,
    playlog::{aliases::Aliases, reading::Unreadable},
};

/// How many lines of a file that cannot be read are named.
const NAMED_MAX: u64 = 20;

/// Does one thing with the play log in `directory`.
///
/// # Errors
/// A sentence about what is in its way.
pub(super) fn run(task: &Task, directory: &Path) -> Result<ExitCode> {
    match task {
        Task::Check { directory: other, zone } => {
            check::check(other.as_deref().unwrap_or(directory), zone.zone)
        }
        Task::Import { directory: from, zone } => import::import(from, directory, zone.zone),
        Task::Export { format, from, until, zone } => {
            export::export(directory, *format, [*from, *until], zone.zone)
        }
        Task::Alias(alias) => alias::alias(directory, alias),
    }
}

/// Who is who in the logs of that directory.
fn aliases(directory: &Path) -> Result<Aliases> {
    Aliases::load(directory)
        .with_context(|| format!("the aliases beside the logs in {} cannot be read", directory.display()))
}

/// Prints a line. Whoever stops reading has read enough.
pub(super) fn say(line: &str) {
    let _ = writeln!(io::stdout(), "{line}");
}

/// A count with its noun: `1 line`, `1,234 lines`.
pub(super) fn count(number: u64, one: &str, many: &str) -> String {
    format!("{} {}", grouped(number), if number == 1 { one } else { many })
}

/// A number as people read it.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// Lines of one file that cannot be read: the first are named, the rest counted.
#[derive(Default)]
struct Complaints {
    of_file: u64,
}

impl Complaints {
    /// What to say of this one, if anything.
    fn about(&mut self, path: &Path, line: u64, why: Unreadable) -> Option<String> {
        self.of_file += 1;
        (self.of_file <= NAMED_MAX).then(|| format!("{}:{line}: {why}", path.display()))
    }

    /// What to say at the end of the file, if anything; and begins anew.
    fn end_of(&mut self, path: &Path) -> Option<String> {
        let more = std::mem::take(&mut self.of_file).saturating_sub(NAMED_MAX);
        (more > 0).then(|| format!("{}: and {} more", path.display(), grouped(more)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped_by_thousands() {
        let all = [0, 12, 999, 1_000, 12_345, 1_234_567].map(grouped);
        assert_eq!(all, ["0", "12", "999", "1,000", "12,345", "1,234,567"]);
        assert_eq!(count(1, "line", "lines"), "1 line");
    }

    #[test]
    fn the_first_twenty_complaints_of_a_file_are_made_and_the_rest_counted() {
        let mut complaints = Complaints::default();
        let path = Path::new("x.json");
        let said = (1..=1_254).filter_map(|line| complaints.about(path, line, Unreadable::CutOff));
        assert_eq!(said.last().as_deref(), Some("x.json:20: it stops in the middle"));
        assert_eq!(complaints.end_of(path).as_deref(), Some("x.json: and 1,234 more"));
        assert_eq!(complaints.end_of(path), None);
    }
}
