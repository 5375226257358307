//! Covers: which picture of an album is shown, and from where one may be fetched at all.
//!
//! Must never: let an answer make people's browsers fetch from a host that is not Spotify's.

use serde_json::Value;
use url::{Origin, Url};

/// The length of a picture's address in characters; Spotify's have below a hundred.
const ADDRESS_MAX: usize = 512;
/// The shortest edge, in pixels, that looks sharp on a card of a phone's list and on a laptop's. The
/// smallest picture of at least that is taken, which is Spotify's middle one of 300: the largest would
/// cost a room of phones ten times the bytes.
const EDGE_MIN: u64 = 200;
/// Hosts of covers, of covers made of four, and of those that people uploaded to their playlists.
const HOSTS: [&str; 2] = ["i.scdn.co", "mosaic.scdn.co"];
const UPLOADED_HOSTS: (&str, &str) = ("image-cdn-", ".spotifycdn.com");
/// The host of the real service. Where another one is asked, it draws its own covers.
const API_HOST: &str = "api.spotify.com";

/// Where pictures may come from.
#[derive(Debug, Clone)]
pub(super) struct ArtworkHosts {
    stand_in: Option<Origin>,
}

impl ArtworkHosts {
    /// Spotify's own, and where `api_url` is a stand-in's, that one's too.
    pub fn of(api_url: &str) -> Self {
        let url = Url::parse(api_url).ok().filter(|url| url.host_str() != Some(API_HOST));
        Self { stand_in: url.map(|url| url.origin()).filter(Origin::is_tuple) }
    }

    /// The picture to show out of Spotify's `images`.
    pub fn choose(&self, images: &Value) -> Option<String> {
        let images = images.as_array().map_or(&[][..], Vec::as_slice);
        let allowed = images.iter().filter_map(|image| {
            let edge = |side: &str| image[side].as_u64().unwrap_or_default();
            Some((edge("width").min(edge("height")), self.allowed(image["url"].as_str()?)?))
        });
        // Large enough before too small; of those large enough the smallest, of the others the largest.
        let cost = |edge: u64| if edge < EDGE_MIN { (true, EDGE_MIN - edge) } else { (false, edge) };
        allowed.min_by_key(|(edge, _)| cost(*edge)).map(|(_, address)| address)
    }

    fn allowed(&self, address: &str) -> Option<String> {
        let url = Url::parse(address).ok().filter(|_| address.len() <= ADDRESS_MAX)?;
        let is_plain = url.username().is_empty() && url.password().is_none();
        (is_plain && (is_spotifys(&url) || self.stand_in.as_ref() == Some(&url.origin()))).then(|| url.into())
    }
}

fn is_spotifys(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    let (beginning, ending) = UPLOADED_HOSTS;
    let middle = host.strip_prefix(beginning).and_then(|rest| rest.strip_suffix(ending));
    let is_uploaded = middle.is_some_and(|middle| !middle.is_empty() && !middle.contains('.'));
    url.scheme() == "https" && url.port().is_none() && (HOSTS.contains(&host) || is_uploaded)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn chosen(address: &str) -> Option<String> {
        ArtworkHosts::of("https://api.spotify.com/v1").choose(&json!([{ "url": address }]))
    }

    #[test]
    fn pictures_come_from_spotify() {
        for good in [
            "https://i.scdn.co/image/ab67616d00001e02",
            "https://mosaic.scdn.co/640/abc",
            "https://image-cdn-ak.spotifycdn.com/image/abc",
        ] {
            assert_eq!(chosen(good).as_deref(), Some(good));
        }
    }

    #[test]
    fn pictures_from_anywhere_else_are_dropped() {
        for bad in [
            "http://i.scdn.co/image/x",
            "https://i.scdn.co.evil.example/x",
            "https://evil.example/i.scdn.co",
            "https://evil.example\\@i.scdn.co/x",
            "https://user@i.scdn.co/x",
            "https://i.scdn.co:8443/x",
            "https://image-cdn-.spotifycdn.com/x",
            "https://image-cdn-a.b.spotifycdn.com/x",
            "https://image-cdn-ak.spotifycdn.com.evil.example/x",
            "https://169.254.169.254/latest/meta-data",
            "http://127.0.0.1:9/x",
            "javascript:alert(1)",
            "data:image/svg+xml,<svg onload=alert(1)>",
            "//i.scdn.co/x",
            "",
        ] {
            assert_eq!(chosen(bad), None, "{bad}");
        }
        assert_eq!(chosen(&format!("https://i.scdn.co/{}", "x".repeat(600))), None);
    }

    #[test]
    fn a_stand_in_draws_its_own_covers_and_only_on_its_own_port() {
        let hosts = ArtworkHosts::of("http://127.0.0.1:4010/v1");
        let choose = |address: &str| hosts.choose(&json!([{ "url": address }]));
        assert!(choose("http://127.0.0.1:4010/covers/1.svg").is_some());
        assert!(choose("https://i.scdn.co/image/x").is_some());
        assert!(choose("http://127.0.0.1:4011/covers/1.svg").is_none());
    }

    #[test]
    fn the_smallest_that_is_sharp_is_taken_or_else_the_largest() {
        let hosts = ArtworkHosts::of("https://api.spotify.com/v1");
        let image =
            |edge: u64| json!({ "url": format!("https://i.scdn.co/{edge}"), "width": edge, "height": edge });
        let choose = |edges: &[u64]| hosts.choose(&edges.iter().copied().map(image).collect());
        assert_eq!(choose(&[64, 640, 300]).as_deref(), Some("https://i.scdn.co/300"));
        assert_eq!(choose(&[30, 64]).as_deref(), Some("https://i.scdn.co/64"));
        assert_eq!(choose(&[]), None);
    }

    #[test]
    fn a_picture_of_unknown_size_is_better_than_none() {
        assert!(chosen("https://i.scdn.co/image/x").is_some());
    }
}
