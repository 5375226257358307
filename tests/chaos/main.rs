//! Broken on purpose: rounds of real processes, real sockets, and one fault each, drawn from a seed.
//!
//! A round starts a house (two replicas and a player on a Redis behind a network of ours, or one process on a file),
//! lets guests in who keep the contract to the letter, breaks one thing, and goes on until every guest had another
//! command acknowledged. Then all is compared: what was acknowledged is in the log, once, under the number that was
//! told; every client, every replica and the log folded from its snapshot show the same nest; nobody saw a gap.
//!
//! `make chaos` plays many rounds, and a crowd of 5,000 that is cut off all at once. A round that fails says its kind
//! and its seed, and `make chaos KIND=lost-tail FIRST=17 ROUNDS=1` plays it again: what breaks and how are the same;
//! which command meets it is up to the machine.

#[path = "../support/mod.rs"]
mod support;

mod checker;
mod faults;
mod guest;
mod history;
mod house;
mod judging;
mod kinds;
mod line;
mod network;
mod party;
mod round;
mod scroll;
mod slow;
mod times;

use std::{sync::Arc, time::Duration};

use tokio::{sync::Semaphore, task::JoinSet};

use crate::kinds::{ALL, Kind};

/// How many rounds are played at once. A loud one has the machine to itself.
const AT_ONCE: u32 = 2;
/// Who is cut off at once in a storm of the short suite.
const CROWD: u64 = 300;

fn number(name: &str, default: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(default)
}

/// The kinds that were asked for, and the names they go by.
fn kinds() -> Vec<(Kind, &'static str)> {
    let wanted = std::env::var("CHAOS_KIND").unwrap_or_default();
    let wanted: Vec<_> = wanted.split(',').filter(|name| !name.is_empty()).collect();
    let all = ALL.map(|(kind, name, _)| (kind, name));
    for name in &wanted {
        assert!(all.iter().any(|(_, known)| known == name), "there is no kind {name:?}; there are {all:?}");
    }
    all.into_iter().filter(|(_, name)| wanted.is_empty() || wanted.contains(name)).collect()
}

/// A crowd and the networks before it need three sockets a head, and many systems give a process a thousand at first.
fn open_many_files() {
    let raise = "prlimit --pid \"$0\" --nofile=\"$(ulimit -Hn):\"";
    let pid = std::process::id().to_string();
    // Where that may not be, there may be enough.
    let _ = std::process::Command::new("sh").args(["-c", raise, &pid]).status();
}

async fn play_all(first: u64, rounds: u64, crowd: usize) -> (times::Times, Vec<String>) {
    let places = Arc::new(Semaphore::new(AT_ONCE as usize));
    let mut under_way = JoinSet::new();
    for seed in first..first + rounds {
        for (kind, name) in kinds() {
            let places = Arc::clone(&places);
            under_way.spawn(async move {
                let needed = if kind.is_loud() { AT_ONCE } else { 1 };
                let _place = places.acquire_many(needed).await.expect("nobody closes it");
                let began = std::time::Instant::now();
                // A round that panics is one that failed.
                let played = tokio::spawn(round::play(kind, seed, crowd)).await;
                let outcome = played.unwrap_or_else(|error| Err(vec![error.to_string()]));
                println!("{name}, seed {seed}: {:.1} s", began.elapsed().as_secs_f64());
                (kind, name, seed, outcome)
            });
        }
    }
    let (mut waits, mut wrong) = (times::Times::new(), Vec::new());
    while let Some(played) = under_way.join_next().await {
        let (kind, name, seed, outcome) = played.expect("a round ends");
        match outcome {
            Ok(waited) => waits.entry(kind).or_insert_with(Vec::<Duration>::new).extend(waited),
            Err(faults) => wrong.push(format!(
                "{name} with seed {seed} (make chaos KIND={name} FIRST={seed} ROUNDS=1):\n  {}",
                faults.join("\n  ")
            )),
        }
    }
    (waits, wrong)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_breaks_nothing_acknowledged_is_lost_or_done_twice_and_everybody_recovers() {
    open_many_files();
    let crowd = usize::try_from(number("CHAOS_CROWD", CROWD)).expect("it is a small number");
    let (waits, wrong) = play_all(number("CHAOS_FIRST", 0), number("CHAOS_ROUNDS", 1), crowd).await;
    println!("How long guests waited for their next answer:\n\n{}", times::table(&waits));
    assert!(wrong.is_empty(), "{} rounds went wrong:\n{}", wrong.len(), wrong.join("\n"));
}
