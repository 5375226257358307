//! Access that has to be renewed, by several processes at once and through crashes.

use std::time::Instant;

use futures_util::future::join_all;
use serde_json::json;

use crate::{
    browser::Browser,
    stage::{Stage, may_be_given_up},
    support::redis_server::RedisServer,
};

const ADA: &str = "ada@party.example";

/// Somebody connected whose access is over already.
async fn connected(stage: &Stage, url: &str) -> Browser {
    let browser = Browser::at(url);
    browser.sign_in(ADA).await;
    stage.access_ends_at_once().await;
    assert_eq!(browser.connect("ada").await, "/");
    stage.access_lasts().await;
    browser
}

/// Ends all leases, so that a test need not wait for it. Says whether there was one.
pub async fn end_leases(redis: &RedisServer) -> bool {
    let mut line = redis.line().await;
    let keys: Vec<String> = redis::cmd("KEYS").arg("lease:*").query_async(&mut line).await.expect("keys");
    for key in &keys {
        let _: u32 = redis::cmd("DEL").arg(key).query_async(&mut line).await.expect("it is over");
    }
    !keys.is_empty()
}

#[tokio::test]
async fn two_replicas_that_need_new_access_at_once_ask_for_it_once() {
    let stage = Stage::new().await;
    let redis = stage.redis();
    let (one, two) = (stage.replica(&redis, &[]), stage.replica(&redis, &[]));
    let browser = connected(&stage, &one.url).await;
    stage.set(json!({ "reuse_revokes_all": true })).await;
    // Long enough for all of them to find that it has to be renewed.
    stage.tell("/faults", json!({ "path": "/api/token", "delay_ms": 500 })).await;
    let browsers: Vec<_> = (0..10).map(|n| browser.on([&one.url, &two.url][n % 2])).collect();
    let answers = join_all(browsers.iter().map(Browser::playlists)).await;
    assert_eq!(answers, [200; 10]);
    assert_eq!(stage.refreshes().await, 1);
    let grants = stage.ask("/spotify/grants").await;
    assert_eq!((&grants[0]["refreshes"], &grants[0]["reuses"]), (&json!(1), &json!(0)));
    assert_eq!(browser.standing().await, "connected");
}

#[tokio::test]
async fn each_hour_brings_one_renewal_with_the_token_that_came_with_the_last() {
    let stage = Stage::new().await;
    let server = stage.server(&[]);
    let browser = connected(&stage, &server.url).await;
    // Half a minute is too short for us to use it later, and long enough for Spotify to take it now.
    stage.set(json!({ "access_life_ms": 30_000 })).await;
    for hour in 1..=5 {
        assert_eq!((browser.playlists().await, stage.refreshes().await), (200, hour));
    }
    assert_eq!(stage.ask("/spotify/grants").await[0]["reuses"], 0);
}

#[tokio::test]
async fn a_refused_renewal_is_never_tried_again() {
    let stage = Stage::new().await;
    let redis = stage.redis();
    let (one, two) = (stage.replica(&redis, &[]), stage.replica(&redis, &[]));
    let browser = connected(&stage, &one.url).await;
    stage.tell("/spotify/people/ada/revoke", json!(null)).await;
    for url in [&one.url, &two.url, &one.url, &two.url] {
        assert_eq!(browser.on(url).playlists().await, 403);
        assert_eq!(browser.on(url).standing().await, "again");
    }
    assert_eq!(stage.refreshes().await, 1);
}

#[tokio::test]
async fn a_renewal_that_was_not_answered_costs_no_connection() {
    let stage = Stage::new().await;
    let server = stage.server(&[]);
    let browser = connected(&stage, &server.url).await;
    for fault in [
        json!({ "status": 503 }),
        json!({ "drop": true }),
        json!({ "status": 429 }),
        json!({ "body": "<html>" }),
    ] {
        let mut planned = fault.clone();
        planned["path"] = json!("/api/token");
        stage.tell("/faults", planned).await;
        assert_eq!(browser.playlists().await, 503, "{fault}");
        assert_eq!(browser.standing().await, "connected", "{fault}");
    }
    assert_eq!(browser.playlists().await, 200);
}

#[tokio::test]
async fn a_crash_before_spotify_renewed_costs_nothing() {
    let stage = Stage::new().await;
    let redis = stage.redis();
    let server = stage.replica(&redis, &[]);
    let browser = connected(&stage, &server.url).await;
    stage.tell("/faults", json!({ "path": "/api/token", "held": true })).await;
    let began = Instant::now();
    let asking = tokio::spawn({
        let browser = browser.clone();
        async move { browser.get("/api/v1/playlists").send().await.is_err() }
    });
    while stage.refreshes().await == 0 {}
    // Stopped, it cannot give up any more, nor give back its turn.
    server.signal("STOP");
    assert!(end_leases(&redis).await || may_be_given_up(began), "it had a turn");
    let is_given_up = may_be_given_up(began);
    let server = server.kill_and_restart();
    assert!(asking.await.expect("it ends") || is_given_up, "the process is gone");
    let browser = browser.on(&server.url);
    assert_eq!((browser.playlists().await, browser.standing().await.as_str()), (200, "connected"));
    assert_eq!(stage.refreshes().await, 2);
}

#[tokio::test]
async fn a_crash_after_spotify_renewed_ends_in_one_question_to_the_person() {
    let stage = Stage::new().await;
    let redis = stage.redis();
    let server = stage.replica(&redis, &[]);
    let browser = connected(&stage, &server.url).await;
    // Spotify turned the token over, and nobody heard of it.
    let lost = json!({ "path": "/api/token", "carried_out": true, "body": "", "drip_ms": 1_000 });
    stage.tell("/faults", lost).await;
    assert_eq!(browser.playlists().await, 503);
    let server = server.kill_and_restart();
    let browser = browser.on(&server.url);
    for _ in 0..3 {
        assert_eq!((browser.playlists().await, browser.standing().await.as_str()), (403, "again"));
    }
    assert_eq!(stage.refreshes().await, 2, "what was lost, and one that was refused");
    assert_eq!(browser.connect("ada").await, "/");
    assert_eq!(browser.playlists().await, 200);
}

#[tokio::test]
async fn who_disconnects_during_a_renewal_stays_disconnected() {
    let stage = Stage::new().await;
    let server = stage.server(&[]);
    let browser = connected(&stage, &server.url).await;
    stage.tell("/faults", json!({ "path": "/api/token", "held": true })).await;
    let began = Instant::now();
    let asking = tokio::spawn({
        let browser = browser.clone();
        async move { browser.playlists().await }
    });
    while stage.refreshes().await == 0 {}
    assert_eq!(browser.delete("/api/v1/spotify").send().await.expect("an answer").status(), 204);
    stage.clear("/held").await;
    let status = asking.await.expect("it ends");
    let is_unanswered = status == 503 && may_be_given_up(began);
    assert!(status == 403 || is_unanswered, "the new access is not used: {status}");
    assert_eq!(browser.standing().await, "none");
}
