//! What there is to do for a nest besides keeping time, for whoever does it.
//!
//! Must never: change at every vote. Whoever waits for a chore sleeps through the rest.

use tokio::time::Instant;

use super::NestTask;
use crate::domain::{
    limits,
    nest::Nest,
    people::{Present, Role},
    setting_values::{Code, Slug},
};

/// What there is to do for a nest besides keeping time.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Chores {
    /// The newest commit with a play that waits for the play log.
    pub unlogged: Option<u64>,
    /// Whether anybody is present.
    pub is_attended: bool,
    /// Since when nobody is, as far as this process knows.
    pub empty_since: Option<Instant>,
    /// What Bender is at.
    pub bender: Bender,
    /// When it is to be seen whether a host is here, in epoch milliseconds; 0 is now.
    pub hosts_due_ms: Option<u64>,
    /// What the register should know of it.
    pub sign: Sign,
    /// Whether it is over.
    pub has_ended: bool,
}

/// What a nest says of itself, for the register.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sign {
    /// The code it is joined by.
    pub code: Option<Code>,
    /// Its short address.
    pub slug: Option<Slug>,
    /// Whether it is to be listed.
    pub is_listed: bool,
}

/// What Bender is at in a nest.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Bender {
    /// It is turned off.
    #[default]
    Off,
    /// It has nothing in mind.
    Hungry,
    /// It looked in vain, and looks again then (epoch milliseconds).
    Resting(u64),
    /// It has something in mind, which may be queued until then with nobody present (epoch milliseconds).
    Ready(u64),
}

impl Bender {
    fn of(nest: &Nest) -> Self {
        match (&nest.preview, nest.rest) {
            _ if nest.settings.bender_depth == 0 => Self::Off,
            (Some(preview), _) => Self::Ready(preview.until_ms),
            (None, Some(rest)) => Self::Resting(rest.until_ms),
            (None, None) => Self::Hungry,
        }
    }
}

impl NestTask {
    pub(super) fn note_chores(&self) {
        let is_attended = self.presence.see(|present| !present.is_empty());
        let chores = Chores {
            unlogged: self.nest.unlogged.back().map(|play| play.commit),
            is_attended,
            empty_since: (!is_attended).then_some(self.stirred_at),
            bender: Bender::of(&self.nest),
            hosts_due_ms: self.presence.see(|present| hosts_due_ms(&self.nest, present)),
            sign: Sign {
                code: self.nest.code.clone(),
                slug: self.nest.settings.slug.clone(),
                is_listed: self.nest.settings.listed && !self.nest.settings.invite_only,
            },
            has_ended: self.nest.has_ended(),
        };
        self.chores.send_if_modified(|before| {
            let is_news = *before != chores;
            *before = chores;
            is_news
        });
    }
}

/// When it is to be seen again whether a host is here: at once where what is noted is not so, or when
/// somebody else is to become host.
fn hosts_due_ms(nest: &Nest, present: &Present) -> Option<u64> {
    let is_host = |id| nest.role_of(id) == Some(Role::Host);
    let is_alone = !present.is_empty() && !present.keys().any(is_host);
    match nest.unhosted_ms {
        Some(since_ms) if is_alone => Some(since_ms + limits::UNHOSTED_MS),
        Some(_) => Some(0),
        None => is_alone.then_some(0),
    }
}
