//! Signing in with Google.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use reqwest::{Method, StatusCode};
use rsa::{
    BigUint, RsaPublicKey,
    pkcs1v15::{Signature, VerifyingKey},
    sha2::Sha256,
    signature::Verifier as _,
};
use serde_json::{Value, json};

use crate::support::{GOOGLE_BACK, Stage, VERIFIER, challenge, hidden, returned, text};

impl Stage {
    fn google(&self, path: &str) -> String {
        format!("{}{path}", self.running.google_url)
    }

    fn google_query(more: &[(&str, &str)]) -> Vec<(String, String)> {
        let challenge = challenge();
        let usual = [
            ("client_id", "demo-google"),
            ("response_type", "code"),
            ("redirect_uri", GOOGLE_BACK),
            ("scope", "openid email profile"),
            ("state", "here & \"there\""),
            ("nonce", "once"),
            ("code_challenge", &challenge),
            ("code_challenge_method", "S256"),
        ];
        let kept = usual.iter().filter(|(name, _)| !more.iter().any(|(other, _)| other == name));
        kept.chain(more).map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    async fn authorise(&self, more: &[(&str, &str)]) -> reqwest::Response {
        let query = Self::google_query(more);
        let query: Vec<_> = query.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        self.get(&self.google("/o/oauth2/v2/auth"), &query).await
    }

    async fn exchange(&self, code: &str, more: &[(&str, &str)]) -> (StatusCode, Value) {
        let mut form = vec![
            ("grant_type", "authorization_code"),
            ("code", code),
            ("client_id", "demo-google"),
            ("client_secret", "demo-google-secret"),
            ("redirect_uri", GOOGLE_BACK),
            ("code_verifier", VERIFIER),
        ];
        form.retain(|(name, _)| !more.iter().any(|(other, _)| other == name));
        form.extend(more);
        let answer = self.post(&self.google("/token"), &form).await;
        (answer.status(), answer.json().await.unwrap())
    }

    async fn google_code(&self) -> String {
        returned(&self.authorise(&[("_as", "ada@party.example")]).await)["code"].clone()
    }

    async fn id_token(&self) -> String {
        let (status, tokens) = self.exchange(&self.google_code().await, &[]).await;
        assert_eq!(status, StatusCode::OK, "{tokens}");
        text(&tokens["id_token"])
    }

    async fn is_signed(&self, token: &str) -> bool {
        let (signed, signature) = token.rsplit_once('.').unwrap();
        let keys: Value = self.get(&self.google("/oauth2/v3/certs"), &[]).await.json().await.unwrap();
        let id = part(token, 0)["kid"].clone();
        let Some(key) = keys["keys"].as_array().unwrap().iter().find(|key| key["kid"] == id) else {
            return false;
        };
        let number = |name: &str| BigUint::from_bytes_be(&URL_SAFE_NO_PAD.decode(text(&key[name])).unwrap());
        let key = RsaPublicKey::new(number("n"), number("e")).unwrap();
        let signature = URL_SAFE_NO_PAD.decode(signature).unwrap();
        let Ok(signature) = Signature::try_from(signature.as_slice()) else { return false };
        VerifyingKey::<Sha256>::new(key).verify(signed.as_bytes(), &signature).is_ok()
    }
}

fn part(token: &str, place: usize) -> Value {
    let part = token.split('.').nth(place).unwrap();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
}

#[tokio::test]
async fn discovery_names_addresses_that_are_there() {
    let stage = Stage::new().await;
    let document: Value =
        stage.get(&stage.google("/.well-known/openid-configuration"), &[]).await.json().await.unwrap();
    assert_eq!(document["issuer"], stage.running.google_url);
    let keys = stage.get(&text(&document["jwks_uri"]), &[]).await;
    assert!(keys.headers()["cache-control"].to_str().unwrap().contains("max-age="));
    assert_eq!(keys.json::<Value>().await.unwrap()["keys"][0]["alg"], "RS256");
}

#[tokio::test]
async fn a_token_says_who_somebody_is_and_is_signed() {
    let stage = Stage::new().await;
    let token = stage.id_token().await;
    assert!(stage.is_signed(&token).await);
    let claims = part(&token, 1);
    assert_eq!(claims["iss"], stage.running.google_url);
    assert_eq!((&claims["aud"], &claims["nonce"]), (&json!("demo-google"), &json!("once")));
    assert_eq!((&claims["email"], &claims["email_verified"]), (&json!("ada@party.example"), &json!(true)));
    assert!(claims["exp"].as_u64() > claims["iat"].as_u64());
}

#[tokio::test]
async fn a_person_can_be_chosen_or_made_up_on_the_page_or_go_back() {
    let stage = Stage::new().await;
    let page = stage.authorise(&[("login_hint", "<script>")]).await.text().await.unwrap();
    assert!(page.contains("This is not Google. It stands in for it on this machine."));
    assert!(!page.contains("<script"));
    let request = hidden(&page);
    let choose = stage.google("/o/oauth2/v2/auth/choose");
    let answer = stage.post(&choose, &[("request", &request), ("as", "bo@party.example")]).await;
    let back = returned(&answer);
    assert_eq!(back["state"], "here & \"there\"");
    assert!(back.contains_key("code"));
    let new = [("request", request.as_str()), ("as", "new@elsewhere.example"), ("name", "Någon Ny")];
    let code = returned(&stage.post(&choose, &new).await)["code"].clone();
    let (_, tokens) = stage.exchange(&code, &[]).await;
    assert_eq!(part(&text(&tokens["id_token"]), 1)["name"], "Någon Ny");
    let answer = stage.post(&choose, &[("request", &request), ("cancel", "yes")]).await;
    assert_eq!(returned(&answer)["error"], "access_denied");
}

#[tokio::test]
async fn strangers_and_wrong_wishes_are_sent_nowhere() {
    let stage = Stage::new().await;
    for wrong in [
        ("client_id", "nobody"),
        ("redirect_uri", "http://localhost:5001/authentication/callback"),
        ("redirect_uri", "https://evil.example/"),
        ("response_type", "token"),
        ("scope", "email"),
        ("code_challenge_method", "plain"),
        ("code_challenge", ""),
    ] {
        let answer = stage.authorise(&[("_as", "ada@party.example"), wrong]).await;
        assert_eq!(answer.status(), StatusCode::BAD_REQUEST, "{wrong:?}");
    }
}

#[tokio::test]
async fn a_code_is_good_once_for_ten_minutes_and_for_whom_it_was_made() {
    let stage = Stage::new().await;
    let code = stage.google_code().await;
    assert_eq!(stage.exchange(&code, &[]).await.0, StatusCode::OK);
    let (status, again) = stage.exchange(&code, &[]).await;
    assert_eq!((status, &again["error"]), (StatusCode::BAD_REQUEST, &json!("invalid_grant")));
    for (wrong, error) in [
        (("code_verifier", "another-verifier-that-is-long-enough-as-well-00"), "invalid_grant"),
        (("redirect_uri", "http://127.0.0.1:5002/authentication/callback"), "redirect_uri_mismatch"),
        (("client_secret", "guessed"), "invalid_client"),
    ] {
        let (status, answer) = stage.exchange(&stage.google_code().await, &[wrong]).await;
        assert!(status.is_client_error());
        assert_eq!(answer["error"], error);
    }
    let code = stage.google_code().await;
    stage.skip_ms(600_000).await;
    assert_eq!(stage.exchange(&code, &[]).await.1["error"], "invalid_grant");
}

#[tokio::test]
async fn the_secret_may_come_by_basic_and_the_token_opens_userinfo() {
    let stage = Stage::new().await;
    let form = [
        ("grant_type", "authorization_code"),
        ("code", &stage.google_code().await),
        ("redirect_uri", GOOGLE_BACK),
        ("code_verifier", VERIFIER),
    ];
    let asking =
        stage.client.post(stage.google("/token")).basic_auth("demo-google", Some("demo-google-secret"));
    let tokens: Value = asking.form(&form).send().await.unwrap().json().await.unwrap();
    let asking = stage.client.get(stage.google("/v1/userinfo")).bearer_auth(text(&tokens["access_token"]));
    let who: Value = asking.send().await.unwrap().json().await.unwrap();
    assert_eq!(who["email"], "ada@party.example");
}

#[tokio::test]
async fn keys_change_and_the_old_one_stays_or_goes() {
    let stage = Stage::new().await;
    let first = stage.id_token().await;
    stage.tell("/google/keys", json!({"keeps_old": true})).await;
    let second = stage.id_token().await;
    assert_ne!(part(&first, 0)["kid"], part(&second, 0)["kid"]);
    assert!(stage.is_signed(&first).await && stage.is_signed(&second).await);
    stage.tell("/google/keys", json!({"keeps_old": false})).await;
    assert!(!stage.is_signed(&second).await);
    assert!(stage.is_signed(&stage.id_token().await).await);
}

#[tokio::test]
async fn the_next_token_can_be_wrong_and_the_one_after_is_right() {
    let stage = Stage::new().await;
    for forgery in ["unknown_key", "wrong_key", "none"] {
        stage.tell("/google/next_token", json!({"signature": forgery})).await;
        assert!(!stage.is_signed(&stage.id_token().await).await, "{forgery}");
    }
    let claims = json!({"aud": "another", "email_verified": false, "nonce": null});
    stage.tell("/google/next_token", json!({"claims": claims, "expired": true})).await;
    let token = stage.id_token().await;
    assert!(stage.is_signed(&token).await);
    let said = part(&token, 1);
    assert_eq!((&said["aud"], &said["email_verified"]), (&json!("another"), &json!(false)));
    assert_eq!(said.get("nonce"), None);
    let right = part(&stage.id_token().await, 1);
    assert_eq!(right["aud"], "demo-google");
    assert!(said["exp"].as_u64().unwrap() < right["iat"].as_u64().unwrap());
}

#[tokio::test]
async fn programs_and_accounts_are_registered_by_control() {
    let stage = Stage::new().await;
    let client = json!({"secret": "s", "redirects": ["https://party.example/back"]});
    stage.control(Method::PUT, "/google/clients/party", client).await;
    let ours =
        [("client_id", "party"), ("redirect_uri", "https://party.example/back"), ("_as", "x@y.example")];
    assert!(returned(&stage.authorise(&ours).await).contains_key("code"));
    let account = json!({"email": "z@z.example", "sub": "42", "name": "Z", "email_verified": false});
    stage.tell("/google/accounts", account).await;
    let code = returned(&stage.authorise(&[("_as", "42")]).await)["code"].clone();
    let claims = part(&text(&stage.exchange(&code, &[]).await.1["id_token"]), 1);
    assert_eq!((&claims["sub"], &claims["email_verified"]), (&json!("42"), &json!(false)));
}
