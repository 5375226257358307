//! Whether a process is well, for whatever starts it anew.

use std::process::{Command, Output};

use serde_json::Value;

use crate::{
    numbers::Watched,
    support::{port, redis_server::RedisServer, server::Server},
};

fn check(arguments: &[&str], settings: &[(&str, &str)]) -> (Option<i32>, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_echonest"));
    command.arg("healthcheck").args(arguments).env_clear().envs(settings.iter().copied());
    let Output { status, stdout, stderr } = command.output().expect("the program can be started");
    assert_eq!(String::from_utf8_lossy(&stderr), "");
    (status.code(), String::from_utf8_lossy(&stdout).into_owned())
}

#[tokio::test]
async fn health_says_which_program_it_is() {
    let directory = tempfile::tempdir().expect("a directory");
    let watched = Watched::start(directory.path(), &[]);
    for address in [watched.server.url.clone(), format!("http://{}", watched.metrics)] {
        let answer = reqwest::get(format!("{address}/health")).await.expect("it answers");
        let told: Value = answer.json().await.expect("JSON");
        assert_eq!((&told["status"], &told["version"]), (&"ok".into(), &env!("CARGO_PKG_VERSION").into()));
        let commit = told["commit"].as_str().expect("a commit");
        let is_commit = commit.len() >= 7 && commit.bytes().all(|letter| letter.is_ascii_hexdigit());
        assert!(is_commit || commit == "unknown", "{commit}");
    }
}

#[test]
fn a_check_of_a_server_that_is_ready_ends_with_0() {
    let directory = tempfile::tempdir().expect("a directory");
    let server = Server::start(directory.path());
    let everywhere = server.address().replace("127.0.0.1", "0.0.0.0");
    // A proxy that is nowhere is not asked.
    let settings = [("BIND", everywhere.as_str()), ("http_proxy", "http://127.0.0.1:9")];
    let (code, said) = check(&[], &settings);
    assert_eq!(code, Some(0), "{said}");
    assert_eq!(said.lines().count(), 1, "{said}");
}

#[test]
fn a_check_of_nobody_ends_with_1_and_says_where_it_looked() {
    let nowhere = format!("127.0.0.1:{}", port::free());
    for (arguments, setting) in [(&[][..], "BIND"), (&["--player"], "METRICS_BIND")] {
        let (code, said) = check(arguments, &[(setting, &nowhere)]);
        assert_eq!(code, Some(1));
        assert!(said.contains(&nowhere), "{said}");
    }
}

#[test]
fn a_check_of_a_server_whose_store_is_gone_ends_with_1() {
    let directory = tempfile::tempdir().expect("a directory");
    let redis = RedisServer::start(directory.path());
    let server = Server::on_redis("serve", &redis.url(), &[]);
    drop(redis);
    let (code, said) = check(&[], &[("BIND", &server.address())]);
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("store"), "{said}");
}

#[test]
fn a_player_is_asked_where_its_numbers_are() {
    let directory = tempfile::tempdir().expect("a directory");
    let redis = RedisServer::start(directory.path());
    let metrics = format!("127.0.0.1:{}", port::free());
    let _player = Server::on_redis("player", &redis.url(), &[("METRICS_BIND", &metrics)]);
    let (code, said) = check(&["--player"], &[("METRICS_BIND", &metrics)]);
    assert_eq!(code, Some(0), "{said}");
}
