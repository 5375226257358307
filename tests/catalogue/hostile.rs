//! Answers that mean harm, or are broken.

use axum::body::{Body, Bytes};
use echonest::app::ports::Catalogue;
use futures_util::{StreamExt, stream};
use serde_json::json;

use crate::stand_in::{StandIn, ok, status, text, track, uri, usual};

#[tokio::test]
async fn an_answer_of_ten_megabytes_is_not_read_to_its_end() {
    let stand_in =
        StandIn::start(
            |call| {
                if call.target == "/api/token" { usual(call) } else { text(vec![b' '; 10 << 20]) }
            },
        )
        .await;
    let failure = stand_in.catalogue().search("abba", 0).await.unwrap_err();
    assert!(failure.why.contains("more than"), "{failure}");
}

#[tokio::test]
async fn an_answer_that_never_ends_is_given_up() {
    let stand_in = StandIn::start(|call| {
        let drip = stream::once(async { Ok::<_, std::io::Error>(Bytes::from_static(b"{")) });
        let body = Body::from_stream(drip.chain(stream::pending()));
        if call.target == "/api/token" { usual(call) } else { text(body) }
    })
    .await;
    let catalogue = stand_in.catalogue();
    let asking = tokio::spawn(async move { catalogue.search("abba", 0).await.unwrap_err() });
    stand_in.is_asked().await;
    // All that is left to happen is that time passes.
    tokio::time::pause();
    let failure = asking.await.unwrap();
    assert!(failure.why.contains("within"), "{failure}");
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let inside = StandIn::start(usual).await;
    let stand_in = StandIn::start({
        let to = inside.url.clone();
        move |call| {
            let mut answer = status(302);
            answer.headers_mut().insert("location", format!("{to}{}", call.target).parse().unwrap());
            if call.target == "/api/token" { usual(call) } else { answer }
        }
    })
    .await;
    let catalogue = stand_in.catalogue();
    assert!(catalogue.search("abba", 0).await.unwrap_err().why.contains("redirect"));
    assert!(catalogue.track(&uri(1)).await.unwrap_err().why.contains("redirect"));
    assert_eq!(inside.calls().len(), 0);
}

#[tokio::test]
async fn an_answer_that_is_no_json_or_breaks_off_is_a_failure_and_not_an_empty_page() {
    for body in ["", "{\"tracks\": {\"items\": [", "<html>down for maintenance</html>"] {
        let stand_in =
            StandIn::start(move |call| if call.target == "/api/token" { usual(call) } else { text(body) })
                .await;
        let failure = stand_in.catalogue().search("abba", 0).await.unwrap_err();
        assert!(failure.why.contains("could not be read"), "{failure}");
        assert!(!failure.why.contains("maintenance"), "{failure}");
    }
}

#[tokio::test]
async fn one_odd_item_does_not_spoil_a_page_and_a_hostile_title_is_text() {
    let stand_in = StandIn::start(|call| {
        let mut hostile = track(1);
        hostile["name"] = json!("</script><img src=x onerror=alert(1)>\u{0}\u{202e}");
        hostile["external_urls"] = json!({ "spotify": "javascript:alert(1)" });
        hostile["album"]["images"] = json!([
            { "url": "http://169.254.169.254/latest", "width": 300, "height": 300 },
            { "url": "https://evil.example/pixel.png", "width": 300, "height": 300 },
        ]);
        let items =
            json!([null, {}, 7, { "id": "x" }, hostile, { "id": null, "name": "Local", "is_local": true }]);
        let answer = ok(&json!({ "tracks": { "items": items } }));
        if call.target == "/api/token" { usual(call) } else { answer }
    })
    .await;
    let found = stand_in.catalogue().search("abba", 0).await.unwrap();
    let [track] = &found.tracks[..] else { panic!("{found:?}") };
    assert_eq!(track.title, "</script><img src=x onerror=alert(1)>");
    assert_eq!(track.artwork_url, None);
    assert!(track.link.as_ref().is_some_and(|link| link.starts_with("https://open.spotify.com/track/")));
}

#[tokio::test]
async fn a_stand_in_may_show_its_own_covers() {
    let stand_in = StandIn::start(usual).await;
    let cover = format!("{}/image/1", stand_in.url);
    stand_in.answer({
        let cover = cover.clone();
        move |call| {
            let mut item = track(1);
            item["album"]["images"] = json!([{ "url": cover }]);
            if call.target == "/api/token" { usual(call) } else { ok(&item) }
        }
    });
    let track = stand_in.catalogue().track(&uri(1)).await.unwrap().unwrap();
    assert_eq!(track.artwork_url, Some(cover));
}
