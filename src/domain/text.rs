//! What people type: names and comments, cut and checked once, where they come in.
//!
//! Must never: interpret text as anything but text.

use std::{fmt, sync::Arc};

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

/// Why a text cannot stand where a person put it. The sentence is meant for that person.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotText {
    /// Nothing is left after trimming, or nothing that can be seen.
    #[error("there is nothing to read in it")]
    Blank,
    /// It has more characters than this.
    #[error("it has more than {0} characters")]
    TooLong(usize),
    /// It holds a control character.
    #[error("it holds control characters")]
    Control,
}

/// The name of a person or of a nest: 1–40 characters on one line.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String")]
pub struct Name(Arc<str>);

impl Name {
    /// The longest name, in Unicode scalar values after trimming.
    pub const LONGEST: usize = 40;

    /// Trims `text` and takes it as a name.
    ///
    /// # Errors
    /// [`NotText`] says what is wrong with it.
    pub fn parse(text: &str) -> Result<Self, NotText> {
        let text = text.trim();
        check(text, Self::LONGEST, |_| false)?;
        Ok(Self(text.into()))
    }

    /// The name as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What a person says about an entry: 1–280 characters, perhaps on several lines.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String")]
pub struct CommentText(Arc<str>);

impl CommentText {
    /// The longest comment, in Unicode scalar values after NFC and trimming.
    pub const LONGEST: usize = 280;

    /// Brings `text` to NFC, trims it, and takes it as a comment.
    ///
    /// # Errors
    /// [`NotText`] says what is wrong with it.
    pub fn parse(text: &str) -> Result<Self, NotText> {
        let composed: String = text.nfc().collect();
        let text = composed.trim();
        check(text, Self::LONGEST, |letter| letter == '\n')?;
        Ok(Self(text.into()))
    }

    /// The comment as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn check(text: &str, longest: usize, allowed: impl Fn(char) -> bool) -> Result<(), NotText> {
    if text.chars().all(is_unseen) {
        Err(NotText::Blank)
    } else if text.chars().count() > longest {
        Err(NotText::TooLong(longest))
    } else if text.chars().any(|letter| letter.is_control() && !allowed(letter)) {
        Err(NotText::Control)
    } else {
        Ok(())
    }
}

/// White space, and the characters that draw nothing (Unicode's `Default_Ignorable_Code_Point`
/// as far as people use them to write names that nobody sees).
fn is_unseen(letter: char) -> bool {
    letter.is_whitespace()
        || matches!(letter,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{3164}' | '\u{feff}'
            | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}')
}

macro_rules! reads_as_text {
    ($($name:ident),*) => {$(
        impl TryFrom<String> for $name {
            type Error = NotText;
            fn try_from(text: String) -> Result<Self, NotText> {
                Self::parse(&text)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.write_str(&self.0)
            }
        }
    )*};
}
reads_as_text!(Name, CommentText);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_trimmed_and_counted_in_characters() {
        assert_eq!(Name::parse("  Zoë  ").map(|name| name.to_string()), Ok("Zoë".into()));
        assert!(Name::parse(&"ß".repeat(40)).is_ok());
        assert_eq!(Name::parse(&"ß".repeat(41)), Err(NotText::TooLong(40)));
    }

    #[test]
    fn a_name_that_nobody_can_see_is_none() {
        for unseen in ["", "   ", "\u{200b}", "\u{3164} \u{2060}"] {
            assert_eq!(Name::parse(unseen), Err(NotText::Blank), "{unseen:?}");
        }
    }

    #[test]
    fn only_a_comment_may_break_its_line() {
        assert_eq!(Name::parse("a\nb"), Err(NotText::Control));
        assert!(CommentText::parse("a\nb").is_ok());
        assert_eq!(CommentText::parse("a\tb"), Err(NotText::Control));
    }

    #[test]
    fn a_comment_is_counted_after_composing() {
        let decomposed = "e\u{301}".repeat(280);
        let comment = CommentText::parse(&decomposed).expect("280 letters é");
        assert_eq!(comment.as_str().chars().count(), 280);
        assert_eq!(CommentText::parse(&"x".repeat(281)), Err(NotText::TooLong(280)));
    }
}
