//! Finding a number by what it stands for, where the thing itself is kept elsewhere, once.
//!
//! Must never: take two things for one because their hashes are the same.

use std::{
    collections::HashMap,
    hash::{BuildHasherDefault, DefaultHasher, Hash, Hasher},
};

/// Hashes are already as good as random, so they are taken as they are.
#[derive(Debug, Default, Clone, Copy)]
struct AsItIs(u64);

impl Hasher for AsItIs {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, _: &[u8]) {
        unreachable!("because only whole hashes are looked up")
    }

    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }
}

/// A hash that is the same in every run.
#[must_use]
pub fn hash(thing: impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    thing.hash(&mut hasher);
    hasher.finish()
}

/// From hashes to numbers.
#[derive(Debug, Default)]
pub struct Lookup(HashMap<u64, u32, BuildHasherDefault<AsItIs>>);

impl Lookup {
    /// The number under this hash of which `is_it` says that it is the one.
    pub fn find(&self, hash: u64, is_it: impl Fn(u32) -> bool) -> Option<u32> {
        let mut at = hash;
        loop {
            let found = *self.0.get(&at)?;
            if is_it(found) {
                return Some(found);
            }
            at = at.wrapping_add(1);
        }
    }

    /// Puts a number under this hash, beside others that happen to have the same.
    pub fn put(&mut self, hash: u64, number: u32) {
        let mut at = hash;
        while self.0.contains_key(&at) {
            at = at.wrapping_add(1);
        }
        self.0.insert(at, number);
    }

    /// Gives back what was reserved for more.
    pub fn shrink(&mut self) {
        self.0.shrink_to_fit();
    }
}

/// The number of the next thing in a list that never grows beyond what `u32` counts.
pub fn next<T>(list: &[T]) -> u32 {
    u32::try_from(list.len()).expect("because lists are bounded far below")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn things_with_one_hash_are_kept_apart() {
        let mut lookup = Lookup::default();
        (0..5).for_each(|number| lookup.put(u64::MAX, number));
        for number in 0..5 {
            assert_eq!(lookup.find(u64::MAX, |found| found == number), Some(number));
        }
        assert_eq!(lookup.find(u64::MAX, |found| found == 5), None);
    }
}
