//! Answers of Spotify that are wrong, endless, or slow.

use std::time::Instant;

use serde_json::json;

use crate::{
    browser::{Browser, search},
    stage::{Stage, may_be_given_up},
};

/// No machine stands still, for as long as a slow answer is waited for, so often in a row.
const ATTEMPTS: u32 = 5;

#[tokio::test]
async fn what_is_missing_in_an_answer_costs_a_track_and_no_more() {
    let stage = Stage::new().await;
    let server = stage.server(&[("RATE_LIMITS", "off")]);
    let browser = Browser::at(&server.url);
    browser.guest("Gus").await;
    let fields =
        ["name", "artists", "album", "duration_ms", "id", "uri", "items", "tracks", "external_ids", "images"];
    for (name, text) in fields.into_iter().zip('a'..) {
        stage.tell("/faults", json!({ "path": "/v1/search", "without": [name] })).await;
        let (status, found) = search(&browser, &text.to_string()).await;
        assert!([200, 503].contains(&status), "without {name}: {status} {found}");
    }
    assert_eq!(search(&browser, "love").await.0, 200, "and the next answer is read again");
}

#[tokio::test]
async fn nothing_in_an_answer_can_be_more_than_text() {
    let stage = Stage::new().await;
    let server = stage.server(&[]);
    let browser = Browser::at(&server.url);
    browser.guest("Gus").await;
    let item = |name: &str| format!("/tracks/items/0/{name}");
    let hostile = "<img src=x onerror=alert(1)>\u{202e}\u{0}\"'</script>";
    let image = json!({ "url": "http://169.254.169.254/secret", "width": 640, "height": 640 });
    let wrong = json!({
        item("name"): hostile,
        item("external_urls"): { "spotify": "javascript:alert(1)" },
        item("album"): { "name": hostile, "images": [image] },
    });
    stage.tell("/faults", json!({ "path": "/v1/search", "set": wrong })).await;
    let (status, found) = search(&browser, "e").await;
    assert_eq!(status, 200);
    let told = found.to_string();
    assert!(!told.contains("javascript:") && !told.contains("169.254"), "{told}");
    let title = found["tracks"][0]["title"].as_str().unwrap_or_else(|| panic!("no title: {found}"));
    assert!(title.starts_with("<img src=x onerror=alert(1)>"), "as it is: {title:?}");
    assert!(!title.contains(['\u{202e}', '\u{0}']), "but for what is no letter: {title:?}");
}

#[tokio::test]
async fn an_answer_without_an_end_is_given_up() {
    let stage = Stage::new().await;
    let server = stage.server(&[("RATE_LIMITS", "off")]);
    let browser = Browser::at(&server.url);
    let mut socket = browser.guest("Gus").await.socket().await;
    let huge = |path: &str| json!({ "path": path, "huge_bytes": 10 << 20 });
    // What only asks for something is asked once more where the answer broke off.
    let broken = json!({ "path": "/v1/search", "truncate": true, "times": 2 });
    for (text, fault) in [("huge", huge("/v1/search")), ("broken", broken)] {
        stage.tell("/faults", fault).await;
        let (status, problem) = search(&browser, text).await;
        assert_eq!((status, &problem["code"]), (503, &json!("catalogue_unavailable")), "{text}");
    }
    assert_eq!(search(&browser, "love").await.0, 200);
    stage.tell("/faults", huge("/api/token")).await;
    assert_eq!(browser.connect("ada").await, "/?problem=spotify_unavailable");
    stage.tell("/faults", huge("/token")).await;
    let other = Browser::at(&server.url);
    assert_eq!(other.sign_in("ada@party.example").await, "/login?problem=unavailable");
    socket.does(json!({ "type": "settings", "settings": { "locked": true } })).await;
}

#[tokio::test]
async fn a_slow_answer_holds_up_nobody_but_who_waits_for_it() {
    let stage = Stage::new().await;
    let server = stage.server(&[("RATE_LIMITS", "off")]);
    let browser = Browser::at(&server.url);
    let mut socket = browser.guest("Gus").await.socket().await;
    for attempt in 1.. {
        stage.tell("/faults", json!({ "path": "/v1/search", "drip_ms": 1_000 })).await;
        let (began, before) = (Instant::now(), stage.calls("/v1/search").await.len());
        let slow = tokio::spawn({
            let browser = browser.clone();
            async move { search(&browser, &format!("slow {attempt}")).await }
        });
        while stage.calls("/v1/search").await.len() == before {}
        assert_eq!(search(&browser, &format!("love {attempt}")).await.0, 200);
        socket.does(json!({ "type": "settings", "settings": { "locked": attempt % 2 == 1 } })).await;
        let (is_waited_for, may_be_over) = (!slow.is_finished(), may_be_given_up(began));
        let (status, problem) = slow.await.expect("it ends");
        assert_eq!((status, &problem["code"]), (503, &json!("catalogue_unavailable")));
        if is_waited_for {
            break;
        }
        // A machine that stood still shows nothing; a program that holds others up shows it each time.
        assert!(may_be_over && attempt < ATTEMPTS, "others were held up");
    }
}
