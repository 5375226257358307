//! A guest who signs in is nobody new.

use serde_json::{Value, json};

use crate::{
    browser::{Browser, is_signed_out},
    stage::Stage,
};

const ADA: &str = "ada@party.example";

fn votes(queue: &Value, entry: u64) -> Value {
    let all = queue.as_array().expect("a list");
    all.iter().find(|queued| queued["id"] == entry).map(|queued| queued["votes"].clone()).unwrap_or_default()
}

#[tokio::test]
async fn a_guest_who_signs_in_keeps_id_name_role_songs_and_votes() {
    let stage = Stage::new().await;
    let server = stage.server(&[]);
    let tracks = stage.tracks("plain").await;
    let address = |at: usize| tracks[at]["uri"].as_str().expect("an address");
    let browser = Browser::at(&server.url);
    let guest = browser.guest("Gus").await;
    let mut others = Browser::at(&server.url).guest("Olga").await.socket().await;
    let mut socket = guest.socket().await;
    others.add(address(0)).await;
    let theirs = others.add(address(1)).await;
    socket.until(|model| model.titles().len() == 1).await;
    let own = socket.add(address(2)).await;
    socket.does(json!({ "type": "vote", "entry": theirs, "vote": 1 })).await;

    assert_eq!(browser.sign_in(ADA).await, "/");
    let you = browser.you().await.expect("signed in");
    assert_eq!(you["id"], guest.id.as_str());
    let said = (&you["name"], &you["guest"], &you["role"]);
    assert_eq!(said, (&json!("Gus"), &json!(false), &json!("host")), "the first in is host, and stays it");
    let seen = browser.person().await.socket().await.model;
    assert_eq!(seen.you["votes"], json!({ theirs.to_string(): 1 }));
    let queue = seen.state["queue"].as_array().expect("a list");
    assert!(queue.iter().any(|entry| entry["id"] == own && entry["by"] == guest.id.as_str()), "{queue:?}");
}

#[tokio::test]
async fn a_guest_who_turns_out_to_be_known_brings_songs_and_votes_and_is_gone() {
    let stage = Stage::new().await;
    let server = stage.server(&[("HOST_EMAILS", "nobody@party.example")]);
    let tracks = stage.tracks("plain").await;
    let address = |at: usize| tracks[at]["uri"].as_str().expect("an address");
    let laptop = Browser::at(&server.url);
    laptop.sign_in(ADA).await;
    let ada = laptop.person().await;
    let mut adas = ada.socket().await;
    adas.add(address(0)).await;
    let first = adas.add(address(1)).await;

    let phone = Browser::at(&server.url);
    let guest = phone.guest("Ada's phone").await;
    let mut guests = guest.socket().await;
    let second = guests.add(address(2)).await;
    guests.does(json!({ "type": "vote", "entry": first, "vote": 1 })).await;
    adas.until(|model| votes(&model.state["queue"], first) == 1).await;

    phone.sign_in(ADA).await;
    assert_eq!(phone.you().await.expect("signed in")["id"], ada.id.as_str());
    is_signed_out(guests).await;
    assert_eq!(guest.get("/api/v1/me").send().await.expect("an answer").status(), 401);
    // Nobody votes for their own song, so the guest's vote for it falls away.
    adas.until(|model| votes(&model.state["queue"], first) == 0).await;
    let is_adas = |entry: &Value| entry["id"] == second && entry["by"] == ada.id.as_str();
    adas.until(|model| model.state["queue"].as_array().is_some_and(|queue| queue.iter().any(is_adas))).await;
}

#[tokio::test]
async fn what_a_guest_could_do_besides_ends_with_the_sign_in() {
    let stage = Stage::new().await;
    let server = stage.server(&[]);
    let laptop = Browser::at(&server.url);
    laptop.sign_in(ADA).await;
    let phone = Browser::at(&server.url);
    phone.guest("Ada's phone").await;
    phone.connect("bo").await;
    let made: Value = phone
        .post("/api/v1/tokens")
        .json(&json!({ "name": "x" }))
        .send()
        .await
        .expect("made")
        .json()
        .await
        .expect("JSON");
    phone.sign_in(ADA).await;
    assert_eq!(phone.standing().await, "none", "nobody's account gets what a guest had connected");
    let token = made["token"].as_str().expect("a token");
    let asked =
        reqwest::Client::new().get(format!("{}/api/v1/me", server.url)).bearer_auth(token).send().await;
    assert_eq!(asked.expect("an answer").status(), 401);
}

#[tokio::test]
async fn the_role_of_a_guest_who_turns_out_to_be_known_goes_over() {
    let stage = Stage::new().await;
    let server = stage.server(&[]);
    let phone = Browser::at(&server.url);
    let guest = phone.guest("The first one").await;
    assert_eq!(phone.you().await.expect("signed in")["role"], "host");
    let laptop = Browser::at(&server.url);
    laptop.sign_in(ADA).await;
    let mut socket = laptop.person().await.socket().await;
    assert_eq!(socket.model.you["role"], "guest");
    phone.sign_in(ADA).await;
    socket.until(|model| model.you["role"] == "host").await;
    let people = socket.model.state["people"].as_array().expect("a list");
    let left = people.iter().find(|person| person["id"] == guest.id.as_str());
    assert!(left.is_none_or(|person| person["role"] == "guest"), "nobody is behind that name any more");
}
