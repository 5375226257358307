//! What every listener's device should be playing, as the nest has it.
//!
//! Must never: guess what comes next. Only what the nest has announced is handed to a device.

use serde::{Deserialize, Serialize};

use crate::domain::{entry::Entry, ids::EntryId, nest::Nest, track::TrackUri};

/// The entry that was announced to come next.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Upcoming {
    /// Which entry.
    pub entry: EntryId,
    /// Its track.
    pub uri: TrackUri,
    /// How long it plays, in milliseconds.
    pub duration_ms: u64,
}

/// What a device should be playing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// The entry that plays.
    pub entry: EntryId,
    /// Its track.
    pub uri: TrackUri,
    /// Its recording code, for whoever can find out which recording the service plays in its place.
    pub isrc: Option<String>,
    /// How long it plays, in milliseconds.
    pub duration_ms: u64,
    /// How far it had come at `as_of_ms`, in milliseconds.
    pub position_ms: u64,
    /// When it had come that far, in epoch milliseconds. In the future during a gap between tracks.
    pub as_of_ms: u64,
    /// Whether it stands still.
    pub paused: bool,
    /// What follows, once that is settled.
    pub next: Option<Upcoming>,
}

impl Wanted {
    /// What the nest plays; nothing where it is idle.
    #[must_use]
    pub fn of(nest: &Nest) -> Option<Self> {
        let playing = nest.playing.as_ref()?;
        let next = playing.next_up.and_then(|id| nest.queued(id));
        let Entry { id, track, .. } = &*playing.entry;
        Some(Self {
            entry: *id,
            uri: track.uri.clone(),
            isrc: track.isrc.clone(),
            duration_ms: track.duration_ms,
            position_ms: playing.position_ms,
            as_of_ms: playing.as_of_ms,
            paused: playing.paused,
            next: next.map(|entry| Upcoming {
                entry: entry.id,
                uri: entry.track.uri.clone(),
                duration_ms: entry.track.duration_ms,
            }),
        })
    }

    /// How far it is at `now_ms`, in milliseconds: below 0 in the gap before it starts, and beyond its end where
    /// that was not noticed yet.
    #[must_use]
    pub fn position_at(&self, now_ms: u64) -> i64 {
        let played_ms = if self.paused { 0 } else { now_ms.cast_signed() - self.as_of_ms.cast_signed() };
        self.position_ms.cast_signed() + played_ms
    }

    /// How much of it is left at `now_ms`, in milliseconds; below 0 where its end was not noticed yet.
    #[must_use]
    pub fn left_at(&self, now_ms: u64) -> i64 {
        self.duration_ms.cast_signed() - self.position_at(now_ms)
    }
}

#[cfg(test)]
mod tests {
    use std::{
        collections::{BTreeMap, BTreeSet},
        sync::Arc,
    };

    use super::*;
    use crate::domain::{
        entry::Why, ids::NestId, people::Actor, playing::Playing, setting_values::Mode, track::Track,
    };

    fn entry(number: u64) -> Arc<Entry> {
        let track = Track {
            uri: TrackUri::parse(&format!("spotify:track:t{number}")).unwrap(),
            title: "A song".to_owned(),
            artists: Vec::new(),
            album: None,
            duration_ms: 200_000,
            length_ms: 200_000,
            artwork_url: None,
            link: None,
            isrc: Some("QZ1230000001".to_owned()),
            explicit: false,
        };
        Arc::new(Entry {
            id: EntryId(number),
            track: Arc::new(track),
            by: Actor::Bender,
            added_ms: 0,
            tag_ms: 0,
            rank: 0,
            why: Why { mode: Mode::Fair, shift_ms: 0, pinned_by: None, strategy: None, provenance: None },
            up: 0,
            down: 0,
            votes: BTreeMap::new(),
            jams: Vec::new(),
            comments: Vec::new(),
            skip_votes: BTreeSet::new(),
            skip_have: 0,
            refunded: false,
        })
    }

    fn nest(next_up: Option<u64>) -> Nest {
        let mut nest = Nest::new(NestId::parse("main").unwrap());
        nest.queue = vec![entry(2), entry(3)];
        nest.playing = Some(Playing {
            entry: entry(1),
            position_ms: 5_000,
            as_of_ms: 1_000_000,
            paused: false,
            next_up: next_up.map(EntryId),
            started_ms: 1,
        });
        nest
    }

    #[test]
    fn an_idle_nest_wants_nothing() {
        assert_eq!(Wanted::of(&Nest::new(NestId::parse("main").unwrap())), None);
    }

    #[test]
    fn the_position_goes_on_with_the_time_unless_paused() {
        let mut wanted = Wanted::of(&nest(None)).unwrap();
        assert_eq!(wanted.position_at(1_010_000), 15_000);
        assert_eq!(wanted.left_at(1_010_000), 185_000);
        assert_eq!(wanted.position_at(994_000), -1_000);
        wanted.paused = true;
        assert_eq!(wanted.position_at(1_010_000), 5_000);
    }

    #[test]
    fn only_what_is_announced_comes_next() {
        assert_eq!(Wanted::of(&nest(None)).unwrap().next, None);
        let next = Wanted::of(&nest(Some(3))).unwrap().next.unwrap();
        assert_eq!((next.entry, next.uri.as_str()), (EntryId(3), "spotify:track:t3"));
        assert_eq!(Wanted::of(&nest(Some(9))).unwrap().next, None);
    }
}
