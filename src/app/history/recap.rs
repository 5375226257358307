//! A night in a few numbers.
//!
//! Must never: name somebody who wants to be left out; what it is given names them no more.

use std::collections::BTreeSet;

use super::{people::Who, remembered::Remembered};
use crate::domain::event::EndedBecause;

/// How many plays are named for something: what fits a phone without scrolling.
pub const HONOURS_MAX: usize = 5;

/// A play that is named for something, by its place among the night's, and how many of it.
pub type Honour = (usize, usize);

/// What a night was like.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Recap {
    /// The most jams first; those without any are not among them.
    pub most_jammed: Vec<Honour>,
    /// What the most different people queued, applauded or talked about; at least two.
    pub most_people: Vec<Honour>,
    /// Who queued the first song that a person did.
    pub opened_by: Option<Who>,
    /// How many songs of people's played one after the other, at most, without Bender.
    pub longest_run: usize,
    /// How many different people queued something.
    pub people: usize,
    /// How many plays were skipped.
    pub skipped: usize,
    /// How much music there was, in milliseconds.
    pub music_ms: u64,
}

/// Looks at the plays of a night, oldest first.
#[must_use]
pub fn recap(plays: &[Remembered]) -> Recap {
    Recap {
        most_jammed: most(plays, 1, |play| play.jams.len()),
        most_people: most(plays, 2, |play| play.people),
        opened_by: plays.iter().find_map(|play| play.by.clone()),
        longest_run: plays.split(|play| play.by.is_none()).map(<[_]>::len).max().unwrap_or_default(),
        people: plays.iter().filter_map(|play| play.person).collect::<BTreeSet<_>>().len(),
        skipped: plays.iter().filter(|play| play.reason == EndedBecause::Skipped).count(),
        music_ms: plays.iter().map(|play| play.played_ms).sum(),
    }
}

/// Those with the most, and of as many the earlier ones first.
fn most(plays: &[Remembered], least: usize, count: impl Fn(&Remembered) -> usize) -> Vec<Honour> {
    let mut honours: Vec<_> =
        plays.iter().map(count).enumerate().filter(|(_, count)| *count >= least).collect();
    honours.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    honours.truncate(HONOURS_MAX);
    honours
}
