//! A track: music (or an episode) as its catalogue describes it.
//!
//! Must never: come from a client. Clients name tracks; catalogues describe them.

use std::{fmt, sync::Arc};

use serde::{Deserialize, Serialize};

/// The name of a track within its catalogue: `demo:track:…`, `spotify:track:…`, `spotify:episode:…`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String")]
pub struct TrackUri(Arc<str>);

/// A text that names no track.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this is not the address of a track")]
pub struct NotATrack;

impl TrackUri {
    /// The longest id part; the services use 22 characters.
    const LONGEST_ID: usize = 64;

    /// Takes `catalogue:kind:id`, where the kind is `track` or `episode`.
    ///
    /// # Errors
    /// [`NotATrack`] for everything else, links included: those are the catalogue's to read.
    pub fn parse(text: &str) -> Result<Self, NotATrack> {
        let mut parts = text.split(':');
        let (Some(catalogue), Some(kind), Some(id), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(NotATrack);
        };
        let is_word = |part: &str, also: &str| {
            !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric() || also.contains(c))
        };
        let fits = is_word(catalogue, "")
            && catalogue.len() <= 16
            && matches!(kind, "track" | "episode")
            && is_word(id, "-_")
            && id.len() <= Self::LONGEST_ID;
        if fits { Ok(Self(text.into())) } else { Err(NotATrack) }
    }

    /// The address as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether this is spoken word; the length bounds do not hold for it.
    #[must_use]
    pub fn is_episode(&self) -> bool {
        self.0.split(':').nth(1) == Some("episode")
    }

    /// The name of its catalogue: the part before the first colon.
    #[must_use]
    pub fn catalogue(&self) -> &str {
        self.0.split(':').next().unwrap_or_default()
    }

    /// The part behind the last colon.
    #[must_use]
    pub fn id(&self) -> &str {
        self.0.rsplit(':').next().unwrap_or_default()
    }
}

impl TryFrom<String> for TrackUri {
    type Error = NotATrack;
    fn try_from(text: String) -> Result<Self, NotATrack> {
        Self::parse(&text)
    }
}

impl fmt::Display for TrackUri {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

/// What a catalogue says about a track. Texts are shown as text and never interpreted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Track {
    /// Its name in the catalogue.
    pub uri: TrackUri,
    /// The title.
    pub title: String,
    /// The artists, most important first.
    pub artists: Vec<String>,
    /// The album or show.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub album: Option<String>,
    /// How long it plays here, in milliseconds. This counts for turns and for the clock.
    pub duration_ms: u64,
    /// How long it is by itself, in milliseconds. The host's bounds look at this one; it differs
    /// from `duration_ms` only where the demo catalogue plays faster.
    pub length_ms: u64,
    /// Where its cover can be fetched.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub artwork_url: Option<String>,
    /// Where people can look at it in its own service.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
    /// The International Standard Recording Code: one recording, however many addresses it has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub isrc: Option<String>,
    /// Whether its service marks it as explicit.
    pub explicit: bool,
}

impl Track {
    /// Whether both are the same recording: one address, or one ISRC.
    #[must_use]
    pub fn is_same_as(&self, uri: &TrackUri, isrc: Option<&str>) -> bool {
        is_same_recording((&self.uri, self.isrc.as_deref()), (uri, isrc))
    }
}

/// Whether two are the same recording, given the address and the ISRC of each: one address, or one ISRC.
#[must_use]
pub fn is_same_recording(one: (&TrackUri, Option<&str>), other: (&TrackUri, Option<&str>)) -> bool {
    one.0 == other.0 || (one.1.is_some() && one.1 == other.1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_names_a_catalogue_a_kind_and_an_id() {
        for good in ["demo:track:t001", "spotify:track:4uLU6hMCjMI75M1A2tKUQC", "spotify:episode:a_b-c"] {
            assert!(TrackUri::parse(good).is_ok(), "{good}");
        }
        for bad in
            ["", "demo", "demo:track:", "demo:album:1", "demo:track:a:b", "demo:track:a b", "a b:track:c"]
        {
            assert!(TrackUri::parse(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn an_address_says_its_catalogue() {
        assert!(TrackUri::parse("spotify:track:demo").is_ok_and(|uri| uri.catalogue() == "spotify"));
    }

    #[test]
    fn only_an_episode_is_an_episode() {
        assert!(TrackUri::parse("spotify:episode:x").is_ok_and(|uri| uri.is_episode()));
        assert!(TrackUri::parse("spotify:track:episode").is_ok_and(|uri| !uri.is_episode()));
    }
}
