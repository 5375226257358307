//! Both stand-ins on free ports, and a client that follows nothing by itself.

use std::collections::HashMap;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use echonest_fakes::{Running, start};
use reqwest::{Client, Method, Response, StatusCode, redirect::Policy};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use url::Url;

pub const HOST: &str = "0123456789abcdef0123456789abcdef";
pub const HOST_SECRET: &str = "fedcba9876543210fedcba9876543210";
pub const BACK: &str = "http://127.0.0.1:5001/authentication/spotify_callback";
pub const GOOGLE_BACK: &str = "http://127.0.0.1:5001/authentication/callback";
pub const VERIFIER: &str = "a-verifier-that-is-long-enough-for-the-standard-0";
pub const SCOPES: &str = "user-read-playback-state user-modify-playback-state user-read-currently-playing";

pub type Pairs<'a> = &'a [(&'a str, &'a str)];

pub struct Stage {
    pub running: Running,
    pub client: Client,
}

pub fn challenge() -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(VERIFIER))
}

impl Stage {
    pub async fn new() -> Self {
        let any = "127.0.0.1:0".parse().unwrap();
        let running = start(any, any).await.unwrap();
        Self { running, client: Client::builder().redirect(Policy::none()).build().unwrap() }
    }

    pub async fn control(&self, method: Method, path: &str, body: Value) -> Value {
        let url = format!("{}/_control{path}", self.running.spotify_url);
        let answer = self.client.request(method, url).json(&body).send().await.unwrap();
        assert!(answer.status().is_success(), "{path}: {} {}", answer.status(), answer.text().await.unwrap());
        serde_json::from_str(&answer.text().await.unwrap()).unwrap_or_default()
    }

    pub async fn ask(&self, path: &str) -> Value {
        self.control(Method::GET, path, Value::Null).await
    }

    pub async fn tell(&self, path: &str, body: Value) -> Value {
        self.control(Method::POST, path, body).await
    }

    pub async fn skip_ms(&self, skip_ms: i64) {
        self.tell("/clock", json!({"skip_ms": skip_ms})).await;
    }

    pub async fn get(&self, url: &str, query: Pairs<'_>) -> Response {
        self.client.get(Url::parse_with_params(url, query).unwrap()).send().await.unwrap()
    }

    pub async fn post(&self, url: &str, form: Pairs<'_>) -> Response {
        self.client.post(url).form(form).send().await.unwrap()
    }

    pub async fn spotify_code(&self, person: &str, client: &str, scopes: &str) -> String {
        let query = [
            ("client_id", client),
            ("response_type", "code"),
            ("redirect_uri", BACK),
            ("state", "here"),
            ("scope", scopes),
            ("code_challenge_method", "S256"),
            ("code_challenge", &challenge()),
            ("_as", person),
        ];
        let answer = self.get(&format!("{}/authorize", self.running.spotify_url), &query).await;
        let back = returned(&answer);
        assert_eq!(back["state"], "here");
        back["code"].clone()
    }

    pub async fn spotify_token(&self, form: Pairs<'_>) -> (StatusCode, Value) {
        let answer = self.post(&format!("{}/api/token", self.running.spotify_url), form).await;
        (answer.status(), answer.json().await.unwrap())
    }

    /// Signs somebody in by PKCE alone.
    pub async fn sign_in_to(&self, person: &str, client: &str, scopes: &str) -> Value {
        let code = self.spotify_code(person, client, scopes).await;
        let (status, tokens) = self.spotify_token(&code_form(&code, client)).await;
        assert_eq!(status, StatusCode::OK, "{tokens}");
        tokens
    }

    /// The access token of somebody who listens along.
    pub async fn sign_in(&self, person: &str) -> String {
        text(&self.sign_in_to(person, HOST, SCOPES).await["access_token"])
    }

    /// A token of the program itself.
    pub async fn program_token(&self) -> String {
        let url = format!("{}/api/token", self.running.spotify_url);
        let form = [("grant_type", "client_credentials")];
        let asking = self.client.post(url).basic_auth(HOST, Some(HOST_SECRET)).form(&form);
        text(&asking.send().await.unwrap().json::<Value>().await.unwrap()["access_token"])
    }

    pub async fn call(&self, method: Method, token: &str, path: &str, body: Option<Value>) -> Response {
        let url = format!("{}/v1{path}", self.running.spotify_url);
        let mut asking = self.client.request(method, url).bearer_auth(token);
        if let Some(body) = body {
            asking = asking.json(&body);
        }
        asking.send().await.unwrap()
    }

    pub async fn read(&self, token: &str, path: &str) -> (StatusCode, Value) {
        let answer = self.call(Method::GET, token, path, None).await;
        let status = answer.status();
        (status, serde_json::from_str(&answer.text().await.unwrap()).unwrap_or_default())
    }

    pub async fn put(&self, token: &str, path: &str, body: Option<Value>) -> (StatusCode, Value) {
        let answer = self.call(Method::PUT, token, path, body).await;
        let status = answer.status();
        (status, serde_json::from_str(&answer.text().await.unwrap()).unwrap_or_default())
    }
}

pub fn code_form<'a>(code: &'a str, client: &'a str) -> [(&'a str, &'a str); 5] {
    [
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", BACK),
        ("client_id", client),
        ("code_verifier", VERIFIER),
    ]
}

pub fn refresh_form<'a>(token: &'a str, client: &'a str) -> [(&'a str, &'a str); 3] {
    [("grant_type", "refresh_token"), ("refresh_token", token), ("client_id", client)]
}

/// What an address that somebody was sent back to says.
pub fn returned(answer: &Response) -> HashMap<String, String> {
    let to = answer.headers().get("location").unwrap_or_else(|| panic!("nobody was sent back: {answer:?}"));
    Url::parse(to.to_str().unwrap()).unwrap().query_pairs().into_owned().collect()
}

pub fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("{value} is no text")).to_owned()
}

/// The value of the hidden field of a page's form.
pub fn hidden(page: &str) -> String {
    let (_, behind) = page.split_once("name=\"request\" value=\"").unwrap();
    let (value, _) = behind.split_once('"').unwrap();
    value
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&")
}
