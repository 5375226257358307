//! The document and its page as they are served.

use std::{collections::BTreeSet, time::Instant};

use reqwest::header;
use serde_json::Value;

use super::support::server::Server;

/// The document may be this long, in bytes: a program reads it at once, over any network.
const LENGTH_MAX: usize = 128 * 1_024;

#[tokio::test]
async fn the_document_is_whole_small_and_there_for_anybody() {
    let directory = tempfile::tempdir().expect("a directory");
    let server = Server::start_with(directory.path(), &[("PUBLIC_READ", "false")]);
    let address = format!("{}/api/v1/openapi.json", server.url);
    let text = reqwest::get(&address).await.expect("an answer").text().await.expect("a body");
    assert!(text.len() < LENGTH_MAX, "{} bytes", text.len());
    let mut times = Vec::new();
    for _ in 0..20 {
        let began = Instant::now();
        reqwest::get(&address).await.expect("an answer").bytes().await.expect("a body");
        times.push(began.elapsed());
    }
    times.sort();
    // For whoever wants to know; a busy machine is no reason to fail.
    eprintln!("openapi.json: {} bytes, served within {:?}", text.len(), times[times.len() / 2]);
    let document: Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(document["openapi"], "3.1.0");
    let mut names = BTreeSet::new();
    for operation in
        document["paths"].as_object().expect("paths").values().filter_map(|path| path.as_object())
    {
        for (method, operation) in operation {
            let name = operation["operationId"].as_str().expect("a name").to_owned();
            assert!(names.insert(name), "{method} {operation}");
            assert!(!operation["summary"].as_str().expect("a summary").is_empty(), "{operation}");
        }
    }
    assert!(names.len() > 60, "{}", names.len());
    for scheme in ["session", "token"] {
        assert!(document["components"]["securitySchemes"][scheme].is_object(), "{scheme}");
    }
}

#[tokio::test]
async fn the_page_shows_every_address_and_needs_nothing_from_elsewhere() {
    let directory = tempfile::tempdir().expect("a directory");
    let server = Server::start(directory.path());
    let answer = reqwest::get(format!("{}/api/docs", server.url)).await.expect("an answer");
    let policy = answer.headers()[header::CONTENT_SECURITY_POLICY].to_str().expect("a text").to_owned();
    assert!(policy.contains("default-src 'none'") && !policy.contains("unsafe"), "{policy}");
    let page = answer.text().await.expect("a body");
    for by_hand in ["<script", "<style", " style=", "onclick", "http://", "https://"] {
        assert!(!page.contains(by_hand), "{by_hand}");
    }
    let document: Value = reqwest::get(format!("{}/api/v1/openapi.json", server.url))
        .await
        .expect("an answer")
        .json()
        .await
        .expect("JSON");
    for (path, methods) in document["paths"].as_object().expect("paths") {
        assert!(page.contains(&format!("<code>{path}</code>")), "{path}");
        assert!(methods.as_object().is_some_and(|methods| !methods.is_empty()));
    }
    for name in document["components"]["schemas"].as_object().expect("types").keys() {
        assert!(page.contains(&format!("id=\"type-{name}\"")), "{name}");
    }
    // Every link inside the page leads somewhere.
    for target in page.split("href=\"#").skip(1).filter_map(|rest| rest.split('"').next()) {
        assert!(page.contains(&format!("id=\"{target}\"")), "{target}");
    }
}
