//! What a player does, and what there is to listen on.

use echonest::app::ports::{OnAir, PlayerFailure, Players};
use reqwest::Method;
use serde_json::{Value, json};

use crate::party::{Party, on_air, uri};

#[tokio::test]
async fn where_nothing_was_played_there_is_nothing_to_see() {
    let party = Party::new().await;
    let ada = party.sign_in("ada").await;
    assert_eq!(party.players.look(&ada).await, Ok(None));
}

#[tokio::test]
async fn what_plays_is_seen_with_its_place_and_its_device() {
    let party = Party::new().await;
    let bo = party.sign_in("bo").await;
    let [first, _] = party.uris().await;
    let phone = party.device("bo", "Bo's phone").await;
    party.players.play(&bo, &phone, std::slice::from_ref(&first), 7_000).await.unwrap();
    let seen = party.players.look(&bo).await.unwrap().unwrap();
    assert_eq!(seen.on_air, OnAir::Track { uri: first, asked: None, duration_ms: 20_000 });
    assert!(seen.is_playing && !seen.is_shuffled);
    assert!((7_000..=20_000).contains(&seen.progress_ms), "{}", seen.progress_ms);
    let device = seen.device.unwrap();
    assert_eq!((device.id, device.name.as_str()), (Some(phone), "Bo's phone"));
    assert!(device.is_active);
}

#[tokio::test]
async fn devices_of_every_kind_are_listed() {
    let party = Party::new().await;
    let ada = party.sign_in("ada").await;
    let devices = party.players.devices(&ada).await.unwrap();
    let of = |name: &str| devices.iter().find(|device| device.name == name).unwrap();
    assert_eq!(devices.len(), 6);
    assert_eq!(of("Ada's hologram").kind, "Hologram");
    assert!(of("Ada's gallery screen").is_restricted);
    assert_eq!(of("Ada's car").id, None);
    assert!(devices.iter().all(|device| !device.is_active));
    party.change_device("ada", json!({ "name": "Ada's car", "is_listed": false })).await;
    assert_eq!(party.players.devices(&ada).await.unwrap().len(), 5);
    party.control(Method::DELETE, "spotify/people/ada/devices", Value::Null).await;
    assert_eq!(party.players.devices(&ada).await, Ok(Vec::new()));
}

#[tokio::test]
async fn a_player_that_its_person_takes_over_is_seen_to_play_something_else() {
    let party = Party::new().await;
    let ada = party.sign_in("ada").await;
    let [first, second] = party.uris().await;
    let phone = party.device("ada", "Ada's phone").await;
    party.players.play(&ada, &phone, &[first], 0).await.unwrap();
    let other = json!({ "device": "Ada's computer", "uris": [second.as_str()], "position_ms": 3_000 });
    party.post("spotify/people/ada/takeover", other).await;
    let seen = party.players.look(&ada).await.unwrap().unwrap();
    let device = seen.device.as_ref().unwrap();
    assert_eq!((on_air(&seen), device.name.as_str()), (&second, "Ada's computer"));
    party.post("spotify/people/ada/takeover", json!({ "device": "Ada's computer" })).await;
    assert!(!party.players.look(&ada).await.unwrap().unwrap().is_playing);
}

#[tokio::test]
async fn what_plays_in_the_place_of_another_says_which_was_asked_for() {
    let party = Party::new().await;
    let ada = party.sign_in("ada").await;
    let phone = party.device("ada", "Ada's phone").await;
    let track = &party.tracks("relinked").await[0];
    let asked = uri(track["uri"].as_str().unwrap());
    party.players.play(&ada, &phone, std::slice::from_ref(&asked), 0).await.unwrap();
    let seen = party.players.look(&ada).await.unwrap().unwrap();
    assert_eq!(Some(on_air(&seen).id()), track["other_id"].as_str());
    assert!(matches!(seen.on_air, OnAir::Track { asked: Some(said), .. } if said == asked));
}

#[tokio::test]
async fn an_episode_is_asked_for_and_seen() {
    let party = Party::new().await;
    let ada = party.sign_in("ada").await;
    let phone = party.device("ada", "Ada's phone").await;
    let episode = party.episode(&ada).await;
    party.players.play(&ada, &phone, std::slice::from_ref(&episode), 60_000).await.unwrap();
    let seen = party.players.look(&ada).await.unwrap().unwrap();
    assert_eq!(on_air(&seen), &episode);
    let query = party.call().await["query"].as_str().unwrap().to_owned();
    assert!(query.contains("additional_types=track%2Cepisode"), "{query}");
}

#[tokio::test]
async fn odd_answers_are_read_as_far_as_they_go() {
    let party = Party::new().await;
    let ada = party.sign_in("ada").await;
    let phone = party.device("ada", "Ada's phone").await;
    let [first, second] = party.uris().await;
    party.players.play(&ada, &phone, std::slice::from_ref(&first), 5_000).await.unwrap();
    // So that it does not end meanwhile.
    party.players.pause(&ada, &phone).await.unwrap();
    let look = async |fault: Value| {
        party.fault(fault).await;
        party.players.look(&ada).await.unwrap().unwrap()
    };
    let ad = look(json!({ "set": { "/currently_playing_type": "ad", "/item": null } })).await;
    assert_eq!(ad.on_air, OnAir::Ad);
    let private = json!({ "/device/is_private_session": true, "/is_playing": true, "/item": null });
    let private = look(json!({ "set": private })).await;
    assert_eq!((private.on_air, private.is_playing), (OnAir::Unknown, true));
    let late = look(json!({ "set": { "/progress_ms": 99_999_999 } })).await;
    assert_eq!((late.progress_ms, on_air(&late)), (20_000, &first));
    let nowhere = look(json!({ "set": { "/progress_ms": null } })).await;
    assert_eq!(nowhere.progress_ms, 0);
    let endless = look(json!({ "without": ["duration_ms"] })).await;
    assert_eq!(endless.on_air, OnAir::Track { uri: first.clone(), asked: None, duration_ms: 0 });
    let unnamed = look(json!({ "set": { "/device/id": null, "/device/type": "Fridge" } })).await;
    assert_eq!(unnamed.device.map(|device| (device.id, device.kind)), Some((None, "Fridge".to_owned())));
    assert_eq!(look(json!({ "set": { "/device": null } })).await.device, None);
    let linked = json!({ "id": second.id(), "uri": second.as_str(), "type": "track" });
    let linked = look(json!({ "set": { "/item/linked_from": linked } })).await;
    assert_eq!(linked.on_air, OnAir::Track { uri: first.clone(), asked: Some(second), duration_ms: 20_000 });
    let bare =
        json!({ "without": ["artists", "album", "name", "actions", "context", "shuffle_state", "type"] });
    assert_eq!(on_air(&look(bare).await), &first);
}

#[tokio::test]
async fn an_answer_that_does_not_say_whether_it_plays_is_no_answer() {
    let party = Party::new().await;
    let ada = party.sign_in("ada").await;
    for odd in [json!({}), json!(null), json!([]), json!({ "is_playing": null, "item": null }), json!(7)] {
        party.fault(json!({ "body": odd.to_string() })).await;
        let failure = party.players.look(&ada).await.unwrap_err();
        assert!(matches!(&failure, PlayerFailure::Unavailable(why) if why.contains("read")), "{failure}");
    }
    for odd in [json!({}), json!([]), json!({ "devices": null })] {
        party.fault(json!({ "body": odd.to_string() })).await;
        let failure = party.players.devices(&ada).await.unwrap_err();
        assert!(matches!(&failure, PlayerFailure::Unavailable(why) if why.contains("read")), "{failure}");
    }
}
