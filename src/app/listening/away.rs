//! Who listens and is not here.
//!
//! Must never: count somebody as away who is here in another process.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use tokio::time::Instant;

use crate::domain::ids::PersonId;

/// How long somebody may be away before their device is left alone: a walk to the shop, and no longer.
pub const AWAY_MAX: Duration = Duration::from_mins(5);

/// Since when whoever listens is away.
#[derive(Debug, Default)]
pub(super) struct Away(BTreeMap<PersonId, Instant>);

impl Away {
    /// Takes note of who is away at `now`, and says who has been for too long.
    pub fn note(&mut self, away: &BTreeSet<PersonId>, now: Instant) -> Vec<PersonId> {
        self.0.retain(|person, _| away.contains(person));
        for person in away {
            self.0.entry(person.clone()).or_insert(now);
        }
        let too_long = self.0.iter().filter(|(_, since)| now.saturating_duration_since(**since) >= AWAY_MAX);
        too_long.map(|(person, _)| person.clone()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_was_away_for_five_minutes_is_named_and_who_came_back_meanwhile_is_not() {
        let (ann, bob) = (PersonId::parse("ann").unwrap(), PersonId::parse("bob").unwrap());
        let both: BTreeSet<_> = [ann.clone(), bob.clone()].into();
        let (mut away, start) = (Away::default(), Instant::now());
        assert!(away.note(&both, start).is_empty());
        assert!(away.note(&[ann.clone()].into(), start + AWAY_MAX / 2).is_empty(), "Bob is back");
        assert_eq!(away.note(&both, start + AWAY_MAX), [ann]);
        assert_eq!(away.note(&[bob.clone()].into(), start + 2 * AWAY_MAX), [bob]);
    }
}
