//! The answers a nest remembers, so that a command sent twice is done once.
//!
//! Must never: forget an answer early, or keep more than the limits say.

use std::{
    collections::{BTreeMap, VecDeque},
    sync::Arc,
};

use serde::{Deserialize, Serialize};

use super::{
    ids::{CommandId, PersonId},
    limits,
    refusal::Refusal,
};

/// What a command was answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// It was carried out, by the commit with this number; or nothing was to be done, and this
    /// was the newest.
    Ok(u64),
    /// The rules said no.
    Refused(Refusal),
}

/// One remembered answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answered {
    /// Who asked.
    pub person: PersonId,
    /// The id they gave the command.
    pub command: CommandId,
    /// What they were told.
    pub answer: Answer,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Kept {
    command: CommandId,
    /// What the nest had grown to.
    at_ms: u64,
    answer: Answer,
}

/// The recent answers of a nest, by person, oldest first. Shared, as a nest is copied more often than
/// any one person asks.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Answers(BTreeMap<PersonId, Arc<VecDeque<Kept>>>);

impl Answers {
    /// The first answer to this command of this person, if it is young enough to be remembered. Here and below
    /// `now_ms` is what the nest has grown to.
    #[must_use]
    pub(super) fn to(&self, person: &PersonId, command: &CommandId, now_ms: u64) -> Option<&Answer> {
        let kept = self.0.get(person)?.iter().find(|kept| kept.command == *command)?;
        is_young(kept, now_ms).then_some(&kept.answer)
    }

    /// Whether anything is remembered of this person.
    #[must_use]
    pub fn know(&self, person: &PersonId) -> bool {
        self.0.contains_key(person)
    }

    pub(super) fn remember(&mut self, answered: &Answered, at_ms: u64) {
        let kept = Arc::make_mut(self.0.entry(answered.person.clone()).or_default());
        while kept.len() >= limits::ANSWERS_MAX || kept.front().is_some_and(|first| !is_young(first, at_ms)) {
            kept.pop_front();
        }
        kept.push_back(Kept { command: answered.command.clone(), at_ms, answer: answered.answer.clone() });
    }

    /// Drops everyone whose newest answer is too old.
    pub(super) fn forget_old(&mut self, now_ms: u64) {
        self.0.retain(|_, kept| kept.back().is_some_and(|last| is_young(last, now_ms)));
    }
}

const fn is_young(kept: &Kept, now_ms: u64) -> bool {
    now_ms < kept.at_ms + limits::ANSWER_MS
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(name: &str) -> PersonId {
        PersonId::parse(name).expect("a short name")
    }

    fn command(number: usize) -> CommandId {
        CommandId::parse(&format!("c{number}")).expect("a short id")
    }

    fn filled(commands: usize, at_ms: u64) -> Answers {
        let mut answers = Answers::default();
        for number in 0..commands {
            let answer = Answer::Ok(number as u64);
            answers.remember(&Answered { person: person("ann"), command: command(number), answer }, at_ms);
        }
        answers
    }

    #[test]
    fn the_last_64_of_a_person_are_remembered_and_no_more() {
        let answers = filled(65, 0);
        assert_eq!(answers.to(&person("ann"), &command(0), 0), None);
        assert_eq!(answers.to(&person("ann"), &command(1), 0), Some(&Answer::Ok(1)));
        assert_eq!(answers.to(&person("ann"), &command(64), 0), Some(&Answer::Ok(64)));
    }

    #[test]
    fn an_answer_is_remembered_for_an_hour() {
        let answers = filled(1, 1_000);
        assert!(answers.to(&person("ann"), &command(0), 1_000 + limits::ANSWER_MS - 1).is_some());
        assert!(answers.to(&person("ann"), &command(0), 1_000 + limits::ANSWER_MS).is_none());
    }

    #[test]
    fn the_same_id_of_someone_else_is_another_command() {
        assert_eq!(filled(1, 0).to(&person("bob"), &command(0), 0), None);
    }

    #[test]
    fn who_has_been_silent_for_an_hour_is_forgotten() {
        let mut answers = filled(3, 0);
        answers.forget_old(limits::ANSWER_MS - 1);
        assert!(answers.know(&person("ann")));
        answers.forget_old(limits::ANSWER_MS);
        assert!(!answers.know(&person("ann")));
    }
}
