//! People's own playlists.

use echonest::app::ports::{Catalogue, Shelf, ShelfFailure};
use serde_json::json;

use crate::stand_in::{StandIn, id, ok, status, too_many, track, uri, usual};

#[tokio::test]
async fn a_persons_playlists_are_read_with_their_own_token() {
    let stand_in = StandIn::start(|_| {
        ok(&json!({ "items": [{ "id": id(1), "name": "Mine", "items": { "total": 3 } }], "total": 120 }))
    })
    .await;
    let playlists = stand_in.catalogue().playlists("persons-token", 50).await.unwrap();
    assert_eq!((playlists.playlists[0].name.as_str(), playlists.playlists[0].count), ("Mine", Some(3)));
    assert_eq!(playlists.next_offset, Some(51));
    let calls = stand_in.calls();
    assert_eq!((calls[0].target.as_str(), calls.len()), ("/v1/me/playlists?limit=50&offset=50", 1));
    assert_eq!(calls[0].authorization, "Bearer persons-token");
}

#[tokio::test]
async fn a_playlists_tracks_are_read_and_can_be_added_without_a_call() {
    let stand_in = StandIn::start(|_| {
        let items =
            json!([{ "item": track(1) }, { "item": null }, { "track": track(2) }, { "is_local": true }]);
        ok(&json!({ "items": items, "next": "https://api.spotify.com/v1/…" }))
    })
    .await;
    let catalogue = stand_in.catalogue();
    let found = catalogue.playlist("persons-token", &id(7), 0).await.unwrap();
    assert_eq!((found.tracks.len(), found.next_offset), (2, Some(4)));
    assert_eq!(catalogue.track(&uri(2)).await.unwrap().as_ref(), Some(&found.tracks[1]));
    assert_eq!(stand_in.asked(), [format!("playlists/{}/items?limit=50&offset=0", id(7))]);
    assert_eq!(catalogue.budget().state().spent, 1);
}

#[tokio::test]
async fn refusals_are_told_apart() {
    let stand_in = StandIn::start(usual).await;
    let catalogue = stand_in.catalogue();
    stand_in.answer(|_| status(401));
    assert_eq!(catalogue.playlists("old", 0).await, Err(ShelfFailure::SignedOut));
    stand_in.answer(|_| status(403));
    assert!(matches!(catalogue.playlists("x", 0).await, Err(ShelfFailure::Forbidden(_))));
    stand_in.answer(|_| status(404));
    assert!(matches!(catalogue.playlist("x", &id(1), 0).await, Err(ShelfFailure::Forbidden(_))));
    stand_in.answer(|_| too_many("60"));
    assert!(matches!(catalogue.playlists("x", 0).await, Err(ShelfFailure::Unavailable(_))));
    assert_eq!(stand_in.tokens_asked(), 0, "a person's refusal is none of the app's");
}

#[tokio::test]
async fn what_is_no_token_and_what_is_no_list_is_not_sent() {
    let stand_in = StandIn::start(usual).await;
    let catalogue = stand_in.catalogue();
    assert_eq!(catalogue.playlists("a\r\nb: c", 0).await, Err(ShelfFailure::SignedOut));
    for odd in ["", "../me", "x?y", "a/b"] {
        assert!(matches!(catalogue.playlist("x", odd, 0).await, Err(ShelfFailure::Forbidden(_))), "{odd}");
    }
    assert_eq!(stand_in.calls().len(), 0);
}
