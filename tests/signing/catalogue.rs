//! Spotify's music through the program: found, added, and waited for.

use serde_json::{Value, json};

use crate::{
    browser::{Browser, search},
    stage::Stage,
    support::people::Socket,
};

/// Everything in the queue and what plays.
fn entries(socket: &Socket) -> Vec<Value> {
    let state = &socket.model.state;
    let queued = state["queue"].as_array().into_iter().flatten();
    queued.chain([&state["playing"]["entry"]]).cloned().collect()
}

#[tokio::test]
async fn what_is_found_can_be_added_and_is_then_known_as_queued() {
    let stage = Stage::new().await;
    let server = stage.server(&[]);
    let browser = Browser::at(&server.url);
    let mut socket = browser.guest("Gus").await.socket().await;
    assert_eq!(socket.model.state["nest"]["catalogue"], "spotify");
    let name = stage.tracks("plain").await[0]["name"].as_str().expect("a name").to_owned();
    let (status, found) = search(&browser, &name).await;
    assert_eq!(status, 200);
    let track = &found["tracks"][0];
    let link = track["link"].as_str().expect("a link");
    assert!(link.starts_with("https://open.spotify.com/track/"), "{link}");
    let entry = socket.add(track["uri"].as_str().expect("an address")).await;
    assert_eq!(search(&browser, &name).await.1["tracks"][0]["queued"], entry);
}

#[tokio::test]
async fn a_link_of_every_form_adds_what_it_names() {
    let stage = Stage::new().await;
    let server = stage.server(&[("RATE_LIMITS", "off")]);
    let mut socket = Browser::at(&server.url).guest("Gus").await.socket().await;
    let tracks = stage.tracks("plain").await;
    let forms = [
        "spotify:track:ID",
        "https://open.spotify.com/track/ID",
        "https://open.spotify.com/track/ID?si=0123456789abcdef",
        "https://open.spotify.com/intl-de/track/ID",
        "https://open.spotify.com/embed/track/ID",
        "open.spotify.com/track/ID",
        "http://play.spotify.com/track/ID",
    ];
    for (form, track) in forms.iter().zip(&tracks) {
        let link = form.replace("ID", track["id"].as_str().expect("an id"));
        socket.does(json!({ "type": "add", "track": link })).await;
        let is_there = entries(&socket).iter().any(|entry| entry["track"]["uri"] == track["uri"]);
        assert!(is_there, "{link}");
    }
}

#[tokio::test]
async fn a_link_that_only_looks_right_adds_and_asks_nothing() {
    let stage = Stage::new().await;
    let server = stage.server(&[]);
    let mut socket = Browser::at(&server.url).guest("Gus").await.socket().await;
    for wrong in [
        "https://open.spotify.com.evil.example/track/4uLU6hMCjMI75M1A2tKUQC",
        "https://open.spotify.com@evil.example/track/4uLU6hMCjMI75M1A2tKUQC",
        "https://evil.example/open.spotify.com/track/4uLU6hMCjMI75M1A2tKUQC",
        "http://127.0.0.1:1/track/4uLU6hMCjMI75M1A2tKUQC",
        "file:///etc/passwd",
        "spotify:track:../../me",
        "spotify:track:%2e%2e%2f%2e%2e%2fme%2f%2f%2f",
        "spotify:track:../me/player?device_id",
    ] {
        let answer = socket.ask(json!({ "type": "add", "track": wrong })).await;
        let code = answer["code"].as_str().unwrap_or("none");
        assert!(["bad_request", "not_found"].contains(&code), "{wrong}: {answer}");
    }
    assert_eq!(stage.calls("/v1").await, Vec::<Value>::new());
}

#[tokio::test]
async fn a_title_is_text_whatever_it_says() {
    let stage = Stage::new().await;
    let server = stage.server(&[("RATE_LIMITS", "off")]);
    let browser = Browser::at(&server.url);
    let mut socket = browser.guest("Gus").await.socket().await;
    let hard = stage.tracks("hard").await;
    assert!(hard.len() > 2, "the stand-in has some");
    for track in hard.iter().take(10) {
        let (uri, name) = (track["uri"].as_str().expect("an address"), &track["name"]);
        let answer = browser.get("/api/v1/search").query(&[("q", uri)]).send().await.expect("an answer");
        assert_eq!(answer.headers()["content-type"], "application/json");
        assert_eq!(answer.headers()["x-content-type-options"], "nosniff");
        let found: Value = answer.json().await.expect("JSON");
        assert_eq!(&found["tracks"][0]["title"], name);
        if found["tracks"][0]["refusal"].is_null() {
            let entry = socket.add(uri).await;
            let entries = entries(&socket);
            let added = entries.iter().find(|queued| queued["id"] == entry).expect("it is there");
            assert_eq!(&added["track"]["title"], name);
        }
    }
    let queue = browser.get("/queue/").send().await.expect("an answer");
    assert_eq!(queue.headers()["content-type"], "application/json");
}

#[tokio::test]
async fn for_an_hour_of_waiting_the_party_goes_on_with_what_it_knows() {
    let stage = Stage::new().await;
    let server = stage.server(&[("RATE_LIMITS", "off")]);
    let browser = Browser::at(&server.url);
    let mut socket = browser.guest("Gus").await.socket().await;
    let mut olga = Browser::at(&server.url).guest("Olga").await.socket().await;
    let unseen = stage.tracks("uncoded").await[0]["uri"].as_str().expect("an address").to_owned();
    let (_, found) = search(&browser, "e").await;
    let all = found["tracks"].as_array().expect("a list").iter();
    let known: Vec<_> = all.filter(|track| track["refusal"].is_null()).map(|track| &track["uri"]).collect();
    assert!(known.len() > 1 && !known.contains(&&json!(unseen)), "{found}");

    stage.tell("/limits", json!({ "path": "/v1", "seconds": 3_600 })).await;
    let (status, problem) = search(&browser, "something nobody looked for").await;
    assert_eq!((status, &problem["code"]), (503, &json!("catalogue_unavailable")));
    let wait_ms = problem["retry_after_ms"].as_u64().expect("it says for how long");
    assert!((3_000_000..=3_600_000).contains(&wait_ms), "{problem}");
    let message = problem["message"].as_str().expect("a sentence");
    assert!(message.contains("minutes") && message.ends_with('.'), "{message}");
    let asked = stage.calls("/v1").await.len();

    let playing = socket.add(known[0].as_str().expect("an address")).await;
    let entry = socket.add(known[1].as_str().expect("an address")).await;
    assert_eq!(socket.model.state["playing"]["entry"]["id"], playing);
    olga.does(json!({ "type": "vote", "entry": entry, "vote": 1 })).await;
    olga.does(json!({ "type": "comment", "entry": entry, "text": "Yes!" })).await;
    olga.does(json!({ "type": "jam", "entry": playing, "on": true })).await;
    assert_eq!(search(&browser, " E ").await.0, 200, "it is remembered");
    let answer = socket.ask(json!({ "type": "add", "track": unseen })).await;
    assert_eq!(answer["code"], "catalogue_unavailable", "{answer}");
    assert!(answer["retry_after_ms"].is_u64(), "{answer}");
    socket.does(json!({ "type": "skip", "entry": playing })).await;
    socket.until(|model| model.state["playing"]["entry"]["id"] == entry).await;
    assert_eq!(stage.calls("/v1").await.len(), asked, "Spotify is left alone");
}
