//! Exports while Spotify wants to be left alone.

use std::time::Duration;

use echonest::app::exporting::NotExported;
use serde_json::json;

use crate::house::{House, WRITES, uris};

#[tokio::test]
async fn while_spotify_asks_to_wait_the_time_is_told_and_nobody_calls() {
    let house = House::new().await;
    house.connect("ada", WRITES).await;
    let night = house.night(3).await;
    house.tell("limits", json!({ "path": "/v1", "seconds": 90, "retry_after": 90, "is_quota": true })).await;
    let Err(NotExported::MustWait(until)) = house.export("ada", &night).await else { panic!("no wait") };
    assert_eq!(until.retry_after, Some(Duration::from_secs(90)));
    assert!(until.why.contains("quota"), "{}", until.why);
    house.clock.advance(30_000);
    let Err(NotExported::MustWait(until)) = house.export("ada", &night).await else { panic!("no wait") };
    assert!(until.retry_after.is_some_and(|left| left <= Duration::from_mins(1)), "{until:?}");
    assert_eq!(house.asked().await, ["POST lists"]);

    house.clock.advance(60_000);
    house.clear("limits").await;
    house.export("ada", &night).await.unwrap();
    assert_eq!(uris(&house.only("ada").await), night.played, "and only one was made");
}

#[tokio::test]
async fn a_wait_in_the_middle_costs_nothing_but_the_time() {
    let house = House::new().await;
    house.connect("ada", WRITES).await;
    let night = house.night(250).await;
    let too_many = json!({ "path": "/v1/playlists", "method": "POST", "status": 429, "headers": { "Retry-After": "7" } });
    house.tell("faults", too_many).await;
    let Err(NotExported::MustWait(until)) = house.export("ada", &night).await else { panic!("no wait") };
    assert_eq!(until.retry_after, Some(Duration::from_secs(7)));
    house.clock.advance(7_000);
    assert_eq!(house.export("ada", &night).await.unwrap().tracks, 250);
    assert_eq!(uris(&house.only("ada").await), night.played);
}
