//! Everyone who listens along, in whichever nest: what they want, how it goes for them, and who is driven from
//! here.
//!
//! Must never: drive anybody who did not tap, who was away for long, or who was removed from the nest; look into
//! the vault again and again where nobody is who could want anything.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use tokio::{
    sync::{Notify, broadcast, watch},
    time::{Instant, sleep, sleep_until},
};

use super::{
    calling::Calling,
    drives::Drives,
    heard::Chosen,
    showing::{self, Kind, Shown, Standing},
    wishes::{self, Wish},
};
use crate::{
    app::{
        nest_task::{Chores, Goodbye, NestHandle},
        nests::Nests,
        ports::{StoreFailure, Vault},
    },
    domain::ids::{NestId, PersonId},
};

/// How often to look at who listens while somebody does or could begin to, should nobody here have changed it.
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
    /// Where somebody is present.
    attended: Arc<Mutex<BTreeSet<NestId>>>,
}

impl Listeners {
    /// Those that this store holds.
    #[must_use]
    pub fn new(vault: Arc<dyn Vault>) -> Self {
        Self { vault, changed: Arc::default(), attended: Arc::default() }
    }

    /// What somebody wants, and how it goes.
    ///
    /// # Errors
    /// [`StoreFailure`].
    pub async fn look(&self, person: &PersonId) -> Result<Listening, StoreFailure> {
        let wish = wishes::read(&self.vault).await?.remove(person).unwrap_or_default();
        let standing = if wish.is_on { showing::read(&self.vault, person).await? } else { None };
        Ok(Listening { wish, standing })
    }

    /// Everyone who wants to listen in a nest.
    ///
    /// # Errors
    /// [`StoreFailure`].
    pub async fn all(&self, nest: &NestId) -> Result<Vec<(PersonId, Listening)>, StoreFailure> {
        let mut all = Vec::new();
        for (person, wish) in wishes::read(&self.vault).await? {
            if wish.is_for(nest) {
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
        person: &PersonId,
        change: impl Fn(&mut Wish) + Send + Sync,
    ) -> Result<(), StoreFailure> {
        wishes::change(&self.vault, person, change).await?;
        self.changed.notify_one();
        Ok(())
    }

    /// Somebody listens no more, in whichever nest; what plays is left as it is.
    ///
    /// # Errors
    /// [`StoreFailure`].
    pub async fn stop(&self, person: &PersonId) -> Result<(), StoreFailure> {
        self.change(person, |wish| wish.stop(false)).await
    }

    /// Somebody listens no more in this nest. What they chose elsewhere meanwhile holds.
    async fn stop_in(&self, nest: &NestId, person: &PersonId) -> Result<(), StoreFailure> {
        let stop = |wish: &mut Wish| {
            if wish.is_for(nest) {
                wish.stop(false);
            }
        };
        self.change(person, stop).await
    }

    /// Minds a nest until it is closed: whoever comes there may listen, and where `drives` says so, whoever has to
    /// leave listens no more.
    pub fn mind(&self, nest: &NestHandle, drives: bool) {
        let goodbyes = drives.then(|| nest.goodbyes());
        // Without the nest itself, which is closed when nobody has it.
        tokio::spawn(self.clone().mind_until_closed(nest.id().clone(), nest.chores(), goodbyes));
    }

    async fn mind_until_closed(
        self,
        nest: NestId,
        mut chores: watch::Receiver<Chores>,
        mut goodbyes: Option<broadcast::Receiver<Goodbye>>,
    ) {
        loop {
            if chores.borrow_and_update().is_attended && self.attended().insert(nest.clone()) {
                self.changed.notify_one();
            }
            tokio::select! {
                biased;
                goodbye = next(&mut goodbyes) => if let Err(failure) = self.hear(&nest, goodbye).await {
                    tracing::warn!(nest.id = %nest, %failure, "Whoever was removed may listen still.");
                },
                changed = chores.changed() => if changed.is_err() { return },
            }
        }
    }

    async fn hear(&self, nest: &NestId, goodbye: Goodbye) -> Result<(), StoreFailure> {
        let wishes = wishes::read(&self.vault).await?;
        for (person, _) in wishes.iter().filter(|(_, wish)| wish.is_for(nest)) {
            if goodbye == Goodbye::Everyone || goodbye == Goodbye::Person(person.clone()) {
                tracing::info!(nest.id = %nest, person.id = %person, "Somebody had to leave, and listens no more.");
                self.stop_in(nest, person).await?;
            }
        }
        Ok(())
    }

    /// Tells all nests who listens, and where `calling` is given also drives them, until the process ends.
    pub async fn follow(self, nests: Nests, calling: Option<Calling>, mut ending: watch::Receiver<bool>) {
        let mut drives =
            calling.map(|calling| Drives::new(calling, nests.clone(), Arc::clone(&self.changed)));
        let mut told = BTreeSet::new();
        loop {
            let is_idle =
                self.follow_once(&nests, drives.as_mut(), &mut told).await.unwrap_or_else(|failure| {
                    tracing::debug!(%failure, "Who listens is not known.");
                    false
                });
            let again = Instant::now() + PAUSE;
            tokio::select! {
                biased;
                ended = ending.wait_for(|ending| *ending) => {
                    drop(ended);
                    break;
                }
                () = self.changed.notified() => {}
                () = sleep(LOOK_EVERY), if !is_idle => {}
            }
            sleep_until(again).await;
        }
        if let Some(drives) = drives {
            drives.end().await;
        }
    }

    /// Says whether nobody listens, and nobody is there who could begin to.
    async fn follow_once(
        &self,
        nests: &Nests,
        drives: Option<&mut Drives>,
        told: &mut BTreeSet<NestId>,
    ) -> Result<bool, StoreFailure> {
        let attended = self.attended_of(nests);
        let mut wishes = wishes::read(&self.vault).await?;
        if let Some(drives) = drives {
            drives.follow(&wishes);
            wishes.retain(|_, wish| wish.is_on);
            for person in drives.those_who_left(&wishes, &attended).await {
                tracing::info!(person.id = %person, "Somebody who listened is not there, and listens no more.");
                self.stop_in(&wishes[&person].nest, &person).await?;
            }
        }
        wishes.retain(|_, wish| wish.is_on);
        let is_idle = wishes.is_empty() && attended.is_empty();
        let mut listening: BTreeMap<NestId, BTreeSet<PersonId>> = BTreeMap::new();
        for (person, wish) in wishes {
            let standing = showing::read(&self.vault, &person).await?;
            let nest = wish.nest.clone();
            if (Listening { wish, standing }).shown().kind.is_listening() {
                listening.entry(nest).or_default().insert(person);
            }
        }
        let silent = std::mem::take(told).into_iter().map(|nest| (nest, BTreeSet::new()));
        *told = listening.keys().cloned().collect();
        for (nest, people) in
            silent.filter(|(nest, _)| !listening.contains_key(nest)).chain(listening.clone())
        {
            if let Some(nest) = nests.if_open(&nest) {
                nest.presence().set_listening(people);
            }
        }
        Ok(is_idle)
    }

    /// The nests in which somebody is present.
    fn attended_of(&self, nests: &Nests) -> Vec<NestHandle> {
        let mut attended = Vec::new();
        self.attended().retain(|id| {
            let nest = nests.if_open(id).filter(|nest| nest.chores().borrow().is_attended);
            let is_attended = nest.is_some();
            attended.extend(nest);
            is_attended
        });
        attended
    }

    fn attended(&self) -> std::sync::MutexGuard<'_, BTreeSet<NestId>> {
        self.attended.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Who has to leave next. Of those that are missed, it is seen that they are banned, or away.
async fn next(goodbyes: &mut Option<broadcast::Receiver<Goodbye>>) -> Goodbye {
    while let Some(all) = goodbyes {
        match all.recv().await {
            Ok(goodbye) => return goodbye,
            Err(broadcast::error::RecvError::Lagged(_)) => {}
            Err(broadcast::error::RecvError::Closed) => *goodbyes = None,
        }
    }
    std::future::pending().await
}
