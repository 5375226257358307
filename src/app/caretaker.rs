//! The caretaker of one nest: sees to it that somebody is host, that the register knows what the nest
//! says of itself, and that a nest in which nobody is any more ends.
//!
//! Any number of players may have one for the same nest. Each proposes what is due, and the log takes
//! one; the others find it done.
//!
//! Must never: decide anything. Whether it is due, the rules say.

use std::{sync::Arc, time::Duration};

use tokio::time::{Instant, sleep, sleep_until};

use super::{
    nest_task::{Chores, NestHandle, Reply, Sign},
    nests::Nests,
    opening,
    ports::Clock,
};
use crate::domain::command::{Registration, Request};

/// How long to wait before asking again what was not done.
const ASK_AGAIN: Duration = Duration::from_secs(1);
/// How long to wait before it is noted anew whether a host is here. Processes may be of different minds of
/// that for a while, and must not contradict each other in the log for as long; for an hour, it is nothing.
const MIND_AGAIN: Duration = Duration::from_mins(1);

/// How a caretaker goes about it.
#[derive(Clone)]
pub struct Caretaker {
    /// The nests, whose main one keeps the register.
    pub nests: Nests,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// After how long with nobody present a nest ends. The main one never does.
    pub idle: Duration,
    /// Whether hosts of the main nest are named by the settings, so that nobody else becomes it.
    pub main_has_hosts: bool,
}

impl Caretaker {
    /// Takes care of a nest until it is closed.
    pub async fn care(self, nest: NestHandle) {
        let is_main = nest.id() == self.nests.main().id();
        let mut chores = nest.chores();
        let mut told: Option<Sign> = None;
        let mut minded: Option<Instant> = None;
        loop {
            let now = chores.borrow_and_update().clone();
            let mut is_done = true;
            if !is_main && told.as_ref() != Some(&now.sign) && !now.has_ended {
                is_done = self.mirror(&nest).await;
                told = is_done.then(|| now.sign.clone());
            }
            if !is_main && now.has_ended {
                is_done &= self.close(&nest, &now).await;
            }
            let rest = minded.map_or(Duration::ZERO, |minded| MIND_AGAIN.saturating_sub(minded.elapsed()));
            let hosts_left = self.until_hosts(&now, is_main).map(|left| left.max(rest));
            if hosts_left == Some(Duration::ZERO) {
                minded = Some(Instant::now());
                is_done &= matches!(nest.ask(Request::MindHosts).await, Reply::Answer(_));
            }
            let ends_at =
                now.empty_since.filter(|_| !is_main && !now.has_ended).map(|since| since + self.idle);
            if ends_at.is_some_and(|ends_at| ends_at <= Instant::now()) {
                is_done &= matches!(nest.ask(Request::EndIdle).await, Reply::Answer(_));
            }
            tokio::select! {
                biased;
                () = sleep(ASK_AGAIN), if !is_done => {}
                changed = chores.changed(), if is_done => if changed.is_err() { return },
                () = sleep(hosts_left.unwrap_or_default().max(ASK_AGAIN)), if hosts_left.is_some() => {}
                () = not_before(ends_at), if ends_at.is_some() => {}
            }
        }
    }

    /// How long until it is to be seen whether a host is here.
    fn until_hosts(&self, now: &Chores, is_main: bool) -> Option<Duration> {
        let due_ms = now.hosts_due_ms.filter(|_| !(now.has_ended || is_main && self.main_has_hosts))?;
        Some(Duration::from_millis(due_ms.saturating_sub(self.clock.now_ms())))
    }

    async fn mirror(&self, nest: &NestHandle) -> bool {
        let Some(sign) = opening::sign_of(nest).await else { return true };
        self.tell_register(Registration::Mirror(nest.id().clone(), sign)).await
    }

    /// A nest that is over leaves the register when its last play is written down.
    async fn close(&self, nest: &NestHandle, now: &Chores) -> bool {
        now.unlogged.is_some() || self.tell_register(Registration::End(nest.id().clone())).await
    }

    async fn tell_register(&self, registration: Registration) -> bool {
        let request = Request::Register(Box::new(registration));
        matches!(self.nests.main().ask(request).await, Reply::Answer(_))
    }
}

/// Waits until this moment; a while where it is over.
async fn not_before(moment: Option<Instant>) {
    let soon = Instant::now() + ASK_AGAIN;
    sleep_until(moment.map_or(soon, |moment| moment.max(soon))).await;
}
