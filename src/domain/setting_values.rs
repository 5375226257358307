//! The kinds of values that settings have.
//!
//! Must never: exist with a value that the rules would not allow.

use std::{collections::BTreeMap, fmt, sync::Arc};

use serde::{Deserialize, Serialize, Serializer};

/// How the queue is ordered. Pinned entries come first and Bender's last in all of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// Turn by turn, weighed by minutes; votes shift an entry by about a turn.
    Fair,
    /// Most net votes first, then the oldest.
    Votes,
    /// The oldest first.
    FirstCome,
}

/// A way in which Bender picks a track.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Strategy {
    /// What this room played on the same weekday in the past.
    Throwback,
    /// The genre of the seed.
    Genre,
    /// The artist of the seed.
    Artist,
    /// Anything else by the artist of the seed.
    Discography,
    /// The album of the seed.
    Album,
}

impl Strategy {
    /// The weights of the rules.
    #[must_use]
    pub fn default_weights() -> BTreeMap<Self, Weight> {
        [
            (Self::Throwback, 30),
            (Self::Genre, 35),
            (Self::Artist, 25),
            (Self::Discography, 5),
            (Self::Album, 5),
        ]
        .map(|(strategy, weight)| (strategy, Weight(f64::from(weight))))
        .into()
    }
}

/// A value that is not of its kind. The sentence is meant for the host who typed it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct NotAValue(&'static str);

/// How likely a strategy is, relative to the others: 0 to 1,000.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(try_from = "f64")]
pub struct Weight(f64);

impl TryFrom<f64> for Weight {
    type Error = NotAValue;
    fn try_from(weight: f64) -> Result<Self, NotAValue> {
        let fits = (0.0..=1000.0).contains(&weight);
        fits.then_some(Self(weight)).ok_or(NotAValue("a weight is a number from 0 to 1,000"))
    }
}

impl Weight {
    /// The weight as a number.
    #[must_use]
    pub const fn value(self) -> f64 {
        self.0
    }
}

impl Serialize for Weight {
    /// Whole weights are written as whole numbers, so that 30 stays `30`.
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "0 to 1,000 by construction"
        )]
        if self.0.fract() == 0.0 { out.serialize_u16(self.0 as u16) } else { out.serialize_f64(self.0) }
    }
}

macro_rules! text_value {
    ($(#[$doc:meta])* $name:ident, $complaint:literal, $fits:expr) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(try_from = "String")]
        pub struct $name(Arc<str>);

        impl $name {
            /// Takes a text of this kind.
            ///
            /// # Errors
            /// [`NotAValue`] says what such a text looks like.
            pub fn parse(text: &str) -> Result<Self, NotAValue> {
                let fits: fn(&str) -> bool = $fits;
                if fits(text) { Ok(Self(text.into())) } else { Err(NotAValue($complaint)) }
            }

            /// The value as text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $name {
            type Error = NotAValue;
            fn try_from(text: String) -> Result<Self, NotAValue> {
                Self::parse(&text)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.write_str(&self.0)
            }
        }
    };
}

text_value!(
    /// The letters people type to join a nest. Letters that look alike are left out.
    Code, "a code has five of the letters A–Z and digits 2–9 that cannot be mistaken for each other",
    |text| text.len() == Code::LENGTH && text.bytes().all(|letter| Code::LETTERS.contains(&letter))
);
text_value!(
    /// The name of a time zone, by its form; whether the zone exists is checked where it comes in.
    TimeZone, "a time zone has a name like Europe/Berlin",
    |text| (1..=64).contains(&text.len())
        && text.bytes().all(|letter| letter.is_ascii_alphanumeric() || b"/_+-".contains(&letter))
);
text_value!(
    /// The short address of a nest. Never shaped like a code or an id, so that it cannot lead astray whoever has one of
    /// those, and never a word the server uses.
    Slug, "a short address has 3 to 40 small letters, digits and single dashes, and is no code, no id and no reserved word",
    |text| (3..=40).contains(&text.len())
        && text.split('-').all(|part| {
            !part.is_empty() && part.bytes().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit())
        })
        && Code::parse(&text.to_ascii_uppercase()).is_err()
        && !(text.len() == 32 && text.bytes().all(|c| c.is_ascii_hexdigit()))
        && !Slug::RESERVED.contains(&text)
);
text_value!(
    /// A genre by its name, 1 to 40 characters.
    Genre, "a genre has 1 to 40 characters",
    |text| !text.trim().is_empty() && text.chars().count() <= 40 && !text.chars().any(char::is_control)
);

impl Code {
    /// How many letters a code has.
    pub const LENGTH: usize = 5;
    /// The letters and digits codes are made of: none that is easily taken for another.
    pub const LETTERS: &'static [u8] = b"ABCDEFGHJKMNPQRSTUVWXYZ23456789";

    /// Makes a code out of a random number.
    #[must_use]
    pub fn from_dice(mut dice: u64) -> Self {
        let base = Self::LETTERS.len() as u64;
        let letters: String = (0..Self::LENGTH)
            .map(|_| {
                let letter = usize::try_from(dice % base).unwrap_or_default();
                dice /= base;
                char::from(Self::LETTERS[letter])
            })
            .collect();
        Self(letters.into())
    }
}

impl Slug {
    /// First parts of the server's own addresses, and words it may want.
    const RESERVED: [&'static str; 21] = [
        "api",
        "app",
        "artwork",
        "assets",
        "authentication",
        "code",
        "connect",
        "docs",
        "health",
        "help",
        "history",
        "login",
        "logout",
        "main",
        "metrics",
        "nest",
        "playing",
        "queue",
        "search",
        "socket",
        "sync",
    ];
}

impl TimeZone {
    /// Coordinated universal time.
    #[must_use]
    pub fn utc() -> Self {
        Self("UTC".into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_from_dice_is_a_code() {
        for dice in [0, 1, 31, 0xdead_beef, u64::MAX] {
            let code = Code::from_dice(dice);
            assert_eq!(Code::parse(code.as_str()), Ok(code.clone()), "{code}");
        }
    }

    #[test]
    fn a_slug_is_never_taken_for_a_code_an_id_or_one_of_our_addresses() {
        let id = "0a1b2c3d".repeat(4);
        for bad in ["ab", "abcde", "health", "-abc", "abc-", "a--b", "Party", "party time", &id] {
            assert!(Slug::parse(bad).is_err(), "{bad:?}");
        }
        for good in ["party", "friday-night", "kitchen2"] {
            assert_eq!(
                Slug::parse(good).is_ok(),
                Code::parse(&good.to_ascii_uppercase()).is_err(),
                "{good:?}"
            );
        }
    }

    #[test]
    fn whole_weights_stay_whole() {
        let weights = serde_json::to_string(&Strategy::default_weights()).expect("json");
        assert!(weights.contains(r#""genre":35,"#), "{weights}");
        assert!(serde_json::from_str::<Weight>("-1").is_err());
        assert!(
            serde_json::from_str::<Weight>("0.5").is_ok_and(|weight| (weight.value() - 0.5).abs() < 1e-9)
        );
    }
}
