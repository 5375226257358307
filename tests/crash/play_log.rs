//! The plug is pulled between a track's end and its line in the play log, at every step on the way: the line
//! is there in the end, once.
//!
//! Bender plays all the time, one entry after the other, so every number up to the playing one has ended.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use serde_json::{Value, json};

use crate::support::{
    people::{Person, tracks},
    redis_server::RedisServer,
    server::Server,
};

/// How long anything may take here. It takes a second or two.
const LONGEST: Duration = Duration::from_mins(1);

/// Songs of a fraction of a second, and Bender, who always has another.
const FAST: [(&str, &str); 3] = [("DEMO_SPEED", "200"), ("BENDER_DEPTH", "3"), ("RATE_LIMITS", "off")];

struct Room {
    host: Person,
    log: PathBuf,
}

impl Room {
    async fn begin(server: &Server, directory: &Path) -> Self {
        let host = Person::come_in(&server.url, "Hanna").await;
        // It must not turn midnight meanwhile.
        let hour = now_s() / 3_600 % 24;
        let zone = if hour >= 22 { "Etc/GMT+6" } else { "UTC" };
        let mut socket = host.socket().await;
        socket.does(json!({ "type": "settings", "settings": { "time_zone": zone } })).await;
        // Something for Bender to start from, who may have begun by itself.
        socket.add_one_of(tracks(&host, 20).await).await;
        Self { host, log: directory.join("play_logs") }
    }

    /// How long the play log is, in bytes.
    fn size(&self) -> u64 {
        files(&self.log).iter().filter_map(|file| fs::metadata(file).ok()).map(|file| file.len()).sum()
    }

    /// Waits until the play log is longer than so many bytes, however long that takes within reason.
    async fn until_longer_than(&self, bytes: u64) {
        until(|| self.size() > bytes).await;
    }

    /// What has been written, entry by entry; and that nothing was written twice, or can be read no more.
    fn lines(&self) -> BTreeMap<u64, Value> {
        let mut lines = BTreeMap::new();
        for file in files(&self.log) {
            let text = fs::read_to_string(&file).expect("the log can be read");
            // What has no end yet is being written.
            for line in text.split_inclusive('\n').filter(|line| line.ends_with('\n')) {
                let play: Value = serde_json::from_str(line).unwrap_or_else(|_| panic!("no line: {line:?}"));
                let entry: u64 = play["id"].as_str().and_then(|id| id.parse().ok()).expect("an entry");
                let twice = lines.insert(entry, play);
                assert_eq!(twice, None, "{entry} stands in the log twice");
            }
        }
        lines
    }

    /// Everything before the playing entry has ended, and stands in the log.
    async fn check(&self) {
        let mut socket = self.host.socket().await;
        // Songs this short may end before Bender has found another.
        socket.until(|model| !model.state["playing"].is_null()).await;
        let playing = socket.leave().state["playing"]["entry"]["id"].as_u64().expect("something plays");
        until(|| self.lines().keys().filter(|entry| **entry < playing).count() as u64 == playing - 1).await;
    }

    /// Nothing torn is left behind once nobody writes any more.
    fn check_ends(&self) {
        for file in files(&self.log) {
            assert!(fs::read(&file).expect("the log can be read").ends_with(b"\n"), "a line has no end");
        }
    }
}

fn now_s() -> u64 {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    now.expect("it is after 1970").as_secs()
}

fn files(log: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(log).into_iter().flatten().filter_map(Result::ok).map(|entry| entry.path());
    entries.filter(|path| path.extension().is_some_and(|kind| kind == "json")).collect()
}

async fn until(is_so: impl Fn() -> bool) {
    let began = Instant::now();
    while !is_so() {
        assert!(began.elapsed() < LONGEST, "it never happened");
        tokio::task::yield_now().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_dies_after_any_byte_of_a_line_leaves_one_whole_line() {
    let directory = tempfile::tempdir().expect("a directory");
    let redis = RedisServer::start(directory.path());
    let log = directory.path().join("play_logs").display().to_string();
    let settings = [&FAST[..], &[("PLAY_LOG_DIR", log.as_str())]].concat();
    let mut server = Server::on_redis("serve", &redis.url(), &settings);
    let room = Room::begin(&server, directory.path()).await;
    for bytes in [0, 1, 7, 40, 120, 250, 300, 400] {
        let socket = room.host.socket().await;
        room.until_longer_than(room.size()).await;
        // With the store in Redis, the play log is all it writes: the system kills it when it goes on.
        server.limit_disk(&(room.size() + bytes).to_string());
        server = server.restart_when_dead().await;
        drop(socket);
    }
    let here = room.host.socket().await;
    room.until_longer_than(room.size()).await;
    room.check().await;
    drop(here);
    server.signal("TERM");
    server.wait();
    room.check_ends();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_dies_before_or_after_the_line_leaves_one() {
    let directory = tempfile::tempdir().expect("a directory");
    let mut server = Server::start_with(directory.path(), &FAST);
    let room = Room::begin(&server, directory.path()).await;
    for round in 0..12 {
        let mut socket = room.host.socket().await;
        if round % 2 == 0 {
            // The end is in the nest's log, and nobody may have written it down yet.
            loop {
                let message = socket.next().await.expect("the server lives");
                let events = message["events"].as_array().cloned().unwrap_or_default();
                if events.iter().any(|event| event["type"] == "ended") {
                    break;
                }
            }
        } else {
            // It is written down, and the nest may not know.
            room.until_longer_than(room.size()).await;
        }
        server = server.kill_and_restart();
    }
    let here = room.host.socket().await;
    room.until_longer_than(room.size()).await;
    room.check().await;
    drop(here);
    server.signal("TERM");
    server.wait();
    room.check_ends();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_players_write_each_play_once() {
    let directory = tempfile::tempdir().expect("a directory");
    let redis = RedisServer::start(directory.path());
    let log = directory.path().join("play_logs").display().to_string();
    let settings = [&FAST[..], &[("PLAY_LOG_DIR", log.as_str())]].concat();
    let server = Server::on_redis("serve", &redis.url(), &settings);
    let other = Server::on_redis("serve", &redis.url(), &settings);
    let room = Room::begin(&server, directory.path()).await;
    let _here = room.host.socket().await;
    until(|| room.lines().len() >= 12).await;
    room.check().await;
    drop(other);
    let before = room.lines().len();
    until(|| room.lines().len() > before + 2).await;
    room.check().await;
}
