//! The store that several machines share: Redis 6.2 or newer, as one server, by sentinels, or as a cluster.
//!
//! [`finding`] reads the address. [`connection`] leads to one server and heals, [`cluster`] has one of those for
//! each node, and [`lines`] is either. [`fault`] knows what is certain of a failure.
//!
//! # An operator's manual of the keys
//!
//! | key | kind | what it holds |
//! |---|---|---|
//! | `{nest:<id>}:log` | stream | the nest's commits; the id is `<seq>-<step>`; fields `type` (names of the events, `note` where there are none), `position`, `parent`, `by`, `at_ms`, `body` (all of it as JSON) |
//! | `{nest:<id>}:snap` | hash | `position`, `seq`, `step`, and `json`: the nest at that position |
//! | `{nest:<id>}:here` | hash | a field a process: until when (epoch ms) and whom it has connected; expires by itself |
//! | `left-out` | string | who is left out of throwbacks; ten years |
//! | `attended:<nest>` | string | when somebody was last there, for Bender |
//! | `session:<hash>` | string | a session, named by the hash of its id |
//! | `login:<hash>`, `connect:<hash>` | string | a sign-in, or a connection to Spotify, under way; ten minutes |
//! | `link:<hash>` | string | whose desktop agent a code links, named by the hash of the code; minutes |
//! | `browser:<hash>` | string | who a guest from one browser is, and was before they had an account |
//! | `account:<hash>`, `person:<id>` | string | which person an account is, and what holds of a person's passes |
//! | `ended:<pass>` | string | that a pass is over; an hour |
//! | `exports:<id>` | string | which nights of a person are on which playlists |
//! | `spotify:<id>` | string | a person's Spotify tokens, sealed |
//! | `token:<hash>`, `tokens:<id>`, `used:<id>` | string | a personal token, a person's list of them, when one was last used |
//! | `tv-code:<hash>`, `tv-pairing:<hash>` | string | a TV that is being paired, named by the hashes of its code and its secret; an hour |
//! | `screen:<hash>`, `screens:<nest>`, `screen-seen:<id>` | string | a TV's pass, a nest's list of them, when one was last there |
//! | `listens:main` | string | who in the house wants to listen along, in which nest, on which device, how much earlier; no secrets |
//! | `drives:<id>` | string | what a person's driver remembers: the device, what it was told, how long devices take |
//! | `heard:<id>` | string | how it goes for a person who listens; a minute |
//! | `lease:<what>` | string | who does something that two should not do at once; seconds |
//! | `restoring` | string | a backup is being put back, or was until that broke off: nothing here is whole |
//! | `probe:<process>` | string | written by the readiness check; gone after a minute |
//!
//! The channel `{nest:<id>}:news` says `log <position>` after an append and `here <process>` when
//! people came or went; the channel `ended` names passes that are over. It is a wake-up only: whoever hears it reads the keys, and whoever was
//! not connected for a while reads them anyway. The braces keep a nest in one slot of a cluster; every other
//! key stands for itself.
//!
//! Run it with `appendonly yes`, so that what was acknowledged survives the end of Redis, and with
//! `appendfsync always` if it is to survive a power cut too; by default a cut may cost a second.
//! `maxmemory-policy noeviction`: any other policy may drop a queue. What may go has a TTL.
//!
//! A replica hears of what was acknowledged a moment later, so one that takes over may lack the end of a log. With
//! `min-replicas-to-write 1` and `min-replicas-max-lag 10` it lacks no more than ten seconds. Whoever holds more
//! than the log then has a position that it does not know, and reads all of it anew.
//!
//! Must never: decide by what a channel said, or answer "not written" where that is not certain.

mod checkup;
mod cluster;
mod connection;
mod copying;
mod ear;
mod fault;
mod finding;
mod lines;
mod log;
mod news;
mod script;
mod signals;
mod slots;
mod vault;

use std::sync::Arc;

use self::{connection::Signs, lines::Lines, news::News, script::Script};
pub use self::{
    fault::{Remedy, remedy},
    finding::Patience,
};
use crate::app::ports::StoreFailure;

/// A store in Redis.
pub struct RedisStore {
    lines: Lines,
    news: Arc<News>,
    /// This process, among those that share the store.
    process: String,
    scripts: Scripts,
}

struct Scripts {
    append: Script,
    snapshot: Script,
    here: Script,
    replace: Script,
}

impl RedisStore {
    /// Connects to the Redis at `url`; `ca` are the authorities whose certificates count there, as
    /// PEM, in place of the system's. `process` tells this process from the others; `patience` is for Redis.
    ///
    /// # Errors
    /// [`StoreFailure`]: the address makes no sense, or nobody answers there.
    pub async fn connect(
        url: &str,
        ca: Option<&str>,
        process: u64,
        patience: Patience,
    ) -> Result<Self, StoreFailure> {
        let signs = Signs::default();
        let (lines, ear) = Lines::open(finding::find(url, ca, patience)?, signs.clone()).await?;
        let scripts = Scripts {
            append: Script::new(include_str!("append.lua")),
            snapshot: Script::new(include_str!("snapshot.lua")),
            here: Script::new(include_str!("here.lua")),
            replace: Script::new(include_str!("replace.lua")),
        };
        Ok(Self { lines, news: News::listen(ear, &signs), process: format!("{process:016x}"), scripts })
    }
}
