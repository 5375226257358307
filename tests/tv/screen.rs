//! A TV as a real one behaves: it begins, shows its code, asks, and then reads.

use serde_json::{Value, json};

use crate::support::{events::Events, people::Person};

/// A TV with its cookies.
pub struct Screen {
    pub url: String,
    pub http: reqwest::Client,
    pub cookie: Option<String>,
    /// What was last set as a cookie, with all that was said of it.
    pub given: String,
    secret: String,
    pub code: String,
}

pub async fn status_and_body(response: reqwest::Response) -> (u16, Value) {
    let status = response.status().as_u16();
    (status, response.json().await.unwrap_or_default())
}

/// Asks for a pairing, and says what came back.
pub async fn begin(url: &str, nest: &str) -> (u16, Value) {
    let request = reqwest::Client::new().post(format!("{url}/api/v1/tv/pairings"));
    status_and_body(request.json(&json!({ "nest": nest })).send().await.expect("an answer")).await
}

impl Screen {
    /// One that shows its code.
    pub async fn begin(url: &str, nest: &str) -> Self {
        let (status, begun) = begin(url, nest).await;
        assert_eq!(status, 201, "{begun}");
        let text = |key: &str| begun[key].as_str().expect("a text").to_owned();
        let http = reqwest::Client::builder().pool_max_idle_per_host(0).build().expect("a client");
        Self {
            url: url.to_owned(),
            http,
            cookie: None,
            given: String::new(),
            secret: text("device_code"),
            code: text("user_code"),
        }
    }

    /// One that somebody has paired.
    pub async fn paired(host: &Person, nest: &str) -> Self {
        let mut screen = Self::begin(&host.url, nest).await;
        let (status, answer) = confirm(host, nest, &screen.code).await;
        assert_eq!(status, 204, "{answer}");
        assert_eq!(screen.ask().await.0, 204);
        screen
    }

    /// The same one, that reads from another replica.
    pub fn at(mut self, url: &str) -> Self {
        url.clone_into(&mut self.url);
        self
    }

    /// Asks whether somebody has confirmed the code.
    pub async fn ask(&mut self) -> (u16, Value) {
        let mut request = self.http.post(format!("{}/api/v1/tv/pass", self.url));
        if let Some(cookie) = &self.cookie {
            request = request.header("cookie", cookie).header("origin", &self.url);
        }
        let response = request.json(&json!({ "device_code": self.secret })).send().await.expect("an answer");
        if let Some(cookie) = response.headers().get("set-cookie") {
            cookie.to_str().expect("letters").clone_into(&mut self.given);
            self.cookie = self.given.split(';').next().map(str::to_owned);
        }
        status_and_body(response).await
    }

    /// Takes over another pairing's secret and code, in the same browser.
    pub fn goes_on_as(&mut self, other: Self) {
        (self.secret, self.code) = (other.secret, other.code);
    }

    /// Any request with its cookie.
    pub fn request(&self, method: reqwest::Method, path: &str) -> reqwest::RequestBuilder {
        let request = self.http.request(method, format!("{}{path}", self.url));
        request.header("cookie", self.cookie.as_deref().unwrap_or_default()).header("origin", &self.url)
    }

    /// What the stream answers.
    pub async fn open(&self, last: Option<&str>) -> reqwest::Response {
        let mut request = self.request(reqwest::Method::GET, "/api/v1/tv/events");
        if let Some(last) = last {
            request = request.header("last-event-id", last);
        }
        request.send().await.expect("an answer")
    }

    /// The stream.
    pub async fn follow(&self) -> Events {
        Events::of(self.open(None).await)
    }
}

/// Types a code, as somebody in a nest.
pub async fn confirm(person: &Person, nest: &str, code: &str) -> (u16, Value) {
    let path = format!("/api/v1/nests/{nest}/screens");
    person.ask(reqwest::Method::POST, &path, &json!({ "code": code })).await
}

/// The screens of a nest, as somebody in it is told.
pub async fn screens(person: &Person, nest: &str) -> (u16, Value) {
    let path = format!("/api/v1/nests/{nest}/screens");
    status_and_body(person.get(&path).send().await.expect("an answer")).await
}

/// The code of a nest.
pub async fn code_of(person: &Person, nest: &str) -> String {
    let one = person.get(&format!("/api/v1/nests/{nest}")).send().await.expect("an answer");
    let one: Value = one.json().await.expect("JSON");
    one["code"].as_str().expect("a code").to_owned()
}
