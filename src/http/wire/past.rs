//! What was played: history, recap, and what the room played on this day.
//!
//! Must never: hold an e-mail address. Whoever is known by one only is shown by a name.

use serde::Serialize;
use ts_rs::TS;

use crate::{
    app::history::{Who, remembered},
    domain::event::EndedBecause,
};

/// Somebody who did something then: a name, and who that is where it is known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[expect(missing_docs, reason = "the fields are named by what they hold")]
pub struct PastPerson {
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub id: Option<String>,
}

impl From<Who> for PastPerson {
    fn from(Who { name, person }: Who) -> Self {
        Self { name: name.as_str().to_owned(), id: person.map(|person| person.as_str().to_owned()) }
    }
}

/// Something that was said while it played.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[expect(missing_docs, reason = "the fields are named by what they hold")]
pub struct Said {
    pub by: PastPerson,
    pub at_ms: u64,
    pub text: String,
}

/// A play.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[expect(missing_docs, reason = "the fields are named by what they hold")]
pub struct PastPlay {
    /// Different for each play of an answer.
    pub id: String,
    pub uri: String,
    pub title: String,
    pub artist: String,
    /// Nobody where Bender queued it.
    pub by: Option<PastPerson>,
    pub started_ms: u64,
    pub ended_ms: u64,
    pub duration_ms: u64,
    pub played_ms: u64,
    #[ts(type = "'finished' | 'skipped' | 'removed'")]
    pub ended: &'static str,
    pub votes: i64,
    pub jams: Vec<PastPerson>,
    /// How many comments there were.
    pub comments: usize,
    /// The evening it belongs to, from noon to noon: `2018-03-07`.
    pub night: String,
}

impl From<&remembered::Remembered> for PastPlay {
    fn from(play: &remembered::Remembered) -> Self {
        Self {
            id: play.place.to_string(),
            uri: play.uri.clone(),
            title: play.title.clone(),
            artist: play.artist.clone(),
            by: play.by.clone().map(PastPerson::from),
            started_ms: play.started_ms,
            ended_ms: play.ended_ms,
            duration_ms: play.duration_ms,
            played_ms: play.played_ms,
            ended: match play.reason {
                EndedBecause::Finished => "finished",
                EndedBecause::Skipped => "skipped",
                EndedBecause::Removed => "removed",
            },
            votes: play.votes,
            jams: play.jams.iter().cloned().map(PastPerson::from).collect(),
            comments: play.comments,
            night: play.night.to_string(),
        }
    }
}

/// What was played, newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[expect(missing_docs, reason = "the fields are named by what they hold")]
pub struct History {
    pub plays: Vec<PastPlay>,
    /// What to ask for next, with `before=`; absent at the end.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub next: Option<String>,
}

/// A track that the room played on this weekday in the past.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[expect(missing_docs, reason = "the fields are named by what they hold")]
pub struct Memory {
    pub uri: String,
    pub title: String,
    pub artist: String,
    /// Who queued it here first.
    pub by: PastPerson,
    /// The day of that.
    pub day: String,
    /// On how many such days it played.
    pub days: usize,
    /// How often it was applauded on those.
    pub jams: usize,
    /// Whether one of those days was within three days of today's date.
    pub anniversary: bool,
}

impl From<remembered::Memory> for Memory {
    fn from(memory: remembered::Memory) -> Self {
        let remembered::Memory { uri, title, artist, first, days, jams, anniversary } = memory;
        let by = PastPerson::from(Who { name: first.name, person: first.person });
        Self { uri, title, artist, by, day: first.day.to_string(), days, jams, anniversary }
    }
}

/// What the room played on this weekday in the past, the closest anniversaries first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[expect(missing_docs, reason = "the fields are named by what they hold")]
pub struct OnThisDay {
    /// Today, as the nest's time zone has it.
    pub day: String,
    pub memories: Vec<Memory>,
}

/// A play of a recap, and how many of what it is named for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[expect(missing_docs, reason = "the fields are named by what they hold")]
pub struct Honour {
    pub uri: String,
    pub title: String,
    pub artist: String,
    pub by: Option<PastPerson>,
    pub count: usize,
}

impl Honour {
    /// A play, and how many of what it is named for.
    #[must_use]
    pub fn of(play: &remembered::Remembered, count: usize) -> Self {
        Self {
            uri: play.uri.clone(),
            title: play.title.clone(),
            artist: play.artist.clone(),
            by: play.by.clone().map(PastPerson::from),
            count,
        }
    }
}

/// A night in a few lines.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[expect(missing_docs, reason = "the fields are named by what they hold")]
pub struct Recap {
    pub night: String,
    /// Further nights there are, newest first.
    pub nights: Vec<String>,
    /// The night's plays, oldest first.
    pub plays: Vec<PastPlay>,
    /// The most jams first; those without any are not among them.
    pub most_jammed: Vec<Honour>,
    /// What the most different people queued, applauded or talked about.
    pub most_people: Vec<Honour>,
    /// Whose was the first song that a person queued.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub opened_by: Option<PastPerson>,
    /// How many songs of people's played one after the other, at most, without Bender.
    pub longest_run: usize,
    /// How many different people queued something.
    pub people: usize,
    pub skipped: usize,
    pub music_ms: u64,
}

/// What came of an export.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[expect(missing_docs, reason = "the fields are named by what they hold")]
pub struct Exported {
    /// Where the playlist can be looked at.
    pub link: String,
    pub name: String,
    /// How many tracks it holds.
    pub tracks: usize,
}
