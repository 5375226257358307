//! What Bender asks for: tracks akin to one that was heard, by what is left of Spotify's API.
//!
//! There are no recommendations, top tracks or related artists any more. So a genre and an artist are
//! searched for by name, and the rest is read off albums. Each question costs one to four calls of the
//! least urgent kind, most of which have been answered before.
//!
//! Must never: ask while somebody else needs the calls, or wait.

use std::sync::Arc;

use super::{
    SpotifyCatalogue, artists::PAGE as RELEASES_PAGE, budget::Priority, reading::Origin,
    searches::PAGE as SEARCH_PAGE,
};
use crate::{
    app::ports::{CatalogueUnavailable, Kinship},
    domain::track::Track,
};

/// Pages of a genre that are opened at random: its hundred best known tracks.
const GENRE_PAGES_MAX: usize = 10;
/// The same of an artist: what follows is hardly what they are known for.
const ARTIST_PAGES_MAX: usize = 3;
/// Albums and singles of an artist that are chosen from, newest first. Some have thousands.
const RELEASES_MAX: usize = 200;

type Tracks = Vec<Arc<Track>>;

/// Tracks that are akin to `seed`; for another `chance` perhaps others.
pub(super) async fn find(
    spotify: &SpotifyCatalogue,
    seed: Option<&Track>,
    kinship: &Kinship,
    chance: u64,
) -> Result<Tracks, CatalogueUnavailable> {
    let mut chance = Chance(chance);
    // An episode has neither artists nor an album to go by.
    let music = seed.filter(|seed| seed.uri.catalogue() == "spotify" && !seed.uri.is_episode());
    let mut found = match (kinship, music) {
        (Kinship::Genre(Some(genre)), _) => of_genre(spotify, genre.as_str(), &mut chance).await?,
        // There is no end to what it has of one.
        (_, None) | (Kinship::OtherGenre, _) => Vec::new(),
        (Kinship::Genre(None), Some(music)) => of_its_genre(spotify, music, &mut chance).await?,
        (Kinship::Artist, Some(music)) => of_its_artist(spotify, music, &mut chance).await?,
        (Kinship::Discography, Some(music)) => elsewhere(spotify, music, &mut chance).await?,
        (Kinship::Album, Some(music)) => match origin(spotify, music).await?.album {
            Some(ref album) => spotify.albums.tracks(Priority::Bender, album).await?.to_vec(),
            None => Vec::new(),
        },
    };
    if let Some(seed) = seed {
        found.retain(|track| !is_heard(track, seed));
    }
    Ok(found)
}

async fn origin(spotify: &SpotifyCatalogue, music: &Track) -> Result<Origin, CatalogueUnavailable> {
    let origin = spotify.tracks.origin(Priority::Bender, &music.uri).await?;
    let nowhere = Origin { album: None, artists: Vec::new() };
    Ok(origin.map_or(nowhere, |origin| Origin::clone(&origin)))
}

/// By the first of its artists whose genres are told. Where none is, nothing: whoever asks tries
/// something else.
async fn of_its_genre(
    spotify: &SpotifyCatalogue,
    music: &Track,
    chance: &mut Chance,
) -> Result<Tracks, CatalogueUnavailable> {
    for artist in origin(spotify, music).await?.artists {
        let genres = spotify.artists.genres(&artist).await?;
        if !genres.is_empty() {
            return of_genre(spotify, &genres[chance.below(genres.len())], chance).await;
        }
    }
    Ok(Vec::new())
}

async fn of_genre(
    spotify: &SpotifyCatalogue,
    genre: &str,
    chance: &mut Chance,
) -> Result<Tracks, CatalogueUnavailable> {
    on_a_page(spotify, "genre", genre, chance.below(GENRE_PAGES_MAX), |_| true).await
}

async fn of_its_artist(
    spotify: &SpotifyCatalogue,
    music: &Track,
    chance: &mut Chance,
) -> Result<Tracks, CatalogueUnavailable> {
    let Some(name) = music.artists.first() else {
        return Ok(Vec::new());
    };
    // A search also finds artists who are only called alike.
    on_a_page(spotify, "artist", name, chance.below(ARTIST_PAGES_MAX), |track| plays(name, track)).await
}

/// What a search for a field finds on this page, or else on the first.
async fn on_a_page(
    spotify: &SpotifyCatalogue,
    field: &str,
    value: &str,
    page: usize,
    is_meant: impl Fn(&Track) -> bool,
) -> Result<Tracks, CatalogueUnavailable> {
    // A quotation mark would end the value, and what follows be a question of its own.
    let value = value.replace('"', " ");
    if value.trim().is_empty() {
        return Ok(Vec::new());
    }
    let query = format!("{field}:\"{}\"", value.trim());
    let mut pages = vec![page, 0];
    pages.dedup();
    for page in pages {
        let found = spotify.searches.find(Priority::Bender, &query, page * SEARCH_PAGE).await?;
        let meant: Tracks = found.tracks.into_iter().filter(|track| is_meant(track)).collect();
        if !meant.is_empty() {
            return Ok(meant);
        }
    }
    Ok(Vec::new())
}

/// What its artist plays on any other album of theirs.
async fn elsewhere(
    spotify: &SpotifyCatalogue,
    music: &Track,
    chance: &mut Chance,
) -> Result<Tracks, CatalogueUnavailable> {
    let origin = origin(spotify, music).await?;
    let Some(artist) = origin.artists.first() else {
        return Ok(Vec::new());
    };
    let mut page = spotify.artists.releases(artist, 0).await?;
    let place = chance.below(page.total.min(RELEASES_MAX));
    if place >= RELEASES_PAGE {
        page = spotify.artists.releases(artist, place / RELEASES_PAGE * RELEASES_PAGE).await?;
    }
    let others: Vec<_> = page.albums.iter().filter(|album| origin.album.as_ref() != Some(album)).collect();
    if others.is_empty() {
        return Ok(Vec::new());
    }
    let album = others[chance.below(others.len())];
    let tracks = spotify.albums.tracks(Priority::Bender, album).await?;
    let name = music.artists.first();
    let theirs = tracks.iter().filter(|track| name.is_none_or(|name| plays(name, track)));
    Ok(theirs.cloned().collect())
}

fn plays(name: &str, track: &Track) -> bool {
    track.artists.iter().any(|artist| is_called(artist, name))
}

fn is_called(one: &str, other: &str) -> bool {
    one.to_lowercase() == other.to_lowercase()
}

/// Whether it is what was heard. Albums tell no recording codes, so a title of the same artist counts, too.
fn is_heard(track: &Track, seed: &Track) -> bool {
    let is_by_the_same = match (track.artists.first(), seed.artists.first()) {
        (Some(one), Some(other)) => is_called(one, other),
        _ => false,
    };
    track.is_same_as(&seed.uri, seed.isrc.as_deref())
        || (is_by_the_same && is_called(&track.title, &seed.title))
}

/// A number that was rolled once, and is used up choice by choice.
struct Chance(u64);

impl Chance {
    /// A number below `count`, or 0 where there is none.
    fn below(&mut self, count: usize) -> usize {
        let count = u64::try_from(count).unwrap_or(u64::MAX).max(1);
        let choice = self.0 % count;
        self.0 /= count;
        usize::try_from(choice).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_roll_makes_several_choices_that_do_not_hang_together() {
        let pairs: std::collections::BTreeSet<_> = (0..30)
            .map(|roll| {
                let mut chance = Chance(roll);
                (chance.below(5), chance.below(6))
            })
            .collect();
        assert_eq!(pairs.len(), 30);
        assert_eq!(Chance(u64::MAX).below(0), 0);
    }
}
