//! Leaving and coming back by another name: from the same browser that is the same person, and resets nothing.

use std::{sync::Arc, time::Instant};

use reqwest::{
    Client, Method, Url,
    cookie::{CookieStore, Jar},
};
use serde_json::{Value, json};

use super::{
    nothing, open, refused, server, socket_of,
    support::{
        people::{self, Person},
        server::Server,
    },
    text, too_soon,
};

/// A browser that keeps its cookies.
struct Browser {
    jar: Arc<Jar>,
    http: Client,
    url: String,
}

impl Browser {
    fn at(server: &Server) -> Self {
        let jar = Arc::new(Jar::default());
        let http = Client::builder().cookie_provider(Arc::clone(&jar)).build().expect("a client");
        Self { jar, http, url: server.url.clone() }
    }

    /// Comes in under this name, as whoever was here last.
    async fn come_in(&self, name: &str) -> Person {
        let request = self.http.post(format!("{}/login/guest", self.url)).header("origin", &self.url);
        let answer = request.json(&json!({ "name": name })).send().await.expect("an answer");
        assert_eq!(answer.status(), 200, "guests are let in");
        let you: Value = answer.json().await.expect("JSON");
        let address: Url = self.url.parse().expect("an address");
        let cookies = self.jar.cookies(&address).expect("it has cookies");
        Person {
            url: self.url.clone(),
            id: text(&you["you"], "id").to_owned(),
            cookie: cookies.to_str().expect("a text").to_owned(),
            http: Client::new(),
        }
    }

    /// Signs out, and comes in under another name.
    async fn come_back(&self, person: &Person, name: &str) -> Person {
        let left = person.post("/logout").send().await.expect("an answer");
        assert_eq!(left.status(), 204);
        assert_eq!(person.get("/api/v1/me").send().await.expect("an answer").status(), 401);
        self.come_in(name).await
    }
}

#[tokio::test]
async fn fifty_songs_an_hour_are_fifty_by_whatever_name() {
    let directory = tempfile::tempdir().expect("a directory");
    let server = server(directory.path());
    let host = Person::come_in(&server.url, "Hanna").await;
    let tracks = people::tracks(&host, 2).await;
    host.socket().await.add(&tracks[0]).await;
    let browser = Browser::at(&server);
    let mut person = browser.come_in("Gus").await;
    for name in ["August", "Gustav"] {
        let mut socket = person.socket().await;
        for _ in 0..25 {
            let entry = socket.add(&tracks[1]).await;
            socket.does(json!({ "type": "remove", "entry": entry })).await;
        }
        person = browser.come_back(&person, name).await;
    }
    let mut socket = person.socket().await;
    socket.refuses(json!({ "type": "add", "track": tracks[1] }), "rate_limited").await;
    assert_eq!(socket.model.you["name"], "Gustav");
    // Another browser behind the same address is another person.
    let neighbour = Browser::at(&server).come_in("Gus").await;
    assert_ne!(neighbour.id, person.id);
    neighbour.socket().await.add(&tracks[1]).await;
}

#[tokio::test]
async fn turns_are_kept_by_whoever_comes_back() {
    let directory = tempfile::tempdir().expect("a directory");
    let server = server(directory.path());
    let host = Person::come_in(&server.url, "Hanna").await;
    let tracks = people::tracks(&host, 6).await;
    let mut hosts = host.socket().await;
    hosts.add(&tracks[0]).await;
    let browser = Browser::at(&server);
    let gus = browser.come_in("Gus").await;
    let mut socket = gus.socket().await;
    for track in &tracks[1..4] {
        socket.add(track).await;
    }
    let gus = browser.come_back(&gus, "Nobody in particular").await;
    let last = gus.socket().await.add(&tracks[4]).await;
    // Somebody new is before all but the first of them.
    let new = Person::come_in(&server.url, "Nina").await.socket().await.add(&tracks[5]).await;
    hosts.until(|model| model.state["queue"].as_array().is_some_and(|queue| queue.len() == 5)).await;
    let queue = hosts.model.state["queue"].as_array().expect("a list");
    let place = |id: u64| queue.iter().position(|entry| entry["id"] == id).expect("it is queued");
    assert_eq!((place(new), place(last)), (1, 4), "{queue:?}");
    assert!(queue.iter().filter(|entry| entry["by"] == gus.id.as_str()).count() == 4);
}

#[tokio::test]
async fn an_airhorn_and_an_opened_nest_count_by_whatever_name() {
    let directory = tempfile::tempdir().expect("a directory");
    let server = server(directory.path());
    let browser = Browser::at(&server);
    let mut person = browser.come_in("Gus").await;
    for name in ["Gus the second", "Gus the third", "Gus the fourth"] {
        assert_eq!(person.ask(Method::POST, "/api/v1/nests", &nothing()).await.0, 201);
        person = browser.come_back(&person, name).await;
    }
    let (status, problem) = person.ask(Method::POST, "/api/v1/nests", &nothing()).await;
    assert_eq!((status, text(&problem, "code")), (429, "rate_limited"), "{problem}");
    let mut socket = person.socket().await;
    let blown = Instant::now();
    socket.does(json!({ "type": "airhorn", "sound": "siren" })).await;
    let person = browser.come_back(&person, "Gus the last").await;
    too_soon(&mut person.socket().await, blown).await;
}

#[tokio::test]
async fn a_ban_holds_for_the_browser_and_for_nobody_else_behind_the_address() {
    let directory = tempfile::tempdir().expect("a directory");
    let server = server(directory.path());
    let host = Person::come_in(&server.url, "Hanna").await;
    let nest = open(&host, nothing()).await;
    let mut hosts = host.socket_at(&socket_of(&nest)).await.expect("the host comes in");
    let browser = Browser::at(&server);
    let troll = browser.come_in("Troll").await;
    let mut trolls = troll.socket_at(&socket_of(&nest)).await.expect("who knows the code comes in");
    hosts.does(json!({ "type": "kick", "person": troll.id, "ban": true, "keep_songs": false })).await;
    while trolls.next().await.is_ok() {}
    assert_eq!(trolls.heard.back().map(|last| last["code"].clone()), Some(json!("removed")));

    // The session is another one, the name is another one, and the ban is the same.
    let innocent = browser.come_back(&troll, "Innocent").await;
    for path in [socket_of(&nest), format!("/socket/{}", text(&nest, "id"))] {
        assert_eq!(refused(&innocent, &path).await, 403);
    }
    let id = text(&nest, "id");
    for path in [format!("/api/v1/nests/{id}/state"), format!("/api/v1/nests/{id}/events")] {
        let answer = innocent.get(&path).send().await.expect("an answer");
        assert_eq!(answer.status(), 403, "{path}");
        assert_eq!(answer.json::<Value>().await.expect("JSON")["code"], "banned");
    }
    let add = json!({ "type": "add", "id": "1", "track": "demo:track:x" });
    let (status, problem) = innocent.ask(Method::POST, &format!("/api/v1/nests/{id}/commands"), &add).await;
    assert_eq!((status, text(&problem, "code")), (403, "banned"));
    // Nor do they come in by a program of theirs.
    let (status, token) = innocent.ask(Method::POST, "/api/v1/tokens", &json!({ "name": "mine" })).await;
    assert_eq!(status, 200, "{token}");
    let program = innocent.http.get(format!("{}/api/v1/nests/{id}/state", server.url));
    let program = program.bearer_auth(text(&token, "token")).send().await.expect("an answer");
    assert_eq!(program.status(), 403);

    let neighbour = Browser::at(&server).come_in("Troll").await;
    neighbour.socket_at(&socket_of(&nest)).await.expect("the neighbour has done nothing");
    hosts.does(json!({ "type": "unban", "person": innocent.id })).await;
    innocent.socket_at(&socket_of(&nest)).await.expect("all is forgiven");
}
