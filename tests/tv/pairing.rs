//! Who pairs a TV, and with which codes.

use std::sync::Arc;

use echonest::{
    app::access::pairings::{NotConfirmed, PAIRING_TTL, Pairings, Progress},
    domain::{ids::NestId, text::Name},
    store::memory::MemoryStore,
};
use serde_json::json;

use crate::{
    screen::{Screen, begin, code_of, confirm, screens},
    support::{
        guesses::Guesses,
        people::{Person, tracks},
        server::Server,
        time::{HandClock, SeededDice},
    },
};

#[tokio::test]
async fn a_host_types_the_code_and_the_tv_shows_the_nest() {
    let directory = tempfile::tempdir().expect("a directory");
    let server = Server::start(directory.path());
    let hanna = Person::come_in(&server.url, "Hanna").await;
    let code = code_of(&hanna, "main").await;
    let (_, begun) = begin(&server.url, &code).await;
    assert_eq!(begun["nest"], "EchoNest");
    assert_eq!(begun["interval_ms"], 5_000);
    let mut screen = Screen::begin(&server.url, &code).await;
    assert_eq!(screen.ask().await.0, 202, "nobody has confirmed it");
    assert_eq!(screen.open(None).await.status(), 401);
    // Whoever reads it out groups the letters.
    let spelled = format!(" {}-{} ", &screen.code[..3], screen.code[3..].to_lowercase());
    assert_eq!(confirm(&hanna, "main", &spelled).await.0, 204);
    assert_eq!(screen.ask().await.0, 204);
    for part in ["echonest-screen=", "HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=31536000"] {
        assert!(screen.given.contains(part), "{part}: {}", screen.given);
    }
    let hello = screen.follow().await.next_of("hello").await;
    assert_eq!(hello.data["state"]["nest"]["code"], json!(code));
    let (_, listed) = screens(&hanna, "main").await;
    let listed = listed["screens"].as_array().expect("screens");
    assert_eq!((listed.len(), &listed[0]["by"]), (1, &json!("Hanna")));
    assert!(listed[0]["last_seen_ms"].as_u64() >= listed[0]["paired_ms"].as_u64());
}

#[tokio::test]
async fn a_code_is_good_once_and_for_its_own_nest() {
    let directory = tempfile::tempdir().expect("a directory");
    let server = Server::start_with(directory.path(), &[("GUEST_NESTS", "on")]);
    let hanna = Person::come_in(&server.url, "Hanna").await;
    let mut screen = Screen::begin(&server.url, "main").await;
    let wrong =
        |answer: (u16, serde_json::Value)| (answer.0, answer.1["code"].clone(), answer.1["reason"].clone());
    let gone = |reason: &str| (404, json!("not_found"), json!(reason));
    let (status, other) = hanna.ask(reqwest::Method::POST, "/api/v1/nests", &json!({})).await;
    assert_eq!(status, 201, "{other}");
    let other = other["id"].as_str().expect("an id");
    assert_eq!(wrong(confirm(&hanna, other, &screen.code).await), gone("unknown"), "of another nest");
    assert_eq!(wrong(confirm(&hanna, "main", "ZZZZZZ").await), gone("unknown"));
    assert_eq!(confirm(&hanna, "main", &screen.code).await.0, 204);
    assert_eq!(wrong(confirm(&hanna, "main", &screen.code).await), gone("used"), "before the TV has asked");
    assert_eq!(screen.ask().await.0, 204);
    assert_eq!(wrong(confirm(&hanna, "main", &screen.code).await), gone("used"), "and after");
    assert_eq!(wrong(screen.ask().await), gone("old"), "the secret is spent, too");
    assert_eq!(screens(&hanna, "main").await.1["screens"].as_array().map(Vec::len), Some(1));
}

#[tokio::test]
async fn only_those_who_keep_order_pair_see_and_end_tvs() {
    let directory = tempfile::tempdir().expect("a directory");
    let server = Server::start(directory.path());
    let hanna = Person::come_in(&server.url, "Hanna").await;
    let bob = Person::come_in(&server.url, "Bob").await;
    // Somebody whom the nest knows well.
    let tracks = tracks(&bob, 1).await;
    bob.socket().await.add(&tracks[0]).await;
    let screen = Screen::paired(&hanna, "main").await;
    let id = screens(&hanna, "main").await.1["screens"][0]["id"].as_str().expect("an id").to_owned();
    let new = Screen::begin(&server.url, "main").await;
    let end = format!("/api/v1/nests/main/screens/{id}");
    for (status, answer) in [
        confirm(&bob, "main", &new.code).await,
        screens(&bob, "main").await,
        bob.ask(reqwest::Method::DELETE, &end, &json!({})).await,
    ] {
        assert_eq!((status, &answer["code"]), (403, &json!("forbidden")), "{answer}");
    }
    let (_, token) =
        hanna.ask(reqwest::Method::POST, "/api/v1/tokens", &json!({ "name": "A program" })).await;
    let program = hanna.http.post(format!("{}/api/v1/nests/main/screens", server.url));
    let program = program.bearer_auth(token["token"].as_str().expect("a token"));
    let asked = program.json(&json!({ "code": new.code })).send().await.expect("an answer");
    assert_eq!(asked.status(), 403, "nor does a program, not even a host's");
    let nobody = reqwest::Client::new().post(format!("{}/api/v1/nests/main/screens", server.url));
    let asked = nobody.json(&json!({ "code": new.code })).send().await.expect("an answer");
    assert_eq!(asked.status(), 401);
    assert_eq!(screen.open(None).await.status(), 200, "nothing has ended it");
}

#[tokio::test]
async fn whoever_tries_one_code_after_the_other_has_to_wait() {
    let directory = tempfile::tempdir().expect("a directory");
    let server = Server::start(directory.path());
    let hanna = Person::come_in(&server.url, "Hanna").await;
    let screen = Screen::begin(&server.url, "main").await;
    let mut guesses = Guesses::begin();
    let refused = loop {
        let (status, answer) = confirm(&hanna, "main", "ZZZZ22").await;
        if status == 429 {
            break answer;
        }
        assert_eq!(status, 404, "{answer}");
        guesses.admit();
    };
    assert_eq!(refused["code"], "rate_limited");
    // Then right ones are, too.
    while confirm(&hanna, "main", &screen.code).await.0 != 429 {
        guesses.spare();
        confirm(&hanna, "main", "ZZZZ22").await;
        guesses.admit();
    }
}

#[tokio::test]
async fn a_screen_begins_by_a_nests_address_and_is_told_no_more_than_a_passer_by() {
    let directory = tempfile::tempdir().expect("a directory");
    let settings = [("GUEST_NESTS", "on"), ("PUBLIC_READ", "false")];
    let server = Server::start_with(directory.path(), &settings);
    let hanna = Person::come_in(&server.url, "Hanna").await;
    assert_eq!(begin(&server.url, "main").await.1["nest"], json!(null), "nobody outside is told its name");
    let settings = json!({ "invite_only": true });
    let (_, nest) = hanna.ask(reqwest::Method::POST, "/api/v1/nests", &settings).await;
    let (id, code) = (nest["id"].as_str().expect("an id"), nest["code"].as_str().expect("a code"));
    assert_eq!(begin(&server.url, id).await.0, 404, "whoever does not know the code");
    assert_eq!(begin(&server.url, code).await.0, 201);
    assert_eq!(begin(&server.url, "nowhere").await.0, 404);
}

fn pairings() -> (Pairings, Arc<HandClock>) {
    let clock = Arc::new(HandClock::at(1_800_000_000_000));
    let pairings = Pairings {
        vault: Arc::new(MemoryStore::new(Arc::clone(&clock) as _)),
        clock: Arc::clone(&clock) as _,
        dice: Arc::new(SeededDice::new(1)),
    };
    (pairings, clock)
}

#[tokio::test]
async fn a_code_that_is_over_is_told_from_one_that_never_was() {
    let (pairings, clock) = pairings();
    let (nest, ann) = (NestId::parse("main").expect("an id"), Name::parse("Ann").expect("a name"));
    let begun = pairings.begin(&nest).await.expect("it begins");
    clock.advance(u64::try_from(PAIRING_TTL.as_millis()).expect("minutes"));
    assert_eq!(pairings.confirm(&nest, &begun.code, &ann).await, Err(NotConfirmed::Old));
    assert_eq!(pairings.collect(begun.secret.reveal()).await, Ok(Progress::Over));
    assert_eq!(pairings.confirm(&nest, "ZZZZZZ", &ann).await, Err(NotConfirmed::Unknown));
}

#[tokio::test]
async fn of_two_who_confirm_at_once_and_two_who_collect_one_succeeds() {
    let (pairings, clock) = pairings();
    let (nest, ann) = (NestId::parse("main").expect("an id"), Name::parse("Ann").expect("a name"));
    let begun = pairings.begin(&nest).await.expect("it begins");
    let both =
        tokio::join!(pairings.confirm(&nest, &begun.code, &ann), pairings.confirm(&nest, &begun.code, &ann));
    assert_eq!([&both.0, &both.1].into_iter().filter(|done| done.is_ok()).count(), 1, "{both:?}");
    let secret = begun.secret.reveal();
    let both = tokio::join!(pairings.collect(secret), pairings.collect(secret));
    let confirmed = Progress::Confirmed { nest: nest.clone(), by: ann.clone() };
    let done = [both.0.expect("it answers"), both.1.expect("it answers")];
    assert_eq!(done.iter().filter(|done| **done == confirmed).count(), 1, "{done:?}");
    // An hour later nothing of it is left.
    clock.advance(3_600_001);
    assert_eq!(pairings.confirm(&nest, &begun.code, &ann).await, Err(NotConfirmed::Unknown));
}
