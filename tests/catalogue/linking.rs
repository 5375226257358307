//! Links: what they name, and what it costs to know.

use axum::response::Response;
use echonest::app::ports::Catalogue;
use serde_json::{Value, json};

use crate::stand_in::{Call, StandIn, id, ok, status, track, uri, usual};

/// A track as an album tells it: without the album, and without its code.
fn bare(number: usize) -> Value {
    let mut track = track(number);
    for field in ["album", "external_ids"] {
        track.as_object_mut().expect("an object").remove(field);
    }
    track
}

/// An album of 120 tracks, in pages of 50.
fn album(call: &Call) -> Response {
    let tracks = |offset: usize| {
        let items: Vec<_> = (offset..(offset + 50).min(120)).map(bare).collect();
        json!({ "items": items, "total": 120, "limit": 50, "offset": offset })
    };
    let path = call.target.replace(&id(9), "ID");
    match path.strip_prefix("/v1/albums/ID") {
        Some("") => ok(&json!({ "name": "Box Set", "images": [{ "url": "https://i.scdn.co/image/box" }],
                               "tracks": tracks(0) })),
        Some("/tracks?limit=50&offset=50") => ok(&tracks(50)),
        Some("/tracks?limit=50&offset=100") => ok(&tracks(100)),
        Some(other) => panic!("{other} was asked"),
        None => usual(call),
    }
}

#[tokio::test]
async fn a_link_is_looked_up_once_and_every_form_of_it_is_known() {
    let stand_in = StandIn::start(usual).await;
    let catalogue = stand_in.catalogue();
    let first =
        catalogue.track(&format!("https://open.spotify.com/intl-de/track/{}?si=abc", id(3))).await.unwrap();
    assert_eq!(first.as_ref().map(|track| track.title.as_str()), Some("Track 3"));
    for form in [uri(3), format!("open.spotify.com/track/{}", id(3))] {
        assert_eq!(catalogue.track(&form).await.unwrap(), first, "{form}");
        assert_eq!(catalogue.search(&form, 0).await.unwrap().tracks.first(), first.as_ref(), "{form}");
    }
    assert_eq!(stand_in.asked(), [format!("tracks/{}", id(3))]);
}

#[tokio::test]
async fn several_links_name_their_tracks_in_their_order_and_in_pages() {
    let stand_in = StandIn::start(usual).await;
    let catalogue = stand_in.catalogue();
    let pasted: Vec<_> = (0..15).rev().map(uri).collect();
    let (first, second) = (catalogue.search(&pasted.join("\n"), 0).await.unwrap(), pasted.join(", "));
    assert_eq!((first.tracks[0].title.as_str(), first.tracks.len()), ("Track 14", 10));
    assert_eq!(stand_in.asked().len(), 10, "what is not shown is not looked up");
    let second = catalogue.search(&second, first.next_offset.unwrap()).await.unwrap();
    let titles: Vec<_> = second.tracks.iter().map(|track| track.title.as_str()).collect();
    assert_eq!(titles, ["Track 4", "Track 3", "Track 2", "Track 1", "Track 0"]);
    assert_eq!(second.next_offset, None);
    assert_eq!(catalogue.track(&pasted.join(" ")).await.unwrap(), None, "only one can be added at a time");
}

#[tokio::test]
async fn an_album_offers_all_that_is_on_it() {
    let stand_in = StandIn::start(album).await;
    let catalogue = stand_in.catalogue();
    let pasted = format!("{} https://open.spotify.com/album/{} {}", uri(777), id(9), uri(888));
    let (mut titles, mut next) = (Vec::new(), Some(0));
    while let Some(offset) = next {
        let found = catalogue.search(&pasted, offset).await.unwrap();
        assert!(found.tracks.len() <= 10);
        titles.extend(found.tracks.iter().map(|track| track.title.clone()));
        next = found.next_offset;
    }
    let all = [777].into_iter().chain(0..120).chain([888]);
    assert_eq!(titles, all.map(|number| format!("Track {number}")).collect::<Vec<_>>());
    assert_eq!(stand_in.asked().len(), 3 + 2, "three pages of the album, and each track beside it");
}

#[tokio::test]
async fn a_track_of_an_album_is_looked_up_when_it_is_added_and_stands_for_itself_where_that_fails() {
    let stand_in = StandIn::start(album).await;
    let catalogue = stand_in.catalogue();
    let found = catalogue.search(&format!("spotify:album:{}", id(9)), 0).await.unwrap();
    assert_eq!((found.tracks[4].album.as_deref(), &found.tracks[4].isrc), (Some("Box Set"), &None));
    assert_eq!(found.tracks[4].artwork_url.as_deref(), Some("https://i.scdn.co/image/box"));
    assert!(catalogue.track(&uri(4)).await.unwrap().is_some_and(|track| track.isrc.is_some()));
    stand_in.answer(|_| status(503));
    assert_eq!(catalogue.track(&uri(5)).await.unwrap().as_ref(), Some(&found.tracks[5]));
}

#[tokio::test]
async fn a_track_that_plays_under_another_address_here_is_known_by_both() {
    let stand_in =
        StandIn::start(|call| if call.target.contains("tracks/") { ok(&track(2)) } else { usual(call) })
            .await;
    let catalogue = stand_in.catalogue();
    let asked = catalogue.track(&uri(1)).await.unwrap().unwrap();
    assert_eq!(asked.uri.as_str(), uri(2), "what plays is what is told");
    assert_eq!(catalogue.track(&uri(1)).await.unwrap().as_ref(), Some(&asked));
    assert_eq!(catalogue.track(&uri(2)).await.unwrap().as_ref(), Some(&asked));
    assert_eq!(stand_in.asked().len(), 1);
}

#[tokio::test]
async fn an_episode_is_added_by_its_link() {
    let stand_in = StandIn::start(|call| {
        let episode = json!({ "type": "episode", "id": id(5), "name": "Pilot", "duration_ms": 3_000_000,
                              "show": { "name": "A Show" }, "images": [] });
        if call.target.starts_with("/v1/episodes/") { ok(&episode) } else { usual(call) }
    })
    .await;
    let catalogue = stand_in.catalogue();
    let episode =
        catalogue.track(&format!("https://open.spotify.com/episode/{}", id(5))).await.unwrap().unwrap();
    assert!(episode.uri.is_episode());
    assert_eq!((episode.title.as_str(), episode.album.as_deref()), ("Pilot", Some("A Show")));
}

#[tokio::test]
async fn what_does_not_exist_is_asked_once() {
    for gone in [400, 404] {
        let stand_in =
            StandIn::start(move |call| if call.target == "/api/token" { usual(call) } else { status(gone) })
                .await;
        let catalogue = stand_in.catalogue();
        for _ in 0..3 {
            assert_eq!(catalogue.track(&uri(1)).await.unwrap(), None);
        }
        assert_eq!(catalogue.search(&format!("spotify:album:{}", id(9)), 0).await.unwrap().tracks, []);
        assert_eq!(stand_in.asked().len(), 2);
    }
}

#[tokio::test]
async fn links_that_lead_elsewhere_cost_no_call() {
    let stand_in = StandIn::start(usual).await;
    let catalogue = stand_in.catalogue();
    for link in
        ["https://spotify.link/x", "http://127.0.0.1/track/x", "spotify:artist:x", "https://example.org/"]
            .map(str::to_owned)
            .into_iter()
            .chain([format!("https://open.spotify.com/playlist/{}", id(1))])
    {
        assert_eq!(catalogue.track(&link).await.unwrap(), None, "{link}");
        assert_eq!(catalogue.search(&link, 0).await.unwrap().tracks, [], "{link}");
    }
    for words in ["never gonna give you up", "demo:track:t001", ""] {
        assert_eq!(catalogue.track(words).await.unwrap(), None, "{words}");
    }
    assert_eq!(stand_in.calls().len(), 0);
}
