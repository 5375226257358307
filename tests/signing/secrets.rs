//! An evening with everything in it, logged as loudly as it goes, and what must not be found afterwards.

use serde_json::{Value, json};

use crate::{
    browser::{Browser, agree, field, location},
    programs::socket_by,
    stage::{GOOGLE_SECRET, SPOTIFY_SECRET, Stage, holds, written_to_redis},
    support::server::Server,
};

const ADA: &str = "ada@party.example";
const MALLORY: &str = "mallory@evilparty.example";
const KEY: &str = "a secret that all processes of a test share";

/// Tokens that the stand-ins are made to give, so that they are known here.
const GIVEN: [&str; 5] = [
    "BQ-first-access-of-ada-0123456789",
    "AQ-first-refresh-of-ada-0123456789",
    "BQ-second-access-of-ada-0123456789",
    "AQ-second-refresh-of-ada-0123456789",
    "ya29.access-at-google-0123456789",
];
const FORGED: &str = "a-nonce-of-an-attacker";
const GUESSED: &str = "echonest_a-token-that-was-guessed";

fn tokens(access: &str, refresh: &str, expires_in: u32) -> Value {
    let scope = "playlist-read-private user-read-playback-state";
    json!({ "path": "/api/token", "json": {
        "access_token": access, "refresh_token": refresh, "expires_in": expires_in, "scope": scope,
        "token_type": "Bearer",
    } })
}

/// The cookie's value, and the session's id that stands in it behind the signature.
fn session(browser: &Browser) -> [String; 2] {
    let cookie = browser.session();
    let value = cookie.split_once('=').expect("it has a value").1;
    [value.to_owned(), value[44..].to_owned()]
}

async fn signs_in(stage: &Stage, browser: &Browser, secrets: &mut Vec<String>) {
    browser.guest("Gus").await;
    secrets.extend(session(browser));
    stage.tell("/faults", json!({ "path": "/token", "set": { "/access_token": GIVEN[4] } })).await;
    let page = browser.away("/login/google").await;
    secrets.extend(["state", "nonce", "code_challenge"].map(|name| field(&page, name)));
    let back = agree(&page, ADA).await;
    secrets.push(field(&back, "code"));
    assert_eq!(location(&browser.come_from_elsewhere(&back).await), "/");
    browser.come_from_elsewhere(&back).await;
    secrets.extend(session(browser));
    for mistake in [json!({ "claims": { "nonce": FORGED } }), json!({ "signature": "none" })] {
        stage.tell("/google/next_token", mistake).await;
        assert_ne!(Browser::at(&browser.url).sign_in(MALLORY).await, "/");
    }
}

async fn connects(stage: &Stage, browser: &Browser, secrets: &mut Vec<String>) {
    stage.tell("/faults", tokens(GIVEN[0], GIVEN[1], 1)).await;
    stage.tell("/faults", json!({ "path": "/v1/me", "json": { "id": "ada" } })).await;
    let page = browser.away("/connect/spotify?playlists=true").await;
    secrets.push(field(&page, "state"));
    let back = agree(&page, "ada").await;
    secrets.push(field(&back, "code"));
    assert_eq!(location(&browser.come_from_elsewhere(&back).await), "/");
    stage.tell("/faults", tokens(GIVEN[2], GIVEN[3], 3_600)).await;
    let lists = json!({ "items": [], "next": null, "total": 0 });
    stage.tell("/faults", json!({ "path": "/v1/me/playlists", "json": lists })).await;
    assert_eq!(browser.playlists().await, 200);
    stage.tell("/faults", json!({ "path": "/v1/me/playlists", "status": 500 })).await;
    assert_eq!(browser.playlists().await, 503);
}

async fn has_a_program(stage: &Stage, browser: &Browser, secrets: &mut Vec<String>) {
    let made = browser.post("/api/v1/tokens").json(&json!({ "name": "x" })).send().await.expect("an answer");
    let token = made.json::<Value>().await.expect("JSON")["token"].as_str().expect("a token").to_owned();
    let mut socket = socket_by(&browser.url, "/socket/", &token).await.expect("it opens");
    secrets.push(token);
    let uri = stage.tracks("plain").await[0]["uri"].as_str().expect("an address").to_owned();
    socket.add(&uri).await;
    assert!(socket_by(&browser.url, "/socket/", GUESSED).await.is_err());
    browser.get("/api/v1/search?q=quiet").send().await.expect("an answer");
    let nonsense = format!("{{\"name\":\"{GUESSED}\n");
    browser.post("/api/v1/tokens").body(nonsense).send().await.expect("an answer");
}

/// What was logged, up to a guest's coming in.
async fn log_until_now(server: &Server) -> String {
    let last = Browser::at(&server.url).guest("The last one").await;
    while !server.log().contains(&last.id) {
        tokio::task::yield_now().await;
    }
    server.log()
}

#[tokio::test]
async fn no_secret_and_no_address_is_in_any_log_or_in_the_store() {
    let stage = Stage::new().await;
    let redis = stage.redis();
    let server = stage.replica(&redis, &[("RUST_LOG", "trace"), ("HOST_EMAILS", ADA), ("DEBUG", "true")]);
    let browser = Browser::at(&server.url);
    let known = [GOOGLE_SECRET, SPOTIFY_SECRET, KEY, ADA, MALLORY, FORGED, GUESSED];
    let mut secrets: Vec<String> = known.iter().chain(&GIVEN).map(|secret| (*secret).to_owned()).collect();
    signs_in(&stage, &browser, &mut secrets).await;
    connects(&stage, &browser, &mut secrets).await;
    has_a_program(&stage, &browser, &mut secrets).await;
    assert_eq!(stage.refreshes().await, 1, "the second access was fetched");

    let (log, written) = (log_until_now(&server).await, written_to_redis(stage.directory.path()));
    assert!(log.contains("Somebody signed in.") && log.contains("Somebody connected Spotify."), "{log}");
    assert!(holds(&written, "spotify:") && holds(&written, "session:") && holds(&written, "token:"));
    for secret in &secrets {
        assert!(secret.len() >= 12, "{secret:?} could stand anywhere");
        assert!(!log.contains(secret.as_str()), "{secret} is in the log:\n{log}");
        assert!(!holds(&written, secret), "{secret} is in the store");
    }
}

#[tokio::test]
async fn no_answer_shows_what_is_held_of_spotify_or_anybodys_address() {
    let stage = Stage::new().await;
    let server = stage.server(&[]);
    let browser = Browser::at(&server.url);
    browser.sign_in(ADA).await;
    stage.tell("/faults", tokens(GIVEN[0], GIVEN[1], 3_600)).await;
    stage.tell("/faults", json!({ "path": "/v1/me", "json": { "id": "ada" } })).await;
    assert_eq!(browser.connect("ada").await, "/");
    let other = Browser::at(&server.url);
    other.guest("Olga").await;
    for path in ["/me", "/spotify", "/tokens", "/site", "/nests", "/nests/main", "/nests/main/state"] {
        for asker in [&browser, &other] {
            let answer = asker.get(&format!("/api/v1{path}")).send().await.expect("an answer");
            let said = answer.text().await.expect("a text");
            for secret in [ADA, GIVEN[0], GIVEN[1], SPOTIFY_SECRET, GOOGLE_SECRET] {
                assert!(!said.contains(secret), "{path} tells {secret}");
            }
        }
    }
}
