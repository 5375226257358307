//! Leaving: this browser, or everywhere.

use serde_json::{Value, json};

use crate::{
    browser::{Browser, is_signed_out},
    stage::Stage,
};

const ADA: &str = "ada@party.example";

async fn token(browser: &Browser) -> String {
    let made = browser.post("/api/v1/tokens").json(&json!({ "name": "x" })).send().await.expect("an answer");
    made.json::<Value>().await.expect("JSON")["token"].as_str().expect("a token").to_owned()
}

async fn status_by(token: &str, url: &str) -> u16 {
    let asked = reqwest::Client::new().get(format!("{url}/api/v1/me")).bearer_auth(token).send().await;
    asked.expect("an answer").status().as_u16()
}

#[tokio::test]
async fn who_leaves_one_browser_stays_in_the_other() {
    let stage = Stage::new().await;
    let server = stage.server(&[]);
    let (laptop, phone) = (Browser::at(&server.url), Browser::at(&server.url));
    laptop.sign_in(ADA).await;
    phone.sign_in(ADA).await;
    let (laptops, mut phones) = (laptop.person().await.socket().await, phone.person().await.socket().await);
    let left = laptop.session();
    assert_eq!(laptop.post("/logout").send().await.expect("an answer").status(), 204);
    is_signed_out(laptops).await;
    assert!(laptop.you().await.is_none());
    laptop.plant(&left);
    assert!(laptop.you().await.is_none(), "the cookie is worth nothing any more");
    phones.does(json!({ "type": "settings", "settings": { "locked": true } })).await;
    assert!(phone.you().await.is_some());
}

#[tokio::test]
async fn who_leaves_everywhere_is_out_at_every_replica_and_their_programs_go_on() {
    let stage = Stage::new().await;
    let redis = stage.redis();
    let (one, two) = (stage.replica(&redis, &[]), stage.replica(&redis, &[]));
    let (laptop, phone, other) = (Browser::at(&one.url), Browser::at(&two.url), Browser::at(&two.url));
    laptop.sign_in(ADA).await;
    phone.sign_in(ADA).await;
    other.sign_in("bo@party.example").await;
    let program = token(&laptop).await;
    let sockets = [
        laptop.person().await.socket().await,
        laptop.on(&two.url).person().await.socket().await,
        phone.person().await.socket().await,
        phone.on(&one.url).person().await.socket().await,
    ];
    let others = other.person().await.socket().await;
    let answer = laptop.post("/logout?everywhere=true").send().await.expect("an answer");
    assert_eq!(answer.status(), 204);
    for socket in sockets {
        is_signed_out(socket).await;
    }
    for browser in [&laptop, &phone] {
        for url in [&one.url, &two.url] {
            assert!(browser.on(url).you().await.is_none());
        }
    }
    assert_eq!((status_by(&program, &one.url).await, status_by(&program, &two.url).await), (200, 200));
    assert!(other.you().await.is_some());
    others.leave();
    assert_eq!(phone.sign_in(ADA).await, "/", "and may come back");
    assert!(phone.on(&one.url).you().await.is_some());
}

#[tokio::test]
async fn a_program_of_who_leaves_everywhere_keeps_its_socket() {
    let stage = Stage::new().await;
    let server = stage.server(&[]);
    let browser = Browser::at(&server.url);
    browser.sign_in(ADA).await;
    let token = token(&browser).await;
    let mut program = crate::programs::socket_by(&server.url, "/socket/", &token).await.expect("it opens");
    let own = browser.person().await.socket().await;
    browser.post("/logout?everywhere=true").send().await.expect("an answer");
    is_signed_out(own).await;
    program.say(&json!({ "type": "ping", "t": 1 })).await;
    while program.next().await.expect("the socket stays open")["type"] != "pong" {}
}

#[tokio::test]
async fn a_guests_tokens_and_connection_end_with_the_session() {
    for path in ["/logout", "/logout?everywhere=true"] {
        let stage = Stage::new().await;
        let redis = stage.redis();
        let server = stage.replica(&redis, &[]);
        let browser = Browser::at(&server.url);
        let person = browser.guest("Gus").await;
        assert_eq!(browser.connect("ada").await, "/");
        let token = token(&browser).await;
        let program = crate::programs::socket_by(&server.url, "/socket/", &token).await.expect("it opens");
        assert_eq!(status_by(&token, &server.url).await, 200);
        browser.post(path).send().await.expect("an answer");
        is_signed_out(program).await;
        assert_eq!(status_by(&token, &server.url).await, 401, "{path}");
        let mut line = redis.line().await;
        let key = format!("spotify:{}", person.id);
        let is_kept: bool = redis::cmd("EXISTS").arg(key).query_async(&mut line).await.expect("asked");
        assert!(!is_kept, "{path}: nobody could disconnect it any more");
    }
}
