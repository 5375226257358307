//! Real processes with networks between them: two replicas and a player on a Redis, or one process on a file.

use std::{
    fs,
    net::SocketAddr,
    path::{Path, PathBuf},
    process::Command,
};

use serde_json::Value;
use tempfile::TempDir;
use tokio::task::block_in_place;

use crate::{
    history::Telling,
    kinds::Kind,
    network::Network,
    party::{Party, within},
    scroll::without_people,
    support::{port, redis_server::RedisServer, server::Server},
};

/// Says where the library is that lies about the time; systems differ.
const FAKETIME: &str =
    "ls /usr/lib*/faketime/libfaketime.so.1 /usr/lib/*/faketime/libfaketime.so.1 2>/dev/null | head -1";
/// How much faster songs are over where they have to end: the longest in less than five seconds, so that there is music for
/// as long as a slow machine takes to see some of them end.
const FAST: &str = "100";

/// A Redis and the port that replicas and the network reach it by.
pub struct Kept {
    pub redis: RedisServer,
    pub directory: PathBuf,
    pub address: SocketAddr,
}

/// A house under way.
pub struct House {
    pub kind: Kind,
    pub directory: TempDir,
    pub kept: Option<Kept>,
    /// Between us and Redis.
    pub store: Network,
    /// Between clients and each replica.
    pub doors: Vec<Network>,
    /// Two replicas and a player; or one process. None is missing but while it is restarted.
    pub parts: Vec<Option<Server>>,
}

/// What makes a process believe the time that a file says, and how to write that file.
fn false_clock(directory: &Path) -> Vec<(String, String)> {
    let found = Command::new("sh").args(["-c", FAKETIME]).output().expect("a shell runs");
    let library = String::from_utf8_lossy(&found.stdout).trim().to_owned();
    assert!(!library.is_empty(), "libfaketime is missing (make test sees to it)");
    let file = directory.join("clock").display().to_string();
    [
        ("LD_PRELOAD", library.as_str()),
        ("FAKETIME_TIMESTAMP_FILE", &file),
        ("FAKETIME_NO_CACHE", "1"),
        // The steady clock is no wall clock: nobody sets it.
        ("FAKETIME_DONT_FAKE_MONOTONIC", "1"),
        ("DONT_FAKE_MONOTONIC", "1"),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .into()
}

impl Kept {
    /// Starts one in a directory of its own under `house`, or again what is there.
    pub fn start(kind: Kind, house: &Path, name: &str, port: u16, further: &[&str]) -> Self {
        let directory = house.join(name);
        fs::create_dir_all(&directory).expect("a directory");
        let port_text = port.to_string();
        let mut settings = vec!["--port", &port_text, "--bind", "127.0.0.1"];
        settings.extend(further);
        let mut command = Command::new("redis-server");
        if kind == Kind::DiskRedis {
            // Otherwise Redis ends where it cannot write, which loses nothing, and is another fault.
            settings.extend(["--appendfsync", "everysec"]);
            command = Command::new("sh");
            command.args(["-c", "trap '' XFSZ; exec redis-server \"$@\"", "sh"]);
        }
        let redis = block_in_place(|| RedisServer::start_by(command, &directory, &settings));
        Self { redis, directory, address: SocketAddr::from(([127, 0, 0, 1], port)) }
    }

    /// The way to it that no weather touches.
    pub fn url(&self) -> String {
        RedisServer::url_in(&self.directory)
    }
}

impl House {
    pub async fn begin(kind: Kind) -> Self {
        let directory = tempfile::tempdir().expect("a directory");
        let store = Network::begin().await;
        let mut doors = vec![Network::begin().await];
        if !kind.is_alone() {
            doors.push(Network::begin().await);
        }
        let origins: Vec<_> = doors.iter().map(|door| format!("http://{}", door.address)).collect();
        let plays = directory.path().join("play_logs").display().to_string();
        let mut settings: Vec<(String, String)> = vec![
            ("RATE_LIMITS".into(), "off".into()),
            ("ALLOWED_ORIGINS".into(), origins.join(",")),
            ("PLAY_LOG_DIR".into(), plays),
        ];
        if kind == Kind::Clock {
            fs::write(directory.path().join("clock"), "+0").expect("it can be written");
            settings.extend(false_clock(directory.path()));
            settings.push(("DEMO_SPEED".into(), FAST.into()));
        }
        let settings: Vec<_> = settings.iter().map(|(name, value)| (&**name, &**value)).collect();
        let mut kept = None;
        let parts = if kind == Kind::DiskAlone {
            vec![block_in_place(|| Server::start_on_a_limited_disk_with(directory.path(), &settings))]
        } else if kind.is_alone() {
            vec![block_in_place(|| Server::start_with(directory.path(), &settings))]
        } else {
            let redis = Kept::start(kind, directory.path(), "redis", port::free(), &[]);
            store.turn_to(redis.address);
            kept = Some(redis);
            let url = format!("redis://{}", store.address);
            let start = |role| block_in_place(|| Server::on_redis(role, &url, &settings));
            vec![start("web"), start("web"), start("player")]
        };
        for (door, part) in doors.iter().zip(&parts) {
            door.turn_to(part.address().parse().expect("an address"));
        }
        let parts = parts.into_iter().map(Some).collect();
        Self { kind, directory, kept, store, doors, parts }
    }

    pub fn part(&self, index: usize) -> &Server {
        self.parts[index].as_ref().expect("it runs")
    }

    /// Kills a process, and starts it again at the same address.
    pub fn restart(&mut self, index: usize) {
        let part = self.parts[index].take().expect("it runs");
        self.parts[index] = Some(block_in_place(|| part.kill_and_restart()));
    }

    /// The replicas' own addresses.
    pub fn urls(&self) -> Vec<String> {
        (0..self.doors.len()).map(|index| self.part(index).url.clone()).collect()
    }

    /// The addresses that guests know, where the weather is.
    pub fn door_urls(&self) -> Vec<String> {
        self.doors.iter().map(|door| format!("http://{}", door.address)).collect()
    }

    /// Waits until each replica says of itself that it can, or cannot, save anything.
    pub async fn until_ready(&self, is_ready: bool) -> Result<(), String> {
        let http = reqwest::Client::builder().pool_max_idle_per_host(0).build().expect("a client");
        for url in self.urls() {
            let wait = async {
                loop {
                    let answer = http.get(format!("{url}/health/ready")).send().await;
                    if answer.is_ok_and(|answer| (answer.status() == 200) == is_ready) {
                        return;
                    }
                    tokio::task::yield_now().await;
                }
            };
            within(if is_ready { "readiness" } else { "unreadiness" }, wait).await?;
        }
        Ok(())
    }

    /// What each replica says, once all of them stand at the same place.
    pub async fn tell(&self, party: &Party) -> Result<Vec<Telling>, String> {
        let agreed = async {
            loop {
                let mut tellings = Vec::new();
                for url in self.urls() {
                    tellings.extend(tell(party, url).await);
                }
                if tellings.len() == self.doors.len()
                    && tellings.iter().all(|one| one.position == tellings[0].position)
                {
                    return tellings;
                }
            }
        };
        within("the same position at each replica", agreed).await
    }
}

async fn tell(party: &Party, url: String) -> Option<Telling> {
    let answer = party.host.at(&url).get("/api/v1/nests/main/state").send().await.ok()?;
    let hello: Value = answer.json().await.ok()?;
    let position = hello["position"].as_str()?.to_owned();
    Some(Telling { by: url, position, state: without_people(hello["state"].clone()) })
}
