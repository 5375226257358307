//! Whether people, Google and Spotify can come back to the address of the house.
//!
//! Google refuses plain addresses of other machines and numbers in place of names; Spotify refuses plain
//! addresses but for loopback by its number, and the name `localhost` (developers.google.com, "OAuth 2.0
//! policies"; developer.spotify.com, "Redirect URIs").
//!
//! Must never: call an address good that one of them refuses.

use std::net::IpAddr;

use http::Uri;

use crate::{
    app::checkup::Finding,
    config::{Config, address::origin_of},
};

const ABOUT: &str = "Address";

/// An address as Google and Spotify look at it.
struct Known {
    is_https: bool,
    name: String,
    port: Option<u16>,
    has_path: bool,
}

impl Known {
    fn of(url: &str) -> Option<Self> {
        origin_of(url).ok()?;
        let uri: Uri = url.parse().ok()?;
        let name = uri.host()?.trim_matches(['[', ']']).to_ascii_lowercase();
        let has_path = !uri.path().trim_matches('/').is_empty();
        let is_https = uri.scheme_str() == Some("https");
        Some(Self { is_https, name, port: uri.port_u16(), has_path })
    }

    fn number(&self) -> Option<IpAddr> {
        self.name.parse().ok()
    }

    fn is_this_machine(&self) -> bool {
        self.name == "localhost" || self.number().is_some_and(|number| number.is_loopback())
    }
}

/// Whether only this machine can open the address.
pub(super) fn is_this_machine(url: &str) -> bool {
    Known::of(url).is_some_and(|known| known.is_this_machine())
}

pub(super) fn findings(config: &Config) -> Vec<Finding> {
    let url = config.public_url(config.bind);
    // What is no address at all is complained about already.
    let Some(known) = Known::of(&url) else { return Vec::new() };
    let mut findings = vec![own(config, &known, &url)];
    if config.google.is_on() {
        findings.push(google(&known, &url));
    }
    if config.spotify.is_on() {
        findings.push(spotify(config, &known, &url));
    }
    if known.is_https && config.trusted_proxies.is_empty() {
        findings.push(Finding::warning(
            "Proxy",
            "PUBLIC_URL is https, so a proxy stands in front, and TRUSTED_PROXIES names none: everybody \
             seems to come from one address, and shares its limits.",
            "Set TRUSTED_PROXIES to the address that the proxy connects from, like 127.0.0.1.",
        ));
    }
    findings
}

fn own(config: &Config, known: &Known, url: &str) -> Finding {
    let has_services = config.google.is_on() || config.spotify.is_on();
    if known.has_path {
        return Finding::bad(
            ABOUT,
            format!("PUBLIC_URL has a path: {url}. EchoNest serves from the top of its address."),
            "Give it a name of its own, like https://party.example.",
        );
    }
    if config.public_url.is_none() && config.bind.ip().is_unspecified() {
        return Finding::warning(
            ABOUT,
            format!(
                "Any machine may connect, and PUBLIC_URL is not set: under another address than {url} \
                 people can look and change nothing."
            ),
            "Set PUBLIC_URL to what people type, like https://party.example.",
        );
    }
    if config.public_url.is_none() && config.bind.port() == 0 && has_services {
        return Finding::bad(
            ABOUT,
            "BIND has port 0, which is another one at each start: no redirect address stays right.",
            "Choose a port, like 127.0.0.1:5001, or set PUBLIC_URL.",
        );
    }
    Finding::good(ABOUT, format!("People open {url}."))
}

fn google(known: &Known, url: &str) -> Finding {
    const ABOUT: &str = "Google's redirect";
    if !known.is_this_machine() && known.number().is_some() {
        return Finding::bad(
            ABOUT,
            format!("Google refuses to send people back to {url}, as it is a number and no name."),
            "Give the machine a name with HTTPS and set PUBLIC_URL to it, or leave Google out and let \
             guests in.",
        );
    }
    if !known.is_this_machine() && !known.is_https {
        return Finding::bad(
            ABOUT,
            format!("Google refuses to send people back to {url}, as it is not https."),
            "Put a proxy with HTTPS in front and set PUBLIC_URL to https://…, or leave Google out and let \
             guests in.",
        );
    }
    Finding::good(ABOUT, "Google can send people back to this address, once it is registered there.")
}

fn spotify(config: &Config, known: &Known, url: &str) -> Finding {
    const ABOUT: &str = "Spotify's redirect";
    if known.name == "localhost" {
        let port = known.port.unwrap_or(config.bind.port());
        return Finding::bad(
            ABOUT,
            "Spotify refuses to send people back to localhost.",
            format!("Set PUBLIC_URL to http://127.0.0.1:{port}, and open that in the browser."),
        );
    }
    if !known.is_this_machine() && !known.is_https {
        return Finding::bad(
            ABOUT,
            format!("Spotify refuses to send people back to {url}, as it is not https."),
            "Put a proxy with HTTPS in front and set PUBLIC_URL to https://…. Adding and voting works \
             without anybody's Spotify.",
        );
    }
    Finding::good(ABOUT, "Spotify can send people back to this address, once it is registered there.")
}
