//! A house whose people connect to the stand-in for Spotify, and what is on their playlists there.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use echonest::{
    app::{
        access::{
            hidden::Hidden,
            spotify::{Connections, Further},
        },
        exporting::{Exported, Exporting, NotExported, night::Night},
        ports::{Clock, Dice},
    },
    domain::{
        ids::{NestId, PersonId},
        text::Name,
    },
    music::spotify::{Settings, SpotifyCatalogue},
    oauth::spotify::SpotifyAccounts,
    outgoing::Outgoing,
    secret::seal::Sealing,
    store::memory::MemoryStore,
};
use echonest_fakes::Running;
use reqwest::{Client, Method, redirect::Policy};
use serde_json::{Value, json};
use tokio::time::timeout;
use url::Url;

use crate::support::time::{HandClock, SeededDice};

const CLIENT: (&str, &str) = ("0123456789abcdef0123456789abcdef", "fedcba9876543210fedcba9876543210");
/// What was not asked within this is taken for what is never asked.
const PATIENCE: Duration = Duration::from_secs(30);
const BACK: &str = "http://127.0.0.1:5001/authentication/spotify_callback";

/// Agreeing to exports only, as people do who come for that.
pub const WRITES: Further = Further { playlists: false, export: true };
/// Agreeing to all there is.
pub const READS_AND_WRITES: Further = Further { playlists: true, export: true };

/// The store's clock: a millisecond passes whenever it is looked at, so that what is given back is free.
struct Passing(Arc<HandClock>);

impl Clock for Passing {
    fn now_ms(&self) -> u64 {
        self.0.advance(1);
        self.0.now_ms()
    }
}

pub struct House {
    pub fakes: Running,
    pub clock: Arc<HandClock>,
    pub connections: Connections,
    pub exporting: Exporting,
    http: Client,
}

pub fn person(name: &str) -> PersonId {
    PersonId::parse(name).expect("an id")
}

/// What is on a playlist.
pub fn uris(list: &Value) -> Vec<String> {
    let uris = list["uris"].as_array().expect("a list").iter();
    uris.map(|uri| uri.as_str().expect("an address").to_owned()).collect()
}

impl House {
    pub async fn new() -> Self {
        let anywhere = || SocketAddr::from(([127, 0, 0, 1], 0));
        let fakes = echonest_fakes::start(anywhere(), anywhere()).await.expect("the stand-ins start");
        let clock = Arc::new(HandClock::at(1_000_000));
        let time: Arc<dyn Clock> = clock.clone();
        let dice: Arc<dyn Dice> = Arc::new(SeededDice::new(7));
        let url = &fakes.spotify_url;
        let accounts = SpotifyAccounts::new(url.clone(), format!("{url}/v1"), Outgoing::new());
        let connections = Connections {
            vault: Arc::new(MemoryStore::new(Arc::new(Passing(clock.clone())))),
            seal: Arc::new(Sealing::new(b"a secret of this test", None, Arc::clone(&dice))),
            consents: Arc::new(accounts),
            clock: time,
            dice,
            client_id: CLIENT.0.into(),
        };
        let exporting = process(url, &connections);
        let http = Client::builder().redirect(Policy::none()).build().expect("a client");
        Self { fakes, clock, connections, exporting, http }
    }

    /// Another process of the same house, with the same store.
    pub fn process(&self) -> Exporting {
        process(&self.fakes.spotify_url, &self.connections)
    }

    /// Somebody connects their Spotify.
    pub async fn connect(&self, who: &str, further: Further) {
        self.connect_to(who, who, further).await;
    }

    pub async fn connect_to(&self, who: &str, account: &str, further: Further) {
        let away = self.connections.send_away(None, further, BACK).await.expect("there is a way");
        let page = Url::parse_with_params(&away.url, [("_as", account)]).expect("an address");
        let sent = self.http.get(page).send().await.expect("it answers");
        let back = sent.headers()["location"].to_str().ok().and_then(|to| Url::parse(to).ok());
        let back = back.expect("the way back");
        let code = back.query_pairs().find(|(name, _)| name == "code").expect("a code").1.into_owned();
        let connected =
            self.connections.connect(&person(who), None, &Hidden::from(code), &away.verifier, BACK).await;
        connected.expect("Spotify lets them in");
    }

    /// A night of so many different tracks.
    pub async fn night(&self, length: usize) -> Night {
        let told = self.control(Method::GET, "spotify/tracks?limit=300", Value::Null).await;
        let tracks = told["tracks"].as_array().expect("a list").iter();
        let played: Vec<_> =
            tracks.map(|track| track["uri"].as_str().expect("an address").to_owned()).take(length).collect();
        assert_eq!(played.len(), length, "there is not enough music");
        Night {
            nest: NestId::parse("main").expect("an id"),
            nest_name: Name::parse("Kitchen").expect("a name"),
            day: "2018-03-07".parse().expect("a day"),
            played,
            from: "https://party.example".into(),
        }
    }

    pub async fn export(&self, who: &str, night: &Night) -> Result<Exported, NotExported> {
        self.exporting.export(&person(who), night).await
    }

    async fn control(&self, method: Method, path: &str, said: Value) -> Value {
        let url = format!("{}/_control/{path}", self.fakes.spotify_url);
        let answer = self.http.request(method, url).json(&said).send().await.expect("it answers");
        assert!(answer.status().is_success(), "{path}: {}", answer.status());
        answer.json().await.unwrap_or_default()
    }

    pub async fn tell(&self, path: &str, said: Value) {
        self.control(Method::POST, path, said).await;
    }

    pub async fn put(&self, path: &str, said: Value) {
        self.control(Method::PUT, path, said).await;
    }

    pub async fn clear(&self, path: &str) {
        self.control(Method::DELETE, path, Value::Null).await;
    }

    /// The next answer to making a playlist goes wrong so.
    pub async fn creating_fails(&self, mut how: Value) {
        how["path"] = json!("/v1/me/playlists");
        how["method"] = json!("POST");
        self.tell("faults", how).await;
    }

    /// The playlists that were made for somebody at Spotify, the newest first.
    pub async fn made(&self, account: &str) -> Vec<Value> {
        let told =
            self.control(Method::GET, &format!("spotify/people/{account}/playlists"), Value::Null).await;
        let lists = told["playlists"].as_array().expect("a list").iter();
        let is_made = |list: &&Value| list["name"].as_str().is_some_and(|name| name.starts_with("Kitchen,"));
        lists.filter(is_made).cloned().collect()
    }

    /// The one playlist that was made for somebody.
    pub async fn only(&self, account: &str) -> Value {
        let made = self.made(account).await;
        assert_eq!(made.len(), 1, "{made:?}");
        made[0].clone()
    }

    /// What was asked of playlists, in order: the method, and what for.
    pub async fn asked(&self) -> Vec<String> {
        let told = self.control(Method::GET, "calls?path=/v1/", Value::Null).await;
        let mut calls = told["calls"].as_array().expect("a list").clone();
        calls.sort_by_key(|call| call["number"].as_u64());
        let text = |call: &Value, name: &str| call[name].as_str().expect("a text").to_owned();
        let of_lists = calls.iter().filter(|call| text(call, "path").contains("/playlists"));
        let asked = of_lists.map(|call| {
            let kind = if text(call, "path").ends_with("/items") { "items" } else { "lists" };
            format!("{} {kind}", text(call, "method"))
        });
        asked.collect()
    }

    /// Waits until something was asked of playlists.
    pub async fn is_asked(&self, what: &str) {
        let asked = async { while !self.asked().await.iter().any(|asked| asked == what) {} };
        timeout(PATIENCE, asked).await.unwrap_or_else(|_| panic!("{what} is never asked"));
    }
}

fn process(url: &str, connections: &Connections) -> Exporting {
    let settings = Settings {
        api_url: format!("{url}/v1"),
        accounts_url: url.to_owned(),
        client_id: CLIENT.0.into(),
        client_secret: CLIENT.1.into(),
        market: Some("DE".into()),
    };
    let catalogue = SpotifyCatalogue::new(settings, Outgoing::new(), Arc::clone(&connections.clock));
    Exporting::new(connections.clone(), Arc::new(catalogue))
}
