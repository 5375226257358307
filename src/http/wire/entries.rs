//! Tracks, entries, and what plays.
//!
//! Must never: name a field otherwise than the contract does.

use serde::Serialize;
use ts_rs::TS;

use super::{actor, bender::Provenance};
use crate::domain::{
    entry::{self, Vote},
    playing, setting_values, track,
};

/// A track as its catalogue describes it.
#[derive(Debug, Clone, Serialize, TS)]
pub struct Track<'a> {
    uri: &'a str,
    title: &'a str,
    artists: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    album: Option<&'a str>,
    duration_ms: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    artwork_url: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    link: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    isrc: Option<&'a str>,
    explicit: bool,
}

impl<'a> From<&'a track::Track> for Track<'a> {
    fn from(track: &'a track::Track) -> Self {
        Self {
            uri: track.uri.as_str(),
            title: &track.title,
            artists: &track.artists,
            album: track.album.as_deref(),
            duration_ms: track.duration_ms,
            artwork_url: track.artwork_url.as_deref(),
            link: track.link.as_deref(),
            isrc: track.isrc.as_deref(),
            explicit: track.explicit,
        }
    }
}

/// Applause by one person.
#[derive(Debug, Clone, Serialize, TS)]
pub struct Jam<'a> {
    by: &'a str,
    at_ms: u64,
}

/// What someone said about an entry.
#[derive(Debug, Clone, Serialize, TS)]
pub struct Comment<'a> {
    id: u64,
    by: &'a str,
    at_ms: u64,
    text: &'a str,
}

impl<'a> From<&'a entry::Comment> for Comment<'a> {
    fn from(comment: &'a entry::Comment) -> Self {
        Self { id: comment.id.0, by: comment.by.as_str(), at_ms: comment.at_ms, text: comment.text.as_str() }
    }
}

/// Why an entry stands where it stands.
#[derive(Debug, Clone, Serialize, TS)]
pub struct Why<'a> {
    #[ts(type = "'fair' | 'votes' | 'first_come'")]
    mode: setting_values::Mode,
    shift_ms: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pinned_by: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional, type = "Strategy")]
    strategy: Option<setting_values::Strategy>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    provenance: Option<Provenance<'a>>,
}

impl<'a> From<&'a entry::Why> for Why<'a> {
    fn from(why: &'a entry::Why) -> Self {
        Self {
            mode: why.mode,
            shift_ms: why.shift_ms,
            pinned_by: why.pinned_by.as_ref().map(|person| person.as_str()),
            strategy: why.strategy,
            provenance: why.provenance.as_deref().map(Provenance::from),
        }
    }
}

/// One queueing of a track. Who voted how is told to nobody but the voter.
#[derive(Debug, Clone, Serialize, TS)]
pub struct Entry<'a> {
    id: u64,
    track: Track<'a>,
    by: &'a str,
    added_ms: u64,
    rank: i64,
    up: u32,
    down: u32,
    votes: i64,
    jams: Vec<Jam<'a>>,
    comments: Vec<Comment<'a>>,
    auto: bool,
    why: Why<'a>,
    skip_votes: u32,
}

impl<'a> From<&'a entry::Entry> for Entry<'a> {
    fn from(entry: &'a entry::Entry) -> Self {
        Self {
            id: entry.id.0,
            track: Track::from(&*entry.track),
            by: actor(&entry.by),
            added_ms: entry.added_ms,
            rank: entry.rank,
            up: entry.up,
            down: entry.down,
            votes: entry.net_votes(),
            jams: entry.jams.iter().map(|jam| Jam { by: jam.by.as_str(), at_ms: jam.at_ms }).collect(),
            comments: entry.comments.iter().map(Comment::from).collect(),
            auto: entry.is_auto(),
            why: Why::from(&entry.why),
            skip_votes: entry.skip_have,
        }
    }
}

/// What plays, and how far it had come at a moment.
#[derive(Debug, Clone, Serialize, TS)]
pub struct Playing<'a> {
    entry: Entry<'a>,
    position_ms: u64,
    as_of_ms: u64,
    paused: bool,
    next_up: Option<u64>,
}

impl<'a> From<&'a playing::Playing> for Playing<'a> {
    fn from(playing: &'a playing::Playing) -> Self {
        Self {
            entry: Entry::from(&*playing.entry),
            position_ms: playing.position_ms,
            as_of_ms: playing.as_of_ms,
            paused: playing.paused,
            next_up: playing.next_up.map(|entry| entry.0),
        }
    }
}

/// A vote as a number: 1, -1, or 0 for none.
#[must_use]
pub const fn vote(vote: Option<Vote>) -> i8 {
    match vote {
        Some(Vote::Up) => 1,
        Some(Vote::Down) => -1,
        None => 0,
    }
}
