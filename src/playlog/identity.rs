//! What tells one play from another, so that none stands in a file twice.
//!
//! Must never: be the same for two plays.

use std::hash::Hash;

use serde::Deserialize;
use sha2::{Digest, Sha256};

use super::{loose::Loose, times};

/// Which play it is. Of our own lines nest, commit, entry and start say so; of others every byte does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Identity([u8; 16]);

/// The keys that say which play it is.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Keys<'a> {
    #[serde(borrow)]
    nest: Loose<'a>,
    #[serde(borrow)]
    commit: Loose<'a>,
    #[serde(borrow)]
    entry: Loose<'a>,
    #[serde(borrow)]
    starttime: Loose<'a>,
}

impl Identity {
    /// A play of ours.
    #[must_use]
    pub fn of_play(nest: &str, commit: u64, entry: u64, started_ms: u64) -> Self {
        let mut text = Vec::with_capacity(nest.len() + 32);
        text.extend(b"play");
        for number in [commit, entry, started_ms] {
            text.extend(number.to_be_bytes());
        }
        text.extend(nest.as_bytes());
        Self::of_bytes(&text)
    }

    /// A line of a log, whoever wrote it.
    #[must_use]
    pub fn of_line(line: &[u8]) -> Self {
        let text = String::from_utf8_lossy(line);
        let keys = serde_json::from_str(&text).unwrap_or_default();
        let Keys { nest, commit, entry, starttime } = keys;
        Self::of_keys([&nest, &commit, &entry, &starttime], line)
    }

    /// The same, where nest, commit, entry and start have been read already.
    #[must_use]
    pub(super) fn of_keys([nest, commit, entry, start]: [&Loose<'_>; 4], line: &[u8]) -> Self {
        let whole = |number: &Loose<'_>| u64::try_from(number.whole().ok()??).ok();
        let ours = || {
            let (Loose::Text(nest), Loose::Text(start)) = (nest, start) else { return None };
            let start = times::read(start, chrono_tz::Tz::UTC).filter(|start| start.has_offset)?;
            Some(Self::of_play(nest, whole(commit)?, whole(entry)?, start.ms))
        };
        ours().unwrap_or_else(|| Self::of_bytes(line.trim_ascii()))
    }

    fn of_bytes(bytes: &[u8]) -> Self {
        let hash = Sha256::digest(bytes);
        Self(hash[..16].try_into().expect("because a hash has 32 bytes"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn our_lines_are_the_same_by_their_keys_alone() {
        let one = br#"{"nest":"main","commit":7,"entry":3,"starttime":"2018-03-07T20:15:03+01:00"}"#;
        let same =
            br#" {"title":"x","entry":"3","starttime":"2018-03-07T19:15:03Z","commit":7,"nest":"main"}"#;
        assert_eq!(Identity::of_line(one), Identity::of_line(same));
        assert_eq!(Identity::of_line(one), Identity::of_play("main", 7, 3, 1_520_450_103_000));
        assert_ne!(Identity::of_line(one), Identity::of_play("main", 3, 7, 1_520_450_103_000));
    }

    #[test]
    fn other_lines_are_the_same_by_every_byte_but_those_around() {
        assert_eq!(Identity::of_line(b"{\"id\":1}\r"), Identity::of_line(b"{\"id\":1}"));
        assert_ne!(Identity::of_line(b"{\"id\": 1}"), Identity::of_line(b"{\"id\":1}"));
        assert_ne!(Identity::of_line(b"\xff"), Identity::of_line(b"\xfe"));
    }
}
