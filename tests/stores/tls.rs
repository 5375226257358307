//! A Redis behind TLS: its certificate has to be one that somebody vouches for, and for the name that was asked.

use std::{fs, path::Path};

use echonest::{
    app::ports::{Appended, Log},
    domain::ids::Position,
    store::redis::{RedisStore, Remedy, remedy},
};

use tempfile::TempDir;

use crate::support::{
    commits::{commit_behind, nest},
    port,
    redis_server::{PATIENT, RedisServer},
    tls,
};

/// A Redis that speaks TLS only, with a certificate for this name, and its address by that name.
fn start(directory: &Path, name: &str) -> (RedisServer, u16) {
    tls::authority(directory).vouch_for(name);
    let port = port::free();
    (RedisServer::start_with(directory, &tls::settings(&port.to_string())), port)
}

fn ca_in(directory: &TempDir) -> String {
    fs::read_to_string(directory.path().join("ca.pem")).expect("it is there")
}

#[tokio::test]
async fn what_an_authority_of_ones_own_vouches_for_is_used() {
    let directory = tempfile::tempdir().expect("a directory");
    let (_server, port) = start(directory.path(), "localhost");
    let ca = ca_in(&directory);
    let store = RedisStore::connect(&format!("rediss://localhost:{port}"), Some(&ca), 1, PATIENT)
        .await
        .expect("a store");
    let name = nest("main");
    let mut growth = store.growth(&name);
    let (mut newest, mut number) = (Position::START, 0);
    while growth.borrow_and_update().is_none() {
        number += 1;
        let commit = commit_behind(newest, false, number);
        assert_eq!(store.append(&name, std::slice::from_ref(&commit)).await, Ok(Appended::In));
        newest = commit.position;
    }
    assert_eq!(RedisStore::users(&format!("rediss://localhost:{port}"), Some(&ca), PATIENT).await, Ok(1));
}

#[tokio::test]
async fn what_nobody_vouches_for_is_refused_with_what_to_do() {
    let (directory, other) =
        (tempfile::tempdir().expect("a directory"), tempfile::tempdir().expect("another"));
    let (_server, port) = start(directory.path(), "localhost");
    tls::authority(other.path());
    let url = format!("rediss://localhost:{port}");
    for ca in [None, Some(ca_in(&other))] {
        let failure =
            RedisStore::connect(&url, ca.as_deref(), 1, PATIENT).await.err().expect("it is refused");
        assert_eq!(remedy(&failure.to_string()), Remedy::Authority, "{failure}");
    }
}

#[tokio::test]
async fn a_certificate_for_another_name_is_refused() {
    let directory = tempfile::tempdir().expect("a directory");
    let (_server, port) = start(directory.path(), "elsewhere.example");
    let ca = ca_in(&directory);
    for host in ["localhost", "127.0.0.1"] {
        let failure =
            RedisStore::connect(&format!("rediss://{host}:{port}"), Some(&ca), 1, PATIENT).await.err();
        let failure = failure.expect("it is refused");
        assert_eq!(remedy(&failure.to_string()), Remedy::Name, "{failure}");
    }
}

#[tokio::test]
async fn nobody_speaks_without_tls_to_a_server_that_has_it() {
    let directory = tempfile::tempdir().expect("a directory");
    let (_server, port) = start(directory.path(), "localhost");
    assert!(RedisStore::connect(&format!("redis://localhost:{port}"), None, 1, PATIENT).await.is_err());
}
