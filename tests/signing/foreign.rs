//! Other sites' pages, other people's passes, and addresses inside.

use std::net::TcpListener;

use reqwest::{Method, redirect::Policy};
use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::Error;

use crate::{
    browser::{Browser, agree, location},
    stage::Stage,
};

const ADA: &str = "ada@party.example";

#[tokio::test]
async fn another_sites_page_changes_nothing_in_the_name_of_who_visits_it() {
    let stage = Stage::new().await;
    let server = stage.server(&[]);
    let browser = Browser::at(&server.url);
    browser.sign_in(ADA).await;
    browser.connect("ada").await;
    let made = browser.post("/api/v1/tokens").json(&json!({ "name": "mine" })).send().await.expect("made");
    let id = made.json::<Value>().await.expect("JSON")["id"].as_str().expect("an id").to_owned();
    let token = format!("/api/v1/tokens/{id}");
    for (method, path) in [
        (Method::POST, "/login/guest"),
        (Method::POST, "/logout"),
        (Method::POST, "/logout?everywhere=true"),
        (Method::POST, "/api/v1/tokens"),
        (Method::DELETE, &token),
        (Method::DELETE, "/api/v1/spotify"),
        (Method::POST, "/api/v1/nests/main/commands"),
    ] {
        let body = r#"{"name":"x","type":"clear","id":"x"}"#;
        let foreign =
            browser.foreign(method.clone(), path).header("content-type", "application/json").body(body);
        assert_eq!(foreign.send().await.expect("an answer").status(), 403, "{method} {path}");
    }
    // A page could also send people to where their Spotify is connected to an app of its own.
    let led =
        browser.come_from_elsewhere("/connect/spotify?client_id=feedfacefeedfacefeedfacefeedface").await;
    assert_eq!(led.status(), 403);
    assert_eq!(browser.standing().await, "connected");
    assert_eq!(browser.read("/api/v1/tokens").await["tokens"].as_array().map(Vec::len), Some(1));
    assert_eq!(browser.you().await.expect("signed in")["name"], "Ada Quill");
}

#[tokio::test]
async fn another_sites_page_opens_no_socket() {
    let stage = Stage::new().await;
    let server = stage.server(&[]);
    let browser = Browser::at(&server.url);
    browser.sign_in(ADA).await;
    let person = browser.person().await;
    let look_alike = format!("{}.evil.example", server.url);
    for origin in [None, Some("https://evil.example"), Some("null"), Some(look_alike.as_str())] {
        let Err(Error::Http(answer)) = person.raw_socket("/socket/", origin).await else {
            panic!("a socket opened for {origin:?}");
        };
        assert_eq!(answer.status(), 403, "{origin:?}");
    }
}

#[tokio::test]
async fn nobody_sees_or_takes_back_anothers_tokens() {
    let stage = Stage::new().await;
    let server = stage.server(&[]);
    let (ada, bo) = (Browser::at(&server.url), Browser::at(&server.url));
    ada.sign_in(ADA).await;
    bo.sign_in("bo@party.example").await;
    let made = ada.post("/api/v1/tokens").json(&json!({ "name": "mine" })).send().await.expect("made");
    let made: Value = made.json().await.expect("JSON");
    assert_eq!(bo.read("/api/v1/tokens").await, json!({ "tokens": [] }));
    let path = format!("/api/v1/tokens/{}", made["id"].as_str().expect("an id"));
    assert_eq!(bo.delete(&path).send().await.expect("an answer").status(), 404);
    assert_eq!(ada.delete(&path).send().await.expect("an answer").status(), 204);
}

#[tokio::test]
async fn nobody_is_connected_to_what_another_consented_to() {
    let stage = Stage::new().await;
    let server = stage.server(&[]);
    let (ada, mallory) = (Browser::at(&server.url), Browser::at(&server.url));
    ada.sign_in(ADA).await;
    mallory.sign_in("mallory@evilparty.example").await;
    let expired = "/?problem=spotify_expired";
    let back = agree(&mallory.away("/connect/spotify").await, "emil").await;
    assert_eq!(location(&ada.come_from_elsewhere(&back).await), expired, "begun in another browser");
    let back = agree(&ada.away("/connect/spotify").await, "ada").await;
    ada.sign_in("bo@party.example").await;
    assert_eq!(location(&ada.come_from_elsewhere(&back).await), expired, "begun by another person");
    ada.post("/logout").send().await.expect("an answer");
    assert_eq!(location(&ada.come_from_elsewhere(&back).await), expired, "begun by somebody who left");
    assert!(stage.calls("/api/token").await.is_empty(), "no code is redeemed");
    // What was begun for Google ends nothing at Spotify, and the other way round.
    let back = agree(&mallory.away("/login/google").await, ADA).await;
    let crossed = back.replace("/authentication/callback", "/authentication/spotify_callback");
    assert_eq!(location(&mallory.come_from_elsewhere(&crossed).await), expired);
    assert_eq!(mallory.standing().await, "none");
}

#[tokio::test]
async fn no_answer_of_a_service_leads_the_program_to_an_address_inside() {
    let stage = Stage::new().await;
    let inside = TcpListener::bind("127.0.0.1:0").expect("a port");
    inside.set_nonblocking(true).expect("it need not wait");
    let secret = format!("http://{}/secret", inside.local_addr().expect("an address"));
    let server = stage.server(&[("RATE_LIMITS", "off")]);
    let browser = Browser::at(&server.url);
    for status in [301, 302, 303, 307, 308] {
        let fault = |path: &str, times: u32| json!({ "path": path, "times": times, "redirect": secret, "status": status });
        stage.tell("/faults", fault("/.well-known", 1)).await;
        let fresh = Browser::at(&server.url);
        if location(&fresh.open("/login/google").await) != "/login?problem=unavailable" {
            stage.clear("/faults").await;
        }
        stage.tell("/faults", fault("/token", 1)).await;
        assert!(fresh.sign_in(ADA).await.starts_with("/login?problem="), "{status}");
        if browser.you().await.is_none() {
            browser.sign_in(ADA).await;
        }
        stage.tell("/faults", fault("/api/token", 1)).await;
        assert_eq!(browser.connect("ada").await, "/?problem=spotify_unavailable", "{status}");
        stage.tell("/faults", fault("/v1/me", 1)).await;
        assert_eq!(browser.connect("ada").await, "/?problem=spotify_unavailable", "{status}");
        stage.tell("/faults", fault("/v1/search", 1)).await;
        let found = browser.get(&format!("/api/v1/search?q=word{status}")).send().await.expect("an answer");
        assert_eq!(found.status(), 503, "{status}");
        stage.clear("/faults").await;
    }
    let reached = inside.accept().map(|_| "somebody asked there");
    assert!(reached.is_err(), "{reached:?}");
}

#[tokio::test]
async fn nothing_personal_is_kept_by_browsers_and_proxies() {
    let stage = Stage::new().await;
    let server = stage.server(&[]);
    let browser = Browser::at(&server.url);
    let kept = |answer: &reqwest::Response| {
        let said = answer.headers().get("cache-control").and_then(|said| said.to_str().ok());
        (answer.url().path().to_owned(), said.unwrap_or("nothing said").to_owned())
    };
    let mut answers = vec![browser.open("/login/google").await];
    let back = agree(&location(&answers[0]), ADA).await;
    answers.push(browser.come_from_elsewhere(&back).await);
    answers.push(browser.come_from_elsewhere(&back).await);
    answers.push(browser.open("/connect/spotify").await);
    let back = agree(&location(answers.last().expect("an answer")), "ada").await;
    answers.push(browser.come_from_elsewhere(&back).await);
    for path in ["/me", "/spotify", "/tokens", "/site", "/search?q=short", "/nests/main/state", "/nowhere"] {
        answers.push(browser.get(&format!("/api/v1{path}")).send().await.expect("an answer"));
    }
    let wanted = json!({ "name": "x" });
    answers.push(browser.post("/api/v1/tokens").json(&wanted).send().await.expect("an answer"));
    answers.push(browser.post("/login/guest").json(&wanted).send().await.expect("an answer"));
    answers.push(browser.post("/logout").send().await.expect("an answer"));
    for answer in &answers {
        let (path, said) = kept(answer);
        assert_eq!(said, "no-store", "{path}");
    }
}

#[tokio::test]
async fn whoever_makes_up_where_they_come_from_is_limited_all_the_same() {
    let stage = Stage::new().await;
    let server = stage.server(&[("TRUSTED_PROXIES", "127.0.0.1")]);
    let http = reqwest::Client::builder().redirect(Policy::none()).build().expect("a client");
    // The proxy adds what it saw, in a line of its own or behind what the client said.
    for own_line in [true, false] {
        let (seen, mut tries) = (if own_line { "203.0.113.7" } else { "203.0.113.8" }, 0..1_000);
        let is_limited = loop {
            let Some(number) = tries.next() else { break false };
            let said = format!("198.51.{}.{}", number / 250, number % 250);
            let request = http.get(format!("{}/login/google", server.url));
            let request = if own_line {
                request.header("x-forwarded-for", said).header("x-forwarded-for", seen)
            } else {
                request.header("x-forwarded-for", format!("{said}, {seen}"))
            };
            if request.send().await.expect("an answer").status() == 429 {
                break true;
            }
        };
        assert!(is_limited, "a line of its own: {own_line}");
    }
}

#[tokio::test]
async fn whoever_has_a_network_of_addresses_is_limited_as_one() {
    let stage = Stage::new().await;
    let server = stage.server(&[("TRUSTED_PROXIES", "10.0.0.0/8, 127.0.0.0/8, fd00::/8")]);
    let http = reqwest::Client::builder().redirect(Policy::none()).build().expect("a client");
    let begin = async |from: &str| {
        let request = http.get(format!("{}/login/google", server.url)).header("x-forwarded-for", from);
        request.send().await.expect("an answer").status().as_u16()
    };
    let mut is_limited = false;
    for number in 0..1_000 {
        // Proxies in any of the networks stand between, and whatever was said before is made up.
        let proxies = ["10.9.8.7", "fd00::9, 10.1.1.1"][number % 2];
        if begin(&format!("192.0.2.{}, 2001:db8:5:6:{number:x}::{number:x}, {proxies}", number % 250)).await
            == 429
        {
            is_limited = true;
            break;
        }
    }
    assert!(is_limited, "a /64 is a thousand houses");
    assert_ne!(begin("2001:db8:5:7::1").await, 429, "the house next door pays for it");
}
