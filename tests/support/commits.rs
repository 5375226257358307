//! Commits that say little, for stores that do not look into them.

use std::sync::Arc;

use echonest::domain::{
    answers::{Answer, Answered},
    commit::Commit,
    event::Event,
    ids::{CommandId, NestId, PersonId, Position},
    people::Actor,
};

pub fn nest(id: &str) -> NestId {
    NestId::parse(id).expect("a nest's id")
}

/// A commit behind `parent`. Its number says who wrote it, so that two of them differ.
pub fn commit_behind(parent: Position, is_note: bool, number: u64) -> Arc<Commit> {
    let person = PersonId::parse("ann").expect("a person's id");
    let answered = Answered {
        person: person.clone(),
        command: CommandId::parse(&format!("c{number}")).expect("a command's id"),
        answer: Answer::Ok(number),
    };
    Arc::new(Commit {
        position: parent.next(is_note, number),
        parent,
        at_ms: 1_800_000_000_000 + number,
        by: Actor::Person(person),
        events: if is_note { Vec::new() } else { vec![Event::NextUp { entry: None }] },
        activity: Vec::new(),
        answered: Some(answered),
    })
}

/// `count` commits, one behind the other.
pub fn chain_behind(parent: Position, count: u64) -> Vec<Arc<Commit>> {
    let mut newest = parent;
    (1..=count)
        .map(|number| {
            let commit = commit_behind(newest, number % 5 == 0, 1_000 * (parent.seq + 1) + number);
            newest = commit.position;
            commit
        })
        .collect()
}
