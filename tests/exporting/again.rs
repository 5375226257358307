//! The same night, exported again.

use serde_json::json;

use crate::house::{House, READS_AND_WRITES, WRITES, person, uris};

#[tokio::test]
async fn the_same_night_fills_the_same_playlist_as_a_whole() {
    let house = House::new().await;
    house.connect("ada", WRITES).await;
    let mut night = house.night(250).await;
    let first = house.export("ada", &night).await.unwrap();
    assert_eq!(house.process().export(&person("ada"), &night).await, Ok(first));
    assert_eq!(uris(&house.only("ada").await), night.played);
    night.played.truncate(120);
    assert_eq!(house.export("ada", &night).await.unwrap().tracks, 120);
    assert_eq!(uris(&house.only("ada").await), night.played);
}

#[tokio::test]
async fn each_night_and_each_person_has_a_playlist() {
    let house = House::new().await;
    house.connect("ada", WRITES).await;
    house.connect("bo", WRITES).await;
    let mut night = house.night(2).await;
    house.export("ada", &night).await.unwrap();
    house.export("bo", &night).await.unwrap();
    night.day = "2018-03-08".parse().unwrap();
    house.export("ada", &night).await.unwrap();
    let names: Vec<_> = house.made("ada").await.iter().map(|list| list["name"].clone()).collect();
    assert_eq!(names, [json!("Kitchen, 8 March 2018"), json!("Kitchen, 7 March 2018")]);
    assert_eq!(uris(&house.only("bo").await), night.played);
}

#[tokio::test]
async fn two_at_once_go_one_after_the_other_and_fill_one_playlist() {
    let house = House::new().await;
    house.connect("ada", WRITES).await;
    let (night, other) = (house.night(250).await, house.process());
    let (ada, also_ada) = (person("ada"), person("ada"));
    let (one, two, three) = tokio::join!(
        house.export("ada", &night),
        other.export(&ada, &night),
        house.exporting.export(&also_ada, &night)
    );
    assert_eq!((one.as_ref(), two.as_ref()), (three.as_ref(), three.as_ref()));
    assert_eq!(one.unwrap().tracks, 250);
    assert_eq!(uris(&house.only("ada").await), night.played);
}

#[tokio::test]
async fn a_playlist_that_its_person_deleted_is_made_anew() {
    let house = House::new().await;
    house.connect("ada", WRITES).await;
    let night = house.night(3).await;
    let first = house.export("ada", &night).await.unwrap();
    let deleted = house.only("ada").await["id"].as_str().unwrap().to_owned();
    house.clear(&format!("spotify/people/ada/playlists/{deleted}")).await;
    let second = house.export("ada", &night).await.unwrap();
    assert_ne!(first.link, second.link);
    assert_eq!(house.export("ada", &night).await.unwrap(), second);
    assert_eq!(uris(&house.only("ada").await), night.played);
}

#[tokio::test]
async fn another_account_of_the_same_person_has_a_playlist_of_its_own() {
    let house = House::new().await;
    let night = house.night(3).await;
    house.connect_to("ada", "ada", WRITES).await;
    let first = house.export("ada", &night).await.unwrap();
    house.connect_to("ada", "bo", WRITES).await;
    assert_ne!(house.export("ada", &night).await.unwrap().link, first.link);
    assert_eq!((house.made("ada").await.len(), house.made("bo").await.len()), (1, 1));
    house.connect_to("ada", "ada", WRITES).await;
    assert_eq!(house.export("ada", &night).await.unwrap(), first);
}

#[tokio::test]
async fn who_disconnected_is_not_remembered() {
    let house = House::new().await;
    house.connect("ada", READS_AND_WRITES).await;
    let night = house.night(3).await;
    let first = house.export("ada", &night).await.unwrap();
    house.connections.disconnect(&person("ada")).await.unwrap();
    house.exporting.forget(&person("ada")).await.unwrap();
    assert_eq!(house.connections.vault.get("exports:ada").await, Ok(None));
    house.connect("ada", READS_AND_WRITES).await;
    assert_ne!(house.export("ada", &night).await.unwrap().link, first.link);
}

#[tokio::test]
async fn what_is_kept_is_sealed() {
    let house = House::new().await;
    house.connect("ada", WRITES).await;
    house.export("ada", &house.night(3).await).await.unwrap();
    let kept = house.connections.vault.get("exports:ada").await.unwrap().unwrap();
    let id = house.only("ada").await["id"].as_str().unwrap().to_owned();
    let holds = |text: &str| kept.windows(text.len()).any(|part| part == text.as_bytes());
    assert!(!holds(&id) && !holds("2018-03-07"));
}
