//! Nobody is overtaken for ever: the bound that the order's documentation proves, checked.

use std::collections::{BTreeMap, BTreeSet};

use echonest::domain::{
    command::Command,
    entry::Vote,
    event::Event,
    ids::{EntryId, PersonId},
    order,
};
use proptest::prelude::*;

use crate::room::{MINUTE, Room, adding, person, track_of, up};

/// What one waiting entry may still have to bear from one other person.
#[derive(Debug, Default)]
struct Other {
    /// Music of theirs that was added later and started earlier, in milliseconds.
    heard_ms: i64,
    /// What they took out meanwhile, each entry once.
    given_up: BTreeMap<EntryId, i64>,
}

#[derive(Debug)]
struct Waiting {
    by: PersonId,
    backlog_ms: i64,
    others: BTreeMap<PersonId, Other>,
}

/// Watches a room and holds the bound against every start.
#[derive(Debug, Default)]
struct Watch {
    waiting: BTreeMap<EntryId, Waiting>,
    seen: usize,
}

/// 8 min of votes, 6 min that the last one may last, 6 min of one that was announced before.
const CONSTANT_MS: i64 = (8 + 6 + 6) * 60_000;

impl Watch {
    fn look(&mut self, room: &Room) {
        for commit in &room.log[self.seen..] {
            for event in &commit.events {
                self.see(room, event);
            }
        }
        self.seen = room.log.len();
    }

    fn see(&mut self, room: &Room, event: &Event) {
        match event {
            Event::Added { entry, .. } => {
                let by = entry.by.person().expect("only people add here").clone();
                // The tag is `max(V, F)`, so what it exceeds V by is the person's own backlog.
                let backlog_ms = entry.tag_ms - room.nest.virtual_ms.min(entry.tag_ms);
                self.waiting.insert(entry.id, Waiting { by, backlog_ms, others: BTreeMap::new() });
            }
            Event::Removed { entry, .. } => {
                let removed = room.nest.removed.iter().find(|removed| removed.entry.id == *entry);
                self.waiting.remove(entry);
                if let Some(removed) = removed {
                    let (by, cost) = (&removed.entry.by, order::cost_ms(&removed.entry.track));
                    for waiting in self.waiting.values_mut() {
                        let other = by.person().expect("only people add here").clone();
                        waiting.others.entry(other).or_default().given_up.insert(*entry, cost);
                    }
                }
            }
            Event::Started { entry, .. } => self.hear(room, *entry),
            _ => {}
        }
    }

    fn hear(&mut self, room: &Room, started: EntryId) {
        self.waiting.remove(&started);
        let Some(entry) = room.nest.playing_entry(started) else { return };
        let (by, cost) = (entry.by.person().expect("only people add here"), order::cost_ms(&entry.track));
        for (id, waiting) in &mut self.waiting {
            if *id > started || waiting.by == *by {
                continue;
            }
            let other = waiting.others.entry(by.clone()).or_default();
            other.heard_ms += cost;
            let given_up: i64 = other.given_up.values().sum();
            let bound = waiting.backlog_ms + CONSTANT_MS + given_up;
            assert!(
                other.heard_ms <= bound,
                "{id:?} of {} waited through {} ms of {by}'s later music; the bound is {bound} ms",
                waiting.by,
                other.heard_ms,
            );
        }
    }
}

#[derive(Debug, Clone)]
enum Step {
    Add { who: usize, seconds: u64 },
    Vote { who: usize, back: u64, vote: Option<Vote> },
    Remove { who: usize, nth: usize },
    RemoveAndRestore { who: usize, nth: usize },
    Restore { who: usize, back: u64 },
    Play,
    Announce,
    Skip,
}

const PEOPLE: [&str; 3] = ["ann", "bob", "cem"];

fn step() -> impl Strategy<Value = Step> {
    let who = 0..PEOPLE.len();
    let vote = prop_oneof![Just(Some(Vote::Up)), Just(Some(Vote::Down)), Just(None)];
    prop_oneof![
        8 => (who.clone(), 20..600_u64).prop_map(|(who, seconds)| Step::Add { who, seconds }),
        6 => (0..12_usize, 0..10_u64, vote).prop_map(|(who, back, vote)| Step::Vote { who, back, vote }),
        1 => (who.clone(), 0..6_usize).prop_map(|(who, nth)| Step::Remove { who, nth }),
        4 => (who.clone(), 0..6_usize).prop_map(|(who, nth)| Step::RemoveAndRestore { who, nth }),
        1 => (who, 0..10_u64).prop_map(|(who, back)| Step::Restore { who, back }),
        4 => Just(Step::Play),
        1 => Just(Step::Announce),
        1 => Just(Step::Skip),
    ]
}

/// The nth of a person's turns.
fn nth_of(room: &Room, who: &str, nth: usize) -> Option<EntryId> {
    order::turns_of(&room.nest, &person(who)).get(nth).map(|entry| entry.id)
}

fn take(room: &mut Room, step: &Step, title: usize) {
    let last = room.nest.next_entry.saturating_sub(1);
    match step {
        Step::Add { who, seconds } => {
            let _ = room.ask(PEOPLE[*who], adding(track_of(&format!("t{title}"), seconds * 1_000)));
        }
        Step::Vote { who, back, vote } => {
            let entry = EntryId(last.saturating_sub(*back));
            let _ = room.ask(&format!("v{who}"), Command::Vote(entry, *vote));
        }
        Step::Remove { who, nth } => {
            if let Some(entry) = nth_of(room, PEOPLE[*who], *nth) {
                room.does(PEOPLE[*who], Command::Remove(entry));
            }
        }
        Step::RemoveAndRestore { who, nth } => {
            if let Some(entry) = nth_of(room, PEOPLE[*who], *nth) {
                room.does(PEOPLE[*who], Command::Remove(entry));
                room.does(PEOPLE[*who], Command::Restore(entry));
            }
        }
        Step::Restore { who, back } => {
            let _ = room.ask(PEOPLE[*who], Command::Restore(EntryId(last.saturating_sub(*back))));
        }
        Step::Play => {
            if let Some(end) = room.nest.playing.as_ref().and_then(|playing| playing.ends_ms()) {
                room.now_ms = end;
                room.beat();
            }
        }
        Step::Announce => {
            if let Some(time) = room.nest.playing.as_ref().and_then(|playing| playing.announces_ms()) {
                room.now_ms = room.now_ms.max(time);
                room.beat();
            }
        }
        Step::Skip => {
            if let Some(entry) = room.nest.playing.as_ref().map(|playing| playing.entry.id) {
                room.does("hanna", Command::Skip(entry));
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, ..ProptestConfig::default() })]

    #[test]
    fn an_entry_is_overtaken_by_a_constant_at_most(steps in proptest::collection::vec(step(), 1..160)) {
        let mut room = Room::new();
        room.has_budgets = false;
        let mut watch = Watch::default();
        for (title, step) in steps.iter().enumerate() {
            take(&mut room, step, title);
            watch.look(&room);
        }
    }

    #[test]
    fn votes_never_bring_an_entry_before_one_two_turns_earlier(
        steps in proptest::collection::vec(step(), 1..160),
    ) {
        let mut room = Room::new();
        room.has_budgets = false;
        for (title, step) in steps.iter().enumerate() {
            take(&mut room, step, title);
            for pair in room.nest.queue.windows(2) {
                prop_assert!(pair[0].tag_ms <= pair[1].tag_ms + 2 * order_limits::VOTE_SHIFT_MAX_MS);
            }
        }
    }
}

use echonest::domain::limits as order_limits;

/// Bob has as many songs as he may, and takes them out and brings them back all the time, so
/// that each time his later ones are moved up.
#[test]
fn taking_out_and_bringing_back_for_ever_does_not_keep_anyone_waiting() {
    let mut room = Room::new();
    room.has_budgets = false;
    let mut watch = Watch::default();
    let mut titles = 0..;
    let mut next =
        |prefix: &str| track_of(&format!("{prefix}{}", titles.next().expect("endless")), 5 * MINUTE);
    room.add_track("bob", next("b"));
    room.add_track("ann", next("a"));
    let second = room.add_track("ann", next("a"));
    let mut heard = BTreeSet::new();
    for _ in 0..60 {
        while order::turns_of(&room.nest, &person("bob")).len() < 6 {
            room.add_track("bob", next("b"));
        }
        for _ in 0..8 {
            for nth in 0..6 {
                take(&mut room, &Step::RemoveAndRestore { who: 1, nth }, 0);
            }
        }
        watch.look(&room);
        take(&mut room, &Step::Play, 0);
        watch.look(&room);
        heard.insert(room.nest.playing.as_ref().expect("Bob sees to it").entry.id);
        if heard.contains(&second) {
            return;
        }
    }
    panic!("Ann's second song was still waiting after {} of Bob's", heard.len());
}

/// Up-votes of a crowd do not make one person's songs go before everyone else's.
#[test]
fn a_crowd_of_friends_does_not_keep_anyone_waiting() {
    let mut room = Room::new();
    room.has_budgets = false;
    let mut titles = 0..;
    let mut next =
        |prefix: &str| track_of(&format!("{prefix}{}", titles.next().expect("endless")), 3 * MINUTE);
    room.add_track("bob", next("b"));
    let ours = room.add_track("ann", next("a"));
    for round in 0..20 {
        let bobs = room.add_track("bob", next("b"));
        for friend in 0..10 {
            room.does(&format!("f{friend}"), up(bobs));
            let _ = room.ask(&format!("f{friend}"), crate::room::down(ours));
        }
        take(&mut room, &Step::Play, 0);
        if room.nest.playing_entry(ours).is_some() {
            assert!(round <= 4, "Ann waited through {round} of Bob's songs");
            return;
        }
    }
    panic!("Ann's song never played");
}
