//! The judge of a round. It knows histories only, no processes: so it can be shown made-up ones.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::history::{Ack, Asked, History, Record};

/// How many complaints of a kind are told: the first few say what is wrong.
const TOLD_MAX: usize = 5;

/// All that is wrong with a history; nothing, where all is well.
pub fn faults(history: &History) -> Vec<String> {
    let checks = [
        chain(&history.log),
        once(&history.log),
        acknowledged(history),
        given_up(history),
        one_state(history),
        converged(history),
        votes(history),
        history.noted.clone(),
    ];
    checks.into_iter().flat_map(|found| found.into_iter().take(TOLD_MAX)).collect()
}

/// Each record stands behind its parent, and no earlier than it.
fn chain(log: &[Record]) -> Vec<String> {
    let mut found = Vec::new();
    for pair in log.windows(2) {
        if pair[1].parent != pair[0].position {
            found.push(format!(
                "log: {} stands behind {}, not its parent",
                pair[1].position, pair[0].position
            ));
        }
        if pair[1].at_ms < pair[0].at_ms {
            found.push(format!("log: time runs backwards at {}", pair[1].position));
        }
    }
    found
}

/// No command stands in the log twice, and nothing that can happen once happened twice.
fn once(log: &[Record]) -> Vec<String> {
    let (mut ids, mut done) = (BTreeMap::new(), BTreeMap::new());
    let mut found = Vec::new();
    for record in log {
        if let Some(command) = &record.command
            && let Some(before) = ids.insert(command, &record.position)
        {
            found.push(format!("twice: command {} is in {before} and in {}", command.1, record.position));
        }
        for what in &record.done {
            if let Some(before) = done.insert(what, &record.position) {
                found.push(format!("twice: {what} was done in {before} and in {}", record.position));
            }
        }
    }
    found
}

fn by_command(records: &[Record]) -> BTreeMap<(&str, &str), &Record> {
    let named = |record: &'_ Record| record.command.is_some();
    let named = records.iter().filter(|record| named(record));
    named.filter_map(|record| record.command.as_ref().map(|(by, id)| ((&**by, &**id), record))).collect()
}

/// What was acknowledged is in the log, with the number that was told; or went with a tail that was lost on purpose.
fn acknowledged(history: &History) -> Vec<String> {
    let (kept, lost) = (by_command(&history.log), by_command(&history.lost));
    let first = history.log.first().map_or(0, |record| record.seq);
    let mut found = Vec::new();
    for ack in &history.acks {
        let key = (&*history.people[ack.client], &*ack.id);
        match kept.get(&key) {
            Some(record) if record.ok == Some(ack.seq) => {}
            // It was told on the lost tail, and nobody sent it again.
            _ if lost.get(&key).is_some_and(|record| record.ok == Some(ack.seq)) => {}
            Some(record) => found.push(format!(
                "answer: {} was acknowledged with {} and stands in {} with {:?}",
                ack.id, ack.seq, record.position, record.ok
            )),
            // The log was trimmed before anybody read it; what it added up to is compared all the same.
            None if ack.seq < first => {}
            None => found.push(format!("lost: {} was acknowledged with {}", ack.id, ack.seq)),
        }
    }
    found
}

/// What was said not to be saved is not in.
fn given_up(history: &History) -> Vec<String> {
    let (kept, lost) = (by_command(&history.log), by_command(&history.lost));
    let is_in = |(client, id): &&(usize, String)| {
        let key = (&*history.people[*client], &**id);
        kept.contains_key(&key) || lost.contains_key(&key)
    };
    history
        .given_up
        .iter()
        .filter(is_in)
        .map(|(_, id)| format!("answer: {id} was said not to be saved, and is"))
        .collect()
}

/// Every replica and the log itself say the same.
fn one_state(history: &History) -> Vec<String> {
    let Some(first) = history.tellings.first() else { return vec!["nobody told the state".into()] };
    let others = history
        .tellings
        .iter()
        .filter(|other| other.position != first.position || other.state != first.state);
    others
        .map(|other| {
            format!("state: {} and {} differ{}", first.by, other.by, difference(&first.state, &other.state))
        })
        .collect()
}

/// Every client shows what the replicas say, and holds nothing of a history that is lost.
fn converged(history: &History) -> Vec<String> {
    let Some(truth) = history.tellings.first() else { return Vec::new() };
    let lost: BTreeSet<&str> = history.lost.iter().map(|record| &*record.position).collect();
    let mut found = Vec::new();
    for end in &history.ends {
        if end.position != truth.position || end.state != truth.state {
            let difference = difference(&truth.state, &end.state);
            found.push(format!(
                "state: client {} stands at {}, not {}{difference}",
                end.client, end.position, truth.position
            ));
        }
        if let Some(position) = end.folded.iter().find(|position| lost.contains(&***position)) {
            found.push(format!("state: client {} was never told that {position} is lost", end.client));
        }
    }
    found
}

/// The last vote that a client was told is in is the one that counts, on all that is still there.
fn votes(history: &History) -> Vec<String> {
    let kept = by_command(&history.log);
    let is_kept = |ack: &&Ack| kept.contains_key(&(&*history.people[ack.client], &*ack.id));
    let mut last: BTreeMap<(usize, u64), i64> = BTreeMap::new();
    for ack in history.acks.iter().filter(is_kept) {
        if let Asked::Vote { entry, vote } = ack.asked {
            last.insert((ack.client, entry), vote);
        }
    }
    let there = history.tellings.first().map(|truth| entries(&truth.state)).unwrap_or_default();
    let mut found = Vec::new();
    for end in &history.ends {
        let Some(votes) = &end.votes else { continue };
        let own = last.range((end.client, 0)..=(end.client, u64::MAX));
        for ((_, entry), vote) in own.filter(|((_, entry), _)| there.contains(entry)) {
            let counted = votes.get(entry).copied().unwrap_or_default();
            if counted != *vote {
                found.push(format!(
                    "lost: client {} voted {vote} on {entry}, and {counted} counts",
                    end.client
                ));
            }
        }
    }
    found
}

fn entries(state: &Value) -> BTreeSet<u64> {
    let queue = state["queue"].as_array().into_iter().flatten();
    queue.chain([&state["playing"]["entry"]]).filter_map(|entry| entry["id"].as_u64()).collect()
}

/// Where two states differ first.
fn difference(one: &Value, other: &Value) -> String {
    let Some(fields) = one.as_object() else { return String::new() };
    let first = fields.iter().find(|(name, value)| other[name.as_str()] != **value);
    first.map_or(String::new(), |(name, value)| match (value.as_array(), other[name.as_str()].as_array()) {
        (Some(ours), Some(theirs)) => {
            let at = ours
                .iter()
                .zip(theirs)
                .position(|(ours, theirs)| ours != theirs)
                .unwrap_or(ours.len().min(theirs.len()));
            format!(
                " in {name}[{at}]: {:?} and {:?}",
                ours.get(at).map(Value::to_string),
                theirs.get(at).map(Value::to_string)
            )
        }
        _ => format!(" in {name}: {value} and {}", other[name.as_str()]),
    })
}
