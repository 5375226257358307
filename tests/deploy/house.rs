//! The whole house on this machine: the Caddyfile, the Redis and the secrets as they are handed to
//! containers, with two replicas of the page and a player.

use std::{
    fs,
    io::{BufRead, BufReader, Read},
    net::{IpAddr, SocketAddr},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::Duration,
};

use reqwest::{Certificate, Client, ClientBuilder, StatusCode, header, redirect::Policy};
use tempfile::TempDir;
use tokio::time::timeout;
use tokio_tungstenite::{WebSocketStream, tungstenite::protocol::Role};

use crate::{
    files::{path, read, texts, yaml},
    support::{port, server::Server},
};

/// The name people type, and another that leads to it.
pub const NAME: &str = "party.example";
pub const FURTHER: &str = "www.party.example";

/// A program that ends with this value.
pub struct Running(pub Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A house with its door open. What is named first ends first.
pub struct House {
    _door: Running,
    pub replicas: Vec<Server>,
    _player: Server,
    _redis: Running,
    pub https: u16,
    pub http: u16,
    pub secrets: Vec<String>,
    directory: TempDir,
}

/// Starts a program and waits until it says what it says when it is ready.
fn start(mut command: Command, errors: bool, ready: &str) -> Running {
    let (out, err) =
        if errors { (Stdio::null(), Stdio::piped()) } else { (Stdio::piped(), Stdio::inherit()) };
    let child = command.stdin(Stdio::null()).stdout(out).stderr(err).spawn();
    let mut running = Running(child.unwrap_or_else(|error| panic!("{command:?}: {error}")));
    let pipe: Box<dyn Read + Send> = if errors {
        Box::new(running.0.stderr.take().expect("it has an error output"))
    } else {
        Box::new(running.0.stdout.take().expect("it has an output"))
    };
    let mut lines = BufReader::new(pipe).lines();
    let mut said = String::new();
    let is_ready = lines.by_ref().map_while(Result::ok).any(|line| {
        said.push_str(&line);
        said.push('\n');
        line.contains(ready)
    });
    assert!(is_ready, "it ended before it was ready: {said}");
    // Keep reading, so that it never waits for us.
    std::thread::spawn(move || lines.for_each(drop));
    running
}

/// The Redis of docker-compose.yaml, by the command that is there, with its places and its port changed.
fn redis(directory: &Path, port: u16) -> Running {
    let kept = directory.join("store");
    fs::create_dir(&kept).expect("a directory");
    let settings = read("deploy/redis/redis.conf").replace("dir /data", &format!("dir {}", kept.display()));
    let file = directory.join("redis.conf");
    fs::write(&file, format!("{settings}\nport {port}\nbind 127.0.0.1\n")).expect("a file");
    let compose = yaml("docker-compose.yaml");
    let command = texts(&compose["services"]["redis"]["command"]);
    let ["sh", "-c", line] = command[..] else { panic!("it is started otherwise: {command:?}") };
    let line = line
        .replace("$$", "$")
        .replace("/etc/redis.conf", &file.display().to_string())
        .replace("/run/secrets", &directory.join("secrets").display().to_string());
    let mut shell = Command::new("sh");
    shell.args(["-c", &line]);
    start(shell, false, "eady to accept connections")
}

/// The secrets as the script makes them, and the address of a Redis at this port instead of the container.
fn secrets(directory: &Path, port: u16) -> PathBuf {
    let place = directory.join("secrets");
    let made = Command::new(path("scripts/secrets")).arg(&place).stdout(Stdio::null()).status();
    assert!(made.is_ok_and(|made| made.success()), "scripts/secrets failed");
    let url = fs::read_to_string(place.join("redis_url")).expect("it is made");
    fs::write(directory.join("redis_url"), url.replace("@redis:6379", &format!("@127.0.0.1:{port}")))
        .expect("a file");
    place
}

/// A socket by hand, as a browser opens it; the status, where it does not open.
///
/// # Errors
/// What was answered instead; nothing, where nobody answers.
pub async fn socket(
    origin: &str,
    browser: &Client,
    query: &str,
) -> Result<WebSocketStream<reqwest::Upgraded>, Option<StatusCode>> {
    let request = browser
        .get(format!("{origin}/socket/{query}"))
        .header(header::ORIGIN, origin)
        .header(header::CONNECTION, "Upgrade")
        .header(header::UPGRADE, "websocket")
        .header(header::SEC_WEBSOCKET_VERSION, "13")
        .header(header::SEC_WEBSOCKET_KEY, "dGhlIHNhbXBsZSBub25jZQ==");
    let response = request.send().await.map_err(|_| None)?;
    if response.status() != StatusCode::SWITCHING_PROTOCOLS {
        return Err(Some(response.status()));
    }
    let stream = response.upgrade().await.map_err(|_| None)?;
    Ok(WebSocketStream::from_raw_socket(stream, Role::Client, None).await)
}

impl House {
    /// With the door as it is shipped.
    pub async fn open() -> Self {
        Self::open_by(&read("deploy/caddy/Caddyfile")).await
    }

    /// With a door by this Caddyfile.
    pub async fn open_by(caddyfile: &str) -> Self {
        let directory = tempfile::tempdir().expect("a directory");
        let place = directory.path();
        let redis_port = port::free();
        let made = secrets(place, redis_port);
        let redis = redis(place, redis_port);
        let (https, http) = (port::free(), port::free());
        let text = |path: PathBuf| path.display().to_string();
        let public_url = format!("https://{NAME}:{https}");
        let (redis_url, secret_key) = (text(place.join("redis_url")), text(made.join("secret_key")));
        let play_logs = text(place.join("play_logs"));
        let settings = [
            // Nothing, so that the file counts.
            ("SECRET_KEY", ""),
            ("REDIS_URL_FILE", &redis_url),
            ("SECRET_KEY_FILE", &secret_key),
            ("PUBLIC_URL", &public_url),
            ("TRUSTED_PROXIES", "127.0.0.1"),
            ("PLAY_LOG_DIR", &play_logs),
        ];
        let player = Server::on_redis("player", "", &settings);
        let ports = [port::free(), port::free()];
        let replicas = ports.map(|port| {
            let bind = format!("127.0.0.1:{port}");
            let all: Vec<_> = settings.into_iter().chain([("BIND", bind.as_str())]).collect();
            Server::on_redis("web", "", &all)
        });
        let mut caddy = Command::new("caddy");
        let file = place.join("Caddyfile");
        fs::write(&file, caddyfile).expect("a file");
        caddy.args(["run", "--adapter", "caddyfile", "--config"]).arg(file);
        caddy.env("HOME", place).env("XDG_DATA_HOME", place).env("XDG_CONFIG_HOME", place);
        caddy.env("HOSTNAME", NAME).env("EXTRA_NAMES", FURTHER);
        caddy.env("UPSTREAMS", ports.map(|port| format!("127.0.0.1:{port}")).join(" "));
        caddy.env("HTTP_PORT", http.to_string()).env("HTTPS_PORT", https.to_string());
        caddy.env("CADDY_OPTIONS", "local_certs\ndefault_bind 127.0.0.1");
        let door = start(caddy, true, "serving initial configuration");
        let secrets = ["redis_password", "secret_key"]
            .map(|name| fs::read_to_string(made.join(name)).expect("it is made"));
        let house = Self {
            _door: door,
            replicas: replicas.into(),
            _player: player,
            _redis: redis,
            https,
            http,
            secrets: secrets.into(),
            directory,
        };
        house.until_it_opens().await;
        house
    }

    /// The door listens before it has signed a certificate for each name, and before it has asked how the
    /// replicas are.
    async fn until_it_opens(&self) {
        let browser = self.browser([127, 0, 0, 1].into());
        let opens = async |name| {
            let url = format!("https://{name}:{}/health/live", self.https);
            let answer = browser.get(url).send().await;
            answer.is_ok_and(|answer| answer.status() != 503)
        };
        let all = async {
            while !(opens(NAME).await && opens(FURTHER).await) {
                tokio::task::yield_now().await;
            }
        };
        timeout(Duration::from_secs(30), all).await.expect("the door opens");
    }

    /// Its Redis, with the password.
    pub fn redis_url(&self) -> String {
        fs::read_to_string(self.directory.path().join("redis_url")).expect("it is made").trim().to_owned()
    }

    /// The origin of the page.
    pub fn origin(&self) -> String {
        format!("https://{NAME}:{}", self.https)
    }

    /// A browser at this address of this machine, which keeps cookies, trusts the door's own authority, and
    /// unpacks nothing.
    pub fn browser(&self, from: IpAddr) -> Client {
        self.client(from).cookie_store(true).build().expect("a client")
    }

    /// The same, but without cookies: whoever asks by it is somebody else each time.
    pub fn strangers(&self, from: IpAddr) -> Client {
        self.client(from).build().expect("a client")
    }

    fn client(&self, from: IpAddr) -> ClientBuilder {
        let file = self.directory.path().join("caddy/pki/authorities/local/root.crt");
        let root = fs::read(&file).expect("the door signs its certificates itself");
        let here = |port| SocketAddr::from(([127, 0, 0, 1], port));
        Client::builder()
            .add_root_certificate(Certificate::from_pem(&root).expect("a certificate"))
            .resolve(NAME, here(0))
            .resolve(FURTHER, here(0))
            .redirect(Policy::none())
            .http1_only()
            .no_gzip()
            .local_address(from)
    }
}
