//! A play as the line that we write: the keys and kinds of the system before, and a few of our own.
//!
//! Must never: hold an e-mail address.

use chrono_tz::Tz;
use serde::{Serialize, Serializer};

use super::{people, reading::Unreadable, times};
use crate::{
    app::history::past_play::{PastPlay, Queued, Someone},
    domain::{
        event::EndedBecause,
        ids::{NestId, PersonId},
        people::Actor,
        play::Play,
        setting_values::Strategy,
        text::Name,
    },
};

/// How each of our lines begins, and none of the system before.
pub(super) const BEGINS: &[u8] = br#"{"v":1,"#;

/// A line. The order of its keys is that of these fields.
#[derive(Debug, Serialize)]
pub struct Line<'a> {
    v: u8,
    #[serde(skip_serializing_if = "Option::is_none")]
    nest: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    entry: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    commit: Option<u64>,
    starttime: String,
    endtime: String,
    title: &'a str,
    artist: String,
    trackid: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<String>,
    src: &'a str,
    isrc: Option<&'a str>,
    #[serde(rename = "type")]
    kind: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    permalink_url: Option<&'a str>,
    duration: Seconds,
    duration_ms: u64,
    pos: Seconds,
    ended: EndedBecause,
    paused: bool,
    user: Person<'a>,
    auto: bool,
    source: Source,
    vote: i64,
    jam: Vec<Clap<'a>>,
    comments: Vec<Said<'a>>,
    airhorn: [(); 0],
}

#[derive(Debug, Serialize)]
struct Person<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<&'a str>,
    name: &'a str,
}

#[derive(Debug, Serialize)]
struct Clap<'a> {
    user: Person<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    time: Option<String>,
}

#[derive(Debug, Serialize)]
struct Said<'a> {
    time: String,
    user: Person<'a>,
    body: &'a str,
}

/// Who had the idea.
#[derive(Debug, Serialize)]
#[serde(untagged)]
enum Source {
    Named(&'static str),
    Bender(Strategy),
}

/// A length in milliseconds, written in seconds: whole ones without a fraction.
#[derive(Debug)]
struct Seconds(u64);

impl Serialize for Seconds {
    #[expect(clippy::cast_precision_loss, reason = "a length is far from that")]
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        if self.0.is_multiple_of(1_000) {
            out.serialize_u64(self.0 / 1_000)
        } else {
            out.serialize_f64(self.0 as f64 / 1_000.0)
        }
    }
}

const BENDER: Person<'static> = Person { id: Some(people::BENDER.0), name: people::BENDER.1 };

impl<'a> Line<'a> {
    /// The line of a play.
    #[must_use]
    pub fn of_play(nest: &'a NestId, play: &'a Play, zone: Tz) -> Self {
        let (entry, track) = (&*play.entry, &*play.entry.track);
        let person = |id: &'a PersonId| Person {
            id: Some(id.as_str()),
            name: play.names.get(id).map_or("Somebody", Name::as_str),
        };
        let (user, source) = match (&entry.by, entry.why.strategy) {
            (Actor::Person(id), _) => (person(id), Source::Named("person")),
            (Actor::Bender | Actor::Player, Some(strategy)) => (BENDER, Source::Bender(strategy)),
            (Actor::Bender | Actor::Player, None) => (BENDER, Source::Named(people::BENDER.0)),
        };
        let when = |ms| times::written(ms, zone);
        let jam =
            |jam: &'a crate::domain::entry::Jam| Clap { user: person(&jam.by), time: Some(when(jam.at_ms)) };
        let said = |comment: &'a crate::domain::entry::Comment| Said {
            time: when(comment.at_ms),
            user: person(&comment.by),
            body: comment.text.as_str(),
        };
        Self {
            v: 1,
            nest: Some(nest.as_str()),
            entry: Some(entry.id.0),
            commit: Some(play.commit),
            starttime: when(play.started_ms),
            endtime: when(play.ended_ms),
            title: &track.title,
            artist: track.artists.join(", "),
            trackid: track.uri.as_str(),
            id: Some(entry.id.to_string()),
            src: track.uri.catalogue(),
            isrc: track.isrc.as_deref(),
            kind: if track.uri.is_episode() { "episode" } else { "track" },
            permalink_url: track.link.as_deref(),
            duration: Seconds(track.duration_ms),
            duration_ms: track.duration_ms,
            pos: Seconds(play.played_ms),
            ended: play.reason,
            paused: false,
            auto: matches!(source, Source::Bender(_) | Source::Named("bender")),
            user,
            source,
            vote: entry.net_votes(),
            jam: entry.jams.iter().map(jam).collect(),
            comments: entry.comments.iter().map(said).collect(),
            airhorn: [],
        }
    }

    /// A line for a play that some log tells of, with names in the place of addresses.
    #[must_use]
    pub fn of_past(play: &'a PastPlay, zone: Tz) -> Self {
        let (user, source) = match &play.queued {
            Queued::By(someone) => (Person::from(someone), Source::Named("person")),
            Queued::ByBender(Some(strategy)) => (BENDER, Source::Bender(*strategy)),
            Queued::ByBender(None) => (BENDER, Source::Named(people::BENDER.0)),
        };
        let said = |comment: &'a crate::app::history::past_play::PastComment| Said {
            time: times::written(comment.at_ms, zone),
            user: Person::from(&comment.by),
            body: &comment.text,
        };
        let (src, rest) = play.uri.split_once(':').unwrap_or_default();
        Self {
            v: 1,
            nest: play.nest.as_ref().map(NestId::as_str),
            entry: play.entry.map(|entry| entry.0),
            commit: play.commit,
            starttime: times::written(play.started_ms, zone),
            endtime: times::written(play.ended_ms, zone),
            title: &play.title,
            artist: play.artist.clone(),
            trackid: &play.uri,
            id: play.entry.map(|entry| entry.to_string()),
            src,
            isrc: play.isrc.as_deref(),
            kind: if rest.starts_with("episode:") { "episode" } else { "track" },
            permalink_url: None,
            duration: Seconds(play.duration_ms),
            duration_ms: play.duration_ms,
            pos: Seconds(play.played_ms),
            ended: play.reason,
            paused: false,
            auto: matches!(play.queued, Queued::ByBender(_)),
            user,
            source,
            vote: play.votes,
            jam: play.jams.iter().map(|by| Clap { user: Person::from(by), time: None }).collect(),
            comments: play.comments.iter().map(said).collect(),
            airhorn: [],
        }
    }

    /// As JSON, without the end of a line.
    #[must_use]
    pub fn to_json(&self) -> Vec<u8> {
        serde_json::to_vec(self).expect("because all of it is JSON")
    }
}

impl<'a> From<&'a Someone> for Person<'a> {
    fn from(someone: &'a Someone) -> Self {
        Self { id: someone.person.as_ref().map(PersonId::as_str), name: someone.name.as_str() }
    }
}

/// Whether a file's unended rest may be the beginning of one of our lines.
pub(super) fn may_be_ours(rest: &[u8]) -> bool {
    rest.starts_with(BEGINS) || BEGINS.starts_with(rest)
}

/// Whether a file's unended rest only lacks its end.
pub(super) fn is_complete(rest: &[u8]) -> bool {
    let read = super::reading::parse(rest, Tz::UTC, None, &super::aliases::Aliases::default());
    !matches!(
        read,
        Err(Unreadable::CutOff | Unreadable::NotJson(_) | Unreadable::NotAnObject | Unreadable::TooLong)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rest_is_ours_by_its_beginning_and_complete_by_its_end() {
        for ours in [r#"{"v":1,"nest":"#, r#"{"v":1,"#, r#"{"v"#, "{"] {
            assert!(may_be_ours(ours.as_bytes()), "{ours}");
        }
        for theirs in [r#"{"airhorn": []"#, r#"{"v": 1,"#, "[", "x"] {
            assert!(!may_be_ours(theirs.as_bytes()), "{theirs}");
        }
        for complete in [r#"{"v":1}"#, r#"{"title":"x"} "#, r#"{"title":"x","endtime":"never"}"#] {
            assert!(is_complete(complete.as_bytes()), "{complete}");
        }
        for torn in [r#"{"v":1"#, r#"{"title":"x}"#, "{} {", "[1]", ""] {
            assert!(!is_complete(torn.as_bytes()), "{torn}");
        }
    }
}
