//! A server that answers what a test wants, and remembers what it was asked.

use std::sync::{Arc, Mutex};

use axum::{
    Router,
    body::Body,
    extract::{Request, State},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use echonest::{
    app::ports::Clock,
    music::spotify::{Settings, SpotifyCatalogue},
    outgoing::Outgoing,
};
use serde_json::{Value, json};
use tokio::{
    net::TcpListener,
    sync::watch,
    task::{JoinHandle, yield_now},
};
use url::Url;

use crate::support::time::HandClock;

pub const SECRET: &str = "very-secret-of-the-app";

/// What it was asked.
#[derive(Debug, Clone)]
pub struct Call {
    /// What is asked: the path, and behind a question mark the rest.
    pub target: String,
    pub authorization: String,
}

type Answering = Box<dyn FnMut(&Call) -> Response + Send>;

const LOCK: &str = "because nothing panics while it holds this";

struct Desk {
    calls: Mutex<Vec<Call>>,
    answering: Mutex<Answering>,
    open: watch::Receiver<bool>,
}

pub struct StandIn {
    pub url: String,
    pub clock: Arc<HandClock>,
    desk: Arc<Desk>,
    open: watch::Sender<bool>,
    serving: JoinHandle<()>,
}

impl Drop for StandIn {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

impl StandIn {
    /// Starts it. Tokens it gives out by itself: `app-token-1`, `app-token-2`, …
    pub async fn start(answering: impl FnMut(&Call) -> Response + Send + 'static) -> Self {
        let (open, is_open) = watch::channel(true);
        let answering: Mutex<Answering> = Mutex::new(Box::new(answering));
        let desk = Arc::new(Desk { calls: Mutex::default(), answering, open: is_open });
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("its port"));
        let routes = Router::new().fallback(answer).with_state(desk.clone());
        let serving = tokio::spawn(async move { axum::serve(listener, routes).await.expect("it serves") });
        Self { url, clock: Arc::new(HandClock::at(1_000_000)), desk, open, serving }
    }

    pub fn catalogue(&self) -> SpotifyCatalogue {
        self.catalogue_with(|_| {})
    }

    pub fn catalogue_with(&self, change: impl FnOnce(&mut Settings)) -> SpotifyCatalogue {
        let mut settings = Settings {
            api_url: format!("{}/v1", self.url),
            accounts_url: self.url.clone(),
            client_id: "id-of-the-app".into(),
            client_secret: SECRET.into(),
            market: None,
        };
        change(&mut settings);
        let clock: Arc<dyn Clock> = self.clock.clone();
        SpotifyCatalogue::new(settings, Outgoing::new(), clock)
    }

    /// From now on it answers otherwise.
    pub fn answer(&self, answering: impl FnMut(&Call) -> Response + Send + 'static) {
        *self.desk.answering.lock().expect(LOCK) = Box::new(answering);
    }

    /// No answer leaves until it is opened again.
    pub fn hold(&self, is_held: bool) {
        self.open.send_replace(!is_held);
    }

    /// What was asked of the API, without the tokens that were fetched for it.
    pub fn asked(&self) -> Vec<String> {
        let calls = self.desk.calls.lock().expect(LOCK);
        let api = calls.iter().filter_map(|call| call.target.strip_prefix("/v1/"));
        api.map(str::to_owned).collect()
    }

    /// How many tokens were asked for.
    pub fn tokens_asked(&self) -> usize {
        let calls = self.desk.calls.lock().expect(LOCK);
        calls.iter().filter(|call| call.target == "/api/token").count()
    }

    pub fn calls(&self) -> Vec<Call> {
        self.desk.calls.lock().expect(LOCK).clone()
    }

    /// Comes back when something was asked of the API.
    pub async fn is_asked(&self) {
        while self.asked().is_empty() {
            yield_now().await;
        }
    }
}

async fn answer(State(desk): State<Arc<Desk>>, request: Request) -> Response {
    let target = request.uri().path_and_query().expect("a path").to_string();
    let authorization = request.headers().get(header::AUTHORIZATION);
    let authorization = authorization.map_or("", |value| value.to_str().expect("letters")).to_owned();
    let call = Call { target, authorization };
    let tokens = {
        let mut calls = desk.calls.lock().expect(LOCK);
        calls.push(call.clone());
        calls.iter().filter(|call| call.target == "/api/token").count()
    };
    desk.open.clone().wait_for(|open| *open).await.expect("it is opened before it ends");
    let answer = (desk.answering.lock().expect(LOCK))(&call);
    if call.target == "/api/token" && answer.status() == StatusCode::NOT_FOUND {
        return ok(&json!({ "access_token": format!("app-token-{tokens}"), "expires_in": 3_600 }));
    }
    answer
}

pub fn ok(value: &Value) -> Response {
    ([(header::CONTENT_TYPE, "application/json")], value.to_string()).into_response()
}

pub fn status(status: u16) -> Response {
    StatusCode::from_u16(status).expect("a status").into_response()
}

pub fn too_many(retry_after: &str) -> Response {
    let body = json!({ "error": { "status": 429, "message": "API rate limit exceeded" } });
    let mut answer = ok(&body);
    *answer.status_mut() = StatusCode::TOO_MANY_REQUESTS;
    answer.headers_mut().insert(header::RETRY_AFTER, retry_after.parse().expect("letters"));
    answer
}

pub fn text(body: impl Into<Body>) -> Response {
    Response::new(body.into())
}

/// An id that nobody has used.
pub fn id(number: usize) -> String {
    format!("{number:022}")
}

pub fn uri(number: usize) -> String {
    format!("spotify:track:{}", id(number))
}

/// A track as searches and look-ups tell it.
pub fn track(number: usize) -> Value {
    json!({
        "type": "track", "id": id(number), "uri": uri(number), "name": format!("Track {number}"),
        "duration_ms": 180_000, "explicit": false, "artists": [{ "name": "Somebody" }],
        "album": { "name": "Something", "images": [] },
        "external_ids": { "isrc": format!("XXTST{number:07}") },
    })
}

/// A page of a search that finds this many.
pub fn page(offset: usize, total: usize) -> Value {
    let items: Vec<_> = (offset..total.min(offset + 10)).map(track).collect();
    json!({ "tracks": { "items": items, "offset": offset, "limit": 10, "total": total } })
}

/// Searches find 25 tracks, and every track can be looked up.
pub fn usual(call: &Call) -> Response {
    let address = Url::parse(&format!("http://x{}", call.target)).expect("an address");
    let field =
        |name: &str| address.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned());
    if address.path() == "/v1/search" {
        return ok(&page(field("offset").map_or(0, |offset| offset.parse().expect("a number")), 25));
    }
    match address.path().strip_prefix("/v1/tracks/") {
        Some(id) => ok(&track(id.parse().expect("one of our ids"))),
        None => status(404),
    }
}
