//! What a personal token opens.

use serde_json::{Value, json};

use tokio_tungstenite::{
    connect_async,
    tungstenite::{Error, client::IntoClientRequest},
};

use crate::{
    browser::{Browser, is_signed_out},
    stage::Stage,
    support::people::Socket,
};

const ADA: &str = "ada@party.example";

/// Opens a socket as a program does: with a token, without an origin, without a cookie.
pub async fn socket_by(url: &str, path: &str, token: &str) -> Result<Socket, Error> {
    let mut request = format!("{}{path}", url.replacen("http", "ws", 1)).into_client_request()?;
    request.headers_mut().insert("authorization", format!("Bearer {token}").parse().expect("a header"));
    Ok(Socket::begin(connect_async(request).await?.0, "program").await)
}

async fn token(browser: &Browser) -> String {
    let made = browser.post("/api/v1/tokens").json(&json!({ "name": "x" })).send().await.expect("an answer");
    made.json::<Value>().await.expect("JSON")["token"].as_str().expect("a token").to_owned()
}

#[tokio::test]
async fn a_program_acts_for_its_person_by_http_by_socket_and_by_stream() {
    let stage = Stage::new().await;
    let server = stage.server(&[]);
    let tracks = stage.tracks("plain").await;
    let uri = |at: usize| tracks[at]["uri"].as_str().expect("an address");
    let browser = Browser::at(&server.url);
    browser.sign_in(ADA).await;
    let token = token(&browser).await;
    let ada = browser.you().await.expect("signed in")["id"].clone();
    let http = reqwest::Client::new();
    let me =
        http.get(format!("{}/api/v1/me", server.url)).bearer_auth(&token).send().await.expect("an answer");
    assert_eq!(me.json::<Value>().await.expect("JSON")["you"]["id"], ada);

    let add = json!({ "type": "add", "id": "p1", "track": uri(0) });
    let commands = format!("{}/api/v1/nests/main/commands", server.url);
    let answer =
        http.post(commands).bearer_auth(&token).body(add.to_string()).send().await.expect("an answer");
    assert_eq!(answer.status(), 200, "no origin is asked of a program");

    let stream = format!("{}/api/v1/nests/main/events", server.url);
    let mut stream = http.get(stream).bearer_auth(&token).send().await.expect("an answer");
    let first = stream.chunk().await.expect("it is read").expect("something is said");
    assert!(String::from_utf8_lossy(&first).contains("event: hello"));

    let mut socket = socket_by(&server.url, "/socket/", &token).await.expect("it opens");
    assert_eq!(socket.model.you["id"], ada);
    assert_eq!(socket.model.state["playing"]["entry"]["by"], ada);
    socket.add(uri(1)).await;
}

#[tokio::test]
async fn a_program_that_asks_makes_its_person_present() {
    let stage = Stage::new().await;
    let server = stage.server(&[]);
    let browser = Browser::at(&server.url);
    browser.sign_in(ADA).await;
    let token = token(&browser).await;
    let ada = browser.you().await.expect("signed in")["id"].clone();
    let mut guest = Browser::at(&server.url).guest("Gus").await.socket().await;
    assert_eq!(guest.model.state["present"], 1);
    let state = format!("{}/api/v1/nests/main/state", server.url);
    let asked = reqwest::Client::new().get(state).bearer_auth(&token).send().await.expect("an answer");
    assert_eq!(asked.status(), 200);
    guest.until(|model| model.state["present"] == 2).await;
    let people = guest.model.state["people"].as_array().expect("a list");
    assert!(people.iter().any(|person| person["id"] == ada && person["present"] == true), "{people:?}");
}

#[tokio::test]
async fn a_token_manages_nothing_of_its_person() {
    let stage = Stage::new().await;
    let server = stage.server(&[]);
    let browser = Browser::at(&server.url);
    browser.sign_in(ADA).await;
    let token = token(&browser).await;
    let id = browser.read("/api/v1/tokens").await["tokens"][0]["id"].as_str().expect("an id").to_owned();
    let http =
        reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().expect("a client");
    let address = |path: &str| format!("{}{path}", server.url);
    for request in [
        http.get(address("/api/v1/tokens")),
        http.post(address("/api/v1/tokens")).json(&json!({ "name": "y" })),
        http.delete(address(&format!("/api/v1/tokens/{id}"))),
        http.delete(address("/api/v1/spotify")),
        http.get(address("/connect/spotify")),
    ] {
        let request = request.bearer_auth(&token).build().expect("a request");
        let (method, path) = (request.method().clone(), request.url().path().to_owned());
        assert_eq!(http.execute(request).await.expect("an answer").status(), 403, "{method} {path}");
    }
    let out =
        http.post(address("/logout?everywhere=true")).bearer_auth(&token).send().await.expect("an answer");
    assert_eq!(out.status(), 204);
    assert!(browser.you().await.is_some(), "a program signs nobody out");
}

#[tokio::test]
async fn what_is_no_token_opens_nothing_whatever_cookies_come_along() {
    let stage = Stage::new().await;
    let server = stage.server(&[]);
    let browser = Browser::at(&server.url);
    browser.sign_in(ADA).await;
    let token = token(&browser).await;
    let mut almost = token.clone();
    almost.replace_range(token.len() - 1.., if token.ends_with('0') { "1" } else { "0" });
    for wrong in [almost.as_str(), &token[..token.len() - 1], "echonest_", &token.to_uppercase(), "a b"] {
        let request = browser.get("/api/v1/me").header("authorization", format!("Bearer {wrong}"));
        assert_eq!(request.send().await.expect("an answer").status(), 401, "{wrong:?}");
        let Err(Error::Http(answer)) = socket_by(&server.url, "/socket/", wrong).await else {
            panic!("a socket opened by {wrong:?}");
        };
        assert_eq!(answer.status(), 401);
    }
}

#[tokio::test]
async fn a_token_that_is_taken_back_closes_its_socket_and_no_other() {
    let stage = Stage::new().await;
    let server = stage.server(&[]);
    let browser = Browser::at(&server.url);
    browser.sign_in(ADA).await;
    let (first, second) = (token(&browser).await, token(&browser).await);
    let ended = socket_by(&server.url, "/socket/", &first).await.expect("it opens");
    let stream = format!("{}/api/v1/nests/main/events", server.url);
    let mut stream = reqwest::Client::new().get(stream).bearer_auth(&first).send().await.expect("an answer");
    let mut others = [
        socket_by(&server.url, "/socket/", &second).await.expect("it opens"),
        browser.person().await.socket().await,
    ];
    let id = browser.read("/api/v1/tokens").await["tokens"][0]["id"].as_str().expect("an id").to_owned();
    let taken = browser.delete(&format!("/api/v1/tokens/{id}")).send().await.expect("an answer");
    assert_eq!(taken.status(), 204);
    is_signed_out(ended).await;
    let mut told = String::new();
    while let Ok(Some(piece)) = stream.chunk().await {
        told.push_str(&String::from_utf8_lossy(&piece));
    }
    assert!(told.contains("event: bye") && told.contains("signed_out"), "{told}");
    assert!(socket_by(&server.url, "/socket/", &first).await.is_err());
    for socket in &mut others {
        socket.say(&json!({ "type": "ping", "t": 1 })).await;
        while socket.next().await.expect("it stays open")["type"] != "pong" {}
    }
}
