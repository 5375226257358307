//! Making music up, out of a few lists of words.
//!
//! Must never: depend on anything but those lists, so that ids are the same everywhere.

use super::{Album, Artist, Catalogue, Episode, Show, Track, words};
use crate::mixing::{Mixer, base62_of};

/// Whose tracks are over while one waits: ten of exactly 20 s.
const SHORT: &str = "The Short Stories";
/// Whose tracks are longer than any party likes: up to 25 min.
const LONG: &str = "Marathon Weather";
/// Whose titles are hard to show.
const HARD: &str = "Robert'); DROP TABLE Artists";
/// So many artists come before the usual ones, and are nobody's guests.
const SPECIAL: usize = 3;
/// One track in so many has another id in a market.
const RELINKED: usize = 9;
/// One track in so many has no code.
const UNCODED: usize = 7;
/// One track in so many cannot be played.
const UNPLAYABLE: usize = 41;

pub(super) fn make() -> Catalogue {
    let mut catalogue = Catalogue::default();
    short(&mut catalogue);
    long(&mut catalogue);
    hard(&mut catalogue);
    for name in words::ARTISTS {
        usual(&mut catalogue, name);
    }
    for (name, publisher) in words::SHOWS {
        show(&mut catalogue, name, publisher);
    }
    catalogue
}

fn short(catalogue: &mut Catalogue) {
    let artist = artist(catalogue, SHORT, vec!["bathroom folk"]);
    let album = album(catalogue, artist, "Ten of Twenty Seconds", "album", "2021-02-20");
    for number in 1..=10 {
        let at = track(catalogue, album, &format!("Short Story No. {number}"), 20_000);
        // These are for tests of playing, which had better not meet every trouble at once.
        catalogue.tracks[at].other_id = None;
        catalogue.tracks[at].is_playable = true;
        catalogue.tracks[at].isrc = Some(format!("XXSHO21000{number:02}"));
    }
}

fn long(catalogue: &mut Catalogue) {
    let artist = artist(catalogue, LONG, Vec::new());
    let album = album(catalogue, artist, "Four Fronts", "album", "1999");
    for (name, minutes) in
        [("Drizzle", 19), ("Squall", 21), ("Standing Front", 23), ("Monsoon, Complete", 25)]
    {
        track(catalogue, album, name, minutes * 60_000);
    }
}

fn hard(catalogue: &mut Catalogue) {
    let artist = artist(catalogue, HARD, vec!["paper techno"]);
    let album = album(catalogue, artist, "<script>alert(\"album\")</script>", "album", "2020-02-29");
    for (place, name) in (0..).zip(words::HARD_TITLES) {
        track(catalogue, album, name, 180_000 + place * 1_000);
    }
}

/// Somebody with an album or two, and a single that is on the first album too.
fn usual(catalogue: &mut Catalogue, name: &str) {
    let mut mixer = Mixer::of(&format!("artist {name}"));
    let genres = if mixer.below(3) == 0 { Vec::new() } else { vec![mixer.one_of(&words::GENRES)] };
    let artist = artist(catalogue, name, genres);
    for _ in 0..mixer.between(1, 2) {
        let (title, released) = (title(&mut mixer), day(&mut mixer));
        let album = album(catalogue, artist, &title, "album", &released);
        for _ in 0..mixer.between(5, 14) {
            let (name, length_ms) = (track_title(&mut mixer), length_ms(&mut mixer));
            let at = track(catalogue, album, &name, length_ms);
            catalogue.tracks[at].is_explicit = mixer.below(8) == 0;
            if mixer.below(9) == 0 {
                let guest = SPECIAL + mixer.place(catalogue.artists.len() - SPECIAL);
                catalogue.tracks[at].artists.extend((guest != artist).then_some(guest));
            }
        }
    }
    let first = catalogue.artists[artist].albums[0];
    let (name, length_ms, isrc) = {
        let track = &catalogue.tracks[catalogue.albums[first].tracks[0]];
        (track.name.clone(), track.length_ms, track.isrc.clone())
    };
    let single = album(catalogue, artist, &name, "single", &day(&mut mixer));
    let at = track(catalogue, single, &name, length_ms);
    catalogue.tracks[at].isrc = isrc;
}

fn title(mixer: &mut Mixer) -> String {
    format!("{} {}", mixer.one_of(&words::FIRST), mixer.one_of(&words::SECOND))
}

fn track_title(mixer: &mut Mixer) -> String {
    let behind = if mixer.below(6) == 0 { mixer.one_of(&words::BEHIND) } else { "" };
    format!("{}{behind}", title(mixer))
}

fn length_ms(mixer: &mut Mixer) -> u64 {
    match mixer.below(6) {
        0 => mixer.between(25_000, 40_000),
        1 => mixer.between(400_000, 700_000),
        _ => mixer.between(130_000, 330_000),
    }
}

fn day(mixer: &mut Mixer) -> String {
    format!("{}-{:02}-{:02}", mixer.between(1968, 2025), mixer.between(1, 12), mixer.between(1, 28))
}

fn artist(catalogue: &mut Catalogue, name: &str, genres: Vec<&'static str>) -> usize {
    let id = base62_of(&format!("artist {name}"));
    catalogue.artists.push(Artist { id, name: name.to_owned(), genres, albums: Vec::new() });
    catalogue.artists.len() - 1
}

fn album(catalogue: &mut Catalogue, artist: usize, name: &str, kind: &'static str, released: &str) -> usize {
    let at = catalogue.albums.len();
    let id = base62_of(&format!("album {at} {name}"));
    let (name, released) = (name.to_owned(), released.to_owned());
    catalogue.albums.push(Album { id, name, artist, kind, released, tracks: Vec::new() });
    catalogue.artists[artist].albums.push(at);
    at
}

fn track(catalogue: &mut Catalogue, album: usize, name: &str, length_ms: u64) -> usize {
    let at = catalogue.tracks.len();
    let number = catalogue.albums[album].tracks.len() + 1;
    let seed = format!("track {at} {name}");
    catalogue.tracks.push(Track {
        id: base62_of(&seed),
        other_id: (at % RELINKED == 4).then(|| base62_of(&format!("{seed}, elsewhere"))),
        name: name.to_owned(),
        artists: vec![catalogue.albums[album].artist],
        album,
        number,
        length_ms,
        is_explicit: false,
        isrc: (at % UNCODED != 3).then(|| format!("XXFAK{:07}", at + 1)),
        is_playable: at % UNPLAYABLE != 40,
    });
    catalogue.albums[album].tracks.push(at);
    at
}

fn show(catalogue: &mut Catalogue, name: &str, publisher: &str) {
    let mut mixer = Mixer::of(&format!("show {name}"));
    let show = catalogue.shows.len();
    let id = base62_of(&format!("show {name}"));
    catalogue.shows.push(Show { id, name: name.to_owned(), publisher: publisher.to_owned() });
    for number in 1..=8 {
        let name = format!("{number}. {}", title(&mut mixer));
        catalogue.episodes.push(Episode {
            id: base62_of(&format!("episode {show} {name}")),
            name,
            show,
            length_ms: mixer.between(30_000, 5_400_000),
            is_explicit: mixer.below(5) == 0,
            released: day(&mut mixer),
        });
    }
}
