//! What goes wrong on demand, and what is written down.

use std::{sync::Arc, time::Instant};

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::support::{HOST, SCOPES, Stage, refresh_form, text};

#[tokio::test]
async fn every_call_is_counted_without_its_token() {
    let stage = Stage::new().await;
    let token = stage.sign_in("ada").await;
    stage.read(&token, "/me").await;
    stage.read(&token, "/search?q=moon&type=track").await;
    let log = stage.ask("/calls").await;
    assert_eq!(log["counts"]["GET /v1/me"], 1);
    let search = &stage.ask("/calls?path=/v1/search").await["calls"][0];
    assert_eq!((&search["query"], &search["status"]), (&json!("q=moon&type=track"), &json!(200)));
    assert_eq!((&search["person"], &search["token"]), (&json!("ada"), &json!(token[token.len() - 4..])));
    assert!(!log.to_string().contains(&token));
    let grant = &stage.ask("/calls?path=/api/token").await["calls"][0];
    assert_eq!(grant["grant_type"], "authorization_code");
    stage.control(Method::DELETE, "/calls", Value::Null).await;
    assert_eq!(stage.ask("/calls").await["total"], 0);
}

#[tokio::test]
async fn a_path_is_too_much_for_as_long_as_was_said() {
    let stage = Stage::new().await;
    let token = stage.program_token().await;
    let before = Instant::now();
    stage.tell("/limits", json!({"path": "/v1/search", "seconds": 90, "is_quota": true})).await;
    let answer = stage.call(Method::GET, &token, "/search?q=a&type=track", None).await;
    assert_eq!(answer.status(), StatusCode::TOO_MANY_REQUESTS);
    let left_s: u64 = answer.headers()["retry-after"].to_str().unwrap().parse().unwrap();
    assert!((90 - before.elapsed().as_secs() - 1..=90).contains(&left_s), "{left_s}");
    assert_eq!(answer.json::<Value>().await.unwrap()["error"]["reason"], "QUOTA_EXCEEDED");
    let elsewhere = stage.call(Method::GET, &token, "/tracks/0000000000000000000000", None).await;
    assert_eq!(elsewhere.status(), StatusCode::NOT_FOUND);
    stage.skip_ms(90_000).await;
    assert_eq!(stage.read(&token, "/search?q=a&type=track").await.0, StatusCode::OK);
}

#[tokio::test]
async fn the_next_answers_fail_in_their_order_and_then_all_is_well() {
    let stage = Stage::new().await;
    let token = stage.program_token().await;
    let path = "/v1/search";
    stage
        .tell("/faults", json!({"path": path, "status": 503, "times": 2, "headers": {"x-why": "test"}}))
        .await;
    stage.tell("/faults", json!({"path": path, "body": "{\"tracks\": "})).await;
    stage.tell("/faults", json!({"path": path, "redirect": "http://169.254.1.1/"})).await;
    stage.tell("/faults", json!({"path": path, "huge_bytes": 300_000})).await;
    let ask = || stage.call(Method::GET, &token, "/search?q=a&type=track", None);
    for _ in 0..2 {
        let answer = ask().await;
        assert_eq!(
            (answer.status(), &answer.headers()["x-why"]),
            (StatusCode::SERVICE_UNAVAILABLE, &"test".parse().unwrap())
        );
    }
    assert_eq!(ask().await.text().await.unwrap(), "{\"tracks\": ");
    assert_eq!(ask().await.headers()["location"], "http://169.254.1.1/");
    assert_eq!(ask().await.bytes().await.unwrap().len(), 300_000);
    assert_eq!(stage.read(&token, "/search?q=a&type=track").await.0, StatusCode::OK);
}

#[tokio::test]
async fn answers_can_lose_fields_and_say_hostile_things() {
    let stage = Stage::new().await;
    let token = stage.program_token().await;
    let set = json!({"/tracks/items/0/name": "<script>alert(1)</script>", "/tracks/items/0/duration_ms": -1});
    stage.tell("/faults", json!({"path": "/v1/search", "without": ["album"], "set": set})).await;
    let (_, answer) = stage.read(&token, "/search?q=short&type=track").await;
    let item = &answer["tracks"]["items"][0];
    assert_eq!((&item["name"], &item["duration_ms"]), (&json!("<script>alert(1)</script>"), &json!(-1)));
    assert_eq!(answer["tracks"]["items"][1].get("album"), None);
}

#[tokio::test]
async fn connections_are_cut_and_answers_break_off() {
    let stage = Stage::new().await;
    let token = stage.program_token().await;
    let url = format!("{}/v1/search?q=a&type=track", stage.running.spotify_url);
    stage.tell("/faults", json!({"path": "/v1/search", "drop": true})).await;
    assert!(stage.client.get(&url).bearer_auth(&token).send().await.is_err());
    assert_eq!(stage.ask("/calls?path=/v1/search").await["calls"][0]["status"], 0);
    stage.tell("/faults", json!({"path": "/v1/search", "truncate": true})).await;
    let answer = stage.client.get(&url).bearer_auth(&token).send().await.unwrap();
    assert!(answer.status().is_success() && answer.bytes().await.is_err());
    stage.tell("/faults", json!({"path": "/v1/search", "drip_ms": 1, "json": {"drop": "by drop"}})).await;
    let answer = stage.client.get(&url).bearer_auth(&token).send().await.unwrap();
    assert_eq!(answer.json::<Value>().await.unwrap(), json!({"drop": "by drop"}));
}

#[tokio::test]
async fn an_answer_that_is_held_comes_when_it_is_let_go() {
    let stage = Arc::new(Stage::new().await);
    let token = stage.program_token().await;
    let ask = || {
        let (stage, token) = (Arc::clone(&stage), token.clone());
        tokio::spawn(async move { stage.read(&token, "/search?q=a&type=track").await.0 })
    };
    let calls = async || stage.ask("/calls?path=/v1/search").await["calls"].as_array().unwrap().clone();
    let planned = json!({"path": "/v1/search", "held": true});
    stage.tell("/faults", planned.clone()).await;
    let held = ask();
    while calls().await.is_empty() {}
    assert_eq!(ask().await.unwrap(), StatusCode::OK, "only one is held");
    assert_eq!(calls().await[0]["status"], Value::Null);
    stage.control(Method::DELETE, "/held", Value::Null).await;
    assert_eq!(held.await.unwrap(), StatusCode::OK);
    stage.tell("/faults", planned).await;
    let held = ask();
    while calls().await.len() < 3 {}
    stage.tell("/reset", Value::Null).await;
    assert_eq!(held.await.unwrap(), StatusCode::UNAUTHORIZED, "it comes with a reset, which forgets tokens");
}

#[tokio::test]
async fn an_answer_can_be_lost_after_all_was_done() {
    let stage = Stage::new().await;
    let refresh = text(&stage.sign_in_to("ada", HOST, SCOPES).await["refresh_token"]);
    stage.tell("/faults", json!({"path": "/api/token", "status": 502, "carried_out": true})).await;
    assert_eq!(
        stage
            .post(&format!("{}/api/token", stage.running.spotify_url), &refresh_form(&refresh, HOST))
            .await
            .status(),
        StatusCode::BAD_GATEWAY
    );
    assert_eq!(stage.spotify_token(&refresh_form(&refresh, HOST)).await.1["error"], "invalid_grant");
}

#[tokio::test]
async fn a_reset_brings_back_the_beginning() {
    let stage = Stage::new().await;
    let token = stage.sign_in("ada").await;
    stage.skip_ms(1_000_000).await;
    stage.tell("/faults", json!({"path": "/", "status": 500, "times": 0})).await;
    stage.control(Method::PUT, "/spotify/people/zoe", json!({"name": "Zoé"})).await;
    stage.tell("/reset", Value::Null).await;
    let state = stage.ask("/state").await;
    assert_eq!((&state["moved_ms"], &state["faults"]), (&json!(0), &json!([])));
    assert_eq!(state["spotify"]["people"].as_array().unwrap().len(), 6);
    assert_eq!(stage.read(&token, "/me").await.0, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn answers_say_the_time_that_the_clock_was_moved_to() {
    let stage = Stage::new().await;
    let token = stage.program_token().await;
    let year = async || {
        let answer = stage.call(Method::GET, &token, "/search?q=a&type=track", None).await;
        let date = answer.headers()["date"].to_str().unwrap().to_owned();
        date.split(' ').nth(3).unwrap().parse::<u64>().unwrap()
    };
    let before = year().await;
    stage.skip_ms(3 * 366 * 86_400_000).await;
    assert!((before + 2..=before + 4).contains(&year().await));
}
