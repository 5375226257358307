//! What is on the playlist of a night.

use echonest::app::exporting::NotExported;
use serde_json::json;

use crate::house::{House, WRITES, uris};

#[tokio::test]
async fn a_night_of_250_tracks_is_there_in_order_by_three_calls_and_private() {
    let house = House::new().await;
    house.connect("ada", WRITES).await;
    let night = house.night(250).await;
    let exported = house.export("ada", &night).await.unwrap();
    let list = house.only("ada").await;
    assert_eq!(uris(&list), night.played);
    assert_eq!((&list["name"], &list["is_public"]), (&json!("Kitchen, 7 March 2018"), &json!(false)));
    let description = list["description"].as_str().unwrap();
    assert!(description.contains("https://party.example"), "{description}");
    assert_eq!((exported.title.as_str(), exported.tracks), ("Kitchen, 7 March 2018", 250));
    let id = list["id"].as_str().unwrap();
    assert_eq!(exported.link, format!("https://open.spotify.com/playlist/{id}"));
    assert_eq!(house.asked().await, ["POST lists", "PUT items", "POST items", "POST items"]);
}

#[tokio::test]
async fn what_played_twice_is_there_once_and_what_is_not_spotifys_is_not() {
    let house = House::new().await;
    house.connect("ada", WRITES).await;
    let mut night = house.night(3).await;
    let expected = night.played.clone();
    night.played.insert(1, "demo:track:t001".into());
    night.played.extend([expected[0].clone(), "spotify:track:short".into(), "a tape from 2017".into()]);
    assert_eq!(house.export("ada", &night).await.unwrap().tracks, 3);
    assert_eq!(uris(&house.only("ada").await), expected);
}

#[tokio::test]
async fn a_night_without_anything_of_spotifys_asks_nobody_anything() {
    let house = House::new().await;
    let mut night = house.night(0).await;
    assert_eq!(house.export("ada", &night).await, Err(NotExported::Nothing));
    night.played = vec!["demo:track:t001".into(), "demo:track:t002".into()];
    assert_eq!(house.export("ada", &night).await, Err(NotExported::Nothing));
    assert_eq!(house.asked().await, Vec::<String>::new());
}

#[tokio::test]
async fn a_track_that_spotify_no_longer_knows_is_left_out_alone() {
    let house = House::new().await;
    house.connect("ada", WRITES).await;
    let mut night = house.night(150).await;
    let expected = night.played.clone();
    for place in [0, 130] {
        night.played.insert(place, format!("spotify:track:{place:022}"));
    }
    assert_eq!(house.export("ada", &night).await.unwrap().tracks, 150);
    assert_eq!(uris(&house.only("ada").await), expected);
}

#[tokio::test]
async fn where_spotify_knows_hardly_any_it_is_not_asked_for_ever() {
    let house = House::new().await;
    house.connect("ada", WRITES).await;
    let mut night = house.night(0).await;
    night.played = (0..100).map(|place| format!("spotify:track:{place:022}")).collect();
    assert!(matches!(house.export("ada", &night).await, Err(NotExported::Unavailable(_))));
    assert_eq!(house.asked().await.len(), 1 + 21);
    night.played.truncate(2);
    assert_eq!(house.export("ada", &night).await, Err(NotExported::Nothing));
}
