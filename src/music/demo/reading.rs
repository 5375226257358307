//! The demo catalogue's text, read line by line into albums.
//!
//! Must never: guess what a line means.

use std::sync::Arc;

use super::mixing::seed_of;
use crate::domain::track::TrackUri;

/// An album as the text has it, with what is on it.
#[derive(Debug)]
pub(super) struct Album {
    /// What its cover and its people know it by.
    pub id: Arc<str>,
    pub title: String,
    pub genre: Arc<str>,
    pub recordings: Vec<Recording>,
    artist: String,
    year: u16,
}

/// A track as the text has it.
#[derive(Debug)]
pub(super) struct Recording {
    pub uri: TrackUri,
    pub title: String,
    /// The album's artist, then guests.
    pub artists: Vec<String>,
    pub length_ms: u64,
    pub isrc: Option<String>,
    pub explicit: bool,
}

/// A line that the catalogue cannot have, counted from 1.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {why}")]
pub(super) struct Mistake {
    line: usize,
    why: &'static str,
}

/// Reads the whole text.
pub(super) fn read(text: &str) -> Result<Vec<Album>, Mistake> {
    let mut artist = None;
    let mut albums: Vec<Album> = Vec::new();
    for (before, line) in text.lines().enumerate() {
        if let Some(why) = read_line(line, &mut artist, &mut albums).err() {
            return Err(Mistake { line: before + 1, why });
        }
    }
    Ok(albums)
}

/// An artist's name and genre.
type Artist = (String, Arc<str>);

fn read_line(line: &str, artist: &mut Option<Artist>, albums: &mut Vec<Album>) -> Result<(), &'static str> {
    if line.is_empty() || line.starts_with("//") {
        return Ok(());
    }
    if let Some(rest) = line.strip_prefix("## ") {
        let artist = artist.as_ref().ok_or("an album stands below its artist")?;
        albums.push(album(rest, artist).ok_or("an album is `## id | title | year`")?);
    } else if let Some(rest) = line.strip_prefix("# ") {
        let (name, genre) = rest.split_once(" | ").ok_or("an artist is `# name | genre`")?;
        *artist = Some((name.to_owned(), genre.into()));
    } else {
        let recording = recording(line, artist.as_ref(), albums)?;
        let album = albums.last_mut().expect("because a recording was read with its album");
        album.recordings.push(recording);
    }
    Ok(())
}

fn album(line: &str, (artist, genre): &Artist) -> Option<Album> {
    let mut parts = line.split(" | ");
    let (id, title, year) = (parts.next()?, parts.next()?, parts.next()?.parse().ok()?);
    let is_whole = parts.next().is_none();
    is_whole.then(|| Album {
        id: id.into(),
        title: title.to_owned(),
        genre: genre.clone(),
        recordings: Vec::new(),
        artist: artist.clone(),
        year,
    })
}

fn recording(line: &str, artist: Option<&Artist>, albums: &[Album]) -> Result<Recording, &'static str> {
    let album = albums.last().filter(|album| artist.is_some_and(|(name, _)| *name == album.artist));
    let album = album.ok_or("a track stands below an album of its artist")?;
    let parts: Vec<&str> = line.split(" | ").collect();
    let (id, title, length, notes) = match parts[..] {
        [id, title, length] => (id, title, length, None),
        [id, title, length, notes] => (id, title, length, Some(notes)),
        _ => return Err("a track is `id | title | m:ss | notes`"),
    };
    let uri = TrackUri::parse(&format!("demo:track:{id}")).map_err(|_| "this id makes no address")?;
    let mut recording = Recording {
        isrc: Some(isrc_of(id, album.year)),
        uri,
        title: title.to_owned(),
        artists: vec![album.artist.clone()],
        length_ms: length_ms(length).ok_or("a length is m:ss")?,
        explicit: false,
    };
    for note in notes.iter().flat_map(|notes| notes.split(", ")) {
        take_note(note, &mut recording, albums)?;
    }
    Ok(recording)
}

fn take_note(note: &str, recording: &mut Recording, albums: &[Album]) -> Result<(), &'static str> {
    if note == "explicit" {
        recording.explicit = true;
    } else if note == "no isrc" {
        recording.isrc = None;
    } else if let Some(guest) = note.strip_prefix("with ") {
        recording.artists.push(guest.to_owned());
    } else if let Some(id) = note.strip_prefix("same as ") {
        let other = albums.iter().flat_map(|album| &album.recordings).find(|other| other.uri.id() == id);
        let other = other.ok_or("no track further up has this id")?;
        recording.isrc.clone_from(&other.isrc);
    } else {
        return Err("this note is not known");
    }
    Ok(())
}

/// A recording code in the form of ISO 3901: no country has the letters ZZ, so it is nobody else's.
fn isrc_of(id: &str, year: u16) -> String {
    format!("ZZDEM{:02}{:05}", year % 100, seed_of(id) % 100_000)
}

fn length_ms(text: &str) -> Option<u64> {
    let (minutes, seconds) = text.split_once(':')?;
    let (minutes, seconds): (u32, u32) = (minutes.parse().ok()?, seconds.parse().ok()?);
    (seconds < 60 && text.len() == 4).then(|| u64::from(minutes * 60 + seconds) * 1000)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALBUM: &str = "# Someone | folk\n## one | One | 2001\n";

    #[test]
    fn the_built_in_text_is_a_catalogue_and_no_album_is_empty_or_twice_there() {
        let albums = read(super::super::TEXT).unwrap();
        assert!((40..=50).contains(&albums.len()), "{}", albums.len());
        assert!(albums.iter().all(|album| !album.recordings.is_empty()));
        let ids: std::collections::BTreeSet<_> = albums.iter().map(|album| &album.id).collect();
        assert_eq!(ids.len(), albums.len());
        for album in &albums {
            let count = albums.iter().filter(|other| other.artist == album.artist).count();
            assert!((1..=3).contains(&count), "{}", album.artist);
        }
    }

    #[test]
    fn a_track_says_everything_on_one_line() {
        let notes = "explicit, no isrc, with A & B, with <i>";
        let albums = read(&format!("// so\n\n{ALBUM}x-1 | X, or Not | 3:05 | {notes}")).unwrap();
        let [track] = &albums[0].recordings[..] else { panic!("{albums:?}") };
        assert_eq!((track.uri.as_str(), track.title.as_str()), ("demo:track:x-1", "X, or Not"));
        assert_eq!(track.artists, ["Someone", "A & B", "<i>"]);
        assert_eq!((track.length_ms, track.explicit, track.isrc.as_ref()), (185_000, true, None));
    }

    #[test]
    fn the_same_recording_has_the_same_code() {
        let tracks = "a | A | 1:00\nb | B | 1:00\nc | C | 1:00 | same as a";
        let albums = read(&format!("{ALBUM}{tracks}")).unwrap();
        let codes: Vec<_> = albums[0].recordings.iter().map(|track| track.isrc.as_deref().unwrap()).collect();
        assert_eq!(codes[0], codes[2]);
        assert_ne!(codes[0], codes[1]);
        assert!(codes[0].starts_with("ZZDEM01"));
    }

    #[test]
    fn a_line_that_means_nothing_is_named() {
        for (line, text) in [
            (1, "## one | One | 2001".to_owned()),
            (1, "# Someone".to_owned()),
            (1, "a | A | 1:00".to_owned()),
            (2, "# Someone | folk\na | A | 1:00".to_owned()),
            (2, "# Someone | folk\n## one | One | lately".to_owned()),
            (2, "# Someone | folk\n## one | One | 2001 | more".to_owned()),
            (4, format!("{ALBUM}# Other | folk\na | A | 1:00")),
            (3, format!("{ALBUM}a | A")),
            (3, format!("{ALBUM}a b | A | 1:00")),
            (3, format!("{ALBUM}a | A | 1:60")),
            (3, format!("{ALBUM}a | A | 1:5")),
            (3, format!("{ALBUM}a | A | 1:00 | loud")),
            (3, format!("{ALBUM}a | A | 1:00 | same as b")),
        ] {
            assert_eq!(read(&text).map(|_| ()).map_err(|mistake| mistake.line), Err(line), "{text}");
        }
    }
}
