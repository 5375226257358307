//! The judge is judged: it is shown made-up histories with one thing wrong in each, and has to say so.

use std::{collections::BTreeMap, time::Instant};

use serde_json::{Value, json};

use crate::{
    checker::faults,
    history::{Ack, Asked, End, History, Record, Telling},
};

fn record(seq: u64, command: Option<&str>, done: &[&str]) -> Record {
    Record {
        position: format!("{seq}-a"),
        parent: format!("{}-a", seq - 1),
        seq,
        at_ms: 1_000 + seq,
        command: command.map(|id| ("ann".into(), id.into())),
        ok: command.map(|_| seq),
        done: done.iter().map(|what| (*what).to_owned()).collect(),
    }
}

fn ack(id: &str, asked: Asked, seq: u64) -> Ack {
    Ack { client: 0, id: id.into(), asked, seq, at: Instant::now() }
}

fn state() -> Value {
    json!({ "queue": [{ "id": 7, "up": 1 }], "playing": null })
}

/// Ann adds a song, votes on another twice, and everybody knows.
fn sound() -> History {
    let telling = |by: &str| Telling { by: by.into(), position: "5-a".into(), state: state() };
    History {
        people: vec!["ann".into()],
        acks: vec![
            ack("1", Asked::Add { track: "song".into() }, 3),
            ack("2", Asked::Vote { entry: 7, vote: -1 }, 4),
            ack("3", Asked::Vote { entry: 7, vote: 1 }, 5),
        ],
        log: vec![
            record(2, None, &[]),
            record(3, Some("1"), &["added song"]),
            record(4, Some("2"), &[]),
            record(5, Some("3"), &[]),
        ],
        ends: vec![End {
            client: 0,
            position: "5-a".into(),
            state: state(),
            folded: vec!["4-a".into(), "5-a".into()],
            votes: Some(BTreeMap::from([(7, 1)])),
        }],
        tellings: vec![telling("one replica"), telling("the other"), telling("the log")],
        ..History::default()
    }
}

#[track_caller]
fn says(history: &History, beginning: &str) {
    let found = faults(history);
    assert!(found.iter().any(|fault| fault.starts_with(beginning)), "{found:?}");
}

#[test]
fn a_sound_history_is_not_complained_of() {
    assert_eq!(faults(&sound()), Vec::<String>::new());
}

#[test]
fn an_acknowledged_command_that_is_gone_is_seen() {
    let mut history = sound();
    history.log.remove(3);
    says(&history, "lost: 3 was acknowledged");
}

#[test]
fn what_went_with_a_lost_tail_is_excused_and_what_did_not_is_not() {
    let mut history = sound();
    history.lost.push(history.log.remove(3));
    history.ends[0].folded.clear();
    history.ends[0].votes = Some(BTreeMap::from([(7, -1)]));
    assert_eq!(faults(&history), Vec::<String>::new());
    history.lost.clear();
    says(&history, "lost: 3 was acknowledged");
}

#[test]
fn a_client_that_keeps_what_is_lost_is_seen() {
    let mut history = sound();
    history.lost.push(record(5, Some("3"), &[]));
    history.lost[0].position = "5-b".into();
    history.ends[0].folded.push("5-b".into());
    says(&history, "state: client 0 was never told that 5-b is lost");
}

#[test]
fn a_command_that_was_done_twice_is_seen() {
    let mut history = sound();
    history.log.push(record(6, Some("1"), &[]));
    says(&history, "twice: command 1");
    let mut history = sound();
    history.log.push(record(6, Some("4"), &["added song"]));
    says(&history, "twice: added song");
}

#[test]
fn an_answer_that_is_not_true_is_seen() {
    let mut history = sound();
    history.acks[1].seq = 3;
    says(&history, "answer: 2 was acknowledged with 3");
    let mut history = sound();
    history.log[2].ok = None;
    says(&history, "answer: 2 was acknowledged with 4");
    let mut history = sound();
    history.given_up.push((0, "2".into()));
    says(&history, "answer: 2 was said not to be saved");
}

#[test]
fn a_vote_that_does_not_count_is_seen() {
    let mut history = sound();
    history.ends[0].votes = Some(BTreeMap::new());
    says(&history, "lost: client 0 voted 1 on 7");
}

#[test]
fn a_client_or_a_replica_that_shows_something_else_is_seen() {
    let mut history = sound();
    history.ends[0].state["queue"][0]["up"] = json!(2);
    says(&history, "state: client 0");
    let mut history = sound();
    history.ends[0].position = "5-b".into();
    says(&history, "state: client 0");
    let mut history = sound();
    history.tellings[2].state["playing"] = json!(7);
    says(&history, "state: one replica and the log differ in playing");
}

#[test]
fn a_gap_in_the_log_or_before_a_client_is_seen() {
    let mut history = sound();
    history.log.remove(1);
    says(&history, "log: 4-a stands behind 2-a");
    let mut history = sound();
    history.noted.push("gap: client 0 stood at 3 and heard 5".into());
    says(&history, "gap:");
}

#[test]
fn time_that_runs_backwards_is_seen() {
    let mut history = sound();
    history.log[3].at_ms = 1;
    says(&history, "log: time runs backwards");
}
