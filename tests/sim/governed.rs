//! What must be true of people and nests, whoever raced whom. Written down here once more, and not taken from
//! the rules.

use std::{collections::BTreeMap, sync::Arc};

use echonest::domain::{
    answers::Answer,
    command::Asker,
    commit::Commit,
    event::Event,
    ids::{NestId, PersonId},
    nest::Nest,
    people::{Actor, Role},
    setting_values::Code,
};

use crate::{evening::asker, process::Process, renting::Rented, support::commits::nest, world::World};

/// How long a nest rests after an airhorn, how many one person blows, and in what time, in milliseconds.
const REST_MS: u64 = 3_000;
const HORNS: usize = 20;
const HOUR_MS: u64 = 3_600_000;

/// Whoever may do what has to be done when the evening is over.
pub fn any_host(seed: u64, log: &[Arc<Commit>]) -> Asker {
    let mut truth = Nest::new(nest("main"));
    for commit in log {
        truth.fold(commit);
    }
    let host = hosts(&truth).next().unwrap_or_else(|| panic!("seed {seed}: nobody is host"));
    asker(host.as_str())
}

fn hosts(nest: &Nest) -> impl Iterator<Item = &PersonId> {
    let people = nest.people.iter().filter(|(id, member)| member.role == Role::Host && !nest.bans(id));
    people.map(|(id, _)| id)
}

/// Nobody who is banned sits anywhere.
pub async fn check_seats(seed: u64, processes: &[Process]) {
    for process in processes {
        for nest in process.nests.all() {
            let Some(view) = nest.look().await else { continue };
            let sits = nest.presence().see(|present| present.keys().find(|id| view.nest.bans(id)).cloned());
            assert_eq!(sits, None, "seed {seed}: somebody who is banned sits in {}", nest.id());
        }
    }
}

/// Every process finds every nest by the code and the address that the nest says are its own.
pub async fn check_addresses(seed: u64, processes: &[Process]) {
    for process in processes {
        for (id, registered) in &process.nests.register().nests {
            let found = process.nests.get(id).await.expect("the store answers").expect("it is registered");
            let Some(view) = found.look().await else { continue };
            if view.nest.has_ended() {
                continue;
            }
            let code = view.nest.code.clone().expect("a nest has a code");
            let slug = view.nest.settings.slug.clone();
            let is_known = registered.code == code && registered.settings.slug == slug;
            assert!(is_known, "seed {seed}: the register does not know what {id} says of itself");
            let names = [Some(code.as_str().to_owned()), slug.map(|slug| slug.as_str().to_owned())];
            for name in names.into_iter().flatten() {
                let led = process.nests.find(&name).await.expect("the store answers");
                let led = led.map(|(nest, _)| nest.id().clone());
                assert_eq!(led.as_ref(), Some(id), "seed {seed}: {name} leads elsewhere");
            }
        }
    }
}

/// Holds the logs of all nests against what must be true, and counts what happened.
pub fn check_all(seed: u64, world: &World, ended: &Rented, may_lose: bool) -> BTreeMap<&'static str, usize> {
    let mut counts = BTreeMap::new();
    let mut codes = BTreeMap::new();
    for id in world.nests() {
        let log = world.ever(&id);
        let truth = check_log(seed, &id, &log, &mut counts);
        for event in log.iter().flat_map(|commit| &commit.events) {
            if let Some((code, of)) = given(&id, event) {
                let before = codes.insert(code.clone(), of.clone());
                let is_its = before.as_ref().is_none_or(|before| before == of);
                assert!(may_lose || is_its, "seed {seed}: {code:?} led to {before:?} and then to {of}");
            }
        }
        if may_lose {
            continue;
        }
        if truth.is_main() {
            let register = &truth.register;
            assert!(register.nests.is_empty(), "seed {seed}: a nest in which nobody is goes on");
            assert!(register.over.is_empty(), "seed {seed}: something is left of a nest that is over");
        } else if truth.code.is_some() {
            assert!(truth.has_ended(), "seed {seed}: {id} goes on and nobody is there");
            assert!(truth.unlogged.is_empty(), "seed {seed}: {id} went before its plays were written down");
            assert!(world.has_forgotten(&id), "seed {seed}: something is left of {id}");
        }
    }
    for id in ended {
        let log = world.ever(id);
        let is_over = log.iter().flat_map(|commit| &commit.events).any(|event| *event == Event::Gone);
        assert!(may_lose || is_over, "seed {seed}: somebody was told that {id} is over");
    }
    counts
}

/// The code that an event gives to a nest.
fn given<'a>(id: &'a NestId, event: &'a Event) -> Option<(&'a Code, &'a NestId)> {
    match event {
        Event::Created { code, .. } | Event::Recoded { code } => Some((code, id)),
        Event::NestOpened { nest, registered } => Some((&registered.code, nest)),
        Event::NestClaimed { nest, code, .. } => code.as_ref().map(|code| (code, nest)),
        Event::NestMirrored { nest, code, .. } => Some((code, nest)),
        _ => None,
    }
}

/// Folds one log, and looks at every commit.
fn check_log(
    seed: u64,
    id: &NestId,
    log: &[Arc<Commit>],
    counts: &mut BTreeMap<&'static str, usize>,
) -> Nest {
    let mut truth = Nest::new(id.clone());
    let mut horns: Vec<(u64, &PersonId)> = Vec::new();
    let mut has_host = false;
    for commit in log {
        assert_eq!(commit.parent, truth.position, "seed {seed}: {id} began twice");
        let is_logged = |event: &Event| matches!(event, Event::Logged { .. });
        let is_quiet = !truth.has_ended() || commit.events.iter().all(is_logged);
        assert!(is_quiet, "seed {seed}: {id} is over, and yet {commit:?}");
        if let Actor::Person(person) = &commit.by {
            check_person(seed, &truth, person, commit);
        }
        for event in &commit.events {
            if let Event::Horned { by, .. } = event {
                check_horn(seed, &mut horns, commit.at_ms, by);
            }
            *counts.entry(event.name()).or_default() += 1;
        }
        truth.fold(commit);
        let is_hosted = hosts(&truth).next().is_some();
        assert!(is_hosted || !has_host, "seed {seed}: {id} lost its host by {commit:?}");
        has_host = is_hosted;
    }
    truth
}

/// Whoever is banned or not let in gets nothing done, but that they are let in.
fn check_person(seed: u64, truth: &Nest, person: &PersonId, commit: &Commit) {
    let is_coming_in = |event: &Event| match event {
        Event::Knocked { person: who, .. } => who == person,
        Event::Admitted { people } => people.contains(person),
        _ => false,
    };
    let is_done = !commit.events.is_empty();
    assert!(!(is_done && truth.bans(person)), "seed {seed}: {person} is banned, and yet {commit:?}");
    let is_in = truth.admits(person) || commit.events.iter().any(is_coming_in);
    assert!(!is_done || is_in, "seed {seed}: {person} was not let in, and yet {commit:?}");
    let is_ok = commit.answered.as_ref().is_some_and(|answered| matches!(answered.answer, Answer::Ok(_)));
    assert!(!(is_ok && truth.bans(person)), "seed {seed}: {person} is banned and was told ok");
}

/// One in three seconds a nest, and twenty in an hour a person.
fn check_horn<'a>(seed: u64, horns: &mut Vec<(u64, &'a PersonId)>, at_ms: u64, by: &'a PersonId) {
    let last = horns.last().map_or(0, |(last_ms, _)| last_ms + REST_MS);
    assert!(last <= at_ms, "seed {seed}: two airhorns at once");
    horns.push((at_ms, by));
    let lately = horns.iter().filter(|(time_ms, who)| *who == by && at_ms < time_ms + HOUR_MS).count();
    assert!(lately <= HORNS, "seed {seed}: {by} blew {lately} airhorns within an hour");
}
