//! The reins of one person's device: of all processes, one holds them.
//!
//! They are taken for a few seconds and again and again. A process that ends without giving them back is
//! followed by another one when those seconds are over.
//!
//! Must never: count as held longer than others believe.

use std::{sync::Arc, time::Duration};

use tokio::{
    sync::{oneshot, watch},
    task::JoinHandle,
    time::{Instant, sleep},
};

use crate::{
    app::{
        access::lease::Lease,
        ports::{Dice, StoreFailure, Vault},
    },
    domain::ids::PersonId,
};

/// For how long they are taken: the longest that nobody drives after a process died.
const TTL: Duration = Duration::from_secs(6);
/// How often they are taken again.
const RENEW_EVERY: Duration = Duration::from_secs(2);
/// How long they count as held without being taken again: less, for what is on its way then to arrive.
const HELD_FOR: Duration = Duration::from_secs(5);

/// The reins, for as long as this lives and the store can be reached.
pub struct Reins {
    /// When they were last taken; the sender is gone where they were lost.
    taken: watch::Receiver<Instant>,
    keeps: oneshot::Sender<()>,
    holding: JoinHandle<()>,
}

impl Reins {
    /// Takes them, if nobody has them.
    ///
    /// # Errors
    /// [`StoreFailure`].
    pub async fn take(
        vault: &Arc<dyn Vault>,
        dice: &dyn Dice,
        person: &PersonId,
    ) -> Result<Option<Self>, StoreFailure> {
        let began = Instant::now();
        let Some(lease) = Lease::take(vault, dice, &format!("drives:{person}"), TTL).await? else {
            return Ok(None);
        };
        let (take, taken) = watch::channel(began);
        let (keeps, dropped) = oneshot::channel();
        let holding = tokio::spawn(hold(lease, take, dropped));
        Ok(Some(Self { taken, keeps, holding }))
    }

    /// Whether they are held at this moment.
    #[must_use]
    pub fn are_held(&self) -> bool {
        self.taken.has_changed().is_ok() && self.taken.borrow().elapsed() < HELD_FOR
    }

    /// Gives them back. Where they are only dropped, that is done behind.
    pub async fn give_back(self) {
        drop(self.keeps);
        // Whoever holds them does nothing that could fail.
        let _ = self.holding.await;
    }

    /// Waits until they are lost.
    pub async fn lost(&mut self) {
        while self.taken.changed().await.is_ok() {}
    }
}

/// Takes them again until nobody wants them any more, or somebody else has them.
async fn hold(lease: Lease, take: watch::Sender<Instant>, mut dropped: oneshot::Receiver<()>) {
    loop {
        tokio::select! {
            _ = &mut dropped => return lease.give_back().await,
            () = sleep(RENEW_EVERY) => {}
        }
        let began = Instant::now();
        match lease.renew(TTL).await {
            Ok(true) => drop(take.send_replace(began)),
            Ok(false) => return,
            Err(_) if take.borrow().elapsed() >= HELD_FOR => return,
            Err(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU64, Ordering};

    use super::*;
    use crate::{app::ports::Clock, store::memory::MemoryStore};

    struct Time(Instant);

    impl Clock for Time {
        fn now_ms(&self) -> u64 {
            u64::try_from(self.0.elapsed().as_millis()).unwrap()
        }
    }

    #[derive(Default)]
    struct Counter(AtomicU64);

    impl Dice for Counter {
        fn roll(&self) -> u64 {
            self.0.fetch_add(1, Ordering::SeqCst)
        }
    }

    #[tokio::test(start_paused = true)]
    async fn one_holds_the_reins_until_they_are_given_back_or_somebody_else_has_them() {
        let vault: Arc<dyn Vault> = Arc::new(MemoryStore::new(Arc::new(Time(Instant::now()))));
        let (dice, ann) = (Counter::default(), PersonId::parse("ann").unwrap());
        let take = async || Reins::take(&vault, &dice, &ann).await.unwrap();
        let first = take().await.unwrap();
        sleep(10 * TTL).await;
        assert!(first.are_held() && take().await.is_none(), "they are taken again and again");
        first.give_back().await;
        sleep(RENEW_EVERY).await;
        let mut second = take().await.unwrap();
        vault.put("lease:drives:ann", b"somebody else".to_vec(), TTL).await.unwrap();
        second.lost().await;
        assert!(!second.are_held());
        second.give_back().await;
        assert!(take().await.is_none(), "what is somebody else's is not given back");
    }
}
