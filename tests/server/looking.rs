//! Whoever looks at a nest sees what it is now, whether its task was asked or not.

use std::sync::Arc;

use echonest::{
    app::{
        nest_task::{NestHandle, Reply},
        ports::Clock,
    },
    domain::{
        command::{Asker, Command, Request},
        ids::PersonId,
        people::Role,
        text::Name,
    },
    store::memory::MemoryStore,
};

use crate::support::{nests, time::HandClock};

async fn open() -> NestHandle {
    let clock: Arc<dyn Clock> = Arc::new(HandClock::at(1_800_000_000_000));
    let memory = MemoryStore::new(Arc::clone(&clock));
    nests::open(Arc::new(memory.clone()), Arc::new(memory), clock).await
}

fn person(name: &str) -> (PersonId, Name) {
    (PersonId::parse(name).expect("an id"), Name::parse(name).expect("a name"))
}

#[tokio::test]
async fn where_nothing_happened_everyone_is_shown_the_same() {
    let nest = open().await;
    let first = nest.look().await.expect("it is open");
    let second = nest.look().await.expect("it is open");
    assert!(Arc::ptr_eq(&first, &second));
}

#[tokio::test]
async fn whoever_was_answered_sees_what_came_of_it_and_who_is_there() {
    let nest = open().await;
    nest.look().await.expect("it is open");
    let (ann, name) = person("ann");
    let asker = Asker { id: ann.clone(), name, role: Role::Host };
    let command = Command::Enter { may_host: true, by_code: false };
    let reply = nest.ask(Request::Ask { asker, id: None, command }).await;
    assert!(matches!(reply, Reply::Answer(_)), "{reply:?}");
    let seen = nest.look().await.expect("it is open");
    assert_eq!(seen.nest.role_of(&ann), Some(Role::Host));
    let (bob, name) = person("bob");
    let _seat = nest.presence().enter(bob, name);
    assert_eq!(nest.look().await.expect("it is open").present, 1);
}

#[tokio::test]
async fn what_nobody_is_told_of_is_seen_too() {
    let nest = open().await;
    let (bob, name) = person("bob");
    let _seat = nest.presence().enter(bob, name);
    let before = nest.look().await.expect("it is open");
    let reply = nest.ask(Request::MindHosts).await;
    assert!(matches!(reply, Reply::Answer(_)), "{reply:?}");
    let after = nest.look().await.expect("it is open");
    assert_eq!(after.position, before.position, "people see nothing of it");
    assert!(after.nest.position.is_after(before.nest.position) && after.nest.unhosted_ms.is_some());
}
