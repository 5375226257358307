//! What opens something: sealed values, tokens, and what headers say about both.

use std::sync::Arc;

use axum::http::{HeaderMap, HeaderValue, header};
use echonest::{
    app::{
        access::tokens::{Bearer, Tokens},
        ports::Seal,
    },
    clock::SystemDice,
    domain::{ids::PersonId, text::Name},
    http::{proxies::Proxies, visitor},
    secret::seal::Sealing,
    store::memory::MemoryStore,
};
use proptest::prelude::*;

use crate::support::time::HandClock;

fn bytes(longest: usize) -> impl Strategy<Value = Vec<u8>> {
    prop::collection::vec(any::<u8>(), 0..longest)
}

/// A header's value may hold what is no text.
fn headers(name: header::HeaderName, value: &[u8]) -> Option<HeaderMap> {
    let value = HeaderValue::from_bytes(value).ok()?;
    Some(HeaderMap::from_iter([(name, value)]))
}

proptest! {
    #![proptest_config(crate::cases(1_000))]

    #[test]
    fn what_is_sealed_opens_as_it_was_and_only_as_it_was(
        name in ".{0,40}", other in ".{0,40}", value in bytes(200), at in any::<prop::sample::Index>(), bit in 0..8_u8,
    ) {
        let ours = Sealing::new(b"a secret of this house", None, Arc::new(SystemDice));
        let sealed = ours.seal(&name, &value);
        prop_assert_eq!(ours.open(&name, &sealed), Some(value));
        prop_assert_eq!(ours.open(&other, &sealed).is_some(), other == name);
        let mut changed = sealed.clone();
        changed[at.index(sealed.len())] ^= 1 << bit;
        prop_assert_eq!(ours.open(&name, &changed), None);
        prop_assert_eq!(ours.open(&name, &sealed[..at.index(sealed.len())]), None);
        let theirs = Sealing::new(b"a secret of another house", None, Arc::new(SystemDice));
        prop_assert_eq!(theirs.open(&name, &sealed), None);
    }

    #[test]
    fn what_nobody_sealed_does_not_open(name in ".{0,40}", bytes in bytes(200)) {
        let ours = Sealing::new(b"a secret of this house", None, Arc::new(SystemDice));
        prop_assert_eq!(ours.open(&name, &bytes), None);
        prop_assert_eq!(ours.open(&name, &[&[1], bytes.as_slice()].concat()), None);
    }

    #[test]
    fn a_token_is_what_stands_behind_the_word_bearer(scheme in "(?i)bearer|basic|.{0,8}", token in bytes(60)) {
        let said = [scheme.as_bytes(), b" ", &token].concat();
        if let Some(headers) = headers(header::AUTHORIZATION, &said)
            && let Some(shown) = visitor::bearer(&headers)
        {
            prop_assert!(said[..7].eq_ignore_ascii_case(b"bearer "));
            prop_assert_eq!(shown.as_bytes(), said[7..].trim_ascii());
        }
    }

    #[test]
    fn whoever_is_asked_by_a_stranger_takes_no_word_for_it(said in bytes(80), named in "[0-9a-f:., ]{0,60}") {
        let proxies = Proxies::new(vec!["10.0.0.0/8".parse().expect("a network"), "fd00::/8".parse().expect("one")]);
        let [stranger, proxy] = ["203.0.113.9", "10.0.0.1"].map(|address| address.parse().expect("an address"));
        for said in [said.as_slice(), named.as_bytes()] {
            if let Some(headers) = headers("x-forwarded-for".parse().expect("a name"), said) {
                prop_assert_eq!(proxies.client(stranger, &headers), stranger);
                // A proxy's own word stands last, and nothing before it moves that.
                let added = [said, b", 198.51.100.7"].concat();
                let added = HeaderMap::from_iter([("x-forwarded-for".parse().expect("a name"),
                    HeaderValue::from_bytes(&added).expect("it was one"))]);
                prop_assert_eq!(proxies.client(proxy, &added).to_string(), "198.51.100.7");
                let _ = proxies.client(proxy, &headers);
            }
        }
    }
}

#[test]
fn no_token_is_taken_that_was_not_made() {
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    let clock = Arc::new(HandClock::at(1));
    let vault = Arc::new(MemoryStore::new(Arc::clone(&clock) as _));
    let tokens = Tokens::new(vault, clock, Arc::new(SystemDice));
    let bearer = Bearer {
        id: String::new(),
        person: PersonId::parse("ann").expect("an id"),
        name: Name::parse("Ann").expect("a name"),
        guest: false,
        nest: None,
        formerly: Vec::new(),
    };
    let name = Name::parse("mine").expect("a name");
    let (_, token) = runtime.block_on(tokens.make(bearer, name)).expect("it is made");
    let taken = |shown: &str| runtime.block_on(tokens.bearer(shown)).expect("the store answers").is_some();
    assert!(taken(&token));
    let close = (any::<prop::sample::Index>(), any::<char>()).prop_map({
        let token = token.clone();
        move |(at, letter)| {
            let mut close: Vec<char> = token.chars().collect();
            let at = at.index(close.len());
            close[at] = letter;
            close.into_iter().collect::<String>()
        }
    });
    let any = prop_oneof![close, ".{0,90}", "echonest_[0-9a-f]{64}", Just(token.to_uppercase())];
    let outcome = proptest::test_runner::TestRunner::new(crate::cases(2_000)).run(&any, |shown| {
        prop_assert_eq!(taken(&shown), shown == token);
        Ok(())
    });
    outcome.expect("a token that was not made was taken");
}
