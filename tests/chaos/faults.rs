//! The faults themselves: each begins, is seen to bite, and ends.

use std::{
    fs,
    process::{Child, Command},
    time::Instant,
};

use serde_json::Value;

use crate::{
    house::{House, Kept},
    kinds::Kind,
    network::{Network, Weather},
    party::{Party, within},
    scroll::SharedScroll,
    slow,
    support::{port, time::SeededDice},
};

/// Busy processes for each core.
const NEIGHBOURS: usize = 4;
/// How often the connections are reset, one time after the other.
const RESETS: usize = 3;

/// What a round is made of.
pub struct Scene<'a> {
    pub house: &'a mut House,
    pub party: &'a Party,
    pub scroll: Option<&'a SharedScroll>,
    pub dice: &'a SeededDice,
}

/// Lets it happen, and says when it was over.
pub async fn strike(scene: &mut Scene<'_>) -> Result<Instant, String> {
    match scene.house.kind {
        Kind::Store(weather) => store(scene, weather).await,
        Kind::Clients(weather) => clients(scene, weather).await,
        Kind::KillWeb => Ok(kill(scene.house, usize::from(scene.dice.one_in(2)))),
        Kind::KillPlayer => Ok(kill(scene.house, 2)),
        Kind::KillAlone => Ok(kill(scene.house, 0)),
        Kind::KillRedis => Ok(kill_redis(scene.house)),
        Kind::LostTail => lost_tail(scene).await,
        Kind::DiskRedis | Kind::DiskAlone => disk(scene).await,
        Kind::Clock => clock(scene).await,
        Kind::BusyMachine => busy(scene).await,
        Kind::SlowClients => slow_clients(scene).await,
        Kind::Storm => storm(scene).await,
    }
}

/// Answers under a fault that lets some through: as many as there are guests, so that most meet it.
async fn go_on(scene: &Scene<'_>) -> Result<(), String> {
    scene.party.go_on_by(scene.party.count()).await
}

async fn store(scene: &Scene<'_>, weather: Weather) -> Result<Instant, String> {
    let network = &scene.house.store;
    match weather {
        Weather::Reset => {
            for _ in 0..RESETS {
                within("the end of all connections", network.reset_all()).await?;
                go_on(scene).await?;
            }
            within("the end of all connections", network.reset_all()).await?;
        }
        Weather::Delay | Weather::Slow => {
            network.becomes(weather);
            go_on(scene).await?;
        }
        _ => {
            network.becomes(weather);
            scene.house.until_ready(false).await?;
        }
    }
    network.becomes(Weather::Fine);
    Ok(Instant::now())
}

async fn clients(scene: &Scene<'_>, weather: Weather) -> Result<Instant, String> {
    let doors = &scene.house.doors;
    let attempts = || doors.iter().map(|door| door.attempts()).sum::<u64>();
    let before = attempts();
    let become_all = |weather| doors.iter().for_each(|door| door.becomes(weather));
    become_all(weather);
    match weather {
        Weather::Delay | Weather::Slow => go_on(scene).await?,
        // Most have noticed, and some have tried again.
        _ => within("attempts to come back", until(|| attempts() >= before + scene.party.count())).await?,
    }
    become_all(Weather::Fine);
    Ok(Instant::now())
}

fn kill(house: &mut House, part: usize) -> Instant {
    let moment = Instant::now();
    house.restart(part);
    moment
}

fn kill_redis(house: &mut House) -> Instant {
    let kept = house.kept.take().expect("it has one");
    let moment = Instant::now();
    kept.redis.kill();
    let again = Kept::start(house.kind, house.directory.path(), "redis", kept.address.port(), &[]);
    house.kept = Some(again);
    moment
}

/// A replica that has missed the newest commits takes over.
async fn lost_tail(scene: &mut Scene<'_>) -> Result<Instant, String> {
    let first = scene.house.kept.take().expect("it has one");
    let from = format!("127.0.0.1 {}", first.address.port());
    // It is for many replicas that come at once.
    says(&first, &["CONFIG", "SET", "repl-diskless-sync-delay", "0"]);
    let home = scene.house.directory.path().to_owned();
    let replica = Kept::start(scene.house.kind, &home, "replica", port::free(), &["--replicaof", &from]);
    within(
        "a replica that has everything",
        until(|| says(&replica, &["INFO", "replication"]).contains("master_link_status:up")),
    )
    .await?;
    let scroll = scene.scroll.expect("there is a log to read");
    let commits = || async { scroll.lock().await.read().await };
    // Nobody listens at port 1: from here on it misses everything.
    says(&replica, &["REPLICAOF", "127.0.0.1", "1"]);
    go_on(scene).await?;
    go_on(scene).await?;
    scene.house.store.becomes(Weather::Cut);
    if !commits().await {
        return Err("the tail cannot be read before it is lost".into());
    }
    first.redis.kill();
    says(&replica, &["REPLICAOF", "NO", "ONE"]);
    scroll.lock().await.move_to(replica.url());
    scene.house.store.turn_to(replica.address);
    scene.house.store.becomes(Weather::Fine);
    scene.house.kept = Some(replica);
    Ok(Instant::now())
}

fn says(kept: &Kept, command: &[&str]) -> String {
    let socket = kept.directory.join("redis.sock").display().to_string();
    let output = Command::new("redis-cli").args(["-s", &socket]).args(command).output();
    String::from_utf8_lossy(&output.expect("redis-cli comes with redis-server").stdout).into_owned()
}

/// Nothing more fits on the disk, and that is said; then there is room.
async fn disk(scene: &Scene<'_>) -> Result<Instant, String> {
    let (pid, limit) = match &scene.house.kept {
        Some(kept) => (kept.redis.pid(), largest(&kept.directory.join("appendonlydir"))),
        // Its file grows seldom, but every commit is written somewhere behind its first page.
        None => (scene.house.part(0).pid(), 4_096),
    };
    limit_disk(pid, &limit.to_string());
    scene.house.until_ready(false).await?;
    if scene.house.kept.is_some() {
        scene.party.until_refused().await?;
    }
    limit_disk(pid, "unlimited");
    Ok(Instant::now())
}

fn limit_disk(pid: u32, bytes: &str) {
    let arguments = [format!("--fsize={bytes}:"), format!("--pid={pid}")];
    let status = Command::new("prlimit").args(arguments).status();
    assert!(status.is_ok_and(|status| status.success()), "prlimit failed");
}

fn largest(directory: &std::path::Path) -> u64 {
    let files = fs::read_dir(directory).expect("Redis keeps it").filter_map(Result::ok);
    files.filter_map(|file| file.metadata().ok()).map(|file| file.len()).max().unwrap_or_default()
}

/// The wall clock is set, forward and back, under processes that run on and others that start in the wrong hour. There is
/// music only while songs are to end, so that it lasts however slow the machine is.
async fn clock(scene: &mut Scene<'_>) -> Result<Instant, String> {
    let hours = 2 + scene.dice.below(10);
    let file = scene.house.directory.path().join("clock");
    let set = |by: String| fs::write(&file, by).expect("it can be written");
    for step in [format!("+{hours}h"), format!("-{hours}h")] {
        scene.party.has_music("resume", &step).await?;
        set(step.clone());
        songs_end(scene).await?;
        scene.party.has_music("pause", &step).await?;
        scene.house.restart(usize::from(scene.dice.one_in(2)));
        scene.party.has_music("resume", &format!("after {step}")).await?;
        songs_end(scene).await?;
        scene.party.has_music("pause", &format!("after {step}")).await?;
        go_on(scene).await?;
    }
    scene.house.restart(0);
    scene.party.has_music("resume", "at last").await?;
    set("+0".into());
    scene.house.restart(2);
    let moment = Instant::now();
    songs_end(scene).await?;
    scene.party.has_music("pause", "at last").await?;
    Ok(moment)
}

/// Waits until two songs have given way to another.
async fn songs_end(scene: &Scene<'_>) -> Result<(), String> {
    let playing = || async {
        let url = scene.house.urls().remove(1);
        let answer = scene.party.host.at(&url).get("/playing/").send().await.ok()?;
        let playing: Value = answer.json().await.ok()?;
        playing["id"].as_u64()
    };
    let mut heard = std::collections::BTreeSet::new();
    let wait = async {
        while heard.len() < 3 {
            heard.extend(playing().await);
            tokio::task::yield_now().await;
        }
    };
    within("the end of a song", wait).await
}

/// Processes that do nothing but work. They end with this value.
struct Neighbours(Vec<Child>);

impl Drop for Neighbours {
    fn drop(&mut self) {
        for child in &mut self.0 {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

async fn busy(scene: &Scene<'_>) -> Result<Instant, String> {
    let cores = std::thread::available_parallelism().map_or(2, usize::from);
    let work = || Command::new("sh").args(["-c", "while :; do :; done"]).spawn().expect("a shell runs");
    let neighbours = Neighbours((0..cores * NEIGHBOURS).map(|_| work()).collect());
    go_on(scene).await?;
    go_on(scene).await?;
    drop(neighbours);
    Ok(Instant::now())
}

async fn slow_clients(scene: &Scene<'_>) -> Result<Instant, String> {
    let urls = scene.house.urls();
    let addresses: Vec<_> = urls.iter().map(|url| url.trim_start_matches("http://")).collect();
    let crowd = slow::come_in(&addresses, &scene.party.host).await;
    for _ in 0..4 {
        go_on(scene).await?;
    }
    drop(crowd);
    Ok(Instant::now())
}

async fn storm(scene: &Scene<'_>) -> Result<Instant, String> {
    let doors = &scene.house.doors;
    // Before the first of them: some are back before the last is cut off.
    let moment = Instant::now();
    let all = futures_util::future::join_all(doors.iter().map(Network::reset_all));
    within("the end of all connections", all).await?;
    Ok(moment)
}

async fn until(is_so: impl Fn() -> bool) {
    while !is_so() {
        tokio::task::yield_now().await;
    }
}
