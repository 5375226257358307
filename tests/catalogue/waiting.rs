//! Spotify wants to be left alone, and the room goes on.

use std::{sync::Arc, time::Duration};

use axum::http::StatusCode;
use echonest::app::ports::Catalogue;
use serde_json::json;
use tokio::task::JoinSet;

use crate::stand_in::{StandIn, id, status, text, too_many, uri, usual};

const HOUR: Duration = Duration::from_hours(1);

#[tokio::test]
async fn for_an_hour_of_waiting_the_room_finds_and_adds_what_it_knows_and_nobody_calls() {
    let stand_in = StandIn::start(usual).await;
    let catalogue = stand_in.catalogue();
    let known = catalogue.search("abba", 0).await.unwrap();
    stand_in.answer(|_| too_many("3600"));
    stand_in.clock.advance(20 * 60_000);
    let told = catalogue.search("queen", 0).await.unwrap_err();
    assert_eq!(told.retry_after, Some(HOUR));
    assert!(told.why.contains("wait"), "{told}");
    let asked = stand_in.calls().len();
    for minute in 0..60 {
        // Older than it should be, but better than nothing.
        assert_eq!(catalogue.search("ABBA", 0).await.unwrap(), known);
        for track in &known.tracks {
            assert_eq!(catalogue.track(track.uri.as_str()).await.unwrap().as_ref(), Some(track));
        }
        let pasted = format!("{} {} {}", uri(3), uri(777), uri(4));
        assert_eq!(catalogue.search(&pasted, 0).await.unwrap().tracks, known.tracks[3..5]);
        let left = Some(HOUR.saturating_sub(Duration::from_mins(minute)));
        assert_eq!(catalogue.search("queen", 0).await.unwrap_err().retry_after, left);
        assert_eq!(catalogue.track(&uri(777)).await.unwrap_err().retry_after, left);
        assert_eq!(catalogue.search(&uri(777), 0).await.unwrap_err().retry_after, left);
        assert_eq!(catalogue.check().await.unwrap_err().retry_after, left);
        stand_in.clock.advance(60_000);
    }
    assert_eq!(stand_in.calls().len(), asked);
    stand_in.answer(usual);
    assert!(catalogue.search("queen", 0).await.is_ok(), "and when the hour is over, it is asked again");
}

#[tokio::test]
async fn a_crowd_that_meets_the_wait_is_told_of_it_by_few_calls() {
    let stand_in =
        StandIn::start(|call| if call.target == "/api/token" { usual(call) } else { too_many("60") }).await;
    let catalogue = Arc::new(stand_in.catalogue());
    catalogue.search("first", 0).await.unwrap_err();
    let mut asking = JoinSet::new();
    for number in 0..200 {
        let catalogue = catalogue.clone();
        asking.spawn(async move {
            catalogue.search(&format!("words {number}"), 0).await.unwrap_err().retry_after
        });
    }
    assert_eq!(asking.join_all().await, [Some(Duration::from_mins(1)); 200]);
    assert_eq!(stand_in.asked().len(), 1);
}

#[tokio::test]
async fn a_used_up_quota_is_told_as_such() {
    let stand_in = StandIn::start(|call| {
        let mut answer = text(json!({ "error": { "reason": "QUOTA_EXCEEDED" } }).to_string());
        *answer.status_mut() = StatusCode::TOO_MANY_REQUESTS;
        if call.target == "/api/token" { usual(call) } else { answer }
    })
    .await;
    let failure = stand_in.catalogue().search("abba", 0).await.unwrap_err();
    assert!(failure.why.contains("quota"), "{failure}");
    assert_eq!(failure.retry_after, Some(Duration::from_secs(5)));
}

#[tokio::test]
async fn a_service_that_is_down_is_not_asked_by_everyone_in_turn() {
    let stand_in =
        StandIn::start(|call| if call.target == "/api/token" { usual(call) } else { status(502) }).await;
    let catalogue = stand_in.catalogue();
    for number in 0..100 {
        let failure = catalogue.track(&uri(number)).await.unwrap_err();
        assert!(failure.why.contains("502"), "{failure}");
    }
    assert_eq!(stand_in.asked().len(), 3);
    stand_in.clock.advance(5_000);
    stand_in.answer(usual);
    assert!(catalogue.track(&format!("spotify:track:{}", id(1))).await.unwrap().is_some());
}

#[tokio::test]
async fn a_sign_in_that_must_wait_is_not_repeated_meanwhile() {
    let stand_in =
        StandIn::start(|call| if call.target == "/api/token" { too_many("600") } else { usual(call) }).await;
    let catalogue = stand_in.catalogue();
    for _ in 0..10 {
        stand_in.clock.advance(59_000);
        assert!(catalogue.search("abba", 0).await.is_err());
    }
    assert_eq!((stand_in.tokens_asked(), stand_in.asked().len()), (1, 0));
    stand_in.clock.advance(600_000);
    stand_in.answer(usual);
    assert!(catalogue.search("abba", 0).await.is_ok());
}
