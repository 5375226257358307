//! Whether what a Redis acknowledges is kept, by how it is set up.
//!
//! Must never: call a set-up good that was not seen.

use super::Finding;

const ABOUT: &str = "Redis";
/// The oldest version that knows all commands used here.
const VERSION_MIN: (u32, u32) = (6, 2);

/// How a Redis is set up, as far as it says so.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RedisFacts {
    /// Its version, like `7.2.4`.
    pub version: Option<String>,
    /// What goes when its memory is full: `maxmemory-policy`.
    pub policy: Option<String>,
    /// Its memory in bytes; 0 is all there is.
    pub memory_max: Option<u64>,
    /// Whether every write goes to a file: `appendonly`.
    pub is_appended: Option<bool>,
    /// When that file is brought to the disk: `appendfsync`.
    pub appended: Option<String>,
    /// How many replicas it has.
    pub replicas: Option<u64>,
    /// How many of them have to be there for it to take writes: `min-replicas-to-write`.
    pub replicas_min: Option<u64>,
}

/// What is to be said of it.
#[must_use]
pub fn findings(facts: &RedisFacts) -> Vec<Finding> {
    let mut findings = vec![version(facts.version.as_deref()), policy(facts), durability(facts)];
    findings.extend(replication(facts));
    findings
}

/// What is to be said of all servers of a cluster: what is said of them all, once, and of all else how many it
/// is said of.
#[must_use]
pub fn findings_of_all(all: &[RedisFacts]) -> Vec<Finding> {
    let mut said: Vec<(Finding, usize)> = Vec::new();
    for finding in all.iter().flat_map(findings) {
        match said.iter_mut().find(|(known, _)| *known == finding) {
            Some((_, count)) => *count += 1,
            None => said.push((finding, 1)),
        }
    }
    let of_some = |(mut finding, count): (Finding, usize)| {
        if count < all.len() {
            finding.says = format!("{} ({count} of {} nodes)", finding.says, all.len());
        }
        finding
    };
    said.into_iter().map(of_some).collect()
}

fn version(version: Option<&str>) -> Finding {
    let number = |part: Option<&str>| part.and_then(|part| part.parse::<u32>().ok());
    let parsed = version.and_then(|version| {
        let mut parts = version.split('.');
        Some((number(parts.next())?, number(parts.next())?))
    });
    match (version, parsed) {
        (Some(version), Some(parsed)) if parsed < VERSION_MIN => Finding::bad(
            ABOUT,
            format!("It is version {version}, which lacks commands that EchoNest needs."),
            "Use Redis 6.2 or newer.",
        ),
        (Some(version), Some(_)) => Finding::good(ABOUT, format!("It answers; it is version {version}.")),
        _ => Finding::warning(
            ABOUT,
            "It answers and does not say which version it is.",
            "Make sure that it is 6.2 or newer.",
        ),
    }
}

fn policy(facts: &RedisFacts) -> Finding {
    let todo = "Set maxmemory-policy noeviction in its configuration.";
    match facts.policy.as_deref() {
        Some("noeviction") => Finding::good(ABOUT, "It drops nothing when its memory is full (noeviction)."),
        Some(policy) if policy.starts_with("allkeys") && facts.memory_max != Some(0) => Finding::bad(
            ABOUT,
            format!("When its memory is full it may drop the queue (maxmemory-policy {policy})."),
            todo,
        ),
        Some(policy) => Finding::warning(
            ABOUT,
            format!("When its memory is full it may drop queues or sessions (maxmemory-policy {policy})."),
            todo,
        ),
        None => Finding::warning(
            ABOUT,
            "It does not say what it drops when its memory is full.",
            "Ask whoever runs it for the policy noeviction.",
        ),
    }
}

fn durability(facts: &RedisFacts) -> Finding {
    match (facts.is_appended, facts.appended.as_deref()) {
        (Some(false), _) => Finding::warning(
            ABOUT,
            "It does not write down each change (appendonly no): when it ends, the queue goes back to its \
             last snapshot, or is gone.",
            "Set appendonly yes, and appendfsync everysec or always.",
        ),
        (Some(true), Some("always")) => Finding::good(
            ABOUT,
            "What was acknowledged survives its end and a power cut (appendfsync always).",
        ),
        (Some(true), Some("everysec")) => Finding::good(
            ABOUT,
            "What was acknowledged survives its end; a power cut may cost the last second \
             (appendfsync everysec).",
        ),
        (Some(true), Some(other)) => Finding::warning(
            ABOUT,
            format!("A power cut may cost half a minute or more (appendfsync {other})."),
            "Set appendfsync everysec, or always.",
        ),
        (Some(true), None) => Finding::good(
            ABOUT,
            "It writes down each change; how soon that is on the disk, it does not say (appendfsync).",
        ),
        (None, _) => Finding::warning(
            ABOUT,
            "It does not say whether what it acknowledges is kept.",
            "Ask whoever runs it for appendonly yes.",
        ),
    }
}

/// A replica may take over that has not heard everything; how much that is can be bounded.
fn replication(facts: &RedisFacts) -> Option<Finding> {
    match (facts.replicas, facts.replicas_min) {
        (Some(1..), Some(0)) => Some(Finding::warning(
            ABOUT,
            "It has a replica, and takes writes while that hears nothing of them: when the replica takes over, that \
             may cost all of them.",
            "Set min-replicas-to-write 1 and min-replicas-max-lag 10.",
        )),
        (_, Some(1..)) => Some(Finding::good(
            ABOUT,
            "It takes writes only while a replica hears of them; when that takes over, it may cost the last moments \
             (min-replicas-to-write).",
        )),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{
        super::{State, worst},
        *,
    };

    fn sound() -> RedisFacts {
        RedisFacts {
            version: Some("7.2.4".into()),
            policy: Some("noeviction".into()),
            memory_max: Some(0),
            is_appended: Some(true),
            appended: Some("everysec".into()),
            replicas: Some(0),
            replicas_min: Some(0),
        }
    }

    fn says(facts: &RedisFacts, state: State, word: &str) {
        let findings = findings(facts);
        let found = findings.iter().find(|finding| finding.says.contains(word));
        assert!(found.is_some_and(|finding| finding.state == state), "{word}: {findings:?}");
        assert_eq!(worst(&findings), state);
    }

    #[test]
    fn one_that_keeps_everything_is_good() {
        says(&sound(), State::Good, "7.2.4");
        says(&RedisFacts { appended: Some("always".into()), ..sound() }, State::Good, "power cut");
    }

    #[test]
    fn nodes_that_are_alike_are_spoken_of_once_and_others_are_counted() {
        let forgetful = RedisFacts { is_appended: Some(false), ..sound() };
        assert_eq!(findings_of_all(&[sound(), sound(), sound()]), findings(&sound()));
        let findings = findings_of_all(&[sound(), forgetful, sound()]);
        let found = findings.iter().find(|finding| finding.says.contains("appendonly no"));
        assert!(found.is_some_and(|finding| finding.says.ends_with("(1 of 3 nodes)")), "{findings:?}");
    }

    #[test]
    fn an_old_one_does_not_do() {
        for old in ["6.0.16", "5.0.7", "2.8"] {
            says(&RedisFacts { version: Some(old.into()), ..sound() }, State::Bad, old);
        }
        for new in ["6.2.0", "8.0", "255.255.255"] {
            says(&RedisFacts { version: Some(new.into()), ..sound() }, State::Good, new);
        }
    }

    #[test]
    fn one_that_may_drop_a_queue_is_bad_and_one_that_could_is_worth_a_look() {
        let facts = |policy: &str, memory_max| RedisFacts {
            policy: Some(policy.into()),
            memory_max: Some(memory_max),
            ..sound()
        };
        says(&facts("allkeys-lru", 1 << 30), State::Bad, "allkeys-lru");
        says(&facts("allkeys-lru", 0), State::Warning, "allkeys-lru");
        says(&facts("volatile-ttl", 1 << 30), State::Warning, "volatile-ttl");
    }

    #[test]
    fn one_that_forgets_is_worth_a_look() {
        says(&RedisFacts { is_appended: Some(false), ..sound() }, State::Warning, "appendonly no");
        says(&RedisFacts { appended: Some("no".into()), ..sound() }, State::Warning, "half a minute");
    }

    #[test]
    fn a_replica_that_may_fall_behind_is_worth_a_look() {
        let facts = |min| RedisFacts { replicas: Some(1), replicas_min: Some(min), ..sound() };
        says(&facts(0), State::Warning, "when the replica takes over");
        says(&facts(1), State::Good, "the last moments");
        assert_eq!(findings(&sound()).len(), 3, "where there is no replica, nothing is said of any");
    }

    #[test]
    fn what_it_does_not_say_is_not_taken_for_good() {
        says(&RedisFacts { policy: None, ..sound() }, State::Warning, "does not say what it drops");
        says(&RedisFacts { is_appended: None, ..sound() }, State::Warning, "does not say whether");
        says(&RedisFacts { version: None, ..sound() }, State::Warning, "which version");
        says(&RedisFacts { appended: None, ..sound() }, State::Good, "how soon");
    }
}
