//! A decision in the making: the nest as it would be, and the events that make it so.
//!
//! Must never: copy the nest where nobody looks at the result. A vote must not cost more because
//! the queue is long.

use std::borrow::Cow;

use super::{Context, Decision, settling};
use crate::domain::{
    command::Asker,
    commit::{Activity, What},
    event::Event,
    ids::{EntryId, PersonId},
    nest::Nest,
    people::{Actor, Present, Role},
    refusal::Refusal,
};

/// Collects events. [`Draft::nest`] shows the nest with all of them applied.
#[derive(Debug)]
pub struct Draft<'a> {
    nest: Cow<'a, Nest>,
    applied: usize,
    context: &'a Context<'a>,
    decision: Decision,
}

impl<'a> Draft<'a> {
    pub(super) fn new(nest: &'a Nest, context: &'a Context<'a>) -> Self {
        Self { nest: Cow::Borrowed(nest), applied: 0, context, decision: Decision::default() }
    }

    /// The nest as it would be by now.
    pub(super) fn nest(&mut self) -> &Nest {
        if self.applied < self.decision.events.len() {
            let now_ms = self.now_ms();
            let nest = self.nest.to_mut();
            for event in &self.decision.events[self.applied..] {
                nest.apply(event, now_ms);
            }
            self.applied = self.decision.events.len();
        }
        &self.nest
    }

    /// The time of the decision: the clock's, but never before the newest commit's, so that time
    /// in a log never runs backwards, whoever's clock is late.
    pub(super) fn now_ms(&self) -> u64 {
        self.context.now_ms.max(self.nest.at_ms)
    }

    pub(super) const fn gap_ms(&self) -> u64 {
        self.context.gap_ms
    }

    pub(super) const fn has_budgets(&self) -> bool {
        self.context.has_budgets
    }

    pub(super) const fn present(&self) -> &'a Present {
        self.context.present
    }

    pub(super) fn emit(&mut self, event: Event) {
        self.decision.events.push(event);
    }

    /// Lets a person do something: what they are called is told first, if the nest does not know it.
    pub(super) fn emit_by(&mut self, asker: &Asker, event: Event) {
        self.introduce(asker);
        self.emit(event);
    }

    /// Tells what a person is called, if the nest does not know it.
    pub(super) fn introduce(&mut self, asker: &Asker) {
        if self.nest().people.get(&asker.id).is_none_or(|member| member.name != asker.name) {
            let role = self.role_of(asker);
            self.emit(Event::Named { person: asker.id.clone(), name: asker.name.clone(), role });
        }
    }

    pub(super) fn tell(&mut self, asker: &Asker, what: What, entry: Option<EntryId>, to: Option<&Actor>) {
        let to = to.and_then(Actor::person).filter(|person| **person != asker.id);
        self.tell_by(asker.id.clone().into(), what, entry, to);
    }

    pub(super) fn tell_by(&mut self, by: Actor, what: What, entry: Option<EntryId>, to: Option<&PersonId>) {
        self.decision.activity.push(Activity { by, what, entry, to: to.cloned() });
    }

    /// What the asker may do here: what the nest says, else what the door says.
    pub(super) fn role_of(&mut self, asker: &Asker) -> Role {
        self.nest().role_of(&asker.id).unwrap_or(asker.role)
    }

    /// # Errors
    /// [`Refusal::Forbidden`] unless the asker is host or moderator.
    pub(super) fn demand_order_keeper(&mut self, asker: &Asker, who_may: &str) -> Result<(), Refusal> {
        if self.role_of(asker).keeps_order() { Ok(()) } else { Err(Refusal::forbidden(who_may)) }
    }

    /// # Errors
    /// [`Refusal::Forbidden`] unless the asker is host.
    pub(super) fn demand_host(&mut self, asker: &Asker, who_may: &str) -> Result<(), Refusal> {
        if self.role_of(asker) == Role::Host { Ok(()) } else { Err(Refusal::forbidden(who_may)) }
    }

    /// Settles what follows from the events from number `before` on. Votes and words bring nothing to
    /// settle, and then nobody has to see the nest with them applied.
    pub(super) fn settle_from(&mut self, before: usize) {
        let is_talk = |event: &Event| {
            matches!(
                event,
                Event::Named { .. }
                    | Event::Voted { .. }
                    | Event::Jammed { .. }
                    | Event::Commented { .. }
                    | Event::Uncommented { .. }
                    | Event::SkipVoted { .. }
            )
        };
        if !self.decision.events[before..].iter().all(is_talk) {
            settling::settle(self);
        }
    }

    pub(super) fn len(&self) -> usize {
        self.decision.events.len()
    }

    pub(super) fn into_decision(self) -> Decision {
        self.decision
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::NestId;

    #[test]
    fn a_vote_copies_no_nest_and_what_moves_the_music_is_looked_at() {
        let nest = Nest::new(NestId::parse("main").expect("an id"));
        let present = Present::new();
        let context = Context { now_ms: 1, present: &present, gap_ms: 0, has_budgets: false };
        let by = PersonId::parse("ann").expect("an id");
        let mut draft = Draft::new(&nest, &context);
        draft.emit(Event::Voted { entry: EntryId(1), by, vote: None, up: 0, down: 0, ranks: Vec::new() });
        draft.settle_from(0);
        assert!(matches!(draft.nest, Cow::Borrowed(_)));
        draft.emit(Event::NextUp { entry: None });
        draft.settle_from(0);
        assert!(matches!(draft.nest, Cow::Owned(_)));
    }
}
