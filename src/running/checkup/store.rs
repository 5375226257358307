//! Whether what people do is kept.
//!
//! Must never: write more than a probe.

use std::{path::PathBuf, sync::Arc};

use crate::{
    app::ports::Dice,
    app::{checkup, checkup::Finding, ports::Log},
    clock::SystemDice,
    config::Config,
    store::{
        embedded::{self, CannotOpen, checkup::Standing},
        redis::{self, Patience, RedisStore, Remedy},
    },
};

const FILE: &str = "Store";
const REDIS: &str = "Redis";

/// The store, as whoever looks has it.
pub(in crate::running) enum Store {
    /// The embedded one, which this process has open.
    Open(Arc<dyn Log>),
    /// The embedded one, from outside.
    Closed(PathBuf),
    /// A Redis; or why there is none.
    Redis(Result<Arc<RedisStore>, String>),
}

/// A store to look at, for a process that serves nobody.
pub(in crate::running) async fn of_its_own(config: &Config) -> Store {
    match &config.redis_url {
        None => Store::Closed(config.data_dir.clone()),
        Some(url) => {
            let store = RedisStore::connect(
                url,
                config.redis_authorities.as_deref(),
                SystemDice.roll(),
                Patience::default(),
            )
            .await;
            Store::Redis(store.map(Arc::new).map_err(|failure| failure.to_string()))
        }
    }
}

impl Store {
    pub(super) async fn look(&self) -> Vec<Finding> {
        match self {
            Self::Open(log) => vec![written(FILE, &**log).await],
            Self::Closed(directory) => vec![closed(embedded::checkup::look(directory))],
            Self::Redis(Err(why)) => vec![away(why)],
            Self::Redis(Ok(store)) => match store.facts().await {
                Err(failure) => vec![away(&failure.to_string())],
                Ok(facts) => {
                    let mut findings = checkup::redis::findings_of_all(&facts);
                    findings.push(written(REDIS, &**store).await);
                    findings
                }
            },
        }
    }
}

async fn written(about: &'static str, log: &dyn Log) -> Finding {
    match log.probe().await {
        Ok(()) => Finding::good(about, "It can be written to."),
        Err(failure) => Finding::bad(
            about,
            format!("It cannot be written to, so nothing that people do is kept ({failure})."),
            "Look whether its disk or its memory is full, and whether it takes writes at all.",
        ),
    }
}

fn away(why: &str) -> Finding {
    Finding::bad(
        REDIS,
        format!("It cannot be used ({why})."),
        match redis::remedy(why) {
            Remedy::Address => {
                "Check that Redis runs where REDIS_URL, or REDIS_HOST and REDIS_PORT, say, and that its name \
                 and password are right."
            }
            Remedy::Authority => "Name the file of the authority that signed its certificate in REDIS_CA.",
            Remedy::Name => "Write the name into REDIS_URL that its certificate is for.",
        },
    )
}

fn closed(look: Result<Standing, CannotOpen>) -> Finding {
    match look {
        Ok(Standing::New) => {
            Finding::good(FILE, "DATA_DIR can be written to; the store is made at the first start.")
        }
        Ok(Standing::Ready) => Finding::good(FILE, "The one in DATA_DIR can be used."),
        Ok(Standing::InUse) => Finding::good(
            FILE,
            "The one in DATA_DIR is in use: another EchoNest runs on it. It is fine if that is yours.",
        ),
        Err(CannotOpen::Foreign { path, why }) => Finding::bad(
            FILE,
            format!("{path} cannot be read as EchoNest's store ({why})."),
            "Move it away, or restore a backup.",
        ),
        Err(CannotOpen::Refused { path, why }) => Finding::bad(
            FILE,
            format!("{path} cannot be written to ({why})."),
            "Let this user write to DATA_DIR, see that the disk is not full, or choose another DATA_DIR.",
        ),
        Err(CannotOpen::InUse(path)) => Finding::good(FILE, format!("Another EchoNest uses {path}.")),
    }
}
