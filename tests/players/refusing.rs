//! People whose players cannot be asked or told, each for a reason of their own.

use echonest::app::ports::{PlayerFailure, Players};
use reqwest::Method;
use serde_json::{Value, json};

use crate::party::{HOST, LOOKS, Party};

fn refused(failure: &PlayerFailure) -> [Result<(), PlayerFailure>; 6] {
    [(); 6].map(|()| Err(failure.clone()))
}

#[tokio::test]
async fn a_token_that_is_not_taken_is_told_as_that() {
    let party = Party::new().await;
    let ada = party.sign_in("ada").await;
    party.control(Method::DELETE, "spotify/access", Value::Null).await;
    assert_eq!(party.everything(&ada, "x").await, refused(&PlayerFailure::SignedOut));
    let before = party.calls().await.len();
    for odd in ["", "a b", "a\r\nX-Evil: 1", "é"] {
        let answers = party.everything(&odd.to_owned().into(), "x").await;
        assert_eq!(answers, refused(&PlayerFailure::SignedOut), "{odd:?}");
    }
    assert_eq!(party.calls().await.len(), before, "what cannot be a token is not sent");
}

#[tokio::test]
async fn a_token_is_over_after_its_hour() {
    let party = Party::new().await;
    let ada = party.sign_in("ada").await;
    party.post("clock", json!({ "skip_ms": 3_601_000 })).await;
    assert_eq!(party.players.look(&ada).await, Err(PlayerFailure::SignedOut));
}

#[tokio::test]
async fn a_token_that_was_given_for_less_asks_for_signing_in_again() {
    let party = Party::new().await;
    let ada = party.sign_in_to(HOST, "ada", LOOKS).await;
    let phone = party.device("ada", "Ada's phone").await;
    assert_eq!(party.players.look(&ada).await, Ok(None));
    assert_eq!(party.players.pause(&ada, &phone).await, Err(PlayerFailure::SignedOut));
}

#[tokio::test]
async fn whoever_has_no_premium_can_be_looked_at_and_not_told_anything() {
    let party = Party::new().await;
    let cleo = party.sign_in("cleo").await;
    let phone = party.device("cleo", "Cléo's phone").await;
    let [look, devices, told @ ..] = party.everything(&cleo, &phone).await;
    assert_eq!((look, devices), (Ok(()), Ok(())));
    assert_eq!(told, [(); 4].map(|()| Err(PlayerFailure::PremiumNeeded)));
}

#[tokio::test]
async fn whoever_is_not_on_the_apps_list_is_told_so_by_every_call() {
    let party = Party::new().await;
    let faye = party.sign_in("faye").await;
    let phone = party.device("faye", "Faye's phone").await;
    assert_eq!(party.everything(&faye, &phone).await, refused(&PlayerFailure::NotAllowed));
}

#[tokio::test]
async fn no_device_a_device_that_is_gone_and_one_that_takes_no_commands_are_told_apart() {
    let party = Party::new().await;
    let ada = party.sign_in("ada").await;
    let phone = party.device("ada", "Ada's phone").await;
    let screen = party.device("ada", "Ada's gallery screen").await;
    let uris = party.uris().await;
    let play = async |device: &str| party.players.play(&ada, device, &uris, 0).await;
    assert_eq!(play("").await, Err(PlayerFailure::NoDevice));
    assert_eq!(party.players.transfer(&ada, "", false).await, Err(PlayerFailure::NoDevice));
    assert_eq!(play(&screen).await, Err(PlayerFailure::NotNow));
    assert_eq!(play("never-heard-of").await, Err(PlayerFailure::DeviceGone));
    assert_eq!(play(&phone).await, Ok(()));
    assert_eq!(party.players.pause(&ada, "").await, Ok(()), "now one plays");
    party.change_device("ada", json!({ "name": "Ada's phone", "is_listed": false })).await;
    assert_eq!(play(&phone).await, Err(PlayerFailure::DeviceGone));
    assert_eq!(play("").await, Err(PlayerFailure::NoDevice));
}

#[tokio::test]
async fn a_device_that_nobody_used_for_long_is_gone() {
    let party = Party::new().await;
    let bo = party.sign_in("bo").await;
    let phone = party.device("bo", "Bo's phone").await;
    party.change_device("bo", json!({ "name": "Bo's phone", "vanish_after_ms": 600_000 })).await;
    assert_eq!(party.players.devices(&bo).await.unwrap().len(), 3);
    party.post("clock", json!({ "skip_ms": 601_000 })).await;
    assert_eq!(party.players.devices(&bo).await.unwrap().len(), 2);
    assert_eq!(party.players.transfer(&bo, &phone, false).await, Err(PlayerFailure::DeviceGone));
}

#[tokio::test]
async fn what_is_so_already_is_worth_a_look() {
    let party = Party::new().await;
    let ada = party.sign_in("ada").await;
    let phone = party.device("ada", "Ada's phone").await;
    let uris = party.uris().await;
    party.players.play(&ada, &phone, &uris, 0).await.unwrap();
    party.players.pause(&ada, &phone).await.unwrap();
    assert_eq!(party.players.pause(&ada, &phone).await, Err(PlayerFailure::NotNow));
    assert!(!party.players.look(&ada).await.unwrap().unwrap().is_playing);
}

#[tokio::test]
async fn a_track_that_is_not_for_somebodys_country_or_does_not_exist_is_told_as_that() {
    let party = Party::new().await;
    let ada = party.sign_in("ada").await;
    let phone = party.device("ada", "Ada's phone").await;
    let nobodys = [crate::party::uri("spotify:track:0000000000000000000000")];
    assert_eq!(party.players.play(&ada, &phone, &nobodys, 0).await, Err(PlayerFailure::NotHere));
    let error = json!({ "status": 403, "message": "Track is not available in this market" });
    party.fault(json!({ "status": 403, "json": { "error": error } })).await;
    let uris = party.uris().await;
    assert_eq!(party.players.play(&ada, &phone, &uris, 0).await, Err(PlayerFailure::NotHere));
}

#[tokio::test]
async fn what_is_refused_without_a_reason_is_no_answer_and_none_of_its_words_are_passed_on() {
    let party = Party::new().await;
    let ada = party.sign_in("ada").await;
    for status in [400, 403, 404, 405, 418] {
        for body in ["", "<html>PREMIUM ada@party.example</html>", "{\"error\":"] {
            party.fault(json!({ "status": status, "body": body })).await;
            let why = format!("Spotify answered with status {status}");
            assert_eq!(party.players.look(&ada).await, Err(PlayerFailure::Unavailable(why)));
        }
    }
}

#[tokio::test]
async fn calls_that_fail_for_a_persons_own_trouble_do_not_close_the_budget() {
    let party = Party::new().await;
    let (ada, cleo, faye) =
        (party.sign_in("ada").await, party.sign_in("cleo").await, party.sign_in("faye").await);
    let screen = party.device("ada", "Ada's gallery screen").await;
    let cleos = party.device("cleo", "Cléo's phone").await;
    for _ in 0..5 {
        for answer in [
            party.players.pause(&ada, "").await,
            party.players.pause(&ada, "gone").await,
            party.players.pause(&ada, &screen).await,
            party.players.pause(&cleo, &cleos).await,
            party.players.pause(&faye, "").await,
            party.players.pause(&"nonsense".to_owned().into(), "").await,
        ] {
            assert!(!matches!(answer, Ok(()) | Err(PlayerFailure::Wait(_) | PlayerFailure::Unavailable(_))));
        }
    }
    assert_eq!(party.catalogue.budget().state().closed, None);
    assert_eq!(party.calls().await.len(), 30, "each was asked");
    // They do not stand in the row of failures either: an answer came.
    for _ in 0..5 {
        party.fault(json!({ "status": 500, "times": 2 })).await;
        party.players.pause(&ada, "gone").await.unwrap_err();
        party.players.pause(&ada, "gone").await.unwrap_err();
        assert_eq!(party.players.pause(&ada, "gone").await, Err(PlayerFailure::DeviceGone));
    }
    assert_eq!(party.catalogue.budget().state().closed, None);
}
