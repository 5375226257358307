//! Plays are appended to the files of their days, each once.
//!
//! Must never: leave half a line in front of a whole one.

use std::{
    collections::{BTreeMap, HashSet},
    path::Path,
    sync::Arc,
};

use chrono_tz::Tz;

use super::{files, identity::Identity, known::Known, line::Line, lock::Lock, times};
use crate::{
    app::ports::PlayLogFailure,
    domain::{day::Day, ids::NestId, play::Play},
};

/// Lines with their ends, each with what tells it from others.
pub(super) type Written = Vec<(Identity, Vec<u8>)>;

/// Writes those plays that do not stand in the log yet.
pub(super) fn write(
    directory: &Path,
    known: &mut Known,
    nest: &NestId,
    zone: Tz,
    plays: &[Arc<Play>],
) -> Result<(), PlayLogFailure> {
    let mut days: BTreeMap<Day, Written> = BTreeMap::new();
    for play in plays {
        let identity = Identity::of_play(nest.as_str(), play.commit, play.entry.id.0, play.started_ms);
        let mut line = Line::of_play(nest, play, zone).to_json();
        line.push(b'\n');
        days.entry(times::day_of(play.ended_ms, zone)).or_default().push((identity, line));
    }
    if days.is_empty() {
        return Ok(());
    }
    let mut lock = Lock::take(directory).map_err(|error| failure("locked", directory, &error))?;
    for (day, lines) in days {
        let kept = keep(directory, known, &mut lock, day, lines);
        kept.map_err(|error| {
            known.forget(day);
            failure("written", &directory.join(files::name_of(day)), &error)
        })?;
    }
    Ok(())
}

fn keep(
    directory: &Path,
    known: &mut Known,
    lock: &mut Lock,
    day: Day,
    mut lines: Written,
) -> std::io::Result<()> {
    // Where the nest's time zone was changed between two attempts, it stands under the day next to it.
    for near in times::neighbours(day).into_iter().flatten() {
        if let Ok(stands) = known.look(lock, directory, near) {
            let all = lines.len();
            lines.retain(|(play, _)| !stands.holds(play));
            if lines.len() < all {
                stands.append(lock, directory, &[], false)?;
            }
        }
    }
    if lines.is_empty() {
        return Ok(());
    }
    let stands = known.look(lock, directory, day)?;
    let mut seen = HashSet::new();
    lines.retain(|(play, _)| !stands.holds(play) && seen.insert(*play));
    stands.append(lock, directory, &lines, false)
}

/// Why something could not be done with a file or directory.
pub(super) fn failure(verb: &str, path: &Path, error: &std::io::Error) -> PlayLogFailure {
    PlayLogFailure { what: format!("{} cannot be {verb}:", path.display()), why: error.to_string() }
}
