//! What its person has to agree to, and what happens where they did not, or no longer.

use echonest::app::{access::spotify::Further, exporting::NotExported};
use serde_json::json;

use crate::house::{House, WRITES, uris};

#[tokio::test]
async fn nothing_is_asked_of_spotify_before_its_person_connected_and_agreed() {
    let house = House::new().await;
    let night = house.night(3).await;
    assert_eq!(house.export("ada", &night).await, Err(NotExported::NotConnected));
    for further in [Further::default(), Further { playlists: true, export: false }] {
        house.connect("ada", further).await;
        assert_eq!(house.export("ada", &night).await, Err(NotExported::NotAgreed));
    }
    assert_eq!(house.asked().await, Vec::<String>::new());
    house.connect("ada", WRITES).await;
    assert_eq!(house.export("ada", &night).await.unwrap().tracks, 3);
}

#[tokio::test]
async fn what_spotify_says_of_the_consent_counts() {
    let house = House::new().await;
    house.connect("ada", WRITES).await;
    let night = house.night(3).await;
    let insufficient = json!({ "error": { "status": 403, "message": "Insufficient client scope" } });
    house.creating_fails(json!({ "status": 403, "json": insufficient })).await;
    assert_eq!(house.export("ada", &night).await, Err(NotExported::NotAgreed));
    assert_eq!(house.export("ada", &night).await.unwrap().tracks, 3);
}

#[tokio::test]
async fn a_consent_that_was_taken_back_is_asked_for_again() {
    let house = House::new().await;
    house.connect("ada", WRITES).await;
    let night = house.night(3).await;
    house.export("ada", &night).await.unwrap();
    house.tell("spotify/people/ada/revoke", json!(null)).await;
    for _ in 0..2 {
        assert_eq!(house.export("ada", &night).await, Err(NotExported::Again));
    }
    house.connect("ada", WRITES).await;
    house.export("ada", &night).await.unwrap();
    assert_eq!(uris(&house.only("ada").await), night.played, "and it is the same playlist");
}

#[tokio::test]
async fn access_that_spotify_forgot_is_renewed_and_the_export_begins_again() {
    let house = House::new().await;
    house.connect("ada", WRITES).await;
    let night = house.night(250).await;
    house.clear("spotify/access").await;
    assert_eq!(house.export("ada", &night).await.unwrap().tracks, 250);
    house.tell("faults", json!({ "path": "/v1/playlists", "method": "POST", "status": 401 })).await;
    assert_eq!(house.export("ada", &night).await.unwrap().tracks, 250);
    assert_eq!(uris(&house.only("ada").await), night.played);
}

#[tokio::test]
async fn who_is_no_longer_on_the_apps_list_is_told_so() {
    let house = House::new().await;
    house.connect("ada", WRITES).await;
    let night = house.night(3).await;
    let host = json!({ "secret": "fedcba9876543210fedcba9876543210", "people": ["bo"] });
    house.put("spotify/clients/0123456789abcdef0123456789abcdef", host).await;
    assert_eq!(house.export("ada", &night).await, Err(NotExported::NotAllowed));
}
