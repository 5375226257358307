//! `echonest log export`: plays for spreadsheets and programs.
//!
//! Must never: write an e-mail address, or anything that a spreadsheet would carry out.

use std::{
    borrow::Cow,
    io::{self, BufWriter, ErrorKind, StdoutLock, Write},
    path::Path,
    process::ExitCode,
};

use anyhow::{Context, Result};
use chrono_tz::Tz;

use crate::{
    app::history::past_play::{PastPlay, Queued, Someone},
    cli::log::Format,
    domain::{day::Day, event::EndedBecause},
    playlog::{line::Line, times, walking, walking::Met},
};

/// The columns of a spreadsheet.
const COLUMNS: [&str; 20] = [
    "day",
    "starttime",
    "endtime",
    "title",
    "artist",
    "trackid",
    "isrc",
    "user",
    "person",
    "auto",
    "source",
    "vote",
    "jam",
    "comments",
    "duration_ms",
    "played_ms",
    "ended",
    "nest",
    "entry",
    "commit",
];

/// Writes all plays of these days to standard output. Whoever stops reading has read enough.
pub(super) fn export(
    directory: &Path,
    format: Format,
    [from, until]: [Option<Day>; 2],
    zone: Tz,
) -> Result<ExitCode> {
    let aliases = super::aliases(directory)?;
    let mut out = Out::begin(format, zone);
    let mut outcome = out.header();
    walking::walk(directory, zone, &aliases, &mut |met| {
        if let Met::Play(play) = met {
            let is_within =
                from.is_none_or(|from| from <= play.day) && until.is_none_or(|until| play.day <= until);
            if is_within && outcome.is_ok() {
                outcome = out.write(&play);
            }
        }
        outcome.is_ok()
    })?;
    match outcome.and_then(|()| out.end()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            Err(error).context("standard output cannot be written to")
        }
        Ok(()) | Err(_) => Ok(ExitCode::SUCCESS),
    }
}

/// Where plays go.
enum Out {
    Csv(Box<csv::Writer<StdoutLock<'static>>>, Tz),
    Jsonl(BufWriter<StdoutLock<'static>>, Tz),
}

impl Out {
    fn begin(format: Format, zone: Tz) -> Self {
        let stdout = io::stdout().lock();
        match format {
            Format::Csv => Self::Csv(Box::new(csv::Writer::from_writer(stdout)), zone),
            Format::Jsonl => Self::Jsonl(BufWriter::new(stdout), zone),
        }
    }

    fn header(&mut self) -> io::Result<()> {
        match self {
            Self::Csv(out, _) => out.write_record(COLUMNS).map_err(io_of),
            Self::Jsonl(..) => Ok(()),
        }
    }

    fn write(&mut self, play: &PastPlay) -> io::Result<()> {
        match self {
            Self::Csv(out, zone) => {
                let fields = row(play, *zone);
                out.write_record(fields.iter().map(|field| harmless(field).into_owned())).map_err(io_of)
            }
            Self::Jsonl(out, zone) => {
                out.write_all(&Line::of_past(play, *zone).to_json()).and_then(|()| out.write_all(b"\n"))
            }
        }
    }

    fn end(&mut self) -> io::Result<()> {
        match self {
            Self::Csv(out, _) => out.flush(),
            Self::Jsonl(out, _) => out.flush(),
        }
    }
}

fn io_of(error: csv::Error) -> io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    }
}

fn row(play: &PastPlay, zone: Tz) -> [String; 20] {
    let (user, person, source) = match &play.queued {
        Queued::By(someone) => (someone.name.to_string(), text(someone.person.as_ref()), "person".to_owned()),
        Queued::ByBender(strategy) => {
            let named = strategy.and_then(|strategy| serde_json::to_value(strategy).ok());
            let named = named.and_then(|name| name.as_str().map(str::to_owned));
            ("Bender".to_owned(), "bender".to_owned(), named.unwrap_or_else(|| "bender".to_owned()))
        }
    };
    let name = |someone: &Someone| someone.name.to_string();
    let said = play.comments.iter().map(|said| format!("{}: {}", said.by.name, said.text));
    let ended = match play.reason {
        EndedBecause::Finished => "finished",
        EndedBecause::Skipped => "skipped",
        EndedBecause::Removed => "removed",
    };
    [
        play.day.to_string(),
        times::written(play.started_ms, zone),
        times::written(play.ended_ms, zone),
        play.title.clone(),
        play.artist.clone(),
        play.uri.clone(),
        play.isrc.clone().unwrap_or_default(),
        user,
        person,
        matches!(play.queued, Queued::ByBender(_)).to_string(),
        source,
        play.votes.to_string(),
        play.jams.iter().map(name).collect::<Vec<_>>().join(", "),
        said.collect::<Vec<_>>().join("\n"),
        play.duration_ms.to_string(),
        play.played_ms.to_string(),
        ended.to_owned(),
        text(play.nest.as_ref()),
        text(play.entry.as_ref()),
        text(play.commit.as_ref()),
    ]
}

fn text(value: Option<&impl ToString>) -> String {
    value.map(ToString::to_string).unwrap_or_default()
}

/// A field that a spreadsheet takes for text: what begins like a formula gets a mark in front. Numbers stay.
fn harmless(field: &str) -> Cow<'_, str> {
    let is_formula = field.starts_with(['=', '+', '-', '@', '\t', '\r']);
    if is_formula && field.parse::<i64>().is_err() { format!("'{field}").into() } else { field.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_spreadsheet_would_carry_out_gets_a_mark() {
        for formula in ["=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1"] {
            assert_eq!(harmless(formula), format!("'{formula}"));
        }
        for harmless_one in ["", "a=b", "-3", "'=1", "1"] {
            assert_eq!(harmless(harmless_one), harmless_one);
        }
    }
}
