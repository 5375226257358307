//! One store that several processes share, with everything that can go wrong between them.

use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex, MutexGuard,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use async_trait::async_trait;
use echonest::{
    app::ports::{Appended, Clock, Dice, Growth, Log, Signals, Snapshot, StoreFailure, Stored, Tail, Vault},
    domain::{
        commit::Commit,
        ids::{NestId, Position},
        people::Present,
    },
    store::{chain::Chain, memory::MemoryStore},
};
use tokio::{
    sync::{Notify, watch},
    time::{Instant, sleep},
};

use crate::{paper::Paper, support::time::SeededDice};

/// How long a process waits for an answer of the store.
const ANSWER_WITHIN: Duration = Duration::from_secs(3);

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
    now: History,
    /// What a second store has copied, some way behind.
    copied: History,
    faults: Faults,
    down_until: Instant,
    growth: BTreeMap<u64, watch::Sender<Option<Position>>>,
}

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
        // Limits so small that snapshots and trims happen all the time.
        let history = History { chain: Chain::keeping(12, 48), ever: Vec::new() };
        let store = Store {
            now: history.clone(),
            copied: history,
            faults: Faults::NONE,
            down_until: Instant::now(),
            growth: BTreeMap::new(),
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

    /// Everything that was ever accepted and not lost, oldest first.
    pub fn ever(&self) -> Vec<Arc<Commit>> {
        self.lock().now.ever.clone()
    }

    /// The store as one process sees it.
    pub fn connect(&self, process: u64) -> Connection {
        let growth = watch::Sender::default();
        self.lock().growth.insert(process, growth);
        Connection { world: self.clone(), process, cut: Arc::default() }
    }

    fn lock(&self) -> MutexGuard<'_, Store> {
        self.store.lock().expect("no panic holds the store")
    }

    fn happens(&self, one_in: u64) -> bool {
        one_in > 0 && self.dice.one_in(one_in)
    }

    fn append(&self, process: u64, commits: &[Arc<Commit>]) -> Appended {
        let mut store = self.lock();
        let before = store.now.chain.newest();
        let appended = store.now.chain.append(commits);
        if appended == Appended::In && store.now.chain.newest() != before {
            store.now.ever.extend(commits.iter().cloned());
            let newest = store.now.chain.newest();
            let news_lost = store.faults.news_lost;
            for (listener, growth) in &store.growth {
                if *listener != process {
                    self.tell(growth.clone(), newest, self.happens(news_lost));
                }
            }
        }
        appended
    }

    fn tell(&self, growth: watch::Sender<Option<Position>>, newest: Position, is_lost: bool) {
        let delay = Duration::from_millis(self.dice.below(if is_lost { 3_000 } else { 40 }));
        tokio::spawn(async move {
            sleep(delay).await;
            growth.send_replace((!is_lost).then_some(newest));
        });
    }
}

/// One process's way to the store. A process that is cut off waits for ever: it is dead.
#[derive(Clone)]
pub struct Connection {
    world: World,
    process: u64,
    cut: Arc<Cut>,
}

#[derive(Default)]
struct Cut {
    is_cut: AtomicBool,
    /// Wakes those who wait in the order in which they came, so that an evening can be repeated.
    wake: Notify,
}

impl Connection {
    pub fn cut(&self) {
        self.cut.is_cut.store(true, Ordering::SeqCst);
        self.cut.wake.notify_waiters();
    }

    pub fn is_cut(&self) -> bool {
        self.cut.is_cut.load(Ordering::SeqCst)
    }

    pub async fn until_cut(&self) {
        let woken = self.cut.wake.notified();
        tokio::pin!(woken);
        woken.as_mut().enable();
        if !self.is_cut() {
            woken.await;
        }
    }

    /// Chance, as everything here takes it.
    pub fn dice(&self) -> &SeededDice {
        &self.world.dice
    }

    /// Whether something else than the store fails for once.
    pub fn happens_to_fail(&self) -> bool {
        let refused = self.world.lock().faults.refused;
        self.world.happens(refused)
    }

    /// Some time on the way; for ever, if the process is dead.
    pub async fn travel(&self) {
        sleep(Duration::from_millis(self.world.dice.below(20))).await;
        if self.is_cut() {
            std::future::pending::<()>().await;
        }
    }

    async fn reach(&self) -> Result<(), StoreFailure> {
        self.travel().await;
        let (down_until, faults) = {
            let store = self.world.lock();
            (store.down_until, store.faults)
        };
        if Instant::now() < down_until || self.world.happens(faults.refused) {
            return Err(StoreFailure::Unavailable("the store said no".into()));
        }
        Ok(())
    }

    async fn lose(&self) -> StoreFailure {
        sleep(ANSWER_WITHIN).await;
        self.travel().await;
        StoreFailure::InDoubt("nobody answered".into())
    }
}

#[async_trait]
impl Log for Connection {
    async fn append(&self, _: &NestId, commits: &[Arc<Commit>]) -> Result<Appended, StoreFailure> {
        let faults = self.world.lock().faults;
        self.reach().await?;
        if self.world.happens(faults.request_lost) {
            return Err(self.lose().await);
        }
        if self.world.happens(faults.late) {
            let (world, process, commits) = (self.world.clone(), self.process, commits.to_vec());
            let delay = Duration::from_millis(world.dice.below(9_000));
            tokio::spawn(async move {
                sleep(delay).await;
                world.append(process, &commits);
            });
            return Err(self.lose().await);
        }
        let appended = self.world.append(self.process, commits);
        if self.world.happens(faults.reply_lost) {
            return Err(self.lose().await);
        }
        self.travel().await;
        Ok(appended)
    }

    async fn open(&self, _: &NestId) -> Result<Stored, StoreFailure> {
        self.reach().await?;
        let stored = self.world.lock().now.chain.stored();
        self.travel().await;
        Ok(stored)
    }

    async fn read(&self, _: &NestId, after: Position) -> Result<Tail, StoreFailure> {
        self.reach().await?;
        let tail = self.world.lock().now.chain.read(after);
        self.travel().await;
        Ok(tail)
    }

    async fn forget(&self, _: &NestId) -> Result<(), StoreFailure> {
        Err(StoreFailure::Unavailable("there is only the main nest here".into()))
    }

    async fn keep_snapshot(&self, _: &NestId, snapshot: Snapshot) -> Result<bool, StoreFailure> {
        self.reach().await?;
        let kept = self.world.lock().now.chain.keep_snapshot(snapshot);
        self.travel().await;
        Ok(kept)
    }

    fn growth(&self, _: &NestId) -> Growth {
        self.world.lock().growth[&self.process].subscribe()
    }

    async fn probe(&self) -> Result<(), StoreFailure> {
        self.reach().await
    }
}

#[async_trait]
impl Vault for Connection {
    async fn put(&self, key: &str, value: Vec<u8>, ttl: Duration) -> Result<(), StoreFailure> {
        self.reach().await?;
        self.world.values.put(key, value, ttl).await
    }

    async fn put_new(&self, key: &str, value: Vec<u8>, ttl: Duration) -> Result<bool, StoreFailure> {
        self.reach().await?;
        self.world.values.put_new(key, value, ttl).await
    }

    async fn replace(
        &self,
        key: &str,
        expected: &[u8],
        value: Vec<u8>,
        ttl: Duration,
    ) -> Result<bool, StoreFailure> {
        self.reach().await?;
        self.world.values.replace(key, expected, value, ttl).await
    }

    async fn get(&self, key: &str) -> Result<Option<Vec<u8>>, StoreFailure> {
        self.reach().await?;
        self.world.values.get(key).await
    }

    async fn take(&self, key: &str) -> Result<Option<Vec<u8>>, StoreFailure> {
        self.reach().await?;
        self.world.values.take(key).await
    }
}

#[async_trait]
impl Signals for Connection {
    async fn say_present(&self, _: &NestId, _: &Present, _: Duration) -> Result<(), StoreFailure> {
        Ok(())
    }

    async fn present_elsewhere(&self, _: &NestId) -> Result<Present, StoreFailure> {
        Ok(Present::new())
    }

    fn changes(&self, _: &NestId) -> watch::Receiver<u64> {
        // Nobody ever comes or goes elsewhere; the sender lives as long as the process.
        static QUIET: std::sync::LazyLock<watch::Sender<u64>> =
            std::sync::LazyLock::new(watch::Sender::default);
        QUIET.subscribe()
    }
}

/// A die for ids of commits that is thrown by one process.
pub struct ProcessDice(pub Arc<SeededDice>);

impl Dice for ProcessDice {
    fn roll(&self) -> u64 {
        self.0.roll()
    }
}
