//! A Redis with a replica, and three sentinels that watch over them; all of them want to be told passwords.

use std::{fs, path::Path};

use redis::{Cmd, FromRedisValue, RedisError};

use super::{
    port,
    redis_cluster::{command, hold_writes},
    redis_server::{self, RedisServer},
};

/// What the servers want to be told.
const PASSWORD: &str = "open-sesame";
/// What the sentinels want to be told.
const WATCHWORD: &str = "who-goes-there";

/// A server and where it listens.
pub struct Watched {
    pub port: u16,
    server: Option<RedisServer>,
}

/// Two servers and their sentinels. All of them end with this value.
pub struct RedisSentinels {
    pub servers: Vec<Watched>,
    sentinels: Vec<(u16, RedisServer)>,
}

impl Watched {
    fn start(place: &Path, settings: &[&str]) -> Self {
        fs::create_dir_all(place).expect("a directory");
        let number = port::free();
        let port = number.to_string();
        let usual = ["--port", &port, "--bind", "127.0.0.1", "--requirepass", PASSWORD];
        let again = ["--masterauth", PASSWORD, "--repl-diskless-sync-delay", "0"];
        let server = RedisServer::start_with(place, &[&usual[..], &again, settings].concat());
        Self { port: number, server: Some(server) }
    }

    /// Ends it at once, without a word.
    pub fn kill(&mut self) {
        self.server.take().expect("it runs").kill();
    }

    /// From now on it writes nothing, and its replica has all that it ever acknowledged.
    pub async fn hold_writes(&self) {
        hold_writes(async |command| self.ask(command).await).await;
    }

    pub async fn ask<T: FromRedisValue>(&self, command: &Cmd) -> Result<T, RedisError> {
        ask(self.port, PASSWORD, command).await
    }

    /// How far it has come with what is replicated.
    pub async fn offset(&self) -> u64 {
        let told: String = self.ask(&command(&["INFO", "replication"])).await.expect("it tells");
        let line = told.lines().find_map(|line| line.trim().strip_prefix("master_repl_offset:"));
        line.and_then(|offset| offset.parse().ok()).expect("it knows")
    }
}

async fn ask<T: FromRedisValue>(port: u16, password: &str, command: &Cmd) -> Result<T, RedisError> {
    let mut line = redis_server::line(&format!("redis://:{password}@127.0.0.1:{port}")).await?;
    command.query_async(&mut line).await
}

impl RedisSentinels {
    /// Starts all of them, and waits until each knows the others.
    pub async fn start(directory: &Path) -> Self {
        let master = Watched::start(&directory.join("first"), &[]);
        let leader = format!("127.0.0.1 {}", master.port);
        let replica = Watched::start(&directory.join("second"), &["--replicaof", &leader]);
        let sentinels = (0..3).map(|number| {
            let (place, port) = (directory.join(format!("sentinel{number}")), port::free());
            fs::create_dir_all(&place).expect("a directory");
            let lines = [
                format!("port {port}\nbind 127.0.0.1\nrequirepass {WATCHWORD}"),
                format!("sentinel sentinel-pass {WATCHWORD}\nsentinel monitor party {leader} 2"),
                format!("sentinel auth-pass party {PASSWORD}"),
                // By themselves they replace nobody and reattach nobody: on a busy machine a master that is alive
                // may be silent for as long as a dead one.
                "sentinel down-after-milliseconds party 3600000".to_owned(),
                "sentinel failover-timeout party 3600000\n".to_owned(),
            ];
            fs::write(place.join("sentinel.conf"), lines.join("\n")).expect("it is written");
            (port, RedisServer::sentinel(&place, "sentinel.conf"))
        });
        let all = Self { sentinels: sentinels.collect(), servers: vec![master, replica] };
        for (port, _) in &all.sentinels {
            loop {
                let asked: Result<Vec<String>, _> =
                    ask(*port, WATCHWORD, &command(&["SENTINEL", "MASTER", "party"])).await;
                let told = asked.unwrap_or_default();
                let says = |name: &str, value: &str| told.windows(2).any(|pair| pair == [name, value]);
                if says("num-slaves", "1") && says("num-other-sentinels", "2") && says("flags", "master") {
                    break;
                }
                tokio::task::yield_now().await;
            }
        }
        all.until_replicated().await;
        all
    }

    /// Waits until the replica has all that the master has now.
    pub async fn until_replicated(&self) {
        let now = self.servers[0].offset().await;
        while self.servers[1].offset().await < now {
            tokio::task::yield_now().await;
        }
        let link = command(&["INFO", "replication"]);
        while !self.servers[1].ask::<String>(&link).await.is_ok_and(|told| told.contains("link_status:up")) {
            tokio::task::yield_now().await;
        }
    }

    /// The master is dead: the sentinels name the replica in its place.
    pub async fn fail_over(&self) {
        let port = self.sentinels[0].0;
        let (who, replace) =
            (["SENTINEL", "GET-MASTER-ADDR-BY-NAME", "party"], ["SENTINEL", "FAILOVER", "party"]);
        while !ask::<(String, u16)>(port, WATCHWORD, &command(&who))
            .await
            .is_ok_and(|(_, named)| named == self.servers[1].port)
        {
            // It refuses while one is under way, and until it is sure of the replica.
            let _ = ask::<()>(port, WATCHWORD, &command(&replace)).await;
            tokio::task::yield_now().await;
        }
    }

    /// From now on the replica hears nothing of the master any more.
    pub async fn cut_off_the_replica(&self) {
        let nowhere = port::free().to_string();
        let leave = command(&["REPLICAOF", "127.0.0.1", &nowhere]);
        self.servers[1].ask::<()>(&leave).await.expect("it obeys");
    }

    /// The address that names all sentinels.
    pub fn url(&self) -> String {
        let sentinels: Vec<_> = self.sentinels.iter().map(|(port, _)| format!("127.0.0.1:{port}")).collect();
        let sentinels = sentinels.join(",");
        format!("redis+sentinel://:{PASSWORD}@{sentinels}/party?sentinel_password={WATCHWORD}")
    }
}
