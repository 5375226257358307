//! A play that was just heard, as a log would tell of it.
//!
//! Must never: tell anything that the play log would not.

use super::{
    calendar,
    past_play::{PastComment, PastPlay, Queued, Someone},
};
use crate::domain::{
    ids::{NestId, PersonId},
    people::Actor,
    play::Play,
    setting_values::TimeZone,
    text::Name,
};

/// What somebody is called whom nobody can or may name.
#[must_use]
pub fn somebody() -> Name {
    Name::parse("Somebody").expect("because it has eight letters")
}

impl PastPlay {
    /// A play of a nest whose calendar goes by `zone`.
    #[must_use]
    pub fn of(nest: &NestId, play: &Play, zone: &TimeZone) -> Self {
        let (entry, track) = (&play.entry, &play.entry.track);
        let someone = |person: &PersonId| Someone {
            name: play.names.get(person).cloned().unwrap_or_else(somebody),
            person: Some(person.clone()),
            mail: None,
        };
        Self {
            nest: Some(nest.clone()),
            commit: Some(play.commit),
            entry: Some(entry.id),
            uri: track.uri.as_str().to_owned(),
            title: track.title.clone(),
            artist: track.artists.join(", "),
            isrc: track.isrc.clone(),
            queued: match &entry.by {
                Actor::Person(person) => Queued::By(someone(person)),
                Actor::Bender | Actor::Player => Queued::ByBender(entry.why.strategy),
            },
            started_ms: play.started_ms,
            ended_ms: play.ended_ms,
            day: calendar::day_at(play.ended_ms, calendar::rules_of(zone)),
            duration_ms: track.duration_ms,
            played_ms: play.played_ms,
            reason: play.reason,
            votes: entry.net_votes(),
            jams: entry.jams.iter().map(|jam| someone(&jam.by)).collect(),
            comments: entry
                .comments
                .iter()
                .map(|comment| PastComment {
                    by: someone(&comment.by),
                    at_ms: comment.at_ms,
                    text: comment.text.as_str().to_owned(),
                })
                .collect(),
        }
    }
}
