//! Where more is asked at once than fits, who waits and who is told to come again.

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use echonest::{
    app::{
        nest_task::{INBOX, NestHandle, Reply},
        ports::{Appended, Clock, Growth, Log, Snapshot, StoreFailure, Stored, Tail},
    },
    domain::{
        command::{Asker, Command, Request},
        commit::Commit,
        ids::{NestId, PersonId, Position},
        people::Role,
        text::Name,
    },
    store::memory::MemoryStore,
};
use futures_util::{FutureExt, future::join_all};
use tokio::sync::Semaphore;

use crate::support::{nests, time::HandClock};

/// A log that takes as many batches as it was given leave to.
struct Gate {
    log: MemoryStore,
    leave: Semaphore,
}

#[async_trait]
impl Log for Gate {
    async fn append(&self, nest: &NestId, commits: &[Arc<Commit>]) -> Result<Appended, StoreFailure> {
        self.leave.acquire().await.expect("it is never closed").forget();
        self.log.append(nest, commits).await
    }

    async fn open(&self, nest: &NestId) -> Result<Stored, StoreFailure> {
        self.log.open(nest).await
    }

    async fn read(&self, nest: &NestId, after: Position) -> Result<Tail, StoreFailure> {
        self.log.read(nest, after).await
    }

    async fn keep_snapshot(&self, nest: &NestId, snapshot: Snapshot) -> Result<bool, StoreFailure> {
        self.log.keep_snapshot(nest, snapshot).await
    }

    async fn forget(&self, nest: &NestId) -> Result<(), StoreFailure> {
        self.log.forget(nest).await
    }

    fn growth(&self, nest: &NestId) -> Growth {
        self.log.growth(nest)
    }

    async fn probe(&self) -> Result<(), StoreFailure> {
        Ok(())
    }
}

async fn open() -> (NestHandle, Arc<Gate>) {
    let clock: Arc<dyn Clock> = Arc::new(HandClock::at(1_800_000_000_000));
    let memory = MemoryStore::new(Arc::clone(&clock));
    let gate = Arc::new(Gate { log: memory.clone(), leave: Semaphore::new(1) });
    (nests::open(gate.clone(), Arc::new(memory), clock).await, gate)
}

/// Somebody who becomes host, so that there is something to append.
fn enter(name: &str) -> Request {
    let id = PersonId::parse(name).expect("an id");
    let asker = Asker { id, name: Name::parse(name).expect("a name"), role: Role::Host };
    Request::Ask { asker, id: None, command: Command::Enter { may_host: true, by_code: false } }
}

#[tokio::test(start_paused = true)]
async fn whoever_comes_in_waits_for_their_turn_where_others_are_told_to_come_again() {
    let (nest, gate) = open().await;
    let crowd = 3 * INBOX;
    let names: Vec<String> = (0..crowd).map(|number| format!("p{number}")).collect();
    let mut crowd = Box::pin(join_all(names.iter().map(|name| nest.ask(enter(name)))));
    assert!(crowd.as_mut().now_or_never().is_none(), "the log takes nothing");
    assert_eq!(nest.ask(enter("late")).await, Reply::Busy);

    let mut newcomer = Box::pin(nest.ask_in_turn(enter("newcomer")));
    assert!(newcomer.as_mut().now_or_never().is_none(), "a newcomer waits");
    gate.leave.add_permits(100);
    assert!(matches!(newcomer.await, Reply::Answer(_)));
    let busy = crowd.await.into_iter().filter(|reply| *reply == Reply::Busy).count();
    assert!(busy > 0, "not everything fits");

    // Nobody waits for ever.
    gate.leave.forget_permits(100);
    let names: Vec<String> = (0..2 * INBOX).map(|number| format!("q{number}")).collect();
    let (under_way, waiting) = names.split_at(INBOX);
    let mut under_way = Box::pin(join_all(under_way.iter().map(|name| nest.ask(enter(name)))));
    assert!(under_way.as_mut().now_or_never().is_none(), "the log takes nothing again");
    // The nest takes those out of its inbox, and then no more.
    tokio::time::advance(Duration::from_secs(1)).await;
    let mut waiting = Box::pin(join_all(waiting.iter().map(|name| nest.ask(enter(name)))));
    assert!(waiting.as_mut().now_or_never().is_none(), "the inbox is full");
    assert_eq!(nest.ask_in_turn(enter("unlucky")).await, Reply::Busy);
}
