//! Which invented tracks are akin to one: all of them, for there are few enough to look at each.
//!
//! Must never: give the very recording that was heard.

use std::sync::Arc;

use super::{DemoCatalogue, folding::words};
use crate::{app::ports::Kinship, domain::track::Track};

/// The tracks that are akin to `seed` in this way, in the catalogue's order.
pub(super) fn of(demo: &DemoCatalogue, seed: Option<&Track>, kinship: &Kinship) -> Vec<Arc<Track>> {
    let genre_of = |track: &Track| demo.genre_of(&track.uri);
    let album_of = |track: &Track| demo.album_id_of(&track.uri);
    let is_akin = |track: &Track| match (kinship, seed) {
        (Kinship::Genre(Some(named)), _) => {
            genre_of(track).is_some_and(|genre| is_called(genre, named.as_str()))
        }
        (Kinship::Genre(None), Some(seed)) => genre_of(seed).is_some() && genre_of(track) == genre_of(seed),
        (Kinship::Artist, Some(seed)) => is_by_its_artist(track, seed),
        (Kinship::Discography, Some(seed)) => {
            is_by_its_artist(track, seed) && album_of(track) != album_of(seed)
        }
        (Kinship::Album, Some(seed)) => album_of(seed).is_some() && album_of(track) == album_of(seed),
        (Kinship::OtherGenre, seed) => seed.is_none_or(|seed| genre_of(track) != genre_of(seed)),
        (_, None) => false,
    };
    let is_heard = |track: &Track| seed.is_some_and(|seed| track.is_same_as(&seed.uri, seed.isrc.as_deref()));
    demo.tracks().iter().filter(|track| is_akin(track) && !is_heard(track)).cloned().collect()
}

/// Whether a name is the genre's, however it was typed.
fn is_called(genre: &str, name: &str) -> bool {
    words(genre) == words(name)
}

/// Whether the seed's first artist plays on it, be it as a guest.
fn is_by_its_artist(track: &Track, seed: &Track) -> bool {
    seed.artists.first().is_some_and(|artist| track.artists.contains(artist))
}

#[cfg(test)]
mod tests;
