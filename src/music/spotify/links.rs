//! The addresses that people paste: links of every usual form, and the service's own `spotify:…`.
//!
//! Ids are checked by `rspotify-model`, which knows their letters, and for their length.
//!
//! Must never: follow an address, or take an id that could be anything but a word in a path.

use rspotify_model::{AlbumId, ArtistId, EpisodeId, PlaylistId, TrackId, idtypes::Id};
use url::Url;

use crate::domain::track::TrackUri;

/// How many addresses of one text are looked at: what fits a screen, and far more than anyone copies
/// one by one.
pub const LINKS_MAX: usize = 20;
/// The length of an id: 128 bits in base 62.
const ID_LENGTH: usize = 22;
/// The hosts whose links name something.
const HOSTS: [&str; 2] = ["open.spotify.com", "play.spotify.com"];
/// What else begins like an address. Short links would have to be followed, and nothing is.
const OTHER_BEGINNINGS: [&str; 5] =
    ["spotify:", "open.spotify.com", "play.spotify.com", "spotify.link/", "spotify.app.link/"];
/// What people and programs write around an address.
const AROUND: [char; 14] = ['<', '>', '(', ')', '[', ']', '{', '}', '"', '\'', '“', '”', '.', ';'];

/// What an address names.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Link {
    /// A track or an episode.
    Playable(TrackUri),
    /// An album.
    Album(AlbumId<'static>),
    /// A playlist: only its owner's access token opens it.
    Playlist,
    /// An address, but of nothing that can be played.
    Other,
}

/// The addresses in a text, in their order and each once; empty where it is made of words.
///
/// Words beside an address ("Listen to this: …") do not count: nobody looks for tracks that are named
/// like an address.
#[must_use]
pub fn links_in(text: &str) -> Vec<Link> {
    let mut links = Vec::new();
    let pieces = text.split(|letter: char| letter.is_whitespace() || letter == ',');
    for link in pieces.filter_map(link) {
        if !links.contains(&link) {
            links.push(link);
        }
        if links.len() == LINKS_MAX {
            break;
        }
    }
    links
}

/// The address of a track with this id.
pub(super) fn track_uri(id: &str) -> Option<TrackUri> {
    let id = TrackId::from_id(of_length(id)?).ok()?;
    TrackUri::parse(&id.uri()).ok()
}

/// The address of an episode with this id.
pub(super) fn episode_uri(id: &str) -> Option<TrackUri> {
    let id = EpisodeId::from_id(of_length(id)?).ok()?;
    TrackUri::parse(&id.uri()).ok()
}

/// An album's id.
pub(super) fn album_id(id: &str) -> Option<AlbumId<'static>> {
    AlbumId::from_id(of_length(id)?.to_owned()).ok()
}

/// An artist's id.
pub(super) fn artist_id(id: &str) -> Option<ArtistId<'static>> {
    ArtistId::from_id(of_length(id)?.to_owned()).ok()
}

/// A playlist's id.
pub(super) fn playlist_id(id: &str) -> Option<PlaylistId<'_>> {
    PlaylistId::from_id(of_length(id)?).ok()
}

/// Where people can look at a track in its own service. Built from its id, so that no answer can send
/// them elsewhere.
#[must_use]
pub fn page_of(uri: &TrackUri) -> String {
    let kind = if uri.is_episode() { "episode" } else { "track" };
    format!("https://open.spotify.com/{kind}/{}", uri.id())
}

/// Where people can look at a playlist, likewise.
pub(super) fn page_of_playlist(id: &str) -> String {
    format!("https://open.spotify.com/playlist/{id}")
}

/// Whether an address is one that Spotify could have given: its id has the length and the letters.
#[must_use]
pub fn is_spotifys(uri: &TrackUri) -> bool {
    let known = if uri.is_episode() { episode_uri(uri.id()) } else { track_uri(uri.id()) };
    known.as_ref() == Some(uri)
}

fn of_length(id: &str) -> Option<&str> {
    (id.len() == ID_LENGTH).then_some(id)
}

fn link(piece: &str) -> Option<Link> {
    let piece = piece.trim_matches(AROUND);
    let small = piece.to_ascii_lowercase();
    if let Some(inside) = small.strip_prefix("spotify:") {
        let mut parts: Vec<_> = piece[piece.len() - inside.len()..].split(':').collect();
        // Lists used to be named with their owner.
        if parts.len() == 4 && parts[0].eq_ignore_ascii_case("user") {
            parts.drain(..2);
        }
        return Some(named(&parts));
    }
    if small.contains("://") {
        return Some(Url::parse(piece).map_or(Link::Other, |url| of_url(&url)));
    }
    let is_address = OTHER_BEGINNINGS.iter().any(|beginning| small.starts_with(beginning));
    is_address.then(|| Url::parse(&format!("https://{piece}")).map_or(Link::Other, |url| of_url(&url)))
}

fn of_url(url: &Url) -> Link {
    let is_web = matches!(url.scheme(), "http" | "https");
    if !is_web || !url.host_str().is_some_and(|host| HOSTS.contains(&host)) {
        return Link::Other;
    }
    let segments = url.path_segments().into_iter().flatten().filter(|segment| !segment.is_empty());
    // The page's language, and the player for other people's pages.
    let is_beside =
        |segment: &&str| segment.starts_with("intl-") || *segment == "embed" || *segment == "embed-podcast";
    let mut parts: Vec<_> = segments.skip_while(is_beside).collect();
    if parts.len() == 4 && parts[0] == "user" {
        parts.drain(..2);
    }
    named(&parts)
}

fn named(parts: &[&str]) -> Link {
    let &[kind, id] = parts else {
        return Link::Other;
    };
    // What stands behind a link's id is cut off by its parser; behind a bare address it is here.
    let id = id.split(['?', '#']).next().unwrap_or_default();
    let found = match kind.to_ascii_lowercase().as_str() {
        "track" => track_uri(id).map(Link::Playable),
        "episode" => episode_uri(id).map(Link::Playable),
        "album" => album_id(id).map(Link::Album),
        "playlist" => playlist_id(id).map(|_| Link::Playlist),
        _ => None,
    };
    found.unwrap_or(Link::Other)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "4uLU6hMCjMI75M1A2tKUQC";

    fn track() -> Link {
        Link::Playable(track_uri(ID).unwrap())
    }

    #[test]
    fn every_usual_form_of_a_link_names_its_track() {
        for form in [
            "https://open.spotify.com/track/ID",
            "https://open.spotify.com/track/ID?si=0123456789abcdef",
            "https://open.spotify.com/intl-de/track/ID?si=abc&context=x#t=1",
            "https://open.spotify.com/embed/track/ID?utm_source=generator",
            "https://open.spotify.com/intl-pt/embed/track/ID/",
            "http://open.spotify.com/track/ID",
            "HTTPS://OPEN.SPOTIFY.COM/track/ID",
            "https://play.spotify.com/track/ID",
            "open.spotify.com/track/ID",
            "spotify:track:ID",
            "Spotify:Track:ID",
            "spotify:track:ID?si=abc",
            "  spotify:track:ID\n",
            "<https://open.spotify.com/track/ID>.",
            "Listen to this: https://open.spotify.com/track/ID (so good!)",
        ] {
            assert_eq!(links_in(&form.replace("ID", ID)), [track()], "{form}");
        }
    }

    #[test]
    fn episodes_albums_and_playlists_are_told_apart() {
        for (form, link) in [
            ("https://open.spotify.com/episode/ID", Link::Playable(episode_uri(ID).unwrap())),
            ("https://open.spotify.com/embed-podcast/episode/ID", Link::Playable(episode_uri(ID).unwrap())),
            ("spotify:episode:ID", Link::Playable(episode_uri(ID).unwrap())),
            ("https://open.spotify.com/intl-fr/album/ID?si=x", Link::Album(album_id(ID).unwrap())),
            ("spotify:album:ID", Link::Album(album_id(ID).unwrap())),
            ("https://open.spotify.com/playlist/ID", Link::Playlist),
            ("https://open.spotify.com/user/somebody/playlist/ID", Link::Playlist),
            ("spotify:user:somebody:playlist:ID", Link::Playlist),
            ("spotify:playlist:ID", Link::Playlist),
        ] {
            assert_eq!(links_in(&form.replace("ID", ID)), [link], "{form}");
        }
    }

    #[test]
    fn an_address_of_anything_else_is_no_track_and_no_words() {
        for form in [
            "https://spotify.link/abcdef",
            "spotify.link/abcdef",
            "https://open.spotify.com/artist/ID",
            "https://open.spotify.com/track/IDx",
            "https://open.spotify.com/track/4uLU6hMCjMI75M1A2tKUQ",
            "https://open.spotify.com/track/4uLU6hMCjMI75M1A2tKU-C",
            "https://open.spotify.com/track/..%2F..%2Fme/aaaaaaaaaaaa",
            "https://open.spotify.com.example.org/track/ID",
            "https://example.org/open.spotify.com/track/ID",
            "https://example.org/?u=open.spotify.com/track/ID",
            "ftp://open.spotify.com/track/ID",
            "file:///track/ID",
            "http://127.0.0.1/track/ID",
            "https://",
            "spotify:",
            "spotify:track:",
            "spotify:track:ID:ID",
        ] {
            assert_eq!(links_in(&form.replace("ID", ID)), [Link::Other], "{form}");
        }
    }

    #[test]
    fn words_are_no_addresses() {
        for words in ["", "  ", "never gonna give you up", "spotify", "track: 4", ID, "a:b, c/d"] {
            assert_eq!(links_in(words), [], "{words}");
        }
    }

    #[test]
    fn several_at_once_keep_their_order_and_come_once_each() {
        let other = "1301WleyT98MSxVHPZCA6M";
        let pasted = format!(
            "spotify:track:{other}, https://open.spotify.com/track/{ID}?si=1\nspotify:track:{other} \
             https://open.spotify.com/album/{ID},spotify:track:{ID}"
        );
        let named = [Link::Playable(track_uri(other).unwrap()), track(), Link::Album(album_id(ID).unwrap())];
        assert_eq!(links_in(&pasted), named);
    }

    #[test]
    fn a_whole_list_pasted_is_cut() {
        let pasted: Vec<_> = (0..100).map(|n| format!("spotify:track:{n:022}")).collect();
        assert_eq!(links_in(&pasted.join("\n")).len(), LINKS_MAX);
    }

    #[test]
    fn a_page_is_built_from_the_id() {
        assert_eq!(page_of(&track_uri(ID).unwrap()), format!("https://open.spotify.com/track/{ID}"));
        assert_eq!(page_of(&episode_uri(ID).unwrap()), format!("https://open.spotify.com/episode/{ID}"));
        assert_eq!(page_of_playlist(ID), format!("https://open.spotify.com/playlist/{ID}"));
    }

    #[test]
    fn only_what_spotify_could_have_given_is_spotifys() {
        let is = |form: &str| is_spotifys(&TrackUri::parse(&form.replace("ID", ID)).unwrap());
        assert!(is("spotify:track:ID") && is("spotify:episode:ID"));
        for other in [
            "demo:track:ID",
            "demo:track:t001",
            "spotify:track:short",
            "spotify:track:4uLU6hMCjMI75M1A2tKU-C",
        ] {
            assert!(!is(other), "{other}");
        }
    }
}
