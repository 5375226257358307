//! How little that costs, and that everybody else comes first.

use std::time::Duration;

use echonest::{
    app::ports::{Catalogue, Kinship},
    domain::track::TrackUri,
    music::spotify::budget::{Priority, WINDOW_MS},
};
use serde_json::json;

use super::{ALBUM, asked, full, genre, seed, titles, world};
use crate::stand_in::{StandIn, id, ok, too_many, uri};

#[tokio::test]
async fn what_people_found_tells_where_it_comes_from_without_a_call() {
    let stand_in = StandIn::start(|call| {
        let items: Vec<_> = (1..4).map(full).collect();
        let is_search = call.target.starts_with("/v1/search");
        if is_search { ok(&json!({ "tracks": { "items": items } })) } else { world(call) }
    })
    .await;
    let catalogue = stand_in.catalogue();
    let seed = catalogue.search("something", 0).await.unwrap().tracks[0].clone();
    assert_eq!(titles(&catalogue, Some(&seed), &Kinship::Album, 0).await.unwrap(), ["Track 2", "Track 3"]);
    assert_eq!(asked(&stand_in), [format!("albums/{}", id(ALBUM))]);
}

#[tokio::test]
async fn a_seed_that_nobody_looked_up_since_the_start_is_looked_up_once() {
    let stand_in = StandIn::start(world).await;
    let seed = seed(&stand_in.catalogue()).await;
    let fresh = stand_in.catalogue();
    for kinship in [Kinship::Album, Kinship::Discography, Kinship::Album] {
        assert!(!titles(&fresh, Some(&seed), &kinship, 0).await.unwrap().is_empty());
    }
    let looked_up = asked(&stand_in).iter().filter(|target| target.starts_with("tracks/")).count();
    assert_eq!(looked_up, 1);
    assert_eq!(fresh.recall(&seed.uri).await.unwrap().as_ref(), Some(&seed), "it is known by now");
    assert_eq!(asked(&stand_in).iter().filter(|target| target.starts_with("tracks/")).count(), 1);
}

#[tokio::test]
async fn bender_leaves_most_of_the_budget_to_people() {
    let stand_in = StandIn::start(world).await;
    let catalogue = stand_in.catalogue();
    let seed = seed(&catalogue).await;
    let mut refused = None;
    for number in 0..100 {
        let named = genre(&format!("genre {number}"));
        if let Err(unavailable) = catalogue.akin(None, &named, 0).await {
            refused = Some(unavailable);
            break;
        }
    }
    assert!(refused.is_some_and(|refused| refused.retry_after.is_some()));
    assert_eq!(stand_in.asked().len(), Priority::Bender.share());
    // What it knows already it can still be told, and nobody else is kept from asking.
    assert!(catalogue.recall(&seed.uri).await.unwrap().is_some());
    let unknown = TrackUri::parse(&uri(777)).unwrap();
    assert!(catalogue.recall(&unknown).await.is_err());
    assert!(catalogue.akin(Some(&seed), &Kinship::Album, 0).await.is_err());
    assert_eq!(stand_in.asked().len(), Priority::Bender.share());
    assert!(catalogue.search("something", 0).await.is_ok());
    assert!(catalogue.track(unknown.as_str()).await.unwrap().is_some());
    stand_in.clock.advance(WINDOW_MS);
    assert!(catalogue.akin(Some(&seed), &Kinship::Album, 0).await.is_ok());
}

#[tokio::test]
async fn while_people_search_a_lot_bender_asks_nothing() {
    let stand_in = StandIn::start(world).await;
    let catalogue = stand_in.catalogue();
    let seed = seed(&catalogue).await;
    for number in 0..Priority::Bender.share() {
        catalogue.search(&format!("words {number}"), 0).await.unwrap();
    }
    let before = stand_in.asked().len();
    for kinship in
        [Kinship::Genre(None), Kinship::Artist, Kinship::Discography, Kinship::Album, genre("jazz")]
    {
        let refused = catalogue.akin(Some(&seed), &kinship, 5).await.unwrap_err();
        assert!(refused.retry_after.is_some(), "{kinship:?}");
    }
    assert_eq!(stand_in.asked().len(), before);
}

#[tokio::test]
async fn while_the_service_wants_to_be_left_alone_bender_answers_from_what_it_knows() {
    let stand_in = StandIn::start(world).await;
    let catalogue = stand_in.catalogue();
    let seed = seed(&catalogue).await;
    let known = catalogue.akin(Some(&seed), &Kinship::Album, 0).await.unwrap();
    stand_in.answer(|_| too_many("3600"));
    let hour = Some(Duration::from_hours(1));
    assert_eq!(catalogue.akin(Some(&seed), &Kinship::Artist, 0).await.unwrap_err().retry_after, hour);
    let before = stand_in.calls().len();
    for kinship in [Kinship::Genre(None), Kinship::Artist, Kinship::Discography, genre("jazz")] {
        assert_eq!(
            catalogue.akin(Some(&seed), &kinship, 0).await.unwrap_err().retry_after,
            hour,
            "{kinship:?}"
        );
    }
    assert!(catalogue.recall(&TrackUri::parse(&uri(777)).unwrap()).await.is_err());
    assert_eq!(catalogue.akin(Some(&seed), &Kinship::Album, 0).await.unwrap(), known);
    assert_eq!(catalogue.recall(&known[0].uri).await.unwrap().as_ref(), Some(&known[0]));
    assert_eq!(stand_in.calls().len(), before, "nothing was asked");
}
