//! Every track that ever played, each written once, and which of them are the same recording.
//!
//! Must never: count two addresses of one recording as two.

use super::lookup::{self, Lookup};
use crate::domain::track::TrackUri;

/// What a log says of a track, in one text: address, title, artist, recording code.
#[derive(Debug)]
struct Words {
    text: Box<str>,
    /// Where each of the first three ends.
    ends: [u32; 3],
}

/// A track as a log tells of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct TrackRef<'a> {
    /// Its address, or what an older log had in its place.
    pub uri: &'a str,
    /// The title.
    pub title: &'a str,
    /// The artists, as one text.
    pub artist: &'a str,
    /// The recording code, if the log has it.
    pub isrc: Option<&'a str>,
}

/// The number of no catalogue: the address is none.
const NOWHERE: u16 = 0;

/// All tracks, by number.
#[derive(Debug, Default)]
pub struct Tracks {
    words: Vec<Words>,
    by_words: Lookup,
    by_uri: Lookup,
    by_isrc: Lookup,
    /// Which track stands for the recording, or one that leads to it.
    same_as: Vec<u32>,
    /// In which catalogue each can be found, as a place in `names`, counted from 1.
    catalogues: Vec<u16>,
    names: Vec<String>,
}

impl Tracks {
    /// How many there are.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.words.len()
    }

    /// A track's words.
    #[must_use]
    pub fn get(&self, track: u32) -> TrackRef<'_> {
        let Words { text, ends } = &self.words[track as usize];
        let [uri, title, artist] = ends.map(|end| end as usize);
        let isrc = &text[artist..];
        TrackRef {
            uri: &text[..uri],
            title: &text[uri..title],
            artist: &text[title..artist],
            isrc: (!isrc.is_empty()).then_some(isrc),
        }
    }

    /// The track that stands for all that are the same recording.
    #[must_use]
    pub fn recording(&self, mut track: u32) -> u32 {
        while self.same_as[track as usize] != track {
            track = self.same_as[track as usize];
        }
        track
    }

    /// What [`Self::is_in`] is to be asked for.
    #[must_use]
    pub fn catalogue(&self, name: &str) -> Option<u16> {
        let place = self.names.iter().position(|known| known == name)?;
        u16::try_from(place + 1).ok()
    }

    /// Whether its address is one of this catalogue's.
    #[must_use]
    pub fn is_in(&self, track: u32, catalogue: u16) -> bool {
        self.catalogues[track as usize] == catalogue
    }

    /// The number of a track; a new one, if it is new.
    pub fn number(&mut self, track: TrackRef<'_>) -> u32 {
        let track = TrackRef { isrc: track.isrc.filter(|isrc| !isrc.is_empty()), ..track };
        let hash = lookup::hash(track);
        if let Some(known) = self.by_words.find(hash, |known| self.get(known) == track) {
            return known;
        }
        let number = lookup::next(&self.words);
        self.words.push(Words::of(track));
        self.by_words.put(hash, number);
        let catalogue = self.catalogue_of(track.uri);
        self.catalogues.push(catalogue);
        self.same_as.push(number);
        self.unite(number, track);
        number
    }

    /// Gives back what was reserved for more.
    pub fn shrink(&mut self) {
        self.words.shrink_to_fit();
        self.same_as.shrink_to_fit();
        self.catalogues.shrink_to_fit();
        [&mut self.by_words, &mut self.by_uri, &mut self.by_isrc].into_iter().for_each(Lookup::shrink);
    }

    /// Finds those that are the same recording as a new track, and lets one stand for all.
    fn unite(&mut self, number: u32, track: TrackRef<'_>) {
        let uri = Some(track.uri).filter(|uri| !uri.is_empty());
        let by_uri = uri.and_then(|uri| {
            let hash = lookup::hash(uri);
            let known = self.by_uri.find(hash, |known| self.get(known).uri == uri);
            if known.is_none() {
                self.by_uri.put(hash, number);
            }
            known
        });
        let by_isrc = track.isrc.and_then(|isrc| {
            let hash = lookup::hash(isrc);
            let known = self.by_isrc.find(hash, |known| self.get(known).isrc == Some(isrc));
            if known.is_none() {
                self.by_isrc.put(hash, number);
            }
            known
        });
        for known in [by_uri, by_isrc].into_iter().flatten() {
            // The older one stands for both, so that paths stay short and never go in a circle.
            let (one, other) = (self.recording(known), self.recording(number));
            self.same_as[one.max(other) as usize] = one.min(other);
            self.same_as[number as usize] = one.min(other);
        }
    }

    fn catalogue_of(&mut self, uri: &str) -> u16 {
        let Ok(uri) = TrackUri::parse(uri) else { return NOWHERE };
        if let Some(known) = self.catalogue(uri.catalogue()) {
            return known;
        }
        let Ok(new) = u16::try_from(self.names.len() + 1) else { return NOWHERE };
        self.names.push(uri.catalogue().to_owned());
        new
    }
}

impl Words {
    fn of(track: TrackRef<'_>) -> Self {
        let mut text = String::new();
        let ends = [track.uri, track.title, track.artist].map(|part| {
            text.push_str(part);
            u32::try_from(text.len()).expect("because no line of a log is that long")
        });
        text.push_str(track.isrc.unwrap_or_default());
        Self { text: text.into_boxed_str(), ends }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn track<'a>(uri: &'a str, isrc: Option<&'a str>) -> TrackRef<'a> {
        TrackRef { uri, title: "Blue", artist: "Ann", isrc }
    }

    #[test]
    fn a_track_is_kept_once_and_as_it_was() {
        let mut tracks = Tracks::default();
        let one = track("demo:track:1", Some("X1"));
        let number = tracks.number(one);
        assert_eq!((tracks.number(one), tracks.len()), (number, 1));
        assert_eq!(tracks.get(number), one);
        let bare = tracks.number(track("demo:track:2", Some("")));
        assert_eq!(tracks.get(bare).isrc, None);
    }

    #[test]
    fn one_address_or_one_code_makes_one_recording_also_in_a_chain() {
        let mut tracks = Tracks::default();
        let one = tracks.number(track("demo:track:1", None));
        let other = tracks.number(track("demo:track:2", Some("X2")));
        let third = tracks.number(track("demo:track:3", None));
        assert_ne!(tracks.recording(one), tracks.recording(other));
        let both = tracks.number(track("demo:track:1", Some("X2")));
        for same in [one, other, both] {
            assert_eq!(tracks.recording(same), tracks.recording(one));
        }
        assert_ne!(tracks.recording(third), tracks.recording(one));
    }

    #[test]
    fn tracks_without_a_code_or_a_catalogue_are_not_the_same_for_that() {
        let mut tracks = Tracks::default();
        let nameless = TrackRef { title: "Green", ..track("", None) };
        let numbers = ["", "nonsense", "youtube:abc", "demo:track:1", "spotify:track:1"]
            .map(|uri| tracks.number(track(uri, None)));
        let nameless = tracks.number(nameless);
        assert_ne!(tracks.recording(nameless), tracks.recording(numbers[0]));
        for (at, one) in numbers.into_iter().enumerate() {
            assert!(numbers[..at].iter().all(|other| tracks.recording(*other) != tracks.recording(one)));
        }
        let demo = tracks.catalogue("demo").unwrap();
        assert_eq!(numbers.map(|number| tracks.is_in(number, demo)), [false, false, false, true, false]);
        assert_eq!(tracks.catalogue("tidal"), None);
    }
}
