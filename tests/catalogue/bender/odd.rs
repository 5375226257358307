//! Seeds and answers that lead nowhere.

use echonest::{
    app::ports::{Catalogue, Kinship},
    domain::track::{Track, TrackUri},
};
use serde_json::json;

use super::{asked, genre, seed, titles, world};
use crate::stand_in::{StandIn, id, ok, status, uri, usual};

#[tokio::test]
async fn where_no_genre_is_told_there_is_nothing_and_no_search() {
    let stand_in = StandIn::start(|call| {
        let is_artist = call.target.starts_with("/v1/artists/");
        if is_artist { ok(&json!({ "genres": null })) } else { world(call) }
    })
    .await;
    let catalogue = stand_in.catalogue();
    let seed = seed(&catalogue).await;
    assert_eq!(titles(&catalogue, Some(&seed), &Kinship::Genre(None), 3).await.unwrap(), [""; 0]);
    assert!(asked(&stand_in).iter().all(|target| target.starts_with("artists/")));
}

#[tokio::test]
async fn episodes_and_other_services_tracks_have_no_kin_here_and_cost_nothing() {
    let stand_in = StandIn::start(world).await;
    let catalogue = stand_in.catalogue();
    let seed = seed(&catalogue).await;
    for address in [format!("spotify:episode:{}", id(1)), "demo:track:ferries-gulls".to_owned()] {
        let other = Track { uri: TrackUri::parse(&address).unwrap(), ..Track::clone(&seed) };
        for kinship in [Kinship::Genre(None), Kinship::Artist, Kinship::Discography, Kinship::Album] {
            assert_eq!(titles(&catalogue, Some(&other), &kinship, 1).await.unwrap(), [""; 0], "{address}");
        }
    }
    for odd in ["demo:track:ferries-gulls", "spotify:track:short", "spotify:track:0000000000000000-00001"] {
        assert_eq!(catalogue.recall(&TrackUri::parse(odd).unwrap()).await, Ok(None), "{odd}");
    }
    assert_eq!(asked(&stand_in).len(), 0);
}

#[tokio::test]
async fn odd_answers_find_less_and_break_nothing() {
    let odd = [
        json!(null),
        json!([]),
        json!(7),
        json!({}),
        json!({ "items": "x", "tracks": [1], "genres": 4, "artists": {}, "album": [], "total": -3 }),
        json!({ "items": [null, 4, { "id": "../me" }], "total": u64::MAX, "genres": [null, 9, ""] }),
        json!({ "id": id(1), "artists": [null, { "id": 4 }, { "id": "x/y" }], "album": { "id": "?" } }),
        json!({ "tracks": { "items": [null, {}, { "id": id(9) }], "next": "x", "total": "many" } }),
    ];
    for answer in odd {
        let stand_in = StandIn::start(world).await;
        let catalogue = stand_in.catalogue();
        let (known, stranger) = (seed(&catalogue).await, catalogue.track(&uri(50)).await.unwrap().unwrap());
        // Nothing is known of this one but what is asked from now on.
        let stranger = Track { uri: TrackUri::parse(&uri(51)).unwrap(), ..Track::clone(&stranger) };
        let told = answer.clone();
        stand_in.answer(move |call| if call.target == "/api/token" { usual(call) } else { ok(&told) });
        for seed in [&*known, &stranger] {
            for kinship in [Kinship::Genre(None), Kinship::Artist, Kinship::Discography, Kinship::Album] {
                for chance in [0, 7, u64::MAX] {
                    assert_eq!(
                        titles(&catalogue, Some(seed), &kinship, chance).await,
                        Ok(vec![]),
                        "{answer}"
                    );
                }
            }
        }
        assert_eq!(titles(&catalogue, None, &genre("jazz"), 3).await, Ok(vec![]), "{answer}");
        assert_eq!(catalogue.recall(&TrackUri::parse(&uri(60)).unwrap()).await, Ok(None), "{answer}");
    }
}

#[tokio::test]
async fn a_seed_that_is_gone_has_no_kin_by_album_and_still_some_by_name() {
    let stand_in = StandIn::start(world).await;
    let catalogue = stand_in.catalogue();
    let gone = Track { uri: TrackUri::parse(&uri(404)).unwrap(), ..Track::clone(&*seed(&catalogue).await) };
    stand_in.answer(|call| if call.target.contains("/tracks/") { status(404) } else { world(call) });
    for kinship in [Kinship::Genre(None), Kinship::Discography, Kinship::Album] {
        assert_eq!(titles(&catalogue, Some(&gone), &kinship, 0).await.unwrap(), [""; 0]);
    }
    assert_eq!(asked(&stand_in).len(), 1, "that it is gone is remembered");
    assert!(!titles(&catalogue, Some(&gone), &Kinship::Artist, 0).await.unwrap().is_empty());
    assert_eq!(catalogue.recall(&gone.uri).await, Ok(None));
}
