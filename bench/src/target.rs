//! What is measured: our server on each of its stores, and two others to compare it with.
//!
//! Must never: start anything that listens beyond loopback.

use std::{
    env,
    net::TcpListener,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, ensure};
use clap::{Args, ValueEnum};
use serde::Serialize;
use tempfile::TempDir;

use crate::{dialect::Dialect, program::Program};

/// How many processes share one Redis in [`Kind::Replicas`].
const REPLICAS: usize = 2;

/// A thing to measure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Ours with its embedded store.
    Embedded,
    /// Ours on a Redis that writes every append down.
    Redis,
    /// Two of ours on one such Redis, with half of the sockets each.
    Replicas,
    /// A plain room broadcast with Socket.IO 4 on Node.
    Socketio,
    /// Bun's own publish.
    Bun,
}

impl Kind {
    /// Its name in a table.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Embedded => "EchoNest, embedded store",
            Self::Redis => "EchoNest, Redis",
            Self::Replicas => "EchoNest, two on one Redis",
            Self::Socketio => "Socket.IO, no store",
            Self::Bun => "Bun publish, no store",
        }
    }

    /// Whether this is our server.
    #[must_use]
    pub const fn is_ours(self) -> bool {
        matches!(self, Self::Embedded | Self::Redis | Self::Replicas)
    }

    /// What is spoken there.
    #[must_use]
    pub const fn dialect(self) -> Dialect {
        match self {
            Self::Embedded | Self::Redis | Self::Replicas | Self::Bun => Dialect::EchoNest,
            Self::Socketio => Dialect::SocketIo,
        }
    }

    const fn processes(self) -> usize {
        if matches!(self, Self::Replicas) { REPLICAS } else { 1 }
    }
}

/// Where programs are found, and their files kept meanwhile.
#[derive(Debug, Clone, Args)]
pub struct Places {
    /// The server that is measured.
    #[arg(long, default_value = "target/release/echonest", global = true)]
    pub server: PathBuf,
    /// Where the programs are that it is compared with, installed with npm.
    #[arg(long, default_value = "bench/peers", global = true)]
    pub peers: PathBuf,
    /// Where stores are kept while they are measured: a directory on a real disk.
    #[arg(long, default_value_os_t = env::temp_dir(), global = true)]
    pub dir: PathBuf,
}

/// Something that runs and can be measured. All of it ends with this value.
pub struct Target {
    /// What it is.
    pub kind: Kind,
    /// The addresses where sockets are opened, as URLs without a final slash.
    pub urls: Vec<String>,
    servers: Vec<Program>,
    store: Option<Program>,
    /// Goes last, when nobody writes there any more.
    _directory: TempDir,
}

/// What was used up to some moment, in seconds of processor time.
#[derive(Debug, Clone, Copy)]
pub struct Used {
    /// By the server's processes.
    pub server_cpu_s: f64,
    /// By the Redis behind them, if there is one.
    pub store_cpu_s: Option<f64>,
}

impl Target {
    /// Starts it. A peer will send frames of `frame_bytes`.
    ///
    /// # Errors
    /// A sentence about what is missing, or did not start.
    pub fn start(kind: Kind, places: &Places, frame_bytes: usize) -> Result<Self> {
        let directory = tempfile::Builder::new().prefix("echonest-bench-").tempdir_in(&places.dir);
        let directory =
            directory.with_context(|| format!("{} cannot hold a directory", places.dir.display()))?;
        let store = matches!(kind, Kind::Redis | Kind::Replicas).then(|| redis(directory.path()));
        let (store, redis_url) = store.transpose()?.unzip();
        let servers: Vec<Program> = (0..kind.processes())
            .map(|_| {
                let command = match kind {
                    Kind::Embedded => embedded(places, directory.path())?,
                    Kind::Redis | Kind::Replicas => {
                        on_redis(places, directory.path(), redis_url.as_deref().unwrap_or_default())?
                    }
                    Kind::Socketio => socketio(places, frame_bytes)?,
                    Kind::Bun => bun(places, frame_bytes)?,
                };
                Program::start(command, directory.path(), |line| line.contains("ready at http"))
            })
            .collect::<Result<_>>()?;
        let address = |server: &Program| server.ready_line.rsplit(' ').next().unwrap_or_default().to_owned();
        Ok(Self { kind, urls: servers.iter().map(address).collect(), servers, store, _directory: directory })
    }

    /// How long its slowest process took to be ready, in milliseconds.
    #[must_use]
    pub fn ready_ms(&self) -> f64 {
        self.servers.iter().map(|server| server.ready_ms).fold(0.0, f64::max)
    }

    /// What it has used so far.
    ///
    /// # Errors
    /// One of its processes is gone.
    pub fn used(&self) -> Result<Used> {
        let server_cpu_s = self.servers.iter().map(Program::cpu_s).sum::<Result<f64>>()?;
        Ok(Used { server_cpu_s, store_cpu_s: self.store.as_ref().map(Program::cpu_s).transpose()? })
    }

    /// The memory its servers hold together, in megabytes.
    ///
    /// # Errors
    /// One of its processes is gone.
    pub fn rss_mb(&self) -> Result<f64> {
        self.servers.iter().map(Program::rss_mb).sum()
    }
}

/// A command with nothing in its environment but where programs are.
pub fn bare(program: impl AsRef<std::ffi::OsStr>) -> Command {
    let mut command = Command::new(program);
    command.env_clear().env("PATH", env::var_os("PATH").unwrap_or_default());
    command
}

fn serve(places: &Places, directory: &Path) -> Result<Command> {
    let server = &places.server;
    let whole = server.canonicalize().with_context(|| {
        format!("there is no server at {}; build it, or name it with --server", server.display())
    })?;
    let mut command = bare(whole);
    command.arg("serve").env("RATE_LIMITS", "off").env("BENDER_DEPTH", "0");
    command.env("BIND", "127.0.0.1:0").env("METRICS_BIND", "127.0.0.1:0");
    command.env("PLAY_LOG_DIR", directory.join("play_logs")).current_dir(directory);
    Ok(command)
}

fn embedded(places: &Places, directory: &Path) -> Result<Command> {
    let mut command = serve(places, directory)?;
    command.env("DATA_DIR", directory.join("data"));
    Ok(command)
}

fn on_redis(places: &Places, directory: &Path, redis_url: &str) -> Result<Command> {
    let mut command = serve(places, directory)?;
    command.env("REDIS_URL", redis_url).env("SECRET_KEY", "a key for as long as it is measured");
    Ok(command)
}

/// A Redis that keeps what it accepted, as its own manual advises, and its address.
///
/// # Errors
/// It does not start.
pub fn redis(directory: &Path) -> Result<(Program, String)> {
    let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
    let mut command = bare("redis-server");
    command.args(["--bind", "127.0.0.1", "--port", &port.to_string()]);
    command.args(["--appendonly", "yes", "--save", "", "--maxmemory-policy", "noeviction"]);
    command.arg("--dir").arg(directory);
    let program = Program::start(command, directory, |line| line.contains("Ready to accept connections"))
        .context("the Redis targets need redis-server")?;
    Ok((program, format!("redis://127.0.0.1:{port}")))
}

fn socketio(places: &Places, frame_bytes: usize) -> Result<Command> {
    peer(places, bare("node"), "socketio.js", frame_bytes)
}

fn bun(places: &Places, frame_bytes: usize) -> Result<Command> {
    let builds = places.peers.join("node_modules/@oven");
    let found = builds.read_dir().ok().into_iter().flatten().flatten();
    let mut binaries = found.map(|build| build.path().join("bin/bun")).filter(|binary| binary.exists());
    let binary = binaries
        .next()
        .with_context(|| format!("there is no Bun under {}; install the peers with npm", builds.display()))?;
    peer(places, bare(binary.canonicalize()?), "bun.js", frame_bytes)
}

fn peer(places: &Places, mut command: Command, script: &str, frame_bytes: usize) -> Result<Command> {
    let peers = &places.peers;
    ensure!(
        peers.join("node_modules").is_dir(),
        "the peers in {} are not installed; `npm ci --ignore-scripts` there does it",
        peers.display()
    );
    command.arg(script).current_dir(peers).env("NODE_ENV", "production");
    command.env("FRAME_BYTES", frame_bytes.to_string());
    Ok(command)
}
