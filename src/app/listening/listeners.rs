//! Everyone who listens along in a nest: what they want, how it goes for them, and who is driven from here.
//!
//! Must never: drive anybody who did not tap, or who was away for long.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
    time::Duration,
};

use tokio::{
    sync::{Notify, watch},
    task::JoinHandle,
    time::{Instant, sleep, sleep_until},
};

use super::{
    away::Away,
    calling::Calling,
    heard::Chosen,
    runner::{Inputs, drive},
    showing::{self, Kind, Shown, Standing},
    wanted::Wanted,
    wishes::{self, Wish, Wishes},
};
use crate::{
    app::{
        feed::Reader,
        nest_task::NestHandle,
        ports::{StoreFailure, Vault},
    },
    domain::ids::{NestId, PersonId},
};

/// How often to look at who listens, should nobody here have changed it.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// How long to wait between two looks, however much changes.
const PAUSE: Duration = Duration::from_millis(100);

/// What somebody wants, and how it goes.
#[derive(Debug, Clone, Default)]
pub struct Listening {
    /// What they want.
    pub wish: Wish,
    /// What their driver says, if there is one.
    pub standing: Option<Standing>,
}

impl Listening {
    /// What they are shown.
    #[must_use]
    pub fn shown(&self) -> Shown {
        match &self.standing {
            _ if !self.wish.is_on => Kind::Off.into(),
            Some(standing) if standing.taps == self.wish.taps => standing.shown.clone(),
            _ => Kind::Connecting.into(),
        }
    }

    /// The device they listen on, or would.
    #[must_use]
    pub fn device(&self) -> Option<&Chosen> {
        let standing = self.standing.as_ref().and_then(|standing| standing.device.as_ref());
        self.wish.device.as_ref().or(standing)
    }
}

/// The listeners of all nests.
#[derive(Clone)]
pub struct Listeners {
    vault: Arc<dyn Vault>,
    changed: Arc<Notify>,
}

impl Listeners {
    /// Those that this store holds.
    #[must_use]
    pub fn new(vault: Arc<dyn Vault>) -> Self {
        Self { vault, changed: Arc::default() }
    }

    /// What somebody wants, and how it goes.
    ///
    /// # Errors
    /// [`StoreFailure`].
    pub async fn look(&self, nest: &NestId, person: &PersonId) -> Result<Listening, StoreFailure> {
        let wish = wishes::read(&self.vault, nest).await?.remove(person).unwrap_or_default();
        let standing = if wish.is_on { showing::read(&self.vault, person).await? } else { None };
        Ok(Listening { wish, standing })
    }

    /// Everyone who wants to listen.
    ///
    /// # Errors
    /// [`StoreFailure`].
    pub async fn all(&self, nest: &NestId) -> Result<Vec<(PersonId, Listening)>, StoreFailure> {
        let mut all = Vec::new();
        for (person, wish) in wishes::read(&self.vault, nest).await? {
            if wish.is_on {
                let standing = showing::read(&self.vault, &person).await?;
                all.push((person, Listening { wish, standing }));
            }
        }
        Ok(all)
    }

    /// Changes what somebody wants.
    ///
    /// # Errors
    /// [`StoreFailure`].
    pub async fn change(
        &self,
        nest: &NestId,
        person: &PersonId,
        change: impl Fn(&mut Wish) + Send + Sync,
    ) -> Result<(), StoreFailure> {
        wishes::change(&self.vault, nest, person, change).await?;
        self.changed.notify_one();
        Ok(())
    }

    /// Somebody listens no more; what plays is left as it is.
    ///
    /// # Errors
    /// [`StoreFailure`].
    pub async fn stop(&self, nest: &NestId, person: &PersonId) -> Result<(), StoreFailure> {
        self.change(nest, person, |wish| wish.stop(false)).await
    }

    /// Tells a nest who listens, and where `calling` is given also drives them, until the process ends.
    pub async fn follow(self, nest: NestHandle, calling: Option<Calling>, mut ending: watch::Receiver<bool>) {
        let mut drives = calling.map(|calling| Drives::new(calling, nest.clone(), self.clone()));
        loop {
            if let Err(failure) = self.follow_once(&nest, drives.as_mut()).await {
                tracing::debug!(nest.id = %nest.id(), %failure, "Who listens is not known.");
            }
            let again = Instant::now() + PAUSE;
            tokio::select! {
                biased;
                ended = ending.wait_for(|ending| *ending) => {
                    drop(ended);
                    break;
                }
                () = self.changed.notified() => {}
                () = sleep(LOOK_EVERY) => {}
            }
            sleep_until(again).await;
        }
        if let Some(drives) = drives {
            drives.end().await;
        }
    }

    async fn follow_once(&self, nest: &NestHandle, drives: Option<&mut Drives>) -> Result<(), StoreFailure> {
        let wishes = wishes::read(&self.vault, nest.id()).await?;
        if let Some(drives) = drives {
            drives.follow(&wishes);
            for person in drives.note_who_is_away(&wishes) {
                tracing::info!(person.id = %person, "Somebody who listened is away, and listens no more.");
                self.stop(nest.id(), &person).await?;
            }
        }
        let mut listening = BTreeSet::new();
        for (person, wish) in wishes.into_iter().filter(|(_, wish)| wish.is_on) {
            let standing = showing::read(&self.vault, &person).await?;
            if (Listening { wish, standing }).shown().kind.is_listening() {
                listening.insert(person);
            }
        }
        nest.presence().set_listening(listening);
        Ok(())
    }
}

/// Those who are driven from here, in one nest.
struct Drives {
    calling: Calling,
    nest: NestHandle,
    listeners: Listeners,
    wanted: watch::Receiver<Option<Wanted>>,
    driven: BTreeMap<PersonId, (watch::Sender<Wish>, JoinHandle<()>)>,
    away: Away,
}

impl Drives {
    fn new(calling: Calling, nest: NestHandle, listeners: Listeners) -> Self {
        let (tell, wanted) = watch::channel(None);
        tokio::spawn(tell_what_plays(nest.clone(), tell));
        Self { calling, nest, listeners, wanted, driven: BTreeMap::new(), away: Away::default() }
    }

    /// Starts whoever wants to listen, and lets the others know what is wanted of them.
    fn follow(&mut self, wishes: &Wishes) {
        self.driven.retain(|_, (_, task)| !task.is_finished());
        for (person, (tell, _)) in &self.driven {
            let wish = wishes.get(person).cloned().unwrap_or_default();
            tell.send_if_modified(|before| {
                let is_news = *before != wish;
                *before = wish;
                is_news
            });
        }
        for (person, wish) in wishes.iter().filter(|(_, wish)| wish.is_on) {
            if !self.driven.contains_key(person) {
                let (tell, told) = watch::channel(wish.clone());
                let nest = self.nest.id().clone();
                let inputs = Inputs { nest, wish: told, wanted: self.wanted.clone() };
                let (calling, changed) = (self.calling.clone(), Arc::clone(&self.listeners.changed));
                let task = tokio::spawn(drive(calling, person.clone(), inputs, changed));
                self.driven.insert(person.clone(), (tell, task));
            }
        }
    }

    /// Who has been away for too long.
    fn note_who_is_away(&mut self, wishes: &Wishes) -> Vec<PersonId> {
        let on = || wishes.iter().filter(|(_, wish)| wish.is_on).map(|(person, _)| person);
        let away: BTreeSet<_> = self
            .nest
            .presence()
            .see(|present| on().filter(|person| !present.contains_key(*person)).cloned().collect());
        self.away.note(&away, Instant::now())
    }

    /// Lets other processes go on with all of them.
    async fn end(self) {
        for (tell, task) in self.driven.into_values() {
            drop(tell);
            // One that failed has given its reins back, too.
            let _ = task.await;
        }
    }
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
