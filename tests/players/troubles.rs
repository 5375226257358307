//! Spotify is down, slow, or answers nonsense.

use std::{sync::Arc, time::Duration};

use echonest::{
    app::ports::{Clock, PlayerFailure, Players},
    music::spotify::SpotifyCatalogue,
    outgoing::Outgoing,
};
use serde_json::json;
use tokio::task::yield_now;

use crate::party::{Party, settings};

#[tokio::test]
async fn what_is_no_answer_is_told_in_plain_words_and_nothing_of_it_is_passed_on() {
    let party = Party::new().await;
    let ada = party.sign_in("ada").await;
    for (fault, said) in [
        (json!({ "status": 500, "body": "secret" }), "status 500"),
        (json!({ "status": 503 }), "status 503"),
        (json!({ "huge_bytes": 10 << 20 }), "more than"),
        (json!({ "redirect": "http://127.0.0.1:1/secret" }), "redirect"),
        (json!({ "body": "<html>secret</html>" }), "read"),
        (json!({ "body": "" }), "read"),
        (json!({ "body": "{\"is_playing\": true, \"item\": {\"id\": \"secret" }), "read"),
        (json!({ "status": 202 }), "status 202"),
        (json!({ "drop": true, "times": 2 }), "127.0.0.1"),
    ] {
        party.fault(fault.clone()).await;
        let failure = party.players.look(&ada).await.unwrap_err();
        let PlayerFailure::Unavailable(why) = &failure else { panic!("{fault}: {failure}") };
        assert!(why.contains(said) && !why.contains("secret"), "{fault}: {why}");
        party.clock.advance(10_000);
    }
}

#[tokio::test]
async fn an_answer_that_breaks_off_is_none() {
    let party = Party::new().await;
    let ada = party.sign_in("ada").await;
    party.fault(json!({ "truncate": true, "times": 2 })).await;
    assert!(matches!(party.players.devices(&ada).await, Err(PlayerFailure::Unavailable(_))));
    assert_eq!(party.players.devices(&ada).await.unwrap().len(), 6);
}

#[tokio::test]
async fn after_three_failures_in_a_row_nobody_is_kept_waiting_for_a_moment() {
    let party = Party::new().await;
    let ada = party.sign_in("ada").await;
    let phone = party.device("ada", "Ada's phone").await;
    let uris = party.uris().await;
    party.fault(json!({ "status": 502, "carried_out": true, "times": 3 })).await;
    for attempt in 0..3 {
        // The last of them closes the budget, and yet it may have been heard.
        let failure = party.players.play(&ada, &phone, &uris, 0).await.unwrap_err();
        assert!(matches!(failure, PlayerFailure::Unavailable(_)), "{attempt}: {failure}");
    }
    let moment = PlayerFailure::Wait(Duration::from_secs(5));
    assert_eq!(party.everything(&ada, &phone).await, [(); 6].map(|()| Err(moment.clone())));
    assert_eq!(party.calls().await.len(), 3);
    party.clock.advance(5_000);
    assert_eq!(party.players.pause(&ada, &phone).await, Ok(()));
}

#[tokio::test]
async fn an_answer_that_does_not_come_is_given_up() {
    let party = Arc::new(Party::new().await);
    let ada = party.sign_in("ada").await;
    let phone = party.device("ada", "Ada's phone").await;
    party.fault(json!({ "delay_ms": 600_000 })).await;
    let asking = tokio::spawn({
        let party = party.clone();
        async move { party.players.pause(&ada, &phone).await.unwrap_err() }
    });
    while party.calls().await.is_empty() {
        yield_now().await;
    }
    // All that is left to happen is that time passes.
    tokio::time::pause();
    let failure = asking.await.unwrap();
    assert!(matches!(&failure, PlayerFailure::Unavailable(why) if why.contains("within")), "{failure}");
}

#[tokio::test]
async fn a_service_that_is_not_there_is_told_as_that() {
    let party = Party::new().await;
    let time: Arc<dyn Clock> = party.clock.clone();
    for url in ["http://127.0.0.1:1", "nonsense"] {
        let players = SpotifyCatalogue::new(settings(url), Outgoing::new(), time.clone()).players();
        let answer = players.look(&"token".to_owned().into()).await;
        assert!(matches!(answer, Err(PlayerFailure::Unavailable(_))), "{url}: {answer:?}");
    }
}
