//! Stores that do not keep what they are given, or cannot be used; and those that do.

use std::path::Path;

use crate::{
    report::{PASSWORD, Report, doctor},
    support::{
        port,
        redis_cluster::{RedisCluster, command},
        redis_sentinels::RedisSentinels,
        redis_server::RedisServer,
        server::Server,
        tls,
    },
};

/// What a Redis has to be told for nothing to be missed; with others the tests are quicker.
const ALWAYS: [&str; 2] = ["--appendfsync", "always"];
const SECRET: (&str, &str) = ("SECRET_KEY", "a secret that is long enough for anybody");

async fn on(redis: &RedisServer, directory: &Path) -> Report {
    doctor(directory, &[("REDIS_URL", &redis.url()), SECRET]).await
}

async fn with(settings: &[&str]) -> Report {
    let directory = tempfile::tempdir().expect("a directory");
    let redis = RedisServer::start_with(directory.path(), &[&ALWAYS, settings].concat());
    on(&redis, directory.path()).await
}

#[tokio::test]
async fn a_data_directory_that_cannot_be_made_is_bad() {
    let directory = tempfile::tempdir().expect("a directory");
    std::fs::write(directory.path().join("data"), "a file").expect("it is written");
    doctor(directory.path(), &[]).await.is_bad(&["Store", "cannot be written to", "DATA_DIR"]);
    let deeper = directory.path().join("data/deeper").display().to_string();
    doctor(directory.path(), &[("DATA_DIR", &deeper)]).await.is_bad(&["Store", "cannot be written to"]);
}

#[tokio::test]
async fn someone_elses_file_is_bad_and_left_alone() {
    let directory = tempfile::tempdir().expect("a directory");
    let file = directory.path().join("data/nests.redb");
    std::fs::create_dir(directory.path().join("data")).expect("it is made");
    std::fs::write(&file, "a shopping list ".repeat(4_000)).expect("it is written");
    doctor(directory.path(), &[]).await.is_bad(&["nests.redb cannot be read", "restore a backup"]);
    assert!(std::fs::read_to_string(&file).expect("it is there").starts_with("a shopping list"));
}

#[tokio::test]
async fn the_embedded_store_is_well_before_during_and_after_a_process() {
    let directory = tempfile::tempdir().expect("a directory");
    doctor(directory.path(), &[]).await.is_all_well();
    assert!(!directory.path().join("data").exists(), "the doctor makes nothing");
    let server = Server::start(directory.path());
    let during = doctor(directory.path(), &[]).await;
    during.praises(&["Store", "another EchoNest runs on it"]);
    during.is_all_well();
    server.kill();
    doctor(directory.path(), &[]).await.is_all_well();
    let server = Server::start(directory.path());
    server.signal("TERM");
    assert_eq!(server.wait(), Some(0));
    let after = doctor(directory.path(), &[]).await;
    after.praises(&["Store", "can be used"]);
    after.praises(&["Secret", "kept in DATA_DIR"]);
    after.is_all_well();
    let left = std::fs::read_dir(directory.path().join("data")).expect("it is there");
    let mut names: Vec<_> = left.filter_map(|file| file.ok()?.file_name().into_string().ok()).collect();
    names.sort_unstable();
    assert_eq!(names, ["nests.redb", "secret.key"]);
}

#[tokio::test]
async fn a_redis_that_keeps_everything_is_well() {
    let report = with(&["--maxmemory-policy", "noeviction"]).await;
    report.praises(&["Redis", "appendfsync always"]);
    report.praises(&["Redis", "noeviction"]);
    report.praises(&["Redis", "can be written to"]);
    report.is_all_well();
}

#[tokio::test]
async fn a_redis_that_is_not_there_is_bad() {
    let directory = tempfile::tempdir().expect("a directory");
    let nowhere = format!("redis://:{PASSWORD}@127.0.0.1:{}", port::free());
    let report = doctor(directory.path(), &[("REDIS_URL", &nowhere), SECRET]).await;
    report.is_bad(&["Redis", "cannot be used", "REDIS_URL"]);
    let nonsense = doctor(directory.path(), &[("REDIS_URL", "shopping list"), SECRET]).await;
    nonsense.is_bad(&["Redis", "REDIS_URL makes no sense"]);
}

#[tokio::test]
async fn a_redis_that_may_drop_a_queue_is_bad() {
    let report = with(&["--maxmemory", "64mb", "--maxmemory-policy", "allkeys-lru"]).await;
    report.is_bad(&["Redis", "may drop the queue", "noeviction"]);
    with(&["--maxmemory-policy", "allkeys-lru"]).await.warns(&["Redis", "allkeys-lru"]);
}

#[tokio::test]
async fn a_redis_that_forgets_is_worth_a_look() {
    with(&["--appendonly", "no"]).await.warns(&["Redis", "appendonly no", "Set appendonly yes"]);
    with(&["--appendfsync", "no"]).await.warns(&["Redis", "power cut", "everysec"]);
}

#[tokio::test]
async fn a_redis_that_is_full_or_only_a_copy_is_bad() {
    with(&["--maxmemory", "1"]).await.is_bad(&["Redis", "cannot be written to", "OOM"]);
    let elsewhere = format!("127.0.0.1 {}", port::free());
    let report = with(&["--replicaof", &elsewhere]).await;
    report.is_bad(&["Redis", "cannot be written to", "read only replica"]);
}

#[tokio::test]
async fn a_redis_that_hides_its_configuration_is_asked_otherwise() {
    let report = with(&["--rename-command", "CONFIG", ""]).await;
    report.praises(&["Redis", "noeviction"]);
    report.praises(&["Redis", "it does not say"]);
    report.is_all_well();
}

#[tokio::test]
async fn a_wrong_password_is_told_and_not_repeated() {
    let directory = tempfile::tempdir().expect("a directory");
    let redis = RedisServer::start_with(directory.path(), &["--requirepass", "another one"]);
    let url = format!("{}?pass={PASSWORD}", redis.url());
    let report = doctor(directory.path(), &[("REDIS_URL", &url), SECRET]).await;
    report.is_bad(&["Redis", "cannot be used", "password"]);
}

#[tokio::test]
async fn a_redis_behind_tls_is_well_if_its_authority_is_named() {
    let (directory, other) =
        (tempfile::tempdir().expect("a directory"), tempfile::tempdir().expect("another"));
    tls::authority(directory.path()).vouch_for("localhost");
    tls::authority(other.path());
    let port = port::free().to_string();
    let _redis = RedisServer::start_with(directory.path(), &[&ALWAYS[..], &tls::settings(&port)].concat());
    let url = format!("rediss://localhost:{port}");
    let ours = directory.path().join("ca.pem").display().to_string();
    let report = doctor(directory.path(), &[("REDIS_URL", &url), ("REDIS_CA", &ours), SECRET]).await;
    report.praises(&["Redis", "can be written to"]);
    report.is_all_well();
    let theirs = other.path().join("ca.pem").display().to_string();
    let report = doctor(directory.path(), &[("REDIS_URL", &url), ("REDIS_CA", &theirs), SECRET]).await;
    report.is_bad(&["Redis", "certificate", "Name the file of the authority"]);
    let settings = [("REDIS_URL", url.as_str()), ("REDIS_CA", theirs.as_str()), SECRET];
    let refusal = Server::fail("serve", &settings);
    assert_eq!(refusal.code, Some(1), "{}", refusal.errors);
    assert!(refusal.errors.contains("name the file of the authority"), "{}", refusal.errors);
    let elsewhere = format!("rediss://127.0.0.1:{port}");
    let report = doctor(directory.path(), &[("REDIS_URL", &elsewhere), ("REDIS_CA", &ours), SECRET]).await;
    report.is_bad(&["Redis", "certificate", "Write the name into REDIS_URL"]);
    let key = directory.path().join("server.key").display().to_string();
    let report = doctor(directory.path(), &[("REDIS_URL", &url), ("REDIS_CA", &key), SECRET]).await;
    report.is_bad(&["REDIS_CA", "holds no certificate", "Name a file of certificates"]);
    let plain = format!("redis://localhost:{port}");
    let report = doctor(directory.path(), &[("REDIS_URL", &plain), ("REDIS_CA", &ours), SECRET]).await;
    report.is_bad(&["REDIS_CA is for TLS", "rediss"]);
}

#[tokio::test]
async fn a_service_of_sentinels_is_looked_at_where_its_master_is() {
    let directory = tempfile::tempdir().expect("a directory");
    let house = RedisSentinels::start(directory.path()).await;
    let always = command(&["CONFIG", "SET", "appendfsync", "always"]);
    house.servers[0].ask::<()>(&always).await.expect("it obeys");
    let report = doctor(directory.path(), &[("REDIS_URL", &house.url()), SECRET]).await;
    report.praises(&["Redis", "appendfsync always"]);
    report.praises(&["Redis", "can be written to"]);
    report.warns(&["Redis", "may cost", "min-replicas-to-write 1"]);
    let nobodys = house.url().replace("/party", "/wake");
    let report = doctor(directory.path(), &[("REDIS_URL", &nobodys), SECRET]).await;
    report.is_bad(&["Redis", "cannot be used", "REDIS_URL"]);
}

#[tokio::test]
async fn every_node_of_a_cluster_is_looked_at() {
    let directory = tempfile::tempdir().expect("a directory");
    let cluster = RedisCluster::start(directory.path(), &ALWAYS).await;
    let report = doctor(directory.path(), &[("REDIS_URL", &cluster.url()), SECRET]).await;
    report.praises(&["Redis", "can be written to"]);
    report.is_all_well();
    let lax = command(&["CONFIG", "SET", "maxmemory-policy", "allkeys-lru"]);
    cluster.nodes[1].ask::<()>(&lax).await.expect("it obeys");
    let report = doctor(directory.path(), &[("REDIS_URL", &cluster.url()), SECRET]).await;
    report.warns(&["Redis", "allkeys-lru", "1 of 3 nodes"]);
}
