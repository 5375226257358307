//! Nothing wakes for a nest in which nothing happens.

use std::time::Duration;

use echonest::{app::ports::Signals, domain::people::Present};
use tokio::runtime::Handle;

use crate::house::{House, pass, person};

/// How many nests there are besides the main one.
const NESTS: usize = 100;
/// How long everybody has been gone before it is counted: Bender plays on for two hours.
const GONE: Duration = Duration::from_hours(4);
/// How long it is counted.
const COUNTED: Duration = Duration::from_hours(6);
/// How often a thread may wake in that time that only waits for the end of it: the runtime sorts what is due in
/// hours anew, six times. A single nest that looked up once an hour would be more.
const WAKES_MAX: u64 = 10;

/// How often the only thread there is went to sleep again.
async fn wakes_within(time: Duration) -> u64 {
    let metrics = Handle::current().metrics();
    let before = metrics.worker_park_count(0);
    pass(time).await;
    metrics.worker_park_count(0) - before
}

#[tokio::test(start_paused = true)]
async fn a_hundred_nests_that_everybody_left_wake_nobody() {
    let house = House::build().await;
    house.keep();
    let mut seats = Vec::new();
    for number in 0..NESTS {
        let host = format!("host{number}");
        let nest = house.open(&host).await;
        let (id, name) = person(&host);
        seats.push(nest.presence().enter(id, name));
    }
    // Bender plays in all of them meanwhile.
    assert!(wakes_within(Duration::from_mins(5)).await > 500, "what is counted are wakes");
    let is_playing = |house: &House| house.nests.all().iter().any(|nest| nest.due().borrow().is_some());
    assert!(is_playing(&house));
    drop(seats);
    pass(GONE).await;
    assert!(!is_playing(&house));
    assert_eq!(house.nests.all().len(), NESTS + 1);
    let wakes = wakes_within(COUNTED).await;
    assert!(wakes <= WAKES_MAX, "{wakes} wakes in {COUNTED:?}");
}

#[tokio::test(start_paused = true)]
async fn a_nest_that_slept_is_awake_as_soon_as_somebody_comes() {
    let house = House::build().await;
    house.keep();
    let nest = house.open("host").await;
    pass(GONE).await;
    assert!(nest.due().borrow().is_none());
    let (id, name) = person("host");
    let _seat = nest.presence().enter(id, name);
    let mut due = nest.due();
    due.wait_for(Option::is_some).await.expect("Bender plays for whoever came");
}

#[tokio::test(start_paused = true)]
async fn whoever_comes_by_way_of_another_process_is_seen_and_is_gone_a_minute_after_that_died() {
    let house = House::build().await;
    house.keep();
    let nest = house.open("host").await;
    pass(GONE).await;
    let (guest, name) = person("guest");
    let ttl = Duration::from_mins(1);
    let said = house.elsewhere().say_present(nest.id(), &[(guest, name)].into(), ttl).await;
    said.expect("the store answers");
    let mut chores = nest.chores();
    chores.wait_for(|chores| chores.is_attended).await.expect("the guest is seen");
    // It says nothing any more.
    pass(2 * ttl).await;
    assert!(nest.presence().see(Present::is_empty));
}
