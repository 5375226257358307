//! Sessions, and where requests may come from.

use serde_json::{Value, json};

use crate::support::{
    model::Model,
    people::{self, Person},
    server::Server,
};
use reqwest::Method;

#[tokio::test]
async fn the_first_to_sign_in_is_host_and_the_second_is_not() {
    let directory = tempfile::tempdir().expect("a directory");
    let server = Server::start(directory.path());
    let hanna = Person::come_in(&server.url, "Hanna").await;
    let ann = Person::come_in(&server.url, "Ann").await;
    assert_eq!(hanna.socket().await.model.you["role"], "host");
    let you = ann.socket().await.model.you;
    assert_eq!((&you["role"], &you["guest"], &you["name"]), (&json!("guest"), &json!(true), &json!("Ann")));
}

#[tokio::test]
async fn where_hosts_are_named_the_first_guest_is_none() {
    let directory = tempfile::tempdir().expect("a directory");
    let server = Server::start_with(directory.path(), &[("HOST_EMAILS", "hanna@party.example")]);
    let ann = Person::come_in(&server.url, "Ann").await;
    assert_eq!(ann.socket().await.model.you["role"], "guest");
}

#[tokio::test]
async fn a_session_outlives_the_process() {
    let directory = tempfile::tempdir().expect("a directory");
    let server = Server::start(directory.path());
    let hanna = Person::come_in(&server.url, "Hanna").await;
    let server = server.kill_and_restart();
    let me: Value = hanna.get("/api/v1/me").send().await.expect("an answer").json().await.expect("JSON");
    assert_eq!((&me["you"]["id"], &me["you"]["role"]), (&json!(hanna.id), &json!("host")));
    drop(server);
}

#[tokio::test]
async fn names_are_checked() {
    let directory = tempfile::tempdir().expect("a directory");
    let server = Server::start(directory.path());
    let http = reqwest::Client::new();
    for name in ["", "   ", "\u{200b}", "a\nb", &"x".repeat(41)] {
        let request = http.post(format!("{}/login/guest", server.url)).json(&json!({ "name": name }));
        let response = request.send().await.expect("an answer");
        assert_eq!(response.status(), 400, "{name:?}");
        assert_eq!(response.headers()["content-type"], "application/problem+json");
        let problem: Value = response.json().await.expect("JSON");
        assert_eq!(problem["code"], "bad_request");
    }
    let long = "x".repeat(40);
    let ann = Person::come_in(&server.url, &format!("  {long} ")).await;
    assert_eq!(ann.socket().await.model.you["name"], json!(long));
}

#[tokio::test]
async fn a_form_signs_in_too_and_leads_to_the_page() {
    let directory = tempfile::tempdir().expect("a directory");
    let server = Server::start(directory.path());
    let http =
        reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().expect("a client");
    let request = http.post(format!("{}/login/guest", server.url)).form(&[("name", "Ann")]);
    let response = request.send().await.expect("an answer");
    assert_eq!((response.status().as_u16(), response.headers()["location"].as_bytes()), (303, &b"/"[..]));
    assert!(response.headers().contains_key("set-cookie"));
}

#[tokio::test]
async fn the_cookie_is_http_only_and_lax() {
    let directory = tempfile::tempdir().expect("a directory");
    let server = Server::start(directory.path());
    let request = reqwest::Client::new().post(format!("{}/login/guest", server.url));
    let response = request.json(&json!({ "name": "Ann" })).send().await.expect("an answer");
    let cookie = response.headers()["set-cookie"].to_str().expect("text");
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"), "{cookie}");
}

#[tokio::test]
async fn behind_https_the_cookie_is_bound_to_the_host() {
    let address = format!("127.0.0.1:{}", crate::support::port::free());
    let directory = tempfile::tempdir().expect("a directory");
    let server =
        Server::start_with(directory.path(), &[("PUBLIC_URL", "https://party.example"), ("BIND", &address)]);
    assert_eq!(server.url, "https://party.example");
    let request = reqwest::Client::new()
        .post(format!("http://{address}/login/guest"))
        .header("origin", "https://party.example")
        .json(&serde_json::json!({"name": "Ann"}));
    let response = request.send().await.expect("an answer");
    let cookie = response.headers()["set-cookie"].to_str().expect("text");
    assert!(cookie.starts_with("__Host-echonest="), "{cookie}");
    for wanted in ["Secure", "HttpOnly", "SameSite=Lax", "Path=/"] {
        assert!(cookie.contains(wanted), "{wanted} is missing in {cookie}");
    }
    assert!(!cookie.contains("Domain"), "{cookie}");
}

#[tokio::test]
async fn a_forged_cookie_is_no_session() {
    let directory = tempfile::tempdir().expect("a directory");
    let server = Server::start(directory.path());
    let ann = Person::come_in(&server.url, "Ann").await;
    let (name, value) = ann.cookie.split_once('=').expect("a cookie has a value");
    let mut bytes = value.as_bytes().to_vec();
    let last = bytes.len() - 1;
    bytes[last] = if bytes[last] == b'A' { b'B' } else { b'A' };
    let tampered = String::from_utf8(bytes).expect("text");
    for forged in [tampered, "AAAAAAAAAAAAAAAAAAAAAA".into(), String::new(), value[44..].to_owned()] {
        let forger = Person { cookie: format!("{name}={forged}"), ..ann.clone() };
        let response = forger.get("/api/v1/me").send().await.expect("an answer");
        assert_eq!(response.status(), 401, "{forged}");
        let problem: Value = response.json().await.expect("JSON");
        assert_eq!(problem["code"], "signed_out");
    }
}

#[tokio::test]
async fn the_same_browser_is_the_same_person_and_gets_a_new_session() {
    let directory = tempfile::tempdir().expect("a directory");
    let server = Server::start(directory.path());
    let ann = Person::come_in(&server.url, "Ann").await;
    let response = ann.post("/login/guest").json(&json!({ "name": "Anna" })).send().await.expect("an answer");
    let cookie = response.headers()["set-cookie"].to_str().expect("text").to_owned();
    let you: Value = response.json().await.expect("JSON");
    assert_eq!((&you["you"]["id"], &you["you"]["name"]), (&json!(ann.id), &json!("Anna")));
    assert!(!cookie.starts_with(&ann.cookie), "the session's id is renewed");
    assert_eq!(ann.get("/api/v1/me").send().await.expect("an answer").status(), 401, "the old one is over");
}

#[tokio::test]
async fn another_name_is_known_at_once_where_somebody_queued_and_where_they_only_look_on() {
    let directory = tempfile::tempdir().expect("a directory");
    let server = Server::start_with(directory.path(), &[("GUEST_NESTS", "on")]);
    let ann = Person::come_in(&server.url, "Ann").await;
    let bob = Person::come_in(&server.url, "Bob").await;
    let (status, kitchen) =
        ann.ask(Method::POST, "/api/v1/nests", &json!({ "name": "Kitchen", "bender_depth": 0 })).await;
    assert_eq!(status, 201, "{kitchen}");
    let of_kitchen =
        |rest: &str| format!("/api/v1/nests/{}/{rest}", kitchen["code"].as_str().expect("a code"));
    let song = json!({ "type": "add", "track": people::tracks(&bob, 1).await[0], "id": "song" });
    assert_eq!(bob.ask(Method::POST, &of_kitchen("commands"), &song).await.0, 200);
    let mut anns = ann.socket().await;
    let _looks_on = bob.socket().await;
    let is_called = |name: &'static str| {
        let id = json!(bob.id);
        move |model: &Model| {
            let people = model.state["people"].as_array().expect("a list");
            people.iter().any(|person| person["id"] == id && person["name"] == name)
        }
    };
    anns.until(is_called("Bob")).await;
    let response =
        bob.post("/login/guest").json(&json!({ "name": "Bobby" })).send().await.expect("an answer");
    let cookie =
        response.headers()["set-cookie"].to_str().expect("text").split(';').next().expect("a cookie");
    let bobby = Person { cookie: cookie.to_owned(), ..bob.clone() };
    let _comes_back = bobby.socket().await;
    anns.until(is_called("Bobby")).await;
    let there: Value =
        ann.get(&of_kitchen("state")).send().await.expect("an answer").json().await.expect("JSON");
    let all = there["state"]["people"].as_array().expect("a list");
    assert!(all.iter().any(|person| person["id"] == json!(bob.id) && person["name"] == "Bobby"), "{all:?}");
}

#[tokio::test]
async fn who_signs_out_is_out_and_their_sockets_close() {
    let directory = tempfile::tempdir().expect("a directory");
    let server = Server::start(directory.path());
    let ann = Person::come_in(&server.url, "Ann").await;
    let bob = Person::come_in(&server.url, "Bob").await;
    let mut anns = ann.socket().await;
    let mut bobs = bob.socket().await;
    let response = ann.post("/logout").send().await.expect("an answer");
    assert_eq!(response.status(), 204);
    while anns.next().await.is_ok() {}
    assert_eq!(anns.heard.back().map(|last| last["code"].clone()), Some(json!("signed_out")));
    assert_eq!(ann.get("/api/v1/me").send().await.expect("an answer").status(), 401);
    bobs.until(|model| model.state["present"] == json!(1)).await;
}

#[tokio::test]
async fn where_guests_are_off_they_are_told_so() {
    let directory = tempfile::tempdir().expect("a directory");
    let server = Server::start_with(directory.path(), &[("GUESTS", "off")]);
    let request = reqwest::Client::new().post(format!("{}/login/guest", server.url));
    let response = request.json(&json!({ "name": "Ann" })).send().await.expect("an answer");
    assert_eq!(response.status(), 403);
}

#[tokio::test]
async fn a_foreign_page_changes_nothing() {
    let directory = tempfile::tempdir().expect("a directory");
    let server = Server::start(directory.path());
    let ann = Person::come_in(&server.url, "Ann").await;
    let http = reqwest::Client::new();
    let paths = ["/api/v1/nests/main/commands", "/logout", "/login/guest"];
    for path in paths {
        let post = || http.post(format!("{}{path}", server.url)).body(r#"{"type":"clear","id":"x"}"#);
        let foreign = post().header("origin", "https://evil.example");
        assert_eq!(foreign.send().await.expect("an answer").status(), 403, "{path}, foreign");
        let foreign = post().header("origin", "https://evil.example").header("cookie", &ann.cookie);
        assert_eq!(foreign.send().await.expect("an answer").status(), 403, "{path}, foreign with a cookie");
        let silent = post().header("cookie", &ann.cookie);
        assert_eq!(silent.send().await.expect("an answer").status(), 403, "{path}, silent with a cookie");
        let vouched = post().header("cookie", &ann.cookie).header("sec-fetch-site", "same-origin");
        assert_ne!(vouched.send().await.expect("an answer").status(), 403, "{path}, our own page");
    }
}

#[tokio::test]
async fn a_socket_opens_for_our_own_page_and_a_session_only() {
    let directory = tempfile::tempdir().expect("a directory");
    let server = Server::start(directory.path());
    let ann = Person::come_in(&server.url, "Ann").await;
    let status =
        async |person: &Person, path: &str, origin: Option<&str>| match person.raw_socket(path, origin).await
        {
            Ok(_) => 101,
            Err(tokio_tungstenite::tungstenite::Error::Http(response)) => response.status().as_u16(),
            Err(error) => panic!("{error}"),
        };
    let nobody = Person { cookie: "echonest=nothing".into(), ..ann.clone() };
    assert_eq!(status(&ann, "/socket/", Some(&server.url)).await, 101);
    assert_eq!(status(&ann, "/socket/main", Some(&server.url)).await, 101);
    assert_eq!(status(&ann, "/socket/", None).await, 403);
    assert_eq!(status(&ann, "/socket/", Some("https://evil.example")).await, 403);
    assert_eq!(status(&nobody, "/socket/", Some(&server.url)).await, 401);
    assert_eq!(status(&nobody, "/socket/nowhere", Some(&server.url)).await, 401);
    assert_eq!(status(&ann, "/socket/nowhere", Some(&server.url)).await, 404);
    let code = ann.socket().await.model.state["nest"]["code"].as_str().expect("a code").to_owned();
    assert_eq!(status(&ann, &format!("/socket/{code}"), Some(&server.url)).await, 101);
    assert_eq!(status(&ann, &format!("/socket/{}", code.to_lowercase()), Some(&server.url)).await, 101);
}
