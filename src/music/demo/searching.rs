//! The search of the demo catalogue: every word asked for must be found, small slips forgiven.
//!
//! Must never: take longer for a longer question than its limits allow.

use std::sync::Arc;

use super::folding::{Word, words, words_and_wholes};
use crate::domain::track::Track;

/// How many characters of a question are read: more than the longest title and artist together.
const QUERY_CHARS_MAX: usize = 160;
/// How many words of a question are looked for. Each costs one walk over the catalogue's words.
const QUERY_WORDS_MAX: usize = 16;
/// From this many letters on, one typo is forgiven; in shorter words it would make everything fit.
const TYPO_LETTERS_MIN: usize = 4;

/// The catalogue's words, folded beforehand, in catalogue order.
#[derive(Debug)]
pub(super) struct Index {
    tracks: Vec<Vec<(Field, Word)>>,
}

/// Where a word stands, best first.
#[derive(Debug, Clone, Copy)]
enum Field {
    Title = 0,
    Artist = 1,
    Album = 2,
}

/// How well a word fits, best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Match {
    Exact = 0,
    Prefix = 1,
    Typo = 2,
}

/// How far a track is from what was asked, added up over the words: first how well, then where.
type Distance = (usize, usize);

impl Index {
    /// Folds the words of all tracks.
    pub(super) fn of(tracks: &[Arc<Track>]) -> Self {
        Self { tracks: tracks.iter().map(|track| words_of(track)).collect() }
    }

    /// The places of the tracks that have every word of `query`, best first, else in catalogue order.
    pub(super) fn find(&self, query: &str) -> Vec<usize> {
        let read: String = query.chars().take(QUERY_CHARS_MAX).collect();
        let mut asked = words(&read);
        asked.truncate(QUERY_WORDS_MAX);
        if asked.is_empty() {
            return Vec::new();
        }
        let distances = self.tracks.iter().map(|track| distance(track, &asked));
        let mut found: Vec<(Distance, usize)> =
            distances.enumerate().filter_map(|(place, distance)| Some((distance?, place))).collect();
        found.sort_unstable();
        found.into_iter().map(|(_, place)| place).collect()
    }
}

fn words_of(track: &Track) -> Vec<(Field, Word)> {
    let artists = track.artists.iter().map(|artist| (Field::Artist, artist));
    let album = track.album.iter().map(|album| (Field::Album, album));
    let texts = std::iter::once((Field::Title, &track.title)).chain(artists).chain(album);
    texts
        .flat_map(|(field, text)| words_and_wholes(text).into_iter().map(move |word| (field, word)))
        .collect()
}

fn distance(track: &[(Field, Word)], asked: &[Word]) -> Option<Distance> {
    let mut sum = (0, 0);
    for asked in asked {
        let fits =
            track.iter().filter_map(|(field, word)| Some((fit(asked, word)? as usize, *field as usize)));
        let best = fits.min()?;
        sum = (sum.0 + best.0, sum.1 + best.1);
    }
    Some(sum)
}

fn fit(asked: &[char], word: &[char]) -> Option<Match> {
    if word.starts_with(asked) {
        Some(if word.len() == asked.len() { Match::Exact } else { Match::Prefix })
    } else if asked.len() >= TYPO_LETTERS_MIN && starts_with_one_typo(word, asked) {
        Some(Match::Typo)
    } else {
        None
    }
}

/// Whether `asked`, which does not begin `word`, would after one change: a letter put in, left out or
/// replaced, or two neighbours swapped. That change can always be made where the two first differ, so
/// this is one walk, where a general edit distance would fill a table for every beginning of the word.
fn starts_with_one_typo(word: &[char], asked: &[char]) -> bool {
    let same = word.iter().zip(asked).take_while(|(one, other)| one == other).count();
    let (word, asked) = (&word[same..], &asked[same..]);
    let [first, behind @ ..] = asked else { return false };
    let is_extra = word.starts_with(behind);
    let [expected, word_behind @ ..] = word else { return is_extra };
    let is_missing = word_behind.starts_with(asked);
    let is_replaced = word_behind.starts_with(behind);
    let is_swapped = match (behind, word_behind) {
        ([second, asked @ ..], [next, word @ ..]) => {
            first == next && second == expected && word.starts_with(asked)
        }
        _ => false,
    };
    is_extra || is_missing || is_replaced || is_swapped
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::track::TrackUri;

    fn track(title: &str, artist: &str, album: &str) -> Arc<Track> {
        Arc::new(Track {
            uri: TrackUri::parse("demo:track:any").unwrap(),
            title: title.to_owned(),
            artists: vec![artist.to_owned()],
            album: Some(album.to_owned()),
            duration_ms: 1,
            length_ms: 1,
            artwork_url: None,
            link: None,
            isrc: None,
            explicit: false,
        })
    }

    fn finds(title: &str, query: &str) -> bool {
        !Index::of(&[track(title, "-", "-")]).find(query).is_empty()
    }

    #[test]
    fn every_word_asked_for_must_be_there_in_any_order() {
        assert!(finds("Waltz for a Pencil", "pencil waltz"));
        assert!(finds("Waltz for a Pencil", "pen wal fo"));
        assert!(!finds("Waltz for a Pencil", "pencil polka"));
    }

    #[test]
    fn a_word_is_found_by_its_beginning_not_by_its_middle() {
        assert!(finds("Accordion", "acc"));
        assert!(!finds("Accordion", "cord"));
    }

    #[test]
    fn one_typo_of_each_kind_is_forgiven() {
        for slip in
            ["accordiom", "accordionn", "acordion", "acocrdion", "bccordion", "ccordion", "caccordion"]
        {
            assert!(finds("Accordion", slip), "{slip}");
        }
        for slip in ["acorrdion", "akkordion", "accordionist", "rdion"] {
            assert!(!finds("Accordion", slip), "{slip}");
        }
    }

    #[test]
    fn one_typo_is_forgiven_in_a_beginning_too() {
        for slip in ["akco", "acoo", "accco", "caco", "ccor"] {
            assert!(finds("Accordion", slip), "{slip}");
        }
    }

    #[test]
    fn short_words_are_taken_at_their_word() {
        assert!(!finds("Cat", "cot"));
        assert!(finds("Cats", "cots"));
    }

    #[test]
    fn a_typo_is_what_the_usual_definition_says() {
        // Every short word over a small alphabet, against the beginnings that one change can reach.
        let alphabet = ['a', 'b', 'c'];
        let mut all: Vec<Vec<char>> = vec![vec![]];
        for _ in 0..4 {
            let longer = all.iter().flat_map(|word| alphabet.map(|c| [word.clone(), vec![c]].concat()));
            all = [vec![vec![]], longer.collect()].concat();
        }
        for word in &all {
            for asked in &all {
                if word.starts_with(asked) {
                    continue;
                }
                let by_definition = changed(asked, &alphabet).iter().any(|changed| word.starts_with(changed));
                assert_eq!(starts_with_one_typo(word, asked), by_definition, "{word:?} {asked:?}");
            }
        }
    }

    /// Everything that one change makes of a word.
    fn changed(word: &[char], alphabet: &[char]) -> Vec<Vec<char>> {
        let mut all = Vec::new();
        for at in 0..=word.len() {
            let (left, right) = word.split_at(at);
            all.extend(alphabet.iter().map(|c| [left, &[*c], right].concat()));
            if let [first, behind @ ..] = right {
                all.push([left, behind].concat());
                all.extend(alphabet.iter().map(|c| [left, &[*c], behind].concat()));
                if let [second, behind @ ..] = behind {
                    all.push([left, &[*second, *first], behind].concat());
                }
            }
        }
        all
    }

    #[test]
    fn the_better_fit_comes_first_then_the_better_place_then_the_catalogues_order() {
        let tracks = [
            track("Lamps", "-", "-"),
            track("Damp", "-", "-"),
            track("x", "-", "Lamp"),
            track("x", "Lamp", "-"),
            track("Lamp", "-", "-"),
            track("x", "Lamps", "-"),
            track("Lamp", "-", "Lamp"),
        ];
        assert_eq!(Index::of(&tracks).find("lamp"), [4, 6, 3, 2, 0, 5, 1]);
    }

    #[test]
    fn a_question_is_read_up_to_its_limits() {
        let long_word = "z".repeat(QUERY_CHARS_MAX);
        assert!(finds(&long_word, &"z".repeat(10_000)));
        let many_words = ["a"; QUERY_WORDS_MAX].join(" ");
        assert!(finds("a", &format!("{many_words} never")));
        assert!(!finds("a", "never"));
    }

    #[test]
    fn a_question_without_letters_finds_nothing() {
        assert!(!finds("a", "--- ?"));
    }
}
