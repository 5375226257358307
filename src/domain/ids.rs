//! The names things go by. Every id is a type of its own, and what exists is valid.
//!
//! Must never: accept an id that the contract would not, or lend an id of one kind to another.

use std::{fmt, str::FromStr, sync::Arc};

use serde::{Deserialize, Serialize};

/// Why a text is not the id it claims to be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct NotAnId(&'static str);

macro_rules! text_id {
    ($(#[$doc:meta])* $name:ident, $longest:literal, $complaint:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String")]
        pub struct $name(Arc<str>);

        impl $name {
            /// The longest such id, in Unicode scalar values.
            pub const LONGEST: usize = $longest;

            /// Takes a text of 1 to [`Self::LONGEST`] characters without control characters.
            ///
            /// # Errors
            /// [`NotAnId`] where the text is empty, too long, or holds a control character.
            pub fn parse(text: &str) -> Result<Self, NotAnId> {
                let fits = !text.is_empty()
                    && text.chars().count() <= Self::LONGEST
                    && !text.chars().any(char::is_control);
                if fits { Ok(Self(text.into())) } else { Err(NotAnId($complaint)) }
            }

            /// The id as text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $name {
            type Error = NotAnId;
            fn try_from(text: String) -> Result<Self, NotAnId> {
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

text_id!(
    /// A nest, for as long as it lives; `main` is always there.
    NestId, 64, "a nest's id has 1 to 64 characters"
);
text_id!(
    /// A person, across nests and sessions. Opaque: it says nothing about who it is.
    PersonId, 64, "a person's id has 1 to 64 characters"
);
text_id!(
    /// A screen that shows a nest across the room. It is no person.
    ScreenId, 64, "a screen's id has 1 to 64 characters"
);
text_id!(
    /// The name a client gives one command, so that sending it twice does it once.
    CommandId, 64, "a command's id has 1 to 64 characters"
);

/// One queueing of a track. Counted from 1 in each nest and never used again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct EntryId(pub u64);

impl fmt::Display for EntryId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(out)
    }
}

/// One comment on an entry. Counted from 1 in each nest and never used again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CommentId(pub u64);

/// A place in a nest's log: which commit, and which one of all that might have stood there.
///
/// `seq` counts the commits that changed something people see. Commits that only remember an
/// answer (*notes*) keep the `seq` of the commit before them and count `step` up from 1, so a
/// refused command costs nobody else a frame. `commit` is random: a store that lost its tail
/// uses numbers again, but never the same commit id.
///
/// Written `12-00000000deadbeef`, a note `12.3-…`; at most 48 characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Position {
    /// How many commits that people see the log holds up to here.
    pub seq: u64,
    /// 0 for such a commit, else the how-manieth note after it.
    pub step: u32,
    /// The random id of the commit that stands here.
    pub commit: u64,
}

impl Position {
    /// Where every log begins: before its first commit.
    pub const START: Self = Self { seq: 0, step: 0, commit: 0 };

    /// The place after this one, for a commit with events or for a note.
    #[must_use]
    pub const fn next(self, is_note: bool, commit: u64) -> Self {
        if is_note {
            Self { seq: self.seq, step: self.step + 1, commit }
        } else {
            Self { seq: self.seq + 1, step: 0, commit }
        }
    }

    /// Whether this place comes later in its log than `other`, ids aside.
    #[must_use]
    pub fn is_after(self, other: Self) -> bool {
        (self.seq, self.step) > (other.seq, other.step)
    }
}

impl fmt::Display for Position {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.step {
            0 => write!(out, "{}-{:016x}", self.seq, self.commit),
            step => write!(out, "{}.{step}-{:016x}", self.seq, self.commit),
        }
    }
}

impl FromStr for Position {
    type Err = NotAnId;

    fn from_str(text: &str) -> Result<Self, NotAnId> {
        const COMPLAINT: NotAnId = NotAnId("a position is a number, a dash and sixteen hex digits");
        let (place, commit) = text.split_once('-').ok_or(COMPLAINT)?;
        let (seq, step) = place.split_once('.').unwrap_or((place, "0"));
        if commit.len() != 16 {
            return Err(COMPLAINT);
        }
        Ok(Self {
            seq: seq.parse().map_err(|_| COMPLAINT)?,
            step: step.parse().map_err(|_| COMPLAINT)?,
            commit: u64::from_str_radix(commit, 16).map_err(|_| COMPLAINT)?,
        })
    }
}

impl TryFrom<String> for Position {
    type Error = NotAnId;
    fn try_from(text: String) -> Result<Self, NotAnId> {
        text.parse()
    }
}

impl From<Position> for String {
    fn from(position: Position) -> Self {
        position.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_position_reads_back_as_it_was_written() {
        for position in [
            Position::START,
            Position { seq: 12, step: 0, commit: 0xdead_beef },
            Position { seq: u64::MAX, step: u32::MAX, commit: u64::MAX },
        ] {
            let text = position.to_string();
            assert!(text.len() <= 64, "{text} is longer than the contract allows");
            assert_eq!(text.parse(), Ok(position));
        }
    }

    #[test]
    fn garbage_is_no_position() {
        for text in ["", "-", "7", "7-", "7-xyz", "-0000000000000001", "7-1", "1.-0000000000000001"] {
            assert!(text.parse::<Position>().is_err(), "{text:?} was taken for a position");
        }
    }

    #[test]
    fn a_note_keeps_the_number_of_the_commit_before_it() {
        let commit = Position::START.next(false, 1);
        let note = commit.next(true, 2);
        assert_eq!((note.seq, note.step), (1, 1));
        assert!(note.is_after(commit) && note.next(false, 3).is_after(note));
    }

    #[test]
    fn an_id_has_its_length_and_no_control_characters() {
        assert!(CommandId::parse("").is_err());
        assert!(CommandId::parse(&"é".repeat(64)).is_ok());
        assert!(CommandId::parse(&"é".repeat(65)).is_err());
        assert!(PersonId::parse("a\u{7}b").is_err());
    }
}
