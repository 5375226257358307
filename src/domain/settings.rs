//! What a host may change about a nest, with the defaults of the rules.
//!
//! Must never: hold a value out of bounds. [`Settings::with`] is the only way to change one.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, Serialize};

use super::{
    limits,
    setting_values::{Genre, Mode, Slug, Strategy, TimeZone, Weight},
    text::Name,
    track::TrackUri,
};

/// Keeps "this key was named" apart from "its value is null".
fn named<'de, D: Deserializer<'de>, T: Deserialize<'de>>(json: D) -> Result<Option<T>, D::Error> {
    T::deserialize(json).map(Some)
}

/// Declares every setting once: its type and default; from it the settings and a change of some.
macro_rules! settings {
    ($($(#[$doc:meta])* $key:ident: $kind:ty = $default:expr;)*) => {
        /// Every setting of a nest.
        #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
        #[serde(default)]
        pub struct Settings { $($(#[$doc])* pub $key: $kind,)* }

        impl Default for Settings {
            fn default() -> Self {
                Self { $($key: $default,)* }
            }
        }

        /// Some settings, each with a new value; `None` leaves a setting alone.
        #[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
        pub struct Change {
            $($(#[$doc])*
            #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "named")]
            pub $key: Option<$kind>,)*
        }

        impl Change {
            /// Takes over what `other` names.
            pub fn merge(&mut self, other: Self) {
                $(if other.$key.is_some() { self.$key = other.$key; })*
            }
        }

        impl Settings {
            /// Takes over every value that `change` names, bounds unchecked.
            pub(super) fn take(&mut self, change: &Change) {
                $(if let Some(value) = &change.$key { self.$key = value.clone(); })*
            }

            /// What of `change` is different from these settings.
            #[must_use]
            pub fn news_in(&self, change: Change) -> Change {
                Change { $($key: change.$key.filter(|value| *value != self.$key),)* }
            }
        }
    };
}

settings! {
    /// How the queue is ordered.
    mode: Mode = Mode::Fair;
    /// Whether only hosts and moderators may add.
    locked: bool = false;
    /// How long after its end a track may not be added again, in milliseconds.
    cooldown_ms: u64 = 30 * 60_000;
    /// The shortest track that may be added, in milliseconds. Episodes are exempt.
    min_duration_ms: u64 = 20_000;
    /// The longest track that may be added, in milliseconds. Episodes are exempt.
    max_duration_ms: u64 = 20 * 60_000;
    /// Whether tracks marked explicit may be added.
    allow_explicit: bool = true;
    /// How many entries may be queued.
    queue_max: u32 = limits::QUEUE_MAX;
    /// How many entries one person may have queued.
    per_person_max: u32 = limits::PER_PERSON_MAX;
    /// Whether down-votes are refused.
    up_votes_only: bool = false;
    /// Whether guests may pause and resume.
    anyone_pauses: bool = false;
    /// Whether airhorns are silenced.
    airhorn_muted: bool = false;
    /// Whether joining needs the code or an approval.
    invite_only: bool = false;
    /// Whether the nest is listed for people who are not in it.
    listed: bool = false;
    /// How many entries Bender keeps queued; 0 turns it off.
    bender_depth: u32 = 3;
    /// How likely each of Bender's strategies is, relative to the others.
    bender_weights: BTreeMap<Strategy, Weight> = Strategy::default_weights();
    /// The zone whose calendar and weekdays count here (IANA name).
    time_zone: TimeZone = TimeZone::utc();
    /// What Bender starts from where nothing has played yet.
    seed_track: Option<TrackUri> = None;
    /// The genre Bender leans to.
    genre: Option<Genre> = None;
    /// What the nest is called.
    name: Name = Name::parse("EchoNest").expect("because it has eight letters");
    /// The short address, if any.
    slug: Option<Slug> = None;
}

/// A value outside its bounds.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{key} must be {bounds}")]
pub struct OutOfBounds {
    /// The setting.
    pub key: &'static str,
    /// What would be right, in words.
    pub bounds: &'static str,
}

impl Settings {
    /// These settings with `change` made, in a nest whose queue can hold `queue_limit` entries.
    ///
    /// # Errors
    /// [`OutOfBounds`] names the first setting that would not be valid.
    pub fn with(&self, change: &Change, queue_limit: u32) -> Result<Self, OutOfBounds> {
        let mut next = self.clone();
        next.take(change);
        let bounds = [
            (next.cooldown_ms <= limits::COOLDOWN_MAX_MS, "cooldown_ms", "at most 24 hours"),
            (next.max_duration_ms <= limits::DURATION_MAX_MS, "max_duration_ms", "at most 24 hours"),
            (
                next.min_duration_ms <= next.max_duration_ms,
                if change.min_duration_ms.is_some() { "min_duration_ms" } else { "max_duration_ms" },
                "such that the shortest track is no longer than the longest",
            ),
            ((1..=queue_limit).contains(&next.queue_max), "queue_max", "between 1 and the nest's limit"),
            ((1..=limits::QUEUE_MAX).contains(&next.per_person_max), "per_person_max", "between 1 and 200"),
            (next.bender_depth <= limits::BENDER_DEPTH_MAX, "bender_depth", "between 0 and 10"),
        ];
        match bounds.into_iter().find(|(holds, ..)| !holds) {
            Some((_, key, bounds)) => Err(OutOfBounds { key, bounds }),
            None => Ok(next),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_defaults_are_in_bounds() {
        let settings = Settings::default();
        assert_eq!(settings.with(&Change::default(), limits::QUEUE_MAX), Ok(settings));
    }

    #[test]
    fn each_bound_holds() {
        let refused = |change: Change| {
            Settings::default().with(&change, 200).expect_err("the value is out of bounds").key
        };
        assert_eq!(refused(Change { cooldown_ms: Some(86_400_001), ..Change::default() }), "cooldown_ms");
        assert_eq!(refused(Change { max_duration_ms: Some(10_000), ..Change::default() }), "max_duration_ms");
        assert_eq!(
            refused(Change { min_duration_ms: Some(9_999_999), ..Change::default() }),
            "min_duration_ms"
        );
        assert_eq!(refused(Change { queue_max: Some(0), ..Change::default() }), "queue_max");
        assert_eq!(refused(Change { queue_max: Some(201), ..Change::default() }), "queue_max");
        assert_eq!(refused(Change { per_person_max: Some(0), ..Change::default() }), "per_person_max");
        assert_eq!(refused(Change { bender_depth: Some(11), ..Change::default() }), "bender_depth");
    }

    #[test]
    fn a_null_is_a_value_and_an_absent_key_is_none() {
        let change: Change = serde_json::from_str(r#"{"genre":null}"#).expect("a change");
        assert_eq!(change.genre, Some(None));
        assert_eq!(change.slug, None);
    }

    #[test]
    fn what_is_no_different_is_no_news() {
        let change = Change { locked: Some(false), queue_max: Some(7), ..Change::default() };
        let news = Settings::default().news_in(change);
        assert_eq!((news.locked, news.queue_max), (None, Some(7)));
    }
}
