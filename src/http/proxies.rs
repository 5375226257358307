//! Where people come from, as far as those who pass their requests on are believed.
//!
//! Must never: believe what a stranger says about it.

use std::net::IpAddr;

use axum::http::HeaderMap;
use ipnet::IpNet;

/// Each proxy writes here whom it was asked by, behind what was there.
const FORWARDED_FOR: &str = "x-forwarded-for";

/// The networks of proxies whose word counts.
#[derive(Debug, Clone, Default)]
pub struct Proxies(Vec<IpNet>);

impl Proxies {
    /// Those in these networks.
    #[must_use]
    pub const fn new(networks: Vec<IpNet>) -> Self {
        Self(networks)
    }

    /// Whether this one's word counts.
    #[must_use]
    pub fn trusts(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        self.0.iter().any(|network| network.contains(&address))
    }

    /// The address that a request comes from: the last one named that is no proxy's of ours, where `peer`, the other
    /// end of the connection, is one; else that end.
    ///
    /// Whatever stands before it anybody can make up.
    #[must_use]
    pub fn client(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        let mut nearest = peer.to_canonical();
        // One line or several mean the same. A line may hold bytes that are no text.
        let lines: Vec<_> = headers.get_all(FORWARDED_FOR).iter().map(|line| line.as_bytes()).collect();
        let mut hops = lines.iter().rev().flat_map(|line| line.rsplit(|byte| *byte == b','));
        while self.trusts(nearest) {
            // Where a proxy says nothing that is an address, it is the last that is known.
            let Some(hop) = hops.next().and_then(address_of) else { break };
            nearest = hop;
        }
        nearest
    }
}

/// An address as proxies write it: some put a port behind it.
fn address_of(hop: &[u8]) -> Option<IpAddr> {
    let text = std::str::from_utf8(hop).ok()?.trim();
    let address =
        text.parse().or_else(|_| text.parse().map(|with_port: std::net::SocketAddr| with_port.ip()));
    let address =
        address.or_else(|_| text.strip_prefix('[').and_then(|it| it.strip_suffix(']')).unwrap_or("").parse());
    address.ok().map(|address: IpAddr| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn client(peer: &str, lines: &[&[u8]]) -> String {
        let networks = ["10.0.0.0/8", "fd00::/8", "127.0.0.1/32"];
        let proxies = Proxies::new(networks.map(|network| network.parse().expect("a network")).to_vec());
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(FORWARDED_FOR, HeaderValue::from_bytes(line).expect("a header may hold it"));
        }
        proxies.client(peer.parse().expect("an address"), &headers).to_string()
    }

    #[test]
    fn a_stranger_is_who_they_are_whatever_they_say() {
        for line in [&b"198.51.100.1"[..], b"10.0.0.1", b"127.0.0.1, 10.0.0.1", b"\xff", b""] {
            assert_eq!(client("203.0.113.9", &[line]), "203.0.113.9");
        }
    }

    #[test]
    fn the_last_that_is_no_proxy_counts_however_many_proxies_there_are() {
        for (peer, lines, from) in [
            ("10.0.0.1", &[&b"198.51.100.1"[..]][..], "198.51.100.1"),
            ("10.0.0.1", &[b"6.6.6.6, 198.51.100.1"], "198.51.100.1"),
            ("10.0.0.1", &[b"6.6.6.6", b"198.51.100.1"], "198.51.100.1"),
            ("10.0.0.1", &[b"6.6.6.6, 198.51.100.1, 10.9.9.9", b"fd00::7"], "198.51.100.1"),
            ("fd00::1", &[b"2001:db8::5"], "2001:db8::5"),
            ("::ffff:10.0.0.1", &[b"::ffff:198.51.100.1"], "198.51.100.1"),
            ("10.0.0.1", &[b"198.51.100.1:4711"], "198.51.100.1"),
            ("10.0.0.1", &[b"[2001:db8::5]:4711"], "2001:db8::5"),
            ("10.0.0.1", &[b"[2001:db8::5]"], "2001:db8::5"),
        ] {
            assert_eq!(client(peer, lines), from, "{peer} {lines:?}");
        }
    }

    #[test]
    fn nobody_hides_behind_nonsense() {
        for (lines, from) in [
            // The proxy did not know who asked; what stands before is whatever they sent.
            (&[&b"6.6.6.6, unknown"[..]][..], "10.0.0.1"),
            (&[b"6.6.6.6, "], "10.0.0.1"),
            (&[b"6.6.6.6", b"\xff\xfe"], "10.0.0.1"),
            (&[b"6.6.6.6, unknown, 10.0.0.2"], "10.0.0.2"),
            (&[b"\xff, 198.51.100.1"], "198.51.100.1"),
            (&[], "10.0.0.1"),
            // Whoever is a proxy all along came from the first of them.
            (&[b"10.0.0.3, 10.0.0.2"], "10.0.0.3"),
        ] {
            assert_eq!(client("10.0.0.1", lines), from, "{lines:?}");
        }
    }
}
