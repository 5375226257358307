//! Reads the log along, directly from the store, so that nothing is missed when it is trimmed or lost.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use echonest::{
    app::{
        ports::{Log, Stored, Tail},
        view::View,
    },
    domain::{
        commit::Commit,
        ids::{NestId, Position},
        nest::Nest,
    },
    http::wire::state::state_json,
    store::{record, redis::RedisStore},
};
use serde_json::Value;
use tokio::sync::Mutex;

use crate::{
    history::{Record, Telling},
    network::pass,
    support::redis_server::PATIENT,
};

/// How often the log is looked at: it keeps hundreds of commits, and no round makes as many meanwhile.
const LOOK_EVERY: Duration = Duration::from_millis(200);

fn main_nest() -> NestId {
    NestId::parse("main").expect("it is an id")
}

/// Everything that was ever seen in the log.
#[derive(Default)]
pub struct Scroll {
    seen: BTreeMap<Position, Arc<Commit>>,
    newest: Option<Position>,
    url: String,
    store: Option<RedisStore>,
}

pub type SharedScroll = Arc<Mutex<Scroll>>;

/// Reads along in the Redis at `url` until nobody else holds what is returned.
pub fn follow(url: String) -> SharedScroll {
    let scroll = Arc::new(Mutex::new(Scroll { url, ..Scroll::default() }));
    let followed = Arc::downgrade(&scroll);
    tokio::spawn(async move {
        while let Some(scroll) = followed.upgrade() {
            scroll.lock().await.read().await;
            drop(scroll);
            pass(LOOK_EVERY).await;
        }
    });
    scroll
}

impl Scroll {
    /// Reads what is new, if the store can be read just now; says whether it could.
    pub async fn read(&mut self) -> bool {
        if self.store.is_none() {
            self.store = RedisStore::connect(&self.url, None, 0, PATIENT).await.ok();
        }
        let Some(store) = &self.store else { return false };
        let commits = match self.newest {
            Some(newest) => match store.read(&main_nest(), newest).await {
                Ok(Tail::Commits(commits)) => Some(commits),
                Ok(Tail::Gone) => None,
                Err(_) => return false,
            },
            None => None,
        };
        let commits = match commits {
            Some(commits) => commits,
            None => match store.open(&main_nest()).await {
                Ok(stored) => stored.commits,
                Err(_) => return false,
            },
        };
        self.newest = commits.last().map(|commit| commit.position).or(self.newest);
        self.seen.extend(commits.into_iter().map(|commit| (commit.position, commit)));
        true
    }

    /// From now on the log is read there.
    pub fn move_to(&mut self, url: String) {
        (self.url, self.store) = (url, None);
    }

    /// The log as it is now, told and whole, and what it lost on the way.
    pub async fn end(&mut self) -> Result<(Telling, Vec<Record>, Vec<Record>), String> {
        self.read().await;
        let store = self.store.as_ref().ok_or("the log cannot be read")?;
        let stored = store.open(&main_nest()).await.map_err(|failure| failure.to_string())?;
        self.tell(&stored)
    }

    /// The same for a log that was read as a whole.
    pub fn tell(&mut self, stored: &Stored) -> Result<(Telling, Vec<Record>, Vec<Record>), String> {
        self.seen.extend(stored.commits.iter().map(|commit| (commit.position, Arc::clone(commit))));
        let telling = fold(stored)?;
        let mut kept = Vec::new();
        let mut at = stored.commits.last().map(|commit| commit.position);
        while let Some(commit) = at.and_then(|position| self.seen.remove(&position)) {
            kept.push(read(&commit));
            at = Some(commit.parent);
        }
        kept.reverse();
        let lost = self.seen.values().map(|commit| read(commit)).collect();
        Ok((telling, kept, lost))
    }
}

/// What the log adds up to, from its snapshot on.
fn fold(stored: &Stored) -> Result<Telling, String> {
    let mut nest = match &stored.snapshot {
        Some(snapshot) => serde_json::from_str(&snapshot.json).map_err(|error| error.to_string())?,
        None => Nest::new(main_nest()),
    };
    let start = nest.position;
    for commit in stored.commits.iter().filter(|commit| commit.position.is_after(start)) {
        if commit.parent != nest.position {
            return Err(format!("log: nothing stands between {} and {}", nest.position, commit.position));
        }
        nest.fold(commit);
    }
    let seen = stored.commits.iter().rev().find(|commit| commit.is_seen());
    let position = seen.map_or(nest.position, |commit| commit.position);
    let view = View {
        nest: Arc::new(nest),
        position,
        people: Vec::new(),
        gone: Vec::new(),
        present: 0,
        cursor: 0,
        state: std::sync::OnceLock::new(),
    };
    let state: Value =
        serde_json::from_slice(&state_json(&view, "demo")).map_err(|error| error.to_string())?;
    Ok(Telling { by: "the log".into(), position: position.to_string(), state: without_people(state) })
}

/// What can be compared: everything but people, who come and go by signals.
pub fn without_people(mut state: Value) -> Value {
    let fields = state.as_object_mut().expect("a state has fields");
    fields.remove("people");
    fields.remove("present");
    fields.remove("skip_need");
    state
}

fn read(commit: &Commit) -> Record {
    let json: Value = serde_json::from_slice(&record::write(commit)).expect("a record is JSON");
    let answered = &json["answered"];
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let mut done = Vec::new();
    for event in json["events"].as_array().into_iter().flatten() {
        done.extend(
            event["entry"]["track"]["uri"].as_str().map(|track| format!("{} {track}", event["type"])),
        );
        done.extend(event["comment"]["text"].as_str().map(|words| format!("commented {words:?}")));
    }
    Record {
        position: commit.position.to_string(),
        parent: commit.parent.to_string(),
        seq: commit.position.seq,
        at_ms: commit.at_ms,
        command: text(&answered["person"]).zip(text(&answered["command"])),
        ok: answered["answer"]["ok"].as_u64(),
        done,
    }
}
