//! A house moves from one store to the other.

use crate::{
    house::{Party, at, at_redis, does, echonest, seen, text},
    support::{redis_server::RedisServer, server::Server},
};

#[tokio::test]
async fn a_house_moves_to_redis_and_back_and_nobody_signs_in_again() {
    let directory = tempfile::tempdir().expect("a directory");
    let old = directory.path().join("old");
    let server = Server::start(&old);
    let party = Party::begin(&server).await;
    let saw = seen(&party.guest.socket().await);
    let redis = RedisServer::start(directory.path());
    let refused = echonest(&at(&old), &["migrate", "--to", &redis.url()]);
    assert!(refused.err.contains("another EchoNest is using"), "{}", refused.err);
    drop(server);
    let out = does(&at(&old), &["migrate", "--to", &redis.url()]);
    let secret = old.join("data/secret.key");
    assert!(out.contains(&format!("SECRET_KEY_FILE={}", secret.display())), "{out}");
    let settings = [("SECRET_KEY", ""), ("SECRET_KEY_FILE", text(&secret))];
    let server = Server::on_redis("serve", &redis.url(), &settings);
    assert_eq!(seen(&party.guest.at(&server.url).socket().await), saw);
    drop(server);
    let again = echonest(&at(&old), &["migrate", "--to", &redis.url()]);
    assert_eq!(again.code, Some(1), "what is there was replaced");
    assert!(again.err.contains("keeps something already"), "{}", again.err);
    let mut on_redis = at_redis(&old, &redis.url());
    on_redis.retain(|(name, _)| *name != "SECRET_KEY");
    let new = directory.path().join("new/data");
    let out = does(&on_redis, &["migrate", "--to", text(&new)]);
    assert!(out.contains("Start without REDIS_URL"), "{out}");
    let server = Server::start(&directory.path().join("new"));
    assert_eq!(seen(&party.guest.at(&server.url).socket().await), saw);
}

#[tokio::test]
async fn an_end_is_carried_along() {
    let directory = tempfile::tempdir().expect("a directory");
    let [one, other] = ["one", "other"].map(|name| {
        let folder = directory.path().join(name);
        std::fs::create_dir(&folder).expect("it is made");
        RedisServer::start(&folder)
    });
    let left = |redis: &RedisServer, key: &str| -> i64 {
        let client = redis::Client::open(redis.url()).expect("an address");
        let mut line = client.get_connection().expect("it answers");
        redis::cmd("PTTL").arg(key).query(&mut line).expect("it is told")
    };
    let client = redis::Client::open(one.url()).expect("an address");
    let mut line = client.get_connection().expect("it answers");
    let mut set = |key: &str, ttl_ms: Option<u64>| {
        let mut set = redis::cmd("SET");
        set.arg(key).arg("\u{1}value");
        if let Some(ttl_ms) = ttl_ms {
            set.arg("PX").arg(ttl_ms);
        }
        set.exec(&mut line).expect("it is kept");
    };
    set("session:a", Some(3_600_000));
    set("lease:b", Some(3_600_000));
    set("somebody else's", None);
    let data = directory.path().join("data");
    does(&at_redis(directory.path(), &one.url()), &["migrate", "--to", text(&data)]);
    does(&at(directory.path()), &["migrate", "--to", &other.url()]);
    let (before, after) = (left(&one, "session:a"), left(&other, "session:a"));
    assert!(after > 0 && (before - after).abs() < 60_000, "{before} ms became {after} ms");
    assert_eq!(left(&other, "lease:b"), -2, "what only running processes need was carried along");
    assert_eq!(left(&other, "somebody else's"), -2, "what is not ours was carried along");
}
