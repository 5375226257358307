//! Guessing codes, and names that nobody would think of.

use reqwest::Method;
use serde_json::json;

use super::{
    nothing, open, refused, server, socket_of,
    support::{
        guesses::{self, Guesses},
        people::{self, Person},
        server::Server,
    },
    text,
};

/// A server that believes its tests about where they come from.
fn behind_a_proxy(directory: &std::path::Path) -> Server {
    Server::start_with(directory, &[("GUEST_NESTS", "on"), ("TRUSTED_PROXIES", "127.0.0.1")])
}

/// Somebody's requests, as from this address.
struct From<'a> {
    address: &'static str,
    client: &'a reqwest::Client,
}

impl From<'_> {
    /// The status of a path, and after how many seconds it may be asked again.
    async fn shown(&self, person: &Person, path: &str) -> (u16, Option<u64>) {
        let request = self.client.get(format!("{}{path}", person.url));
        let request = request.header("cookie", &person.cookie).header("x-forwarded-for", self.address);
        let answer = request.send().await.expect("an answer");
        let wait = answer.headers().get("retry-after").map(|wait| wait.to_str().expect("a text").to_owned());
        (answer.status().as_u16(), wait.map(|wait| wait.parse().expect("seconds")))
    }
}

fn filled(way: &str, name: &str) -> String {
    if way.contains('*') { way.replace('*', name) } else { format!("{way}{name}") }
}

#[tokio::test]
async fn who_guesses_codes_has_to_wait_and_whoever_is_in_does_not() {
    let directory = tempfile::tempdir().expect("a directory");
    let server = behind_a_proxy(directory.path());
    let ann = Person::come_in(&server.url, "Ann").await;
    let bob = Person::come_in(&server.url, "Bob").await;
    let troll = Person::come_in(&server.url, "Troll").await;
    let nest = open(&ann, json!({ "slug": "secret-party", "invite_only": true })).await;
    let code = text(&nest, "code");
    // Bob came in while nobody was guessing.
    bob.socket_at(&socket_of(&nest)).await.expect("who knows the code comes in");
    // Where a redirect leads is another question.
    let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build();
    let client = client.expect("a client");
    let room = From { address: "203.0.113.7", client: &client };
    let elsewhere = From { address: "203.0.113.8", client: &client };
    // Each address of the program that names a nest counts, and each in any letters.
    let ways = ["/api/v1/nests/", "/api/v1/nests/*/state", "/queue/?nest=", "/nest/", "/", "/nest/*/tv"];
    let mut guesses = Guesses::begin();
    for (number, way) in (0..guesses::AT_ONCE).zip(ways.iter().cycle()) {
        let path = filled(way, &wrong_code(number, code));
        assert_eq!(room.shown(&troll, &path).await, (404, None), "{path}");
        guesses.admit();
    }
    for way in ways {
        let wrong = wrong_code(31, code);
        for name in [&wrong, code, &code.to_lowercase()] {
            let path = filled(way, name);
            let wait = loop {
                let (status, wait) = room.shown(&troll, &path).await;
                if status == 429 {
                    break wait;
                }
                if *name != wrong {
                    guesses.spare();
                    room.shown(&troll, &filled(way, &wrong)).await;
                }
                guesses.admit();
            };
            assert!(wait.is_some_and(|wait| (1..=6).contains(&wait)), "{path}: {wait:?}");
        }
        // Whoever is in comes and goes as before, whatever their neighbour does.
        let path = filled(way, code);
        for person in [&ann, &bob] {
            let (status, _) = room.shown(person, &path).await;
            assert!([200, 303].contains(&status) || is_unbuilt(status, way), "{path}: {status}");
        }
    }
    // Names that are no codes are not what is guessed.
    assert_eq!(room.shown(&troll, "/api/v1/nests/main").await.0, 200);
    assert_eq!(room.shown(&troll, "/api/v1/nests/secret-party").await.0, 404);
    // Another address has done nothing.
    let path = format!("/api/v1/nests/{}", wrong_code(40, code));
    assert_eq!(elsewhere.shown(&troll, &path).await.0, 404);
    assert_eq!(elsewhere.shown(&troll, &format!("/api/v1/nests/{code}")).await.0, 200);
}

/// Tests do not need the page.
fn is_unbuilt(status: u16, way: &str) -> bool {
    status == 503 && way.starts_with("/nest/")
}

/// One of many codes that lead nowhere.
fn wrong_code(number: u64, right: &str) -> String {
    let letters = b"ABCDEFGHJKMNPQRSTUVWXYZ23456789";
    let number = usize::try_from(number).expect("a small number");
    let last = [number / letters.len(), number % letters.len()].map(|place| char::from(letters[place]));
    let wrong = format!("ZZZ{}{}", last[0], last[1]);
    if wrong == right { "ZZZZZ".into() } else { wrong }
}

/// The status of coming in as somebody new who says this code.
async fn came_in(through: &Person, code: &str) -> u16 {
    let request = through.http.post(format!("{}/login/guest", through.url));
    let answer = request.json(&json!({ "name": "Carla", "code": code })).send().await;
    answer.expect("an answer").status().as_u16()
}

#[tokio::test]
async fn sockets_knocks_and_sign_ins_count_as_guesses_too() {
    let directory = tempfile::tempdir().expect("a directory");
    let server = server(directory.path());
    let ann = Person::come_in(&server.url, "Ann").await;
    let bob = Person::come_in(&server.url, "Bob").await;
    let nest = open(&ann, nothing()).await;
    let code = text(&nest, "code");
    let mut guesses = Guesses::begin();
    for number in 0..guesses::AT_ONCE / 3 {
        assert_eq!(refused(&bob, &format!("/socket/{}", wrong_code(number, code))).await, 404);
        let knock = format!("/api/v1/nests/{}/knock", if number % 2 == 0 { code } else { "ZZZZZ" });
        assert_eq!(bob.ask(Method::POST, &knock, &nothing()).await.0, 202);
        assert_eq!(came_in(&bob, &wrong_code(number, code)).await, 200);
        (0..3).for_each(|_| guesses.admit());
    }
    while came_in(&bob, "ZZZZZ").await != 429 {
        guesses.admit();
    }
    assert_eq!(came_in(&bob, "").await, 200, "who names no code guesses nothing");
    while bob.ask(Method::POST, &format!("/api/v1/nests/{code}/knock"), &nothing()).await.0 != 429 {
        guesses.admit();
    }
}

#[tokio::test]
async fn names_that_nobody_would_think_of_break_nothing() {
    let directory = tempfile::tempdir().expect("a directory");
    let server = server(directory.path());
    let ann = Person::come_in(&server.url, "Ann").await;
    let long = "x".repeat(10_000);
    for name in ["🎉🎉🎉", "حفلة المطبخ", "\u{202e}ytrap", "%", "a b", "\u{0}", long.as_str()]
    {
        let written: String = url::form_urlencoded::byte_serialize(name.as_bytes()).collect();
        let written = written.replace('+', "%20");
        for path in [
            format!("/api/v1/nests/{written}/state"),
            format!("/queue/?nest={written}"),
            format!("/nest/{written}"),
            format!("/{written}"),
        ] {
            let status = ann.get(&path).send().await.expect("an answer").status().as_u16();
            assert!([400, 404].contains(&status), "{status}: {}", &path[..path.len().min(80)]);
        }
        let (status, problem) = ann.ask(Method::POST, "/api/v1/nests", &json!({ "slug": name })).await;
        assert_eq!((status, text(&problem, "code")), (400, "bad_request"), "{problem}");
        let (status, nest) = ann.ask(Method::POST, "/api/v1/nests", &json!({ "name": name })).await;
        // Some are fine; and nobody opens many at once.
        assert!([201, 400, 429].contains(&status), "{nest}");
    }
    for slug in ["abcde", "main", "api", "connect", "login", "docs", "a", "-party", "Party", "a--b"] {
        let (status, problem) = ann.ask(Method::POST, "/api/v1/nests", &json!({ "slug": slug })).await;
        assert_eq!((status, text(&problem, "code")), (400, "bad_request"), "{slug}");
    }
    // And the party goes on.
    let tracks = people::tracks(&ann, 1).await;
    ann.socket().await.add(&tracks[0]).await;
}
