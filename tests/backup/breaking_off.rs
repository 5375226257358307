//! A restore that is killed.

use std::{
    io::{Read, Write},
    net::{Shutdown, TcpListener, TcpStream},
    os::unix::net::UnixStream,
    path::Path,
    process::{Command, Stdio},
    sync::atomic::{AtomicUsize, Ordering},
    thread,
};

use echonest::{
    app::ports::Piece,
    backup::{STORE, spool::Spool, writing::Writing},
};

use crate::{
    house::{at_redis, does, echonest, text},
    support::{redis_server::RedisServer, server::Server},
};

/// Some two megabytes of commands, and how much of them gets to Redis: the first sessions, and not the last.
const SESSIONS: usize = 10_000;
const CARRIED: usize = 200_000;

/// How many bytes went through a relay. A process has one.
static GONE: AtomicUsize = AtomicUsize::new(0);

/// A way to the Redis in a directory that carries so much and no more; what comes then vanishes. Whoever puts a backup
/// back by it never gets done.
fn relay(directory: &Path) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!("redis://{}", listener.local_addr().expect("an address"));
    let redis = directory.join("redis.sock");
    thread::spawn(move || listener.incoming().flatten().for_each(|client| carry(client, &redis)));
    url
}

fn carry(mut client: TcpStream, redis: &Path) {
    let mut server = UnixStream::connect(redis).expect("Redis is there");
    let (mut answers, mut back) =
        (server.try_clone().expect("another end"), client.try_clone().expect("another end"));
    thread::spawn(move || std::io::copy(&mut answers, &mut back));
    thread::spawn(move || {
        let mut piece = vec![0; 4_096];
        while let Ok(length @ 1..) = client.read(&mut piece) {
            let is_lost = GONE.fetch_add(length, Ordering::SeqCst) > CARRIED;
            if !is_lost && server.write_all(&piece[..length]).is_err() {
                break;
            }
        }
        let _ = server.shutdown(Shutdown::Both);
    });
}

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
    let client = redis::Client::open(redis.url()).expect("an address");
    let mut line = client.get_connection().expect("it answers");
    let mut is_there =
        |key: &str| -> bool { redis::cmd("EXISTS").arg(key).query(&mut line).expect("it is told") };
    let mut restoring = Command::new(env!("CARGO_BIN_EXE_echonest"))
        .args(["restore", text(&backup)])
        .env_clear()
        .envs(at_redis(directory.path(), &relay(directory.path())))
        .stdout(Stdio::null())
        .spawn()
        .expect("the program can be started");
    let [first, last] = [0, SESSIONS - 1].map(|number| format!("session:{number:064x}"));
    while !is_there(&first) {
        let is_over = restoring.try_wait().expect("it can be waited for").is_some();
        assert!(!is_over || is_there(&first), "it ended before it began");
    }
    restoring.kill().expect("it can be killed");
    let ended = restoring.wait().expect("it can be waited for");
    assert!(!ended.success(), "it got done");
    assert!(is_there("restoring") && !is_there(&last), "it was done before it was killed");
    // By the relay Redis hears a moment later that nobody listens any more.
    let (mut other, mut ask) = (client.get_connection().expect("it answers"), redis::cmd("PUBSUB"));
    ask.arg("CHANNELS");
    while !ask.query::<Vec<String>>(&mut other).expect("it is told").is_empty() {}

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
