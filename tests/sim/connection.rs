//! One process's way to the store that all share. Whatever can get lost on it does, now and then.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use async_trait::async_trait;
use echonest::{
    app::ports::{Appended, Dice, Growth, Log, Signals, Snapshot, StoreFailure, Stored, Tail, Vault},
    domain::{
        commit::Commit,
        ids::{NestId, Position},
        people::Present,
    },
    store::chain::Chain,
};
use tokio::{
    sync::{Notify, watch},
    time::sleep,
};

use crate::{
    support::time::SeededDice,
    world::{Faults, World},
};

/// How long a process waits for an answer of the store.
const ANSWER_WITHIN: Duration = Duration::from_secs(3);

/// One process's way to the store. A process that is cut off waits for ever: it is dead.
#[derive(Clone)]
pub struct Connection {
    world: World,
    process: u64,
    cut: Arc<Cut>,
    /// Chance, for whoever uses it. Several may be woken at once, in an order that cannot be repeated.
    dice: Arc<SeededDice>,
}

#[derive(Default)]
struct Cut {
    is_cut: AtomicBool,
    /// Wakes those who wait in the order in which they came, so that an evening can be repeated.
    wake: Notify,
}

impl Connection {
    pub fn new(world: World, process: u64) -> Self {
        let dice = Arc::new(SeededDice::new(world.dice.roll()));
        Self { world, process, cut: Arc::default(), dice }
    }

    /// The same way, for somebody else in the process.
    pub fn share(&self) -> Self {
        Self { dice: Arc::new(SeededDice::new(self.world.dice.roll())), ..self.clone() }
    }

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
    pub const fn dice(&self) -> &Arc<SeededDice> {
        &self.dice
    }

    fn happens(&self, one_in: u64) -> bool {
        one_in > 0 && self.dice.one_in(one_in)
    }

    /// Whether something else than the store fails for once.
    pub fn happens_to_fail(&self) -> bool {
        self.world.faults().is_some_and(|faults| self.happens(faults.refused))
    }

    /// Some time on the way; for ever, if the process is dead.
    pub async fn travel(&self) {
        sleep(Duration::from_millis(self.dice.below(20))).await;
        if self.is_cut() {
            std::future::pending::<()>().await;
        }
    }

    async fn reach(&self) -> Result<Faults, StoreFailure> {
        self.travel().await;
        match self.world.faults() {
            Some(faults) if !self.happens(faults.refused) => Ok(faults),
            _ => Err(StoreFailure::Unavailable("the store said no".into())),
        }
    }

    async fn lose(&self) -> StoreFailure {
        sleep(ANSWER_WITHIN).await;
        self.travel().await;
        StoreFailure::InDoubt("nobody answered".into())
    }
}

#[async_trait]
impl Log for Connection {
    async fn append(&self, nest: &NestId, commits: &[Arc<Commit>]) -> Result<Appended, StoreFailure> {
        let faults = self.reach().await?;
        if self.happens(faults.request_lost) {
            return Err(self.lose().await);
        }
        if self.happens(faults.late) {
            let (world, process, nest) = (self.world.clone(), self.process, nest.clone());
            let (commits, dice) = (commits.to_vec(), Arc::clone(&self.dice));
            let delay = Duration::from_millis(self.dice.below(9_000));
            tokio::spawn(async move {
                sleep(delay).await;
                world.append(process, &nest, &commits, &dice);
            });
            return Err(self.lose().await);
        }
        let appended = self.world.append(self.process, nest, commits, &self.dice);
        if self.happens(faults.reply_lost) {
            return Err(self.lose().await);
        }
        self.travel().await;
        Ok(appended)
    }

    async fn open(&self, nest: &NestId) -> Result<Stored, StoreFailure> {
        self.reach().await?;
        let stored = self.world.at(nest, |chain| chain.stored());
        self.travel().await;
        Ok(stored)
    }

    async fn read(&self, nest: &NestId, after: Position) -> Result<Tail, StoreFailure> {
        self.reach().await?;
        let tail = self.world.at(nest, |chain| chain.read(after));
        self.travel().await;
        Ok(tail)
    }

    async fn forget(&self, nest: &NestId) -> Result<(), StoreFailure> {
        self.reach().await?;
        self.world.at(nest, |chain| *chain = Chain::keeping(12, 48));
        self.travel().await;
        Ok(())
    }

    async fn keep_snapshot(&self, nest: &NestId, snapshot: Snapshot) -> Result<bool, StoreFailure> {
        self.reach().await?;
        let kept = self.world.at(nest, |chain| chain.keep_snapshot(snapshot));
        self.travel().await;
        Ok(kept)
    }

    fn growth(&self, nest: &NestId) -> Growth {
        self.world.growth(self.process, nest)
    }

    async fn probe(&self) -> Result<(), StoreFailure> {
        self.reach().await.map(|_| ())
    }
}

#[async_trait]
impl Vault for Connection {
    async fn put(&self, key: &str, value: Vec<u8>, ttl: Duration) -> Result<(), StoreFailure> {
        self.reach().await?;
        self.world.values().put(key, value, ttl).await
    }

    async fn put_new(&self, key: &str, value: Vec<u8>, ttl: Duration) -> Result<bool, StoreFailure> {
        self.reach().await?;
        self.world.values().put_new(key, value, ttl).await
    }

    async fn replace(
        &self,
        key: &str,
        expected: &[u8],
        value: Vec<u8>,
        ttl: Duration,
    ) -> Result<bool, StoreFailure> {
        self.reach().await?;
        self.world.values().replace(key, expected, value, ttl).await
    }

    async fn get(&self, key: &str) -> Result<Option<Vec<u8>>, StoreFailure> {
        self.reach().await?;
        self.world.values().get(key).await
    }

    async fn take(&self, key: &str) -> Result<Option<Vec<u8>>, StoreFailure> {
        self.reach().await?;
        self.world.values().take(key).await
    }
}

#[async_trait]
impl Signals for Connection {
    async fn say_present(
        &self,
        nest: &NestId,
        here: &Present,
        believed_for: Duration,
    ) -> Result<(), StoreFailure> {
        self.reach().await?;
        self.world.say_present(self.process, nest, here, believed_for);
        Ok(())
    }

    async fn present_elsewhere(&self, nest: &NestId) -> Result<Present, StoreFailure> {
        self.reach().await?;
        Ok(self.world.present_elsewhere(self.process, nest))
    }

    fn changes(&self, _: &NestId) -> watch::Receiver<u64> {
        // That somebody came or went is not told, only asked about; the sender lives as long as the process.
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
