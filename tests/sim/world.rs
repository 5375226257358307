//! One store that several processes share, with everything that can go wrong between them.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard},
    time::Duration,
};

use echonest::{
    app::ports::{Appended, Clock, Growth},
    domain::{
        commit::Commit,
        ids::{NestId, Position},
        people::Present,
    },
    store::{chain::Chain, memory::MemoryStore},
};
use tokio::{
    sync::watch,
    time::{Instant, sleep},
};

use crate::{connection::Connection, paper::Paper, support::time::SeededDice};

/// How often what goes wrong: once in so many calls, 0 for never.
#[derive(Debug, Clone, Copy)]
pub struct Faults {
    /// The store says no.
    pub refused: u64,
    /// The request is lost on its way.
    pub request_lost: u64,
    /// The append is done, and the answer lost.
    pub reply_lost: u64,
    /// The append is done when nobody waits for it any more.
    pub late: u64,
    /// The news of an append are lost, and the listener connects anew a little later.
    pub news_lost: u64,
}

impl Faults {
    pub const NONE: Self = Self { refused: 0, request_lost: 0, reply_lost: 0, late: 0, news_lost: 0 };
    pub const MANY: Self = Self { refused: 25, request_lost: 40, reply_lost: 25, late: 40, news_lost: 10 };
}

/// A log, and all that was ever accepted in its present history.
#[derive(Debug, Clone)]
struct History {
    chain: Chain,
    ever: Vec<Arc<Commit>>,
}

struct Store {
    now: Histories,
    /// What a second store has copied, some way behind.
    copied: Histories,
    faults: Faults,
    down_until: Instant,
    growth: BTreeMap<(u64, NestId), watch::Sender<Option<Position>>>,
    /// Who each process said is where, and until when that is believed.
    here: BTreeMap<(NestId, u64), (Present, Instant)>,
}

/// The logs, by nest.
type Histories = BTreeMap<NestId, History>;

/// A clock that all agree on, for the ends of values.
struct TrueClock(Instant);

impl Clock for TrueClock {
    fn now_ms(&self) -> u64 {
        u64::try_from(self.0.elapsed().as_millis()).expect("an evening is short")
    }
}

/// The shared store.
#[derive(Clone)]
pub struct World {
    store: Arc<Mutex<Store>>,
    values: MemoryStore,
    /// What the recorders have written, whichever history it was of.
    pub paper: Paper,
    pub dice: Arc<SeededDice>,
}

impl World {
    pub fn new(dice: Arc<SeededDice>) -> Self {
        let store = Store {
            now: Histories::new(),
            copied: Histories::new(),
            faults: Faults::NONE,
            down_until: Instant::now(),
            growth: BTreeMap::new(),
            here: BTreeMap::new(),
        };
        let values = MemoryStore::new(Arc::new(TrueClock(Instant::now())));
        Self { store: Arc::new(Mutex::new(store)), values, paper: Paper::default(), dice }
    }

    pub fn set_faults(&self, faults: Faults) {
        self.lock().faults = faults;
    }

    /// Nobody reaches the store for a while.
    pub fn go_down(&self, time: Duration) {
        self.lock().down_until = Instant::now() + time;
    }

    /// The second store copies what the first one has.
    pub fn copy(&self) {
        let mut store = self.lock();
        store.copied = store.now.clone();
    }

    /// The second store takes over: what it had not copied is lost.
    pub fn fail_over(&self) {
        let mut store = self.lock();
        store.now = store.copied.clone();
        for growth in store.growth.values() {
            growth.send_replace(None);
        }
    }

    /// Everything that a nest's log ever accepted and that was not lost, oldest first.
    pub fn ever(&self, nest: &NestId) -> Vec<Arc<Commit>> {
        self.lock().now.get(nest).map(|history| history.ever.clone()).unwrap_or_default()
    }

    /// Every nest that there ever was a log of.
    pub fn nests(&self) -> Vec<NestId> {
        self.lock().now.keys().cloned().collect()
    }

    /// Whether nothing is left of a nest's log.
    pub fn has_forgotten(&self, nest: &NestId) -> bool {
        self.lock().now.get(nest).is_none_or(|history| history.chain.newest() == Position::START)
    }

    /// The store as one process sees it.
    pub fn connect(&self, process: u64) -> Connection {
        Connection::new(self.clone(), process)
    }

    /// Takes commits into a nest's log, and tells everyone else.
    pub fn append(
        &self,
        process: u64,
        nest: &NestId,
        commits: &[Arc<Commit>],
        dice: &SeededDice,
    ) -> Appended {
        let mut store = self.lock();
        let history = store.now.entry(nest.clone()).or_default();
        let before = history.chain.newest();
        let appended = history.chain.append(commits);
        let newest = history.chain.newest();
        if appended == Appended::In && newest != before {
            history.ever.extend(commits.iter().cloned());
            let news_lost = store.faults.news_lost;
            for ((listener, of), growth) in &store.growth {
                if *listener != process && of == nest {
                    tell(growth.clone(), newest, news_lost > 0 && dice.one_in(news_lost), dice);
                }
            }
        }
        appended
    }

    /// Looks at a nest's log, or changes it.
    pub fn at<T>(&self, nest: &NestId, look: impl FnOnce(&mut Chain) -> T) -> T {
        look(&mut self.lock().now.entry(nest.clone()).or_default().chain)
    }

    /// The news of a nest's log as one process hears them.
    pub fn growth(&self, process: u64, nest: &NestId) -> Growth {
        self.lock().growth.entry((process, nest.clone())).or_default().subscribe()
    }

    /// Believes for a while what a process says of who is in a nest.
    pub fn say_present(&self, process: u64, nest: &NestId, present: &Present, believed_for: Duration) {
        let said = (present.clone(), Instant::now() + believed_for);
        self.lock().here.insert((nest.clone(), process), said);
    }

    /// Who is in a nest, by what other processes say.
    pub fn present_elsewhere(&self, process: u64, nest: &NestId) -> Present {
        let store = self.lock();
        let others = store
            .here
            .iter()
            .filter(|((of, by), (_, until))| of == nest && *by != process && Instant::now() < *until);
        others.flat_map(|(_, (present, _))| present.clone()).collect()
    }

    /// What goes wrong now; nothing where the store cannot be reached at all.
    pub fn faults(&self) -> Option<Faults> {
        let store = self.lock();
        (store.down_until <= Instant::now()).then_some(store.faults)
    }

    /// Values that all processes share.
    pub const fn values(&self) -> &MemoryStore {
        &self.values
    }

    fn lock(&self) -> MutexGuard<'_, Store> {
        self.store.lock().expect("no panic holds the store")
    }
}

impl Default for History {
    fn default() -> Self {
        // Limits so small that snapshots and trims happen all the time.
        Self { chain: Chain::keeping(12, 48), ever: Vec::new() }
    }
}

fn tell(growth: watch::Sender<Option<Position>>, newest: Position, is_lost: bool, dice: &SeededDice) {
    let delay = Duration::from_millis(dice.below(if is_lost { 3_000 } else { 40 }));
    tokio::spawn(async move {
        sleep(delay).await;
        growth.send_replace((!is_lost).then_some(newest));
    });
}
