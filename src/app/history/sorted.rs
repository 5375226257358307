//! A list that stays sorted, quickly where most of what comes belongs at its end.
//!
//! Must never: be read before what was put in has been settled.

/// Numbers of plays, sorted by a key that is kept elsewhere.
#[derive(Debug, Default)]
pub struct Sorted {
    numbers: Vec<u32>,
    /// How many of them are in order.
    settled: usize,
}

impl Sorted {
    /// All that is settled, in order.
    #[must_use]
    pub fn all(&self) -> &[u32] {
        &self.numbers[..self.settled]
    }

    /// Puts a number in, to be settled.
    pub fn put(&mut self, number: u32) {
        self.numbers.push(number);
    }

    /// Brings all that was put in into order. Where it belongs behind the rest, the rest is not touched.
    pub fn settle<K: Ord>(&mut self, key: impl Fn(u32) -> K) {
        let from = self.settled.saturating_sub(1);
        if !self.numbers[from..].is_sorted_by_key(|number| key(*number)) {
            // What was in order before is found as one run, and merged.
            self.numbers.sort_by_key(|number| key(*number));
        }
        self.settled = self.numbers.len();
    }

    /// Gives back what was reserved for more.
    pub fn shrink(&mut self) {
        self.numbers.shrink_to_fit();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_the_order_it_comes_out_sorted() {
        let mut sorted = Sorted::default();
        for some in [&[5, 7][..], &[9], &[], &[1, 8], &[8, 3, 2]] {
            for number in some {
                sorted.put(*number);
            }
            sorted.settle(|number| number);
        }
        assert_eq!(sorted.all(), [1, 2, 3, 5, 7, 8, 8, 9]);
    }

    #[test]
    fn what_is_not_settled_is_not_there_yet() {
        let mut sorted = Sorted::default();
        sorted.put(1);
        assert_eq!(sorted.all(), [0; 0]);
    }
}
