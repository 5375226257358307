use std::collections::{HashMap, HashSet};

use super::{Catalogue, finding::Question};

fn titles(catalogue: &Catalogue, question: &str) -> Vec<String> {
    let found = catalogue.find_tracks(&Question::parse(question));
    found.into_iter().map(|at| catalogue.tracks[at].name.clone()).collect()
}

#[test]
fn it_is_the_same_each_time_and_no_two_things_share_an_id() {
    let (one, two) = (Catalogue::make(), Catalogue::make());
    let ids = |catalogue: &Catalogue| -> Vec<String> {
        catalogue.tracks.iter().map(|track| track.id.clone()).collect()
    };
    assert_eq!(ids(&one), ids(&two));
    let others = one.tracks.iter().filter(|track| track.other_id.is_some()).count();
    let things = one.artists.len() + one.albums.len() + one.shows.len() + one.episodes.len();
    assert_eq!(one.places.len(), one.tracks.len() + others + things);
}

#[test]
fn every_kind_of_trouble_is_in_it() {
    let catalogue = Catalogue::make();
    let count =
        |is: &dyn Fn(&super::Track) -> bool| catalogue.tracks.iter().filter(|track| is(track)).count();
    assert!(catalogue.tracks.len() > 300, "{}", catalogue.tracks.len());
    assert!(count(&|track| track.isrc.is_none()) > 20);
    assert!(count(&|track| track.other_id.is_some()) > 20);
    assert!(count(&|track| track.is_explicit) > 20);
    assert!(count(&|track| !track.is_playable) > 5);
    assert!(count(&|track| (20_000..=40_000).contains(&track.length_ms)) > 40);
    assert!(count(&|track| track.length_ms > 20 * 60_000) >= 3);
    assert!(catalogue.albums.iter().filter(|album| album.tracks.len() > 10).count() > 3);
    assert!(catalogue.artists.iter().any(|artist| artist.genres.is_empty()));
    let mut codes: HashMap<_, HashSet<_>> = HashMap::new();
    for track in &catalogue.tracks {
        codes.entry(track.isrc.as_ref()).or_default().insert(&track.id);
    }
    assert!(codes.iter().filter(|(code, tracks)| code.is_some() && tracks.len() > 1).count() > 10);
}

#[test]
fn case_accents_and_order_do_not_matter() {
    let catalogue = Catalogue::make();
    assert_eq!(titles(&catalogue, "SHORT stories 3")[0], "Short Story No. 3");
    assert!(!titles(&catalogue, "senora TORMENTA").is_empty());
    assert!(!titles(&catalogue, "zolta latarnia").is_empty());
    assert!(!titles(&catalogue, "קטן").is_empty());
    assert!(titles(&catalogue, "no such words anywhere").is_empty());
}

#[test]
fn a_code_finds_its_recording() {
    let catalogue = Catalogue::make();
    assert_eq!(titles(&catalogue, "isrc:XXSHO2100007"), ["Short Story No. 7"]);
    assert_eq!(titles(&catalogue, "artist:\"the short stories\"").len(), 10);
}

#[test]
fn a_title_comes_before_an_album_of_that_name() {
    let catalogue = Catalogue::make();
    let wanted = &catalogue.tracks[60].name;
    assert_eq!(&titles(&catalogue, wanted)[0], wanted);
}

#[test]
fn a_genre_finds_the_tracks_of_those_who_play_it_and_of_nobody_else() {
    let catalogue = Catalogue::make();
    let found = catalogue.find_tracks(&Question::parse("genre:\"Bathroom FOLK\""));
    assert!(found.len() >= 10);
    for at in found {
        let artists = &catalogue.tracks[at].artists;
        assert!(artists.iter().any(|artist| catalogue.artists[*artist].genres.contains(&"bathroom folk")));
    }
    assert!(titles(&catalogue, "genre:folk").is_empty(), "a genre is named in full");
    let twice = titles(&catalogue, "genre:\"bathroom folk\" artist:\"the short stories\"");
    assert_eq!(twice.len(), 10);
}
