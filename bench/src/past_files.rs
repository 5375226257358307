//! The same past as files of the play log, and what it costs to read them: what a server does when it starts.
//!
//! Must never: measure the writing along with the reading.

use std::{
    fs::{self, File},
    io::{BufWriter, Write},
    path::Path,
    time::Duration,
};

use anyhow::{Context, Result, ensure};
use echonest::{
    app::{
        history::{
            History,
            past_play::{PastPlay, Queued, Someone},
        },
        ports::PlayLog,
    },
    domain::setting_values::TimeZone,
    playlog::PlayLogFiles,
};
use serde_json::{Value, json};

use crate::past::{invent, worked};

/// Writes so many plays down, and says how long it then takes to read and to remember them, and how many bytes
/// they are.
pub fn read(plays: usize) -> Result<(Duration, u64)> {
    let directory = tempfile::tempdir().context("there is no place for a play log")?;
    let bytes = write(directory.path(), plays)?;
    let (history, log) = (History::default(), PlayLogFiles::new(directory.path().to_owned()));
    let begun = worked()?;
    let mut loading = history.loading(&TimeZone::utc());
    log.read(&TimeZone::utc(), &mut |play| loading.take(play))?;
    drop(loading);
    let taken = worked()?.saturating_sub(begun);
    ensure!(history.len() == plays, "only {} of {plays} lines were read", history.len());
    Ok((taken, bytes))
}

fn write(directory: &Path, plays: usize) -> Result<u64> {
    let mut bytes = 0;
    let mut open: Option<(String, BufWriter<File>)> = None;
    for number in 0..plays {
        let play = invent(number, plays);
        let name = format!("play_log_{}.json", play.day.to_string().replace('-', "_"));
        if open.as_ref().is_none_or(|(day, _)| *day != name) {
            if let Some((_, mut file)) = open.take() {
                file.flush()?;
            }
            let file = fs::OpenOptions::new().create(true).append(true).open(directory.join(&name))?;
            open = Some((name, BufWriter::new(file)));
        }
        let line = line(&play);
        bytes += line.len() as u64 + 1;
        if let Some((_, file)) = &mut open {
            writeln!(file, "{line}")?;
        }
    }
    if let Some((_, mut file)) = open {
        file.flush()?;
    }
    Ok(bytes)
}

/// A line as the play log has it.
fn line(play: &PastPlay) -> String {
    let named = |someone: &Someone| json!({ "id": someone.person.as_ref().map(|person| person.as_str()), "name": someone.name.as_str() });
    let time = |at_ms: u64| {
        let seconds = at_ms / 1_000 % 86_400;
        let (hour, minute) = (seconds / 3_600, seconds / 60 % 60);
        format!("{}T{hour:02}:{minute:02}:{:02}.{:03}+00:00", play.day, seconds % 60, at_ms % 1_000)
    };
    let (user, source) = match &play.queued {
        Queued::By(someone) => (named(someone), "person"),
        Queued::ByBender(_) => (json!({ "id": "bender", "name": "Bender" }), "genre"),
    };
    let jams: Vec<Value> =
        play.jams.iter().map(|jam| json!({ "user": named(jam), "time": time(play.ended_ms) })).collect();
    json!({
        "v": 1, "nest": "main", "entry": play.entry.map(|entry| entry.0), "commit": play.commit,
        "starttime": time(play.started_ms), "endtime": time(play.ended_ms), "title": play.title,
        "artist": play.artist, "trackid": play.uri, "id": play.entry.map(|entry| entry.0.to_string()),
        "src": "spotify", "isrc": play.isrc, "type": "track", "duration": play.duration_ms / 1_000,
        "duration_ms": play.duration_ms, "pos": play.played_ms / 1_000,
        "ended": if play.votes > 2 { "skipped" } else { "finished" }, "paused": false, "user": user,
        "auto": source != "person", "source": source, "vote": play.votes, "jam": jams, "comments": [],
        "airhorn": [],
    })
    .to_string()
}
