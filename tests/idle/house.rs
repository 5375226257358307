//! A house without a server around it, in a time that passes only where nobody has anything to do.

use std::{num::NonZeroU64, sync::Arc, time::Duration};

use async_trait::async_trait;
use echonest::{
    app::{
        bender::{
            runner::Bender,
            strategies::{Kin, Strategist},
        },
        caretaker::Caretaker,
        history::past_play::PastPlay,
        listening::listeners::Listeners,
        nest_task::{NestHandle, SNAPSHOT_AFTER, Tools},
        nests::Nests,
        opening, player,
        ports::{Catalogue, Clock, Dice, PlayLog, PlayLogFailure},
        recorder,
    },
    domain::{
        command::Asker,
        ids::{NestId, PersonId},
        people::Role,
        play::Play,
        setting_values::TimeZone,
        settings::{Change, Settings},
        text::Name,
    },
    http::wire::messages::WireScribe,
    music::demo::DemoCatalogue,
    store::memory::MemoryStore,
};
use tokio::{
    sync::{broadcast, watch},
    time::{Instant, sleep},
};

use crate::support::time::SeededDice;

/// After how long with nobody there a nest ends here: longer than any test.
const ENDS_AFTER: Duration = Duration::from_hours(24 * 365);

/// The time, as the runtime has it.
struct Passing(Instant);

impl Clock for Passing {
    fn now_ms(&self) -> u64 {
        1_700_000_000_000 + u64::try_from(self.0.elapsed().as_millis()).expect("it is not that late")
    }
}

/// A play log that nobody reads.
struct Paper;

#[async_trait]
impl PlayLog for Paper {
    async fn write(&self, _: &NestId, _: &TimeZone, _: &[Arc<Play>]) -> Result<(), PlayLogFailure> {
        Ok(())
    }

    fn read(&self, _: &TimeZone, _: &mut dyn FnMut(PastPlay) -> bool) -> Result<(), PlayLogFailure> {
        Ok(())
    }
}

pub struct House {
    pub nests: Nests,
    store: Arc<MemoryStore>,
    clock: Arc<dyn Clock>,
    dice: Arc<dyn Dice>,
    /// Nothing ends as long as this is held.
    ending: watch::Sender<bool>,
}

/// Lets time pass, as fast as there is nothing to do in it.
pub async fn pass(time: Duration) {
    sleep(time).await;
}

pub fn person(name: &str) -> (PersonId, Name) {
    (PersonId::parse(name).expect("an id"), Name::parse(name).expect("a name"))
}

impl House {
    pub async fn build() -> Self {
        let clock: Arc<dyn Clock> = Arc::new(Passing(Instant::now()));
        let dice: Arc<dyn Dice> = Arc::new(SeededDice::new(1));
        let store = Arc::new(MemoryStore::new(Arc::clone(&clock)));
        let tools = Tools {
            log: store.clone(),
            signals: store.clone(),
            clock: Arc::clone(&clock),
            dice: Arc::clone(&dice),
            scribe: Arc::new(WireScribe),
            gap_ms: 0,
            has_budgets: true,
            snapshot_after: SNAPSHOT_AFTER,
            is_shared: false,
            ended: broadcast::Sender::new(1),
        };
        let nests = Nests::open(tools, Settings::default()).await.expect("the nests open");
        Self { nests, store, clock, dice, ending: watch::Sender::new(false) }
    }

    /// Does for every nest all that a process does which plays and serves.
    pub fn keep(&self) {
        let clock = Arc::clone(&self.clock);
        self.nests.keep(move |nest| drop(tokio::spawn(player::keep_time(nest.clone(), Arc::clone(&clock)))));
        let caretaker = Caretaker {
            nests: self.nests.clone(),
            clock: Arc::clone(&self.clock),
            idle: ENDS_AFTER,
            main_has_hosts: false,
        };
        self.nests.keep(move |nest| drop(tokio::spawn(caretaker.clone().care(nest.clone()))));
        self.nests.keep(|nest| {
            drop(tokio::spawn(recorder::record(nest.clone(), Arc::new(Paper), Arc::default())));
        });
        let (store, clock, dice) = (Arc::clone(&self.store), Arc::clone(&self.clock), Arc::clone(&self.dice));
        let catalogue: Arc<dyn Catalogue> = Arc::new(DemoCatalogue::new(NonZeroU64::MIN));
        self.nests.keep(move |nest| {
            let kin = Kin::all(&catalogue).into_iter().map(|kin| Box::new(kin) as Box<dyn Strategist>);
            let bender = Bender {
                nest: nest.clone(),
                strategists: kin.collect(),
                catalogue: Arc::clone(&catalogue),
                vault: store.clone(),
                clock: Arc::clone(&clock),
                dice: Arc::clone(&dice),
            };
            tokio::spawn(bender.run());
        });
        let listeners = Listeners::new(self.store.clone());
        let minding = listeners.clone();
        self.nests.keep(move |nest| minding.mind(nest, true));
        tokio::spawn(listeners.follow(self.nests.clone(), None, self.ending.subscribe()));
    }

    /// The store as another process sees it.
    pub fn elsewhere(&self) -> MemoryStore {
        self.store.as_process(1)
    }

    /// Opens a nest in this person's name.
    pub async fn open(&self, host: &str) -> NestHandle {
        let (id, name) = person(host);
        let asker = Asker { id, name, role: Role::Guest };
        let opened = opening::open(&self.nests, &*self.clock, &*self.dice, &asker, &Change::default()).await;
        opened.expect("it is opened")
    }
}
