//! All lines of all files, one after the other.
//!
//! Must never: hold more than one file's plays, or stop for one line or one file.

use std::{
    collections::HashSet,
    io,
    path::{Path, PathBuf},
};

use chrono_tz::Tz;

use super::{
    aliases::Aliases,
    files,
    lines::Lines,
    reading::{self, Unreadable},
};
use crate::app::{history::past_play::PastPlay, ports::PlayLogFailure};

/// What is met on the way.
#[derive(Debug)]
pub enum Met<'a> {
    /// A file of a day begins.
    File(&'a Path),
    /// A play.
    Play(Box<PastPlay>),
    /// A line that stood in this file before.
    Repeated(u64),
    /// A line that is no play, and why.
    Unreadable(u64, Unreadable),
    /// The file cannot be read any further.
    Closed(io::Error),
    /// Something that is no day's file.
    Other(PathBuf),
}

/// Goes through a directory in the order of its days, and then names what else is there. `each` says
/// whether to go on.
///
/// # Errors
/// [`PlayLogFailure`] where the directory cannot be looked into.
pub fn walk(
    directory: &Path,
    zone: Tz,
    aliases: &Aliases,
    each: &mut dyn FnMut(Met<'_>) -> bool,
) -> Result<(), PlayLogFailure> {
    let listing =
        files::list(directory).map_err(|error| super::appending::failure("read", directory, &error))?;
    for file in &listing.days {
        if !each(Met::File(&file.path)) {
            return Ok(());
        }
        let stream = match files::open(&file.path) {
            Ok(stream) => stream,
            Err(error) => {
                if each(Met::Closed(error)) {
                    continue;
                }
                return Ok(());
            }
        };
        let mut lines = Lines::of(stream);
        let mut seen = HashSet::new();
        loop {
            let line = match lines.cut() {
                Ok(Some(line)) => line,
                Ok(None) => break,
                Err(error) => {
                    if each(Met::Closed(error)) {
                        break;
                    }
                    return Ok(());
                }
            };
            let met = match line.bytes {
                Some(bytes) if bytes.trim_ascii().is_empty() => continue,
                Some(bytes) => match reading::read(bytes, zone, Some(file.day), aliases) {
                    Ok((play, identity)) if seen.insert(identity) => Met::Play(Box::new(play)),
                    Ok(_) => Met::Repeated(line.number),
                    Err(why) => Met::Unreadable(line.number, why),
                },
                None => Met::Unreadable(line.number, Unreadable::TooLong),
            };
            if !each(met) {
                return Ok(());
            }
        }
    }
    for other in listing.others {
        if !each(Met::Other(other)) {
            break;
        }
    }
    Ok(())
}
