//! Exports that are cut short, by a crash or by an answer that never comes.

use std::time::Instant;

use echonest::{app::exporting::NotExported, outgoing::WITHIN};
use serde_json::json;

use crate::house::{House, READS_AND_WRITES, WRITES, person, uris};

/// Longer than a turn that nobody gave back.
const TURN_MS: u64 = 31_000;
const LOST: &str = "whoever asked does not know what became of it";

#[tokio::test]
async fn killed_between_making_and_filling_the_next_export_fills_the_same_playlist() {
    let house = House::new().await;
    house.connect("ada", WRITES).await;
    let night = house.night(250).await;
    house.tell("faults", json!({ "path": "/v1/playlists", "held": true })).await;
    let (began, exporting, cut) = (Instant::now(), house.process(), night.clone());
    let killed = tokio::spawn(async move { exporting.export(&person("ada"), &cut).await });
    house.is_asked("PUT items").await;
    killed.abort();
    let is_cut = killed.await.is_err_and(|end| end.is_cancelled());
    assert!(is_cut || began.elapsed() >= WITHIN, "it was under way");
    assert_eq!(uris(&house.only("ada").await), Vec::<String>::new());
    house.clock.advance(TURN_MS);
    assert_eq!(house.export("ada", &night).await.unwrap().tracks, 250);
    assert_eq!(uris(&house.only("ada").await), night.played);
}

#[tokio::test]
async fn killed_in_the_middle_of_filling_nothing_is_there_twice_afterwards() {
    let house = House::new().await;
    house.connect("ada", WRITES).await;
    let night = house.night(250).await;
    let slow = json!({ "path": "/v1/playlists", "method": "POST", "held": true });
    house.tell("faults", slow).await;
    let (began, exporting, cut) = (Instant::now(), house.process(), night.clone());
    let killed = tokio::spawn(async move { exporting.export(&person("ada"), &cut).await });
    house.is_asked("POST items").await;
    killed.abort();
    let is_cut = killed.await.is_err_and(|end| end.is_cancelled());
    assert!(is_cut || began.elapsed() >= WITHIN, "it was under way");
    assert_eq!(uris(&house.only("ada").await), night.played[..100]);
    house.clock.advance(TURN_MS);
    assert_eq!(house.export("ada", &night).await.unwrap().tracks, 250);
    assert_eq!(uris(&house.only("ada").await), night.played);
}

#[tokio::test]
async fn a_playlist_whose_making_was_not_answered_is_found_by_its_mark() {
    let house = House::new().await;
    house.connect("ada", READS_AND_WRITES).await;
    let night = house.night(3).await;
    house.creating_fails(json!({ "drop": true, "carried_out": true })).await;
    assert!(matches!(house.export("ada", &night).await, Err(NotExported::Unavailable(_))), "{LOST}");
    let made = house.only("ada").await["id"].clone();
    assert_eq!(house.export("ada", &night).await.unwrap().tracks, 3);
    let list = house.only("ada").await;
    assert_eq!((&list["id"], uris(&list)), (&made, night.played.clone()));
    house.export("ada", &night).await.unwrap();
    let expected = ["POST lists", "GET lists", "PUT items", "PUT items"];
    assert_eq!(house.asked().await, expected, "once found, it is known");
}

#[tokio::test]
async fn who_does_not_let_us_look_is_asked_to_only_where_there_may_be_a_playlist() {
    let house = House::new().await;
    house.connect("ada", WRITES).await;
    let night = house.night(3).await;
    house.creating_fails(json!({ "drop": true, "carried_out": true })).await;
    assert!(matches!(house.export("ada", &night).await, Err(NotExported::Unavailable(_))), "{LOST}");
    assert_eq!(house.export("ada", &night).await, Err(NotExported::MayNotLook));
    assert_eq!(house.asked().await, ["POST lists"]);
    house.connect("ada", READS_AND_WRITES).await;
    house.export("ada", &night).await.unwrap();
    assert_eq!(uris(&house.only("ada").await), night.played);
}

#[tokio::test]
async fn who_never_lets_us_look_has_a_new_one_a_day_later() {
    let house = House::new().await;
    house.connect("ada", WRITES).await;
    let night = house.night(3).await;
    house.creating_fails(json!({ "drop": true })).await;
    assert!(matches!(house.export("ada", &night).await, Err(NotExported::Unavailable(_))), "{LOST}");
    house.clock.advance(86_400_000);
    house.export("ada", &night).await.unwrap();
    assert_eq!(uris(&house.only("ada").await), night.played);
}

#[tokio::test]
async fn a_playlist_that_was_never_made_is_made_once_it_was_looked_for() {
    let house = House::new().await;
    house.connect("ada", READS_AND_WRITES).await;
    let night = house.night(3).await;
    for lost in [json!({ "drop": true }), json!({ "status": 503 }), json!({ "status": 201, "body": "?" })] {
        house.creating_fails(lost).await;
        assert!(matches!(house.export("ada", &night).await, Err(NotExported::Unavailable(_))), "{LOST}");
        // Three failures close the budget for a moment.
        house.clock.advance(6_000);
    }
    house.export("ada", &night).await.unwrap();
    assert_eq!(uris(&house.only("ada").await), night.played);
}

#[tokio::test]
async fn a_list_with_another_mark_is_not_taken_for_ours() {
    let house = House::new().await;
    house.connect("ada", READS_AND_WRITES).await;
    let night = house.night(3).await;
    house.creating_fails(json!({ "drop": true })).await;
    assert!(matches!(house.export("ada", &night).await, Err(NotExported::Unavailable(_))), "{LOST}");
    // The mark of an export is known to nobody, so whoever writes one into a list of theirs guesses.
    let set = json!({ "/items/0/description": "echonest00000000000000000000000000000000" });
    house.tell("faults", json!({ "path": "/v1/me/playlists", "method": "GET", "set": set })).await;
    house.export("ada", &night).await.unwrap();
    assert_eq!(uris(&house.only("ada").await), night.played);
}

#[tokio::test]
async fn who_disconnects_during_an_export_is_not_remembered_by_it() {
    let house = House::new().await;
    house.connect("ada", WRITES).await;
    let night = house.night(3).await;
    house.creating_fails(json!({ "held": true })).await;
    let (began, exporting, under_way) = (Instant::now(), house.process(), night.clone());
    let export = tokio::spawn(async move { exporting.export(&person("ada"), &under_way).await });
    house.is_asked("POST lists").await;
    house.connections.disconnect(&person("ada")).await.unwrap();
    house.exporting.forget(&person("ada")).await.unwrap();
    house.clear("held").await;
    let outcome = export.await.unwrap();
    let is_given_up = matches!(outcome, Err(NotExported::Unavailable(_))) && began.elapsed() >= WITHIN;
    assert!(outcome == Err(NotExported::NotConnected) || is_given_up, "{outcome:?}");
    assert_eq!(house.connections.vault.get("exports:ada").await, Ok(None));
}
