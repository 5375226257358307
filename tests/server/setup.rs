//! How the house is set up: for its host, in a browser, and for nobody else.

use serde_json::{Value, json};

use crate::support::{people::Person, redis_server::RedisServer, server::Server};

async fn checks(host: &Person) -> Vec<Value> {
    let answer = host.get("/api/v1/setup").send().await.expect("the server answers");
    assert_eq!(answer.status(), 200);
    assert_eq!(answer.headers()["cache-control"], "no-store");
    let answer: Value = answer.json().await.expect("JSON");
    let back = |path: &str| json!(format!("{}/authentication/{path}", host.url));
    assert_eq!(
        answer["redirects"],
        json!({ "google": back("callback"), "spotify": back("spotify_callback") })
    );
    answer["checks"].as_array().expect("a list").clone()
}

fn is_said(checks: &[Value], about: &str, state: &str, word: &str) -> bool {
    let says = |check: &Value| check["says"].as_str().is_some_and(|says| says.contains(word));
    checks.iter().any(|check| check["about"] == about && check["state"] == state && says(check))
}

#[tokio::test]
async fn the_host_sees_how_the_house_is_set_up_and_nobody_else_does() {
    let directory = tempfile::tempdir().expect("a directory");
    let server = Server::start_with(directory.path(), &[("RATE_LIMITS", "off")]);
    let host = Person::come_in(&server.url, "Hanna").await;
    let guest = Person::come_in(&server.url, "Gus").await;
    let checks = checks(&host).await;
    assert!(is_said(&checks, "Store", "good", "can be written to"), "{checks:?}");
    assert!(is_said(&checks, "Secret", "good", "kept in DATA_DIR"), "{checks:?}");
    assert!(is_said(&checks, "Address", "good", &server.url), "{checks:?}");
    assert!(is_said(&checks, "Settings", "warning", "RATE_LIMITS"), "{checks:?}");
    let has_todo = |check: &Value| check["state"] == "good" || check["todo"].is_string();
    assert!(checks.iter().all(has_todo), "{checks:?}");

    let refused = guest.get("/api/v1/setup").send().await.expect("the server answers");
    assert_eq!(refused.status(), 403);
    let nobody = guest.http.get(format!("{}/api/v1/setup", server.url)).send().await;
    assert_eq!(nobody.expect("the server answers").status(), 401);
    let made = host.post("/api/v1/tokens").json(&json!({ "name": "lamp" })).send().await;
    let made: Value = made.expect("the server answers").json().await.expect("JSON");
    let by_token = host.http.get(format!("{}/api/v1/setup", server.url));
    let by_token = by_token.bearer_auth(made["token"].as_str().expect("a token")).send().await;
    assert_eq!(by_token.expect("the server answers").status(), 403);
}

#[tokio::test]
async fn a_redis_that_forgets_is_told_while_the_process_serves() {
    let directory = tempfile::tempdir().expect("a directory");
    let redis = RedisServer::start_with(directory.path(), &["--appendonly", "no"]);
    let server = Server::on_redis("serve", &redis.url(), &[("HOST_EMAILS", "")]);
    let host = Person::come_in(&server.url, "Hanna").await;
    let checks = checks(&host).await;
    assert!(is_said(&checks, "Redis", "warning", "appendonly no"), "{checks:?}");
    assert!(is_said(&checks, "Redis", "good", "can be written to"), "{checks:?}");
}
