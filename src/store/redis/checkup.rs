//! How a Redis is set up, as far as it tells.
//!
//! `CONFIG GET` says most, and a hosted Redis often forbids it; `INFO` says nearly as much.
//!
//! Must never: change how it is set up.

use std::collections::HashMap;

use super::RedisStore;
use crate::app::{checkup::redis::RedisFacts, ports::StoreFailure};

/// What is asked of `CONFIG GET`.
const WANTED: [&str; 5] =
    ["maxmemory", "maxmemory-policy", "appendonly", "appendfsync", "min-replicas-to-write"];

impl RedisStore {
    /// How each server that keeps keys of ours is set up: one, or the masters of a cluster.
    ///
    /// # Errors
    /// [`StoreFailure`]: one of them does not answer.
    pub async fn facts(&self) -> Result<Vec<RedisFacts>, StoreFailure> {
        let mut facts = Vec::new();
        for place in self.lines.places(false) {
            // An answer of any kind, before silence is taken for modesty.
            self.lines.ask_at::<String>(&place, &redis::cmd("PING")).await?;
            let info: Option<String> = self.lines.ask_at(&place, &redis::cmd("INFO")).await.ok();
            let mut config = HashMap::new();
            for wanted in WANTED {
                let mut ask = redis::cmd("CONFIG");
                ask.arg("GET").arg(wanted);
                let told: Result<HashMap<String, String>, _> = self.lines.ask_at(&place, &ask).await;
                config.extend(told.unwrap_or_default());
            }
            facts.push(read(&info.unwrap_or_default(), &config));
        }
        Ok(facts)
    }
}

fn read(info: &str, config: &HashMap<String, String>) -> RedisFacts {
    let info: HashMap<_, _> = info.lines().filter_map(|line| line.trim().split_once(':')).collect();
    let told = |setting: &str, line: &str| {
        config.get(setting).cloned().or_else(|| info.get(line).map(|told| (*told).to_owned()))
    };
    RedisFacts {
        version: info.get("redis_version").map(|version| (*version).to_owned()),
        policy: told("maxmemory-policy", "maxmemory_policy"),
        memory_max: told("maxmemory", "maxmemory").and_then(|bytes| bytes.parse().ok()),
        is_appended: told("appendonly", "aof_enabled").map(|on| on == "yes" || on == "1"),
        appended: config.get("appendfsync").cloned(),
        replicas: info.get("connected_slaves").and_then(|count| count.parse().ok()),
        replicas_min: config.get("min-replicas-to-write").and_then(|count| count.parse().ok()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const INFO: &str = "# Server\r\nredis_version:7.0.15\r\n\r\n# Memory\r\nmaxmemory:1048576\r\n\
                        maxmemory_policy:allkeys-lru\r\n# Persistence\r\naof_enabled:1\r\n";

    #[test]
    fn where_the_configuration_is_forbidden_the_rest_is_read() {
        let facts = read(INFO, &HashMap::new());
        assert_eq!(facts.version.as_deref(), Some("7.0.15"));
        assert_eq!(facts.policy.as_deref(), Some("allkeys-lru"));
        assert_eq!((facts.memory_max, facts.is_appended), (Some(1 << 20), Some(true)));
        assert_eq!(facts.appended, None);
    }

    #[test]
    fn the_configuration_counts_and_what_nobody_says_is_unknown() {
        let config = [("appendonly", "no"), ("appendfsync", "always"), ("maxmemory-policy", "noeviction")];
        let config = config.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        let facts = read(INFO, &config);
        assert_eq!(facts.policy.as_deref(), Some("noeviction"));
        assert_eq!((facts.is_appended, facts.appended.as_deref()), (Some(false), Some("always")));
        assert_eq!(read("", &HashMap::new()), RedisFacts::default());
    }
}
