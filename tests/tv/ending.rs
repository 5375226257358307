//! What ends a TV's pass.

use serde_json::{Value, json};

use crate::{
    screen::{Screen, confirm, screens},
    support::{people::Person, server::Server},
};

#[tokio::test]
async fn a_host_ends_a_tv_and_it_is_told_so_at_once() {
    let directory = tempfile::tempdir().expect("a directory");
    let server = Server::start(directory.path());
    let hanna = Person::come_in(&server.url, "Hanna").await;
    let screen = Screen::paired(&hanna, "main").await;
    let other = Screen::paired(&hanna, "main").await;
    let (mut events, mut others) = (screen.follow().await, other.follow().await);
    events.next_of("hello").await;
    others.next_of("hello").await;
    let id = screens(&hanna, "main").await.1["screens"][0]["id"].as_str().expect("an id").to_owned();
    let path = format!("/api/v1/nests/main/screens/{id}");
    assert_eq!(hanna.ask(reqwest::Method::DELETE, &path, &Value::Null).await.0, 204);
    assert_eq!(events.last().await, Some(("bye".to_owned(), json!("signed_out"))));
    let refused = screen.open(None).await;
    assert_eq!(refused.status(), 401);
    assert_eq!(refused.json::<Value>().await.expect("JSON")["code"], "signed_out");
    assert_eq!(hanna.ask(reqwest::Method::DELETE, &path, &Value::Null).await.0, 404, "it is ended once");
    assert_eq!(screens(&hanna, "main").await.1["screens"].as_array().map(Vec::len), Some(1));
    // The other one goes on.
    hanna.socket().await.leave();
    others.next_of("signal").await;
}

#[tokio::test]
async fn a_pass_ends_with_its_nest() {
    let directory = tempfile::tempdir().expect("a directory");
    let server = Server::start_with(directory.path(), &[("GUEST_NESTS", "on")]);
    let hanna = Person::come_in(&server.url, "Hanna").await;
    let (_, nest) = hanna.ask(reqwest::Method::POST, "/api/v1/nests", &json!({})).await;
    let id = nest["id"].as_str().expect("an id");
    let screen = Screen::paired(&hanna, id).await;
    let mut events = screen.follow().await;
    events.next_of("hello").await;
    let path = format!("/api/v1/nests/{id}");
    assert_eq!(hanna.ask(reqwest::Method::DELETE, &path, &Value::Null).await.0, 204);
    assert_eq!(events.last().await, Some(("bye".to_owned(), json!("nest_gone"))));
    let after = screen.open(None).await.status().as_u16();
    assert!([401, 404].contains(&after), "{after}");
}

#[tokio::test]
async fn a_tv_that_is_paired_anew_leaves_nothing_behind() {
    let directory = tempfile::tempdir().expect("a directory");
    let server = Server::start(directory.path());
    let hanna = Person::come_in(&server.url, "Hanna").await;
    let mut screen = Screen::paired(&hanna, "main").await;
    let first = screens(&hanna, "main").await.1["screens"][0]["id"].clone();
    screen.goes_on_as(Screen::begin(&server.url, "main").await);
    assert_eq!(confirm(&hanna, "main", &screen.code).await.0, 204);
    assert_eq!(screen.ask().await.0, 204);
    let listed = screens(&hanna, "main").await.1;
    let listed = listed["screens"].as_array().expect("screens");
    assert_eq!(listed.len(), 1);
    assert_ne!(listed[0]["id"], first);
}

#[tokio::test]
async fn a_nest_is_on_twenty_tvs_at_the_most() {
    let directory = tempfile::tempdir().expect("a directory");
    let server = Server::start(directory.path());
    let hanna = Person::come_in(&server.url, "Hanna").await;
    for _ in 0..20 {
        Screen::paired(&hanna, "main").await;
    }
    let one_more = Screen::begin(&server.url, "main").await;
    let (status, answer) = confirm(&hanna, "main", &one_more.code).await;
    assert_eq!((status, &answer["code"], &answer["max"]), (409, &json!("full"), &json!(20)));
}
