//! A process that only serves closes what nobody uses, and nobody notices.

use std::time::Duration;

use echonest::{
    app::{
        housekeeping::{self, UNUSED_MAX},
        nest_task::{NestHandle, Reply},
    },
    domain::{
        command::{Asker, Command, Request},
        people::Role,
        setting_values::Code,
    },
};

use crate::house::{House, pass, person};

/// Longer than it takes to close what is not used from now on.
const LATER: Duration = UNUSED_MAX.saturating_add(Duration::from_mins(2));

async fn house() -> House {
    let house = House::build().await;
    tokio::spawn(housekeeping::let_go(house.nests.clone()));
    house
}

async fn code_of(nest: &NestHandle) -> Code {
    let view = nest.look().await.expect("it is open");
    view.nest.code.clone().expect("it has a code")
}

async fn come_in(nest: &NestHandle, who: &str) {
    let (id, name) = person(who);
    let asker = Asker { id, name, role: Role::Guest };
    let command = Command::Enter { may_host: false, by_code: true };
    let reply = nest.ask(Request::Ask { asker, id: None, command }).await;
    assert!(matches!(reply, Reply::Answer(_)), "{reply:?}");
}

#[tokio::test(start_paused = true)]
async fn a_nest_that_nobody_uses_is_closed_and_is_as_it_was_when_somebody_comes() {
    let house = house().await;
    let nest = house.open("host").await;
    come_in(&nest, "guest").await;
    let (id, code) = (nest.id().clone(), code_of(&nest).await);
    let before = nest.look().await.expect("it is open");
    drop(nest);
    pass(UNUSED_MAX / 2).await;
    assert!(house.nests.if_open(&id).is_some(), "not at once");
    pass(LATER).await;
    assert!(house.nests.if_open(&id).is_none());
    let (guest, stranger) = (person("host").0, person("stranger").0);
    assert!(house.nests.may_know(&id, &guest) && !house.nests.may_know(&id, &stranger));

    let (nest, by_code) =
        house.nests.find(code.as_str()).await.expect("the store answers").expect("it is there");
    let after = nest.look().await.expect("it is open");
    assert_eq!((nest.id(), by_code, &*after.nest), (&id, true, &*before.nest));
    // Whoever followed it before goes on where they were.
    let resumed = nest.resume(before.position).await.expect("the store answers").expect("it is known");
    assert!(resumed.missed.is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_nest_is_not_closed_while_somebody_has_a_seat_or_follows_it() {
    let house = house().await;
    let nest = house.open("host").await;
    let (id, (host, name)) = (nest.id().clone(), person("host"));
    let seat = nest.presence().enter(host, name);
    drop(nest);
    pass(6 * LATER).await;
    let nest = house.nests.if_open(&id).expect("somebody sits there");
    drop(seat);
    pass(6 * LATER).await;
    assert!(house.nests.if_open(&id).is_some(), "somebody follows it");
    drop(nest);
    pass(LATER).await;
    assert!(house.nests.if_open(&id).is_none());
}

#[tokio::test(start_paused = true)]
async fn whoever_asks_for_a_nest_now_and_then_keeps_it_open() {
    let house = house().await;
    let (id, other) = (house.open("host").await.id().clone(), house.open("other").await.id().clone());
    for _ in 0..6 {
        pass(UNUSED_MAX / 2).await;
        assert!(house.nests.get(&id).await.expect("the store answers").is_some());
    }
    assert!(house.nests.if_open(&id).is_some() && house.nests.if_open(&other).is_none());
}
