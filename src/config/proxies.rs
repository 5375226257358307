//! Whose word about where people come from counts.
//!
//! Must never: believe everybody.

use std::net::IpAddr;

use ipnet::IpNet;

/// An address, or a network like 10.0.0.0/8.
pub(super) fn network(text: &str) -> Result<IpNet, String> {
    let text = text.trim();
    let alone = text.parse::<IpAddr>().map(|address| IpNet::from(address.to_canonical()));
    let network = alone.or_else(|_| text.parse::<IpNet>());
    let network =
        network.map_err(|_| "write an address, like 127.0.0.1, or a network, like 10.0.0.0/8 or fd00::/8")?;
    if network.prefix_len() == 0 {
        return Err(
            "that is everybody, so anyone could make up where they come from; name your proxies".into()
        );
    }
    Ok(network.trunc())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_a_network_of_one() {
        for (text, network) in [
            ("127.0.0.1", "127.0.0.1/32"),
            (" ::1 ", "::1/128"),
            ("::ffff:10.0.0.7", "10.0.0.7/32"),
            ("10.1.2.3/8", "10.0.0.0/8"),
            ("fd00::/8", "fd00::/8"),
        ] {
            assert_eq!(super::network(text).map(|network| network.to_string()), Ok(network.to_owned()));
        }
    }

    #[test]
    fn everybody_and_nonsense_are_refused_in_a_sentence() {
        for (text, word) in [
            ("0.0.0.0/0", "everybody"),
            ("::/0", "everybody"),
            ("10.0.0.0/33", "write"),
            ("10.0.0", "write"),
            ("proxy", "write"),
            ("", "write"),
        ] {
            assert!(network(text).is_err_and(|why| why.contains(word)), "{text}");
        }
    }
}
