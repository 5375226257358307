//! Which of the past's tracks is offered: a draw by chance, weighted by how much the room liked it.
//!
//! Must never: roll dice. Chance is given to it, and the same chance draws the same.

use super::tally::Tally;
use crate::domain::{bender::Provenance, track::TrackUri};

/// How often is drawn before each is asked whether it is wanted: asking costs more than drawing.
const TRIES: usize = 64;

/// A track of the nest's own past that is offered again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Throwback {
    /// Its address in the nest's catalogue.
    pub uri: TrackUri,
    /// Its recording code, if the log had it.
    pub isrc: Option<String>,
    /// Its title, as the log has it.
    pub title: String,
    /// Its artists, as the log has them.
    pub artist: String,
    /// How long it is, in milliseconds, as the log has it; 0 where it does not say.
    pub duration_ms: u64,
    /// Who queued it first on such a day, and when.
    pub provenance: Provenance,
}

/// How likely a tally is drawn, relative to the others of its kind:
///
/// `√((1 + jams + up-votes) × days) × (plays − skips + 1) / (plays + 2) × nearness`
///
/// The root, because applause is unevenly spread: without it the room's few hymns would leave nothing to
/// the rest, and a throwback that everybody expects is none. The fraction is Laplace's rule of
/// succession: how likely it will be heard to its end, going by how often it was; a track skipped once
/// out of once still has a chance. Nearness is 4 for the very date of an earlier year, 3, 2 and 1 for
/// one, two and three days beside it, and 1 for all others.
#[must_use]
pub fn weight(tally: &Tally) -> f64 {
    let liking = 1.0 + f64::from(tally.jams) + f64::from(tally.up);
    let heard = f64::from(tally.plays.saturating_sub(tally.skips)) + 1.0;
    let nearness = tally.distance.map_or(1, |distance| super::calendar::NEAR_MAX + 1 - distance);
    (liking * f64::from(tally.days)).sqrt() * heard / (f64::from(tally.plays) + 2.0) * f64::from(nearness)
}

/// Draws one of those that are wanted: out of the anniversaries, if one of them is; else out of the rest.
pub fn draw(tallies: &[Tally], is_wanted: impl Fn(&Tally) -> bool, chance: u64) -> Option<&Tally> {
    let draw_of = |is_anniversary: bool| {
        let of_kind = tallies.iter().filter(|tally| tally.distance.is_some() == is_anniversary);
        draw_one(Urn::of(of_kind), &is_wanted, chance)
    };
    draw_of(true).or_else(|| draw_of(false))
}

/// Draws again where what was drawn is not wanted, which is as if that had not been among them. Only where
/// hardly any is wanted, each is asked about.
fn draw_one(urn: Urn<'_>, is_wanted: impl Fn(&Tally) -> bool, chance: u64) -> Option<&Tally> {
    let mut chances = std::iter::successors(Some(chance), |chance| Some(mixed(*chance)));
    let wanted = chances.by_ref().take(TRIES).filter_map(|chance| urn.pick(chance));
    wanted.into_iter().find(|tally| is_wanted(tally)).or_else(|| {
        let wanted = urn.tallies.into_iter().filter(|tally| is_wanted(tally));
        Urn::of(wanted).pick(chances.next()?)
    })
}

/// Tallies, each with the sum of the weights up to its own.
struct Urn<'a> {
    tallies: Vec<&'a Tally>,
    sums: Vec<f64>,
}

impl<'a> Urn<'a> {
    fn of(tallies: impl Iterator<Item = &'a Tally>) -> Self {
        let tallies: Vec<_> = tallies.collect();
        let sums = tallies.iter().scan(0.0, |sum, tally| {
            *sum += weight(tally);
            Some(*sum)
        });
        Self { sums: sums.collect(), tallies }
    }

    fn pick(&self, chance: u64) -> Option<&'a Tally> {
        #[expect(clippy::cast_precision_loss, reason = "53 bits of chance are enough, and more do not fit")]
        let part = (chance >> 11) as f64 / (1_u64 << 53) as f64;
        let point = part * self.sums.last()?;
        let at = self.sums.partition_point(|sum| *sum <= point);
        // Rounding may put the point at the very end.
        self.tallies.get(at).or(self.tallies.last()).copied()
    }
}

/// Further chance out of some: a 64-bit mixer (splitmix64, by S. Vigna, in the public domain).
const fn mixed(chance: u64) -> u64 {
    let mut mixed = chance.wrapping_add(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tally(jams: u32, days: u32, skips: u32, distance: Option<u8>) -> Tally {
        Tally { plays: days.max(skips), days, jams, skips, distance, ..Tally::default() }
    }

    #[test]
    fn liked_and_often_played_tracks_weigh_more_and_skipped_ones_less() {
        let plain = weight(&tally(0, 1, 0, None));
        for more in [tally(1, 1, 0, None), tally(0, 2, 0, None), tally(0, 1, 0, Some(0))] {
            assert!(weight(&more) > plain, "{more:?}");
        }
        assert!(weight(&Tally { up: 1, ..tally(0, 1, 0, None) }) > plain);
        assert!(weight(&tally(0, 1, 1, None)) < plain && weight(&tally(0, 1, 1, None)) > 0.0);
        assert!(weight(&tally(0, 1, 0, Some(1))) > weight(&tally(0, 1, 0, Some(2))));
    }

    #[test]
    fn any_chance_draws_one_of_those_wanted_and_an_anniversary_first() {
        let near = Tally { track: 1, ..tally(0, 1, 1, Some(3)) };
        let far = Tally { track: 2, ..tally(99, 9, 0, None) };
        let all = [far, near];
        for chance in [0, 1, u64::MAX / 2, u64::MAX] {
            assert_eq!(draw(&all, |_| true, chance).map(|tally| tally.track), Some(1));
            assert_eq!(draw(&all, |tally| tally.track != 1, chance).map(|tally| tally.track), Some(2));
            assert_eq!(draw(&all, |_| false, chance), None);
        }
    }

    #[test]
    fn the_only_one_wanted_of_thousands_is_found() {
        let all: Vec<_> = (0..5_000).map(|track| Tally { track, ..tally(0, 1, 0, None) }).collect();
        for only in [0, 77, 4_999] {
            let drawn = draw(&all, |tally| tally.track == only, 7);
            assert_eq!(drawn.map(|tally| tally.track), Some(only));
        }
    }
}
