//! A full house that searches, and what that costs.

use std::{collections::BTreeMap, time::Instant};

use futures_util::future::join_all;
use serde_json::Value;

use crate::{
    browser::{Browser, search},
    stage::Stage,
    support::server::Server,
};

/// What searches may take of the calls that the program allows itself in 30 seconds.
const SEARCHES_MAX: usize = 54;

async fn house(server: &Server, people: usize) -> Vec<Browser> {
    let browsers: Vec<_> = (0..people).map(|_| Browser::at(&server.url)).collect();
    for (number, browser) in browsers.iter().enumerate() {
        browser.guest(&format!("P{number}")).await;
    }
    browsers
}

#[tokio::test]
async fn two_hundred_people_who_type_the_same_cost_a_call_for_each_text() {
    let stage = Stage::new().await;
    let server = stage.server(&[("RATE_LIMITS", "off")]);
    let browsers = house(&server, 200).await;
    let texts = ["l", "lo", "lov", "love", "LOVE ", " lo\u{301}ve", "lóve", "love  is", "Love is"];
    let asked = join_all(browsers.iter().map(async |browser| {
        for text in texts {
            let (status, found) = search(browser, text).await;
            assert_eq!(status, 200, "{text}: {found}");
        }
    }));
    asked.await;
    let mut calls: BTreeMap<String, usize> = BTreeMap::new();
    for call in stage.calls("/v1/search").await {
        *calls.entry(call["query"].as_str().unwrap_or_default().to_owned()).or_default() += 1;
    }
    assert_eq!(calls.len(), 6, "{calls:?}");
    assert!(calls.values().all(|count| *count == 1), "{calls:?}");
}

#[tokio::test]
async fn two_hundred_people_who_type_different_things_never_cost_more_than_the_budget() {
    let stage = Stage::new().await;
    let server = stage.server(&[("RATE_LIMITS", "off")]);
    let browsers = house(&server, 200).await;
    let began = Instant::now();
    let answers = join_all(
        browsers
            .iter()
            .enumerate()
            .map(async |(number, browser)| search(browser, &format!("words of {number}")).await),
    );
    let answers = answers.await;
    let calls = stage.calls("/v1/search").await.len();
    // What was called first may be called again when 30 seconds are over, on a very slow machine.
    let windows = 1 + usize::try_from(began.elapsed().as_secs() / 30).expect("it is small");
    assert!(calls <= windows * SEARCHES_MAX, "{calls} calls");
    let refused: Vec<_> = answers.iter().filter(|(status, _)| *status != 200).collect();
    assert_eq!(answers.len() - refused.len(), calls, "whoever was answered cost a call");
    for (status, problem) in refused {
        assert_eq!((*status, &problem["code"]), (503, &Value::from("catalogue_unavailable")));
        assert!(problem["retry_after_ms"].as_u64().is_some_and(|wait_ms| wait_ms <= 30_000), "{problem}");
    }
}

#[tokio::test]
async fn a_search_that_was_answered_before_asks_spotify_nothing() {
    let stage = Stage::new().await;
    let server = stage.server(&[("RATE_LIMITS", "off")]);
    let browser = Browser::at(&server.url);
    browser.guest("Gus").await;
    // One connection for all, as a page has it.
    let http = reqwest::Client::new();
    let mut medians_us = Vec::new();
    for path in ["/api/v1/search?q=love", "/health"] {
        let mut took_us = Vec::new();
        for _ in 0..501 {
            let request = http.get(format!("{}{path}", server.url)).header("cookie", browser.session());
            let began = Instant::now();
            let answer = request.send().await.expect("an answer");
            assert_eq!(answer.status(), 200);
            answer.bytes().await.expect("a body");
            took_us.push(began.elapsed().as_micros());
        }
        took_us.sort_unstable();
        medians_us.push(took_us[took_us.len() / 2]);
    }
    println!("A known search took {} µs, /health {} µs (medians of 501).", medians_us[0], medians_us[1]);
    assert_eq!(stage.calls("/v1/search").await.len(), 1);
}
