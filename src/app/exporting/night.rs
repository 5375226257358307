//! A night as a playlist: what it is called, what it says of itself, and what is on it.
//!
//! Must never: name anybody. What is on a playlist was heard by everyone.

use std::collections::HashSet;

use crate::domain::{day::Day, ids::NestId, text::Name, track::TrackUri};

/// The longest description, in characters: Spotify's.
const DESCRIPTION_MAX: usize = 300;
/// How many tracks a playlist holds at most: Spotify's. Beyond it a night is cut.
const TRACKS_MAX: usize = 10_000;
const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// A night of a nest's that is to be exported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Night {
    /// The nest.
    pub nest: NestId,
    /// What it is called.
    pub nest_name: Name,
    /// The evening.
    pub day: Day,
    /// The addresses of all that was played, in that order, as the logs have them.
    pub played: Vec<String>,
    /// The address of the house, for whoever wonders where the playlist comes from.
    pub from: String,
}

impl Night {
    /// What its playlist is called.
    #[must_use]
    pub fn title(&self) -> String {
        format!("{}, {}", self.nest_name.as_str(), spoken(self.day))
    }

    /// What its playlist says of itself: where it comes from, and the mark that it is known by again. On one
    /// line, as Spotify wants it.
    #[must_use]
    pub fn description(&self, mark: &str) -> String {
        let day = spoken(self.day);
        let said = format!(
            "What {} played on the night of {day}, in that order. By EchoNest at {}",
            self.nest_name.as_str(),
            self.from
        );
        let mark = format!(" ({mark})");
        let room = DESCRIPTION_MAX - mark.chars().count();
        said.chars().take(room).collect::<String>() + &mark
    }

    /// What is on its playlist: what `can_hold` lets through, each track once, where it was first played.
    #[must_use]
    pub fn tracks(&self, can_hold: impl Fn(&TrackUri) -> bool) -> Vec<TrackUri> {
        let mut seen = HashSet::new();
        let known = self.played.iter().filter_map(|uri| TrackUri::parse(uri).ok());
        known.filter(can_hold).filter(|uri| seen.insert(uri.clone())).take(TRACKS_MAX).collect()
    }
}

/// A day as people say it: 7 March 2018.
fn spoken(day: Day) -> String {
    let month = MONTHS[usize::from(day.month()) - 1];
    format!("{} {month} {}", day.day(), day.year())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn night(played: &[&str], from: &str) -> Night {
        Night {
            nest: NestId::parse("main").expect("an id"),
            nest_name: Name::parse("Kitchen").expect("a name"),
            day: "2018-03-07".parse().expect("a day"),
            played: played.iter().map(|uri| (*uri).to_owned()).collect(),
            from: from.to_owned(),
        }
    }

    #[test]
    fn a_night_is_called_by_its_nest_and_its_day() {
        let night = night(&[], "https://party.example");
        assert_eq!(night.title(), "Kitchen, 7 March 2018");
        assert_eq!(
            night.description("echonest1"),
            "What Kitchen played on the night of 7 March 2018, in that order. By EchoNest at \
             https://party.example (echonest1)"
        );
    }

    #[test]
    fn however_long_the_houses_address_is_the_mark_fits() {
        let description = night(&[], &"é".repeat(400)).description("echonest1");
        assert_eq!(description.chars().count(), 300);
        assert!(description.ends_with(" (echonest1)"));
    }

    #[test]
    fn each_track_is_there_once_where_it_was_first_played() {
        let played = [
            "spotify:track:b",
            "demo:track:x",
            "spotify:track:a",
            "a tape",
            "spotify:track:b",
            "spotify:episode:c",
        ];
        let tracks = night(&played, "").tracks(|uri| uri.catalogue() == "spotify");
        let tracks: Vec<_> = tracks.iter().map(TrackUri::as_str).collect();
        assert_eq!(tracks, ["spotify:track:b", "spotify:track:a", "spotify:episode:c"]);
    }
}
