//! How a nest changes: by folding commits.
//!
//! Must never: refuse, or know a rule. What an event states is so; what it names and is not there
//! was gone already.

mod governing;

use std::sync::Arc;

use super::{
    bender::ShunnedBecause,
    commit::Commit,
    entry::{Entry, Jam},
    event::{EndedBecause, Event, Place, RemovedBecause, Tag},
    ids::{EntryId, PersonId},
    limits,
    nest::{Nest, PastActivity, Played, Removed},
    order,
    people::{Actor, Member, Role},
    play::Play,
    playing::Playing,
    text::Name,
};

impl Nest {
    /// Takes over what one commit did, and moves on to its position.
    pub fn fold(&mut self, commit: &Commit) {
        self.grown_ms = self.grown_by(commit.at_ms);
        for event in &commit.events {
            self.apply(event, commit.at_ms);
        }
        for activity in &commit.activity {
            self.activity.push_back(PastActivity {
                seq: commit.position.seq,
                at_ms: commit.at_ms,
                activity: activity.clone(),
            });
        }
        if let Some(answered) = &commit.answered {
            self.answers.remember(answered, self.grown_ms);
        }
        self.position = commit.position;
        self.at_ms = commit.at_ms;
        self.forget(commit);
    }

    /// Takes over what one event states; `at_ms` is the time of its commit.
    pub fn apply(&mut self, event: &Event, at_ms: u64) {
        match event {
            Event::Created { code, settings, host } => {
                self.code = Some(code.clone());
                self.settings = (**settings).clone();
                if let Some(host) = host {
                    self.name(&host.person, &host.name, Role::Host, at_ms);
                }
            }
            Event::Named { person, name, role } => self.name(person, name, *role, at_ms),
            Event::Added { entry, finish_ms } => {
                self.next_entry = self.next_entry.max(entry.id.0 + 1);
                if let Some(member) = self.owner_of(entry) {
                    member.finish_ms = *finish_ms;
                    note_within_the_hour(&mut member.adds_ms, at_ms);
                }
                self.enqueue(Arc::clone(entry));
            }
            Event::Adopted { entry, finish_ms, is_add } => {
                if let Some(member) = self.owner_of(entry) {
                    member.finish_ms = *finish_ms;
                    if *is_add {
                        note_within_the_hour(&mut member.adds_ms, at_ms);
                    }
                }
                self.replace(entry);
            }
            Event::Removed { entry, by, reason, ranks, tags, refund_ms } => {
                self.take_out(*entry, by, *reason, *refund_ms, at_ms);
                self.retag(tags);
                self.place(ranks);
            }
            Event::Restored { entry, finish_ms } => {
                self.removed.retain(|removed| removed.entry.id != entry.id);
                if let Some(member) = self.owner_of(entry) {
                    member.finish_ms = *finish_ms;
                }
                self.enqueue(Arc::clone(entry));
            }
            Event::Moved { ranks, tags } => {
                self.retag(tags);
                self.place(ranks);
            }
            Event::Pinned { ranks, .. } => {
                let proven = |place: &Place| place.why.pinned_by.as_ref().map(|_| order::pins_in(place.rank));
                self.pins = ranks.iter().filter_map(proven).fold(self.pins, i64::max);
                self.place(ranks);
            }
            Event::Reranked { ranks } => self.place(ranks),
            Event::Started { entry, at_ms, position_ms, paused, virtual_ms, served_ms } => {
                (self.virtual_ms, self.served_ms) = (*virtual_ms, *served_ms);
                self.playing = self.dequeue(*entry).map(|entry| Playing {
                    entry,
                    position_ms: *position_ms,
                    as_of_ms: *at_ms,
                    paused: *paused,
                    next_up: None,
                    started_ms: *at_ms,
                });
            }
            Event::Ended { at_ms, virtual_ms, reason, .. } => {
                self.virtual_ms = *virtual_ms;
                self.put_by(*at_ms, *reason);
            }
            Event::Paused { position_ms, at_ms } => self.hold(true, *position_ms, *at_ms),
            Event::Resumed { position_ms, at_ms } => self.hold(false, *position_ms, *at_ms),
            Event::NextUp { entry } => {
                if let Some(playing) = &mut self.playing {
                    playing.next_up = *entry;
                }
            }
            Event::Preview { preview, rest } => {
                self.preview.clone_from(preview);
                self.rest = *rest;
            }
            Event::Shunned { shunned, because, by } => {
                if let Some(member) = by.as_ref().and_then(|by| self.people.get_mut(by)) {
                    note_within_the_hour(&mut member.rejects_ms, at_ms);
                }
                let list = match because {
                    ShunnedBecause::Offered => &mut self.offered,
                    ShunnedBecause::Rejected => &mut self.rejected,
                };
                list.push_back(shunned.clone());
            }
            Event::Logged { plays } => self.unlogged.retain(|play| !plays.contains(&play.key())),
            Event::Settings { settings } => self.settings.take(settings),
            Event::Voted { .. }
            | Event::Jammed { .. }
            | Event::Commented { .. }
            | Event::Uncommented { .. }
            | Event::SkipVoted { .. } => self.apply_talk(event, at_ms),
            _ => self.apply_governing(event, at_ms),
        }
    }

    /// Takes over what people think and say of an entry.
    fn apply_talk(&mut self, event: &Event, at_ms: u64) {
        match event {
            Event::Voted { entry, by, vote, up, down, ranks } => {
                self.change(*entry, |entry| {
                    match vote {
                        Some(vote) => entry.votes.insert(by.clone(), *vote),
                        None => entry.votes.remove(by),
                    };
                    (entry.up, entry.down) = (*up, *down);
                });
                self.place(ranks);
            }
            Event::Jammed { entry, by, on, at_ms } => self.change(*entry, |entry| {
                entry.jams.retain(|jam| jam.by != *by);
                if *on {
                    entry.jams.push(Jam { by: by.clone(), at_ms: *at_ms });
                }
            }),
            Event::Commented { entry, comment } => {
                self.next_comment = self.next_comment.max(comment.id.0 + 1);
                if let Some(member) = self.people.get_mut(&comment.by) {
                    note_within_the_hour(&mut member.comments_ms, at_ms);
                }
                self.change(*entry, |entry| entry.comments.push(comment.clone()));
            }
            Event::Uncommented { entry, comment, .. } => {
                self.change(*entry, |entry| entry.comments.retain(|kept| kept.id != *comment));
            }
            Event::SkipVoted { entry, by, have, instead_of, .. } => self.change(*entry, |entry| {
                if let Some(former) = instead_of {
                    entry.skip_votes.remove(former);
                }
                entry.skip_votes.insert(by.clone());
                entry.skip_have = *have;
            }),
            _ => {}
        }
    }

    fn name(&mut self, person: &PersonId, name: &Name, role: Role, at_ms: u64) {
        let member = self.people.entry(person.clone());
        let member = member.or_insert_with(|| Member::new(name.clone(), role, at_ms));
        member.name.clone_from(name);
        member.role = role;
    }

    /// What plays has played.
    fn put_by(&mut self, ended_ms: u64, reason: EndedBecause) {
        let Some(playing) = self.playing.take() else { return };
        let track = &playing.entry.track;
        self.played.push_back(Played { uri: track.uri.clone(), isrc: track.isrc.clone(), ended_ms });
        if !playing.entry.is_auto() {
            self.seed = Some(Arc::clone(track));
        }
        self.last = Some(Arc::clone(track));
        // Whatever ends is seen, so its commit is the next one.
        let commit = self.position.seq + 1;
        self.unlogged.push_back(Arc::new(Play::of(&playing, &self.people, commit, ended_ms, reason)));
    }

    fn owner_of(&mut self, entry: &Entry) -> Option<&mut Member> {
        entry.by.person().and_then(|person| self.people.get_mut(person))
    }

    fn hold(&mut self, paused: bool, position_ms: u64, at_ms: u64) {
        if let Some(playing) = &mut self.playing {
            (playing.paused, playing.position_ms, playing.as_of_ms) = (paused, position_ms, at_ms);
        }
    }

    fn enqueue(&mut self, entry: Arc<Entry>) {
        let place = (entry.rank, entry.id);
        let index = self.queue.partition_point(|other| (other.rank, other.id) < place);
        self.queue.insert(index, entry);
    }

    fn dequeue(&mut self, id: EntryId) -> Option<Arc<Entry>> {
        let index = self.queue.iter().position(|entry| entry.id == id)?;
        Some(self.queue.remove(index))
    }

    fn change(&mut self, id: EntryId, change: impl FnOnce(&mut Entry)) {
        let playing = self.playing.iter_mut().map(|playing| &mut playing.entry);
        let removed = self.removed.iter_mut().map(|removed| &mut removed.entry);
        let mut entries = playing.chain(&mut self.queue).chain(removed);
        if let Some(entry) = entries.find(|entry| entry.id == id) {
            change(Arc::make_mut(entry));
        }
    }

    /// Puts an entry in the place of what it was, be that queued, playing or removed.
    fn replace(&mut self, entry: &Arc<Entry>) {
        if self.dequeue(entry.id).is_some() {
            self.enqueue(Arc::clone(entry));
        } else if let Some(playing) = self.playing.as_mut().filter(|playing| playing.entry.id == entry.id) {
            playing.entry = Arc::clone(entry);
        } else if let Some(removed) = self.removed.iter_mut().find(|removed| removed.entry.id == entry.id) {
            // Whoever took out their own stays the one who did.
            if removed.by == removed.entry.by {
                removed.by = entry.by.clone();
            }
            removed.entry = Arc::clone(entry);
        }
    }

    fn retag(&mut self, tags: &[Tag]) {
        for tag in tags {
            self.change(tag.entry, |entry| entry.tag_ms = tag.tag_ms);
        }
    }

    fn place(&mut self, places: &[Place]) {
        for place in places {
            if let Some(mut entry) = self.dequeue(place.entry) {
                let changed = Arc::make_mut(&mut entry);
                changed.rank = place.rank;
                changed.why = place.why.clone();
                self.enqueue(entry);
            }
        }
    }

    fn take_out(&mut self, id: EntryId, by: &Actor, reason: RemovedBecause, refund_ms: i64, at_ms: u64) {
        let is_final = matches!(by, Actor::Player | Actor::Bender);
        if is_final {
            self.removed.retain(|removed| removed.entry.id != id);
        }
        if let Some(entry) = self.dequeue(id) {
            if let Some(member) = self.owner_of(&entry) {
                member.finish_ms -= refund_ms;
            }
            if !is_final {
                let voted_out = reason == RemovedBecause::VotedOut;
                // Whatever is taken out is seen to go, so its commit is the next one.
                let commit = self.position.seq + 1;
                self.removed.push_back(Removed {
                    entry,
                    by: by.clone(),
                    at_ms,
                    voted_out,
                    refund_ms,
                    commit,
                });
            }
        }
    }

    /// Lets go of what nothing can ask for any more, so that a nest stays small for ever.
    fn forget(&mut self, commit: &Commit) {
        let now_ms = commit.at_ms;
        keep_newest(&mut self.activity, limits::ACTIVITY_MAX, |_| true);
        keep_newest(&mut self.removed, limits::REMOVED_MAX, |removed| {
            now_ms <= removed.at_ms + limits::RESTORE_MS
        });
        keep_newest(&mut self.offered, limits::SHUNNED_MAX, |shunned| now_ms < shunned.until_ms);
        keep_newest(&mut self.rejected, limits::SHUNNED_MAX, |shunned| now_ms < shunned.until_ms);
        keep_newest(&mut self.unlogged, limits::UNLOGGED_MAX, |_| true);
        keep_newest(&mut self.played, limits::PLAYED_MAX, |played| {
            now_ms < played.ended_ms + limits::COOLDOWN_MAX_MS
        });
        // Looking at everyone is worth it only now and then: when a track starts.
        if commit.events.iter().any(|event| matches!(event, Event::Started { .. })) {
            self.answers.forget_old(self.grown_ms);
            if self.people.len() > limits::PEOPLE_MAX {
                self.forget_people(now_ms);
            }
        }
    }

    fn forget_people(&mut self, now_ms: u64) {
        let mut people = std::mem::take(&mut self.people);
        people.retain(|id, member| {
            member.role != Role::Guest
                || member.finish_ms > self.virtual_ms
                || self.answers.know(id)
                || [&member.adds_ms, &member.comments_ms, &member.rejects_ms, &member.horns_ms]
                    .into_iter()
                    .any(|times| times.back().is_some_and(|last| now_ms < last + limits::HOUR_MS))
                || self.names(id)
        });
        self.people = people;
    }

    /// Whether anything that is shown, or may be shown again, mentions this person.
    #[must_use]
    pub fn names(&self, person: &PersonId) -> bool {
        let removed = self.removed.iter().map(|removed| &removed.entry);
        self.entries().chain(removed).any(|entry| {
            entry.by.is(person)
                || entry.why.pinned_by.as_ref() == Some(person)
                || entry.votes.contains_key(person)
                || entry.skip_votes.contains(person)
                || entry.is_jammed_by(person)
                || entry.comments.iter().any(|comment| comment.by == *person)
        }) || self
            .activity
            .iter()
            .any(|past| past.activity.by.is(person) || past.activity.to.as_ref() == Some(person))
    }
}

fn note_within_the_hour(times_ms: &mut std::collections::VecDeque<u64>, now_ms: u64) {
    while times_ms.front().is_some_and(|first| first + limits::HOUR_MS <= now_ms) {
        times_ms.pop_front();
    }
    times_ms.push_back(now_ms);
}

fn keep_newest<T>(items: &mut std::collections::VecDeque<T>, most: usize, wanted: impl Fn(&T) -> bool) {
    while items.len() > most || items.front().is_some_and(|first| !wanted(first)) {
        items.pop_front();
    }
}
