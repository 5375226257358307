//! How an agent gets its token, and what other words open.

use serde_json::{Value, json};

use crate::{
    agent::{Agent, invite},
    support::{
        people::{Person, tracks},
        server::Server,
    },
};

async fn try_code(url: &str, code: &str) -> (u16, Value) {
    let request = reqwest::Client::new().post(format!("{url}/api/sync-token"));
    let answer = request.json(&json!({ "invite_code": code })).send().await.expect("an answer");
    (answer.status().as_u16(), answer.json().await.expect("JSON"))
}

#[tokio::test]
async fn an_invite_code_is_good_once_however_it_is_typed() {
    let directory = tempfile::tempdir().expect("a directory");
    let server = Server::start(directory.path());
    let ann = Person::come_in(&server.url, "Ann").await;
    let code = invite(&ann, json!({})).await;
    let typed = format!(" {}-{}", code[..4].to_ascii_lowercase(), &code[4..]);
    let (status, answer) = try_code(&server.url, &typed).await;
    assert_eq!((status, &answer["server"]), (200, &json!(server.url)));
    for wrong in [code.as_str(), "ABCDEFGH", ""] {
        let (status, answer) = try_code(&server.url, wrong).await;
        assert_eq!(status, 401, "{wrong:?}: {answer}");
    }
    let agent = Agent::of(&ann, json!({})).await;
    let again = agent.post("/api/v1/invite-codes", &json!({})).send().await.expect("an answer");
    assert_eq!(again.status(), 403, "an agent invites no other");
}

#[tokio::test]
async fn ten_codes_an_hour_are_tried_from_one_address() {
    let directory = tempfile::tempdir().expect("a directory");
    let server = Server::start(directory.path());
    for _ in 0..10 {
        assert_eq!(try_code(&server.url, "ABCDEFGH").await.0, 401);
    }
    let (status, answer) = try_code(&server.url, "ABCDEFGH").await;
    assert_eq!((status, &answer["code"]), (429, &json!("rate_limited")));
}

#[tokio::test]
async fn what_is_no_token_opens_none_of_it() {
    let directory = tempfile::tempdir().expect("a directory");
    let server = Server::start(directory.path());
    let http = reqwest::Client::new();
    for path in [
        "/api/events",
        "/api/playing",
        "/api/queue",
        "/search/v2?q=a",
        "/api/spotify/devices",
        "/api/spotify/status",
    ] {
        let answer = http.get(format!("{}{path}", server.url)).bearer_auth("echonest_no").send().await;
        assert_eq!(answer.expect("an answer").status(), 401, "{path}");
        let answer = http.get(format!("{}{path}", server.url)).send().await.expect("an answer");
        assert_eq!(answer.status(), 401, "{path} without any");
    }
    for (path, body) in [
        ("/api/add_song", json!({ "track_uri": "demo:track:t001" })),
        ("/api/spotify/transfer", json!({ "device_id": "x", "play": true })),
    ] {
        let request = http.post(format!("{}{path}", server.url)).bearer_auth("echonest_no").json(&body);
        assert_eq!(request.send().await.expect("an answer").status(), 401, "{path}");
    }
}

#[tokio::test]
async fn a_token_for_one_nest_shows_that_nest() {
    let directory = tempfile::tempdir().expect("a directory");
    let server = Server::start_with(directory.path(), &[("GUEST_NESTS", "on")]);
    let ann = Person::come_in(&server.url, "Ann").await;
    let tracks = tracks(&ann, 2).await;
    let (status, nest) = ann.ask(reqwest::Method::POST, "/api/v1/nests", &json!({ "bender_depth": 0 })).await;
    assert_eq!(status, 201);
    let code = nest["code"].as_str().expect("a code");
    ann.socket().await.add(&tracks[0]).await;
    ann.socket_at(&format!("/socket/{code}")).await.expect("it opens").add(&tracks[1]).await;
    let main = Agent::of(&ann, json!({})).await;
    let other = Agent::of(&ann, json!({ "nest": code })).await;
    assert_eq!(main.read("/api/playing").await["trackid"], json!(tracks[0]));
    assert_eq!(other.read("/api/playing").await["trackid"], json!(tracks[1]));
    let mut hears = other.listen().await;
    hears.until(|hears| hears.playing["trackid"] == json!(tracks[1])).await;
}
