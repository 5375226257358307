use std::{collections::BTreeSet, num::NonZeroU64};

use super::*;
use crate::domain::{setting_values::Genre, track::TrackUri};

fn demo() -> DemoCatalogue {
    DemoCatalogue::new(NonZeroU64::MIN)
}

fn named(demo: &DemoCatalogue, id: &str) -> Arc<Track> {
    let uri = TrackUri::parse(&format!("demo:track:{id}")).unwrap();
    demo.tracks().iter().find(|track| track.uri == uri).unwrap().clone()
}

fn genre(name: &str) -> Kinship {
    Kinship::Genre(Some(Genre::parse(name).unwrap()))
}

fn ids(found: &[Arc<Track>]) -> Vec<&str> {
    found.iter().map(|track| track.uri.id()).collect()
}

#[test]
fn a_genre_is_the_seeds_own_or_the_one_that_is_named() {
    let demo = demo();
    let gulls = named(&demo, "ferries-gulls");
    let folk = of(&demo, Some(&gulls), &Kinship::Genre(None));
    assert!(folk.len() > 10 && folk.iter().all(|track| demo.genre_of(&track.uri) == Some("folk")));
    assert_eq!(of(&demo, Some(&gulls), &genre("Folk")), folk);
    let jazz = of(&demo, Some(&gulls), &genre("JAZZ"));
    assert!(jazz.len() > 10 && jazz.iter().all(|track| demo.genre_of(&track.uri) == Some("jazz")));
}

#[test]
fn what_is_of_another_genre_is_all_that_its_own_leaves() {
    let demo = demo();
    let gulls = named(&demo, "ferries-gulls");
    let own = of(&demo, Some(&gulls), &Kinship::Genre(None)).len() + 1;
    let others = of(&demo, Some(&gulls), &Kinship::OtherGenre).len();
    assert_eq!(own + others, demo.tracks().len());
    assert_eq!(of(&demo, None, &Kinship::OtherGenre).len(), demo.tracks().len());
}

#[test]
fn a_named_genre_needs_no_seed_and_nothing_else_works_without_one() {
    let demo = demo();
    assert_eq!(of(&demo, None, &genre("hip hop")), of(&demo, None, &genre("Hip-Hop")));
    assert!(of(&demo, None, &genre("hip-hop")).len() > 10);
    for kinship in [Kinship::Genre(None), Kinship::Artist, Kinship::Discography, Kinship::Album] {
        assert_eq!(ids(&of(&demo, None, &kinship)), [""; 0], "{kinship:?}");
    }
}

#[test]
fn a_genre_that_nobody_plays_finds_nothing() {
    for name in ["polka", "fol", "---", "\u{202e}", "🎺"] {
        assert_eq!(ids(&of(&demo(), None, &genre(name))), [""; 0], "{name}");
    }
}

#[test]
fn an_artists_own_are_found_and_those_they_are_guests_on() {
    let demo = demo();
    let seed = named(&demo, "otis-boiler");
    let found = of(&demo, Some(&seed), &Kinship::Artist);
    assert_eq!(
        ids(&found),
        ["otis-hot-water", "otis-rent", "otis-stairwell", "otis-knees", "otis-season", "auditors-overtime"]
    );
    let elsewhere = of(&demo, Some(&seed), &Kinship::Discography);
    assert_eq!(ids(&elsewhere), ["otis-knees", "otis-season", "auditors-overtime"]);
    let beside = of(&demo, Some(&seed), &Kinship::Album);
    assert_eq!(ids(&beside), ["otis-hot-water", "otis-rent", "otis-stairwell"]);
}

#[test]
fn every_track_has_kin_of_every_kind_and_never_itself() {
    let demo = demo();
    for seed in demo.tracks() {
        for kinship in [Kinship::Genre(None), Kinship::Artist, Kinship::Discography] {
            let found = of(&demo, Some(seed), &kinship);
            assert!(!found.is_empty(), "{} {kinship:?}", seed.uri);
            assert!(
                !found.iter().any(|track| track.is_same_as(&seed.uri, seed.isrc.as_deref())),
                "{}",
                seed.uri
            );
            assert_eq!(found.iter().map(|track| &track.uri).collect::<BTreeSet<_>>().len(), found.len());
        }
    }
}

#[test]
fn the_same_recording_on_another_album_is_the_seed_itself() {
    let demo = demo();
    let found = of(&demo, Some(&named(&demo, "pixie-falling")), &Kinship::Discography);
    assert!(!ids(&found).contains(&"pixie-falling-cut"), "{found:?}");
    assert!(ids(&found).contains(&"pixie-jumper"));
}

#[test]
fn a_seed_of_another_catalogue_has_no_kin_here() {
    let demo = demo();
    let uri = TrackUri::parse("spotify:track:ferries-gulls").unwrap();
    let seed =
        Track { uri, artists: vec!["Somebody Else".into()], ..Track::clone(&named(&demo, "ferries-gulls")) };
    for kinship in [Kinship::Genre(None), Kinship::Artist, Kinship::Discography, Kinship::Album] {
        assert_eq!(ids(&of(&demo, Some(&seed), &kinship)), [""; 0], "{kinship:?}");
    }
}
