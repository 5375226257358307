//! What a call that failed means: whether it may have been done all the same.
//!
//! Must never: call something undone once its bytes may have left and the server has not refused it.

use std::fmt;

use redis::{ErrorKind, RedisError};

use super::slots::Node;
use crate::app::ports::StoreFailure;

/// Why a call came to nothing, or seems to.
#[derive(Debug)]
pub(super) enum Fault {
    /// There was no connection to send it by.
    Away,
    /// It was sent, and this came of it.
    Failed(RedisError),
}

/// What to do about it in a cluster. Each of these is a refusal: nothing was done.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Detour {
    /// Another node has the slot now.
    Moved(Node),
    /// Another node is taking the slot over, and has this key already.
    Ask(Node),
    /// Somebody will be able to do it soon.
    Later,
    /// The connection is missing: somebody else may have the slot by now.
    Look,
}

/// Refusals that pass: a slot on its way, a replica that has not yet taken over, data still being loaded.
const PASSING: [&str; 5] = ["TRYAGAIN", "CLUSTERDOWN", "MASTERDOWN", "READONLY", "LOADING"];

impl Fault {
    /// What to do about it in a cluster, where anything certain can be done.
    pub(super) fn detour(&self) -> Option<Detour> {
        let Self::Failed(error) = self else { return Some(Detour::Look) };
        let errors = error.clone().into_server_errors()?;
        let node = |details: Option<&str>| Node::parse(details?.split_whitespace().nth(1)?);
        // A transaction that was refused names each refusal, and that it was given up.
        errors.iter().find_map(|(_, error)| match error.code() {
            "MOVED" => Some(node(error.details()).map_or(Detour::Later, Detour::Moved)),
            "ASK" => Some(node(error.details()).map_or(Detour::Later, Detour::Ask)),
            code => PASSING.contains(&code).then_some(Detour::Later),
        })
    }

    /// Whether the server does not know the script.
    pub(super) fn is_unknown_script(&self) -> bool {
        matches!(self, Self::Failed(error) if codes(error).iter().any(|code| code == "NOSCRIPT"))
    }
}

impl From<Fault> for StoreFailure {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Away => Self::Unavailable("there is no connection to Redis".into()),
            Fault::Failed(error) => failure(&error),
        }
    }
}

/// Whether another connection may do better.
pub(super) fn is_worth_a_new_connection(error: &RedisError) -> bool {
    // After a fail-over the same address may lead elsewhere.
    error.is_io_error()
        || error.is_unrecoverable_error()
        || codes(error).iter().any(|code| matches!(code.as_str(), "READONLY" | "LOADING"))
}

fn failure(error: &RedisError) -> StoreFailure {
    let codes = codes(error);
    let says = |wanted: &[&str]| codes.iter().any(|code| wanted.contains(&code.as_str()));
    if says(&["WRONGTYPE", "FOREIGN"]) || matches!(error.kind(), ErrorKind::UnexpectedReturnType) {
        StoreFailure::Foreign(error.to_string())
    } else if matches!(error.kind(), ErrorKind::InvalidClientConfig | ErrorKind::AuthenticationFailed) {
        StoreFailure::Unavailable(error.to_string())
    } else if !codes.is_empty() && !says(&["ERR"]) {
        // Redis itself said no, and named why: `OOM`, `MISCONF`, `READONLY`, `LOADING`, …
        StoreFailure::Unavailable(error.to_string())
    } else {
        // The answer was lost, or torn and cannot be read, or a script broke half way (`ERR`).
        StoreFailure::InDoubt(error.to_string())
    }
}

/// Why there is no connection, in words that lead on.
pub(super) fn unreachable(error: &RedisError) -> StoreFailure {
    StoreFailure::Unavailable(error.to_string())
}

/// The one thing to do about a Redis that cannot be reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Remedy {
    /// Look at the address, and whether anybody is there.
    Address,
    /// Name the authority that signed its certificate.
    Authority,
    /// Use the name that its certificate is for.
    Name,
}

impl fmt::Display for Remedy {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Address => "check REDIS_URL and that Redis runs there",
            Self::Authority => "name the file of the authority that signed its certificate in REDIS_CA",
            Self::Name => "write the name into REDIS_URL that its certificate is for",
        })
    }
}

/// What to do about a Redis that cannot be reached, by what was said of it.
#[must_use]
pub fn remedy(why: &str) -> Remedy {
    if why.contains("NotValidForName") || why.contains("not valid for name") {
        Remedy::Name
    } else if why.contains("certificate") {
        Remedy::Authority
    } else {
        Remedy::Address
    }
}

/// What the server called its errors, if it was the server that failed.
fn codes(error: &RedisError) -> Vec<String> {
    let errors = error.clone().into_server_errors();
    errors.iter().flat_map(|errors| errors.iter()).map(|(_, error)| error.code().to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(words: &str) -> Fault {
        let value = redis::parse_redis_value(format!("-{words}\r\n").as_bytes()).expect("it parses");
        Fault::Failed(value.extract_error().expect_err("it is an error"))
    }

    #[test]
    fn a_refusal_of_a_cluster_is_certain_and_shows_the_way() {
        let node = Node::parse("127.0.0.1:7001").expect("a node");
        assert_eq!(said("MOVED 5 127.0.0.1:7001").detour(), Some(Detour::Moved(node.clone())));
        assert_eq!(said("ASK 5 127.0.0.1:7001").detour(), Some(Detour::Ask(node)));
        for passing in PASSING {
            assert_eq!(said(&format!("{passing} wait")).detour(), Some(Detour::Later));
        }
        assert_eq!(Fault::Away.detour(), Some(Detour::Look));
        for refusal in ["MOVED 5 127.0.0.1:7001", "TRYAGAIN wait", "OOM full"] {
            assert!(matches!(StoreFailure::from(said(refusal)), StoreFailure::Unavailable(_)), "{refusal}");
        }
    }

    #[test]
    fn what_may_have_been_done_is_not_done_again_elsewhere() {
        let lost = || Fault::Failed((ErrorKind::Io, "the connection is gone").into());
        for doubtful in [lost(), said("ERR a script broke")] {
            assert_eq!(doubtful.detour(), None);
            assert!(matches!(StoreFailure::from(doubtful), StoreFailure::InDoubt(_)));
        }
    }
}
