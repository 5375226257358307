//! People who mean harm, over real HTTP: names, addresses, and being where they are not wanted.

use reqwest::{Client, Method, redirect::Policy};
use serde_json::{Value, json};

use super::{
    nothing, open, refused, server, socket_of,
    support::people::{self, Person, Socket},
    text,
};

/// An answer as whoever compares sees it: all but the time and the request's id.
async fn seen(person: &Person, path: &str) -> (u16, Vec<(String, String)>, String) {
    let client = Client::builder().redirect(Policy::none()).build().expect("a client");
    let request = client.get(format!("{}{path}", person.url)).header("cookie", &person.cookie);
    let answer = request.send().await.expect("an answer");
    let headers =
        answer.headers().iter().filter(|(name, _)| !["date", "x-request-id"].contains(&name.as_str()));
    let mut headers: Vec<_> = headers
        .map(|(name, value)| (name.to_string(), value.to_str().unwrap_or_default().to_owned()))
        .collect();
    headers.sort();
    (answer.status().as_u16(), headers, answer.text().await.expect("a body"))
}

#[tokio::test]
async fn a_nest_that_is_over_one_that_is_private_and_one_that_never_was_look_alike() {
    let directory = tempfile::tempdir().expect("a directory");
    let server = server(directory.path());
    let ann = Person::come_in(&server.url, "Ann").await;
    let troll = Person::come_in(&server.url, "Troll").await;
    let over = open(&ann, json!({ "slug": "over-and-out" })).await;
    let private = open(&ann, json!({ "slug": "secret-party", "invite_only": true })).await;
    let path = format!("/api/v1/nests/{}", text(&over, "id"));
    assert_eq!(ann.ask(Method::DELETE, &path, &nothing()).await.0, 204);
    let code = text(&over, "code").to_owned();
    let wrong = if code == "ZZZZZ" { "YYYYY" } else { "ZZZZZ" };
    // Names of the same shape, of which only the first can be told from the others by whoever may come in.
    let shapes = [
        ["secret-party", "over-and-out", "never-there"].map(str::to_owned),
        [text(&private, "id"), text(&over, "id"), &"0123456789abcdef".repeat(2)].map(str::to_owned),
        [wrong.to_owned(), code.clone(), code.to_lowercase()],
    ];
    for names in shapes {
        for way in ["/api/v1/nests/*", "/api/v1/nests/*/state", "/queue/?nest=*", "/nest/*", "/*"] {
            let [first, others @ ..] = names.each_ref().map(|name| way.replace('*', name));
            let expected = seen(&troll, &first).await;
            assert_eq!(expected.0, 404, "{first}");
            for other in others {
                assert_eq!(seen(&troll, &other).await, expected, "{other} and {first}");
            }
        }
        for name in &names {
            assert_eq!(refused(&troll, &format!("/socket/{name}")).await, 404, "{name}");
            let knock = format!("/api/v1/nests/{name}/knock");
            assert_eq!(troll.ask(Method::POST, &knock, &nothing()).await, (202, json!({})), "{name}");
        }
    }
}

#[tokio::test]
async fn a_token_for_another_nest_does_not_say_which_nests_there_are() {
    let directory = tempfile::tempdir().expect("a directory");
    let server = server(directory.path());
    let ann = Person::come_in(&server.url, "Ann").await;
    let troll = Person::come_in(&server.url, "Troll").await;
    open(&ann, json!({ "slug": "secret-party", "invite_only": true })).await;
    let public = open(&ann, json!({ "slug": "open-party" })).await;
    let (_, token) =
        troll.ask(Method::POST, "/api/v1/tokens", &json!({ "name": "mine", "nest": "main" })).await;
    let status = async |name: &str| {
        let request = troll.http.get(format!("{}/api/v1/nests/{name}", server.url));
        let answer = request.bearer_auth(text(&token, "token")).send().await.expect("an answer");
        answer.status().as_u16()
    };
    assert_eq!((status("secret-party").await, status("no-such-party").await), (404, 404));
    assert_eq!((status("open-party").await, status(text(&public, "code")).await), (403, 403));
    assert_eq!(status("main").await, 200);
}

#[tokio::test]
async fn a_short_address_cannot_pass_for_another_nests_id_or_code() {
    let directory = tempfile::tempdir().expect("a directory");
    let server = server(directory.path());
    let ann = Person::come_in(&server.url, "Ann").await;
    let troll = Person::come_in(&server.url, "Troll").await;
    let nest = open(&ann, json!({ "listed": true })).await;
    for slug in [text(&nest, "id").to_owned(), text(&nest, "code").to_lowercase(), "deadbeef".repeat(4)] {
        let (status, problem) = troll.ask(Method::POST, "/api/v1/nests", &json!({ "slug": slug })).await;
        assert_eq!((status, text(&problem, "code")), (400, "bad_request"), "{slug}");
    }
    let shown: Value = ann
        .get(&format!("/api/v1/nests/{}", text(&nest, "id")))
        .send()
        .await
        .expect("an answer")
        .json()
        .await
        .expect("JSON");
    assert_eq!(shown["role"], "host");
}

#[tokio::test]
async fn whatever_people_and_nests_are_called_is_shown_as_it_is_or_refused() {
    let directory = tempfile::tempdir().expect("a directory");
    let server = server(directory.path());
    let ann = Person::come_in(&server.url, "Ann").await;
    let nest = open(&ann, nothing()).await;
    let path = format!("/api/v1/nests/{}", text(&nest, "id"));
    let family = "👩‍👩‍👧‍👦";
    let (long, forty, many) = ("x".repeat(10_000), "é".repeat(40), "🎉".repeat(41));
    for (name, is_fine) in [
        ("🎉🎉🎉", true),
        (family, true),
        ("حفلة المطبخ", true),
        ("\u{202e}ytrap", true),
        ("<script>alert(1)</script>", true),
        ("{{7*7}}\"'`\\", true),
        (&forty, true),
        (&many, false),
        (&long, false),
        ("a\u{0}b", false),
        ("a\nb", false),
        ("a\u{7f}b", false),
        ("\u{200b}\u{feff}", false),
        ("   ", false),
    ] {
        let (status, shown) = ann.ask(Method::PATCH, &path, &json!({ "name": name })).await;
        let login = ann.http.post(format!("{}/login/guest", server.url)).json(&json!({ "name": name }));
        let login = login.send().await.expect("an answer");
        if is_fine {
            assert_eq!((status, text(&shown, "name")), (200, name));
            assert_eq!(login.status(), 200, "{name}");
            assert_eq!(login.json::<Value>().await.expect("JSON")["you"]["name"], name);
        } else {
            assert_eq!((status, text(&shown, "code")), (400, "bad_request"), "{name:.40}");
            assert_eq!(login.status(), 400, "{name:.40}");
        }
    }
    // An answer that was refused changed nothing.
    let seen = ann.socket_at(&socket_of(&nest)).await.expect("the host comes in").model;
    assert_eq!(seen.state["nest"]["settings"]["name"], forty.as_str());
}

fn person_in<'a>(socket: &'a Socket, id: &str) -> Option<&'a Value> {
    socket.model.state["people"].as_array().expect("a list").iter().find(|person| person["id"] == id)
}

#[tokio::test]
async fn a_banned_person_who_keeps_coming_is_refused_and_is_nobodys_ghost() {
    let directory = tempfile::tempdir().expect("a directory");
    let server = server(directory.path());
    let ann = Person::come_in(&server.url, "Ann").await;
    let bob = Person::come_in(&server.url, "Bob").await;
    let troll = Person::come_in(&server.url, "Troll").await;
    let nest = open(&ann, nothing()).await;
    let path = socket_of(&nest);
    let mut anns = ann.socket_at(&path).await.expect("the host comes in");
    let bobs = bob.socket_at(&path).await.expect("Bob comes in");
    // Two tabs, of which neither says goodbye by itself.
    let trolls = [troll.socket_at(&path).await, troll.socket_at(&path).await];
    anns.until(|model| model.state["present"] == json!(3)).await;
    let before = bobs.model.position.clone();
    bobs.leave();
    anns.until(|model| model.state["present"] == json!(2)).await;
    anns.does(json!({ "type": "kick", "person": troll.id, "ban": true, "keep_songs": false })).await;
    anns.until(|model| model.state["present"] == json!(1)).await;
    for since in [String::new(), format!("?since={before}"), "?since=garbage".to_owned()] {
        assert_eq!(refused(&troll, &format!("{path}{since}")).await, 403);
    }
    drop(trolls);

    // What shows that they were banned still names them, and says how they stand.
    anns.until(|model| {
        let people = model.state["people"].as_array().expect("a list");
        people.iter().any(|person| person["id"] == troll.id.as_str() && person["banned"] == json!(true))
    })
    .await;
    let shown = person_in(&anns, &troll.id).expect("the activity names them");
    assert_eq!((&shown["present"], &shown["banned"]), (&json!(false), &json!(true)));
    for _ in 0..31 {
        let locked = anns.model.state["nest"]["settings"]["locked"] == json!(true);
        anns.does(json!({ "type": "settings", "settings": { "locked": !locked } })).await;
    }
    // When nothing names them any more, nobody who comes sees them, and who comes back is told.
    let fresh = ann.socket_at(&path).await.expect("another tab");
    assert_eq!(person_in(&fresh, &troll.id), None);
    let resumed = bob.raw_socket(&format!("{path}?since={before}"), Some(&bob.url)).await;
    let mut resumed = resumed.expect("Bob comes back");
    let signal = loop {
        let message = people::read(&mut resumed).await.expect("a message");
        if message["type"] == "signal" {
            break message["signal"].clone();
        }
    };
    let gone = signal["gone"].as_array().expect("a list");
    assert!(gone.contains(&json!(troll.id)), "{signal}");
    let upsert = signal["upsert"].as_array().expect("a list");
    assert!(upsert.iter().all(|person| person["id"] != troll.id.as_str()), "{signal}");
}

#[tokio::test]
async fn somebody_removed_who_goes_on_where_they_were_is_told_what_happened_and_is_there_again() {
    let directory = tempfile::tempdir().expect("a directory");
    let server = server(directory.path());
    let ann = Person::come_in(&server.url, "Ann").await;
    let bob = Person::come_in(&server.url, "Bob").await;
    let nest = open(&ann, nothing()).await;
    let path = socket_of(&nest);
    let mut anns = ann.socket_at(&path).await.expect("the host comes in");
    let bobs = bob.socket_at(&path).await.expect("Bob comes in");
    anns.until(|model| model.state["present"] == json!(2)).await;
    let before = bobs.model.position.clone();
    anns.does(json!({ "type": "kick", "person": bob.id, "ban": false, "keep_songs": true })).await;
    anns.until(|model| model.state["present"] == json!(1)).await;
    drop(bobs);
    let back = bob.raw_socket(&format!("{path}?since={before}"), Some(&bob.url)).await;
    let mut back = back.expect("Bob may come back");
    assert_eq!(people::read(&mut back).await.expect("a message")["type"], "resumed");
    let is_kicked = |event: &Value| event["type"] == "kicked" && event["person"] == bob.id.as_str();
    loop {
        let message = people::read(&mut back).await.expect("a message");
        if message["events"].as_array().is_some_and(|events| events.iter().any(is_kicked)) {
            break;
        }
    }
    anns.until(|model| model.state["present"] == json!(2)).await;
    // Now and then somebody only looked in; they are gone for whoever was away meanwhile.
    let eve = Person::come_in(&server.url, "Eve").await;
    let eves = eve.socket_at(&path).await.expect("Eve comes in");
    anns.until(|model| model.state["present"] == json!(3)).await;
    let since = anns.model.position.clone();
    drop(anns);
    drop(eves);
    let next_signal = async |socket: &mut _| loop {
        let message = people::read(socket).await.expect("a message");
        if message["type"] == "signal" {
            break message["signal"].clone();
        }
    };
    // Bob sees her go.
    while !next_signal(&mut back).await["gone"].as_array().is_some_and(|gone| gone.contains(&json!(eve.id))) {
    }
    let path = format!("{path}?since={since}");
    let mut again = ann.raw_socket(&path, Some(&ann.url)).await.expect("Ann comes back");
    let signal = next_signal(&mut again).await;
    assert_eq!(signal["present"], json!(2));
    assert_eq!(signal["gone"], json!([eve.id]));
}
