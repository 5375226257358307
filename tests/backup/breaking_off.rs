//! A restore that is killed.

use std::process::{Command, Stdio};

use echonest::{
    app::ports::Piece,
    backup::{STORE, spool::Spool, writing::Writing},
};

use crate::{
    house::{at_redis, does, echonest, text},
    support::{redis_server::RedisServer, server::Server},
};

/// So many that nobody puts them back in a moment.
const SESSIONS: usize = 100_000;

#[test]
fn a_restore_that_was_killed_half_way_is_recognised_until_it_is_done_again() {
    let directory = tempfile::tempdir().expect("a directory");
    let mut spool = Spool::begin(directory.path(), false, 7).expect("it can be made");
    for number in 0..SESSIONS {
        let key = format!("session:{number:064x}");
        spool
            .add(&Piece::Secret { key, value: vec![7; 32], end_ms: 4_000_000_000_000 })
            .expect("it is written");
    }
    let (mut store, bytes, counts) = spool.end().expect("it is written");
    let writing = Writing::begin(directory.path(), 1_795_292_100_000, "redis", &[], 7);
    let mut writing = writing.expect("there is none yet");
    writing.add(STORE, &mut *store, bytes).expect("it is written");
    let (_, backup, _) = writing.end(counts).expect("it is written");

    let redis = RedisServer::start(directory.path());
    let settings = at_redis(directory.path(), &redis.url());
    let mut line =
        redis::Client::open(redis.url()).and_then(|client| client.get_connection()).expect("it answers");
    let mut is_there =
        |key: &str| -> bool { redis::cmd("EXISTS").arg(key).query(&mut line).expect("it is told") };
    let mut restoring = Command::new(env!("CARGO_BIN_EXE_echonest"))
        .args(["restore", text(&backup)])
        .env_clear()
        .envs(settings.iter().cloned())
        .stdout(Stdio::null())
        .spawn()
        .expect("the program can be started");
    let [first, last] = [0, SESSIONS - 1].map(|number| format!("session:{number:064x}"));
    while !is_there(&first) {
        assert!(restoring.try_wait().expect("it can be waited for").is_none(), "it ended before it began");
    }
    restoring.kill().expect("it can be killed");
    restoring.wait().expect("it can be waited for");
    assert!(is_there("restoring") && !is_there(&last), "it was done before it was killed");

    for role in ["serve", "web", "player"] {
        let said = echonest(&settings, &[role]);
        assert_eq!(said.code, Some(1), "{role} started on half a backup");
        assert!(said.err.contains("half of a backup"), "{}", said.err);
    }
    let copied = echonest(&settings, &["backup", text(directory.path())]);
    assert!(copied.code == Some(1) && copied.err.contains("half of one"), "{}", copied.err);
    let again = echonest(&settings, &["restore", text(&backup)]);
    assert!(again.code == Some(1) && again.err.contains("--force"), "{}", again.err);

    does(&settings, &["restore", "--force", text(&backup)]);
    assert!(!is_there("restoring") && is_there(&last));
    drop(Server::on_redis("serve", &redis.url(), &[]));
}
