//! By invitation only.

use reqwest::Method;
use serde_json::json;

use super::{nothing, open, refused, server, socket_of, support::people::Person, text};

#[tokio::test]
async fn who_knows_no_code_sees_no_difference_to_a_nest_that_is_not_there() {
    let directory = tempfile::tempdir().expect("a directory");
    let server = server(directory.path());
    let ann = Person::come_in(&server.url, "Ann").await;
    let bob = Person::come_in(&server.url, "Bob").await;
    let nest = open(&ann, json!({ "slug": "secret-party", "invite_only": true })).await;
    let shown = async |path: &str| {
        let answer = bob.get(path).send().await.expect("an answer");
        (answer.status().as_u16(), answer.text().await.expect("a body"))
    };
    for (there, elsewhere) in [
        ("/api/v1/nests/secret-party", "/api/v1/nests/no-such-party"),
        ("/api/v1/nests/secret-party/state", "/api/v1/nests/no-such-party/state"),
        ("/api/v1/nests/secret-party/events", "/api/v1/nests/no-such-party/events"),
        ("/api/v1/nests/secret-party/history", "/api/v1/nests/no-such-party/history"),
        ("/queue/?nest=secret-party", "/queue/?nest=no-such-party"),
        ("/nest/secret-party", "/nest/no-such-party"),
        ("/secret-party", "/no-such-party"),
    ] {
        assert_eq!(shown(there).await, shown(elsewhere).await, "{there}");
    }
    assert_eq!(refused(&bob, "/socket/secret-party").await, 404);
    let knock =
        async |name: &str| bob.ask(Method::POST, &format!("/api/v1/nests/{name}/knock"), &nothing()).await;
    assert_eq!(knock("secret-party").await, knock("no-such-party").await);
    bob.socket_at(&socket_of(&nest)).await.expect("who knows the code comes in");
}

#[tokio::test]
async fn who_knocks_is_seen_by_hosts_and_let_in() {
    let directory = tempfile::tempdir().expect("a directory");
    let server = server(directory.path());
    let ann = Person::come_in(&server.url, "Ann").await;
    let bob = Person::come_in(&server.url, "Bob").await;
    open(&ann, json!({ "slug": "secret-party", "invite_only": true })).await;
    let mut anns = ann.socket_at("/socket/secret-party").await.expect("the host comes in");
    bob.ask(Method::POST, "/api/v1/nests/secret-party/knock", &nothing()).await;
    anns.until(|model| {
        let activity = model.state["activity"].as_array().expect("a list");
        activity.iter().any(|item| item["what"] == "knocked" && item["by"] == bob.id.as_str())
    })
    .await;
    let door = ann.get("/api/v1/nests/secret-party/door").send().await.expect("an answer");
    let door: serde_json::Value = door.json().await.expect("JSON");
    assert_eq!(text(&door["waiting"][0], "name"), "Bob");
    let names = ["Cem", "Dora", "Eve", "Fay", "Gil"];
    for name in names {
        let person = Person::come_in(&server.url, name).await;
        person.ask(Method::POST, "/api/v1/nests/secret-party/knock", &nothing()).await;
        anns.until(|model| {
            let activity = model.state["activity"].as_array().expect("a list");
            activity.iter().any(|item| item["what"] == "knocked" && item["by"] == person.id.as_str())
        })
        .await;
    }
    let door = ann.get("/api/v1/nests/secret-party/door").send().await.expect("an answer");
    let door: serde_json::Value = door.json().await.expect("JSON");
    let waiting = door["waiting"].as_array().expect("a list").iter().map(|waits| text(waits, "name"));
    assert!(waiting.eq(["Bob"].into_iter().chain(names)), "the first who asked come first: {door}");
    anns.does(json!({ "type": "admit", "person": bob.id, "welcome": true })).await;
    bob.socket_at("/socket/secret-party").await.expect("who was let in comes in");
}
