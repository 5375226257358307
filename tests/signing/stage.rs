//! The stand-ins, and the program set up to take them for Google and Spotify.

use std::{
    fs,
    net::SocketAddr,
    path::Path,
    time::{Duration, Instant},
};

use echonest::outgoing::WITHIN;
use echonest_fakes::Running;
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::time::{interval, timeout};

use crate::support::{redis_server::RedisServer, server::Server};

pub const GOOGLE_SECRET: &str = "demo-google-secret";
pub const SPOTIFY_SECRET: &str = "fedcba9876543210fedcba9876543210";
/// An app that somebody brings along; only Faye is on its list.
pub const OWN_APP: &str = "feedfacefeedfacefeedfacefeedface";

/// What is not logged within this is taken for what never is.
const PATIENCE: Duration = Duration::from_mins(1);
/// How often it is looked whether it is.
const LOOK_EVERY: Duration = Duration::from_millis(100);

/// Google and Spotify as far as this machine needs them, and a place for what the program keeps.
pub struct Stage {
    pub fakes: Running,
    pub directory: TempDir,
    pub http: reqwest::Client,
}

impl Stage {
    pub async fn new() -> Self {
        let any: SocketAddr = ([127, 0, 0, 1], 0).into();
        let fakes = echonest_fakes::start(any, any).await.expect("the stand-ins start");
        let directory = tempfile::tempdir().expect("a directory");
        Self { fakes, directory, http: reqwest::Client::new() }
    }

    /// The program on a store of its own.
    pub fn server(&self, further: &[(&str, &str)]) -> Server {
        self.with_settings(further, |all| Server::start_with(self.directory.path(), all))
    }

    pub fn redis(&self) -> RedisServer {
        RedisServer::start(self.directory.path())
    }

    /// One of several programs that share a Redis.
    pub fn replica(&self, redis: &RedisServer, further: &[(&str, &str)]) -> Server {
        self.replica_as("serve", redis, further)
    }

    /// The same in another role.
    pub fn replica_as(&self, role: &str, redis: &RedisServer, further: &[(&str, &str)]) -> Server {
        self.with_settings(further, |all| Server::on_redis(role, &redis.url(), all))
    }

    fn with_settings<T>(&self, further: &[(&str, &str)], use_them: impl FnOnce(&[(&str, &str)]) -> T) -> T {
        let api = format!("{}/v1", self.fakes.spotify_url);
        let mut all = vec![
            ("GOOGLE_ISSUER", self.fakes.google_url.as_str()),
            ("GOOGLE_CLIENT_ID", "demo-google"),
            ("GOOGLE_CLIENT_SECRET", GOOGLE_SECRET),
            ("SPOTIFY_ACCOUNTS_URL", &self.fakes.spotify_url),
            ("SPOTIFY_API_URL", &api),
            ("SPOTIFY_CLIENT_ID", "0123456789abcdef0123456789abcdef"),
            ("SPOTIFY_CLIENT_SECRET", SPOTIFY_SECRET),
        ];
        all.extend(further);
        use_them(&all)
    }

    fn control(&self, method: Method, path: &str) -> RequestBuilder {
        self.http.request(method, format!("{}/_control{path}", self.fakes.spotify_url))
    }

    /// Tells the stand-ins something.
    pub async fn tell(&self, path: &str, what: Value) {
        self.say(Method::POST, path, what).await;
    }

    /// Changes how Spotify's stand-in is set up.
    pub async fn set(&self, what: Value) {
        self.say(Method::PATCH, "/spotify/settings", what).await;
    }

    /// Takes back what was planned under this name.
    pub async fn clear(&self, path: &str) {
        self.say(Method::DELETE, path, Value::Null).await;
    }

    async fn say(&self, method: Method, path: &str, what: Value) {
        let answer = self.control(method, path).json(&what).send().await.expect("the stand-ins answer");
        assert!(answer.status().is_success(), "{path} was answered {}: {what}", answer.status());
    }

    /// What the stand-ins know.
    pub async fn ask(&self, path: &str) -> Value {
        let answer = self.control(Method::GET, path).send().await.expect("the stand-ins answer");
        answer.json().await.expect("JSON")
    }

    /// The calls that the program made below a path, as a service saw them.
    pub async fn calls(&self, path: &str) -> Vec<Value> {
        let told = self.ask(&format!("/calls?path={path}")).await;
        told["calls"].as_array().expect("a list").clone()
    }

    /// How often the program tried to renew somebody's access.
    pub async fn refreshes(&self) -> usize {
        let calls = self.calls("/api/token").await;
        calls.iter().filter(|call| call["grant_type"] == "refresh_token").count()
    }

    /// Access to Spotify that is given now is renewed before its next use, and lasts for what is asked meanwhile.
    pub async fn access_ends_at_once(&self) {
        self.set(json!({ "access_life_ms": 30_000 })).await;
    }

    /// Access to Spotify that is given now lasts an hour again.
    pub async fn access_lasts(&self) {
        self.set(json!({ "access_life_ms": 3_600_000 })).await;
    }

    /// Tracks with something special about them, by their addresses.
    pub async fn tracks(&self, kind: &str) -> Vec<Value> {
        let told = self.ask(&format!("/spotify/tracks?trait={kind}")).await;
        told["tracks"].as_array().expect("a list").clone()
    }
}

/// Whether the program may have given up waiting for an answer of Spotify's that it asked for since then.
pub fn may_be_given_up(since: Instant) -> bool {
    since.elapsed() >= WITHIN
}

/// Waits until a program has logged this: what it says reaches us behind what it does.
pub async fn until_logged(server: &Server, text: &str) {
    let mut again = interval(LOOK_EVERY);
    let logged = async {
        while !server.log().contains(text) {
            again.tick().await;
        }
    };
    assert!(timeout(PATIENCE, logged).await.is_ok(), "{text:?} is not in the log:\n{}", server.log());
}

/// Everything that was ever written to a Redis of ours, whether it is still there or not.
pub fn written_to_redis(directory: &Path) -> Vec<u8> {
    let folder = directory.join("appendonlydir");
    let files = fs::read_dir(folder).expect("what was written is kept").map(|file| file.expect("a file"));
    files.flat_map(|file| fs::read(file.path()).expect("it can be read")).collect()
}

/// Whether `text` stands somewhere in `bytes`.
pub fn holds(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}
