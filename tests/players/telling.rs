//! What a player is told, and that it is told once.

use echonest::{
    app::ports::{PlayerFailure, Players},
    music::spotify::SpotifyCatalogue,
    outgoing::Outgoing,
};
use serde_json::json;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};

use crate::party::{Party, on_air, settings, uri};

#[tokio::test]
async fn a_track_begins_at_its_place_and_the_next_one_follows_by_itself() {
    let party = Party::new().await;
    let ada = party.sign_in("ada").await;
    let phone = party.device("ada", "Ada's phone").await;
    let uris = party.uris().await;
    party.players.play(&ada, &phone, &uris, 4_000).await.unwrap();
    let call = party.call().await;
    assert_eq!((&call["method"], &call["path"]), (&json!("PUT"), &json!("/v1/me/player/play")));
    assert_eq!(call["query"], format!("device_id={phone}"));
    assert_eq!(call["body"], json!({ "uris": [uris[0].as_str(), uris[1].as_str()], "position_ms": 4_000 }));
    let seen = party.players.look(&ada).await.unwrap().unwrap();
    assert_eq!(on_air(&seen), &uris[0]);
    assert!(seen.progress_ms >= 4_000);
    party.post("clock", json!({ "skip_ms": 17_000 })).await;
    assert_eq!(on_air(&party.players.look(&ada).await.unwrap().unwrap()), &uris[1]);
}

#[tokio::test]
async fn a_player_is_paused_and_plays_on_elsewhere_in_order() {
    let party = Party::new().await;
    let ada = party.sign_in("ada").await;
    let phone = party.device("ada", "Ada's phone").await;
    let speaker = party.device("ada", "Ada's kitchen speaker").await;
    let uris = party.uris().await;
    party.players.play(&ada, &phone, &uris, 0).await.unwrap();
    party.players.pause(&ada, &phone).await.unwrap();
    assert_eq!(party.truth("ada").await["is_playing"], false);
    party.players.transfer(&ada, &speaker, false).await.unwrap();
    assert_eq!(party.call().await["body"], json!({ "device_ids": [speaker], "play": false }));
    let truth = party.truth("ada").await;
    assert_eq!((&truth["active"], &truth["is_playing"]), (&json!("Ada's kitchen speaker"), &json!(false)));
    party.shuffle(&ada).await;
    assert!(party.players.look(&ada).await.unwrap().unwrap().is_shuffled);
    party.players.shuffle_off(&ada, &speaker).await.unwrap();
    assert!(!party.players.look(&ada).await.unwrap().unwrap().is_shuffled);
}

#[tokio::test]
async fn a_device_id_is_an_id_whatever_it_looks_like() {
    let party = Party::new().await;
    let ada = party.sign_in("ada").await;
    let odd = "a&state=true#/../?é";
    assert_eq!(party.players.shuffle_off(&ada, odd).await, Err(PlayerFailure::DeviceGone));
    let call = party.call().await;
    assert_eq!(call["path"], "/v1/me/player/shuffle");
    let fields: Vec<_> =
        url::form_urlencoded::parse(call["query"].as_str().unwrap().as_bytes()).into_owned().collect();
    assert_eq!(fields, [("state".into(), "false".into()), ("device_id".into(), odd.to_owned())]);
}

#[tokio::test]
async fn what_spotify_cannot_play_is_not_sent_there() {
    let party = Party::new().await;
    let ada = party.sign_in("ada").await;
    let phone = party.device("ada", "Ada's phone").await;
    let [first, _] = party.uris().await;
    for uris in [vec![], vec![uri("demo:track:t001")], vec![first, uri("demo:track:t001")]] {
        assert_eq!(party.players.play(&ada, &phone, &uris, 0).await, Err(PlayerFailure::NotHere));
    }
    assert_eq!(party.calls().await.len(), 0);
}

#[tokio::test]
async fn what_was_told_and_lost_is_not_told_again() {
    let party = Party::new().await;
    let ada = party.sign_in("ada").await;
    let phone = party.device("ada", "Ada's phone").await;
    let uris = party.uris().await;
    let mut told = 0;
    for fault in [
        json!({ "drop": true, "carried_out": true }),
        json!({ "status": 502, "carried_out": true }),
        json!({ "huge_bytes": 10 << 20, "carried_out": true }),
    ] {
        for command in ["play", "shuffle", "transfer", "pause"] {
            party.fault(fault.clone()).await;
            let answer = match command {
                "play" => party.players.play(&ada, &phone, &uris, 0).await,
                "shuffle" => party.players.shuffle_off(&ada, &phone).await,
                "transfer" => party.players.transfer(&ada, &phone, false).await,
                _ => party.players.pause(&ada, &phone).await,
            };
            told += 1;
            assert!(matches!(answer, Err(PlayerFailure::Unavailable(_))), "{command}, {fault}: {answer:?}");
            assert_eq!(party.calls().await.len(), told, "{command}, {fault}");
            assert_eq!(party.truth("ada").await["is_playing"], command != "pause", "it was carried out");
            // So many failures in a row would close the budget.
            party.clock.advance(10_000);
        }
    }
}

#[tokio::test]
async fn what_was_asked_and_lost_is_asked_again() {
    let party = Party::new().await;
    let ada = party.sign_in("ada").await;
    party.fault(json!({ "drop": true })).await;
    assert_eq!(party.players.look(&ada).await, Ok(None));
    assert_eq!(party.calls().await.len(), 2);
}

#[tokio::test]
async fn any_success_is_one_whatever_it_says() {
    let party = Party::new().await;
    let ada = party.sign_in("ada").await;
    let phone = party.device("ada", "Ada's phone").await;
    for (status, body) in [(200, ""), (200, "snapshot_id"), (202, "<html>"), (204, "")] {
        party.fault(json!({ "status": status, "body": body })).await;
        assert_eq!(party.players.pause(&ada, &phone).await, Ok(()), "{status}");
    }
}

/// Spotify's front door wants a length where nothing is sent, which the stand-in does not look at.
#[tokio::test]
async fn a_command_without_a_body_says_that_it_has_none() {
    let party = Party::new().await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let players = SpotifyCatalogue::new(settings(&url), Outgoing::new(), party.clock.clone()).players();
    let hearing = tokio::spawn(async move {
        let (mut socket, _) = listener.accept().await.unwrap();
        let mut heard = Vec::new();
        while !heard.ends_with(b"\r\n\r\n") {
            heard.push(socket.read_u8().await.unwrap());
        }
        socket.write_all(b"HTTP/1.1 204 No Content\r\n\r\n").await.unwrap();
        String::from_utf8(heard).unwrap().to_lowercase()
    });
    players.pause(&"token".to_owned().into(), "a").await.unwrap();
    let heard = hearing.await.unwrap();
    assert!(heard.contains("\r\ncontent-length: 0\r\n"), "{heard}");
    assert_eq!(heard.lines().next(), Some("put /v1/me/player/pause?device_id=a http/1.1"));
}
