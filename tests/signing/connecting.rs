//! Connecting Spotify, and how a connection stands.

use serde_json::json;

use crate::{
    browser::{Browser, cancel, location},
    stage::{OWN_APP, Stage, until_logged},
};

const ADA: &str = "ada@party.example";
const HALF_A_YEAR_MS: u64 = 183 * 86_400_000;

#[tokio::test]
async fn a_connection_holds_until_the_consent_is_over_and_can_be_made_again() {
    let stage = Stage::new().await;
    let server = stage.server(&[("SPOTIFY_USERNAME", "hanna")]);
    let browser = Browser::at(&server.url);
    browser.sign_in(ADA).await;
    let told = browser.read("/api/v1/spotify").await;
    assert_eq!(
        (&told["state"], &told["available"], &told["owner"]),
        (&json!("none"), &json!(true), &json!("hanna"))
    );
    assert_eq!(browser.playlists().await, 403);

    assert_eq!(
        browser.connect_by("/connect/spotify?playlists=true&to=/nest/main", "ada").await,
        "/nest/main"
    );
    let told = browser.read("/api/v1/spotify").await;
    assert_eq!((&told["state"], &told["name"]), (&json!("connected"), &json!("Ada Quill")));
    assert_eq!((&told["own_client"], &told["playlists"]), (&json!(false), &json!(true)));
    assert_eq!(browser.playlists().await, 200);

    stage.tell("/clock", json!({ "skip_ms": HALF_A_YEAR_MS })).await;
    assert_eq!(browser.playlists().await, 403);
    assert_eq!(browser.standing().await, "again");
    let tried = stage.refreshes().await;
    assert_eq!((browser.playlists().await, stage.refreshes().await), (403, tried), "nothing is tried again");

    assert_eq!(browser.connect("ada").await, "/");
    assert_eq!((browser.standing().await.as_str(), browser.playlists().await), ("connected", 200));
}

#[tokio::test]
async fn a_consent_that_is_taken_back_at_spotify_shows_at_the_next_use() {
    let stage = Stage::new().await;
    let server = stage.server(&[]);
    let browser = Browser::at(&server.url);
    browser.sign_in(ADA).await;
    browser.connect("ada").await;
    stage.tell("/spotify/people/ada/revoke", json!(null)).await;
    let answer = browser.get("/api/v1/playlists").send().await.expect("an answer");
    let problem: serde_json::Value = answer.json().await.expect("JSON");
    assert_eq!((&problem["status"], &problem["needs"]), (&json!(403), &json!("connect")));
    assert_eq!(browser.standing().await, "again");
}

#[tokio::test]
async fn access_that_spotify_forgot_is_renewed_without_asking_the_person() {
    let stage = Stage::new().await;
    let server = stage.server(&[]);
    let browser = Browser::at(&server.url);
    browser.sign_in(ADA).await;
    browser.connect("ada").await;
    stage.clear("/spotify/access").await;
    assert_eq!((browser.playlists().await, stage.refreshes().await), (200, 1));
    assert_eq!((browser.playlists().await, stage.refreshes().await), (200, 1));
}

#[tokio::test]
async fn who_is_not_on_the_apps_list_is_told_so_and_may_bring_an_app_of_their_own() {
    let stage = Stage::new().await;
    let server = stage.server(&[]);
    let browser = Browser::at(&server.url);
    browser.sign_in("faye@party.example").await;
    assert_eq!(browser.connect("faye").await, "/?problem=spotify_not_allowed");
    assert_eq!((browser.standing().await.as_str(), browser.playlists().await), ("not_allowed", 403));
    for wrong in ["short", "0123456789abcdef0123456789abcde/", "0123456789abcdef0123456789abcdef0"] {
        let path = format!("/connect/spotify?client_id={wrong}");
        assert_eq!(browser.open(&path).await.status(), 400, "{wrong}");
    }
    let path = format!("/connect/spotify?playlists=true&client_id={OWN_APP}");
    assert_eq!(browser.connect_by(&path, "faye").await, "/");
    let told = browser.read("/api/v1/spotify").await;
    assert_eq!((&told["state"], &told["own_client"]), (&json!("connected"), &json!(true)));
    assert_eq!(browser.playlists().await, 200);
}

#[tokio::test]
async fn what_was_not_agreed_to_is_asked_for_when_it_is_needed() {
    let stage = Stage::new().await;
    let server = stage.server(&[]);
    let browser = Browser::at(&server.url);
    browser.sign_in(ADA).await;
    browser.connect_by("/connect/spotify", "ada").await;
    let answer = browser.get("/api/v1/playlists").send().await.expect("an answer");
    let problem: serde_json::Value = answer.json().await.expect("JSON");
    assert_eq!((&problem["status"], &problem["needs"]), (&json!(403), &json!("playlists")));
    browser.connect("ada").await;
    assert_eq!(browser.playlists().await, 200);
}

#[tokio::test]
async fn who_does_not_agree_stays_as_they_were() {
    let stage = Stage::new().await;
    let server = stage.server(&[]);
    let browser = Browser::at(&server.url);
    browser.sign_in(ADA).await;
    let back = cancel(&browser.away("/connect/spotify?to=/nest/main").await).await;
    assert_eq!(location(&browser.come_from_elsewhere(&back).await), "/nest/main?problem=spotify_cancelled");
    assert_eq!(browser.standing().await, "none");
    let nobody = Browser::at(&server.url);
    assert_eq!(nobody.open("/connect/spotify").await.status(), 401);
}

#[tokio::test]
async fn who_disconnects_leaves_nothing_here() {
    let stage = Stage::new().await;
    let redis = stage.redis();
    let server = stage.replica(&redis, &[]);
    let browser = Browser::at(&server.url);
    browser.sign_in(ADA).await;
    let key = format!("spotify:{}", browser.person().await.id);
    let mut line = redis.line().await;
    let mut is_kept =
        async || -> bool { redis::cmd("EXISTS").arg(&key).query_async(&mut line).await.expect("asked") };
    browser.connect("ada").await;
    assert!(is_kept().await);
    assert_eq!(browser.delete("/api/v1/spotify").send().await.expect("an answer").status(), 204);
    assert!(!is_kept().await);
    assert_eq!((browser.standing().await.as_str(), browser.playlists().await), ("none", 403));
    assert_eq!(browser.delete("/api/v1/spotify").send().await.expect("an answer").status(), 204, "and again");
}

#[tokio::test]
async fn a_connection_outlives_a_change_of_the_secret_where_the_old_one_is_given() {
    let stage = Stage::new().await;
    let redis = stage.redis();
    let server = stage.replica(&redis, &[]);
    let browser = Browser::at(&server.url);
    browser.sign_in(ADA).await;
    browser.connect("ada").await;
    server.kill();
    let (old, new) = ("a secret that all processes of a test share", "another secret of the same length..");
    let server = stage.replica(&redis, &[("SECRET_KEY", new), ("SECRET_KEY_OLD", old)]);
    let browser = Browser::at(&server.url);
    assert_eq!(browser.sign_in(ADA).await, "/");
    assert_eq!((browser.standing().await.as_str(), browser.playlists().await), ("connected", 200));
    server.kill();
    let server = stage.replica(&redis, &[("SECRET_KEY", "a third secret that nobody thought of")]);
    let browser = Browser::at(&server.url);
    assert_eq!(browser.sign_in(ADA).await, "/");
    assert_eq!((browser.standing().await.as_str(), browser.playlists().await), ("none", 403));
    until_logged(&server, "was SECRET_KEY changed?").await;
    assert_eq!(browser.connect("ada").await, "/");
    assert_eq!(browser.standing().await, "connected", "and connecting again is all it takes");
}
