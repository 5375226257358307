//! People who come to a party by its name, by HTTPS.

use std::{fs, net::SocketAddr, time::Duration};

use reqwest::{Certificate, Client, RequestBuilder, Response, header};
use serde_json::{Value, json};

use super::server::{Place, until};
use crate::house::NAME;

/// What does not come within this never does.
const PATIENCE: Duration = Duration::from_mins(1);

/// Somebody with a session.
pub struct Guest {
    http: Client,
    cookie: String,
}

/// A browser to which the name means this place.
pub async fn browser(place: &Place, certificates: &str) -> Client {
    let root = place.file(certificates).join("caddy/pki/authorities/local/root.crt");
    until("the door's own authority", || fs::read(&root).is_ok_and(|root| !root.is_empty()));
    let at: SocketAddr = format!("{}:{}", place.address(), place.https).parse().expect("an address");
    let root = Certificate::from_pem(&fs::read(&root).expect("it is there")).expect("a certificate");
    let http = Client::builder().add_root_certificate(root).resolve(NAME, at).http1_only();
    let http = http.pool_max_idle_per_host(0).build().expect("a client");
    until_ready(&http, true).await;
    http
}

pub fn url(path: &str) -> String {
    format!("https://{NAME}{path}")
}

/// Whether it is ready, as a service sees that looks at addresses.
async fn is_ready(http: &Client) -> bool {
    let answer = http.get(url("/health/ready")).send().await;
    answer.is_ok_and(|answer| answer.status() == 200)
}

/// Waits until it is ready, or is not.
pub async fn until_ready(http: &Client, wanted: bool) {
    let all = async {
        while is_ready(http).await != wanted {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(PATIENCE, all).await.unwrap_or_else(|_| panic!("ready was never {wanted}"));
}

async fn answer(request: RequestBuilder) -> Response {
    request.send().await.expect("the door answers")
}

impl Guest {
    pub async fn come_in(http: &Client, name: &str) -> Self {
        let answered = answer(http.post(url("/login/guest")).json(&json!({ "name": name }))).await;
        assert_eq!(answered.status(), 200);
        let cookie = answered.headers()[header::SET_COOKIE].to_str().expect("a cookie");
        let cookie = cookie.split(';').next().unwrap_or_default().to_owned();
        Self { http: http.clone(), cookie }
    }

    /// The same person, where the name leads now.
    pub fn at(&self, http: &Client) -> Self {
        Self { http: http.clone(), cookie: self.cookie.clone() }
    }

    /// Asks, and asks again while it is told to come back: one replica may be ready before the other.
    async fn get(&self, path: &str) -> Value {
        let all = async {
            loop {
                let answered = answer(self.http.get(url(path)).header(header::COOKIE, &self.cookie)).await;
                if answered.status() != 503 {
                    return answered;
                }
            }
        };
        let answered = tokio::time::timeout(PATIENCE, all).await.expect("it comes back");
        assert_eq!(answered.status(), 200, "{path}");
        answered.json().await.expect("JSON")
    }

    async fn does(&self, command: Value) {
        let request = self.http.post(url("/api/v1/nests/main/commands")).header(header::ORIGIN, url(""));
        let answered = answer(request.header(header::COOKIE, &self.cookie).body(command.to_string())).await;
        let answered: Value = answered.json().await.expect("JSON");
        assert_eq!(answered["type"], "ok", "{command}: {answered}");
    }

    /// Adds the longest songs there are, so that none ends meanwhile.
    pub async fn adds(&self, count: usize) {
        let found = self.get("/api/v1/search?q=").await;
        let mut tracks = found["tracks"].as_array().expect("tracks").clone();
        tracks.retain(|track| track["explicit"] == false);
        tracks.sort_by_key(|track| std::cmp::Reverse(track["duration_ms"].as_u64()));
        for track in tracks.iter().take(count) {
            let uri = &track["uri"];
            self.does(json!({ "type": "add", "id": format!("add {uri}"), "track": uri })).await;
        }
    }

    /// Votes for what comes last.
    pub async fn votes(&self) {
        let queue = self.sees().await;
        let entry = &queue[0].as_array().and_then(|queue| queue.last()).expect("something is queued")["id"];
        self.does(json!({ "type": "vote", "id": format!("vote {entry}"), "entry": entry, "vote": 1 })).await;
    }

    /// What a person has to find again: the queue with its votes, what plays, who they are, and what they
    /// voted.
    pub async fn sees(&self) -> Value {
        let hello = self.get("/api/v1/nests/main/state").await;
        let (state, you) = (&hello["state"], &hello["you"]);
        json!([state["queue"], state["playing"]["entry"]["id"], you["id"], you["name"], you["votes"]])
    }
}
