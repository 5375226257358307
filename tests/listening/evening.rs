//! One evening: one nest, five people who listen along, and what the service thinks of so many calls.

use crate::{
    listener::{Listener, Quota},
    nest::{self, BEGIN_MS, EVENING_MS},
    tally::Tally,
    time::SeededDice,
};

/// As many as a host's app may drive.
const LISTENERS: u64 = 5;

/// Simulates the evening with this number.
pub fn simulate(seed: u64) -> Tally {
    let dice = SeededDice::new(seed.wrapping_mul(1_000_003));
    let mut tally = Tally::default();
    let changes = nest::evening(seed, &dice, &mut tally);
    // Now and then the service wants to be left alone: for a while, and once in a while for an hour.
    let mut quotas = Vec::new();
    for number in 0..dice.below(3) {
        let from_ms = BEGIN_MS + dice.below(EVENING_MS);
        let is_long = number == 0 && dice.one_in(10);
        let for_ms = if is_long { 3_600_000 } else { 1_000 + dice.below(30_000) };
        quotas.push(Quota { from_ms, until_ms: from_ms + for_ms });
        tally.note("quota");
    }
    for number in 0..LISTENERS {
        let dice = SeededDice::new(seed * LISTENERS + number + 1);
        Listener::new(&dice, &changes, &quotas, &mut tally).live();
    }
    tally
}
