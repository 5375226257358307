//! A party of people with players, and what is known of them behind the adapter's back.

use std::{net::SocketAddr, sync::Arc};

use echonest::{
    app::{
        access::hidden::Hidden,
        ports::{Clock, OnAir, PlayerFailure, Players, Report, Shelf},
    },
    domain::track::TrackUri,
    music::spotify::{Settings, SpotifyCatalogue, players::SpotifyPlayers},
    outgoing::Outgoing,
};
use echonest_fakes::Running;
use reqwest::{Client, Method, redirect::Policy};
use serde_json::{Value, json};
use url::Url;

use crate::support::time::HandClock;

pub const HOST: (&str, &str) = ("0123456789abcdef0123456789abcdef", "fedcba9876543210fedcba9876543210");
pub const LOOKS: &str = "user-read-playback-state playlist-read-private";
pub const LISTENS: &str = "user-read-playback-state user-modify-playback-state playlist-read-private";
const BACK: &str = "http://127.0.0.1:5001/authentication/spotify_callback";

pub struct Party {
    pub fakes: Running,
    pub clock: Arc<HandClock>,
    pub catalogue: SpotifyCatalogue,
    pub players: SpotifyPlayers,
    client: Client,
}

pub fn uri(text: &str) -> TrackUri {
    TrackUri::parse(text).expect("an address")
}

/// The address of what is on.
pub fn on_air(report: &Report) -> &TrackUri {
    match &report.on_air {
        OnAir::Track { uri, .. } => uri,
        other => panic!("{other:?} is on"),
    }
}

impl Party {
    pub async fn new() -> Self {
        let anywhere = || SocketAddr::from(([127, 0, 0, 1], 0));
        let fakes = echonest_fakes::start(anywhere(), anywhere()).await.expect("the stand-ins start");
        let clock = Arc::new(HandClock::at(1_000_000));
        let time: Arc<dyn Clock> = clock.clone();
        let catalogue = SpotifyCatalogue::new(settings(&fakes.spotify_url), Outgoing::new(), time);
        let players = catalogue.players();
        let client = Client::builder().redirect(Policy::none()).build().expect("a client");
        Self { fakes, clock, catalogue, players, client }
    }

    pub async fn control(&self, method: Method, path: &str, said: Value) -> Value {
        let url = format!("{}/_control/{path}", self.fakes.spotify_url);
        let answer = self.client.request(method, url).json(&said).send().await.expect("it answers");
        assert!(answer.status().is_success(), "{path}: {}", answer.status());
        answer.json().await.unwrap_or_default()
    }

    pub async fn post(&self, path: &str, said: Value) {
        self.control(Method::POST, path, said).await;
    }

    /// The next answer below `/v1/me/player` goes wrong so.
    pub async fn fault(&self, mut fault: Value) {
        fault["path"] = json!("/v1/me/player");
        self.post("faults", fault).await;
    }

    /// What was asked of the API, newest last.
    pub async fn calls(&self) -> Vec<Value> {
        let answer = self.control(Method::GET, "calls?path=/v1/", Value::Null).await;
        let mut calls = answer["calls"].as_array().expect("a list").clone();
        calls.sort_by_key(|call| call["number"].as_u64());
        calls
    }

    pub async fn call(&self) -> Value {
        self.calls().await.pop().expect("a call")
    }

    /// What somebody's player really does.
    pub async fn truth(&self, person: &str) -> Value {
        self.control(Method::GET, &format!("spotify/people/{person}/player"), Value::Null).await
    }

    pub async fn change_device(&self, person: &str, device: Value) {
        self.post(&format!("spotify/people/{person}/devices"), device).await;
    }

    /// Somebody turns the random order on themselves.
    pub async fn shuffle(&self, access: &Hidden) {
        let url = format!("{}/v1/me/player/shuffle?state=true", self.fakes.spotify_url);
        let answer = self.client.put(url).bearer_auth(access.reveal()).send().await.expect("it answers");
        assert!(answer.status().is_success(), "{}", answer.status());
    }

    pub async fn sign_in(&self, person: &str) -> Hidden {
        self.sign_in_to(HOST, person, LISTENS).await
    }

    pub async fn sign_in_to(&self, (id, secret): (&str, &str), person: &str, scopes: &str) -> Hidden {
        let spotify = &self.fakes.spotify_url;
        let query = [
            ("client_id", id),
            ("response_type", "code"),
            ("redirect_uri", BACK),
            ("scope", scopes),
            ("state", "x"),
            ("_as", person),
        ];
        let asked = Url::parse_with_params(&format!("{spotify}/authorize"), query).expect("an address");
        let sent = self.client.get(asked).send().await.expect("it answers");
        let back = sent.headers().get("location").and_then(|to| Url::parse(to.to_str().ok()?).ok());
        let back = back.expect("the way back");
        let code = back.query_pairs().find(|(name, _)| name == "code").expect("a code").1.into_owned();
        let form = [("grant_type", "authorization_code"), ("code", &code), ("redirect_uri", BACK)];
        let asked = self.client.post(format!("{spotify}/api/token")).basic_auth(id, Some(secret));
        let tokens: Value = asked.form(&form).send().await.expect("it answers").json().await.expect("tokens");
        Hidden::from(tokens["access_token"].as_str().expect("a token").to_owned())
    }

    /// Addresses of tracks of a kind.
    pub async fn tracks(&self, kind: &str) -> Vec<Value> {
        let path = format!("spotify/tracks?trait={kind}");
        self.control(Method::GET, &path, Value::Null).await["tracks"].as_array().expect("a list").clone()
    }

    /// Two tracks of twenty seconds, known by one address each.
    pub async fn uris(&self) -> [TrackUri; 2] {
        let tracks = self.tracks("short").await;
        let is_plain = |track: &&Value| {
            let traits = track["traits"].as_array().expect("a list");
            !traits.contains(&json!("relinked")) && !traits.contains(&json!("unplayable"))
        };
        let mut uris = tracks.iter().filter(is_plain).map(|track| uri(track["uri"].as_str().expect("one")));
        [(); 2].map(|()| uris.next().expect("there are enough"))
    }

    /// An episode that somebody keeps on a list.
    pub async fn episode(&self, access: &Hidden) -> TrackUri {
        let shelf: &dyn Shelf = &self.catalogue;
        for list in shelf.playlists(access.reveal(), 0).await.expect("lists").playlists {
            let kept = shelf.playlist(access.reveal(), &list.id, 0).await.expect("tracks").tracks;
            if let Some(episode) = kept.iter().find(|track| track.uri.is_episode()) {
                return episode.uri.clone();
            }
        }
        panic!("nobody keeps an episode")
    }

    /// The id of a person's device.
    pub async fn device(&self, person: &str, name: &str) -> String {
        let truth = self.truth(person).await;
        let mut devices = truth["devices"].as_array().expect("a list").iter();
        let device = devices.find(|device| device["name"] == name).expect("it is theirs");
        device["id"].as_str().expect("an id").to_owned()
    }

    /// What comes of everything a player can be asked and told.
    pub async fn everything(&self, access: &Hidden, device: &str) -> [Result<(), PlayerFailure>; 6] {
        let [first, _] = self.uris().await;
        [
            self.players.look(access).await.map(drop),
            self.players.devices(access).await.map(drop),
            self.players.play(access, device, &[first], 0).await,
            self.players.shuffle_off(access, device).await,
            self.players.transfer(access, device, false).await,
            self.players.pause(access, device).await,
        ]
    }
}

pub fn settings(url: &str) -> Settings {
    Settings {
        api_url: format!("{url}/v1"),
        accounts_url: url.to_owned(),
        client_id: HOST.0.into(),
        client_secret: HOST.1.into(),
        market: Some("DE".into()),
    }
}
