//! Everyone of whom a log tells, under every name they had, each written once.
//!
//! Must never: give away an e-mail address. It only tells that two are the same person.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    left_out::LeftOut,
    live::somebody,
    lookup::{self, Lookup},
    past_play::{Mail, Someone},
};
use crate::domain::{ids::PersonId, text::Name};

/// Somebody as they are shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Who {
    /// What they were called then.
    pub name: Name,
    /// Who they are, where that is known and may be said.
    pub person: Option<PersonId>,
}

/// By what two mentions are known to be of one person: the first of these that a mention has.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    Person(PersonId),
    Mail(Mail),
    Name(Name),
}

/// A mention: somebody under one name.
#[derive(Debug)]
struct Mention {
    who: Who,
    mail: Option<Mail>,
    /// The person, by number.
    same: u32,
}

/// All people, by the numbers of their mentions.
#[derive(Debug, Default)]
pub struct People {
    mentions: Vec<Mention>,
    by_words: Lookup,
    persons: BTreeMap<Key, u32>,
}

/// The persons who want to be left out, by number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hidden {
    /// Whether it is not known who they are, so that nobody may be named.
    is_everyone: bool,
    persons: BTreeSet<u32>,
}

impl Hidden {
    /// Whether everybody may be named.
    #[must_use]
    pub fn is_nobody(&self) -> bool {
        !self.is_everyone && self.persons.is_empty()
    }

    /// Whether this person wants to be left out.
    #[must_use]
    pub fn has(&self, person: u32) -> bool {
        self.is_everyone || self.persons.contains(&person)
    }
}

impl People {
    /// The number of a mention; a new one, if it is new.
    pub fn number(&mut self, someone: &Someone) -> u32 {
        let Someone { name, person, mail } = someone;
        let hash = lookup::hash((name.as_str(), person, mail));
        let is_it = |known: u32| {
            let Mention { who, mail: known_mail, .. } = &self.mentions[known as usize];
            who.name == *name && who.person == *person && known_mail == mail
        };
        if let Some(known) = self.by_words.find(hash, is_it) {
            return known;
        }
        let key = match (person, mail) {
            (Some(person), _) => Key::Person(person.clone()),
            (None, Some(mail)) => Key::Mail(mail.clone()),
            (None, None) => Key::Name(name.clone()),
        };
        let next = u32::try_from(self.persons.len()).expect("because lists are bounded far below");
        let same = *self.persons.entry(key).or_insert(next);
        let number = lookup::next(&self.mentions);
        let who = Who { name: name.clone(), person: person.clone() };
        self.mentions.push(Mention { who, mail: mail.clone(), same });
        self.by_words.put(hash, number);
        number
    }

    /// The person of a mention, by number.
    #[must_use]
    pub fn person(&self, mention: u32) -> u32 {
        self.mentions[mention as usize].same
    }

    /// Somebody with an id, by number, if they ever queued anything.
    #[must_use]
    pub fn of(&self, person: &PersonId) -> Option<u32> {
        self.persons.get(&Key::Person(person.clone())).copied()
    }

    /// The persons who want to be left out.
    #[must_use]
    pub fn hidden(&self, left_out: &LeftOut) -> Hidden {
        let persons = left_out.people().into_iter().flatten().filter_map(|person| self.of(person));
        Hidden { is_everyone: left_out.people().is_none(), persons: persons.collect() }
    }

    /// A mention as it may be shown.
    #[must_use]
    pub fn show(&self, mention: u32, hidden: &Hidden) -> Who {
        let Mention { who, same, .. } = &self.mentions[mention as usize];
        if hidden.has(*same) { Who { name: somebody(), person: None } } else { who.clone() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn someone(name: &str, person: Option<&str>, mail: Option<&str>) -> Someone {
        Someone {
            name: Name::parse(name).unwrap(),
            person: person.map(|person| PersonId::parse(person).unwrap()),
            mail: mail.map(|mail| Mail(mail.to_owned())),
        }
    }

    #[test]
    fn one_is_the_same_under_other_names_and_another_under_the_same() {
        let mut people = People::default();
        let mut person = |name, person, mail| {
            let number = people.number(&someone(name, person, mail));
            people.person(number)
        };
        assert_eq!(person("Ann", Some("p1"), None), person("Annie", Some("p1"), None));
        assert_eq!(person("Ann", Some("p1"), None), person("ann", Some("p1"), Some("ann@example.org")));
        assert_ne!(person("Ann", Some("p1"), None), person("Ann", Some("p2"), None));
        assert_eq!(person("bo", None, Some("bo@example.org")), person("Bo", None, Some("bo@example.org")));
        assert_ne!(person("bo", None, Some("bo@example.org")), person("bo", None, None));
    }

    #[test]
    fn those_left_out_are_somebody_under_each_of_their_names() {
        let mut people = People::default();
        let ann = people.number(&someone("Ann", Some("p1"), None));
        let annie = people.number(&someone("Annie", Some("p1"), Some("ann@example.org")));
        let bo = people.number(&someone("Bo", None, Some("bo@example.org")));
        let left_out = LeftOut::of([PersonId::parse("p1").unwrap(), PersonId::parse("p9").unwrap()]);
        let hidden = people.hidden(&left_out);
        for mention in [ann, annie] {
            assert_eq!(people.show(mention, &hidden), Who { name: somebody(), person: None });
        }
        assert_eq!(people.show(bo, &hidden).name.as_str(), "Bo");
        assert_eq!(people.show(bo, &people.hidden(&LeftOut::unknown())).name, somebody());
    }
}
