//! The settings that an operator gives by environment or command line, read once and checked.
//!
//! Must never: let an impossible value through to where it does harm. Every complaint names the
//! setting and says what to do.

mod address;
mod backups;
mod checkup;
mod proxies;
mod secrets;
mod services;

use std::{net::SocketAddr, num::NonZeroU64, path::PathBuf};

use anyhow::Result;
use clap::{ArgAction, Args, ValueEnum, builder::BoolishValueParser};
use ipnet::IpNet;

use crate::app::access::hidden::Hidden as Secret;

pub use self::{
    address::origin_of,
    checkup::names,
    services::{Google, Spotify},
};

/// The fewest characters of a secret that nobody guesses.
const SECRET_MIN: usize = 16;

/// Something that is on or off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Switch {
    /// On.
    On,
    /// Off.
    Off,
}

/// Whether people may come in without an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Guests {
    /// Anybody, by a name.
    On,
    /// Whoever knows the main nest's code.
    Code,
    /// Nobody.
    Off,
}

/// How the log is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// For people.
    Text,
    /// For programs: a JSON object a line.
    Json,
}

/// Every setting, with its name in the environment.
#[derive(Debug, Clone, Args)]
pub struct Config {
    /// The address to listen on.
    #[arg(long, env = "BIND", default_value = "127.0.0.1:5001", global = true)]
    pub bind: SocketAddr,

    /// The address people type, with http:// or https:// in front. Its origin may change things, and
    /// Google and Spotify send people back to it.
    #[arg(long, env = "PUBLIC_URL", global = true)]
    pub public_url: Option<String>,

    /// The name people type, served by HTTPS; for `PUBLIC_URL`, where that is not given. Without a dot,
    /// or as the machine's own name, it says nothing: many shells and containers set it.
    #[arg(long, env = "HOSTNAME", global = true)]
    pub hostname: Option<String>,

    /// Further origins whose pages may change things, separated by commas.
    #[arg(long, env = "ALLOWED_ORIGINS", value_delimiter = ',', global = true)]
    pub allowed_origins: Vec<String>,

    /// Origins whose pages may show the TV's page in a frame, separated by commas. Nobody where none is named.
    #[arg(long, env = "TV_FRAME_ANCESTORS", value_delimiter = ',', global = true)]
    pub tv_frame_ancestors: Vec<String>,

    /// Where the embedded store keeps its file.
    #[arg(long, env = "DATA_DIR", default_value = "data", global = true)]
    pub data_dir: PathBuf,

    /// Where the play log is: a file for each day. All processes that keep the music going share it.
    #[arg(long, env = "PLAY_LOG_DIR", default_value = "play_logs", global = true)]
    pub play_log_dir: PathBuf,

    /// A Redis to keep everything in, so that several machines can share it: one server, a service of
    /// sentinels, or a cluster.
    #[arg(long, env = "REDIS_URL", hide_env_values = true, global = true)]
    pub redis_url: Option<String>,

    /// A file that holds `REDIS_URL`.
    #[arg(long, env = "REDIS_URL_FILE", global = true)]
    pub redis_url_file: Option<PathBuf>,

    /// A file with the authorities whose certificates count for Redis, in place of the system's.
    #[arg(long, env = "REDIS_CA", global = true)]
    pub redis_ca: Option<PathBuf>,

    /// What stands in that file.
    #[arg(skip)]
    pub redis_authorities: Option<String>,

    /// The name of a Redis without a password; for `REDIS_URL`, where that is not given.
    #[arg(long, env = "REDIS_HOST", global = true)]
    pub redis_host: Option<String>,

    /// The port of `REDIS_HOST`.
    #[arg(long, env = "REDIS_PORT", default_value_t = 6_379, global = true)]
    pub redis_port: u16,

    /// The address where metrics are read.
    #[arg(long, env = "METRICS_BIND", default_value = "127.0.0.1:9464", global = true)]
    pub metrics_bind: SocketAddr,

    /// What signs session cookies and seals tokens: 16 characters at least, the same for all processes.
    /// Made and kept under `DATA_DIR` when absent and no Redis is used.
    #[arg(long, env = "SECRET_KEY", hide_env_values = true, global = true)]
    pub secret_key: Option<Secret>,

    /// A file that holds `SECRET_KEY`.
    #[arg(long, env = "SECRET_KEY_FILE", global = true)]
    pub secret_key_file: Option<PathBuf>,

    /// The secret before this one, so that what it sealed can still be opened.
    #[arg(long, env = "SECRET_KEY_OLD", hide_env_values = true, global = true)]
    pub secret_key_old: Option<Secret>,

    /// A file that holds `SECRET_KEY_OLD`.
    #[arg(long, env = "SECRET_KEY_OLD_FILE", global = true)]
    pub secret_key_old_file: Option<PathBuf>,

    /// Whether people may come in without an account: on, off, or with a nest's code (the main nest's opens all).
    #[arg(long, env = "GUESTS", default_value = "on", global = true)]
    pub guests: Guests,

    /// Whether the queue can be read without a session.
    #[arg(long, env = "PUBLIC_READ", default_value_t = true, action = ArgAction::Set, value_parser = BoolishValueParser::new(), global = true)]
    pub public_read: bool,

    /// The e-mail addresses of the main nest's hosts, separated by commas. Where none is named, the
    /// first to sign in is host.
    #[arg(long, env = "HOST_EMAILS", value_delimiter = ',', hide_env_values = true, global = true)]
    pub host_emails: Vec<String>,

    /// Signing in with Google.
    #[command(flatten)]
    pub google: Google,

    /// Music from Spotify.
    #[command(flatten)]
    pub spotify: Spotify,

    /// Whom backups are encrypted to, separated by commas: age1…, as `age-keygen` prints them. To nobody
    /// where none is named.
    #[arg(
        long = "encrypt-to",
        env = "BACKUP_ENCRYPT_TO",
        value_name = "RECIPIENTS",
        value_delimiter = ',',
        hide_env_values = true,
        global = true
    )]
    pub backup_encrypt_to: Vec<String>,

    /// How many times faster than real the demo catalogue's tracks play.
    #[arg(long, env = "DEMO_SPEED", default_value = "1", global = true)]
    pub demo_speed: NonZeroU64,

    /// How many entries Bender keeps queued in the main nest, from its first start on; 0 to 10.
    #[arg(long, env = "BENDER_DEPTH", default_value_t = 3, value_parser = clap::value_parser!(u32).range(0..=10), global = true)]
    pub bender_depth: u32,

    /// The silence between two tracks, in milliseconds; 0 to 5000.
    #[arg(long, env = "TRACK_GAP_MS", default_value_t = 0, value_parser = clap::value_parser!(u64).range(0..=5_000), global = true)]
    pub track_gap_ms: u64,

    /// Proxies whose X-Forwarded-For is believed: addresses, or networks like 10.0.0.0/8, separated by commas.
    #[arg(long, env = "TRUSTED_PROXIES", value_delimiter = ',', value_parser = proxies::network, global = true)]
    pub trusted_proxies: Vec<IpNet>,

    /// The address of a collector that traces are sent to, by OTLP over HTTP, like `http://127.0.0.1:4318`.
    #[arg(long, env = "OTLP_ENDPOINT", global = true)]
    pub otlp_endpoint: Option<String>,

    /// Whether people without an account may open nests of their own: on or off.
    #[arg(long, env = "GUEST_NESTS", default_value = "off", global = true)]
    pub guest_nests: Switch,

    /// After how many minutes with nobody present a nest ends. The main nest never does.
    #[arg(long, env = "NEST_IDLE_MINUTES", default_value_t = 30, value_parser = clap::value_parser!(u64).range(1..=10_080), global = true)]
    pub nest_idle_minutes: u64,

    /// Limits by time: on, or off for load tests. Off is refused where `PUBLIC_URL` is https.
    #[arg(long, env = "RATE_LIMITS", default_value = "on", global = true)]
    pub rate_limits: Switch,

    /// How the log is written: text, or json, an object a line.
    #[arg(long, env = "LOG_FORMAT", default_value = "text", global = true)]
    pub log_format: LogFormat,

    /// Whether to log what a developer would want to know. `RUST_LOG` says more exactly what is logged.
    #[arg(long, env = "DEBUG", default_value_t = false, default_missing_value = "true", num_args = 0..=1, value_parser = BoolishValueParser::new(), global = true)]
    pub debug: bool,
}

impl Config {
    /// The settings with what stands in files and behind other names in its place, and nothing where
    /// a variable was set to nothing.
    ///
    /// # Errors
    /// A sentence about a file that cannot be read, or a secret that is given twice.
    pub fn complete(self) -> Result<Self> {
        let (config, complaints) = self.settle();
        first(complaints).map(|()| config)
    }

    /// The same, whatever is wrong with files and secrets: a sentence each.
    #[must_use]
    pub fn settle(mut self) -> (Self, Vec<String>) {
        let mut complaints = Vec::new();
        let secrets = [
            ("SECRET_KEY", &mut self.secret_key, &self.secret_key_file),
            ("SECRET_KEY_OLD", &mut self.secret_key_old, &self.secret_key_old_file),
            ("GOOGLE_CLIENT_SECRET", &mut self.google.client_secret, &self.google.client_secret_file),
            ("SPOTIFY_CLIENT_SECRET", &mut self.spotify.client_secret, &self.spotify.client_secret_file),
        ];
        for (name, secret, file) in secrets {
            complaints.extend(secrets::fill(name, secret, file.as_deref()).err());
        }
        let mut redis = self.redis_url.take().map(Secret::from);
        complaints.extend(secrets::fill("REDIS_URL", &mut redis, self.redis_url_file.as_deref()).err());
        self.redis_url = redis.map(|url| url.reveal().to_owned());
        for text in [&mut self.public_url, &mut self.hostname, &mut self.redis_host, &mut self.otlp_endpoint]
        {
            text.take_if(|text| text.trim().is_empty());
        }
        self.redis_ca.take_if(|path| path.as_os_str().is_empty());
        match self.redis_ca.as_deref().map(secrets::authorities).transpose() {
            Ok(authorities) => self.redis_authorities = authorities,
            Err(complaint) => complaints.push(complaint),
        }
        if let (None, Some(host)) = (&self.redis_url, &self.redis_host) {
            self.redis_url = Some(format!("redis://{host}:{}", self.redis_port));
        }
        let lists = [
            &mut self.host_emails,
            &mut self.allowed_origins,
            &mut self.tv_frame_ancestors,
            &mut self.backup_encrypt_to,
            &mut self.google.allowed_email_domains,
        ];
        for list in lists {
            for item in list.iter_mut() {
                *item = item.trim().to_owned();
            }
            list.retain(|item| !item.is_empty());
        }
        if let (None, Some(name)) = (&self.public_url, address::named_by(self.hostname.as_deref())) {
            self.public_url = Some(name);
        }
        self.google.complete();
        self.spotify.complete();
        (self, complaints.into_iter().map(|complaint| format!("{complaint:#}")).collect())
    }

    /// What makes no sense in these settings: a sentence each, and nothing where all is well.
    #[must_use]
    pub fn complaints(&self) -> Vec<String> {
        let mut complaints = address::complaints(self);
        if self.rate_limits == Switch::Off && self.is_https() {
            complaints.push(
                "RATE_LIMITS=off is for load tests and refused where PUBLIC_URL is https; remove it".into(),
            );
        }
        let is_plain = |url: &String| !url.starts_with("rediss");
        if self.redis_ca.is_some() && self.redis_url.as_ref().is_some_and(is_plain) {
            complaints.push(
                "REDIS_CA is for TLS, and REDIS_URL goes without; write rediss in the place of redis".into(),
            );
        }
        for (name, key) in [("SECRET_KEY", &self.secret_key), ("SECRET_KEY_OLD", &self.secret_key_old)] {
            if key.as_ref().is_some_and(|key| key.reveal().len() < SECRET_MIN) {
                complaints.push(format!(
                    "{name} has fewer than {SECRET_MIN} characters; make one with `openssl rand -base64 48`"
                ));
            }
        }
        complaints.extend(self.backup_recipients().err().map(|error| error.to_string()));
        complaints.extend(self.google.complaints());
        complaints.extend(self.spotify.complaints());
        complaints
    }

    /// Whether nobody new can come in, which is lawful and hardly meant.
    #[must_use]
    pub const fn is_shut(&self) -> bool {
        matches!(self.guests, Guests::Off) && !self.google.is_on()
    }

    /// Checks what one setting alone cannot tell.
    ///
    /// # Errors
    /// A sentence about the first setting that makes no sense.
    pub fn check(&self) -> Result<()> {
        first(self.complaints())
    }

    fn is_https(&self) -> bool {
        self.public_url.as_deref().is_some_and(|url| url.starts_with("https:"))
    }
}

fn first(complaints: Vec<String>) -> Result<()> {
    match complaints.into_iter().next() {
        Some(complaint) => Err(anyhow::Error::msg(complaint)),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests;
