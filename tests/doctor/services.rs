//! Google and Spotify, by their stand-ins: taken, refused, slow, away, and at another time.

use echonest_fakes::Running;
use serde_json::{Value, json};

use crate::report::{Report, doctor};

struct House {
    services: Running,
    http: reqwest::Client,
}

impl House {
    async fn new() -> Self {
        let any = "127.0.0.1:0".parse().expect("an address");
        let services = echonest_fakes::start(any, any).await.expect("they start");
        Self { services, http: reqwest::Client::new() }
    }

    async fn tell(&self, path: &str, body: Value) {
        let url = format!("{}/_control{path}", self.services.google_url);
        let answer = self.http.post(url).json(&body).send().await.expect("it answers");
        assert!(answer.status().is_success(), "{path}: {}", answer.status());
    }

    /// The doctor with both set up, and these settings besides or instead.
    async fn doctor(&self, settings: &[(&str, &str)]) -> Report {
        let directory = tempfile::tempdir().expect("a directory");
        let api_url = format!("{}/v1", self.services.spotify_url);
        let both = [
            ("GOOGLE_CLIENT_ID", "demo-google"),
            ("GOOGLE_CLIENT_SECRET", "demo-google-secret"),
            ("GOOGLE_ISSUER", &*self.services.google_url),
            ("SPOTIFY_CLIENT_ID", "0123456789abcdef0123456789abcdef"),
            ("SPOTIFY_CLIENT_SECRET", "fedcba9876543210fedcba9876543210"),
            ("SPOTIFY_API_URL", &*api_url),
            ("SPOTIFY_ACCOUNTS_URL", &*self.services.spotify_url),
        ];
        doctor(directory.path(), &[&both, settings].concat()).await
    }
}

#[tokio::test]
async fn both_are_well_when_they_answer_and_take_what_they_gave() {
    let report = House::new().await.doctor(&[]).await;
    report.praises(&["Google", "takes the client's id and secret"]);
    report.praises(&["Spotify", "lets it search"]);
    report.praises(&["Clock", "agrees with Google's"]);
    report.is_all_well();
}

#[tokio::test]
async fn a_wrong_secret_is_told_by_whose_it_is() {
    let house = House::new().await;
    let spotify = house.doctor(&[("SPOTIFY_CLIENT_SECRET", "ffffffffffffffffffffffffffffffff")]).await;
    spotify.is_bad(&["Spotify", "SPOTIFY_CLIENT_SECRET", "developer.spotify.com/dashboard"]);
    spotify.praises(&["Google", "takes the client's id"]);
    let google = house.doctor(&[("GOOGLE_CLIENT_SECRET", "another secret")]).await;
    google.is_bad(&["Google", "GOOGLE_CLIENT_SECRET", "console.cloud.google.com"]);
    google.praises(&["Spotify", "lets it search"]);
    let client = house.doctor(&[("GOOGLE_CLIENT_ID", "nobodys")]).await;
    client.is_bad(&["Google", "GOOGLE_CLIENT_ID"]);
}

#[tokio::test]
async fn a_service_that_is_away_is_named() {
    let house = House::new().await;
    let google = house.doctor(&[("GOOGLE_ISSUER", "http://127.0.0.1:1")]).await;
    google.is_bad(&["Google", "127.0.0.1 could not be reached", "firewall"]);
    let spotify = house.doctor(&[("SPOTIFY_API_URL", "http://127.0.0.1:1/v1")]).await;
    spotify.is_bad(&["Spotify", "127.0.0.1 could not be reached"]);
}

#[tokio::test]
async fn an_issuer_that_calls_itself_otherwise_is_bad() {
    let house = House::new().await;
    let other = house.services.google_url.replace("127.0.0.1", "localhost");
    house.doctor(&[("GOOGLE_ISSUER", &other)]).await.is_bad(&[
        "Google",
        "hold for this address",
        "GOOGLE_ISSUER",
    ]);
}

#[tokio::test]
async fn a_spotify_that_asks_to_wait_is_worth_a_look() {
    let house = House::new().await;
    house.tell("/limits", json!({ "path": "/v1/search", "seconds": 3_600 })).await;
    house.doctor(&[]).await.warns(&["Spotify", "asks to wait", "seconds more", "by itself"]);
}

#[tokio::test]
async fn an_app_that_may_ask_nothing_is_bad() {
    let house = House::new().await;
    house.tell("/faults", json!({ "path": "/v1/search", "status": 403, "times": 0 })).await;
    house.doctor(&[]).await.is_bad(&["Spotify", "lets the app ask nothing", "Premium"]);
}

#[tokio::test]
async fn a_clock_that_is_wrong_is_bad_and_one_that_is_a_little_off_is_worth_a_look() {
    let house = House::new().await;
    house.tell("/clock", json!({ "skip_ms": 25_000 })).await;
    house.doctor(&[]).await.warns(&["Clock", "seconds from Google's", "timedatectl"]);
    house.tell("/clock", json!({ "skip_ms": 600_000 })).await;
    house.doctor(&[]).await.is_bad(&["Clock", "signing in with Google will be refused"]);
}

#[tokio::test]
async fn a_clock_that_nobody_can_confirm_is_worth_a_look() {
    let house = House::new().await;
    house.tell("/faults", json!({ "times": 0, "headers": { "date": "soon" } })).await;
    house.doctor(&[]).await.warns(&["Clock", "could not be compared"]);
}
