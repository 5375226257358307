//! What cannot start says why, in one sentence, and changes nothing.

use std::net::TcpListener;

use serde_json::json;

use crate::support::{people::Person, redis_server::RedisServer, server::Server};

fn fails(role: &str, settings: &[(&str, &str)], words: &[&str]) {
    let refusal = Server::fail(role, settings);
    assert!(matches!(refusal.code, Some(1 | 2)), "{settings:?} ended with {:?}", refusal.code);
    for word in words {
        assert!(refusal.errors.contains(word), "{settings:?} said {:?}, without {word:?}", refusal.errors);
    }
    assert!(!refusal.errors.contains("panicked"), "{}", refusal.errors);
}

#[test]
fn impossible_settings_are_named() {
    let directory = tempfile::tempdir().expect("a directory");
    let data = directory.path().display().to_string();
    let with =
        |name: &'static str, value: &'static str| [("DATA_DIR", data.clone()), (name, value.to_owned())];
    for (name, value, word) in [
        ("BIND", "here", "--bind"),
        ("PUBLIC_URL", "party", "PUBLIC_URL"),
        ("GUESTS", "perhaps", "--guests"),
        ("DEMO_SPEED", "0", "--demo-speed"),
        ("BENDER_DEPTH", "99", "--bender-depth"),
        ("SECRET_KEY", "short", "SECRET_KEY"),
        ("REDIS_URL", "shopping list", "REDIS_URL"),
    ] {
        let settings = with(name, value);
        let settings: Vec<(&str, &str)> =
            settings.iter().map(|(name, value)| (*name, value.as_str())).collect();
        fails("serve", &settings, &[word]);
    }
    fails(
        "serve",
        &[("DATA_DIR", &data), ("RATE_LIMITS", "off"), ("PUBLIC_URL", "https://party.example")],
        &["RATE_LIMITS"],
    );
    for role in ["web", "player"] {
        fails(role, &[("DATA_DIR", &data)], &["REDIS_URL"]);
    }
}

#[tokio::test]
async fn a_second_process_on_the_same_data_is_told_so() {
    let directory = tempfile::tempdir().expect("a directory");
    let server = Server::start(directory.path());
    let data = directory.path().join("data").display().to_string();
    fails("serve", &[("DATA_DIR", &data)], &["another EchoNest", "DATA_DIR"]);
    Person::come_in(&server.url, "Hanna").await.socket().await;
}

#[test]
fn an_address_in_use_is_named() {
    let directory = tempfile::tempdir().expect("a directory");
    let data = directory.path().display().to_string();
    let taken = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = taken.local_addr().expect("an address").to_string();
    fails("serve", &[("DATA_DIR", &data), ("BIND", &address)], &[&address, "BIND"]);
}

#[test]
fn data_that_cannot_be_read_is_named_and_left_alone() {
    let directory = tempfile::tempdir().expect("a directory");
    let file = directory.path().join("nests.redb");
    std::fs::write(&file, "a shopping list ".repeat(4_000)).expect("it is written");
    let data = directory.path().display().to_string();
    fails("serve", &[("DATA_DIR", &data)], &["nests.redb", "restore a backup"]);
    assert!(std::fs::read_to_string(&file).expect("it is there").starts_with("a shopping list"));
}

#[tokio::test]
async fn a_redis_that_is_not_there_or_not_ours_is_named() {
    let directory = tempfile::tempdir().expect("a directory");
    let secret = ("SECRET_KEY", "a secret that is long enough for anybody");
    let nowhere = RedisServer::url_in(directory.path());
    fails("serve", &[("REDIS_URL", &nowhere), secret], &["REDIS_URL"]);
    let redis = RedisServer::start(directory.path());
    fails("serve", &[("REDIS_URL", &redis.url())], &["SECRET_KEY"]);
    let mut line = redis.line().await;
    let () = redis::cmd("SET").arg("{nest:main}:log").arg("milk").query_async(&mut line).await.expect("set");
    fails("serve", &[("REDIS_URL", &redis.url()), secret], &["not ours", "nothing was changed"]);
    let milk: String = redis::cmd("GET").arg("{nest:main}:log").query_async(&mut line).await.expect("got");
    assert_eq!(milk, "milk");
}

#[tokio::test]
async fn benders_depth_is_that_of_the_first_start() {
    let directory = tempfile::tempdir().expect("a directory");
    let server = Server::start_with(directory.path(), &[("BENDER_DEPTH", "0")]);
    let depth = async |server: &Server| {
        let ann = Person::come_in(&server.url, "Ann").await;
        ann.socket().await.model.state["nest"]["settings"]["bender_depth"].clone()
    };
    assert_eq!(depth(&server).await, json!(0));
    server.kill();
    let server = Server::start_with(directory.path(), &[("BENDER_DEPTH", "7")]);
    assert_eq!(depth(&server).await, json!(0));
}
