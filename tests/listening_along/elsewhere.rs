//! Several nests, and one of them to listen in at a time.

use reqwest::Method;
use serde_json::{Value, json};

use crate::{
    listener::{Listener, songs, until},
    stage::Stage,
    support::people::{Person, Socket},
};

/// A nest besides the main one.
struct Kitchen {
    id: String,
    code: String,
    /// Its host's.
    socket: Socket,
}

/// Opens a nest in which this plays.
async fn kitchen(host: &Person, song: &str) -> Kitchen {
    let (status, nest) =
        host.ask(Method::POST, "/api/v1/nests", &json!({ "name": "Kitchen", "bender_depth": 0 })).await;
    assert_eq!(status, 201, "{nest}");
    let text = |key: &str| nest[key].as_str().expect("a text").to_owned();
    let (id, code) = (text("id"), text("code"));
    let mut socket = host.socket_at(&format!("/socket/{code}")).await.expect("the host comes in");
    socket.add(song).await;
    Kitchen { id, code, socket }
}

async fn listens_in(listener: &Listener<'_>, nest: &str) -> Value {
    let device = listener.device("Speaker").await;
    listener.does(json!({ "action": "listen", "device": device, "nest": nest })).await
}

/// Waits until they do not listen.
async fn until_off(listener: &Listener<'_>) {
    let is_off = async || (listener.browser.read("/api/v1/listening").await["on"] == false).then_some(());
    assert!(until(is_off).await.is_some(), "{} listens still", listener.name);
}

fn shows(socket: &Socket, person: &str) -> bool {
    let people = socket.model.state["people"].as_array().expect("people");
    people.iter().any(|one| one["id"] == person && one["listening"] == true)
}

#[tokio::test]
async fn a_device_plays_what_the_nest_plays_that_was_chosen_last_and_nothing_of_the_other() {
    let stage = Stage::new().await;
    let server = stage.server(&[]);
    let songs = songs(&stage).await;
    let mut ada = Listener::come(&stage, &server.url, "ada").await;
    let bo = Listener::come(&stage, &server.url, "bo").await;
    ada.socket.add(&songs[0]).await;
    ada.socket.add(&songs[1]).await;
    let mut kitchen = kitchen(&bo.browser.person().await, &songs[2]).await;
    ada.listens().await;
    ada.until_player(&songs[0], true).await;

    let _seat =
        ada.browser.person().await.socket_at(&format!("/socket/{}", kitchen.code)).await.expect("a seat");
    let answer = listens_in(&ada, &kitchen.code).await;
    assert_eq!(answer["nest"], json!({ "id": kitchen.id, "name": "Kitchen", "code": kitchen.code }));
    ada.until_player(&songs[2], true).await;
    ada.until_state("in_sync").await;
    let id = ada.id.clone();
    kitchen.socket.until(|model| model.state["people"].to_string().contains(&id)).await;
    while !shows(&kitchen.socket, &id) {
        kitchen.socket.next().await.expect("the socket stays open");
    }
    while shows(&ada.socket, &id) {
        ada.socket.next().await.expect("the socket stays open");
    }
    // Each nest's own hosts see those who listen there.
    let all = bo.browser.read(&format!("/api/v1/listeners?nest={}", kitchen.code)).await;
    assert_eq!(all["listeners"][0]["person"], json!(id), "{all}");
    assert_eq!(ada.browser.read("/api/v1/listeners").await["listeners"], json!([]));

    let told = ada.commands().await;
    ada.skips().await;
    kitchen.socket.does(json!({ "type": "pause" })).await;
    ada.until_player(&songs[2], false).await;
    assert_eq!(ada.commands().await, told + 1, "it was paused, and nothing else");
    let answer = ada.does(json!({ "action": "listen", "nest": "main" })).await;
    assert_eq!(answer["nest"]["id"], "main");
    ada.until_player(&songs[1], true).await;
}

#[tokio::test]
async fn whoever_is_removed_or_whose_nest_is_over_listens_no_more() {
    let stage = Stage::new().await;
    let server = stage.server(&[]);
    let songs = songs(&stage).await;
    let ada = Listener::come(&stage, &server.url, "ada").await;
    let host = Listener::come(&stage, &server.url, "bo").await.browser.person().await;
    let mut kitchen = kitchen(&host, &songs[0]).await;
    for ban in [false, true] {
        let at = format!("/socket/{}", kitchen.code);
        let _seat = ada.browser.person().await.socket_at(&at).await.expect("a seat");
        listens_in(&ada, &kitchen.id).await;
        ada.until_player(&songs[0], true).await;
        ada.until_state("in_sync").await;
        let kick = json!({ "type": "kick", "person": ada.id, "ban": ban, "keep_songs": true });
        kitchen.socket.does(kick).await;
        until_off(&ada).await;
    }
    let (status, refused) = ada.ask(json!({ "action": "listen", "nest": kitchen.code })).await;
    assert_eq!((status, &refused["code"]), (403, &json!("banned")), "{refused}");
    kitchen.socket.does(json!({ "type": "unban", "person": ada.id })).await;
    listens_in(&ada, &kitchen.code).await;
    ada.until_state("in_sync").await;
    let ended = host.ask(Method::DELETE, &format!("/api/v1/nests/{}", kitchen.id), &json!({})).await;
    assert_eq!(ended.0, 204);
    until_off(&ada).await;
    let (status, _) = ada.ask(json!({ "action": "listen", "nest": kitchen.id })).await;
    assert_eq!(status, 404);
}

#[tokio::test]
async fn a_player_without_a_page_drives_whoever_a_web_process_lets_listen_in_a_nest() {
    let stage = Stage::new().await;
    let redis = stage.redis();
    let web = stage.replica_as("web", &redis, &[]);
    let _player = stage.replica_as("player", &redis, &[]);
    let songs = songs(&stage).await;
    let ada = Listener::come(&stage, &web.url, "ada").await;
    let mut kitchen = kitchen(&ada.browser.person().await, &songs[0]).await;
    listens_in(&ada, &kitchen.code).await;
    ada.until_player(&songs[0], true).await;
    ada.until_state("in_sync").await;
    let id = ada.id.clone();
    while !shows(&kitchen.socket, &id) {
        kitchen.socket.next().await.expect("the socket stays open");
    }
}
