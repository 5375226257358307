//! What answers tell around the music: where a track comes from, what its artist plays and has made.
//!
//! Must never: take an id that could be anything but a word in a path.

use std::sync::Arc;

use rspotify_model::{AlbumId, ArtistId};
use serde_json::Value;

use super::{items, text};
use crate::{domain::track::TrackUri, music::spotify::links};

/// Artists of a track that are remembered: the first, and some to turn to where nothing is said of it.
const ORIGIN_ARTISTS_MAX: usize = 3;
/// Genres of an artist that are chosen from. Spotify names a handful at most.
const GENRES_MAX: usize = 20;
/// Characters of a genre's name.
const GENRE_CHARS_MAX: usize = 40;

/// Where a track comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in super::super) struct Origin {
    /// The album it is on, where that is said.
    pub album: Option<AlbumId<'static>>,
    /// Whose it is, the most important first.
    pub artists: Vec<ArtistId<'static>>,
}

/// Where one track comes from, with each address it has; `album` is where the item does not say that.
/// An answer that says neither album nor artists says nothing, and takes nothing's place.
pub(in super::super) fn origin(
    item: &Value,
    album: Option<&AlbumId<'static>>,
) -> Option<(Vec<TrackUri>, Arc<Origin>)> {
    let uri = |value: &Value| links::track_uri(value["id"].as_str()?);
    let artists = item["artists"].as_array().map_or(&[][..], Vec::as_slice);
    let artists = artists.iter().filter_map(|artist| links::artist_id(artist["id"].as_str()?));
    let origin = Origin {
        album: item["album"]["id"].as_str().and_then(links::album_id).or_else(|| album.cloned()),
        artists: artists.take(ORIGIN_ARTISTS_MAX).collect(),
    };
    let is_told = origin.album.is_some() || !origin.artists.is_empty();
    let own = uri(item).filter(|_| is_told)?;
    let addresses = [Some(own), uri(&item["linked_from"])].into_iter().flatten().collect();
    Some((addresses, Arc::new(origin)))
}

/// What an artist plays, by names that can be looked for; often nothing.
pub(in super::super) fn genres(artist: &Value) -> Vec<String> {
    let genres = artist["genres"].as_array().map_or(&[][..], Vec::as_slice);
    genres.iter().filter_map(|genre| text(genre, GENRE_CHARS_MAX)).take(GENRES_MAX).collect()
}

/// A page of what an artist has made.
#[derive(Debug, PartialEq, Eq)]
pub(in super::super) struct Releases {
    /// Albums and singles.
    pub albums: Vec<AlbumId<'static>>,
    /// How many there are on all pages.
    pub total: usize,
}

/// The albums of one page, from the `offset`th on.
pub(in super::super) fn releases(answer: &Value, offset: usize) -> Releases {
    let items = items(answer);
    let seen = offset.saturating_add(items.len());
    let total = answer["total"].as_u64().and_then(|total| usize::try_from(total).ok());
    Releases {
        albums: items.iter().filter_map(|item| links::album_id(item["id"].as_str()?)).collect(),
        total: total.unwrap_or(seen),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const ID: &str = "4uLU6hMCjMI75M1A2tKUQC";
    const OTHER: &str = "0000000000000000000001";

    #[test]
    fn a_track_is_told_with_its_album_its_artists_and_both_its_addresses() {
        let item = json!({ "id": ID, "linked_from": { "id": OTHER }, "album": { "id": OTHER },
                           "artists": [{ "id": ID }, { "id": OTHER }] });
        let (addresses, origin) = origin(&item, None).unwrap();
        assert_eq!(addresses.iter().map(TrackUri::id).collect::<Vec<_>>(), [ID, OTHER]);
        assert_eq!(origin.album, links::album_id(OTHER));
        assert_eq!(origin.artists, [ID, OTHER].map(|id| links::artist_id(id).unwrap()));
    }

    #[test]
    fn odd_origins_cost_what_is_odd_of_them() {
        for odd in
            [json!(null), json!(7), json!("x"), json!([null, 4, { "id": 9 }]), json!({ "id": "../me" })]
        {
            let mut item = json!({ "id": ID, "linked_from": odd, "album": odd, "artists": odd });
            assert_eq!(origin(&item, None), None, "{odd}");
            item["album"] = json!({ "id": OTHER });
            let (addresses, told) = origin(&item, None).unwrap();
            assert_eq!((addresses.len(), told.artists.len()), (1, 0), "{odd}");
            assert_eq!(told.album, links::album_id(OTHER));
        }
        let choir = vec![json!({ "id": OTHER }); 500];
        let (_, told) = origin(&json!({ "id": ID, "artists": choir }), None).unwrap();
        assert_eq!(told.artists.len(), ORIGIN_ARTISTS_MAX);
    }

    #[test]
    fn genres_are_names_and_not_endless() {
        for none in
            [json!(null), json!([]), json!("rock"), json!({ "genres": null }), json!({ "genres": "x" })]
        {
            assert_eq!(genres(&none), [""; 0], "{none}");
        }
        let told = json!({ "genres": [null, 4, " rain jazz\n", "", "x".repeat(900)] });
        assert_eq!(genres(&told), ["rain jazz".to_owned(), "x".repeat(GENRE_CHARS_MAX)]);
        assert_eq!(genres(&json!({ "genres": vec!["a"; 900] })).len(), GENRES_MAX);
    }

    #[test]
    fn albums_without_an_id_are_left_out_and_still_counted() {
        let answer = json!({ "items": [{ "id": ID }, null, { "id": "x" }, 5, { "id": OTHER }], "total": 40 });
        let told = releases(&answer, 0);
        assert_eq!((told.albums.len(), told.total), (2, 40));
        let told = releases(&json!({ "items": [{ "id": ID }], "total": -1 }), 10);
        assert_eq!((told.albums.len(), told.total), (1, 11));
        assert_eq!(releases(&json!("x"), 0), Releases { albums: Vec::new(), total: 0 });
    }
}
