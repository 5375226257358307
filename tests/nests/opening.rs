//! Opening, finding, changing and ending a nest.

use reqwest::Method;
use serde_json::json;

use super::{
    nothing, open, refused, server, socket_of,
    support::people::{self, Person},
    text,
};

#[tokio::test]
async fn a_nest_has_a_queue_settings_and_people_of_its_own() {
    let directory = tempfile::tempdir().expect("a directory");
    let server = server(directory.path());
    let ann = Person::come_in(&server.url, "Ann").await;
    let bob = Person::come_in(&server.url, "Bob").await;
    let nest = open(&bob, json!({ "name": "Kitchen", "bender_depth": 0 })).await;
    assert_eq!((text(&nest, "name"), text(&nest, "role")), ("Kitchen", "host"));
    let tracks = people::tracks(&ann, 2).await;

    let mut bobs = bob.socket_at(&socket_of(&nest)).await.expect("the host comes in");
    // Codes are typed by hand.
    let typed = format!("/socket/{}", text(&nest, "code").to_lowercase());
    let mut anns = ann.socket_at(&typed).await.expect("who knows the code comes in");
    anns.add(&tracks[0]).await;
    bobs.until(|model| model.state["playing"]["entry"]["track"]["uri"] == tracks[0].as_str()).await;
    assert_eq!(bobs.model.you["role"], "host");
    assert_eq!(anns.model.you["role"], "guest");
    anns.refuses(json!({ "type": "clear" }), "forbidden").await;
    // The main nest is Ann's, and hears nothing of it.
    let main = ann.socket().await;
    assert_eq!(main.model.you["role"], "host");
    assert!(main.model.state["playing"].is_null());
    assert_eq!(bobs.model.state["nest"]["settings"]["queue_max"], 50);
}

#[tokio::test]
async fn a_code_and_an_address_lead_there_until_they_change() {
    let directory = tempfile::tempdir().expect("a directory");
    let server = server(directory.path());
    let ann = Person::come_in(&server.url, "Ann").await;
    let bob = Person::come_in(&server.url, "Bob").await;
    let nest = open(&ann, json!({ "slug": "kitchen-party" })).await;
    let other = open(&ann, nothing()).await;
    let mut anns = ann.socket_at("/socket/kitchen-party").await.expect("the address leads there");
    let taken = json!({ "slug": "kitchen-party" });
    for (method, path) in [
        (Method::POST, "/api/v1/nests".to_owned()),
        (Method::PATCH, format!("/api/v1/nests/{}", text(&other, "id"))),
        (Method::PATCH, "/api/v1/nests/main".to_owned()),
    ] {
        let (status, problem) = ann.ask(method, &path, &taken).await;
        assert_eq!((status, text(&problem, "code")), (400, "bad_request"), "{path}");
    }
    let moved = json!({ "type": "settings", "settings": { "slug": "garden-party" } });
    anns.does(moved).await;
    assert_eq!(refused(&bob, "/socket/kitchen-party").await, 404);
    bob.socket_at("/socket/garden-party").await.expect("the new address leads there");
    // What was given up can be had.
    let (status, _) = ann.ask(Method::PATCH, &format!("/api/v1/nests/{}", text(&other, "id")), &taken).await;
    assert_eq!(status, 200);

    let path = format!("/api/v1/nests/{}/code", text(&nest, "id"));
    assert_eq!(bob.ask(Method::POST, &path, &nothing()).await.0, 403);
    let (status, recoded) = ann.ask(Method::POST, &path, &nothing()).await;
    assert_eq!(status, 200, "{recoded}");
    assert_ne!(text(&recoded, "code"), text(&nest, "code"));
    assert_eq!(refused(&bob, &socket_of(&nest)).await, 404);
    bob.socket_at(&socket_of(&recoded)).await.expect("the new code leads there");
    anns.until(|model| model.state["nest"]["code"] == recoded["code"]).await;
}

#[tokio::test]
async fn a_listing_names_what_is_public_and_what_is_ones_own() {
    let directory = tempfile::tempdir().expect("a directory");
    let server = server(directory.path());
    let ann = Person::come_in(&server.url, "Ann").await;
    let bob = Person::come_in(&server.url, "Bob").await;
    let public = open(&ann, json!({ "name": "Public", "listed": true })).await;
    let private = open(&ann, json!({ "name": "Private" })).await;
    open(&ann, json!({ "name": "Invited", "listed": true, "invite_only": true })).await;
    let names = |listed: serde_json::Value| -> Vec<String> {
        let nests = listed["nests"].as_array().expect("nests").clone();
        nests.iter().map(|nest| text(nest, "name").to_owned()).collect()
    };
    let list = async |person: &Person| {
        names(person.get("/api/v1/nests").send().await.expect("an answer").json().await.expect("JSON"))
    };
    assert_eq!(list(&ann).await, ["EchoNest", "Invited", "Private", "Public"]);
    assert_eq!(list(&bob).await, ["EchoNest", "Public"]);
    let mut bobs = bob.socket_at(&socket_of(&private)).await.expect("who knows the code comes in");
    let tracks = people::tracks(&bob, 1).await;
    bobs.add(&tracks[0]).await;
    // The main one comes first, then where most people are.
    assert_eq!(list(&bob).await, ["EchoNest", "Private", "Public"]);
    let _seat = ann.socket_at(&socket_of(&public)).await.expect("it opens");
    let _another = bob.socket_at(&socket_of(&public)).await.expect("it opens");
    assert_eq!(list(&bob).await, ["EchoNest", "Public", "Private"]);
    let own = bob.get("/api/v1/me").send().await.expect("an answer").json().await.expect("JSON");
    assert_eq!(names(own), ["EchoNest", "Private"]);
}

#[tokio::test]
async fn whoever_is_there_is_told_when_a_nest_ends_and_nothing_leads_there_any_more() {
    let directory = tempfile::tempdir().expect("a directory");
    let server = server(directory.path());
    let ann = Person::come_in(&server.url, "Ann").await;
    let bob = Person::come_in(&server.url, "Bob").await;
    let nest = open(&ann, nothing()).await;
    let mut bobs = bob.socket_at(&socket_of(&nest)).await.expect("who knows the code comes in");
    let path = format!("/api/v1/nests/{}", text(&nest, "id"));
    assert_eq!(bob.ask(Method::DELETE, &path, &nothing()).await.0, 403);
    assert_eq!(ann.ask(Method::DELETE, "/api/v1/nests/main", &nothing()).await.0, 403);
    assert_eq!(ann.ask(Method::DELETE, &path, &nothing()).await.0, 204);
    let bye = loop {
        let message = bobs.next().await.expect("a goodbye comes before the end");
        if message["type"] == "bye" {
            break message;
        }
    };
    assert_eq!(bye["code"], "nest_gone");
    assert_eq!(refused(&bob, &socket_of(&nest)).await, 404);
    assert_eq!(ann.ask(Method::DELETE, &path, &nothing()).await.0, 404);
}

#[tokio::test]
async fn a_guest_opens_none_unless_the_house_says_so() {
    let directory = tempfile::tempdir().expect("a directory");
    let server = super::Server::start(directory.path());
    let ann = Person::come_in(&server.url, "Ann").await;
    let (status, problem) = ann.ask(Method::POST, "/api/v1/nests", &nothing()).await;
    assert_eq!((status, text(&problem, "code")), (403, "forbidden"));
}
