//! The catalogue against the stand-in for the whole service: its tokens, its limits, its music.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use echonest::{
    app::ports::{Catalogue, Clock, Kinship},
    domain::track::Track,
    music::spotify::{Settings, SpotifyCatalogue, budget::Priority},
    outgoing::Outgoing,
};
use echonest_fakes::Running;
use serde_json::{Value, json};
use tokio::task::JoinSet;

use crate::support::time::HandClock;

struct Evening {
    fakes: Running,
    clock: Arc<HandClock>,
    catalogue: Arc<SpotifyCatalogue>,
}

async fn evening(market: Option<&str>) -> Evening {
    let anywhere = || SocketAddr::from(([127, 0, 0, 1], 0));
    let fakes = echonest_fakes::start(anywhere(), anywhere()).await.expect("the stand-ins start");
    let clock = Arc::new(HandClock::at(1_000_000));
    let settings = Settings {
        api_url: format!("{}/v1", fakes.spotify_url),
        accounts_url: fakes.spotify_url.clone(),
        client_id: "0123456789abcdef0123456789abcdef".into(),
        client_secret: "fedcba9876543210fedcba9876543210".into(),
        market: market.map(str::to_owned),
    };
    let time: Arc<dyn Clock> = clock.clone();
    let catalogue = Arc::new(SpotifyCatalogue::new(settings, Outgoing::new(), time));
    Evening { fakes, clock, catalogue }
}

impl Evening {
    async fn control(&self, path: &str, said: Option<Value>) -> Value {
        let client = reqwest::Client::new();
        let url = format!("{}/_control/{path}", self.fakes.spotify_url);
        let request = said.map_or_else(|| client.get(&url), |said| client.post(&url).json(&said));
        let answer = request.send().await.expect("the stand-in answers");
        assert!(answer.status().is_success(), "{path}: {}", answer.status());
        answer.json().await.unwrap_or_default()
    }

    async fn api_calls(&self) -> u64 {
        self.control("calls?path=/v1/", None).await["count"].as_u64().expect("a count")
    }

    async fn tracks(&self, kind: &str) -> Vec<Value> {
        let answer = self.control(&format!("spotify/tracks?trait={kind}"), None).await;
        let tracks = answer["tracks"].as_array().expect("a list").clone();
        assert!(!tracks.is_empty(), "there is no {kind} track");
        tracks
    }

    /// What finds something.
    async fn words(&self) -> String {
        self.tracks("plain").await[0]["artist"].as_str().expect("a name").to_owned()
    }

    async fn titles(&self, query: &str) -> Vec<String> {
        let (mut titles, mut next) = (Vec::new(), Some(0));
        while let Some(offset) = next {
            let found = self.catalogue.search(query, offset).await.expect("an answer");
            titles.extend(found.tracks.iter().map(|track| track.title.clone()));
            next = found.next_offset;
        }
        titles
    }
}

#[tokio::test]
async fn what_the_service_has_is_found_linked_and_read_as_it_is() {
    let evening = evening(None).await;
    evening.catalogue.check().await.unwrap();
    for known in evening.tracks("plain").await.iter().take(5) {
        let name = known["name"].as_str().unwrap();
        assert!(evening.titles(name).await.iter().any(|title| title == name), "{name} is found");
        let link = format!("https://open.spotify.com/intl-de/track/{}?si=x", known["id"].as_str().unwrap());
        let track = evening.catalogue.track(&link).await.unwrap().unwrap();
        assert_eq!((track.title.as_str(), track.isrc.as_deref()), (name, known["isrc"].as_str()));
        assert_eq!(Some(track.length_ms), known["length_ms"].as_u64());
        assert!(
            track.artwork_url.as_ref().is_some_and(|cover| cover.starts_with(&evening.fakes.spotify_url))
        );
        let album = format!("spotify:album:{}", known["album_id"].as_str().unwrap());
        assert!(evening.titles(&album).await.iter().any(|title| title == name), "{name} is on its album");
    }
}

#[tokio::test]
async fn what_is_akin_is_found_with_what_is_left_of_the_service() {
    for market in [None, Some("DE")] {
        let evening = evening(market).await;
        let mut found_any = [0; 4];
        for known in evening.tracks("plain").await.iter().step_by(5) {
            let seed = evening.catalogue.track(known["uri"].as_str().unwrap()).await.unwrap().unwrap();
            let artist = known["artist"].as_str().unwrap();
            let kinships = [Kinship::Album, Kinship::Discography, Kinship::Artist, Kinship::Genre(None)];
            for (count, kinship) in found_any.iter_mut().zip(kinships) {
                let found = evening.catalogue.akin(Some(&seed), &kinship, 1_234).await.unwrap();
                assert!(found.iter().all(|track| !track.is_same_as(&seed.uri, seed.isrc.as_deref())));
                let is_theirs = |track: &&Arc<Track>| track.artists.iter().any(|name| name == artist);
                match kinship {
                    Kinship::Genre(_) if known["genres"][0].is_null() => assert_eq!(found, []),
                    Kinship::Genre(_) => assert!(!found.is_empty(), "{artist}"),
                    Kinship::Album => assert!(found.iter().all(|track| track.album == seed.album)),
                    _ => assert_eq!(found.iter().filter(is_theirs).count(), found.len(), "{artist}"),
                }
                *count += found.len();
            }
            evening.clock.advance(30_000);
        }
        assert!(found_any.iter().all(|count| *count > 0), "{found_any:?}");
    }
}

#[tokio::test]
async fn where_genres_are_kept_back_the_other_kinds_are_found_all_the_same() {
    let evening = evening(None).await;
    let fault = json!({ "path": "/v1/artists", "without": ["genres"], "times": 0 });
    evening.control("faults", Some(fault)).await;
    let known = evening.tracks("plain").await;
    let known = known.iter().rfind(|track| !track["genres"][0].is_null()).expect("one with a genre");
    let seed = evening.catalogue.track(known["uri"].as_str().unwrap()).await.unwrap().unwrap();
    assert_eq!(evening.catalogue.akin(Some(&seed), &Kinship::Genre(None), 0).await.unwrap(), []);
    for kinship in [Kinship::Album, Kinship::Discography, Kinship::Artist] {
        assert_ne!(evening.catalogue.akin(Some(&seed), &kinship, 0).await.unwrap(), [], "{kinship:?}");
    }
}

#[tokio::test]
async fn a_track_that_is_another_in_this_market_is_known_by_the_address_it_was_asked_by() {
    let evening = evening(Some("DE")).await;
    for known in evening.tracks("relinked").await.iter().take(3) {
        let asked = format!("spotify:track:{}", known["id"].as_str().unwrap());
        let track = evening.catalogue.track(&asked).await.unwrap().unwrap();
        assert_eq!(Some(track.uri.id()), known["other_id"].as_str());
        let before = evening.api_calls().await;
        assert_eq!(evening.catalogue.track(&asked).await.unwrap().as_ref(), Some(&track));
        assert_eq!(evening.catalogue.track(track.uri.as_str()).await.unwrap().as_ref(), Some(&track));
        assert_eq!(evening.api_calls().await, before);
    }
    let known = &evening.tracks("relinked").await[4];
    let found = evening.titles(known["name"].as_str().unwrap()).await;
    assert!(found.iter().any(|title| title == known["name"].as_str().unwrap()));
    let before = evening.api_calls().await;
    let asked = format!("spotify:track:{}", known["id"].as_str().unwrap());
    assert!(evening.catalogue.track(&asked).await.unwrap().is_some());
    assert_eq!(evening.api_calls().await, before, "a search told of the other address, too");
    for known in evening.tracks("unplayable").await.iter().take(3) {
        let asked = format!("spotify:track:{}", known["id"].as_str().unwrap());
        assert_eq!(evening.catalogue.track(&asked).await.unwrap(), None, "it cannot be played here");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_crowd_costs_one_call_for_the_same_and_never_more_than_the_budget_for_everything() {
    let evening = evening(None).await;
    let mut asking = JoinSet::new();
    for _ in 0..200 {
        let catalogue = evening.catalogue.clone();
        asking.spawn(async move { catalogue.search("Love ", 0).await.is_ok() });
    }
    assert_eq!(asking.join_all().await, [true; 200]);
    assert_eq!(evening.api_calls().await, 1);
    let mut asking = JoinSet::new();
    for number in 0..200 {
        let catalogue = evening.catalogue.clone();
        asking.spawn(async move { catalogue.search(&format!("love {number}"), 0).await.is_ok() });
    }
    asking.join_all().await;
    assert_eq!(evening.api_calls().await, Priority::Search.share() as u64);
}

#[tokio::test]
async fn an_hour_of_too_many_is_waited_out_without_a_call() {
    let evening = evening(None).await;
    let words = evening.words().await;
    let known = evening.catalogue.search(&words, 0).await.unwrap();
    assert!(!known.tracks.is_empty());
    evening.control("limits", Some(json!({ "path": "/v1", "seconds": 3_600, "is_quota": true }))).await;
    let told = evening.catalogue.search("night", 0).await.unwrap_err();
    assert!(told.why.contains("quota"), "{told}");
    assert!(told.retry_after.is_some_and(|wait| wait > Duration::from_mins(59)));
    let before = evening.api_calls().await;
    evening.clock.advance(30 * 60_000);
    assert_eq!(evening.catalogue.search(&words, 0).await.unwrap(), known);
    for track in &known.tracks {
        assert_eq!(
            evening.catalogue.track(track.link.as_ref().unwrap()).await.unwrap().as_ref(),
            Some(track)
        );
    }
    assert!(evening.catalogue.search("night", 0).await.is_err());
    assert_eq!(evening.api_calls().await, before);
    evening.clock.advance(31 * 60_000);
    evening.control("clock", Some(json!({ "skip_ms": 61 * 60_000 }))).await;
    assert!(evening.catalogue.search("night", 0).await.is_ok(), "and then it goes on, with a new token");
}

#[tokio::test]
async fn tokens_that_the_service_forgets_are_renewed() {
    let evening = evening(None).await;
    evening.catalogue.search("love", 0).await.unwrap();
    let client = reqwest::Client::new();
    let url = format!("{}/_control/spotify/access", evening.fakes.spotify_url);
    assert!(client.delete(url).send().await.unwrap().status().is_success());
    assert!(evening.catalogue.search("night", 0).await.is_ok());
}

#[tokio::test]
async fn answers_that_go_wrong_are_told_as_that() {
    let evening = evening(None).await;
    for (number, fault) in [
        json!({ "huge_bytes": 10 << 20 }),
        json!({ "redirect": "http://127.0.0.1:1/inside" }),
        json!({ "truncate": true, "times": 2 }),
    ]
    .into_iter()
    .enumerate()
    {
        let mut fault = fault;
        fault["path"] = json!("/v1/search");
        evening.control("faults", Some(fault.clone())).await;
        let answer = evening.catalogue.search(&format!("love {number}"), 0).await;
        assert!(answer.is_err(), "{fault}: {answer:?}");
    }
    let fault = json!({ "path": "/v1/search", "without": ["artists", "album", "external_ids", "explicit"],
                        "set": { "/tracks/items/0/name": "<b>\u{202e}x</b>" } });
    evening.control("faults", Some(fault)).await;
    let found = evening.catalogue.search(&evening.words().await, 0).await.unwrap();
    assert_eq!(found.tracks[0].title, "<b>x</b>");
    assert!(found.tracks.iter().all(|track| track.artists.is_empty() && track.album.is_none()));
}
