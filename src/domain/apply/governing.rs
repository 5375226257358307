//! Folding what is done to people, and to the nest itself.
//!
//! Must never: say who may do it.

use std::{collections::BTreeMap, sync::Arc};

use super::note_within_the_hour;
use crate::domain::{event::Event, ids::PersonId, limits, nest::Nest, people::Outside, register::Sign};

impl Nest {
    /// Takes over what was done to people, or to the nest.
    pub(super) fn apply_governing(&mut self, event: &Event, at_ms: u64) {
        match event {
            Event::Kicked { person, by, ban: true } => {
                self.admitted.remove(person);
                self.knocking.remove(person);
                let Some(member) = self.people.get(person) else { return };
                let banned = Outside { name: member.name.clone(), at_ms, by: Some(by.clone()) };
                keep(&mut self.banned, person, banned, limits::BANS_MAX);
            }
            Event::Unbanned { person } => drop(self.banned.remove(person)),
            Event::Admitted { people } => {
                for person in people {
                    self.knocking.remove(person);
                    if self.admitted.len() < limits::ADMITTED_MAX {
                        self.admitted.insert(person.clone());
                    }
                }
            }
            Event::Knocked { person, name, waits: true } => {
                self.knocking.retain(|_, knock| at_ms < knock.at_ms + limits::KNOCK_MS);
                let knock = Outside { name: name.clone(), at_ms, by: None };
                keep(&mut self.knocking, person, knock, limits::KNOCKS_MAX);
            }
            Event::Knocked { person, waits: false, .. } => drop(self.knocking.remove(person)),
            Event::Horned { by, .. } => {
                self.horned_ms = at_ms;
                if let Some(member) = self.people.get_mut(by) {
                    note_within_the_hour(&mut member.horns_ms, at_ms);
                }
            }
            Event::Unhosted { since_ms } => self.unhosted_ms = *since_ms,
            Event::Recoded { code } => self.code = Some(code.clone()),
            Event::Gone => {
                self.ended_ms = Some(at_ms);
                self.queue.clear();
                (self.preview, self.rest) = (None, None);
            }
            // Whoever is removed and not banned may come back at once.
            Event::Kicked { .. } => {}
            _ => self.apply_register(event, at_ms),
        }
    }

    /// Takes over what happened to the register.
    fn apply_register(&mut self, event: &Event, at_ms: u64) {
        let register = Arc::make_mut(&mut self.register);
        match event {
            Event::NestOpened { nest, registered } => {
                register.forget(at_ms);
                register.open(nest, registered);
            }
            Event::NestClaimed { nest, code, slug } => {
                register.claim(nest, code.as_ref(), slug.as_ref(), at_ms);
            }
            Event::NestMirrored { nest, code, slug, listed, seq } => {
                let (code, slug) = (code.clone(), slug.clone());
                register.mirror(nest, &Sign { code, slug, is_listed: *listed, seq: *seq }, at_ms);
            }
            Event::NestEnded { nest } => register.end(nest, at_ms),
            Event::NestForgotten { nest } => drop(register.over.remove(nest)),
            _ => {}
        }
    }
}

/// Keeps one more of at most `most`; the oldest goes.
fn keep(all: &mut BTreeMap<PersonId, Outside>, person: &PersonId, one: Outside, most: usize) {
    all.insert(person.clone(), one);
    if all.len() > most {
        let oldest = all.iter().min_by_key(|(id, outside)| (outside.at_ms, *id)).map(|(id, _)| id.clone());
        if let Some(oldest) = oldest {
            all.remove(&oldest);
        }
    }
}
