//! Searching: words that stand anywhere, the more telling places first.
//!
//! Must never: find what a word of the question does not stand in.

use super::{Catalogue, folding::fold};

/// A thing's names as they are searched.
#[derive(Debug)]
pub struct Folded {
    name: String,
    artists: String,
    album: String,
    isrc: String,
    genres: Vec<String>,
}

/// A question, taken apart.
#[derive(Debug, Default)]
pub struct Question {
    words: Vec<String>,
    whole: String,
    name: Option<String>,
    artist: Option<String>,
    album: Option<String>,
    isrc: Option<String>,
    genre: Option<String>,
}

impl Question {
    /// Reads a question: words, and what follows `track:`, `artist:`, `album:`, `isrc:` and `genre:`, quoted
    /// or not.
    pub fn parse(text: &str) -> Self {
        let mut question = Self::default();
        let mut plain = Vec::new();
        for token in tokens(text) {
            match token.split_once(':') {
                Some(("track", value)) => question.name = Some(fold(value)),
                Some(("artist", value)) => question.artist = Some(fold(value)),
                Some(("album", value)) => question.album = Some(fold(value)),
                Some(("isrc", value)) => question.isrc = Some(fold(value)),
                Some(("genre", value)) => question.genre = Some(fold(value)),
                Some(("year" | "tag" | "upc", _)) => {}
                _ => plain.push(fold(&token)),
            }
        }
        question.whole = plain.join(" ");
        question.words = question.whole.split_whitespace().map(str::to_owned).collect();
        question
    }

    /// How well a thing answers: the lower the better, nothing where it does not.
    fn rank(&self, folded: &Folded) -> Option<u32> {
        let has = |wanted: &Option<String>, text: &str| {
            wanted.as_ref().is_none_or(|wanted| text.contains(wanted.as_str()))
        };
        let is_right = has(&self.name, &folded.name)
            && has(&self.artist, &folded.artists)
            && has(&self.album, &folded.album)
            && self.isrc.as_ref().is_none_or(|isrc| *isrc == folded.isrc)
            && self.genre.as_ref().is_none_or(|genre| folded.genres.contains(genre));
        let fields = [&self.name, &self.artist, &self.album, &self.isrc, &self.genre];
        let is_empty = self.words.is_empty() && fields.iter().all(|wanted| wanted.is_none());
        if !is_right || is_empty {
            return None;
        }
        let mut rank = 0;
        for word in &self.words {
            rank += [(&folded.name, 0), (&folded.artists, 2), (&folded.album, 4)]
                .into_iter()
                .filter_map(|(text, cost)| Some(cost + nearness(text, word)?))
                .min()?;
        }
        let is_whole = self.whole == folded.name || self.whole == folded.artists;
        let starts = folded.name.starts_with(&self.whole);
        Some(
            rank * 4
                + if is_whole {
                    0
                } else if starts {
                    1
                } else {
                    2
                },
        )
    }
}

/// How a word stands in a text: at the beginning of one of its words, or within.
fn nearness(text: &str, word: &str) -> Option<u32> {
    if text.split(' ').any(|part| part.starts_with(word)) {
        Some(0)
    } else {
        text.contains(word).then_some(6)
    }
}

/// Parts between spaces, where quotes hold together what stands between them.
fn tokens(text: &str) -> Vec<String> {
    let mut tokens = vec![String::new()];
    let mut is_quoted = false;
    for letter in text.chars() {
        match letter {
            '"' => is_quoted = !is_quoted,
            space if space.is_whitespace() && !is_quoted => tokens.push(String::new()),
            other => tokens.last_mut().expect("because there is always one").push(other),
        }
    }
    tokens.retain(|token| !token.is_empty());
    tokens
}

/// A track as it is searched.
pub(super) fn fold_track(catalogue: &Catalogue, at: usize) -> Folded {
    let track = &catalogue.tracks[at];
    let names: Vec<&str> =
        track.artists.iter().map(|artist| catalogue.artists[*artist].name.as_str()).collect();
    Folded {
        name: fold(&track.name),
        artists: fold(&names.join(" ")),
        album: fold(&catalogue.albums[track.album].name),
        isrc: fold(track.isrc.as_deref().unwrap_or_default()),
        genres: fold_genres(catalogue, &track.artists),
    }
}

/// What artists play, as it is searched: a track has no genre but theirs.
fn fold_genres(catalogue: &Catalogue, artists: &[usize]) -> Vec<String> {
    let genres = artists.iter().flat_map(|artist| &catalogue.artists[*artist].genres);
    genres.map(|genre| fold(genre)).collect()
}

/// An episode as it is searched.
pub(super) fn fold_episode(catalogue: &Catalogue, at: usize) -> Folded {
    let episode = &catalogue.episodes[at];
    let show = &catalogue.shows[episode.show];
    let (name, album, artists) = (fold(&episode.name), fold(&show.name), fold(&show.publisher));
    Folded { name, artists, album, isrc: String::new(), genres: Vec::new() }
}

fn ranked(ranks: impl Iterator<Item = Option<u32>>) -> Vec<usize> {
    let mut found: Vec<(u32, usize)> = ranks.enumerate().filter_map(|(at, rank)| Some((rank?, at))).collect();
    found.sort_unstable();
    found.into_iter().map(|(_, at)| at).collect()
}

impl Catalogue {
    /// The tracks that answer, best first.
    pub fn find_tracks(&self, question: &Question) -> Vec<usize> {
        ranked(self.folded.iter().map(|folded| question.rank(folded)))
    }

    /// The episodes that do.
    pub fn find_episodes(&self, question: &Question) -> Vec<usize> {
        ranked(self.folded_episodes.iter().map(|folded| question.rank(folded)))
    }

    /// The albums that do.
    pub fn find_albums(&self, question: &Question) -> Vec<usize> {
        ranked(self.albums.iter().map(|album| {
            let artist = fold(&self.artists[album.artist].name);
            let name = fold(&album.name);
            question.rank(&Folded {
                album: name.clone(),
                name,
                artists: artist,
                isrc: String::new(),
                // Only tracks and artists are found by genre.
                genres: Vec::new(),
            })
        }))
    }

    /// The artists that do.
    pub fn find_artists(&self, question: &Question) -> Vec<usize> {
        ranked(self.artists.iter().enumerate().map(|(at, artist)| {
            let name = fold(&artist.name);
            question.rank(&Folded {
                artists: name.clone(),
                name,
                album: String::new(),
                isrc: String::new(),
                genres: fold_genres(self, &[at]),
            })
        }))
    }
}
