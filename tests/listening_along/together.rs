//! Two people in one room.

use serde_json::json;

use crate::{
    listener::{Listener, songs, stories},
    stage::Stage,
};

#[tokio::test]
async fn two_devices_play_skip_pause_and_go_on_with_the_nest_and_none_before_its_person_tapped() {
    let stage = Stage::new().await;
    let server = stage.server(&[]);
    let mut ada = Listener::come(&stage, &server.url, "ada").await;
    let bo = Listener::come(&stage, &server.url, "bo").await;
    let dora = Listener::come(&stage, &server.url, "dora").await;
    let songs = songs(&stage).await;
    ada.socket.add(&songs[0]).await;
    ada.socket.add(&songs[1]).await;
    assert_eq!(ada.browser.read("/api/v1/listening").await["state"], json!({ "kind": "off" }));

    ada.listens().await;
    ada.until_player(&songs[0], true).await;
    assert_eq!((bo.calls().await, dora.calls().await), (0, 0), "nobody else tapped");
    bo.listens().await;
    bo.until_player(&songs[0], true).await;
    for person in [&ada, &bo] {
        let state = person.until_state("in_sync").await;
        assert!(state["offset_ms"].as_i64().is_some_and(|offset_ms| offset_ms.abs() < 2_500), "{state}");
    }
    let (ada_id, bo_id, dora_id) = (ada.id.clone(), bo.id.clone(), dora.id.clone());
    ada.socket
        .until(|model| {
            let listens = |id: &str| {
                let people = model.state["people"].as_array().expect("people");
                people.iter().any(|person| person["id"] == id && person["listening"] == true)
            };
            listens(&ada_id) && listens(&bo_id) && !listens(&dora_id)
        })
        .await;

    ada.skips().await;
    ada.until_player(&songs[1], true).await;
    bo.until_player(&songs[1], true).await;
    ada.socket.does(json!({ "type": "pause" })).await;
    ada.until_player(&songs[1], false).await;
    bo.until_player(&songs[1], false).await;
    ada.until_state("nothing").await;
    ada.socket.does(json!({ "type": "resume" })).await;
    ada.until_player(&songs[1], true).await;
    bo.until_player(&songs[1], true).await;
    assert_eq!(dora.calls().await, 0);
}

#[tokio::test]
async fn a_device_goes_on_to_the_next_song_when_the_nest_does() {
    let stage = Stage::new().await;
    let server = stage.server(&[]);
    let mut ada = Listener::come(&stage, &server.url, "ada").await;
    let stories = stories(&stage).await;
    // Its time begins to pass when it is added.
    ada.listens().await;
    ada.until_state("nothing").await;
    ada.socket.add(&stories[0]).await;
    ada.until_player(&stories[0], true).await;
    for story in &stories[1..3] {
        ada.socket.add(story).await;
    }
    ada.until_player(&stories[1], true).await;
    let player = ada.until_player(&stories[2], true).await;
    ada.socket.until(|model| model.state["playing"]["entry"]["track"]["uri"] == *stories[2]).await;
    let playing = &ada.socket.model.state["playing"];
    let [now_ms, progress_ms] =
        ["now_ms", "progress_ms"].map(|name| player[name].as_i64().expect("a number"));
    let [as_of_ms, position_ms] =
        ["as_of_ms", "position_ms"].map(|name| playing[name].as_i64().expect("a number"));
    let ahead_ms = progress_ms - (position_ms + now_ms - as_of_ms);
    assert!(ahead_ms.abs() < 10_000, "it is with the nest: {player}, {playing}");
}
