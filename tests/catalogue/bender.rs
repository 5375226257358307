//! What Bender asks for: tracks akin to one that was heard, after everybody else's questions.

mod odd;
mod sparing;

use std::{collections::BTreeSet, sync::Arc};

use axum::response::Response;
use echonest::{
    app::ports::{Catalogue, CatalogueUnavailable, Kinship},
    domain::{setting_values::Genre, track::Track},
    music::spotify::{SpotifyCatalogue, budget::WINDOW_MS},
};
use serde_json::{Value, json};
use url::Url;

use crate::stand_in::{Call, StandIn, id, ok, track, uri, usual};

/// The seed's album, its artists, and another album of the first one's.
const ALBUM: usize = 901;
const OTHER_ALBUM: usize = 902;
const ARTIST: usize = 801;
const GUEST: usize = 802;

fn genre(name: &str) -> Kinship {
    Kinship::Genre(Some(Genre::parse(name).expect("a genre")))
}

/// A track as albums list it.
fn listed(number: usize) -> Value {
    json!({ "id": id(number), "name": format!("Track {number}"), "duration_ms": 180_000,
            "artists": [{ "id": id(ARTIST), "name": "Somebody" }] })
}

fn album(number: usize, tracks: &[usize]) -> Value {
    let items: Vec<_> = tracks.iter().copied().map(listed).collect();
    let cover = json!([{ "url": "https://i.scdn.co/image/cover", "width": 300, "height": 300 }]);
    json!({ "id": id(number), "name": "An Album", "images": cover,
            "tracks": { "items": items, "total": items.len() } })
}

fn full(number: usize) -> Value {
    let mut item = track(number);
    item["artists"] =
        json!([{ "id": id(ARTIST), "name": "Somebody" }, { "id": id(GUEST), "name": "A Guest" }]);
    item["album"]["id"] = json!(id(ALBUM));
    item
}

/// As usual, with all that is around track 1: only its guest's genre is told.
fn world(call: &Call) -> Response {
    let path = call.target.split('?').next().expect("a path");
    let place = path.strip_prefix("/v1/").unwrap_or(path);
    let (kind, rest) = place.split_once('/').unwrap_or((place, ""));
    let (number, below) = rest.split_once('/').unwrap_or((rest, ""));
    match (kind, number.parse().unwrap_or(0), below) {
        ("tracks", number, "") if number > 0 => ok(&full(number)),
        ("artists", GUEST, "") => ok(&json!({ "name": "A Guest", "genres": ["rain jazz"] })),
        ("artists", ARTIST, "") => ok(&json!({ "name": "Somebody" })),
        ("artists", ARTIST, "albums") => {
            ok(&json!({ "items": [{ "id": id(ALBUM) }, { "id": id(OTHER_ALBUM) }], "total": 2 }))
        }
        ("albums", ALBUM, "") => ok(&album(ALBUM, &[1, 2, 3])),
        ("albums", OTHER_ALBUM, "") => ok(&album(OTHER_ALBUM, &[4, 5])),
        _ => usual(call),
    }
}

async fn seed(catalogue: &SpotifyCatalogue) -> Arc<Track> {
    catalogue.track(&uri(1)).await.expect("an answer").expect("a track")
}

async fn titles(
    catalogue: &SpotifyCatalogue,
    seed: Option<&Track>,
    kinship: &Kinship,
    chance: u64,
) -> Result<Vec<String>, CatalogueUnavailable> {
    let found = catalogue.akin(seed, kinship, chance).await?;
    Ok(found.iter().map(|track| track.title.clone()).collect())
}

/// What was asked for after the seed was looked up.
fn asked(stand_in: &StandIn) -> Vec<String> {
    stand_in.asked().split_off(1)
}

#[tokio::test]
async fn the_rest_of_an_album_is_found_with_its_cover_and_without_the_seed() {
    let stand_in = StandIn::start(world).await;
    let catalogue = stand_in.catalogue();
    let seed = seed(&catalogue).await;
    let found = catalogue.akin(Some(&seed), &Kinship::Album, 7).await.unwrap();
    assert_eq!(found.iter().map(|track| track.title.as_str()).collect::<Vec<_>>(), ["Track 2", "Track 3"]);
    assert!(found.iter().all(|track| track.artwork_url.is_some() && track.isrc.is_none()));
    assert_eq!(catalogue.akin(Some(&seed), &Kinship::Album, 8).await.unwrap(), found);
    assert_eq!(asked(&stand_in), [format!("albums/{}", id(ALBUM))]);
    let picked = catalogue.recall(&found[0].uri).await.unwrap().unwrap();
    assert!(picked.isrc.is_some(), "the pick is looked up once");
    assert_eq!(asked(&stand_in).len(), 2);
}

#[tokio::test]
async fn another_album_of_the_artist_is_found_and_never_the_seeds_own() {
    let stand_in = StandIn::start(world).await;
    let catalogue = stand_in.catalogue();
    let seed = seed(&catalogue).await;
    for chance in 0..9 {
        let found = titles(&catalogue, Some(&seed), &Kinship::Discography, chance).await.unwrap();
        assert_eq!(found, ["Track 4", "Track 5"], "{chance}");
    }
    let albums = format!("artists/{}/albums?include_groups=album%2Csingle&limit=10&offset=0", id(ARTIST));
    assert_eq!(asked(&stand_in), [albums, format!("albums/{}", id(OTHER_ALBUM))]);
}

#[tokio::test]
async fn of_many_albums_any_may_be_chosen_and_each_page_is_read_once() {
    let stand_in = StandIn::start(|call| {
        let path = call.target.split('?').next().expect("a path");
        if path.ends_with("/albums") {
            let address = Url::parse(&format!("http://x{}", call.target)).expect("an address");
            let offset = address.query_pairs().find(|(key, _)| key == "offset").expect("an offset").1;
            let offset: usize = offset.parse().expect("a number");
            let items: Vec<_> =
                (offset..offset + 10).map(|place| json!({ "id": id(5_000 + place) })).collect();
            return ok(&json!({ "items": items, "total": 5_000 }));
        }
        match path.strip_prefix("/v1/albums/") {
            Some(number) => {
                ok(&album(number.parse().expect("a number"), &[number.parse().expect("a number")]))
            }
            None => world(call),
        }
    })
    .await;
    let catalogue = stand_in.catalogue();
    let seed = seed(&catalogue).await;
    let mut chosen = BTreeSet::new();
    for chance in 0..400 {
        // Nobody plays that fast.
        stand_in.clock.advance(WINDOW_MS);
        chosen.extend(titles(&catalogue, Some(&seed), &Kinship::Discography, chance).await.unwrap());
    }
    assert!(chosen.len() > 20, "{chosen:?}");
    let pages: Vec<_> = asked(&stand_in).into_iter().filter(|target| target.contains("/albums?")).collect();
    assert!(pages.len() > 5 && pages.len() <= 20, "{pages:?}");
    assert!(pages.iter().all(|target| target.contains("limit=10")));
    assert_eq!(pages.iter().collect::<BTreeSet<_>>().len(), pages.len());
}

#[tokio::test]
async fn an_artist_is_searched_by_name_and_whoever_is_only_called_alike_is_left_out() {
    let stand_in = StandIn::start(|call| {
        if !call.target.starts_with("/v1/search") {
            return world(call);
        }
        let mut items: Vec<_> = (1..9).map(track).collect();
        items[3]["artists"] = json!([{ "name": "Somebody Else" }]);
        items[4]["artists"] = json!([{ "name": "Other" }, { "name": "SOMEBODY" }]);
        items[5]["name"] = json!("TRACK 1");
        let is_first = call.target.contains("offset=0");
        ok(&json!({ "tracks": { "items": if is_first { items } else { Vec::new() }, "total": 8 } }))
    })
    .await;
    let catalogue = stand_in.catalogue();
    let seed = seed(&catalogue).await;
    for chance in 0..6 {
        let found = titles(&catalogue, Some(&seed), &Kinship::Artist, chance).await.unwrap();
        assert_eq!(found, ["Track 2", "Track 3", "Track 5", "Track 7", "Track 8"], "{chance}");
    }
    let pages = [0, 10, 20]
        .map(|offset| format!("search?q=artist%3A%22somebody%22&type=track&limit=10&offset={offset}"));
    assert_eq!(asked(&stand_in).into_iter().collect::<BTreeSet<_>>(), pages.into());
}

#[tokio::test]
async fn the_genre_is_the_first_that_any_of_its_artists_has() {
    let stand_in = StandIn::start(world).await;
    let catalogue = stand_in.catalogue();
    let seed = seed(&catalogue).await;
    let found = titles(&catalogue, Some(&seed), &Kinship::Genre(None), 0).await.unwrap();
    assert_eq!(found.len(), 9, "ten but for the seed");
    let search = "search?q=genre%3A%22rain+jazz%22&type=track&limit=10&offset=0".to_owned();
    let artists = [ARTIST, GUEST].map(|number| format!("artists/{}", id(number)));
    assert_eq!(asked(&stand_in), [&artists[0], &artists[1], &search].map(String::clone));
    titles(&catalogue, Some(&seed), &Kinship::Genre(None), 0).await.unwrap();
    assert_eq!(asked(&stand_in).len(), 3, "all of that is kept");
}

#[tokio::test]
async fn a_named_genre_needs_no_seed_and_opens_any_of_its_first_pages() {
    let stand_in = StandIn::start(usual).await;
    let catalogue = stand_in.catalogue();
    let mut found = BTreeSet::new();
    for chance in 0..10 {
        found.extend(titles(&catalogue, None, &genre("Rain\" OR \"Jazz"), chance).await.unwrap());
    }
    assert_eq!(found.len(), 25, "the pages behind the last one lead to the first");
    let targets = stand_in.asked();
    assert!(
        targets.iter().all(|target| target.starts_with("search?q=genre%3A%22rain+or+jazz%22&type=track"))
    );
    assert_eq!(targets.len(), 10, "each page is asked for once");
    for kinship in [Kinship::Genre(None), Kinship::Artist, Kinship::Discography, Kinship::Album] {
        assert_eq!(titles(&catalogue, None, &kinship, 1).await.unwrap(), [""; 0], "{kinship:?}");
    }
    assert_eq!(stand_in.asked().len(), 10);
}
