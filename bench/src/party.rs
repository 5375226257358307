//! What makes our server worth measuring: guests, a host, a queue, and music that stands still.
//!
//! Must never: do over HTTP what is measured on sockets.

use std::collections::HashSet;

use anyhow::{Context, Result, ensure};
use reqwest::{Client, RequestBuilder};
use serde_json::{Value, json};

/// Somebody with a session.
#[derive(Debug, Clone)]
pub struct Guest {
    cookie: String,
}

impl Guest {
    /// Comes in.
    ///
    /// # Errors
    /// A sentence about what the server said.
    pub async fn come_in(http: &Client, url: &str, name: &str) -> Result<Self> {
        let request = http.post(format!("{url}/login/guest")).json(&json!({ "name": name }));
        let response = request.send().await.context("a guest cannot come in")?;
        ensure!(response.status().is_success(), "a guest was answered {}", response.status());
        let cookie = response.headers().get("set-cookie").context("a guest got no cookie")?.to_str()?;
        Ok(Self { cookie: cookie.split(';').next().unwrap_or_default().to_owned() })
    }

    /// The lines of a request that say who opens a socket at `url`, and from where.
    #[must_use]
    pub fn headers(&self, url: &str) -> String {
        format!("Origin: {url}\r\nCookie: {}\r\n", self.cookie)
    }
}

/// Whoever signed in first, at the server's main nest.
pub struct Host {
    http: Client,
    url: String,
    origin: String,
    guest: Guest,
    commands: u32,
}

impl Host {
    /// Comes in first, and allows itself everything.
    ///
    /// # Errors
    /// A sentence about what the server said.
    pub async fn come_in(http: &Client, url: &str) -> Result<Self> {
        Self::come_in_behind(http, url, url).await
    }

    /// The same at a server that believes to be at another address, behind a door.
    ///
    /// # Errors
    /// The same.
    pub async fn come_in_behind(http: &Client, url: &str, origin: &str) -> Result<Self> {
        let guest = Guest::come_in(http, url, "Host").await?;
        let (url, origin) = (url.to_owned(), origin.to_owned());
        let mut host = Self { http: http.clone(), url, origin, guest, commands: 0 };
        let wanted = json!({ "per_person_max": 200, "allow_explicit": true, "min_duration_ms": 0 });
        host.command(json!({ "type": "settings", "settings": wanted })).await?;
        Ok(host)
    }

    /// Starts the longest track and pauses it, so that nothing moves by itself, and queues
    /// `queued` others or as many as the catalogue has. Says what else could be added.
    ///
    /// # Errors
    /// The same.
    pub async fn prepare(&mut self, queued: usize) -> Result<Vec<String>> {
        let mut tracks = self.catalogue().await?;
        tracks.sort_by_key(|track| std::cmp::Reverse(track["duration_ms"].as_u64()));
        // Two recordings of one song under two addresses would be refused as queued already.
        let mut songs = HashSet::new();
        tracks.retain(|track| track["isrc"].as_str().is_none_or(|isrc| songs.insert(isrc.to_owned())));
        let mut tracks: Vec<String> =
            tracks.iter().filter_map(|track| Some(track["uri"].as_str()?.to_owned())).collect();
        ensure!(!tracks.is_empty(), "the catalogue is empty");
        let left = tracks.split_off(tracks.len().min(queued + 1));
        for (index, track) in tracks.iter().enumerate() {
            self.command(json!({ "type": "add", "track": track })).await?;
            if index == 0 {
                self.command(json!({ "type": "pause" })).await?;
            }
        }
        Ok(left)
    }

    /// The entries that are queued.
    ///
    /// # Errors
    /// The same.
    pub async fn queue(&self) -> Result<Vec<u64>> {
        let state = self.get("/api/v1/nests/main/state").await?;
        let queue = state["state"]["queue"].as_array().context("the state has no queue")?;
        Ok(queue.iter().filter_map(|entry| entry["id"].as_u64()).collect())
    }

    /// Applauds an entry, or stops.
    ///
    /// # Errors
    /// The same.
    pub async fn jam(&mut self, entry: u64, on: bool) -> Result<()> {
        self.command(json!({ "type": "jam", "entry": entry, "on": on })).await?;
        Ok(())
    }

    async fn catalogue(&self) -> Result<Vec<Value>> {
        let mut tracks = Vec::new();
        let mut offset = Some(0);
        while let Some(from) = offset {
            let found = self.get(&format!("/api/v1/search?q=&nest=main&offset={from}")).await?;
            tracks.extend(found["tracks"].as_array().context("the catalogue lists nothing")?.iter().cloned());
            offset = found["next_offset"].as_u64();
        }
        Ok(tracks)
    }

    async fn get(&self, path: &str) -> Result<Value> {
        self.ask(self.http.get(format!("{}{path}", self.url))).await
    }

    async fn command(&mut self, mut command: Value) -> Result<Value> {
        self.commands += 1;
        command["id"] = format!("prepare-{}", self.commands).into();
        let request = self.http.post(format!("{}/api/v1/nests/main/commands", self.url)).json(&command);
        self.ask(request.header("origin", &self.origin)).await
    }

    async fn ask(&self, request: RequestBuilder) -> Result<Value> {
        let response = request.header("cookie", &self.guest.cookie).send().await;
        let response = response.context("the host is not answered")?;
        let status = response.status();
        let body = response.text().await?;
        ensure!(status.is_success(), "the host was answered {status}: {body}");
        Ok(serde_json::from_str(&body)?)
    }
}
