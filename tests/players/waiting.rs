//! How many calls there are for players, and what becomes of them when Spotify wants to be left alone.

use std::time::Duration;

use echonest::{
    app::ports::{Catalogue, PlayerFailure, Players},
    music::spotify::budget::{CALLS_MAX, Priority, WINDOW_MS},
};
use reqwest::Method;
use serde_json::json;

use crate::party::{LISTENS, Party};

#[tokio::test]
async fn playback_goes_on_while_searches_may_no_longer_be_made() {
    let party = Party::new().await;
    let ada = party.sign_in("ada").await;
    let phone = party.device("ada", "Ada's phone").await;
    let uris = party.uris().await;
    let mut searched = 0;
    while party.catalogue.search(&format!("love {searched}"), 0).await.is_ok() {
        searched += 1;
    }
    assert_eq!(party.calls().await.len(), Priority::Search.share());
    assert_eq!(party.players.play(&ada, &phone, &uris, 0).await, Ok(()));
    let mut looked = 0;
    let refused = loop {
        match party.players.look(&ada).await {
            Ok(_) => looked += 1,
            Err(failure) => break failure,
        }
    };
    assert_eq!(looked + 1, CALLS_MAX - Priority::Search.share(), "and may use the last of the budget");
    assert_eq!(refused, PlayerFailure::Wait(Duration::from_millis(WINDOW_MS)));
    assert_eq!(party.everything(&ada, &phone).await, [(); 6].map(|()| Err(refused.clone())));
    assert_eq!(party.calls().await.len(), CALLS_MAX);
    party.clock.advance(WINDOW_MS);
    assert!(party.players.look(&ada).await.is_ok());
}

#[tokio::test]
async fn while_spotify_asks_to_wait_no_player_is_asked_or_told_anything() {
    let party = Party::new().await;
    let ada = party.sign_in("ada").await;
    let phone = party.device("ada", "Ada's phone").await;
    party.post("limits", json!({ "path": "/v1", "seconds": 90, "retry_after": 90 })).await;
    let minute_and_a_half = PlayerFailure::Wait(Duration::from_secs(90));
    assert_eq!(party.players.look(&ada).await, Err(minute_and_a_half.clone()));
    assert_eq!(party.everything(&ada, &phone).await, [(); 6].map(|()| Err(minute_and_a_half.clone())));
    assert!(party.catalogue.search("love", 0).await.is_err(), "nor is anything looked for");
    party.clock.advance(60_000);
    assert_eq!(party.players.look(&ada).await, Err(PlayerFailure::Wait(Duration::from_secs(30))));
    assert_eq!(party.calls().await.len(), 1);
    party.clock.advance(30_000);
    party.post("clock", json!({ "skip_ms": 91_000 })).await;
    assert_eq!(party.players.look(&ada).await, Ok(None));
}

#[tokio::test]
async fn a_command_that_meets_too_many_was_not_carried_out_and_is_not_repeated() {
    let party = Party::new().await;
    let ada = party.sign_in("ada").await;
    let phone = party.device("ada", "Ada's phone").await;
    let uris = party.uris().await;
    let limit = json!({ "path": "/v1/me", "seconds": 3600, "retry_after": 7, "is_quota": true });
    party.post("limits", limit).await;
    let answer = party.players.play(&ada, &phone, &uris, 0).await;
    assert_eq!(answer, Err(PlayerFailure::Wait(Duration::from_secs(7))));
    assert_eq!(party.calls().await.len(), 1);
    assert_eq!(party.truth("ada").await["is_playing"], false);
}

#[tokio::test]
async fn an_app_of_somebodys_own_waits_by_itself() {
    const OWN: (&str, &str) = ("cafecafecafecafecafecafecafecafe", "s");
    let party = Party::new().await;
    let client = json!({ "secret": OWN.1, "people": ["faye"] });
    party.control(Method::PUT, &format!("spotify/clients/{}", OWN.0), client).await;
    let faye = party.sign_in_to(OWN, "faye", LISTENS).await;
    let bo = party.sign_in("bo").await;
    let hers = party.players.of_another_app(party.clock.clone());
    party.control(Method::PATCH, "spotify/settings", json!({ "budget_max": 3 })).await;
    for _ in 0..3 {
        assert_eq!(hers.look(&faye).await, Ok(None));
    }
    assert!(matches!(hers.look(&faye).await, Err(PlayerFailure::Wait(_))));
    assert!(hers.budget().state().closed.is_some());
    assert_eq!(party.players.look(&bo).await, Ok(None), "nobody else has to wait");
    assert_eq!(party.catalogue.budget().state().closed, None);
}
