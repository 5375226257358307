//! Spotify's answers, read leniently: item by item and field by field, so that one odd item never
//! spoils a list. What cannot be played or named is left out.
//!
//! `rspotify-model` has types for these answers, but they take a list only whole, and demand fields
//! that Spotify has dropped or leaves out; so it is used for ids and addresses only ([`super::links`]).
//!
//! Must never: trust a text, a length or an address because Spotify sent it.

mod kinship;

use std::sync::Arc;

use serde_json::Value;

pub(super) use self::kinship::{Origin, Releases, genres, origin, releases};
use super::{artwork::ArtworkHosts, links};
use crate::{
    app::ports::{Playlist, Playlists},
    domain::{
        limits::DAY_MS,
        track::{Track, TrackUri},
    },
};

/// Characters of a title, or of an album's or a playlist's name. The longest honest ones, movements of
/// symphonies, stay well below.
const TITLE_MAX: usize = 300;
/// Characters of an artist's name.
const ARTIST_MAX: usize = 120;
/// Artists of a track: enough for a posse cut; an all-star choir is cut.
const ARTISTS_MAX: usize = 20;
/// The longest track or episode that is taken: a day. Beyond it a length is no length.
const LENGTH_MAX_MS: u64 = DAY_MS;
/// The letters of an International Standard Recording Code (ISO 3901).
const ISRC_LENGTH: usize = 12;

/// Tracks or playlists of one page of an answer.
pub(super) struct Page<T> {
    pub items: Vec<T>,
    /// How many there were before the odd ones were left out.
    pub count: usize,
    /// Whether Spotify says that there is more.
    pub has_more: bool,
}

/// A page in Spotify's form: `items`, and either where the next page is or how many there are.
fn page<T>(page: &Value, offset: usize, read: impl Fn(&Value) -> Option<T>) -> Page<T> {
    let items = items(page);
    let seen = offset.saturating_add(items.len()) as u64;
    let has_more = page["next"].is_string() || page["total"].as_u64().is_some_and(|total| total > seen);
    Page {
        items: items.iter().filter_map(read).collect(),
        count: items.len(),
        has_more: has_more && !items.is_empty(),
    }
}

/// What a page lists.
pub(super) fn items(page: &Value) -> &[Value] {
    page["items"].as_array().map_or(&[][..], Vec::as_slice)
}

/// The tracks that a search found.
pub(super) fn found(answer: &Value, offset: usize, hosts: &ArtworkHosts) -> Page<Arc<Track>> {
    page(&answer["tracks"], offset, |item| playable(item, hosts).map(Arc::new))
}

/// The addresses that tracks of a search have in another market (`linked_from`), each before the one it
/// has here.
pub(super) fn relinked(answer: &Value) -> Vec<(TrackUri, TrackUri)> {
    let uri = |value: &Value| links::track_uri(value["id"].as_str()?);
    let pairs =
        items(&answer["tracks"]).iter().filter_map(|item| Some((uri(&item["linked_from"])?, uri(item)?)));
    pairs.collect()
}

/// The tracks of an album, on a page that says nothing about the album; `album` does.
pub(super) fn album_tracks(
    tracks: &Value,
    album: &Value,
    offset: usize,
    hosts: &ArtworkHosts,
) -> Page<Arc<Track>> {
    page(tracks, offset, |item| track_of(item, album, hosts).map(Arc::new))
}

/// The tracks of a playlist. An entry holds its track as `item`, and held it as `track` until 2026.
pub(super) fn playlist_tracks(answer: &Value, offset: usize, hosts: &ArtworkHosts) -> Page<Arc<Track>> {
    page(answer, offset, |entry| {
        let item = if entry["item"].is_object() { &entry["item"] } else { &entry["track"] };
        let is_local = entry["is_local"].as_bool().unwrap_or_default();
        if is_local { None } else { playable(item, hosts).map(Arc::new) }
    })
}

/// A person's playlists.
pub(super) fn playlists(answer: &Value, offset: usize) -> Playlists {
    let page = page(answer, offset, |item| {
        let id = item["id"].as_str().filter(|id| links::playlist_id(id).is_some())?;
        let count = item["items"]["total"].as_u64().or_else(|| item["tracks"]["total"].as_u64());
        Some(Playlist { id: id.to_owned(), name: text(&item["name"], TITLE_MAX)?, count })
    });
    let next_offset = page.has_more.then_some(offset.saturating_add(page.count));
    Playlists { playlists: page.items, next_offset }
}

/// A track with its album, or an episode with its show.
pub(super) fn playable(item: &Value, hosts: &ArtworkHosts) -> Option<Track> {
    let is_episode = item["type"] == "episode"
        || item["uri"].as_str().is_some_and(|uri| uri.starts_with("spotify:episode:"));
    if is_episode { episode_of(item, hosts) } else { track_of(item, &item["album"], hosts) }
}

fn track_of(item: &Value, album: &Value, hosts: &ArtworkHosts) -> Option<Track> {
    let uri = links::track_uri(item["id"].as_str()?)?;
    let artists = item["artists"].as_array().map_or(&[][..], Vec::as_slice);
    let artists = artists.iter().filter_map(|artist| text(&artist["name"], ARTIST_MAX));
    Some(Track {
        artists: artists.take(ARTISTS_MAX).collect(),
        album: text(&album["name"], TITLE_MAX),
        artwork_url: hosts.choose(&album["images"]),
        isrc: isrc(&item["external_ids"]["isrc"]),
        ..bare(item, uri)?
    })
}

fn episode_of(item: &Value, hosts: &ArtworkHosts) -> Option<Track> {
    let uri = links::episode_uri(item["id"].as_str()?)?;
    let show = &item["show"];
    let name = text(&show["name"], TITLE_MAX);
    // Who speaks is not said; who publishes it no longer always.
    let by = text(&show["publisher"], ARTIST_MAX).or_else(|| name.clone());
    Some(Track {
        artists: by.into_iter().collect(),
        album: name,
        artwork_url: hosts.choose(&item["images"]).or_else(|| hosts.choose(&show["images"])),
        ..bare(item, uri)?
    })
}

/// What tracks and episodes have in common, if it can be played here at all.
fn bare(item: &Value, uri: TrackUri) -> Option<Track> {
    // A file on somebody's own disk has no sound for anyone else.
    let is_local = item["is_local"].as_bool().unwrap_or_default();
    let is_playable = item["is_playable"].as_bool().unwrap_or(true);
    let length_ms = item["duration_ms"].as_u64().filter(|length| (1..=LENGTH_MAX_MS).contains(length))?;
    (is_playable && !is_local).then_some(())?;
    Some(Track {
        title: text(&item["name"], TITLE_MAX)?,
        artists: Vec::new(),
        album: None,
        duration_ms: length_ms,
        length_ms,
        artwork_url: None,
        link: Some(links::page_of(&uri)),
        isrc: None,
        explicit: item["explicit"].as_bool().unwrap_or_default(),
        uri,
    })
}

fn isrc(value: &Value) -> Option<String> {
    let letters = value.as_str()?.chars().filter(|letter| *letter != '-');
    let isrc: String = letters.take(ISRC_LENGTH + 1).collect::<String>().to_ascii_uppercase();
    let fits = isrc.len() == ISRC_LENGTH && isrc.bytes().all(|letter| letter.is_ascii_alphanumeric());
    fits.then_some(isrc)
}

/// A text on one line, cut to so many characters; `None` where nothing is left to read.
pub(super) fn text(value: &Value, max: usize) -> Option<String> {
    let seen = value.as_str()?.chars().filter(|letter| !turns_the_page(*letter));
    let text = seen.map(|letter| if letter.is_whitespace() { ' ' } else { letter }).take(max);
    let text = text.collect::<String>().trim().to_owned();
    (!text.is_empty()).then_some(text)
}

/// Control characters, and those that turn the direction of whatever follows them on a page.
fn turns_the_page(letter: char) -> bool {
    (letter.is_control() && !letter.is_whitespace())
        || matches!(letter, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}')
}

#[cfg(test)]
mod tests;
