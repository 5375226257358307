//! Numbers and names out of a seed, the same ones on every machine, and tokens that are not.
//!
//! Must never: be changed lightly; tests may name the ids that come out of here.

use std::fmt::Write as _;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

/// The alphabet of Spotify's ids.
const BASE62: &[u8; 62] = b"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

/// The `SplitMix64` sequence (Steele, Lea, Flood: "Fast splittable pseudorandom number generators", 2014).
#[derive(Debug, Clone)]
pub struct Mixer(u64);

impl Mixer {
    /// The sequence that belongs to a name.
    pub fn of(name: &str) -> Self {
        let hash = Sha256::digest(name);
        Self(u64::from_be_bytes(*hash.first_chunk().expect("because a hash has 32 bytes")))
    }

    /// The next 64 bits.
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// The next number below `count`, or 0 where there is none.
    pub fn below(&mut self, count: u64) -> u64 {
        self.next().checked_rem(count).unwrap_or(0)
    }

    /// The next number of `low..=high`.
    pub fn between(&mut self, low: u64, high: u64) -> u64 {
        low + self.below(high - low + 1)
    }

    /// The next place in a list of `count`.
    pub fn place(&mut self, count: usize) -> usize {
        let count = u64::try_from(count).expect("because no machine counts further");
        usize::try_from(self.below(count)).expect("because it is below a count")
    }

    /// The next of `choices`, which are some.
    pub fn one_of<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[self.place(choices.len())]
    }

    /// Puts a list into any order.
    pub fn shuffle<T>(&mut self, list: &mut [T]) {
        for place in (1..list.len()).rev() {
            list.swap(place, self.place(place + 1));
        }
    }
}

/// 22 letters and digits that belong to a name, as Spotify's ids have them.
pub fn base62_of(name: &str) -> String {
    let mut mixer = Mixer::of(name);
    (0..22).map(|_| char::from(mixer.one_of(BASE62))).collect()
}

/// So many hexadecimal digits that belong to a name, 64 at most.
pub fn hex_of(name: &str, digits: usize) -> String {
    let mut hex = String::new();
    for byte in Sha256::digest(name) {
        let _ = write!(hex, "{byte:02x}");
    }
    hex.truncate(digits);
    hex
}

/// So many decimal digits that belong to a name, and do not begin with 0.
pub fn digits_of(name: &str, digits: usize) -> String {
    let mut mixer = Mixer::of(name);
    let rest = (1..digits).map(|_| mixer.below(10).to_string());
    std::iter::once("1".to_owned()).chain(rest).collect()
}

/// What nobody guesses, behind the letters by which its kind is known; `words` times 32 digits.
pub fn secret(kind: &str, words: usize) -> String {
    let rest: String = (0..words).map(|_| Uuid::new_v4().simple().to_string()).collect();
    format!("{kind}{rest}")
}

/// Whether a verifier belongs to a challenge by S256 (RFC 7636, 4.6), and has a length that it may have.
pub fn is_verified(verifier: &str, challenge: &str) -> bool {
    (43..=128).contains(&verifier.len()) && URL_SAFE_NO_PAD.encode(Sha256::digest(verifier)) == challenge
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_gives_the_same_id_everywhere() {
        assert_eq!(base62_of("track"), base62_of("track"));
        assert_ne!(base62_of("track"), base62_of("album"));
        assert_eq!(base62_of("track").len(), 22);
        assert_eq!(hex_of("device", 40).len(), 40);
    }

    #[test]
    fn the_example_of_the_standard_is_verified() {
        let challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
        assert!(is_verified("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk", challenge));
        assert!(!is_verified("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXl", challenge));
        assert!(!is_verified("short", challenge));
    }

    #[test]
    fn shuffling_loses_nothing() {
        let mut list: Vec<u32> = (0..50).collect();
        Mixer::of("cards").shuffle(&mut list);
        assert_ne!(list, (0..50).collect::<Vec<_>>());
        list.sort_unstable();
        assert_eq!(list, (0..50).collect::<Vec<_>>());
    }
}
