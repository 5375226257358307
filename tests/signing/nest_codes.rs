//! A house that guests come into by a code: a nest's own lets them into that nest, and no further.

use reqwest::{Method, Response};
use serde_json::{Value, json};
use tokio_tungstenite::tungstenite;

use crate::{
    browser::{Browser, location},
    stage::Stage,
    support::{people::Person, server::Server},
};

const ADA: &str = "ada@party.example";

/// The host of a house where guests need a code, and two nests of theirs; the second is by invitation only.
struct House {
    _stage: Stage,
    server: Server,
    host: Person,
    code: String,
    nests: [Value; 2],
}

impl House {
    async fn open() -> Self {
        let stage = Stage::new().await;
        let server = stage.server(&[("GUESTS", "code"), ("GUEST_NESTS", "on"), ("PUBLIC_READ", "false")]);
        let browser = Browser::at(&server.url);
        browser.sign_in(ADA).await;
        let host = browser.person().await;
        let mut nests = Vec::new();
        for settings in [
            json!({ "slug": "kitchen-party", "listed": true }),
            json!({ "slug": "secret-party", "invite_only": true }),
        ] {
            let (status, nest) = host.ask(Method::POST, "/api/v1/nests", &settings).await;
            assert_eq!(status, 201, "{nest}");
            nests.push(nest);
        }
        let main = &browser.read("/api/v1/nests/main").await;
        let code = text(main, "code").to_owned();
        let nests = [nests[0].clone(), nests[1].clone()];
        Self { _stage: stage, server, host, code, nests }
    }
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or_else(|| panic!("{key} is a text in {value}"))
}

async fn come_in(browser: &Browser, code: &str) -> (u16, Value) {
    let answer = browser.post("/login/guest").json(&json!({ "name": "Gus", "code": code })).send().await;
    let answer = answer.expect("an answer");
    (answer.status().as_u16(), answer.json().await.expect("JSON"))
}

/// The status of a page's question.
async fn status(browser: &Browser, path: &str) -> u16 {
    browser.get(path).send().await.expect("an answer").status().as_u16()
}

async fn socket(browser: &Browser, name: &str) -> u16 {
    match browser.person().await.socket_at(&format!("/socket/{name}")).await {
        Ok(_) => 101,
        Err(tungstenite::Error::Http(answer)) => answer.status().as_u16(),
        Err(other) => panic!("{other}"),
    }
}

#[tokio::test]
async fn a_guest_who_knows_a_nests_code_comes_into_that_nest_and_no_further() {
    let house = House::open().await;
    let [kitchen, secret] = &house.nests;
    let guest = Browser::at(&house.server.url);
    let (came_in, answer) = come_in(&guest, &text(kitchen, "code").to_lowercase()).await;
    assert_eq!((came_in, text(&answer, "nest")), (200, text(kitchen, "id")), "{answer}");
    for name in [text(kitchen, "code"), text(kitchen, "id"), "kitchen-party"] {
        assert_eq!(socket(&guest, name).await, 101, "{name}");
        assert_eq!(status(&guest, &format!("/queue/?nest={name}")).await, 200, "{name}");
    }
    assert_eq!(socket(&guest, "main").await, 403);
    for (path, expected) in [
        ("/api/v1/nests/main", 403),
        ("/api/v1/nests/main/state", 403),
        ("/api/v1/nests/main/events", 403),
        ("/api/v1/nests/main/history", 403),
        ("/api/v1/search?q=moon", 403),
        ("/queue/", 403),
        ("/playing/", 403),
        ("/api/v1/nests/secret-party", 404),
        ("/api/v1/nests/no-such-party", 404),
    ] {
        assert_eq!(status(&guest, path).await, expected, "{path}");
    }
    let listed = guest.read("/api/v1/nests").await;
    let listed: Vec<_> = listed["nests"].as_array().expect("a list").iter().map(|nest| &nest["id"]).collect();
    assert_eq!(listed, [&kitchen["id"]]);
    let person = guest.person().await;
    assert_eq!(person.ask(Method::POST, "/api/v1/nests", &json!({})).await.0, 403);
    // Their programs open no more than they do.
    let (made, token) = person.ask(Method::POST, "/api/v1/tokens", &json!({ "name": "mine" })).await;
    assert_eq!(made, 200, "{token}");
    for (name, expected) in [("main", 403), ("kitchen-party", 200)] {
        let request = house.host.http.get(format!("{}/api/v1/nests/{name}", house.server.url));
        let answer = request.bearer_auth(text(&token, "token")).send().await.expect("an answer");
        assert_eq!(answer.status(), expected, "{name}");
    }
    // The code of another nest is enough for that one.
    assert_eq!(socket(&guest, text(secret, "code")).await, 101);
}

#[tokio::test]
async fn coming_in_again_opens_no_more_than_the_code_that_is_said() {
    let house = House::open().await;
    let [kitchen, secret] = &house.nests;
    let guest = Browser::at(&house.server.url);
    assert_eq!(come_in(&guest, text(secret, "code")).await.0, 200);
    assert_eq!(socket(&guest, "secret-party").await, 101, "the code was the invitation");
    let id = guest.person().await.id;
    for (code, main) in
        [("", 403), (text(kitchen, "code"), 403), (&house.code, 200), (text(kitchen, "code"), 200)]
    {
        let (came_in, answer) = come_in(&guest, code).await;
        assert_eq!((came_in, text(&answer["you"], "id")), (200, id.as_str()), "{code}");
        assert_eq!(status(&guest, "/api/v1/nests/main").await, main, "{code}");
    }
    // Whoever left has to say one again.
    assert_eq!(guest.post("/logout").send().await.expect("an answer").status(), 204);
    assert_eq!(come_in(&guest, "").await.0, 403);
}

#[tokio::test]
async fn a_form_leads_into_the_nest_and_an_address_does_not_tell_the_code() {
    let house = House::open().await;
    let kitchen = &house.nests[0];
    let guest = Browser::at(&house.server.url);
    let form = guest.post("/login/guest").form(&[("name", "Gus"), ("code", text(kitchen, "code"))]);
    let answer: Response = form.send().await.expect("an answer");
    assert_eq!(
        (answer.status().as_u16(), location(&answer)),
        (303, format!("/nest/{}", text(kitchen, "id")))
    );
    let stranger = Browser::at(&house.server.url);
    assert_eq!(location(&stranger.open("/kitchen-party").await), "/nest/kitchen-party");
    let code = text(kitchen, "code");
    assert_eq!(location(&stranger.open(&format!("/{}", code.to_lowercase())).await), format!("/nest/{code}"));
}
