//! A Redis cluster of one's own: real nodes on loopback, put together by plain commands.

use std::{
    fs,
    path::{Path, PathBuf},
};

use redis::{Cmd, FromRedisValue, RedisError};

use super::{
    port,
    redis_server::{self, RedisServer},
};

/// How many slots a cluster has.
const SLOTS: u16 = 16_384;
/// How many nodes have slots.
const MASTERS: usize = 3;

/// A node, whether it runs or not.
pub struct Node {
    pub port: u16,
    bus: u16,
    place: PathBuf,
    server: Option<RedisServer>,
    settings: Vec<String>,
}

impl Node {
    fn start(place: PathBuf, settings: &[&str]) -> Self {
        fs::create_dir_all(&place).expect("a directory");
        let settings = settings.iter().map(|setting| (*setting).to_owned()).collect();
        let mut node = Self { port: port::free(), bus: port::free(), place, server: None, settings };
        node.restart();
        node
    }

    /// Starts it where it was before.
    pub fn restart(&mut self) {
        let (port, bus) = (self.port.to_string(), self.bus.to_string());
        let mut all = vec!["--port", &port, "--cluster-port", &bus, "--bind", "127.0.0.1"];
        all.extend(["--cluster-enabled", "yes", "--repl-diskless-sync-delay", "0"]);
        all.extend(self.settings.iter().map(String::as_str));
        self.server = Some(RedisServer::start_with(&self.place, &all));
    }

    /// Ends it at once, without a word.
    pub fn kill(&mut self) {
        self.server.take().expect("it runs").kill();
    }

    /// From now on it writes nothing, and its replica has all that it ever acknowledged. Whoever waits for a write
    /// will not learn what became of it.
    pub async fn hold_writes(&self) {
        hold_writes(async |command| self.ask(command).await).await;
    }

    /// Stops (`STOP`) or continues (`CONT`) it, so that it neither answers nor closes.
    pub fn signal(&self, name: &str) {
        self.server.as_ref().expect("it runs").signal(name);
    }

    pub fn is_up(&self) -> bool {
        self.server.is_some()
    }

    pub async fn ask<T: FromRedisValue>(&self, command: &Cmd) -> Result<T, RedisError> {
        let mut line = redis_server::line(&format!("redis://127.0.0.1:{}", self.port)).await?;
        command.query_async(&mut line).await
    }

    /// What this node thinks of it all.
    async fn info(&self) -> String {
        self.ask(&command(&["CLUSTER", "INFO"])).await.unwrap_or_default()
    }

    async fn id(&self) -> String {
        self.ask(&command(&["CLUSTER", "MYID"])).await.expect("it has a name")
    }
}

/// Has a master hold back writes until it dies, and waits until a replica has heard of all that were before. Without
/// that it may die between acknowledging a write and passing it on, and Redis promises nothing of such a write.
pub async fn hold_writes(ask: impl AsyncFn(&Cmd) -> Result<String, RedisError>) {
    ask(&command(&["CLIENT", "PAUSE", "3600000", "WRITE"])).await.expect("it obeys");
    loop {
        let told = ask(&command(&["INFO", "replication"])).await.expect("it tells");
        let offset = told.lines().find_map(|line| line.trim().strip_prefix("master_repl_offset:"));
        let heard = format!("state=online,offset={},", offset.expect("it knows"));
        if told.lines().any(|line| line.starts_with("slave") && line.contains(&heard)) {
            return;
        }
        tokio::task::yield_now().await;
    }
}

/// A command in its words.
pub fn command(words: &[&str]) -> Cmd {
    let mut command = redis::cmd(words[0]);
    command.arg(&words[1..]);
    command
}

/// A running cluster. Ends with this value.
pub struct RedisCluster {
    pub nodes: Vec<Node>,
}

impl RedisCluster {
    /// Three nodes.
    pub async fn start(directory: &Path, settings: &[&str]) -> Self {
        Self::of(directory, MASTERS, settings).await
    }

    /// Three nodes, and one more for each that can take over when it dies.
    pub async fn with_replicas(directory: &Path) -> Self {
        // By themselves they replace nobody: on a busy machine a master that is alive may be silent for as long as a
        // dead one.
        let cluster = Self::of(directory, 2 * MASTERS, &["--cluster-node-timeout", "3600000"]).await;
        for number in MASTERS..2 * MASTERS {
            let master = cluster.nodes[number - MASTERS].id().await;
            let replicate = command(&["CLUSTER", "REPLICATE", &master]);
            while cluster.nodes[number].ask::<()>(&replicate).await.is_err() {
                tokio::task::yield_now().await;
            }
        }
        for replica in MASTERS..2 * MASTERS {
            cluster.until_replicated(replica).await;
        }
        cluster
    }

    /// A master is dead: its replica takes over.
    pub async fn fail_over(&self, master: usize) {
        let replicas = self.nodes.iter().filter(|node| node.is_up());
        let links = command(&["INFO", "replication"]);
        let from = format!("master_port:{}\r\n", self.nodes[master].port);
        for node in replicas {
            let told: String = node.ask(&links).await.expect("it tells");
            if told.contains(&from) {
                return node.ask(&command(&["CLUSTER", "FAILOVER", "TAKEOVER"])).await.expect("it obeys");
            }
        }
        panic!("nobody follows {master}");
    }

    /// Waits until a node is a replica that hears its master.
    pub async fn until_replicated(&self, replica: usize) {
        let replication = command(&["INFO", "replication"]);
        let is_there = |told: String| told.contains("link_status:up");
        while !self.nodes[replica].ask(&replication).await.is_ok_and(is_there) {
            tokio::task::yield_now().await;
        }
    }

    async fn of(directory: &Path, count: usize, settings: &[&str]) -> Self {
        let nodes: Vec<_> =
            (0..count).map(|number| Node::start(directory.join(format!("node{number}")), settings)).collect();
        let share = SLOTS / u16::try_from(MASTERS).expect("a few") + 1;
        for (number, node) in (0_u16..).zip(&nodes) {
            let epoch = command(&["CLUSTER", "SET-CONFIG-EPOCH", &(number + 1).to_string()]);
            node.ask::<()>(&epoch).await.expect("it is new");
            let (first, last) = (number * share, ((number + 1) * share).min(SLOTS) - 1);
            if usize::from(number) < MASTERS {
                let add = command(&["CLUSTER", "ADDSLOTSRANGE", &first.to_string(), &last.to_string()]);
                node.ask::<()>(&add).await.expect("nobody has them");
            }
            let (port, bus) = (node.port.to_string(), node.bus.to_string());
            let meet = command(&["CLUSTER", "MEET", "127.0.0.1", &port, &bus]);
            nodes[0].ask::<()>(&meet).await.expect("they meet");
        }
        let cluster = Self { nodes };
        cluster.until_well().await;
        cluster
    }

    /// Waits until every node that runs knows all of them and is at one with the others.
    pub async fn until_well(&self) {
        let known = format!("cluster_known_nodes:{}\r\n", self.nodes.len());
        for node in self.nodes.iter().filter(|node| node.is_up()) {
            loop {
                let info = node.info().await;
                if info.contains("cluster_state:ok") && info.contains(&known) {
                    break;
                }
                tokio::task::yield_now().await;
            }
        }
    }

    /// The address that names all nodes.
    pub fn url(&self) -> String {
        let nodes: Vec<_> = self.nodes.iter().map(|node| format!("127.0.0.1:{}", node.port)).collect();
        format!("redis+cluster://{}", nodes.join(","))
    }

    /// Takes all keys away.
    pub async fn empty(&self) {
        for node in &self.nodes {
            node.ask::<()>(&command(&["FLUSHALL"])).await.expect("it is emptied");
        }
    }

    /// Which node has this key now, by what a node says that runs.
    pub async fn owner_of(&self, key: &str) -> usize {
        let asked = self.nodes.iter().find(|node| node.is_up()).expect("one of them runs");
        self.owner_by(asked, key).await
    }

    /// Which node has this key, as one of them thinks.
    async fn owner_by(&self, asked: &Node, key: &str) -> usize {
        let slot: u16 = asked.ask(&command(&["CLUSTER", "KEYSLOT", key])).await.expect("it has a slot");
        let ranges: Vec<(u16, u16, (String, u16))> = loop {
            let told: Result<Vec<Vec<redis::Value>>, _> = asked.ask(&command(&["CLUSTER", "SLOTS"])).await;
            let Ok(told) = told else { continue };
            // What stands behind the master are its replicas.
            let read = told.into_iter().map(|mut range| {
                range.truncate(3);
                let mut range = range.into_iter();
                let mut next = || range.next().expect("a range has two ends and a master");
                let first = redis::from_redis_value(next()).expect("a number");
                let last = redis::from_redis_value(next()).expect("a number");
                let redis::Value::Array(mut master) = next() else { panic!("a master is a list") };
                master.truncate(2);
                let master = redis::from_redis_value(redis::Value::Array(master)).expect("an address");
                (first, last, master)
            });
            break read.collect();
        };
        let (.., (_, port)) =
            ranges.iter().find(|(first, last, _)| (*first..=*last).contains(&slot)).expect("somebody has it");
        self.nodes.iter().position(|node| node.port == *port).expect("it is one of ours")
    }

    /// Moves a key's slot to another node, key by key, as a resharding does.
    pub async fn move_slot_of(&self, key: &str, to: usize) {
        let from = self.owner_of(key).await;
        let (source, target) = (&self.nodes[from], &self.nodes[to]);
        let slot: u16 = source.ask(&command(&["CLUSTER", "KEYSLOT", key])).await.expect("it has a slot");
        let slot = slot.to_string();
        let (here, there) = (source.id().await, target.id().await);
        let import = command(&["CLUSTER", "SETSLOT", &slot, "IMPORTING", &here]);
        target.ask::<()>(&import).await.expect("it gets ready");
        let migrate = command(&["CLUSTER", "SETSLOT", &slot, "MIGRATING", &there]);
        source.ask::<()>(&migrate).await.expect("it gets ready");
        loop {
            let keys = command(&["CLUSTER", "GETKEYSINSLOT", &slot, "1"]);
            let keys: Vec<String> = source.ask(&keys).await.expect("it tells");
            let Some(key) = keys.first() else { break };
            let port = target.port.to_string();
            let migrate = command(&["MIGRATE", "127.0.0.1", &port, key, "0", "60000"]);
            source.ask::<redis::Value>(&migrate).await.expect("it goes over");
        }
        for node in [target, source] {
            let settle = command(&["CLUSTER", "SETSLOT", &slot, "NODE", &there]);
            node.ask::<()>(&settle).await.expect("it is so");
        }
        // The others hear of it by and by.
        for node in self.nodes.iter().filter(|node| node.is_up()) {
            while self.owner_by(node, key).await != to {
                tokio::task::yield_now().await;
            }
        }
    }
}
