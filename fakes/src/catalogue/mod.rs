//! Invented music: artists, albums, tracks, shows and episodes, the same ones on every machine.
//!
//! Must never: name an artist or a title there is.

pub mod covers;
pub mod finding;
mod folding;
mod making;
pub mod showing;
mod words;

use std::collections::HashMap;

/// Somebody who makes music.
#[derive(Debug)]
pub struct Artist {
    /// 22 letters and digits.
    pub id: String,
    /// What they are called.
    pub name: String,
    /// What they play, where it is known.
    pub genres: Vec<&'static str>,
    /// Their albums.
    pub albums: Vec<usize>,
}

/// Tracks that came out together.
#[derive(Debug)]
pub struct Album {
    /// 22 letters and digits.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// Whose.
    pub artist: usize,
    /// `album`, `single` or `compilation`.
    pub kind: &'static str,
    /// The day it came out, or only the year.
    pub released: String,
    /// What is on it.
    pub tracks: Vec<usize>,
}

/// A piece of music.
#[derive(Debug)]
pub struct Track {
    /// 22 letters and digits.
    pub id: String,
    /// The id it has in a market, where that is another.
    pub other_id: Option<String>,
    /// What it is called.
    pub name: String,
    /// Whose.
    pub artists: Vec<usize>,
    /// On what.
    pub album: usize,
    /// At which place there, from 1.
    pub number: usize,
    /// How long.
    pub length_ms: u64,
    /// Whether not everybody should hear it.
    pub is_explicit: bool,
    /// The recording's code, where it is known.
    pub isrc: Option<String>,
    /// Whether it can be played in a market.
    pub is_playable: bool,
}

/// Somebody who talks, again and again.
#[derive(Debug)]
pub struct Show {
    /// 22 letters and digits.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// Whose.
    pub publisher: String,
}

/// One time of it.
#[derive(Debug)]
pub struct Episode {
    /// 22 letters and digits.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// Of which show.
    pub show: usize,
    /// How long.
    pub length_ms: u64,
    /// Whether not everybody should hear it.
    pub is_explicit: bool,
    /// The day it came out.
    pub released: String,
}

/// What an id means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// An artist.
    Artist(usize),
    /// An album.
    Album(usize),
    /// A track.
    Track(usize),
    /// A track, by the id that it has in a market.
    OtherTrack(usize),
    /// A show.
    Show(usize),
    /// An episode.
    Episode(usize),
}

/// All of it.
#[derive(Debug, Default)]
pub struct Catalogue {
    /// Everybody.
    pub artists: Vec<Artist>,
    /// Every album.
    pub albums: Vec<Album>,
    /// Every track.
    pub tracks: Vec<Track>,
    /// Every show.
    pub shows: Vec<Show>,
    /// Every episode.
    pub episodes: Vec<Episode>,
    places: HashMap<String, Place>,
    folded: Vec<finding::Folded>,
    folded_episodes: Vec<finding::Folded>,
}

impl Catalogue {
    /// Makes it.
    pub fn make() -> Self {
        let mut catalogue = making::make();
        catalogue.index();
        catalogue
    }

    /// What an id means.
    pub fn place(&self, id: &str) -> Option<Place> {
        self.places.get(id).copied()
    }

    /// What an address means that can be played: `spotify:track:…` or `spotify:episode:…`.
    pub fn playable(&self, uri: &str) -> Option<Place> {
        let (kind, id) = uri.strip_prefix("spotify:")?.split_once(':')?;
        let place = self.place(id)?;
        match (kind, place) {
            ("track", Place::Track(_) | Place::OtherTrack(_)) | ("episode", Place::Episode(_)) => Some(place),
            _ => None,
        }
    }

    /// Whether an address means something that can be played where the players are.
    pub fn is_playable(&self, uri: &str) -> bool {
        match self.playable(uri) {
            Some(Place::Track(at) | Place::OtherTrack(at)) => self.tracks[at].is_playable,
            found => found.is_some(),
        }
    }

    /// How long that takes.
    pub fn length_ms(&self, place: Place) -> u64 {
        match place {
            Place::Track(at) | Place::OtherTrack(at) => self.tracks[at].length_ms,
            Place::Episode(at) => self.episodes[at].length_ms,
            _ => 0,
        }
    }

    fn index(&mut self) {
        let mut places = HashMap::new();
        places
            .extend(self.artists.iter().enumerate().map(|(at, found)| (found.id.clone(), Place::Artist(at))));
        places.extend(self.albums.iter().enumerate().map(|(at, found)| (found.id.clone(), Place::Album(at))));
        places.extend(self.shows.iter().enumerate().map(|(at, found)| (found.id.clone(), Place::Show(at))));
        places.extend(
            self.episodes.iter().enumerate().map(|(at, found)| (found.id.clone(), Place::Episode(at))),
        );
        for (at, track) in self.tracks.iter().enumerate() {
            places.insert(track.id.clone(), Place::Track(at));
            places.extend(track.other_id.iter().map(|id| (id.clone(), Place::OtherTrack(at))));
        }
        self.places = places;
        self.folded = (0..self.tracks.len()).map(|at| finding::fold_track(self, at)).collect();
        self.folded_episodes = (0..self.episodes.len()).map(|at| finding::fold_episode(self, at)).collect();
    }
}

impl Track {
    /// Its address.
    pub fn uri(&self) -> String {
        format!("spotify:track:{}", self.id)
    }
}

impl Episode {
    /// Its address.
    pub fn uri(&self) -> String {
        format!("spotify:episode:{}", self.id)
    }
}

#[cfg(test)]
mod tests;
