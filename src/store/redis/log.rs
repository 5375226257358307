//! The logs of all nests in Redis.
//!
//! Must never: write a commit anywhere but behind its parent. The script sees to that.

use std::{collections::HashMap, sync::Arc};

use async_trait::async_trait;
use redis::streams::{StreamId, StreamRangeReply};

use super::RedisStore;
use crate::{
    app::ports::{
        Appended, Growth, KEPT_COMMITS, KEPT_RECORDS, Log, READ_LATELY, Snapshot, StoreFailure, Stored, Tail,
    },
    domain::{
        commit::Commit,
        ids::{NestId, Position},
        people::Actor,
    },
    store::record,
};

fn log_key(nest: &NestId) -> String {
    format!("{{nest:{nest}}}:log")
}

pub(super) fn snapshot_key(nest: &NestId) -> String {
    format!("{{nest:{nest}}}:snap")
}

/// The stream id of what stands at a position.
fn stream_id(position: Position) -> String {
    format!("{}-{}", position.seq, position.step)
}

/// An entry of the log as the script would write it, to a log that nobody else writes to.
pub(super) fn write_entry(batch: &mut redis::Pipeline, nest: &NestId, commit: &Commit) {
    batch.cmd("XADD").arg(log_key(nest)).arg(stream_id(commit.position));
    batch.arg("type").arg(names_of_events(commit)).arg("position").arg(commit.position.to_string());
    batch.arg("parent").arg(commit.parent.to_string()).arg("by").arg(name_of(&commit.by));
    batch.arg("at_ms").arg(commit.at_ms).arg("body").arg(record::write(commit)).ignore();
}

#[async_trait]
impl Log for RedisStore {
    async fn append(&self, nest: &NestId, commits: &[Arc<Commit>]) -> Result<Appended, StoreFailure> {
        let (Some(first), Some(last)) = (commits.first(), commits.last()) else { return Ok(Appended::In) };
        let mut call = self.scripts.append.with(vec![log_key(nest), snapshot_key(nest)]);
        call.arg(super::news::channel(nest)).arg(first.parent.to_string()).arg(last.position.to_string());
        for commit in commits {
            call.arg(stream_id(commit.position))
                .arg(names_of_events(commit))
                .arg(commit.position.to_string())
                .arg(commit.parent.to_string())
                .arg(name_of(&commit.by))
                .arg(commit.at_ms)
                .arg(record::write(commit));
        }
        let is_in: bool = self.lines.invoke(&call).await?;
        Ok(if is_in { Appended::In } else { Appended::Conflict })
    }

    async fn open(&self, nest: &NestId) -> Result<Stored, StoreFailure> {
        let mut both = redis::pipe();
        both.atomic().hgetall(snapshot_key(nest)).xrange_all(log_key(nest));
        let both = self.lines.ask_together(&log_key(nest), &both).await?;
        read_stored(both)
    }

    async fn open_lately(&self, nest: &NestId) -> Result<Stored, StoreFailure> {
        let mut both = redis::pipe();
        both.atomic().hgetall(snapshot_key(nest));
        both.cmd("XREVRANGE").arg(log_key(nest)).arg("+").arg("-").arg("COUNT").arg(READ_LATELY);
        let mut both: Both = self.lines.ask_together(&log_key(nest), &both).await?;
        both.1.ids.reverse();
        let stored = read_stored(both)?;
        if stored.is_whole() { Ok(stored) } else { self.open(nest).await }
    }

    async fn read(&self, nest: &NestId, after: Position) -> Result<Tail, StoreFailure> {
        let mut behind = redis::cmd("XRANGE");
        behind.arg(log_key(nest)).arg(stream_id(after)).arg("+");
        let log: StreamRangeReply = self.lines.ask(&log_key(nest), &behind).await?;
        let mut commits: Vec<_> = log.ids.iter().map(read_commit).collect::<Result<_, _>>()?;
        match commits.first() {
            Some(first) if first.position == after => {
                commits.remove(0);
                Ok(Tail::Commits(commits))
            }
            Some(first) if first.parent == after => Ok(Tail::Commits(commits)),
            Some(_) => Ok(Tail::Gone),
            // Nothing at or behind it: then it is what an empty log begins with, or it is gone.
            None => {
                let mut ask = redis::cmd("HGET");
                ask.arg(snapshot_key(nest)).arg("position");
                let snapshot: Option<String> = self.lines.ask(&snapshot_key(nest), &ask).await?;
                let newest = snapshot.map_or(Ok(Position::START), |text| text.parse());
                let is_newest = newest.map_err(|_| foreign("a snapshot without a position"))? == after;
                Ok(if is_newest { Tail::Commits(Vec::new()) } else { Tail::Gone })
            }
        }
    }

    async fn keep_snapshot(&self, nest: &NestId, snapshot: Snapshot) -> Result<bool, StoreFailure> {
        let mut call = self.scripts.snapshot.with(vec![log_key(nest), snapshot_key(nest)]);
        call.arg(snapshot.position.to_string()).arg(snapshot.position.seq).arg(snapshot.position.step);
        call.arg(snapshot.json).arg(KEPT_COMMITS).arg(KEPT_RECORDS);
        self.lines.invoke(&call).await
    }

    async fn forget(&self, nest: &NestId) -> Result<(), StoreFailure> {
        let mut forget = redis::cmd("DEL");
        forget.arg(log_key(nest)).arg(snapshot_key(nest)).arg(super::signals::here_key(nest));
        self.lines.ask(&log_key(nest), &forget).await
    }

    fn growth(&self, nest: &NestId) -> Growth {
        self.news.growth(nest)
    }

    async fn probe(&self) -> Result<(), StoreFailure> {
        let key = format!("probe:{}", self.process);
        let mut set = redis::cmd("SET");
        set.arg(&key).arg(1).arg("PX").arg(60_000);
        self.lines.ask(&key, &set).await
    }
}

fn names_of_events(commit: &Commit) -> String {
    let names: Vec<_> = commit.events.iter().map(|event| event.name()).collect();
    if names.is_empty() { "note".into() } else { names.join(" ") }
}

fn name_of(actor: &Actor) -> &str {
    match actor {
        Actor::Person(person) => person.as_str(),
        Actor::Player => "player",
        Actor::Bender => "bender",
    }
}

/// A snapshot, and commits, as Redis tells them.
type Both = (HashMap<String, String>, StreamRangeReply);

fn read_stored((snapshot, log): Both) -> Result<Stored, StoreFailure> {
    let snapshot = match (snapshot.get("position"), snapshot.get("json")) {
        (Some(position), Some(json)) => Some(Snapshot {
            position: position.parse().map_err(|_| foreign("a snapshot without a position"))?,
            json: json.clone(),
        }),
        (None, None) if snapshot.is_empty() => None,
        _ => return Err(foreign("half a snapshot")),
    };
    Ok(Stored { snapshot, commits: log.ids.iter().map(read_commit).collect::<Result<_, _>>()? })
}

fn read_commit(entry: &StreamId) -> Result<Arc<Commit>, StoreFailure> {
    let body: Vec<u8> = entry.get("body").ok_or_else(|| foreign("an entry without a body"))?;
    let commit = record::read(&body).map_err(|error| foreign(&error))?;
    if stream_id(commit.position) != entry.id {
        return Err(foreign("an entry whose id is not its position"));
    }
    Ok(Arc::new(commit))
}

fn foreign(what: &str) -> StoreFailure {
    StoreFailure::Foreign(format!("a nest's log holds {what}"))
}
