//! Those who are driven from here, each in the nest they chose last.
//!
//! Must never: drive one person in two nests at a time.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use tokio::{
    sync::{Notify, watch},
    task::JoinHandle,
    time::Instant,
};

use super::{
    away::Away,
    calling::Calling,
    runner::{Inputs, drive},
    wanted::Wanted,
    wishes::{Wish, Wishes},
};
use crate::{
    app::{feed::Reader, nest_task::NestHandle, nests::Nests, view::View},
    domain::ids::{NestId, PersonId},
};

/// Those who are driven from here.
pub(super) struct Drives {
    calling: Calling,
    nests: Nests,
    /// To be told when it goes differently for somebody.
    changed: Arc<Notify>,
    driven: BTreeMap<PersonId, Driven>,
    /// What each nest plays in which somebody is driven.
    playing: BTreeMap<NestId, watch::Receiver<Option<Wanted>>>,
    away: Away,
}

struct Driven {
    nest: NestId,
    tell: watch::Sender<Wish>,
    task: JoinHandle<()>,
}

impl Drives {
    pub(super) fn new(calling: Calling, nests: Nests, changed: Arc<Notify>) -> Self {
        let (driven, playing, away) = (BTreeMap::new(), BTreeMap::new(), Away::default());
        Self { calling, nests, changed, driven, playing, away }
    }

    /// Starts whoever wants to listen, and lets the others know what is wanted of them, also where they want no
    /// more.
    pub(super) fn follow(&mut self, wishes: &Wishes) {
        self.driven.retain(|_, driven| !driven.task.is_finished());
        for (person, driven) in &self.driven {
            let wish = wishes.get(person).cloned().unwrap_or_default();
            if wish.is_on && wish.nest != driven.nest {
                continue;
            }
            driven.tell.send_if_modified(|before| {
                let is_news = *before != wish;
                *before = wish;
                is_news
            });
        }
        for (person, wish) in wishes.iter().filter(|(_, wish)| wish.is_on) {
            if self.driven.get(person).is_none_or(|driven| driven.nest != wish.nest) {
                self.start(person, wish);
            }
        }
        self.playing.retain(|nest, _| self.driven.values().any(|driven| driven.nest == *nest));
    }

    fn start(&mut self, person: &PersonId, wish: &Wish) {
        let Some(wanted) = self.what_plays(&wish.nest) else { return };
        let (tell, told) = watch::channel(wish.clone());
        let inputs = Inputs { nest: wish.nest.clone(), wish: told, wanted };
        let driving = drive(self.calling.clone(), person.clone(), inputs, Arc::clone(&self.changed));
        // Who listened elsewhere is let go of there first.
        let before = self.driven.remove(person).map(|Driven { task, .. }| task);
        let task = tokio::spawn(async move {
            if let Some(before) = before {
                // One that failed has given its reins back, too.
                let _ = before.await;
            }
            driving.await;
        });
        self.driven.insert(person.clone(), Driven { nest: wish.nest.clone(), tell, task });
    }

    /// Tells what a nest plays; nothing where it is not open.
    fn what_plays(&mut self, id: &NestId) -> Option<watch::Receiver<Option<Wanted>>> {
        let nest = self.nests.if_open(id)?;
        let told = self.playing.get(id).filter(|told| told.has_changed().is_ok());
        if let Some(told) = told {
            return Some(told.clone());
        }
        let (tell, told) = watch::channel(None);
        tokio::spawn(tell_what_plays(nest, tell));
        self.playing.insert(id.clone(), told.clone());
        Some(told)
    }

    /// Who wants to listen in a nest that is over, or may not come in any more, or has been away from the house
    /// for too long: from all nests, of which these are the ones where anybody is.
    pub(super) async fn those_who_left(&mut self, wishes: &Wishes, attended: &[NestHandle]) -> Vec<PersonId> {
        let is_here = |person: &PersonId| {
            attended.iter().any(|nest| nest.presence().see(|all| all.contains_key(person)))
        };
        let away: BTreeSet<PersonId> = wishes.keys().filter(|person| !is_here(person)).cloned().collect();
        let mut left = self.away.note(&away, Instant::now());
        let mut views = BTreeMap::new();
        for (person, wish) in wishes {
            if !views.contains_key(&wish.nest) {
                views.insert(wish.nest.clone(), self.look(&wish.nest).await);
            }
            let is_shut_out = match &views[&wish.nest] {
                Look::Nest(view) => view.nest.has_ended() || view.nest.bans(person),
                Look::Over => true,
                Look::NotOpen => false,
            };
            if is_shut_out && !left.contains(person) {
                left.push(person.clone());
            }
        }
        left
    }

    async fn look(&self, id: &NestId) -> Look {
        let nest = self.nests.if_open(id);
        let is_known = *id == *self.nests.main().id() || self.nests.register().nests.contains_key(id);
        match nest {
            Some(nest) => nest.look().await.map_or(Look::Over, Look::Nest),
            None if is_known => Look::NotOpen,
            None => Look::Over,
        }
    }

    /// Lets other processes go on with all of them.
    pub(super) async fn end(self) {
        for Driven { tell, task, .. } in self.driven.into_values() {
            drop(tell);
            // One that failed has given its reins back, too.
            let _ = task.await;
        }
    }
}

/// What there is to see of a nest.
enum Look {
    Nest(Arc<View>),
    Over,
    /// It is there, and cannot be opened yet.
    NotOpen,
}

/// Tells what the nest plays, whenever that changes.
async fn tell_what_plays(nest: NestHandle, tell: watch::Sender<Option<Wanted>>) {
    while !tell.is_closed() {
        // Before the look, so that nothing is missed behind it.
        let reader = Reader::new(nest.feed().head(), 0);
        let Some(view) = nest.look().await else { return };
        let wanted = Wanted::of(&view.nest);
        tell.send_if_modified(|before| {
            let is_news = *before != wanted;
            *before = wanted;
            is_news
        });
        tokio::select! {
            () = reader.wait(nest.feed()) => {}
            () = tell.closed() => return,
        }
    }
}
