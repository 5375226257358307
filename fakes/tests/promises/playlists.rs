//! Lists that a program makes and fills.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::support::{HOST, Stage, text};

const WRITES: &str = "playlist-modify-private";

struct Writer {
    stage: Stage,
    token: String,
    path: String,
    uris: Vec<Value>,
}

impl Writer {
    /// Ada agreed to lists being changed, and there is a new one.
    async fn new() -> Self {
        let stage = Stage::new().await;
        let token = text(&stage.sign_in_to("ada", HOST, WRITES).await["access_token"]);
        let begun = json!({"name": "What we heard", "description": "All of it.", "public": false});
        let answer = stage.call(Method::POST, &token, "/me/playlists", Some(begun)).await;
        let path = format!("/playlists/{}/items", text(&answer.json::<Value>().await.unwrap()["id"]));
        let tracks = stage.ask("/spotify/tracks?limit=110").await;
        let uris = tracks["tracks"].as_array().unwrap().iter().map(|track| track["uri"].clone()).collect();
        Self { stage, token, path, uris }
    }

    async fn writes(&self, method: Method, uris: &[Value]) -> StatusCode {
        let body = Some(json!({"uris": uris}));
        self.stage.call(method, &self.token, &self.path, body).await.status()
    }

    async fn kept(&self) -> Value {
        self.stage.ask("/spotify/people/ada/playlists").await["playlists"][0].clone()
    }
}

#[tokio::test]
async fn what_is_put_into_a_list_takes_the_place_of_all_that_was_there_and_what_is_added_follows() {
    let writer = Writer::new().await;
    let (first, second) = writer.uris[..110].split_at(100);
    assert_eq!(writer.writes(Method::POST, second).await, StatusCode::CREATED);
    assert_eq!(writer.writes(Method::PUT, first).await, StatusCode::OK);
    assert_eq!(writer.writes(Method::POST, second).await, StatusCode::CREATED);
    let kept = writer.kept().await;
    assert_eq!(kept["uris"], json!(writer.uris[..110]));
    assert_eq!(
        (&kept["name"], &kept["description"], &kept["is_public"]),
        (&json!("What we heard"), &json!("All of it."), &json!(false))
    );
    assert_eq!(writer.writes(Method::PUT, &[]).await, StatusCode::OK);
    assert_eq!(writer.kept().await["uris"], json!([]));
}

#[tokio::test]
async fn a_hundred_are_written_at_once_and_one_that_does_not_exist_spoils_them_all() {
    let writer = Writer::new().await;
    let missing = json!("spotify:track:0000000000000000000000");
    for method in [Method::PUT, Method::POST] {
        let too_many = &writer.uris[..101];
        assert_eq!(writer.writes(method.clone(), too_many).await, StatusCode::BAD_REQUEST);
        let spoiled = [writer.uris[0].clone(), missing.clone()];
        assert_eq!(writer.writes(method, &spoiled).await, StatusCode::BAD_REQUEST);
    }
    assert_eq!(writer.writes(Method::POST, &[]).await, StatusCode::BAD_REQUEST);
    assert_eq!(writer.kept().await["uris"], json!([]));
}

#[tokio::test]
async fn nobody_writes_to_somebody_elses_list_or_without_having_agreed() {
    let writer = Writer::new().await;
    let bo = text(&writer.stage.sign_in_to("bo", HOST, WRITES).await["access_token"]);
    let only_reads =
        text(&writer.stage.sign_in_to("ada", HOST, "playlist-read-private").await["access_token"]);
    let body = json!({"uris": [writer.uris[0]]});
    for method in [Method::PUT, Method::POST] {
        let answer = writer.stage.call(method.clone(), &bo, &writer.path, Some(body.clone())).await;
        assert_eq!(answer.status(), StatusCode::FORBIDDEN);
        let answer = writer.stage.call(method, &only_reads, &writer.path, Some(body.clone())).await;
        assert_eq!(answer.status(), StatusCode::FORBIDDEN);
        let told: Value = answer.json().await.unwrap();
        assert_eq!(told["error"]["message"], "Insufficient client scope");
    }
    assert_eq!(writer.kept().await["uris"], json!([]));
}

#[tokio::test]
async fn a_list_that_its_owner_deleted_is_gone() {
    let writer = Writer::new().await;
    let list = text(&writer.kept().await["id"]);
    let path = format!("/spotify/people/ada/playlists/{list}");
    writer.stage.control(Method::DELETE, &path, Value::Null).await;
    assert_eq!(writer.writes(Method::PUT, &writer.uris[..1]).await, StatusCode::NOT_FOUND);
    assert_ne!(text(&writer.kept().await["id"]), list);
}
