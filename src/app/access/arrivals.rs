//! How many guests come from one address, counted for the whole house: a process that is asked next to another
//! admits none that the other would not.
//!
//! The generic cell rate algorithm (ITU-T I.371), with the one moment that it remembers kept in the vault.
//!
//! Must never: keep an address as it is, or hold up whoever comes from another one for long.

use std::{net::IpAddr, sync::Arc, time::Duration};

use tokio::sync::Mutex;

use crate::app::{
    admission::{Denied, house_of},
    ports::{Clock, StoreFailure, Vault},
};

/// Guests that may come from one address a minute, lastingly and at once: a club of some hundreds behind one router is
/// in at once, and one of a thousand within two minutes.
const GUESTS_A_MINUTE: u64 = 240;
const GUESTS_AT_ONCE: u64 = 600;
/// What one guest counts for, in milliseconds.
const EACH_MS: u64 = 60_000 / GUESTS_A_MINUTE;
/// What all together may count for, in milliseconds.
const MOST_MS: u64 = GUESTS_AT_ONCE * EACH_MS;
/// How often it is tried where other processes admit somebody from the same address at the same moment. Each time one of
/// them got further.
const ATTEMPTS: usize = 64;

/// Why a guest is not admitted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotYet {
    /// There were too many.
    Denied(Denied),
    /// Nobody knows how many there were.
    Failed(StoreFailure),
}

/// The guests of all addresses.
pub struct Arrivals {
    is_on: bool,
    vault: Arc<dyn Vault>,
    clock: Arc<dyn Clock>,
    /// In one process they come one after the other, so that only other processes are ever in the way.
    turn: Mutex<()>,
}

impl Arrivals {
    /// Counts them in this vault, or not at all.
    #[must_use]
    pub fn new(is_on: bool, vault: Arc<dyn Vault>, clock: Arc<dyn Clock>) -> Self {
        Self { is_on, vault, clock, turn: Mutex::default() }
    }

    /// Admits one new guest from an address.
    ///
    /// # Errors
    /// [`NotYet`].
    pub async fn admit(&self, address: IpAddr) -> Result<(), NotYet> {
        if !self.is_on {
            return Ok(());
        }
        let key = format!("arrivals:{}", super::hash(&house_of(address).to_string()));
        let _turn = self.turn.lock().await;
        for _ in 0..ATTEMPTS {
            let before = self.vault.get(&key).await.map_err(NotYet::Failed)?;
            let until_ms = before.as_deref().and_then(moment).unwrap_or_default();
            let now_ms = self.clock.now_ms();
            // A clock that was set back, or one that is behind another process' own, makes nobody wait for longer.
            let debt_ms = until_ms.saturating_sub(now_ms).min(MOST_MS) + EACH_MS;
            if debt_ms > MOST_MS {
                return Err(NotYet::Denied(Denied::TooFast(Duration::from_millis(debt_ms - MOST_MS))));
            }
            let (after, ttl) = ((now_ms + debt_ms).to_string().into_bytes(), Duration::from_millis(debt_ms));
            let is_in = match &before {
                None => self.vault.put_new(&key, after, ttl).await,
                Some(before) => self.vault.replace(&key, before, after, ttl).await,
            };
            if is_in.map_err(NotYet::Failed)? {
                return Ok(());
            }
        }
        Err(NotYet::Denied(Denied::TooManyAtOnce))
    }
}

fn moment(kept: &[u8]) -> Option<u64> {
    std::str::from_utf8(kept).ok()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use tokio::time::{Instant, advance};

    use super::*;
    use crate::store::memory::MemoryStore;

    struct Time(Instant);

    impl Clock for Time {
        fn now_ms(&self) -> u64 {
            1_000_000 + u64::try_from(self.0.elapsed().as_millis()).expect("a short while")
        }
    }

    /// As many processes as wanted, with one store.
    fn processes<const N: usize>(is_on: bool) -> [Arrivals; N] {
        let clock: Arc<dyn Clock> = Arc::new(Time(Instant::now()));
        let vault: Arc<dyn Vault> = Arc::new(MemoryStore::new(clock.clone()));
        [(); N].map(|()| Arrivals::new(is_on, vault.clone(), clock.clone()))
    }

    async fn comes(arrivals: &Arrivals, address: &str) -> bool {
        arrivals.admit(address.parse().expect("an address")).await.is_ok()
    }

    #[tokio::test(start_paused = true)]
    async fn six_hundred_come_at_once_by_whichever_process_and_then_four_a_second() {
        let both: [_; 2] = processes(true);
        let mut let_in = 0;
        for n in 0..1_000 {
            let_in += u32::from(comes(&both[n % 2], "203.0.113.7").await);
        }
        assert_eq!(let_in, 600);
        let wait = both[0].admit("203.0.113.7".parse().expect("an address")).await;
        let Err(NotYet::Denied(Denied::TooFast(wait))) = wait else { panic!("{wait:?}") };
        advance(wait.saturating_sub(Duration::from_millis(1))).await;
        assert!(!comes(&both[1], "203.0.113.7").await, "not before it was said");
        advance(Duration::from_millis(1)).await;
        assert!(comes(&both[1], "203.0.113.7").await);
        assert!(!comes(&both[0], "203.0.113.7").await);
        advance(Duration::from_mins(1)).await;
        let mut let_in = 0;
        for _ in 0..1_000 {
            let_in += u32::from(comes(&both[0], "203.0.113.7").await);
        }
        assert_eq!(let_in, 240);
    }

    #[tokio::test]
    async fn a_house_has_one_address_of_ipv4_and_a_whole_64_of_ipv6() {
        let [arrivals] = processes(true);
        let mut let_in = 0;
        for n in 0..1_000 {
            // As many as one may at once, each from another address of the same house.
            let_in += u32::from(comes(&arrivals, &format!("2001:db8:1:2:{n:x}::1")).await);
        }
        assert!((600..700).contains(&let_in), "{let_in}");
        assert!(comes(&arrivals, "2001:db8:1:3::1").await, "the house next door");
        while comes(&arrivals, "203.0.113.7").await {}
        assert!(!comes(&arrivals, "::ffff:203.0.113.7").await, "the same address in other words");
        assert!(comes(&arrivals, "203.0.113.8").await && comes(&arrivals, "::ffff:203.0.113.9").await);
    }

    #[tokio::test]
    async fn where_rates_are_off_nobody_waits() {
        let [arrivals] = processes(false);
        for _ in 0..2_000 {
            assert!(comes(&arrivals, "203.0.113.7").await);
        }
    }
}
