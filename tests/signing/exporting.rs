//! Exporting a night, through the program: who may, and what Spotify is asked for it.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::{
    browser::{Browser, agree, field, location},
    stage::Stage,
};

pub const ADA: &str = "ada@party.example";
pub const EXPORT: &str = "/api/v1/nests/main/export";
const WRITES: &str = "playlist-modify-private";
const READS: &str = "playlist-read-private";

/// Asks for an export: the status, and what was answered.
pub async fn export(browser: &Browser, night: &str) -> (StatusCode, Value) {
    let answer = browser.post(EXPORT).json(&json!({ "night": night })).send().await.expect("an answer");
    (answer.status(), answer.json().await.expect("JSON"))
}

#[tokio::test]
async fn a_night_that_is_none_or_was_silent_is_refused_kindly() {
    let stage = Stage::new().await;
    let server = stage.server(&[]);
    let browser = Browser::at(&server.url);
    browser.sign_in(ADA).await;
    for wrong in ["", "yesterday", "2018-02-30", "2018-3-7"] {
        let (status, told) = export(&browser, wrong).await;
        assert_eq!((status, &told["code"]), (StatusCode::BAD_REQUEST, &json!("bad_request")), "{wrong}");
    }
    let (status, told) = export(&browser, "2018-03-07").await;
    assert_eq!((status, &told["code"]), (StatusCode::NOT_FOUND, &json!("not_found")));
    let message = told["message"].as_str().expect("a sentence");
    assert!(message.contains("nothing to export") && message.ends_with('.'), "{message}");
    let elsewhere = browser.post("/api/v1/nests/nowhere/export").json(&json!({ "night": "2018-03-07" }));
    assert_eq!(elsewhere.send().await.expect("an answer").status(), StatusCode::NOT_FOUND);
    assert_eq!(stage.calls("/v1/").await, Vec::<Value>::new());
}

#[tokio::test]
async fn neither_a_foreign_page_nor_a_program_nor_nobody_exports() {
    let stage = Stage::new().await;
    let server = stage.server(&[]);
    let browser = Browser::at(&server.url);
    let body = json!({ "night": "2018-03-07" });
    let nobody = browser.post(EXPORT).json(&body).send().await.expect("an answer");
    assert_eq!(nobody.status(), StatusCode::UNAUTHORIZED);
    browser.sign_in(ADA).await;
    let foreign = browser.foreign(Method::POST, EXPORT).json(&body).send().await.expect("an answer");
    assert_eq!(foreign.status(), StatusCode::FORBIDDEN);
    let made = browser.post("/api/v1/tokens").json(&json!({ "name": "x" })).send().await.expect("an answer");
    let token = made.json::<Value>().await.expect("JSON")["token"].as_str().expect("a token").to_owned();
    let by_token = stage.http.post(format!("{}{EXPORT}", server.url)).bearer_auth(token).json(&body);
    assert_eq!(by_token.send().await.expect("an answer").status(), StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn writing_a_playlist_is_asked_for_only_by_who_exports_and_stays_agreed_to() {
    let stage = Stage::new().await;
    let server = stage.server(&[]);
    let browser = Browser::at(&server.url);
    browser.sign_in(ADA).await;
    let asked = async |path: &str| {
        let page = browser.away(path).await;
        let scopes = field(&page, "scope");
        (page, scopes.contains(READS), scopes.contains(WRITES))
    };
    for (path, reads) in [("/connect/spotify", false), ("/connect/spotify?playlists=true", true)] {
        let (_, asks_to_read, asks_to_write) = asked(path).await;
        assert_eq!((asks_to_read, asks_to_write), (reads, false), "{path}");
    }
    browser.connect_by("/connect/spotify", "ada").await;
    assert_eq!(browser.read("/api/v1/spotify").await["export"], false);

    let to = "/nest/main?export=2018-03-07";
    let way = "/connect/spotify?export=true&to=/nest/main%3Fexport%3D2018-03-07";
    let (page, asks_to_read, asks_to_write) = asked(way).await;
    assert_eq!((asks_to_read, asks_to_write), (false, true));
    let back = agree(&page, "ada").await;
    assert_eq!(location(&browser.come_from_elsewhere(&back).await), to, "the page can go on");
    let told = browser.read("/api/v1/spotify").await;
    assert_eq!((&told["export"], &told["playlists"]), (&json!(true), &json!(false)));

    // What was agreed to is not lost by agreeing to more, nor by connecting again.
    browser.connect("ada").await;
    browser.connect_by("/connect/spotify", "ada").await;
    let told = browser.read("/api/v1/spotify").await;
    assert_eq!((&told["export"], &told["playlists"]), (&json!(true), &json!(true)));
    browser.delete("/api/v1/spotify").send().await.expect("an answer");
    let (_, asks_to_read, asks_to_write) = asked("/connect/spotify").await;
    assert_eq!((asks_to_read, asks_to_write), (false, false), "who disconnected is asked anew");
}
