//! What must be true of the music when an evening is over, and of what everyone was told.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use echonest::domain::{
    answers::Answer,
    bender::ShunnedBecause,
    entry::Entry,
    event::{EndedBecause, Event},
    nest::Nest,
    sound,
    track::TrackUri,
};

use crate::{
    people::{Memory, Told},
    support::commits::nest,
    world::World,
};

/// Folds the whole log, checking after every commit, and that each track ends once.
pub fn fold(seed: u64, log: &[Arc<echonest::domain::commit::Commit>]) -> Nest {
    let mut truth = Nest::new(nest("main"));
    let mut playing = None;
    let mut played = BTreeSet::new();
    let mut past = Past::default();
    for commit in log {
        let mut meanwhile = truth.clone();
        assert_eq!(commit.parent, truth.position, "seed {seed}: {} has another parent", commit.position);
        assert!(commit.at_ms >= truth.at_ms, "seed {seed}: time ran backwards");
        for event in &commit.events {
            match event {
                Event::Started { entry, .. } => {
                    assert_eq!(playing.replace(*entry), None, "seed {seed}: two play at once");
                    assert!(played.insert(*entry), "seed {seed}: {entry} started twice");
                }
                Event::Ended { entry, at_ms, reason, .. } => {
                    assert_eq!(playing.take(), Some(*entry), "seed {seed}: {entry} ended and did not play");
                    let track = &meanwhile.playing.as_ref().expect("something plays").entry.track;
                    past.ended.insert(track.uri.clone(), *at_ms);
                    if *reason == EndedBecause::Finished {
                        let due_ms = truth.playing.as_ref().and_then(|playing| playing.ends_ms());
                        assert_eq!(
                            due_ms,
                            Some(*at_ms),
                            "seed {seed}: {entry} ended at another time than its end"
                        );
                        assert!(*at_ms <= commit.at_ms, "seed {seed}: {entry} was not over");
                    }
                }
                Event::Added { entry, .. } if entry.is_auto() => {
                    check_bender(seed, &meanwhile, &past, entry, commit.at_ms);
                }
                Event::Shunned { shunned, because: ShunnedBecause::Rejected, .. } => {
                    past.rejected.insert(shunned.uri.clone(), commit.at_ms);
                }
                _ => {}
            }
            meanwhile.apply(event, commit.at_ms);
        }
        truth.fold(commit);
        sound::check(&truth).unwrap_or_else(|wrong| panic!("seed {seed}: {wrong} after {commit:?}"));
    }
    truth
}

pub fn is_benders(event: &Event) -> bool {
    matches!(event, Event::Added { entry, .. } if entry.is_auto())
}

/// Bender queues nothing that is there, has played within twelve hours, or was rejected within a week, and
/// nothing beyond its depth. Written down here once more, and not taken from the rules.
fn check_bender(seed: u64, truth: &Nest, past: &Past, entry: &Entry, now_ms: u64) {
    let uri = &entry.track.uri;
    assert!(truth.entries().all(|other| other.track.uri != *uri), "seed {seed}: {uri} is there already");
    let within = |times: &BTreeMap<TrackUri, u64>, length_ms: u64| {
        times.get(uri).is_some_and(|time_ms| now_ms < time_ms + length_ms)
    };
    assert!(!within(&past.ended, 12 * 3_600_000), "seed {seed}: Bender repeats {uri}");
    assert!(!within(&past.rejected, 7 * 24 * 3_600_000), "seed {seed}: {uri} was rejected");
    let depth = truth.settings.bender_depth as usize;
    assert!(truth.queue.len() < depth, "seed {seed}: Bender queues beyond its depth");
}

/// What Bender has to keep away from, and since when, in epoch milliseconds.
#[derive(Default)]
struct Past {
    ended: BTreeMap<TrackUri, u64>,
    rejected: BTreeMap<TrackUri, u64>,
}

/// Whatever has ended stands in the play log once, and nothing waits any more.
pub fn check_paper(
    seed: u64,
    world: &World,
    log: &[Arc<echonest::domain::commit::Commit>],
    may_lose: bool,
) -> usize {
    let mut paper = world.paper.lock().expect("nobody panics here").clone();
    let mut truth = Nest::new(nest("main"));
    let mut ended = BTreeSet::new();
    for commit in log {
        let before = truth.position.seq;
        truth.fold(commit);
        ended.extend(truth.unlogged.iter().filter(|play| play.commit > before).map(|play| play.key()));
    }
    assert!(truth.unlogged.is_empty(), "seed {seed}: something still waits for the play log");
    paper.retain(|(of, _)| *of == truth.id);
    let paper: BTreeSet<_> = paper.into_iter().map(|(_, key)| key).collect();
    let missing: Vec<_> = ended.difference(&paper).collect();
    assert!(missing.is_empty(), "seed {seed}: not in the play log: {missing:?}");
    // What was played in a history that was lost was played all the same.
    assert!(may_lose || paper == ended, "seed {seed}: the play log tells of what never was");
    ended.len()
}

/// Holds what everyone was told against the log.
pub fn check_told(seed: u64, log: &[Arc<echonest::domain::commit::Commit>], memory: &Memory, may_lose: bool) {
    let mut done = BTreeMap::new();
    for commit in log {
        let Some(answered) = &commit.answered else { continue };
        let key = (answered.person.clone(), answered.command.clone());
        let twice = done.insert(key, (answered.answer.clone(), commit.position));
        assert_eq!(twice, None, "seed {seed}: {} was done twice", answered.command);
        if let Answer::Ok(seq) = answered.answer {
            assert_eq!(seq, commit.position.seq, "seed {seed}: an ok names another commit");
        }
    }
    for (key, told) in memory {
        match (told, done.get(key)) {
            (Told::Answered(answer), Some((written, _))) => {
                assert!(
                    may_lose || answer == written,
                    "seed {seed}: {key:?} was told {answer:?}, not {written:?}"
                );
            }
            (Told::Answered(answer), None) => {
                assert!(may_lose, "seed {seed}: {key:?} was told {answer:?} and it is lost");
            }
            (Told::NothingChanged, Some((written, position))) => {
                panic!("seed {seed}: {key:?} was told that nothing changed, but {position} says {written:?}");
            }
            (Told::NothingChanged, None) | (Told::Unknown, _) => {}
        }
    }
}
