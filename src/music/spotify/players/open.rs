//! "Open this in Spotify at 1:12": for people whose players nobody but themselves may tell anything.
//!
//! Must never: lead anywhere but to a track or an episode of Spotify's.

use crate::domain::track::TrackUri;

/// The link that opens a track in the Spotify app at a place, in milliseconds; `None` for what is not
/// Spotify's.
///
/// It is `spotify:track:…#1:12`, minutes and seconds, where minutes do not turn into hours. Spotify
/// documents no link with a time: its desktop apps go there (seen), and whatever does not know that part
/// opens the track at its start. So whoever shows this link writes the time beside it, and beside that the
/// link to the track's page, which works without the app.
#[must_use]
pub fn open_link(uri: &TrackUri, position_ms: u64) -> Option<String> {
    let whole_s = position_ms / 1_000;
    (uri.catalogue() == "spotify").then(|| match whole_s {
        0 => uri.to_string(),
        _ => format!("{uri}#{}:{:02}", whole_s / 60, whole_s % 60),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn opened(uri: &str, position_ms: u64) -> Option<String> {
        open_link(&TrackUri::parse(uri).unwrap(), position_ms)
    }

    #[test]
    fn a_link_opens_its_track_at_its_place() {
        for (position_ms, behind) in [
            (0, ""),
            (999, ""),
            (1_000, "#0:01"),
            (59_999, "#0:59"),
            (60_000, "#1:00"),
            (72_400, "#1:12"),
            (3_600_000, "#60:00"),
            (u64::MAX, "#307445734561825:51"),
        ] {
            let link = opened("spotify:track:4uLU6hMCjMI75M1A2tKUQC", position_ms);
            assert_eq!(link, Some(format!("spotify:track:4uLU6hMCjMI75M1A2tKUQC{behind}")));
        }
        let episode = opened("spotify:episode:4uLU6hMCjMI75M1A2tKUQC", 72_000);
        assert_eq!(episode.as_deref(), Some("spotify:episode:4uLU6hMCjMI75M1A2tKUQC#1:12"));
    }

    #[test]
    fn what_is_not_spotifys_does_not_open_there() {
        assert_eq!(opened("demo:track:t001", 72_000), None);
    }
}
