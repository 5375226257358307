//! The demo catalogue: music that does not exist, so that a nest can be tried, shown and tested
//! without any service. It is one text, read once; its covers are drawn by the program.
//!
//! Must never: need the network, or answer the same question differently.

mod covers;
mod folding;
mod kin;
mod mixing;
mod reading;
mod searching;

use std::{collections::HashMap, num::NonZeroU64, sync::Arc};

use async_trait::async_trait;
use bytes::Bytes;

use self::{
    reading::{Album, Recording},
    searching::Index,
};
use crate::{
    app::ports::{Catalogue, CatalogueUnavailable, Found, Kinship, Picture},
    domain::track::{Track, TrackUri},
};

/// How many tracks a search answers at once; enough for a screen, few enough to be sent at each key.
pub const PAGE: usize = 20;

/// Every name, title and length; its first lines say how it is written.
const TEXT: &str = include_str!("catalogue.txt");

/// Tracks of made-up artists, with covers.
#[derive(Debug)]
pub struct DemoCatalogue {
    tracks: Vec<Arc<Track>>,
    /// Where each track stands, in the order of `tracks`.
    shelf: Vec<Shelved>,
    places: HashMap<TrackUri, usize>,
    index: Index,
    covers: HashMap<String, Bytes>,
}

#[derive(Debug)]
struct Shelved {
    album_id: Arc<str>,
    genre: Arc<str>,
}

impl DemoCatalogue {
    /// Reads the catalogue. Tracks play `speed` times as fast as they are long, so that a whole evening
    /// can be watched in minutes; what they say of their length stays.
    ///
    /// # Panics
    /// Where the text is not a catalogue. It is part of the program, and a test reads it.
    #[must_use]
    pub fn new(speed: NonZeroU64) -> Self {
        let albums = reading::read(TEXT).expect("because a test reads the very text that is built in");
        let covers = albums.iter().map(|album| (album.id.to_string(), covers::draw(&album.id).into()));
        let covers = covers.collect();
        let (mut tracks, mut shelf) = (Vec::new(), Vec::new());
        for album in albums {
            for recording in &album.recordings {
                tracks.push(Arc::new(track_of(&album, recording, speed)));
                shelf.push(Shelved { album_id: album.id.clone(), genre: album.genre.clone() });
            }
        }
        let places = tracks.iter().enumerate().map(|(place, track)| (track.uri.clone(), place)).collect();
        let index = Index::of(&tracks);
        Self { tracks, shelf, places, index, covers }
    }

    /// Every track, artist by artist and album by album.
    #[must_use]
    pub fn tracks(&self) -> &[Arc<Track>] {
        &self.tracks
    }

    /// The genre of a track's artist, if the track is of this catalogue.
    #[must_use]
    pub fn genre_of(&self, uri: &TrackUri) -> Option<&str> {
        Some(&self.shelf[*self.places.get(uri)?].genre)
    }

    /// The id of the album that a track is on, if the track is of this catalogue.
    #[must_use]
    pub fn album_id_of(&self, uri: &TrackUri) -> Option<&str> {
        Some(&self.shelf[*self.places.get(uri)?].album_id)
    }
}

#[async_trait]
impl Catalogue for DemoCatalogue {
    fn name(&self) -> &'static str {
        "demo"
    }

    fn artwork(&self, name: &str) -> Option<Picture> {
        let album_id = name.strip_prefix("demo/")?.strip_suffix(".svg")?;
        let bytes = self.covers.get(album_id)?.clone();
        Some(Picture { media_type: "image/svg+xml", bytes })
    }

    async fn track(&self, text: &str) -> Result<Option<Arc<Track>>, CatalogueUnavailable> {
        let place = address_in(text.trim()).and_then(|uri| self.places.get(&uri));
        Ok(place.map(|&place| self.tracks[place].clone()))
    }

    async fn search(&self, query: &str, offset: usize) -> Result<Found, CatalogueUnavailable> {
        let fitting = match query.trim() {
            "" => (0..self.tracks.len()).collect(),
            query => self.index.find(query),
        };
        let end = offset.saturating_add(PAGE);
        let tracks =
            fitting.iter().skip(offset).take(PAGE).map(|&place| self.tracks[place].clone()).collect();
        Ok(Found { tracks, next_offset: (end < fitting.len()).then_some(end) })
    }

    async fn akin(
        &self,
        seed: Option<&Track>,
        kinship: &Kinship,
        _chance: u64,
    ) -> Result<Vec<Arc<Track>>, CatalogueUnavailable> {
        Ok(kin::of(self, seed, kinship))
    }

    async fn recall(&self, uri: &TrackUri) -> Result<Option<Arc<Track>>, CatalogueUnavailable> {
        Ok(self.places.get(uri).map(|&place| self.tracks[place].clone()))
    }
}

fn track_of(album: &Album, recording: &Recording, speed: NonZeroU64) -> Track {
    Track {
        uri: recording.uri.clone(),
        title: recording.title.clone(),
        artists: recording.artists.clone(),
        album: Some(album.title.clone()),
        duration_ms: (recording.length_ms / speed).max(1),
        length_ms: recording.length_ms,
        artwork_url: Some(format!("/artwork/demo/{}.svg", album.id)),
        link: None,
        isrc: recording.isrc.clone(),
        explicit: recording.explicit,
    }
}

/// The address that `text` is, or that it links to: `https://anywhere/…/demo/track/<id>`.
fn address_in(text: &str) -> Option<TrackUri> {
    let Some((scheme, link)) = text.split_once("://") else {
        return TrackUri::parse(text).ok();
    };
    let is_web = scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https");
    let path = link.split(['?', '#']).next()?;
    let mut ending = path.trim_end_matches('/').rsplit('/');
    let id = ending.next()?;
    let is_ours = ending.next() == Some("track") && ending.next() == Some("demo") && ending.next().is_some();
    if is_web && is_ours { TrackUri::parse(&format!("demo:track:{id}")).ok() } else { None }
}

#[cfg(test)]
mod tests;
