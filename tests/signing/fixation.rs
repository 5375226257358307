//! A session that somebody else knows already, put into a browser before its person signs in.

use serde_json::{Value, json};

use crate::{
    browser::{Browser, is_signed_out},
    stage::Stage,
};

const ADA: &str = "ada@party.example";

#[tokio::test]
async fn whoever_knew_the_session_before_has_nothing_after_the_sign_in() {
    let stage = Stage::new().await;
    let server = stage.server(&[("HOST_EMAILS", ADA)]);
    let (attacker, victim) = (Browser::at(&server.url), Browser::at(&server.url));
    let mallory = attacker.guest("Mallory").await;
    let socket = mallory.socket().await;
    let made = attacker.post("/api/v1/tokens").json(&json!({ "name": "x" })).send().await.expect("an answer");
    let token = made.json::<Value>().await.expect("JSON")["token"].as_str().expect("a token").to_owned();
    victim.plant(&attacker.session());
    assert_eq!(victim.person().await.id, mallory.id, "the victim's browser is the attacker's guest");

    assert_eq!(victim.sign_in(ADA).await, "/");
    let you = victim.you().await.expect("signed in");
    assert_eq!((&you["role"], &you["guest"]), (&json!("host"), &json!(false)));
    assert!(attacker.you().await.is_none(), "the session is another one");
    is_signed_out(socket).await;
    let asked = reqwest::Client::new().get(format!("{}/api/v1/me", server.url)).bearer_auth(&token);
    assert_eq!(asked.send().await.expect("an answer").status(), 401, "the token is no pass of the host's");
    victim.person().await.socket().await;
}

#[tokio::test]
async fn a_made_up_session_is_never_taken_over() {
    let stage = Stage::new().await;
    let server = stage.server(&[]);
    for planted in ["echonest=AAAAAAAAAAAAAAAAAAAAAA", "echonest=", "echonest-away=guessed"] {
        let victim = Browser::at(&server.url);
        victim.plant(planted);
        assert_eq!(victim.sign_in(ADA).await, "/", "{planted}");
        let (_, value) = planted.split_once('=').expect("it has a value");
        assert!(value.is_empty() || !victim.cookies().contains(value), "{planted}");
    }
}

#[tokio::test]
async fn signing_in_as_somebody_else_leaves_no_socket_of_the_first() {
    let stage = Stage::new().await;
    let server = stage.server(&[]);
    let browser = Browser::at(&server.url);
    browser.sign_in(ADA).await;
    let ada = browser.person().await;
    let socket = ada.socket().await;
    browser.sign_in("bo@party.example").await;
    assert_ne!(browser.person().await.id, ada.id);
    is_signed_out(socket).await;
    let asked = ada.get("/api/v1/me").send().await.expect("an answer");
    assert_eq!(asked.status(), 401, "the first session is over");
}
