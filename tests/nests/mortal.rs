//! Processes without a network around them, on a store they share, which die at whatever write they are told to.

use std::{
    future::pending,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use async_trait::async_trait;
use echonest::{
    app::{
        caretaker::Caretaker,
        history::past_play::PastPlay,
        housekeeping,
        nest_task::{ENDED_MAX, NestHandle, Reply, SNAPSHOT_AFTER, Tools},
        nests::Nests,
        opening, player,
        ports::{
            Appended, Clock, Growth, Log, PlayLog, PlayLogFailure, Snapshot, StoreFailure, Stored, Tail,
        },
        recorder,
    },
    domain::{
        answers::Answer,
        command::{Asker, Command, Request},
        commit::Commit,
        ids::{NestId, PersonId, Position},
        people::Role,
        play::Play,
        setting_values::TimeZone,
        settings::{Change, Settings},
        text::Name,
    },
    http::wire::messages::WireScribe,
    playlog::PlayLogFiles,
    store::memory::MemoryStore,
};
use tokio::{
    sync::{broadcast, watch},
    time::{Instant, timeout},
};

use super::support::time::SeededDice;

/// After how long with nobody present a nest ends here.
pub const IDLE: Duration = Duration::from_mins(10);

/// A clock that goes as the paused time of a test does.
pub struct Paused(Instant);

impl Paused {
    pub fn start() -> Arc<Self> {
        Arc::new(Self(Instant::now()))
    }
}

impl Clock for Paused {
    fn now_ms(&self) -> u64 {
        1_800_000_000_000 + u64::try_from(self.0.elapsed().as_millis()).expect("a test is short")
    }
}

/// How much a process may still write before it dies.
#[derive(Clone)]
pub struct Life {
    pub writes: Arc<AtomicU64>,
    /// Whether the last write is done, and only nobody hears of it.
    pub dies_after: bool,
}

impl Life {
    pub fn whole() -> Self {
        Self { writes: Arc::new(u64::MAX.into()), dies_after: false }
    }

    /// From now on so many writes go well.
    pub fn ends_after(&self, writes: u64) {
        self.writes.store(writes, Ordering::SeqCst);
    }

    pub fn is_over(&self) -> bool {
        self.writes.load(Ordering::SeqCst) == 0
    }

    async fn write<T>(&self, work: impl Future<Output = T>) -> T {
        let left = self.writes.load(Ordering::SeqCst);
        if left > 1 {
            self.writes.fetch_sub(1, Ordering::SeqCst);
            return work.await;
        }
        self.writes.store(0, Ordering::SeqCst);
        if left == 1 && self.dies_after {
            work.await;
        }
        pending().await
    }

    async fn read<T>(&self, work: impl Future<Output = T>) -> T {
        if self.is_over() { pending().await } else { work.await }
    }
}

/// The store and the play log, as a process sees them that may die.
struct Hands {
    store: MemoryStore,
    paper: PlayLogFiles,
    life: Life,
    /// Where nobody tells that a log has grown.
    silence: Option<watch::Sender<Option<Position>>>,
}

#[async_trait]
impl Log for Hands {
    async fn append(&self, nest: &NestId, commits: &[Arc<Commit>]) -> Result<Appended, StoreFailure> {
        self.life.write(self.store.append(nest, commits)).await
    }

    async fn open(&self, nest: &NestId) -> Result<Stored, StoreFailure> {
        self.life.read(self.store.open(nest)).await
    }

    async fn read(&self, nest: &NestId, after: Position) -> Result<Tail, StoreFailure> {
        self.life.read(Log::read(&self.store, nest, after)).await
    }

    async fn keep_snapshot(&self, nest: &NestId, snapshot: Snapshot) -> Result<bool, StoreFailure> {
        self.life.write(self.store.keep_snapshot(nest, snapshot)).await
    }

    async fn forget(&self, nest: &NestId) -> Result<(), StoreFailure> {
        self.life.write(self.store.forget(nest)).await
    }

    fn growth(&self, nest: &NestId) -> Growth {
        self.silence.as_ref().map_or_else(|| self.store.growth(nest), watch::Sender::subscribe)
    }

    async fn probe(&self) -> Result<(), StoreFailure> {
        Ok(())
    }
}

#[async_trait]
impl PlayLog for Hands {
    async fn write(&self, nest: &NestId, zone: &TimeZone, plays: &[Arc<Play>]) -> Result<(), PlayLogFailure> {
        self.life.write(self.paper.write(nest, zone, plays)).await
    }

    fn read(&self, _: &TimeZone, _: &mut dyn FnMut(PastPlay) -> bool) -> Result<(), PlayLogFailure> {
        Ok(())
    }
}

/// A process that plays.
pub struct Process {
    pub nests: Nests,
    clock: Arc<Paused>,
    dice: Arc<SeededDice>,
}

impl Process {
    /// Starts one, with what it does for every nest.
    pub async fn start(
        store: &MemoryStore,
        clock: &Arc<Paused>,
        logs: &Path,
        number: u64,
        life: &Life,
    ) -> Self {
        let paper = PlayLogFiles::new(logs.to_owned());
        let hands = Hands { store: store.as_process(number), paper, life: life.clone(), silence: None };
        let (process, hands) = Self::open_nests(hands, clock, number).await;
        process.keep(hands)
    }

    /// Starts one that only serves, and hears of nothing that others write until it writes itself.
    pub async fn start_deaf(store: &MemoryStore, clock: &Arc<Paused>, logs: &Path, number: u64) -> Self {
        let (paper, life) = (PlayLogFiles::new(logs.to_owned()), Life::whole());
        let silence = Some(watch::Sender::default());
        let hands = Hands { store: store.as_process(number), paper, life, silence };
        let (process, _) = Self::open_nests(hands, clock, number).await;
        tokio::spawn(housekeeping::let_go(process.nests.clone()));
        process
    }

    async fn open_nests(hands: Hands, clock: &Arc<Paused>, number: u64) -> (Self, Arc<Hands>) {
        let dice = Arc::new(SeededDice::new(number));
        let (store, hands) = (hands.store.clone(), Arc::new(hands));
        let tools = Tools {
            log: hands.clone(),
            signals: Arc::new(store),
            clock: clock.clone(),
            dice: dice.clone(),
            scribe: Arc::new(WireScribe),
            gap_ms: 0,
            has_budgets: true,
            snapshot_after: SNAPSHOT_AFTER,
            is_shared: true,
            ended: broadcast::Sender::new(ENDED_MAX),
        };
        let nests = Nests::open(tools, Settings::default()).await.expect("the main nest opens");
        (Self { nests, clock: clock.clone(), dice }, hands)
    }

    /// Does for every nest what a process does that plays.
    fn keep(self, hands: Arc<Hands>) -> Self {
        let (nests, clock) = (&self.nests, &self.clock);
        let caretaker =
            Caretaker { nests: nests.clone(), clock: clock.clone(), idle: IDLE, main_has_hosts: true };
        let (time, paper): (Arc<dyn Clock>, Arc<dyn PlayLog>) = (clock.clone(), hands.clone());
        nests.keep(move |nest| {
            tokio::spawn(player::keep_time(nest.clone(), Arc::clone(&time)));
            tokio::spawn(caretaker.clone().care(nest.clone()));
            tokio::spawn(recorder::record(nest.clone(), Arc::clone(&paper), Arc::default()));
        });
        tokio::spawn(housekeeping::keep_open(nests.clone(), hands));
        self
    }

    /// Opens a nest of Ann's.
    pub async fn open(&self) -> NestHandle {
        let opened =
            opening::open(&self.nests, &*self.clock, &*self.dice, &person("Ann"), &Change::default()).await;
        opened.expect("the nest opens")
    }

    /// The nest of this id, as this process sees it.
    pub async fn nest(&self, id: &NestId) -> NestHandle {
        let mut register = self.nests.changes();
        register.wait_for(|register| register.nests.contains_key(id)).await.expect("the main nest is open");
        self.nests.get(id).await.expect("the store answers").expect("there is such a nest")
    }

    /// Waits until nothing of any nest but the main one is to be seen to any more.
    pub async fn is_done(&self) {
        let mut register = self.nests.changes();
        let done = register.wait_for(|register| register.nests.is_empty() && register.over.is_empty());
        done.await.expect("the main nest is open");
    }
}

/// Somebody who asks.
pub fn person(name: &str) -> Asker {
    let id = PersonId::parse(&name.to_lowercase()).expect("an id");
    Asker { id, name: Name::parse(name).expect("a name"), role: Role::Guest }
}

/// What becomes of somebody's command.
pub async fn ask(nest: &NestHandle, who: &str, command: Command) -> Answer {
    match nest.ask(Request::Ask { asker: person(who), id: None, command }).await {
        Reply::Answer(answer) => answer,
        other => panic!("the nest answers, and not {other:?}"),
    }
}

/// So much of the paused time goes by, with all that happens in it. Nobody waits for that.
pub async fn goes_by(time: Duration) {
    assert!(timeout(time, pending::<()>()).await.is_err(), "it goes by");
}
