//! Who is where, as the processes tell each other.
//!
//! Must never: keep a process's word longer than it asked for.

use std::{collections::HashMap, time::Duration};

use async_trait::async_trait;
use tokio::sync::{broadcast, watch};

use super::RedisStore;
use crate::{
    app::ports::{Endings, Signals, StoreFailure},
    domain::{ids::NestId, people::Present},
    store::as_ms,
};

pub(super) fn here_key(nest: &NestId) -> String {
    format!("{{nest:{nest}}}:here")
}

#[async_trait]
impl Signals for RedisStore {
    async fn say_present(&self, nest: &NestId, present: &Present, ttl: Duration) -> Result<(), StoreFailure> {
        let people = serde_json::to_string(present).expect("because people are named by text");
        let mut call = self.scripts.here.with(vec![here_key(nest)]);
        call.arg(super::news::channel(nest)).arg(&self.process).arg(as_ms(ttl)).arg(people);
        self.lines.invoke(&call).await
    }

    async fn present_elsewhere(&self, nest: &NestId) -> Result<Present, StoreFailure> {
        let mut both = redis::pipe();
        both.atomic().cmd("TIME").hgetall(here_key(nest));
        let ((seconds, micros), said): ((u64, u64), HashMap<String, String>) =
            self.lines.ask_together(&here_key(nest), &both).await?;
        let now_ms = seconds * 1_000 + micros / 1_000;
        let mut elsewhere = Present::new();
        for (process, word) in said {
            let read = word.split_once(' ').and_then(|(until, people)| {
                Some((until.parse::<u64>().ok()?, serde_json::from_str::<Present>(people).ok()?))
            });
            let Some((until_ms, people)) = read else {
                return Err(StoreFailure::Foreign(format!("{} holds {word:?}", here_key(nest))));
            };
            if process != self.process && now_ms < until_ms {
                elsewhere.extend(people);
            }
        }
        Ok(elsewhere)
    }

    fn changes(&self, nest: &NestId) -> watch::Receiver<u64> {
        self.news.changes(nest)
    }
}

#[async_trait]
impl Endings for RedisStore {
    async fn say_ended(&self, passes: &str) -> Result<(), StoreFailure> {
        let mut say = redis::cmd("PUBLISH");
        say.arg(super::news::ENDED).arg(passes);
        // A cluster carries it from any node to all others.
        self.lines.ask(super::news::ENDED, &say).await
    }

    fn ended(&self) -> broadcast::Receiver<String> {
        self.news.ended()
    }
}
