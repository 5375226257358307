//! Numbers out of a name: the same ones on every machine, for as long as there are nests.
//!
//! Covers and recording codes depend on them, and the standard library's hashes promise no such thing.
//!
//! Must never: change, or guard a secret.

/// The FNV-1a hash, 64 bits (Fowler, Noll, Vo; the constants are theirs).
pub(super) fn seed_of(name: &str) -> u64 {
    name.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

/// The `SplitMix64` sequence (Steele, Lea, Flood: "Fast splittable pseudorandom number generators", 2014).
#[derive(Debug, Clone)]
pub(super) struct Mixer(u64);

impl Mixer {
    /// The sequence that belongs to a name.
    pub(super) fn of(name: &str) -> Self {
        Self(seed_of(name))
    }

    /// The next 64 bits.
    pub(super) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// The next number of `low..=high`.
    pub(super) fn between(&mut self, low: i32, high: i32) -> i32 {
        let span = u64::from(high.abs_diff(low)) + 1;
        let step = i32::try_from(self.next() % span).expect("because the span is of two such numbers");
        low + step
    }

    /// The next number below `count`.
    pub(super) fn below(&mut self, count: usize) -> usize {
        let count = u64::try_from(count).expect("because no machine counts further");
        usize::try_from(self.next() % count).expect("because it is below a count")
    }

    /// The next of `choices`.
    pub(super) fn one_of<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[self.below(choices.len())]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_is_the_published_one() {
        assert_eq!(seed_of(""), 0xcbf2_9ce4_8422_2325);
        assert_eq!(seed_of("a"), 0xaf63_dc4c_8601_ec8c);
        assert_eq!(seed_of("foobar"), 0x8594_4171_f739_67e8);
    }

    #[test]
    fn the_sequence_is_the_published_one() {
        let mut mixer = Mixer(1_234_567);
        let first: Vec<u64> = (0..3).map(|_| mixer.next()).collect();
        assert_eq!(first, [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423]);
    }

    #[test]
    fn a_number_is_within_its_bounds_and_reaches_both() {
        let mut mixer = Mixer::of("bounds");
        let numbers: Vec<i32> = (0..200).map(|_| mixer.between(-2, 3)).collect();
        assert_eq!(numbers.iter().min(), Some(&-2));
        assert_eq!(numbers.iter().max(), Some(&3));
    }
}
