//! What anybody may read, and what the page asks for.

use serde_json::{Value, json};

use crate::support::{
    people::{Person, catalogue, tracks},
    server::Server,
};

async fn get(url: &str) -> (u16, Value) {
    let response = reqwest::get(url).await.expect("an answer");
    (response.status().as_u16(), response.json().await.expect("JSON"))
}

#[tokio::test]
async fn the_queue_and_what_plays_are_public_and_name_nobody() {
    let directory = tempfile::tempdir().expect("a directory");
    let server = Server::start(directory.path());
    let url = &server.url;
    assert_eq!(get(&format!("{url}/queue/")).await.1["queue"], json!([]));
    let idle = get(&format!("{url}/playing/")).await.1;
    assert!(
        idle["playing"].is_null() && idle["server_time_ms"].is_u64() && idle.get("playing").is_some(),
        "{idle}"
    );
    let hanna = Person::come_in(url, "Hannelore").await;
    let tracks = tracks(&hanna, 2).await;
    let mut socket = hanna.socket().await;
    let first = socket.add(&tracks[0]).await;
    let second = socket.add(&tracks[1]).await;
    let (_, queue) = get(&format!("{url}/queue/?nest=main")).await;
    let row = &queue["queue"][0];
    assert_eq!((&row["id"], &row["uri"], &row["votes"]), (&json!(second), &json!(tracks[1]), &json!(0)));
    assert_eq!(queue["seq"], json!(socket.model.seq));
    for key in ["title", "artist", "img", "duration_ms"] {
        assert!(row.get(key).is_some(), "{key} is missing in {row}");
    }
    let (_, playing) = get(&format!("{url}/playing/")).await;
    assert_eq!((&playing["id"], &playing["paused"]), (&json!(first), &json!(false)));
    assert!(playing["position_ms"].is_u64() && playing["server_time_ms"].is_u64());
    for text in [queue.to_string(), playing.to_string()] {
        assert!(!text.contains("Hannelore") && !text.contains(&hanna.id), "{text}");
    }
    let img = row["img"].as_str().expect("an address");
    let picture = reqwest::get(img).await.expect("an answer");
    assert_eq!(
        (picture.status().as_u16(), picture.headers()["content-type"].as_bytes()),
        (200, &b"image/svg+xml"[..])
    );
    assert_eq!(get(&format!("{url}/queue/?nest=nowhere")).await.0, 404);
}

#[tokio::test]
async fn where_reading_is_not_public_a_session_is_needed() {
    let directory = tempfile::tempdir().expect("a directory");
    let server = Server::start_with(directory.path(), &[("PUBLIC_READ", "false")]);
    for path in ["/queue/", "/playing/"] {
        assert_eq!(get(&format!("{}{path}", server.url)).await.0, 401, "{path}");
        let ann = Person::come_in(&server.url, "Ann").await;
        assert_eq!(ann.get(path).send().await.expect("an answer").status(), 200, "{path}");
    }
}

#[tokio::test]
async fn health_is_told_in_parts() {
    let directory = tempfile::tempdir().expect("a directory");
    let server = Server::start(directory.path());
    let (status, health) = get(&format!("{}/health", server.url)).await;
    assert_eq!((status, &health["status"]), (200, &json!("ok")), "{health}");
    assert_eq!(get(&format!("{}/health/live", server.url)).await.0, 200);
    let (status, ready) = get(&format!("{}/health/ready", server.url)).await;
    assert_eq!((status, &ready["parts"]["store"]["status"]), (200, &json!("ok")), "{ready}");
}

#[tokio::test]
async fn a_search_says_what_is_queued_and_what_played() {
    let directory = tempfile::tempdir().expect("a directory");
    let server = Server::start(directory.path());
    let hanna = Person::come_in(&server.url, "Hanna").await;
    let tracks = tracks(&hanna, 2).await;
    let mut socket = hanna.socket().await;
    let first = socket.add(&tracks[0]).await;
    let second = socket.add(&tracks[1]).await;
    socket.does(json!({ "type": "skip", "entry": first })).await;
    let all = catalogue(&hanna).await;
    let of = |uri: &str| all.iter().find(|track| track["uri"] == uri).cloned().expect("it is listed");
    assert!(of(&tracks[0])["played_ms_ago"].is_u64());
    assert_eq!(of(&tracks[1])["queued"], json!(second));
    let found: Value =
        hanna.get("/api/v1/search?q=").send().await.expect("an answer").json().await.expect("JSON");
    assert!(found["next_offset"].is_u64());
    let response = reqwest::get(format!("{}/api/v1/search?q=", server.url)).await.expect("an answer");
    assert_eq!(response.status(), 401);
}

#[tokio::test]
async fn the_state_is_what_a_hello_would_say() {
    let directory = tempfile::tempdir().expect("a directory");
    let server = Server::start(directory.path());
    let hanna = Person::come_in(&server.url, "Hanna").await;
    let hello = hanna.socket().await.model;
    let path = "/api/v1/nests/main/state";
    let state: Value = hanna.get(path).send().await.expect("an answer").json().await.expect("JSON");
    assert_eq!((&state["protocol"], &state["you"]["id"]), (&json!(1), &json!(hanna.id)));
    assert_eq!(state["state"]["nest"], hello.state["nest"]);
    let nest = &hello.state["nest"];
    assert_eq!((&nest["id"], &nest["catalogue"]), (&json!("main"), &json!("demo")));
    assert_eq!(nest["code"].as_str().map(str::len), Some(5));
    assert_eq!(nest["settings"].as_object().map(serde_json::Map::len), Some(20));
}

#[tokio::test]
async fn short_addresses_lead_to_the_nest() {
    let directory = tempfile::tempdir().expect("a directory");
    let server = Server::start(directory.path());
    let hanna = Person::come_in(&server.url, "Hanna").await;
    let mut socket = hanna.socket().await;
    let code = socket.model.state["nest"]["code"].as_str().expect("a code").to_owned();
    socket.does(json!({ "type": "settings", "settings": { "slug": "friday-night" } })).await;
    let http =
        reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().expect("a client");
    for word in [&code, &code.to_lowercase(), "friday-night"] {
        let response = http.get(format!("{}/{word}", server.url)).send().await.expect("an answer");
        assert_eq!(response.status(), 303, "{word}");
        assert_eq!(response.headers()["location"], format!("/nest/{code}"), "{word}");
    }
    assert_eq!(http.get(format!("{}/ABCDE", server.url)).send().await.expect("an answer").status(), 404);
}

#[tokio::test]
async fn the_page_can_be_installed_under_the_name_of_the_house_and_in_the_visitors_language() {
    let directory = tempfile::tempdir().expect("a directory");
    let server = Server::start(directory.path());
    let hanna = Person::come_in(&server.url, "Hanna").await;
    let mut socket = hanna.socket().await;
    let answer = socket.ask(json!({ "type": "settings", "settings": { "name": "Attic" } })).await;
    assert_eq!(answer["type"], "ok", "{answer}");
    let manifest = |language: &'static str| {
        let request = hanna.http.get(format!("{}/manifest.webmanifest", server.url));
        request.header("accept-language", language).send()
    };
    let answer = manifest("de-AT,de;q=0.9,en;q=0.8").await.expect("an answer");
    if answer.status() == 404 {
        // The page is no part of a program that was built without it.
        return;
    }
    assert_eq!(answer.headers()["content-type"], "application/manifest+json");
    assert_eq!(answer.headers()["cache-control"], "no-cache");
    assert!(answer.headers().get_all("vary").iter().any(|vary| vary == "accept-language"));
    let german: Value = answer.json().await.expect("JSON");
    let english: Value = manifest("en").await.expect("an answer").json().await.expect("JSON");
    for (manifest, language) in [(&german, "de"), (&english, "en")] {
        assert_eq!((&manifest["name"], &manifest["lang"]), (&json!("Attic"), &json!(language)));
        for icon in manifest["icons"].as_array().expect("icons") {
            let path = icon["src"].as_str().expect("an address");
            let picture = hanna.get(path).send().await.expect("an answer");
            let kind = picture.headers()["content-type"].to_str().expect("text");
            assert_eq!((picture.status().as_u16(), Some(kind)), (200, icon["type"].as_str()), "{path}");
        }
    }
    assert_ne!(german["shortcuts"][0]["name"], english["shortcuts"][0]["name"]);
    let worker = hanna.get("/sw.js").send().await.expect("an answer");
    assert_eq!(worker.headers()["cache-control"], "no-cache");
    assert!(worker.headers()["content-type"].as_bytes().starts_with(b"text/javascript"));
    let policy = worker.headers()["content-security-policy"].to_str().expect("text");
    assert!(policy.contains("worker-src 'self'") && policy.contains("manifest-src 'self'"), "{policy}");
}
