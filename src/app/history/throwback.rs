//! Which of the past's tracks is offered: a draw by chance, weighted by how much the room liked it.
//!
//! Must never: roll dice. Chance is given to it, and the same chance draws the same.

use super::tally::Tally;
use crate::domain::{bender::Provenance, track::TrackUri};

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
        pick(of_kind.filter(|tally| is_wanted(tally)), chance)
    };
    draw_of(true).or_else(|| draw_of(false))
}

fn pick<'a>(tallies: impl Iterator<Item = &'a Tally>, chance: u64) -> Option<&'a Tally> {
    // Each stands at the sum of the weights up to its own.
    let mut sum = 0.0;
    let sums: Vec<(f64, &Tally)> = tallies
        .map(|tally| {
            sum += weight(tally);
            (sum, tally)
        })
        .collect();
    #[expect(clippy::cast_precision_loss, reason = "53 bits of chance are enough, and more do not fit")]
    let point = (chance >> 11) as f64 / (1_u64 << 53) as f64 * sum;
    let at = sums.partition_point(|(sum, _)| *sum <= point);
    // Rounding may put the point at the very end.
    sums.get(at).or(sums.last()).map(|(_, tally)| *tally)
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
}
