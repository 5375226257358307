//! Personal tokens as their person sees them.

use serde_json::{Value, json};

use crate::{
    browser::Browser,
    stage::{Stage, holds, written_to_redis},
};

const ADA: &str = "ada@party.example";

async fn make(browser: &Browser, body: Value) -> (u16, Value) {
    let answer = browser.post("/api/v1/tokens").json(&body).send().await.expect("an answer");
    (answer.status().as_u16(), answer.json().await.expect("JSON"))
}

async fn listed(browser: &Browser) -> Vec<Value> {
    browser.read("/api/v1/tokens").await["tokens"].as_array().expect("a list").clone()
}

#[tokio::test]
async fn a_token_is_shown_once_and_kept_as_its_hash() {
    let stage = Stage::new().await;
    let redis = stage.redis();
    let server = stage.replica(&redis, &[]);
    let browser = Browser::at(&server.url);
    browser.sign_in(ADA).await;
    let (status, made) = make(&browser, json!({ "name": "Kitchen display" })).await;
    assert_eq!(status, 200);
    let token = made["token"].as_str().expect("a token");
    assert!(token.starts_with("echonest_") && token.len() > 60, "one that got out is recognised");
    let shown = listed(&browser).await;
    assert_eq!((&shown[0]["id"], &shown[0]["name"]), (&made["id"], &json!("Kitchen display")));
    assert!(shown[0]["created_ms"].is_u64() && shown[0].get("last_used_ms").is_none(), "{shown:?}");
    let written = written_to_redis(stage.directory.path());
    assert!(holds(&written, "Kitchen display"), "what is kept is looked at");
    assert!(!holds(&written, token) && !holds(&written, &token["echonest_".len()..]));
    assert!(!json!(shown).to_string().contains(&token["echonest_".len()..]));
}

#[tokio::test]
async fn the_last_use_of_a_token_is_shown() {
    let stage = Stage::new().await;
    let server = stage.server(&[]);
    let browser = Browser::at(&server.url);
    browser.sign_in(ADA).await;
    let (_, made) = make(&browser, json!({ "name": "x" })).await;
    let token = made["token"].as_str().expect("a token");
    let me = format!("{}/api/v1/me", server.url);
    reqwest::Client::new().get(me).bearer_auth(token).send().await.expect("an answer");
    let shown = listed(&browser).await;
    assert!(shown[0]["last_used_ms"].as_u64() >= shown[0]["created_ms"].as_u64(), "{shown:?}");
}

#[tokio::test]
async fn twenty_tokens_are_enough_for_anybody() {
    let stage = Stage::new().await;
    let server = stage.server(&[]);
    let browser = Browser::at(&server.url);
    browser.guest("Gus").await;
    let mut newest = Value::Null;
    for number in 0..20 {
        let (status, made) = make(&browser, json!({ "name": format!("Token {number}") })).await;
        assert_eq!(status, 200, "{number}");
        newest = made;
    }
    let (status, problem) = make(&browser, json!({ "name": "One more" })).await;
    assert_eq!((status, &problem["code"]), (409, &json!("full")));
    assert!(problem.get("token").is_none() && listed(&browser).await.len() == 20);
    let path = format!("/api/v1/tokens/{}", newest["id"].as_str().expect("an id"));
    assert_eq!(browser.delete(&path).send().await.expect("an answer").status(), 204);
    assert_eq!(browser.delete(&path).send().await.expect("an answer").status(), 404);
    assert_eq!(make(&browser, json!({ "name": "In its place" })).await.0, 200);
}

#[tokio::test]
async fn tokens_that_ended_by_themselves_leave_room_for_others() {
    let stage = Stage::new().await;
    let redis = stage.redis();
    let server = stage.replica(&redis, &[]);
    let browser = Browser::at(&server.url);
    browser.guest("Gus").await;
    for _ in 0..20 {
        make(&browser, json!({ "name": "Old" })).await;
    }
    let mut line = redis.line().await;
    let keys: Vec<String> = redis::cmd("KEYS").arg("token:*").query_async(&mut line).await.expect("keys");
    assert_eq!(keys.len(), 20);
    let _: u32 = redis::cmd("DEL").arg(&keys).query_async(&mut line).await.expect("gone, as when time is up");
    assert_eq!(make(&browser, json!({ "name": "New" })).await.0, 200);
    assert_eq!(listed(&browser).await.len(), 1);
}

#[tokio::test]
async fn a_token_needs_a_name_and_a_nest_that_is_there() {
    let stage = Stage::new().await;
    let server = stage.server(&[]);
    let browser = Browser::at(&server.url);
    browser.sign_in(ADA).await;
    for (wrong, status) in [
        (json!({ "name": "" }), 400),
        (json!({ "name": "a\nb" }), 400),
        (json!({ "name": "x", "nest": "nowhere" }), 404),
    ] {
        assert_eq!(make(&browser, wrong.clone()).await.0, status, "{wrong}");
    }
    let (status, made) = make(&browser, json!({ "name": "For one nest", "nest": "main" })).await;
    assert_eq!((status, &listed(&browser).await[0]["nest"]), (200, &json!("main")));
    let token = made["token"].as_str().expect("a token");
    let state = format!("{}/api/v1/nests/main/state", server.url);
    let asked = reqwest::Client::new().get(state).bearer_auth(token).send().await.expect("an answer");
    assert_eq!(asked.status(), 200, "it opens its own");
}

#[tokio::test]
async fn nobody_makes_tokens_who_is_not_signed_in() {
    let stage = Stage::new().await;
    let server = stage.server(&[]);
    let browser = Browser::at(&server.url);
    assert_eq!(make(&browser, json!({ "name": "x" })).await.0, 401);
    assert_eq!(browser.get("/api/v1/tokens").send().await.expect("an answer").status(), 401);
}

#[tokio::test]
async fn an_agent_that_is_told_a_code_acts_for_whoever_showed_it_and_the_code_is_good_once() {
    let stage = Stage::new().await;
    let server = stage.server(&[]);
    let browser = Browser::at(&server.url);
    browser.sign_in(ADA).await;
    let shown: Value =
        browser.post("/api/v1/link-codes").send().await.expect("an answer").json().await.expect("JSON");
    let code = shown["code"].as_str().expect("a code");
    assert_eq!(code.len(), 6);
    let agent = reqwest::Client::new();
    let link =
        |code: String| agent.post(format!("{}/api/sync-link", server.url)).json(&json!({ "code": code }));
    let linked = link(code.to_ascii_lowercase()).send().await.expect("an answer");
    assert_eq!(linked.status(), 200);
    let linked: Value = linked.json().await.expect("JSON");
    let me = browser.read("/api/v1/me").await;
    let id = me["you"]["id"].as_str().expect("an id");
    assert_eq!(linked["email"], json!(format!("{id}@nest.invalid")));
    assert_eq!(linked["name"], me["you"]["name"]);
    let token = linked["user_token"].as_str().expect("a token");
    let request = agent.get(format!("{}/api/v1/me", server.url)).bearer_auth(token);
    let seen: Value = request.send().await.expect("an answer").json().await.expect("JSON");
    assert_eq!(seen["you"]["id"], json!(id));
    for wrong in [code.to_owned(), "ABCDEF".into(), String::new()] {
        assert_eq!(link(wrong).send().await.expect("an answer").status(), 404, "used up, or made up");
    }
    let again = agent.post(format!("{}/api/v1/link-codes", server.url)).bearer_auth(token);
    assert_eq!(again.send().await.expect("an answer").status(), 403, "a program shows no codes");
}
