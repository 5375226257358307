//! Which way Bender looks first, and what it takes of what it found.
//!
//! Must never: ask anybody. Chance is given to it.

use std::{collections::BTreeMap, sync::Arc};

use crate::{
    app::ports::Dice,
    domain::{
        decide::would_bender_play,
        nest::Nest,
        setting_values::{Strategy, Weight},
        track::Track,
    },
};

/// The strategies in the order in which they are tried: each next one drawn by weight from those that
/// are left. One of weight 0 is never tried.
#[must_use]
pub fn order(weights: &BTreeMap<Strategy, Weight>, dice: &dyn Dice) -> Vec<Strategy> {
    let mut left: Vec<(Strategy, f64)> = weights
        .iter()
        .map(|(strategy, weight)| (*strategy, weight.value()))
        .filter(|(_, weight)| *weight > 0.0)
        .collect();
    let mut order = Vec::with_capacity(left.len());
    while !left.is_empty() {
        let total: f64 = left.iter().map(|(_, weight)| weight).sum();
        let mut mark = fraction(dice) * total;
        let drawn = left.iter().position(|(_, weight)| {
            mark -= weight;
            mark < 0.0
        });
        // Rounding may leave a hair beyond the last one.
        order.push(left.remove(drawn.unwrap_or(left.len() - 1)).0);
    }
    order
}

/// What Bender may play of what was found, in an order of chance, but those by the artist who has just
/// played behind all others.
#[must_use]
pub fn candidates(nest: &Nest, found: Vec<Arc<Track>>, now_ms: u64, dice: &dyn Dice) -> Vec<Arc<Track>> {
    let mut wanted: Vec<(u64, Arc<Track>)> = found
        .into_iter()
        .filter(|track| would_bender_play(nest, track, now_ms))
        .map(|track| (dice.roll(), track))
        .collect();
    wanted.sort_by_key(|(chance, track)| (is_by_the_last(nest, track), *chance));
    wanted.into_iter().map(|(_, track)| track).collect()
}

/// Whether a track is by an artist of what plays, or else has just played.
fn is_by_the_last(nest: &Nest, track: &Track) -> bool {
    let playing = nest.playing.as_ref().map(|playing| &playing.entry.track);
    let last = nest.queue.last().map(|entry| &entry.track).or(playing).or(nest.last.as_ref());
    last.is_some_and(|last| track.artists.iter().any(|artist| last.artists.contains(artist)))
}

/// What Bender starts from, one after the other until something is found: the last track that a person
/// queued and that has played; what plays; what played last. Only such as are of this catalogue.
#[must_use]
pub fn seeds(nest: &Nest, catalogue: &str) -> Vec<Arc<Track>> {
    let playing = nest.playing.as_ref().map(|playing| &playing.entry.track);
    let mut seeds: Vec<Arc<Track>> = Vec::new();
    for seed in [nest.seed.as_ref(), playing, nest.last.as_ref()].into_iter().flatten() {
        if seed.uri.catalogue() == catalogue && seeds.iter().all(|other| other.uri != seed.uri) {
            seeds.push(Arc::clone(seed));
        }
    }
    seeds
}

/// A number from 0 up to, but not including, 1.
#[expect(clippy::cast_precision_loss, reason = "53 bits fit exactly")]
pub fn fraction(dice: &dyn Dice) -> f64 {
    (dice.roll() >> 11) as f64 / (1_u64 << 53) as f64
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU64, Ordering};

    use super::*;

    /// Chance of a simple kind: the golden ratio's multiples, spread evenly.
    struct Even(AtomicU64);

    impl Dice for Even {
        fn roll(&self) -> u64 {
            self.0.fetch_add(0x9e37_79b9_7f4a_7c15, Ordering::Relaxed)
        }
    }

    #[test]
    fn each_comes_first_as_often_as_its_weight_says_and_none_twice() {
        let dice = Even(AtomicU64::new(1));
        let weights = Strategy::default_weights();
        let mut first = BTreeMap::<Strategy, u32>::new();
        for _ in 0..10_000 {
            let order = order(&weights, &dice);
            assert_eq!(order.iter().collect::<std::collections::BTreeSet<_>>().len(), 5, "{order:?}");
            *first.entry(order[0]).or_default() += 1;
        }
        for (strategy, weight) in &weights {
            let share = f64::from(first[strategy]) / 100.0;
            assert!((share - weight.value()).abs() < 3.0, "{strategy:?}: {share} of 100, not {weight:?}");
        }
    }

    #[test]
    fn a_weight_of_nought_is_never_tried() {
        let nought = Weight::try_from(0.0).expect("a weight");
        let weights = [(Strategy::Genre, nought), (Strategy::Album, Weight::try_from(1.0).expect("one"))];
        assert_eq!(order(&weights.into(), &Even(AtomicU64::new(7))), [Strategy::Album]);
        assert_eq!(order(&[(Strategy::Genre, nought)].into(), &Even(AtomicU64::new(7))), []);
    }
}
