//! The register: which nests there are besides the main one, kept in the main nest's log.
//!
//! So it changes as everything does, by commits that are in or not, and every process that follows
//! the main nest knows it. A nest's own log says what it is called and who may do what there; the
//! register says that it exists, and which codes and short addresses lead to it.
//!
//! Must never: let a code or a short address lead to two nests.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use serde::{Deserialize, Serialize};

use super::{
    ids::{NestId, PersonId},
    limits,
    setting_values::{Code, Slug},
    settings::Settings,
    text::Name,
};

/// A nest as the register knows it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Registered {
    /// Who opened it, and is its first host.
    pub by: PersonId,
    /// What they were called then.
    pub by_name: Name,
    /// When, in epoch milliseconds.
    pub opened_ms: u64,
    /// The code it is joined by.
    pub code: Code,
    /// What its log begins with.
    pub settings: Box<Settings>,
    /// Whether its own settings say that it is to be listed.
    pub is_listed: bool,
    /// The number of the nest's commit at which it said all that of itself, and when the register heard it
    /// (epoch milliseconds).
    #[serde(default)]
    pub said: (u64, u64),
    /// What is held for it besides, oldest first: it may say yet that it wants it.
    #[serde(default, skip_serializing_if = "VecDeque::is_empty")]
    pub claims: VecDeque<Held>,
}

/// A code, a short address, or both, held for a nest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    code: Option<Code>,
    slug: Option<Slug>,
    at_ms: u64,
}

impl Held {
    const fn is_young(&self, now_ms: u64) -> bool {
        now_ms < self.at_ms + limits::CLAIM_MS
    }
}

/// What a nest says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sign {
    /// The code it is joined by.
    pub code: Code,
    /// Its short address.
    pub slug: Option<Slug>,
    /// Whether it is to be listed.
    pub is_listed: bool,
    /// The number of its newest commit then: what it says later counts.
    pub seq: u64,
}

/// What a code leads to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Claim {
    /// A nest.
    Of(NestId),
    /// Nothing, and it is not to be used again before this moment (epoch milliseconds).
    RetiredUntil(u64),
}

/// Which nests there are, which codes and short addresses lead to them, and who opened how many lately.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Register {
    /// The nests that are open.
    pub nests: BTreeMap<NestId, Registered>,
    /// Nests that are over, and of which the store may still hold something.
    #[serde(default)]
    pub over: BTreeSet<NestId>,
    /// Every code that cannot be given to another nest.
    pub codes: BTreeMap<Code, Claim>,
    /// Every short address.
    pub slugs: BTreeMap<Slug, NestId>,
    /// When each person opened nests within the last hour, oldest first (epoch milliseconds).
    pub openings: BTreeMap<PersonId, VecDeque<u64>>,
}

impl Register {
    /// The nest that a code leads to.
    #[must_use]
    pub fn by_code(&self, code: &Code) -> Option<&NestId> {
        match self.codes.get(code)? {
            Claim::Of(nest) => Some(nest),
            Claim::RetiredUntil(_) => None,
        }
    }

    /// The nest that a short address leads to.
    #[must_use]
    pub fn by_slug(&self, slug: &Slug) -> Option<&NestId> {
        self.slugs.get(slug)
    }

    /// How many open nests a person opened.
    #[must_use]
    pub fn opened_by(&self, person: &PersonId) -> usize {
        self.nests.values().filter(|nest| nest.by == *person).count()
    }

    /// Whether this code may be given to a nest at `now_ms`.
    #[must_use]
    pub fn is_free(&self, code: &Code, now_ms: u64) -> bool {
        match self.codes.get(code) {
            None => true,
            Some(Claim::Of(_)) => false,
            Some(Claim::RetiredUntil(until_ms)) => *until_ms <= now_ms,
        }
    }

    pub(super) fn open(&mut self, id: &NestId, nest: &Registered) {
        let openings = self.openings.entry(nest.by.clone()).or_default();
        openings.push_back(nest.opened_ms);
        self.codes.insert(nest.code.clone(), Claim::Of(id.clone()));
        if let Some(slug) = &nest.settings.slug {
            self.slugs.insert(slug.clone(), id.clone());
        }
        self.nests.insert(id.clone(), nest.clone());
    }

    /// Holds a code or a short address for a nest, besides those that lead to it already. What it has not
    /// wanted for long is held no longer.
    pub(super) fn claim(&mut self, id: &NestId, code: Option<&Code>, slug: Option<&Slug>, at_ms: u64) {
        if let Some(nest) = self.nests.get_mut(id) {
            nest.claims.push_back(Held { code: code.cloned(), slug: slug.cloned(), at_ms });
            let excess = nest.claims.len().saturating_sub(limits::CLAIMS_MAX);
            nest.claims.drain(..excess);
        }
        self.lead(id, code, slug);
        self.let_go(id, at_ms);
    }

    fn lead(&mut self, id: &NestId, code: Option<&Code>, slug: Option<&Slug>) {
        if let Some(code) = code {
            self.codes.insert(code.clone(), Claim::Of(id.clone()));
        }
        if let Some(slug) = slug {
            self.slugs.insert(slug.clone(), id.clone());
        }
    }

    /// Takes over what a nest says of itself; other codes and addresses lead to it no longer, but for those
    /// of which it may not know yet.
    pub(super) fn mirror(&mut self, id: &NestId, sign: &Sign, at_ms: u64) {
        let Some(nest) = self.nests.get_mut(id) else { return };
        nest.code.clone_from(&sign.code);
        nest.settings.slug.clone_from(&sign.slug);
        (nest.is_listed, nest.said) = (sign.is_listed, (sign.seq, at_ms));
        nest.claims.retain(|held| {
            let is_wanted = held.code.as_ref() == Some(&sign.code);
            !is_wanted && (held.slug.is_none() || held.slug != sign.slug)
        });
        self.lead(id, Some(&sign.code), sign.slug.as_ref());
        self.let_go(id, at_ms);
    }

    /// Has nothing lead to a nest but what it says itself, and what is held for it.
    fn let_go(&mut self, id: &NestId, at_ms: u64) {
        let Some(nest) = self.nests.get_mut(id) else { return };
        nest.claims.retain(|held| held.is_young(at_ms));
        let held = nest.claims.iter();
        let codes: BTreeSet<Code> = held.clone().filter_map(|held| held.code.clone()).collect();
        let mut slugs: BTreeSet<Slug> = held.filter_map(|held| held.slug.clone()).collect();
        let code = nest.code.clone();
        slugs.extend(nest.settings.slug.clone());
        self.retire(id, |kept| *kept == code || codes.contains(kept), at_ms);
        self.slugs.retain(|kept, of| of != id || slugs.contains(kept));
    }

    /// Whether a short address leads to a nest that wants it, or may want it yet.
    #[must_use]
    pub fn is_wanted(&self, slug: &Slug, now_ms: u64) -> bool {
        let Some(nest) = self.by_slug(slug).and_then(|id| self.nests.get(id)) else {
            return self.slugs.contains_key(slug);
        };
        let mut held = nest.claims.iter().filter(|held| held.is_young(now_ms));
        nest.settings.slug.as_ref() == Some(slug) || held.any(|held| held.slug.as_ref() == Some(slug))
    }

    /// Whether a nest has said this, or lately something later, of itself, and no more is held for it than
    /// it may want.
    #[must_use]
    pub fn knows(&self, id: &NestId, sign: &Sign, now_ms: u64) -> bool {
        let Some(nest) = self.nests.get(id) else { return true };
        let (said_seq, said_ms) = nest.said;
        // A store that lost its tail has a nest speak anew with lower numbers.
        let is_late = sign.seq < said_seq && now_ms < said_ms + limits::CLAIM_MS;
        is_late
            || (nest.code == sign.code
                && nest.settings.slug == sign.slug
                && nest.is_listed == sign.is_listed
                && nest.claims.iter().all(|held| held.is_young(now_ms)))
    }

    pub(super) fn end(&mut self, id: &NestId, at_ms: u64) {
        self.nests.remove(id);
        self.over.insert(id.clone());
        self.retire(id, |_| false, at_ms);
        self.slugs.retain(|_, of| of != id);
    }

    /// Lets go of what lies too far back to matter.
    pub(super) fn forget(&mut self, now_ms: u64) {
        self.codes.retain(|_, claim| !matches!(claim, Claim::RetiredUntil(until_ms) if *until_ms <= now_ms));
        self.openings.retain(|_, times| {
            times.retain(|time| now_ms < time + limits::HOUR_MS);
            !times.is_empty()
        });
    }

    fn retire(&mut self, id: &NestId, stays: impl Fn(&Code) -> bool, at_ms: u64) {
        for (code, claim) in &mut self.codes {
            if *claim == Claim::Of(id.clone()) && !stays(code) {
                *claim = Claim::RetiredUntil(at_ms + limits::CODE_RESTS_MS);
            }
        }
    }
}
