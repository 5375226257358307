//! A TV's pass opens its stream, and nothing else.

use reqwest::Method;
use serde_json::{Value, json};

use crate::{
    screen::Screen,
    support::{people::Person, server::Server},
};

#[tokio::test]
async fn whatever_needs_a_person_is_refused_to_a_tv() {
    let directory = tempfile::tempdir().expect("a directory");
    let server = Server::start_with(directory.path(), &[("PUBLIC_READ", "false")]);
    let hanna = Person::come_in(&server.url, "Hanna").await;
    let screen = Screen::paired(&hanna, "main").await;
    let document = reqwest::get(format!("{}/api/v1/openapi.json", server.url)).await.expect("an answer");
    let document: Value = document.json().await.expect("JSON");
    let mut tried = 0;
    for (path, methods) in document["paths"].as_object().expect("paths") {
        for (method, operation) in methods.as_object().expect("methods") {
            let ways = operation["security"].as_array().expect("ways in");
            let is_own = ways.iter().any(|way| way.get("screen").is_some());
            if ways.is_empty() || is_own {
                assert_eq!(is_own, path == "/api/v1/tv/events", "{method} {path}");
                continue;
            }
            let method = Method::from_bytes(method.to_uppercase().as_bytes()).expect("a method");
            let path = path.replace("{nest}", "main").replace("{id}", "one").replace("{screen}", "one");
            let answer = screen.request(method.clone(), &path).json(&json!({})).send().await;
            let answer = answer.expect("an answer");
            assert_eq!(answer.status(), 401, "{method} {path}");
            tried += 1;
        }
    }
    assert!(tried > 40, "{tried}");
    assert_eq!(screen.open(None).await.status(), 200, "its own address is open all the while");
}

#[tokio::test]
async fn a_pass_shown_as_a_token_or_a_session_is_none() {
    let directory = tempfile::tempdir().expect("a directory");
    let server = Server::start(directory.path());
    let hanna = Person::come_in(&server.url, "Hanna").await;
    let screen = Screen::paired(&hanna, "main").await;
    let cookie = screen.cookie.clone().expect("a cookie");
    let pass = cookie.split_once('=').expect("a name and a value").1;
    let me = |request: reqwest::RequestBuilder| async move {
        request.send().await.expect("an answer").status().as_u16()
    };
    let address = format!("{}/api/v1/me", server.url);
    assert_eq!(me(screen.http.get(&address).bearer_auth(pass)).await, 401);
    assert_eq!(me(screen.http.get(&address).header("cookie", format!("echonest={pass}"))).await, 401);
    // And a person is no screen.
    assert_eq!(me(hanna.get("/api/v1/tv/events")).await, 401);
}
