//! Where this site is: the address people type, and the origins it trusts.
//!
//! Must never: take a machine's name for one that people type.

use std::net::SocketAddr;

use anyhow::{Context, Result, bail};
use http::Uri;

use super::Config;

/// What is wrong with the addresses among the settings.
pub(super) fn complaints(config: &Config) -> Vec<String> {
    let mut complaints = Vec::new();
    if let Some(url) = &config.public_url
        && let Err(error) = origin_of(url)
    {
        complaints.push(format!("PUBLIC_URL cannot be {url:?}: {error:#}"));
    }
    match &config.otlp_endpoint {
        Some(_) if !cfg!(feature = "otlp") => complaints.push(
            "OTLP_ENDPOINT is given, and this program was built without traces; build it with --features otlp, or \
             remove it"
                .into(),
        ),
        Some(url) => complaints.extend(
            origin_of(url).err().map(|error| format!("OTLP_ENDPOINT cannot be {url:?}: {error:#}")),
        ),
        None => {}
    }
    let lists =
        [("ALLOWED_ORIGINS", &config.allowed_origins), ("TV_FRAME_ANCESTORS", &config.tv_frame_ancestors)];
    for (name, origin) in lists.iter().flat_map(|(name, list)| list.iter().map(move |origin| (name, origin)))
    {
        match origin_of(origin) {
            Err(error) => complaints.push(format!("{name} cannot hold {origin:?}: {error:#}")),
            Ok(parsed) if parsed != *origin => {
                complaints.push(format!("{name} holds {origin:?}; write {parsed:?} instead"));
            }
            Ok(parsed) if !is_plain(&parsed) => complaints.push(format!(
                "{name} cannot hold {origin:?}: write each origin out; it has letters, digits, dots, dashes and a port"
            )),
            Ok(_) => {}
        }
    }
    complaints
}

/// Whether an origin is made of nothing that means something where a browser is told of it.
fn is_plain(origin: &str) -> bool {
    origin.chars().all(|sign| sign.is_ascii_alphanumeric() || ".-_:/[]".contains(sign))
}

/// The address that `HOSTNAME` stands for, if it was meant for that.
pub(super) fn named_by(hostname: Option<&str>) -> Option<String> {
    let name = hostname?.trim();
    if name.contains("://") {
        return Some(name.to_owned());
    }
    let machine = rustix::system::uname();
    let is_the_machine = machine.nodename().to_str().is_ok_and(|own| own == name);
    (name.contains('.') && !is_the_machine).then(|| format!("https://{name}"))
}

impl Config {
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
///
/// # Errors
/// A sentence about what is missing.
pub fn origin_of(url: &str) -> Result<String> {
    let uri: Uri = url.parse().context("it is not an address")?;
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

/// Whether an address can be trusted with secrets: HTTPS, or this machine itself.
pub(super) fn is_safe(url: &str) -> bool {
    let Ok(origin) = origin_of(url) else { return false };
    let Some(rest) = origin.strip_prefix("http://") else { return true };
    let is_name =
        |name: &str| rest == name || rest.strip_prefix(name).is_some_and(|rest| rest.starts_with(':'));
    ["127.0.0.1", "[::1]", "localhost"].into_iter().any(is_name)
}
