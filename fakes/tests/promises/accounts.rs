//! Signing in with Spotify, and keeping tokens alive.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::support::{
    BACK, HOST, HOST_SECRET, SCOPES, Stage, challenge, code_form, hidden, refresh_form, returned, text,
};

const OWN: &str = "feedfacefeedfacefeedfacefeedface";
const HALF_A_YEAR_MS: i64 = 182 * 24 * 3_600_000;

fn is_invalid_grant(answer: &(StatusCode, Value)) -> bool {
    answer.0 == StatusCode::BAD_REQUEST && answer.1["error"] == "invalid_grant"
}

#[tokio::test]
async fn a_code_is_good_once() {
    let stage = Stage::new().await;
    let code = stage.spotify_code("ada", HOST, SCOPES).await;
    let (status, tokens) = stage.spotify_token(&code_form(&code, HOST)).await;
    assert_eq!((status, &tokens["expires_in"]), (StatusCode::OK, &json!(3_600)));
    assert!(is_invalid_grant(&stage.spotify_token(&code_form(&code, HOST)).await));
}

#[tokio::test]
async fn a_verifier_that_does_not_fit_is_refused() {
    let stage = Stage::new().await;
    let code = stage.spotify_code("ada", HOST, SCOPES).await;
    let mut form = code_form(&code, HOST);
    form[4] = ("code_verifier", "another-verifier-that-is-long-enough-as-well-00");
    let answer = stage.spotify_token(&form).await;
    assert!(is_invalid_grant(&answer));
    assert_eq!(answer.1["error_description"], "code_verifier was incorrect");
}

#[tokio::test]
async fn a_code_is_for_one_address_one_program_and_ten_minutes() {
    let stage = Stage::new().await;
    let code = stage.spotify_code("ada", HOST, SCOPES).await;
    let mut form = code_form(&code, HOST);
    form[2] = ("redirect_uri", "http://127.0.0.1:5001/authentication/callback");
    assert!(is_invalid_grant(&stage.spotify_token(&form).await));
    let code = stage.spotify_code("ada", HOST, SCOPES).await;
    assert!(is_invalid_grant(&stage.spotify_token(&code_form(&code, OWN)).await));
    let code = stage.spotify_code("ada", HOST, SCOPES).await;
    stage.skip_ms(600_000).await;
    assert!(is_invalid_grant(&stage.spotify_token(&code_form(&code, HOST)).await));
}

#[tokio::test]
async fn strangers_and_wrong_addresses_are_told_in_plain_text() {
    let stage = Stage::new().await;
    let url = format!("{}/authorize", stage.running.spotify_url);
    let challenge = challenge();
    for (client, back, method, says) in [
        ("nobody", BACK, "S256", "INVALID_CLIENT: Invalid client"),
        (
            HOST,
            "http://localhost:5001/authentication/callback",
            "S256",
            "INVALID_CLIENT: Insecure redirect URI",
        ),
        (HOST, "https://evil.example/", "S256", "INVALID_CLIENT: Invalid redirect URI"),
        (HOST, BACK, "plain", "code_challenge_method must be S256"),
    ] {
        let query = [
            ("client_id", client),
            ("response_type", "code"),
            ("redirect_uri", back),
            ("code_challenge", &challenge),
            ("code_challenge_method", method),
        ];
        let answer = stage.get(&url, &query).await;
        assert_eq!(answer.status(), StatusCode::BAD_REQUEST);
        assert_eq!(answer.text().await.unwrap(), says);
    }
}

#[tokio::test]
async fn a_person_agrees_on_the_page_or_goes_back() {
    let stage = Stage::new().await;
    let url = &stage.running.spotify_url;
    let challenge = challenge();
    let query = [
        ("client_id", HOST),
        ("response_type", "code"),
        ("redirect_uri", BACK),
        ("state", "<'here'>"),
        ("scope", SCOPES),
        ("code_challenge", &challenge),
        ("code_challenge_method", "S256"),
    ];
    let page = stage.get(&format!("{url}/authorize"), &query).await.text().await.unwrap();
    assert!(page.contains("This is not Spotify. It stands in for it on this machine."));
    let request = hidden(&page);
    let choose = format!("{url}/authorize/choose");
    let back = returned(&stage.post(&choose, &[("request", &request), ("as", "bo")]).await);
    assert_eq!(back["state"], "<'here'>");
    assert_eq!(stage.spotify_token(&code_form(&back["code"], HOST)).await.0, StatusCode::OK);
    let back = returned(&stage.post(&choose, &[("request", &request), ("cancel", "yes")]).await);
    assert_eq!((back["error"].as_str(), back["state"].as_str()), ("access_denied", "<'here'>"));
}

#[tokio::test]
async fn refreshing_turns_the_token_over_and_the_old_one_is_dead() {
    let stage = Stage::new().await;
    let first = text(&stage.sign_in_to("ada", HOST, SCOPES).await["refresh_token"]);
    let (status, tokens) = stage.spotify_token(&refresh_form(&first, HOST)).await;
    assert_eq!(status, StatusCode::OK);
    let second = text(&tokens["refresh_token"]);
    assert_ne!(first, second);
    assert!(is_invalid_grant(&stage.spotify_token(&refresh_form(&first, HOST)).await));
    assert_eq!(stage.spotify_token(&refresh_form(&second, HOST)).await.0, StatusCode::OK);
    let grants = stage.ask("/spotify/grants").await;
    assert_eq!((&grants[0]["refreshes"], &grants[0]["reuses"]), (&json!(2), &json!(1)));
}

#[tokio::test]
async fn using_a_token_again_ends_everything_where_that_is_set() {
    let stage = Stage::new().await;
    stage.control(Method::PATCH, "/spotify/settings", json!({"reuse_revokes_all": true})).await;
    let first = text(&stage.sign_in_to("ada", HOST, SCOPES).await["refresh_token"]);
    let (_, tokens) = stage.spotify_token(&refresh_form(&first, HOST)).await;
    assert!(is_invalid_grant(&stage.spotify_token(&refresh_form(&first, HOST)).await));
    let second = text(&tokens["refresh_token"]);
    assert!(is_invalid_grant(&stage.spotify_token(&refresh_form(&second, HOST)).await));
    let (status, _) = stage.read(&text(&tokens["access_token"]), "/me").await;
    assert_eq!(status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn half_a_year_after_consent_refreshing_is_over_whatever_was_refreshed() {
    let stage = Stage::new().await;
    let first = text(&stage.sign_in_to("ada", HOST, SCOPES).await["refresh_token"]);
    stage.skip_ms(HALF_A_YEAR_MS - 60_000).await;
    let (status, tokens) = stage.spotify_token(&refresh_form(&first, HOST)).await;
    assert_eq!(status, StatusCode::OK);
    stage.skip_ms(60_000).await;
    let second = text(&tokens["refresh_token"]);
    assert!(is_invalid_grant(&stage.spotify_token(&refresh_form(&second, HOST)).await));
}

#[tokio::test]
async fn what_a_person_takes_back_is_dead() {
    let stage = Stage::new().await;
    let tokens = stage.sign_in_to("ada", HOST, SCOPES).await;
    assert_eq!(stage.tell("/spotify/people/ada/revoke", Value::Null).await["revoked"], 1);
    assert!(is_invalid_grant(
        &stage.spotify_token(&refresh_form(&text(&tokens["refresh_token"]), HOST)).await
    ));
    let (status, answer) = stage.read(&text(&tokens["access_token"]), "/me").await;
    assert_eq!((status, &answer["error"]["status"]), (StatusCode::UNAUTHORIZED, &json!(401)));
}

#[tokio::test]
async fn an_access_token_lives_an_hour() {
    let stage = Stage::new().await;
    let token = stage.sign_in("ada").await;
    stage.skip_ms(3_590_000).await;
    assert_eq!(stage.read(&token, "/me").await.0, StatusCode::OK);
    stage.skip_ms(10_001).await;
    let (status, answer) = stage.read(&token, "/me").await;
    assert_eq!(status, StatusCode::UNAUTHORIZED);
    assert_eq!(answer, json!({"error": {"status": 401, "message": "The access token expired"}}));
}

#[tokio::test]
async fn a_program_with_its_secret_may_search_and_is_nobody() {
    let stage = Stage::new().await;
    let token = stage.program_token().await;
    assert_eq!(stage.read(&token, "/search?q=short&type=track").await.0, StatusCode::OK);
    assert_eq!(stage.read(&token, "/me").await.0, StatusCode::UNAUTHORIZED);
    for secret in ["guessed", ""] {
        let form = [("grant_type", "client_credentials"), ("client_id", HOST), ("client_secret", secret)];
        let (status, answer) = stage.spotify_token(&form).await;
        assert_eq!((status, &answer["error"]), (StatusCode::BAD_REQUEST, &json!("invalid_client")));
    }
}

#[tokio::test]
async fn a_program_with_its_secret_and_no_verifier_keeps_its_refresh_token() {
    let stage = Stage::new().await;
    let url = format!("{}/authorize", stage.running.spotify_url);
    let query = [("client_id", HOST), ("response_type", "code"), ("redirect_uri", BACK), ("_as", "ada")];
    let code = returned(&stage.get(&url, &query).await)["code"].clone();
    let form = [
        ("grant_type", "authorization_code"),
        ("code", &code),
        ("redirect_uri", BACK),
        ("client_id", HOST),
        ("client_secret", HOST_SECRET),
    ];
    let refresh = text(&stage.spotify_token(&form).await.1["refresh_token"]);
    for _ in 0..2 {
        let (status, tokens) = stage.spotify_token(&refresh_form(&refresh, HOST)).await;
        assert_eq!((status, tokens.get("refresh_token")), (StatusCode::OK, None));
    }
}

#[tokio::test]
async fn whoever_is_not_on_the_list_gets_in_and_gets_nothing() {
    let stage = Stage::new().await;
    let token = stage.sign_in("faye").await;
    let answer = stage.call(Method::GET, &token, "/me", None).await;
    assert_eq!(answer.status(), StatusCode::FORBIDDEN);
    assert_eq!(answer.text().await.unwrap(), "User not registered in the Developer Dashboard");
    let own = text(&stage.sign_in_to("faye", OWN, SCOPES).await["access_token"]);
    assert_eq!(stage.read(&own, "/me").await.0, StatusCode::OK);
    let six = json!({"people": ["ada", "bo", "cleo", "dora", "emil", "faye"]});
    let url = format!("{}/_control/spotify/clients/{OWN}", stage.running.spotify_url);
    let answer = stage.client.put(url).json(&six).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::UNPROCESSABLE_ENTITY);
}
