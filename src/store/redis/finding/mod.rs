//! What an address of Redis means: one server, whichever server the sentinels name, or a cluster.
//!
//! | address | what is there |
//! |---|---|
//! | `redis://[user:password@]host[:port][/db]`, `redis+unix://path` | one server |
//! | `redis+sentinel://[user:password@]host[:port],…/service[/db]` | the sentinels of a service; the server that is its master is used |
//! | `redis+cluster://[user:password@]host[:port],…` | some nodes of a cluster; the others are found by asking them |
//!
//! Name and password are Redis' own. `?sentinel_username=…&sentinel_password=…` are the sentinels', where
//! those ask for any. With `rediss` in the place of `redis` all of it goes by TLS. The form for sentinels is the
//! one that the Python package Redis-Sentinel-Url brought up and others took over; clusters have no usual form, so
//! theirs is made alike.
//!
//! Must never: leave a certificate unlooked at, or say a password.

mod sentinels;
mod way;

use redis::{Client, ConnectionInfo, IntoConnectionInfo, RedisError, TlsCertificates};

use self::sentinels::{SENTINEL_PORT, Sentinels};
pub use self::way::Patience;
pub(super) use self::way::{Way, connect, listen};
use crate::app::ports::StoreFailure;

/// What is behind an address.
pub(super) enum Found {
    /// One server at a time.
    Server(Way),
    /// A cluster, by these of its nodes.
    Cluster(Vec<Client>, Patience),
}

/// Reads an address; `ca` are the authorities whose certificates count in place of the system's. `patience` is for
/// whoever is there.
pub(super) fn find(url: &str, ca: Option<&str>, patience: Patience) -> Result<Found, StoreFailure> {
    if url.ends_with("#insecure") {
        return Err(wrong(
            "a certificate is always looked at: take #insecure away, and name its authority in REDIS_CA",
        ));
    }
    let authorities =
        |ca: &str| TlsCertificates { client_tls: None, root_cert: Some(ca.as_bytes().to_vec()) };
    let certificates = ca.map(authorities);
    let nonsense = |error: RedisError| wrong(&error.to_string());
    for (scheme, plain) in [("redis+sentinel://", "redis"), ("rediss+sentinel://", "rediss")] {
        if let Some(rest) = url.strip_prefix(scheme) {
            let parts = Parts::of(rest)?;
            return sentinels(plain, &parts, certificates, patience)
                .map(|found| Found::Server(Way::Named(Box::new(found))));
        }
    }
    for (scheme, plain) in [("redis+cluster://", "redis"), ("rediss+cluster://", "rediss")] {
        if let Some(rest) = url.strip_prefix(scheme) {
            let parts = Parts::of(rest)?;
            if !matches!(parts.path, "" | "0") || !parts.query.is_empty() {
                return Err(wrong("a cluster has one database, so nothing comes behind its nodes"));
            }
            let node =
                |host: &&str| client(&format!("{plain}://{}{host}", parts.login), certificates.as_ref());
            return parts
                .hosts
                .iter()
                .map(node)
                .collect::<Result<_, _>>()
                .map(|seeds| Found::Cluster(seeds, patience))
                .map_err(nonsense);
        }
    }
    client(url, certificates.as_ref())
        .map(|client| Found::Server(Way::To(Box::new(client), patience)))
        .map_err(nonsense)
}

/// An address of several hosts, without its scheme.
struct Parts<'a> {
    /// Name and password with the `@` behind them, or nothing.
    login: &'a str,
    hosts: Vec<&'a str>,
    path: &'a str,
    query: Vec<(&'a str, &'a str)>,
}

impl<'a> Parts<'a> {
    fn of(rest: &'a str) -> Result<Self, StoreFailure> {
        let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
        let (login, rest) = rest.split_at(rest.rfind('@').map_or(0, |at| at + 1));
        let (hosts, path) = rest.split_once('/').unwrap_or((rest, ""));
        let hosts: Vec<_> = hosts.split(',').collect();
        if hosts.iter().any(|host| host.is_empty()) {
            return Err(wrong("it has to name hosts, with commas between"));
        }
        let query = query.split('&').filter(|pair| !pair.is_empty());
        let query = query.map(|pair| pair.split_once('=').unwrap_or((pair, ""))).collect();
        Ok(Self { login, hosts, path: path.trim_end_matches('/'), query })
    }
}

fn sentinels(
    plain: &str,
    parts: &Parts,
    certificates: Option<TlsCertificates>,
    patience: Patience,
) -> Result<Sentinels, StoreFailure> {
    let nonsense = |error: RedisError| wrong(&error.to_string());
    let (service, database) = parts.path.split_once('/').unwrap_or((parts.path, "0"));
    if service.is_empty() {
        return Err(wrong("behind its sentinels comes the name of a service, as in /mymaster"));
    }
    let (mut name, mut password) = ("", "");
    for (key, value) in &parts.query {
        match *key {
            "sentinel_username" => name = value,
            "sentinel_password" => password = value,
            other => return Err(wrong(&format!("{other:?} is no option of sentinels"))),
        }
    }
    let parse = |url: String| url.into_connection_info();
    let address = |host: &&str| {
        let port = if has_port(host) { String::new() } else { format!(":{SENTINEL_PORT}") };
        parse(format!("{plain}://{host}{port}")).map(|found| found.addr().clone())
    };
    Ok(Sentinels {
        addresses: parts.hosts.iter().map(address).collect::<Result<_, _>>().map_err(nonsense)?,
        service: service.to_owned(),
        ours: settings(&parse(format!("redis://{}any/{database}", parts.login)).map_err(nonsense)?),
        theirs: settings(&parse(format!("redis://{name}:{password}@any")).map_err(nonsense)?),
        is_tls: plain == "rediss",
        certificates,
        patience,
    })
}

fn settings(of: &ConnectionInfo) -> redis::RedisConnectionInfo {
    of.redis_settings().clone()
}

fn has_port(host: &str) -> bool {
    host.rsplit_once(':').is_some_and(|(_, port)| port.parse::<u16>().is_ok())
}

fn client(url: &str, certificates: Option<&TlsCertificates>) -> Result<Client, RedisError> {
    match certificates {
        Some(certificates) if url.starts_with("rediss") => Client::build_with_tls(url, certificates.clone()),
        _ => Client::open(url),
    }
}

fn wrong(why: &str) -> StoreFailure {
    StoreFailure::Unavailable(format!("REDIS_URL makes no sense ({why})"))
}

#[cfg(test)]
mod tests;
