//! Reading the log, folding what it says, and telling everyone.
//!
//! Must never: fold anything but the log, in its order.

use std::sync::Arc;

use tokio::time::Instant;

use super::{Ended, Goodbye, NestTask, QUIET};
use crate::{
    app::{
        ports::{KEPT_COMMITS, Snapshot, StoreFailure, Stored, Tail},
        view,
    },
    domain::{
        commit::Commit,
        event::Event,
        nest::Nest,
        playing::Playing,
        propose::{self, Beginning},
        sound,
    },
};

/// How late an airhorn is still heard, in milliseconds.
const HORN_HEARD_MS: u64 = 3_000;

impl NestTask {
    /// Reads everything, in place of what is held. A nest that nobody ever wrote to begins.
    /// Without a `beginning` it is over: whoever ended it let go of its log.
    pub(super) async fn load(&mut self, beginning: Option<&Beginning>) -> Result<(), StoreFailure> {
        let stored = loop {
            let stored = self.tools.log.open_lately(&self.nest.id).await?;
            if stored.snapshot.is_some() || !stored.commits.is_empty() {
                break stored;
            }
            let empty = Nest::new(self.nest.id.clone());
            let now_ms = self.tools.clock.now_ms();
            let Some(beginning) = beginning else {
                self.shown.forget();
                self.nest = Arc::new(Nest { ended_ms: Some(now_ms), ..empty });
                self.note_change();
                self.say_goodbye(Goodbye::Everyone);
                return Ok(());
            };
            let first = propose::create(&empty, beginning, now_ms, self.tools.dice.roll());
            // In or not, the log holds somebody's beginning now.
            self.tools.log.append(&self.nest.id, &[Arc::new(first)]).await?;
        };
        self.shown.forget();
        let nest = restore(&Nest::new(self.nest.id.clone()), &stored)?;
        sound::check(&nest).unwrap_or_else(|wrong| {
            tracing::error!(nest.id = %nest.id, wrong, "The log adds up to a nest that is not sound.");
        });
        let newest_seen = stored.commits.iter().rev().find(|commit| commit.is_seen());
        self.seen = newest_seen.map_or(nest.position, |commit| commit.position);
        self.nest = Arc::new(nest);
        self.records_since_snapshot = 0;
        self.tell(&stored.commits);
        self.tell_ended(0);
        self.note_change();
        Ok(())
    }

    /// Someone says that the log has grown, or that nobody can be sure.
    pub(super) async fn follow_growth(&mut self) {
        let told = *self.growth.borrow_and_update();
        if told == Some(self.nest.position) {
            return;
        }
        if let Err(failure) = self.catch_up().await {
            self.note_failure(&failure);
        }
    }

    /// Folds and tells what others appended. Where the log does not know the commit this nest stands
    /// at, its history was lost, and everything is read anew.
    pub(super) async fn catch_up(&mut self) -> Result<(), StoreFailure> {
        let tail = self.tools.log.read(&self.nest.id, self.nest.position).await?;
        self.note_recovery();
        match tail {
            Tail::Commits(commits) => {
                if !commits.is_empty() {
                    self.turns.saw_others();
                }
                self.take_in(&commits);
            }
            Tail::Gone => {
                let before = self.nest.position;
                self.feed.begin_afresh();
                let beginning = self.main_beginning();
                self.load(beginning.as_ref()).await?;
                let nest = &self.nest;
                if nest.has_ended() {
                    tracing::info!(nest.id = %nest.id, "The nest is over.");
                } else if nest.position.seq > before.seq + KEPT_COMMITS {
                    tracing::info!(nest.id = %nest.id, %before, "This process fell behind what the log keeps, and read the nest anew.");
                } else {
                    tracing::error!(nest.id = %nest.id, %before, "The store has lost what it had accepted. The nest was read anew.");
                }
            }
        }
        Ok(())
    }

    /// Folds commits that the log has accepted, and tells everyone.
    pub(super) fn take_in(&mut self, commits: &[Arc<Commit>]) {
        let Some(last) = commits.last() else { return };
        self.shown.forget();
        let before = self.nest.position.seq;
        let nest = Arc::make_mut(&mut self.nest);
        for commit in commits {
            debug_assert_eq!(commit.parent, nest.position, "a commit is folded onto its parent");
            nest.fold(commit);
        }
        debug_assert_eq!(sound::check(nest), Ok(()), "after {last:?}");
        if let Some(commit) = commits.iter().rev().find(|commit| commit.is_seen()) {
            self.seen = commit.position;
        }
        self.tell(commits);
        self.tell_of_the_moment(commits);
        self.tell_ended(before);
        self.records_since_snapshot += commits.len();
        self.note_change();
    }

    /// Tells everyone who is here, if that is news.
    pub(super) fn tell_people(&mut self) {
        let touched = self.presence.take_touched();
        let (news, listed) = self.presence.see_listeners(|present, listening| {
            view::news_of(&self.nest, present, listening, touched, &self.listed)
        });
        self.listed = listed;
        let is_other_count = std::mem::replace(&mut self.told_present, news.present) != news.present;
        if !news.upsert.is_empty() || !news.gone.is_empty() || is_other_count {
            self.feed.tell([(None, self.tools.scribe.people(&news))]);
            self.shown.forget();
        }
    }

    /// A quiet moment is a good one for a snapshot, if there is enough to save.
    pub(super) fn save_when_quiet(&mut self) {
        self.quiet_at = None;
        if self.records_since_snapshot >= self.tools.snapshot_after / 4 {
            self.save();
        }
    }

    fn tell(&self, commits: &[Arc<Commit>]) {
        let seen = commits.iter().filter(|commit| commit.is_seen());
        self.feed.tell(seen.map(|commit| (Some(commit.position), self.tools.scribe.commit(commit))));
    }

    /// Tells of the plays that ended behind the commit of this number.
    fn tell_ended(&self, behind: u64) {
        let ended = self.nest.unlogged.iter().rev().take_while(|play| play.commit > behind);
        for play in ended {
            let (nest, zone) = (self.nest.id.clone(), self.nest.settings.time_zone.clone());
            // Where nobody remembers, nobody has to hear it.
            let _ = self.tools.ended.send(Ended { nest, zone, play: Arc::clone(play) });
        }
    }

    /// Tells what is not part of the nest's state: airhorns, and who has to leave.
    fn tell_of_the_moment(&self, commits: &[Arc<Commit>]) {
        let now_ms = self.tools.clock.now_ms();
        for commit in commits {
            for event in &commit.events {
                match event {
                    // What could not be told at once is not heard at all.
                    Event::Horned { by, sound } if now_ms < commit.at_ms + HORN_HEARD_MS => {
                        self.feed.tell([(None, self.tools.scribe.horn(by, *sound))]);
                    }
                    Event::Kicked { person, .. } => self.say_goodbye(Goodbye::Person(person.clone())),
                    Event::Gone => self.say_goodbye(Goodbye::Everyone),
                    Event::Recoded { .. } => self.feed.begin_afresh(),
                    _ => {}
                }
            }
        }
    }

    fn say_goodbye(&self, goodbye: Goodbye) {
        // Where nobody is, nobody has to leave.
        let _ = self.goodbyes.send(goodbye);
    }

    /// What the main nest begins with again, should its store have lost everything. No other does.
    fn main_beginning(&self) -> Option<Beginning> {
        let code = self.nest.code.clone()?;
        self.nest.is_main().then(|| Beginning { code, settings: self.nest.settings.clone(), host: None })
    }

    fn note_register(&self) {
        self.register.send_if_modified(|before| {
            let is_news = !Arc::ptr_eq(before, &self.nest.register);
            before.clone_from(&self.nest.register);
            is_news
        });
    }

    fn note_change(&mut self) {
        if self.nest.playing.is_some() {
            self.tools.clock.has_come_to(self.nest.at_ms);
        }
        self.note_chores();
        self.note_register();
        let due =
            self.nest.playing.as_ref().and_then(|playing| next_beat(playing, !self.nest.queue.is_empty()));
        self.due.send_if_modified(|before| std::mem::replace(before, due) != due);
        self.quiet_at = Some(Instant::now() + QUIET);
        if self.records_since_snapshot >= self.tools.snapshot_after && self.saving.is_none() {
            self.save();
        }
    }

    fn save(&mut self) {
        if let Err(wrong) = sound::check(&self.nest) {
            tracing::error!(nest.id = %self.nest.id, wrong, "The nest is not sound; no snapshot is kept of it.");
            return;
        }
        self.records_since_snapshot = 0;
        let json =
            serde_json::to_string(&*self.nest).expect("because a nest has text keys and finite numbers only");
        let snapshot = Snapshot { position: self.nest.position, json };
        let (log, id) = (Arc::clone(&self.tools.log), self.nest.id.clone());
        self.saving = Some(Box::pin(async move {
            if let Err(failure) = log.keep_snapshot(&id, snapshot).await {
                tracing::warn!(nest.id = %id, %failure, "No snapshot was kept; the log holds everything.");
            }
        }));
    }
}

/// When the player has something to do: to announce what is next, if there is anything, or to end.
fn next_beat(playing: &Playing, has_next: bool) -> Option<u64> {
    if has_next && playing.next_up.is_none() { playing.announces_ms() } else { playing.ends_ms() }
}

/// The snapshot, and on it what the log holds behind it.
fn restore(empty: &Nest, stored: &Stored) -> Result<Nest, StoreFailure> {
    let foreign = |what: String| StoreFailure::Foreign(format!("nest {}: {what}", empty.id));
    let mut nest = match &stored.snapshot {
        Some(snapshot) => serde_json::from_str(&snapshot.json)
            .map_err(|error| foreign(format!("its snapshot cannot be read ({error})")))?,
        None => empty.clone(),
    };
    let start = nest.position;
    for commit in stored.commits.iter().filter(|commit| commit.position.is_after(start)) {
        if commit.parent != nest.position {
            return Err(foreign(format!("a commit is missing behind {}", nest.position)));
        }
        nest.fold(commit);
    }
    Ok(nest)
}
