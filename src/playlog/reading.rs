//! A line of a log becomes a play: one of ours, or one of the system before, which wrote them from 2017 on.
//!
//! Must never: refuse what can be understood, or say of what it refuses anything that stood in it.

use std::borrow::Cow;

use chrono_tz::Tz;
use serde::{
    Deserialize,
    de::{IntoDeserializer, value::Error as NotOne},
};
use serde_json::error::Category;

use super::{
    aliases::Aliases,
    identity::Identity,
    lines::LINE_MAX,
    loose::{Loose, Many, Said, Unclear, Who},
    people,
    times::{self, Moment},
};
use crate::{
    app::history::past_play::{PastComment, PastPlay},
    domain::{
        day::Day,
        event::EndedBecause,
        ids::{EntryId, NestId},
        setting_values::Strategy,
    },
};

/// By how much a play of an older log may have ended early and still have been played to its end.
const ENDS_EARLY_MS: u64 = 10_000;

/// Why a line is no play. Nothing that stands in it is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// It is longer than a line may be.
    #[error("it is longer than {LINE_MAX} bytes")]
    TooLong,
    /// It stops in the middle.
    #[error("it stops in the middle")]
    CutOff,
    /// It is not JSON.
    #[error("it is not JSON from column {0} on")]
    NotJson(usize),
    /// It is an object, but not one that a play can be.
    #[error("it is not what a play looks like from column {0} on")]
    Odd(usize),
    /// It is JSON, but of another kind.
    #[error("it is not a JSON object")]
    NotAnObject,
    /// It is an object with a value in it that no play has.
    #[error("what stands in it under {0:?} cannot be understood")]
    Unclear(&'static str),
    /// It names neither a track nor a title.
    #[error("it names no track")]
    NoTrack,
    /// It does not say when it was.
    #[error("it does not say when it was")]
    NoTime,
}

/// What a line may have; everything else in it is passed over.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Raw<'a> {
    #[serde(borrow)]
    artist: Loose<'a>,
    #[serde(borrow)]
    auto: Loose<'a>,
    #[serde(borrow)]
    comments: Many<Said<'a>>,
    #[serde(borrow)]
    commit: Loose<'a>,
    #[serde(borrow)]
    duration: Loose<'a>,
    #[serde(borrow)]
    duration_ms: Loose<'a>,
    #[serde(borrow)]
    ended: Loose<'a>,
    #[serde(borrow)]
    endtime: Loose<'a>,
    #[serde(borrow)]
    entry: Loose<'a>,
    #[serde(borrow)]
    isrc: Loose<'a>,
    #[serde(borrow)]
    jam: Many<Who<'a>>,
    #[serde(borrow)]
    nest: Loose<'a>,
    #[serde(borrow)]
    pos: Loose<'a>,
    #[serde(borrow)]
    publisher: Loose<'a>,
    #[serde(borrow)]
    secondary_text: Loose<'a>,
    #[serde(borrow)]
    show_name: Loose<'a>,
    #[serde(borrow)]
    source: Loose<'a>,
    #[serde(borrow)]
    src: Loose<'a>,
    #[serde(borrow)]
    starttime: Loose<'a>,
    #[serde(borrow)]
    title: Loose<'a>,
    #[serde(borrow)]
    trackid: Loose<'a>,
    #[serde(borrow, rename = "type")]
    kind: Loose<'a>,
    #[serde(borrow)]
    user: Who<'a>,
    #[serde(borrow)]
    vote: Loose<'a>,
}

/// Reads one line, in this format or those before. Times without an offset are of `zone`; a line without
/// any time was on `fallback_day`, the day of its file.
///
/// # Errors
/// [`Unreadable`] says why it is no play.
pub fn parse(
    line: &[u8],
    zone: Tz,
    fallback_day: Option<Day>,
    aliases: &Aliases,
) -> Result<PastPlay, Unreadable> {
    read(line, zone, fallback_day, aliases).map(|(play, _)| play)
}

/// The same, with what tells it from other plays.
pub(super) fn read(
    line: &[u8],
    zone: Tz,
    fallback_day: Option<Day>,
    aliases: &Aliases,
) -> Result<(PastPlay, Identity), Unreadable> {
    // What is no UTF-8 may still be read, with signs in it that stand for what was lost.
    let text = String::from_utf8_lossy(line);
    let text = text.trim_start_matches('\u{feff}').trim();
    if !text.starts_with('{') {
        let is_json = serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok();
        return Err(if is_json { Unreadable::NotAnObject } else { Unreadable::NotJson(1) });
    }
    let raw: Raw<'_> = serde_json::from_str(text).map_err(|error| match error.classify() {
        Category::Eof => Unreadable::CutOff,
        Category::Data => Unreadable::Odd(error.column()),
        _ => Unreadable::NotJson(error.column()),
    })?;
    let identity = Identity::of_keys([&raw.nest, &raw.commit, &raw.entry, &raw.starttime], line);
    Ok((understand(raw, zone, fallback_day, aliases)?, identity))
}

fn understand(
    raw: Raw<'_>,
    zone: Tz,
    fallback_day: Option<Day>,
    aliases: &Aliases,
) -> Result<PastPlay, Unreadable> {
    let title = of("title", raw.title.words())?;
    let id = of("trackid", raw.trackid.text())?;
    if id.is_none() && title.as_ref().is_none_or(|title| title.trim().is_empty()) {
        return Err(Unreadable::NoTrack);
    }
    let source = of("src", raw.src.text())?;
    let is_episode = raw.kind.text().ok().flatten().is_some_and(|kind| kind == "episode");
    let uri = id.map(|id| address(id, source.as_deref(), is_episode)).unwrap_or_default();
    let times = Times {
        start: moment("starttime", &raw.starttime, zone)?,
        end: moment("endtime", &raw.endtime, zone)?,
        played_ms: of("pos", raw.pos.number())?.map(times::milliseconds),
        duration_ms: match of("duration_ms", raw.duration_ms.whole())? {
            Some(ms) => Some(u64::try_from(ms.max(0)).map_err(|_| Unreadable::Unclear("duration_ms"))?),
            None => of("duration", raw.duration.number())?.map(times::milliseconds),
        },
    };
    let Settled { started_ms, ended_ms, day, duration_ms, played_ms } = times.settle(zone, fallback_day)?;
    let is_auto = of("auto", raw.auto.truth())?;
    let strategy = of("source", raw.source.text())?.and_then(|name| strategy(&name));
    let votes = of("vote", raw.vote.whole())?.unwrap_or_default();
    let artist = [raw.artist, raw.secondary_text, raw.show_name, raw.publisher];
    let mut jams = Vec::new();
    for who in raw.jam.0.ok_or(Unreadable::Unclear("jam"))? {
        jams.extend(of("jam", people::someone(who, aliases))?);
    }
    Ok(PastPlay {
        nest: match of("nest", raw.nest.text())? {
            Some(nest) => Some(NestId::parse(&nest).map_err(|_| Unreadable::Unclear("nest"))?),
            None => None,
        },
        commit: number("commit", &raw.commit)?,
        entry: number("entry", &raw.entry)?.map(EntryId),
        uri,
        title: title.map(Cow::into_owned).unwrap_or_default(),
        artist: artist
            .into_iter()
            .find_map(|text| text.words().ok()?)
            .map(Cow::into_owned)
            .unwrap_or_default(),
        isrc: of("isrc", raw.isrc.words())?.map(Cow::into_owned),
        queued: of("user", people::queued(raw.user, is_auto, strategy, aliases))?,
        started_ms,
        ended_ms,
        day,
        duration_ms,
        played_ms,
        reason: reason(of("ended", raw.ended.text())?.as_deref(), times.played_ms, times.duration_ms),
        votes: i64::try_from(votes).map_err(|_| Unreadable::Unclear("vote"))?,
        jams,
        comments: comments(raw.comments, ended_ms, zone, aliases)?,
    })
}

/// When it was and how long, as far as the line says.
struct Times {
    start: Option<Moment>,
    end: Option<Moment>,
    played_ms: Option<u64>,
    duration_ms: Option<u64>,
}

/// When it was and how long.
struct Settled {
    started_ms: u64,
    ended_ms: u64,
    day: Day,
    duration_ms: u64,
    played_ms: u64,
}

impl Times {
    fn settle(&self, zone: Tz, fallback_day: Option<Day>) -> Result<Settled, Unreadable> {
        let ms = |moment: Option<Moment>| moment.map(|moment| moment.ms);
        let lasted = match (ms(self.start), ms(self.end)) {
            (Some(start), Some(end)) => end.checked_sub(start),
            _ => None,
        };
        let shorter = |ms: u64| self.duration_ms.map_or(ms, |duration| ms.min(duration));
        let played_ms = self.played_ms.or(lasted.map(shorter)).or(self.duration_ms).unwrap_or_default();
        let (started_ms, ended_ms) = match (ms(self.start), ms(self.end)) {
            (Some(start), Some(end)) if start <= end => (start, end),
            // Clocks that were set back make an end before its start.
            (_, Some(end)) => (end.saturating_sub(played_ms), end),
            (Some(start), None) => (start, start.saturating_add(played_ms)),
            (None, None) => {
                let noon = fallback_day.and_then(|day| times::noon(day, zone)).ok_or(Unreadable::NoTime)?;
                (noon, noon.saturating_add(played_ms))
            }
        };
        let day = self.end.or(self.start).map(|moment| moment.day).or(fallback_day);
        let day = day.ok_or(Unreadable::NoTime)?;
        let duration_ms = self.duration_ms.unwrap_or(played_ms);
        Ok(Settled { started_ms, ended_ms, day, duration_ms, played_ms })
    }
}

fn of<T>(key: &'static str, value: Result<T, Unclear>) -> Result<T, Unreadable> {
    value.map_err(|Unclear| Unreadable::Unclear(key))
}

fn number(key: &'static str, value: &Loose<'_>) -> Result<Option<u64>, Unreadable> {
    let number = of(key, value.whole())?;
    number.map(u64::try_from).transpose().map_err(|_| Unreadable::Unclear(key))
}

fn moment(key: &'static str, value: &Loose<'_>, zone: Tz) -> Result<Option<Moment>, Unreadable> {
    let moment = match value {
        Loose::Nothing => return Ok(None),
        Loose::Text(text) if text.trim().is_empty() => return Ok(None),
        Loose::Text(text) => times::read(text, zone),
        other => of(key, other.number())?.and_then(|number| times::since_1970(number, zone)),
    };
    moment.map(Some).ok_or(Unreadable::Unclear(key))
}

/// The address of a track that older logs name by catalogue and id.
fn address(id: Cow<'_, str>, source: Option<&str>, is_episode: bool) -> String {
    match source {
        _ if id.contains(':') => id.into_owned(),
        Some("spotify") if is_episode => format!("spotify:episode:{id}"),
        Some("spotify") => format!("spotify:track:{id}"),
        Some(source) => format!("{source}:{id}"),
        None => id.into_owned(),
    }
}

fn strategy(name: &str) -> Option<Strategy> {
    let name: serde::de::value::StrDeserializer<'_, NotOne> = name.into_deserializer();
    Strategy::deserialize(name).ok()
}

fn reason(ended: Option<&str>, played_ms: Option<u64>, duration_ms: Option<u64>) -> EndedBecause {
    match (ended, played_ms, duration_ms) {
        (Some("finished"), ..) => EndedBecause::Finished,
        (Some("skipped"), ..) => EndedBecause::Skipped,
        (Some("removed"), ..) => EndedBecause::Removed,
        (_, Some(played), Some(duration)) if played.saturating_add(ENDS_EARLY_MS) < duration => {
            EndedBecause::Skipped
        }
        _ => EndedBecause::Finished,
    }
}

/// What was said, oldest first; where it does not say when, it was at the end.
fn comments(
    said: Many<Said<'_>>,
    ended_ms: u64,
    zone: Tz,
    aliases: &Aliases,
) -> Result<Vec<PastComment>, Unreadable> {
    let key = "comments";
    let mut comments = Vec::new();
    for Said { time, user, body } in said.0.ok_or(Unreadable::Unclear(key))? {
        let Some(text) = of(key, body.words())?.filter(|text| !text.trim().is_empty()) else { continue };
        let by = match of(key, people::someone(user, aliases))? {
            Some(by) => by,
            None => of(key, people::someone(Who::Person(Loose::Nothing, Loose::Nothing), aliases))?
                .expect("because somebody without a name is somebody"),
        };
        let at_ms = moment(key, &time, zone)?.map_or(ended_ms, |moment| moment.ms);
        comments.push(PastComment { by, at_ms, text: text.into_owned() });
    }
    comments.sort_by_key(|comment| comment.at_ms);
    Ok(comments)
}

#[cfg(test)]
#[path = "reading/tests.rs"]
mod tests;
