//! A whole house: Redis, replicas of the page, a player, and Caddy with our Caddyfile in front.
//!
//! Must never: listen beyond loopback.

use std::{
    net::{Ipv4Addr, SocketAddr, TcpListener},
    path::{Path, PathBuf},
    process::{self, Command},
    sync::atomic::{AtomicU16, Ordering},
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail, ensure};
use tempfile::TempDir;
use tokio::{
    task::spawn_blocking,
    time::{sleep, timeout},
};
use tokio_rustls::rustls::pki_types::ServerName;

use super::line::{Gate, Line, trusting};
use crate::{
    program::Program,
    target::{Places, bare, redis},
};

/// The name people type.
const NAME: &str = "party.example";
/// The door's settings, as they are handed to those who host.
const CADDYFILE: &str = "deploy/caddy/Caddyfile";
const OPENS_WITHIN: Duration = Duration::from_secs(30);
/// A process that is told to end has done so within this.
const ENDS_WITHIN: Duration = Duration::from_secs(15);
const LOOKS_EVERY: Duration = Duration::from_millis(20);

/// What a house has.
#[derive(Debug, Clone, Copy)]
pub struct Plan {
    /// Replicas of the page; none with a store of its own is a single process instead.
    pub replicas: usize,
    /// Whether they are on Redis, with a player beside them.
    pub redis: bool,
    /// Doors in front, all of which lead to all replicas.
    pub doors: usize,
    /// Whether rates are limited without a door, too.
    pub keeps_limits: bool,
}

/// A house that runs. What is named first ends first.
pub struct House {
    /// The doors, if there are any.
    pub doors: Vec<Program>,
    /// The replicas, or the single process.
    pub replicas: Vec<Program>,
    /// The player.
    pub player: Option<Program>,
    /// Redis.
    pub redis: Option<Program>,
    /// Its address.
    pub redis_url: String,
    ports: Vec<u16>,
    metrics: Vec<u16>,
    gates: Vec<Gate>,
    origin: String,
    keeps_limits: bool,
    server: PathBuf,
    directory: TempDir,
}

impl House {
    /// Opens a house. Without a door rates are not limited, unless the plan says so.
    ///
    /// # Errors
    /// A sentence about what did not start.
    pub async fn open(places: &Places, plan: Plan) -> Result<Self> {
        Self::open_on(places, plan, async |_| Ok(())).await
    }

    /// The same, on a store in which something is written first.
    ///
    /// # Errors
    /// The same, or it cannot be written.
    pub async fn open_on(
        places: &Places,
        plan: Plan,
        write: impl AsyncFnOnce(&Self) -> Result<()>,
    ) -> Result<Self> {
        let directory = tempfile::Builder::new().prefix("echonest-bench-").tempdir_in(&places.dir)?;
        let place = directory.path().to_owned();
        let (redis, redis_url) = plan.redis.then(|| redis(&place)).transpose()?.unzip();
        let redis_url = redis_url.unwrap_or_default();
        let (ports, metrics) = (free_ports(plan.replicas)?, free_ports(plan.replicas)?);
        let doors = free_ports(2 * plan.doors)?;
        let origin = doors.first().map_or_else(String::new, |port| format!("https://{NAME}:{port}"));
        let server = places.server.canonicalize().with_context(|| {
            format!("there is no server at {}; build it, or name it with --server", places.server.display())
        })?;
        let mut house = Self {
            doors: Vec::new(),
            replicas: Vec::new(),
            player: None,
            redis,
            redis_url,
            ports,
            metrics,
            gates: Vec::new(),
            origin,
            keeps_limits: plan.keeps_limits,
            server,
            directory,
        };
        write(&house).await?;
        if plan.redis {
            let mut player = house.program("player");
            player.env("METRICS_BIND", "127.0.0.1:0");
            house.player = Some(Program::start(player, &place, is_ready)?);
        }
        for index in 0..plan.replicas {
            let replica = house.start(index).await?;
            house.replicas.push(replica);
        }
        for pair in doors.chunks(2) {
            house.add_door(pair[0], pair[1]).await?;
        }
        Ok(house)
    }

    /// Where the embedded store is.
    #[must_use]
    pub fn data_dir(&self) -> PathBuf {
        self.directory.path().join("data")
    }

    /// What runs in one of its roles, with what all of them share.
    fn program(&self, role: &str) -> Command {
        let mut command = bare(&self.server);
        let place = self.directory.path();
        command.arg(role).env("BENDER_DEPTH", "0").env("RUST_LOG", "warn");
        command.env("PLAY_LOG_DIR", place.join("play_logs")).env("DATA_DIR", self.data_dir());
        if !self.redis_url.is_empty() {
            command
                .env("REDIS_URL", &self.redis_url)
                .env("SECRET_KEY", "a key for as long as it is measured");
        }
        // A replica behind a door has to keep its limits.
        if self.origin.is_empty() && !self.keeps_limits {
            command.env("RATE_LIMITS", "off");
        } else {
            command.env("TRUSTED_PROXIES", "127.0.0.1").env("GUEST_NESTS", "on");
        }
        if !self.origin.is_empty() {
            command.env("PUBLIC_URL", &self.origin);
        }
        command.current_dir(place);
        command
    }

    fn replica(&self, index: usize) -> Command {
        let mut command = self.program(if self.redis_url.is_empty() { "serve" } else { "web" });
        command.env("BIND", format!("127.0.0.1:{}", self.ports[index]));
        command.env("METRICS_BIND", format!("127.0.0.1:{}", self.metrics[index]));
        command
    }

    /// Starts a replica. Whoever wrote into its store may need a moment to let go of it.
    async fn start(&self, index: usize) -> Result<Program> {
        let began = Instant::now();
        loop {
            match Program::start(self.replica(index), self.directory.path(), is_ready) {
                Err(_) if began.elapsed() < ENDS_WITHIN => sleep(LOOKS_EVERY).await,
                started => return started,
            }
        }
    }

    async fn add_door(&mut self, https: u16, http: u16) -> Result<()> {
        let place = self.directory.path().join(format!("door-{https}"));
        std::fs::create_dir(&place)?;
        let file = Path::new(CADDYFILE).canonicalize().with_context(|| format!("{CADDYFILE} is not here"))?;
        let upstreams: Vec<String> = self.ports.iter().map(|port| format!("127.0.0.1:{port}")).collect();
        let mut command = bare("sh");
        // It says on its error output what others say on their output.
        command.args(["-c", "exec caddy run --adapter caddyfile --config \"$0\" 2>&1"]).arg(file);
        command.env("HOME", &place).env("XDG_DATA_HOME", &place).env("XDG_CONFIG_HOME", &place);
        command.env("HOSTNAME", NAME).env("UPSTREAMS", upstreams.join(" "));
        command.env("HTTP_PORT", http.to_string()).env("HTTPS_PORT", https.to_string());
        command.env("CADDY_OPTIONS", "local_certs\ndefault_bind 127.0.0.1");
        let door = Program::start(command, &place, |line| line.contains("serving initial configuration"))
            .context("the door needs caddy")?;
        self.doors.push(door);
        let root = place.join("caddy/pki/authorities/local/root.crt");
        let opened = async {
            while !root.exists() {
                sleep(LOOKS_EVERY).await;
            }
            let gate = Gate {
                address: SocketAddr::from(([127, 0, 0, 1], https)),
                host: format!("{NAME}:{https}"),
                origin: self.origin.clone(),
                seal: Some((trusting(&root)?, ServerName::try_from(NAME)?)),
            };
            // It listens before it has signed its certificate, and before it has asked how the replicas are.
            loop {
                if let Ok(mut line) = Line::connect(&gate, Ipv4Addr::LOCALHOST).await
                    && let Ok(Err(said)) = line.upgrade(&gate, "/socket/", "").await
                    && said.status == 401
                {
                    return Ok::<_, anyhow::Error>(gate);
                }
                sleep(LOOKS_EVERY).await;
            }
        };
        let gate = timeout(OPENS_WITHIN, opened).await.context("the door did not open")??;
        self.gates.push(gate);
        Ok(())
    }

    /// Where the client of this number comes in: through a door, or at a replica where there is none.
    #[must_use]
    pub fn gate(&self, number: usize) -> Gate {
        match self.gates.len() {
            0 => self.replica_gate(number),
            doors => self.gates[number % doors].clone(),
        }
    }

    /// A replica itself.
    #[must_use]
    pub fn replica_gate(&self, number: usize) -> Gate {
        let port = self.ports[number % self.ports.len()];
        let url = format!("http://127.0.0.1:{port}");
        let origin = if self.origin.is_empty() { url } else { self.origin.clone() };
        let address = SocketAddr::from(([127, 0, 0, 1], port));
        Gate { address, host: format!("127.0.0.1:{port}"), origin, seal: None }
    }

    /// The address of a replica, for requests that are not measured.
    #[must_use]
    pub fn url(&self, number: usize) -> String {
        format!("http://127.0.0.1:{}", self.ports[number % self.ports.len()])
    }

    /// The page's origin, as the first replica sees it.
    #[must_use]
    pub fn origin(&self) -> String {
        self.replica_gate(0).origin
    }

    /// Restarts a replica in good order at its old address; says how long it took to leave, and to
    /// be ready again.
    ///
    /// # Errors
    /// It does not end, or does not start.
    pub async fn restart(&mut self, index: usize) -> Result<(Duration, Duration)> {
        let began = Instant::now();
        self.replicas[index].tell_to_end()?;
        while !self.replicas[index].has_ended()? {
            if began.elapsed() > ENDS_WITHIN {
                bail!("a replica did not end within {} s", ENDS_WITHIN.as_secs());
            }
            sleep(LOOKS_EVERY).await;
        }
        let left = began.elapsed();
        let (command, place) = (self.replica(index), self.directory.path().to_owned());
        // Whoever waits for a process must not keep clients waiting.
        let replica = spawn_blocking(move || Program::start(command, &place, is_ready)).await??;
        self.replicas[index] = replica;
        Ok((left, began.elapsed()))
    }

    /// Starts everything anew on what the store holds, and says how long each process took, in
    /// milliseconds.
    ///
    /// # Errors
    /// Something does not end, or does not start.
    pub async fn restart_all(&mut self) -> Result<Vec<f64>> {
        for index in 0..self.replicas.len() {
            self.restart(index).await?;
        }
        Ok(self.replicas.iter().map(|replica| replica.ready_ms).collect())
    }

    /// A counter or a part of a histogram, over all replicas: everything whose name and labels begin so.
    ///
    /// # Errors
    /// A replica does not tell.
    pub async fn metric(&self, beginning: &str) -> Result<f64> {
        let mut sum = 0.0;
        for port in &self.metrics {
            let text = reqwest::get(format!("http://127.0.0.1:{port}/metrics")).await?.text().await?;
            let lines = text.lines().filter(|line| line.starts_with(beginning));
            sum += lines.filter_map(|line| line.rsplit(' ').next()?.parse::<f64>().ok()).sum::<f64>();
        }
        Ok(sum)
    }

    /// A number that Redis tells of itself.
    ///
    /// # Errors
    /// Redis does not answer, or does not know it.
    pub async fn ask_redis<T: redis::FromRedisValue>(&self, words: &[&str]) -> Result<T> {
        ensure!(!words.is_empty() && !self.redis_url.is_empty(), "there is no Redis to ask");
        let client = redis::Client::open(self.redis_url.as_str())?;
        let mut line = client.get_multiplexed_async_connection().await?;
        let mut command = redis::cmd(words[0]);
        command.arg(&words[1..]);
        Ok(command.query_async(&mut line).await?)
    }

    /// A line of what Redis tells under `INFO`, as a number.
    ///
    /// # Errors
    /// The same.
    pub async fn redis_info(&self, name: &str) -> Result<f64> {
        let text: String = self.ask_redis(&["INFO", "all"]).await?;
        let line = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
        line.context("Redis does not tell that")?.trim().parse().context("Redis told no number")
    }

    /// Every process by name.
    #[must_use]
    pub fn processes(&self) -> Vec<(String, &Program)> {
        let many = |name: &'static str, all: &'_ [Program]| -> Vec<String> {
            (1..=all.len()).map(|number| format!("{name} {number}")).collect()
        };
        let mut all: Vec<(String, &Program)> =
            many("replica", &self.replicas).into_iter().zip(&self.replicas).collect();
        all.extend(self.player.as_ref().map(|player| ("player".to_owned(), player)));
        all.extend(self.redis.as_ref().map(|redis| ("redis".to_owned(), redis)));
        all.extend(many("caddy", &self.doors).into_iter().zip(&self.doors));
        all
    }
}

/// Whoever serves says that it is ready, and the player what it does.
fn is_ready(line: &str) -> bool {
    line.contains("ready at http") || line.contains("keeps the music going")
}

/// Ports that nobody listens at now, each another one, below those that the system gives to whoever
/// connects: they would be taken before a program that is started listens there.
fn free_ports(count: usize) -> Result<Vec<u16>> {
    const FIRST: u16 = 12_000;
    const PORTS: u16 = 18_000;
    static TRIED: AtomicU16 = AtomicU16::new(0);
    let own = u16::try_from(process::id() * 97 % u32::from(PORTS))?;
    let mut ports = Vec::with_capacity(count);
    for _ in 0..PORTS {
        if ports.len() == count {
            return Ok(ports);
        }
        let port = FIRST + (own + TRIED.fetch_add(1, Ordering::Relaxed) % PORTS) % PORTS;
        if TcpListener::bind(("127.0.0.1", port)).is_ok() {
            ports.push(port);
        }
    }
    bail!("there are not {count} free ports")
}
