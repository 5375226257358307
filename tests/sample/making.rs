//! Making the sample up: the same plays each time, out of the invented catalogue.

use std::{collections::BTreeSet, fmt::Write as _, num::NonZeroU64, sync::Arc};

use echonest::{
    domain::{day::Day, track::Track},
    music::demo::DemoCatalogue,
};

use crate::{
    calendar::{Date, parties},
    people::{GUESTS, Guest, STRATEGIES, WORDS},
    support::time::SeededDice,
    writing,
};

/// What is played in a night, and which of it the auto-fill queued.
const PLAYS: u64 = 6;
const BENDERS: u64 = 4;
/// Shorter ones are interludes.
const LENGTH_MIN_MS: u64 = 60_000;

/// A play, before it is written down in the form of its time.
pub struct Play {
    pub track: Arc<Track>,
    /// Nobody where the auto-fill did.
    pub by: Option<&'static Guest>,
    pub strategy: &'static str,
    pub number: u64,
    pub commit: u64,
    pub started_ms: u64,
    pub played_ms: u64,
    pub votes: i64,
    pub jams: Vec<(&'static Guest, u64)>,
    pub comments: Vec<(&'static Guest, u64, &'static str)>,
    pub airhorn: Option<(&'static Guest, u64)>,
}

impl Play {
    pub fn ended_ms(&self) -> u64 {
        self.started_ms + self.played_ms
    }

    pub fn is_skipped(&self) -> bool {
        self.played_ms < self.track.length_ms
    }
}

/// All files, by name.
pub fn files() -> Vec<(String, String)> {
    let mut party = Party {
        demo: DemoCatalogue::new(NonZeroU64::MIN),
        dice: SeededDice::new(1_970),
        heard: Default::default(),
        number: 0,
        commit: 0,
    };
    parties().into_iter().map(|date| (name_of(date.day), party.night(date))).collect()
}

/// What the file of a day is called.
pub fn name_of(day: Day) -> String {
    format!("play_log_{:04}_{:02}_{:02}.json", day.year(), day.month(), day.day())
}

struct Party {
    demo: DemoCatalogue,
    dice: SeededDice,
    /// What people queued on each weekday so far.
    heard: [BTreeSet<String>; 7],
    number: u64,
    commit: u64,
}

impl Party {
    fn night(&mut self, date: Date) -> String {
        let mut text = String::new();
        let mut tonight = BTreeSet::new();
        // Early enough that every play ends on the same day in most of the world.
        let mut at_ms = date.began_ms() + (13 * 60 + self.dice.below(240)) * 60_000;
        for place in 0..PLAYS {
            let by = (place != BENDERS).then(|| &GUESTS[self.below(GUESTS.len())]);
            let track = self.choose(by, date.weekday(), &tonight);
            tonight.insert(track.uri.to_string());
            if by.is_some() {
                self.heard[date.weekday()].insert(track.uri.to_string());
            }
            let play = self.play(track, by, at_ms);
            at_ms = play.ended_ms() + self.dice.below(900);
            writeln!(text, "{}", writing::line(&play, date.day.year())).expect("texts take everything");
        }
        text
    }

    /// Something of their taste; now and then what was played before on such a day.
    fn choose(&mut self, by: Option<&Guest>, weekday: usize, tonight: &BTreeSet<String>) -> Arc<Track> {
        let genre = by.map(|guest| guest.likes[self.below(guest.likes.len())]);
        let may_be_known = by.is_none() || self.dice.one_in(3);
        let heard = &self.heard[weekday];
        let fitting: Vec<_> = self
            .demo
            .tracks()
            .iter()
            .filter(|track| track.length_ms >= LENGTH_MIN_MS && !track.explicit)
            .filter(|track| genre.is_none() || self.demo.genre_of(&track.uri) == genre)
            .filter(|track| !tonight.contains(track.uri.as_str()))
            .filter(|track| may_be_known || !heard.contains(track.uri.as_str()))
            .cloned()
            .collect();
        fitting[self.below(fitting.len())].clone()
    }

    fn play(&mut self, track: Arc<Track>, by: Option<&'static Guest>, started_ms: u64) -> Play {
        self.number += 1;
        self.commit += 4 + self.dice.below(9);
        let is_skipped = self.dice.one_in(9);
        let length_ms = track.length_ms;
        let played_ms = if is_skipped { 20_000 + self.dice.below(length_ms / 2) } else { length_ms };
        let others: Vec<_> = GUESTS.iter().filter(|guest| by.is_none_or(|by| by.id != guest.id)).collect();
        let mut moments: Vec<u64> = (0..3).map(|_| started_ms + self.dice.below(played_ms)).collect();
        moments.sort_unstable();
        let mut jams = Vec::new();
        let mut comments = Vec::new();
        if !is_skipped {
            let first = self.below(others.len());
            let count = self.below(3);
            jams.extend((0..count).map(|next| (others[(first + next) % others.len()], moments[next])));
            if self.dice.one_in(4) {
                comments.push((others[self.below(others.len())], moments[2], WORDS[self.below(WORDS.len())]));
            }
        }
        let has_airhorn = !is_skipped && self.dice.one_in(12);
        Play {
            by,
            strategy: STRATEGIES[self.below(STRATEGIES.len())],
            number: self.number,
            commit: self.commit,
            started_ms,
            played_ms,
            votes: i64::try_from(self.dice.below(4)).expect("a small number") - i64::from(is_skipped) * 2,
            airhorn: has_airhorn.then(|| (others[self.below(others.len())], moments[1])),
            jams,
            comments,
            track,
        }
    }

    fn below(&self, count: usize) -> usize {
        usize::try_from(self.dice.below(count as u64)).expect("it is below a count")
    }
}
