//! The settings that an operator gives by environment or command line, read once and checked.
//!
//! Must never: let an impossible value through to where it does harm. Every complaint says what to do.

use std::{
    net::{IpAddr, SocketAddr},
    num::NonZeroU64,
    path::PathBuf,
};

use anyhow::{Context, Result, bail, ensure};
use clap::{Args, ValueEnum};

/// Something that is on or off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Switch {
    /// On.
    On,
    /// Off.
    Off,
}

/// Every setting, with its name in the environment.
#[derive(Debug, Clone, Args)]
pub struct Config {
    /// The address to listen on.
    #[arg(long, env = "BIND", default_value = "127.0.0.1:5001", global = true)]
    pub bind: SocketAddr,

    /// The address people type, with http:// or https:// in front. Its origin may change things.
    #[arg(long, env = "PUBLIC_URL", global = true)]
    pub public_url: Option<String>,

    /// Further origins whose pages may change things, separated by commas.
    #[arg(long, env = "ALLOWED_ORIGINS", value_delimiter = ',', global = true)]
    pub allowed_origins: Vec<String>,

    /// Where the embedded store keeps its file.
    #[arg(long, env = "DATA_DIR", default_value = "data", global = true)]
    pub data_dir: PathBuf,

    /// A Redis to keep everything in, so that several machines can share it.
    #[arg(long, env = "REDIS_URL", hide_env_values = true, global = true)]
    pub redis_url: Option<String>,

    /// The address where metrics are read.
    #[arg(long, env = "METRICS_BIND", default_value = "127.0.0.1:9464", global = true)]
    pub metrics_bind: SocketAddr,

    /// What signs session cookies: 16 characters at least, the same for all processes. Made and kept
    /// under `DATA_DIR` when absent and no Redis is used.
    #[arg(long, env = "SECRET_KEY", hide_env_values = true, global = true)]
    pub secret_key: Option<String>,

    /// Whether people may come in without an account.
    #[arg(long, env = "GUESTS", default_value = "on", global = true)]
    pub guests: Switch,

    /// Whether the queue can be read without a session.
    #[arg(long, env = "PUBLIC_READ", default_value_t = true, action = clap::ArgAction::Set, global = true)]
    pub public_read: bool,

    /// The e-mail addresses of the main nest's hosts, separated by commas. Where none is named, the
    /// first to sign in is host.
    #[arg(long, env = "HOST_EMAILS", value_delimiter = ',', hide_env_values = true, global = true)]
    pub host_emails: Vec<String>,

    /// How many times faster than real the demo catalogue's tracks play.
    #[arg(long, env = "DEMO_SPEED", default_value = "1", global = true)]
    pub demo_speed: NonZeroU64,

    /// How many entries Bender keeps queued in the main nest, from its first start on; 0 to 10.
    #[arg(long, env = "BENDER_DEPTH", default_value_t = 3, value_parser = clap::value_parser!(u32).range(0..=10), global = true)]
    pub bender_depth: u32,

    /// The silence between two tracks, in milliseconds; 0 to 5000.
    #[arg(long, env = "TRACK_GAP_MS", default_value_t = 0, value_parser = clap::value_parser!(u64).range(0..=5_000), global = true)]
    pub track_gap_ms: u64,

    /// Addresses of proxies whose X-Forwarded-For is believed, separated by commas.
    #[arg(long, env = "TRUSTED_PROXIES", value_delimiter = ',', global = true)]
    pub trusted_proxies: Vec<IpAddr>,

    /// Limits by time: on, or off for load tests. Off is refused where `PUBLIC_URL` is https.
    #[arg(long, env = "RATE_LIMITS", default_value = "on", global = true)]
    pub rate_limits: Switch,
}

impl Config {
    /// Checks what one setting alone cannot tell.
    ///
    /// # Errors
    /// A sentence about the first setting that makes no sense.
    pub fn check(&self) -> Result<()> {
        if let Some(url) = &self.public_url {
            origin_of(url).with_context(|| format!("PUBLIC_URL cannot be {url:?}"))?;
        }
        for origin in &self.allowed_origins {
            let parsed =
                origin_of(origin).with_context(|| format!("ALLOWED_ORIGINS cannot hold {origin:?}"))?;
            ensure!(parsed == *origin, "ALLOWED_ORIGINS holds {origin:?}; write {parsed:?} instead");
        }
        if self.rate_limits == Switch::Off
            && self.public_url.as_deref().is_some_and(|url| url.starts_with("https:"))
        {
            bail!("RATE_LIMITS=off is for load tests and refused where PUBLIC_URL is https; remove it");
        }
        if let Some(key) = &self.secret_key {
            ensure!(
                key.len() >= 16,
                "SECRET_KEY has fewer than 16 characters; make one with `openssl rand -base64 48`"
            );
        }
        Ok(())
    }

    /// The address people know, without a final slash, when this process listens on `bound`.
    #[must_use]
    pub fn public_url(&self, bound: SocketAddr) -> String {
        match &self.public_url {
            Some(url) => url.trim_end_matches('/').to_owned(),
            None if bound.ip().is_unspecified() => format!("http://127.0.0.1:{}", bound.port()),
            None => format!("http://{bound}"),
        }
    }

    /// The origins whose pages may change things.
    #[must_use]
    pub fn origins(&self, bound: SocketAddr) -> Vec<String> {
        let mut origins: Vec<_> = origin_of(&self.public_url(bound)).into_iter().collect();
        if self.public_url.is_none() {
            origins.push("http://127.0.0.1:5001".into());
        }
        origins.extend(self.allowed_origins.iter().cloned());
        origins
    }
}

/// The origin of an address: scheme, name, and port where it is not the usual one.
fn origin_of(url: &str) -> Result<String> {
    let uri: axum::http::Uri = url.parse().context("it is not an address")?;
    let (Some(scheme), Some(name)) = (uri.scheme_str(), uri.host()) else {
        bail!("it has to begin with http:// or https:// and a name");
    };
    let usual = match scheme {
        "http" => 80,
        "https" => 443,
        _ => bail!("it has to begin with http:// or https://"),
    };
    Ok(match uri.port_u16().filter(|port| *port != usual) {
        Some(port) => format!("{scheme}://{}:{port}", name.to_ascii_lowercase()),
        None => format!("{scheme}://{}", name.to_ascii_lowercase()),
    })
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Parser)]
    struct Only {
        #[command(flatten)]
        config: Config,
    }

    fn config(args: &[&str]) -> Config {
        Only::try_parse_from([&["echonest"], args].concat()).expect("these are settings").config
    }

    fn complaint(args: &[&str]) -> String {
        match Only::try_parse_from([&["echonest"], args].concat()) {
            Ok(only) => format!("{:#}", only.config.check().expect_err("this makes no sense")),
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn the_defaults_work() {
        assert!(config(&[]).check().is_ok());
        let bound = config(&[]).bind;
        assert_eq!(config(&[]).public_url(bound), "http://127.0.0.1:5001");
    }

    #[test]
    fn an_origin_is_scheme_name_and_unusual_port() {
        let origins = [
            ("http://party.example/", "http://party.example"),
            ("https://Party.Example:443/x", "https://party.example"),
            ("http://127.0.0.1:6001", "http://127.0.0.1:6001"),
        ];
        for (url, origin) in origins {
            assert_eq!(origin_of(url).expect("an address"), origin);
        }
        assert!(origin_of("party.example").is_err());
        assert!(origin_of("ftp://party.example").is_err());
    }

    #[test]
    fn each_complaint_names_its_setting() {
        let complaints = [
            (&["--public-url", "party"][..], "PUBLIC_URL"),
            (&["--allowed-origins", "https://a.example/b"], "ALLOWED_ORIGINS"),
            (&["--rate-limits", "off", "--public-url", "https://a.example"], "RATE_LIMITS"),
            (&["--secret-key", "short"], "SECRET_KEY"),
            (&["--demo-speed", "0"], "demo-speed"),
            (&["--bender-depth", "11"], "bender-depth"),
            (&["--bind", "here"], "bind"),
            (&["--guests", "maybe"], "guests"),
        ];
        for (args, name) in complaints {
            let said = complaint(args);
            assert!(said.contains(name), "{args:?}: {said}");
        }
    }

    #[test]
    fn where_no_address_is_given_the_one_listened_on_counts() {
        let bound = "127.0.0.1:6001".parse().expect("an address");
        let origins = config(&[]).origins(bound);
        assert!(origins.contains(&"http://127.0.0.1:6001".to_owned()), "{origins:?}");
        let named = config(&["--public-url", "https://party.example/"]);
        assert_eq!(named.public_url(bound), "https://party.example");
        assert_eq!(named.origins(bound), ["https://party.example"]);
    }
}
