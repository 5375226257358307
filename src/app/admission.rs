//! How much one person, and everyone together, may ask of one process.
//!
//! The limits of the rules are in the nest and hold everywhere; these protect the process itself.
//! They go by person, never by address alone: a whole party may come from one address. An address counts as the
//! network that one house has of its own: of IPv6 that is 2^64 addresses.
//!
//! Must never: grow with the number of people who were ever here.

use std::{
    collections::HashMap,
    hash::Hash,
    net::{IpAddr, Ipv6Addr},
    num::NonZeroU32,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter, clock::Clock as _};

use crate::domain::ids::{PersonId, ScreenId};

/// Commands of one person that may be unanswered.
pub const UNANSWERED_MAX: usize = 32;
/// Exports of one person that may be under way: one that writes, and one that waits for it.
pub const EXPORTS_MAX: usize = 2;
/// Sockets and event streams of one person: a phone, a laptop, and some forgotten tabs.
pub const SOCKETS_A_PERSON: usize = 10;
/// Event streams of one screen: the one it reads, and those that the network lost without telling us.
pub const STREAMS_A_SCREEN: usize = 10;
/// Sockets and event streams of one process: what fits a small server's memory.
pub const SOCKETS_MAX: usize = 20_000;
/// Commands a second of one person, lastingly and at once: faster than anyone taps, slow enough
/// for a disk.
const COMMANDS_A_SECOND: NonZeroU32 = NonZeroU32::new(20).expect("because 20 is not 0");
const COMMANDS_AT_ONCE: NonZeroU32 = NonZeroU32::new(200).expect("because 200 is not 0");
/// Sign-ins that are begun a minute from one address, lastingly and at once: each is kept for ten minutes.
const ATTEMPTS_A_MINUTE: NonZeroU32 = NonZeroU32::new(60).expect("because 60 is not 0");
const ATTEMPTS_AT_ONCE: NonZeroU32 = NonZeroU32::new(300).expect("because 300 is not 0");
/// Invite codes an hour that are tried from one address: the contract's.
const INVITES_AN_HOUR: NonZeroU32 = NonZeroU32::new(10).expect("because 10 is not 0");
/// Searches a second of one person: as fast as a page sends them while somebody types.
const SEARCHES_A_SECOND: NonZeroU32 = NonZeroU32::new(10).expect("because 10 is not 0");
const SEARCHES_AT_ONCE: NonZeroU32 = NonZeroU32::new(60).expect("because 60 is not 0");
/// Codes that lead nowhere a minute from one address, lastingly and at once: people mistype, and whoever tries all
/// codes would need years.
const GUESSES_A_MINUTE: u64 = 10;
const GUESSES_AT_ONCE: u64 = 30;
/// Addresses whose guesses are counted; beyond them those that guessed least are forgotten.
const GUESSERS_MAX: usize = 10_000;
/// After how many checks those who have been quiet are forgotten.
const CHECKS_PER_SWEEP: usize = 4_096;

/// Why something is not admitted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Denied {
    /// Too much of it is under way.
    TooManyAtOnce,
    /// Too much of it in too short a time; free again after this.
    TooFast(Duration),
}

/// Counts what is under way, by whom.
struct Counts<K> {
    by_key: Mutex<(HashMap<K, usize>, usize)>,
}

impl<K> Default for Counts<K> {
    fn default() -> Self {
        Self { by_key: Mutex::default() }
    }
}

/// A place among those under way. Give it back by dropping it.
pub struct Ticket<K: Eq + Hash = PersonId> {
    counts: Arc<Counts<K>>,
    key: K,
}

impl<K: Eq + Hash> Drop for Ticket<K> {
    fn drop(&mut self) {
        let mut counts = self.counts.by_key.lock().unwrap_or_else(PoisonError::into_inner);
        counts.1 -= 1;
        if let Some(count) = counts.0.get_mut(&self.key) {
            *count -= 1;
            if *count == 0 {
                counts.0.remove(&self.key);
            }
        }
    }
}

impl<K: Eq + Hash + Clone> Counts<K> {
    fn take(self: &Arc<Self>, key: &K, each: usize, all: usize) -> Result<Ticket<K>, Denied> {
        let mut counts = self.by_key.lock().unwrap_or_else(PoisonError::into_inner);
        let mine = counts.0.get(key).copied().unwrap_or_default();
        if mine >= each || counts.1 >= all {
            return Err(Denied::TooManyAtOnce);
        }
        counts.0.insert(key.clone(), mine + 1);
        counts.1 += 1;
        Ok(Ticket { counts: Arc::clone(self), key: key.clone() })
    }
}

/// A rate by key, or none where limits are off.
struct Rate<K: Hash + Eq + Clone> {
    limiter: Option<DefaultKeyedRateLimiter<K>>,
    checks: std::sync::atomic::AtomicUsize,
}

impl<K: Hash + Eq + Clone> Rate<K> {
    fn new(is_on: bool, quota: Quota) -> Self {
        Self {
            limiter: is_on.then(|| RateLimiter::keyed(quota)),
            checks: std::sync::atomic::AtomicUsize::default(),
        }
    }

    fn check(&self, key: &K) -> Result<(), Denied> {
        let Some(limiter) = &self.limiter else { return Ok(()) };
        let checks = self.checks.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        if checks % CHECKS_PER_SWEEP == CHECKS_PER_SWEEP - 1 {
            limiter.retain_recent();
        }
        limiter
            .check_key(key)
            .map_err(|not_until| Denied::TooFast(not_until.wait_time_from(limiter.clock().now())))
    }
}

/// When each address will have made up for its wrong guesses, in epoch milliseconds. A rate whose limit can be
/// asked for without using it up: whoever guesses right is not to be counted.
struct Guesses {
    is_on: bool,
    until_ms: Mutex<HashMap<IpAddr, u64>>,
}

impl Guesses {
    /// How long one wrong guess counts, in milliseconds.
    const EACH_MS: u64 = 60_000 / GUESSES_A_MINUTE;

    fn check(&self, address: IpAddr, is_right: bool, now_ms: u64) -> Result<(), Denied> {
        if !self.is_on {
            return Ok(());
        }
        let mut until = self.until_ms.lock().unwrap_or_else(PoisonError::into_inner);
        let most_ms = GUESSES_AT_ONCE * Self::EACH_MS;
        // A clock that was set back makes nobody wait for longer.
        let debt_ms = until.get(&address).map_or(0, |until| until.saturating_sub(now_ms).min(most_ms));
        let wait_ms = (debt_ms + Self::EACH_MS).saturating_sub(most_ms);
        if wait_ms > 0 {
            return Err(Denied::TooFast(Duration::from_millis(wait_ms)));
        }
        if is_right {
            return Ok(());
        }
        if until.len() >= GUESSERS_MAX && !until.contains_key(&address) {
            until.retain(|_, until| *until > now_ms);
            let least = until.iter().min_by_key(|(_, until)| **until).map(|(address, _)| *address);
            if let Some(least) = least.filter(|_| until.len() >= GUESSERS_MAX) {
                until.remove(&least);
            }
        }
        until.insert(address, now_ms + debt_ms + Self::EACH_MS);
        Ok(())
    }
}

/// What one process admits.
pub struct Admission {
    commands: Rate<PersonId>,
    searches: Rate<PersonId>,
    attempts: Rate<IpAddr>,
    invites: Rate<IpAddr>,
    guesses: Guesses,
    unanswered: Arc<Counts<PersonId>>,
    sockets: Arc<Counts<PersonId>>,
    exports: Arc<Counts<PersonId>>,
    screens: Arc<Counts<ScreenId>>,
}

impl Admission {
    /// With or without limits on rates. Limits on what is under way always hold.
    #[must_use]
    pub fn new(has_rates: bool) -> Self {
        let a_second = |lastingly, at_once| Quota::per_second(lastingly).allow_burst(at_once);
        Self {
            commands: Rate::new(has_rates, a_second(COMMANDS_A_SECOND, COMMANDS_AT_ONCE)),
            searches: Rate::new(has_rates, a_second(SEARCHES_A_SECOND, SEARCHES_AT_ONCE)),
            attempts: Rate::new(
                has_rates,
                Quota::per_minute(ATTEMPTS_A_MINUTE).allow_burst(ATTEMPTS_AT_ONCE),
            ),
            invites: Rate::new(has_rates, Quota::per_hour(INVITES_AN_HOUR)),
            guesses: Guesses { is_on: has_rates, until_ms: Mutex::default() },
            unanswered: Arc::default(),
            sockets: Arc::default(),
            exports: Arc::default(),
            screens: Arc::default(),
        }
    }

    /// Admits one command of a person; the ticket is held until it is answered.
    ///
    /// # Errors
    /// [`Denied`].
    pub fn command(&self, person: &PersonId) -> Result<Ticket, Denied> {
        let ticket = self.unanswered.take(person, UNANSWERED_MAX, usize::MAX)?;
        self.commands.check(person)?;
        Ok(ticket)
    }

    /// Admits one search of a person.
    ///
    /// # Errors
    /// [`Denied`].
    pub fn search(&self, person: &PersonId) -> Result<(), Denied> {
        self.searches.check(person)
    }

    /// Admits one export of a person; the ticket is held until it is done.
    ///
    /// # Errors
    /// [`Denied`].
    pub fn export(&self, person: &PersonId) -> Result<Ticket, Denied> {
        let ticket = self.exports.take(person, EXPORTS_MAX, usize::MAX)?;
        self.searches.check(person)?;
        Ok(ticket)
    }

    /// Admits one beginning of a sign-in from an address.
    ///
    /// # Errors
    /// [`Denied`].
    pub fn attempt(&self, address: IpAddr) -> Result<(), Denied> {
        self.attempts.check(&house_of(address))
    }

    /// Admits one try of an invite code from an address.
    ///
    /// # Errors
    /// [`Denied`].
    pub fn invite(&self, address: IpAddr) -> Result<(), Denied> {
        self.invites.check(&house_of(address))
    }

    /// Admits the naming of one code from an address. Only those that lead nowhere count; once there are too many,
    /// right ones are not admitted either, so that nobody finds out by that.
    ///
    /// # Errors
    /// [`Denied`].
    pub fn guess(&self, address: IpAddr, is_right: bool, now_ms: u64) -> Result<(), Denied> {
        self.guesses.check(house_of(address), is_right, now_ms)
    }

    /// Admits one socket or event stream of a person; the ticket is held while it is open.
    ///
    /// # Errors
    /// [`Denied`].
    pub fn socket(&self, person: &PersonId) -> Result<Ticket, Denied> {
        self.sockets.take(person, SOCKETS_A_PERSON, SOCKETS_MAX)
    }

    /// Admits one event stream of a screen; the ticket is held while it is open.
    ///
    /// # Errors
    /// [`Denied`].
    pub fn screen(&self, screen: &ScreenId) -> Result<Ticket<ScreenId>, Denied> {
        self.screens.take(screen, STREAMS_A_SCREEN, SOCKETS_MAX)
    }
}

/// What a provider gives to one house: a /64 of IPv6 at the least (RFC 6177), one address of IPv4, also where that is
/// written as one of IPv6.
#[must_use]
pub fn house_of(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(address) => address.into(),
        IpAddr::V6(address) => Ipv6Addr::from_bits(address.to_bits() & (u128::MAX << 64)).into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(name: &str) -> PersonId {
        PersonId::parse(name).expect("an id")
    }

    #[test]
    fn thirty_two_commands_of_a_person_may_be_unanswered() {
        let admission = Admission::new(false);
        let tickets: Vec<_> = (0..32).map(|_| admission.command(&person("ann")).ok()).collect();
        assert!(tickets.iter().all(Option::is_some));
        assert_eq!(admission.command(&person("ann")).err(), Some(Denied::TooManyAtOnce));
        assert!(admission.command(&person("bob")).is_ok());
        drop(tickets);
        assert!(admission.command(&person("ann")).is_ok());
    }

    #[test]
    fn two_exports_of_a_person_may_be_under_way() {
        let admission = Admission::new(false);
        let tickets = [admission.export(&person("ann")), admission.export(&person("ann"))];
        assert!(tickets.iter().all(Result::is_ok));
        assert_eq!(admission.export(&person("ann")).err(), Some(Denied::TooManyAtOnce));
        assert!(admission.export(&person("bob")).is_ok());
        drop(tickets);
        assert!(admission.export(&person("ann")).is_ok());
    }

    #[test]
    fn ten_invite_codes_an_hour_are_tried_from_an_address() {
        let admission = Admission::new(true);
        let invite = |address: &str| admission.invite(address.parse().expect("an address")).is_ok();
        assert_eq!((0..100).filter(|_| invite("203.0.113.7")).count(), 10);
        assert!(invite("203.0.113.8"), "the house next door");
    }

    #[test]
    fn thirty_wrong_guesses_are_borne_at_once_and_ten_a_minute_lastingly() {
        let admission = Admission::new(true);
        let [here, there] =
            ["203.0.113.7", "203.0.113.8"].map(|address| address.parse().expect("an address"));
        assert!((0..100).all(|_| admission.guess(here, true, 0).is_ok()), "right ones do not count");
        assert_eq!((0..100).filter(|_| admission.guess(here, false, 0).is_ok()).count(), 30);
        assert_eq!(admission.guess(here, true, 0), Err(Denied::TooFast(Duration::from_secs(6))));
        assert!(admission.guess(there, false, 0).is_ok());
        let later = |second: u64| admission.guess(here, false, second * 1_000).is_ok();
        assert_eq!((1..=600).filter(|second| later(*second)).count(), 100);
        assert!(admission.guess(here, true, 0).is_err() && admission.guess(here, true, 900_000).is_ok());
        assert!((0..100).all(|_| Admission::new(false).guess(here, false, 0).is_ok()));
    }

    #[test]
    fn guesses_of_many_addresses_are_forgotten_at_last() {
        let admission = Admission::new(true);
        for number in 0..20_000 {
            let address = std::net::Ipv4Addr::from_bits(number).into();
            assert!(admission.guess(address, false, 0).is_ok());
        }
        assert!(admission.guesses.until_ms.lock().expect("no panic").len() <= GUESSERS_MAX);
    }

    #[test]
    fn ten_sockets_of_a_person_may_be_open() {
        let admission = Admission::new(false);
        let tickets: Vec<_> = (0..10).map(|_| admission.socket(&person("ann")).ok()).collect();
        assert!(tickets.iter().all(Option::is_some));
        assert_eq!(admission.socket(&person("ann")).err(), Some(Denied::TooManyAtOnce));
    }

    #[test]
    fn all_sockets_together_are_limited_too() {
        let counts = Arc::new(Counts::default());
        let tickets: Vec<_> = (0..5).map(|n| counts.take(&person(&format!("p{n}")), 10, 5)).collect();
        assert!(tickets.iter().all(Result::is_ok));
        assert_eq!(counts.take(&person("p9"), 10, 5).err(), Some(Denied::TooManyAtOnce));
    }

    #[test]
    fn who_asks_too_fast_is_told_when_to_ask_again_and_others_are_not() {
        let admission = Admission::new(true);
        let denied = (0..10_000).find_map(|_| admission.command(&person("ann")).err());
        assert!(matches!(denied, Some(Denied::TooFast(wait)) if !wait.is_zero()), "{denied:?}");
        assert!(admission.command(&person("bob")).is_ok());
    }

    #[test]
    fn where_rates_are_off_nobody_is_too_fast() {
        let admission = Admission::new(false);
        assert!((0..10_000).all(|_| admission.command(&person("ann")).is_ok()));
    }

    #[test]
    fn nothing_is_kept_of_who_left() {
        let admission = Admission::new(true);
        for number in 0..100 {
            drop(admission.command(&person(&format!("p{number}"))));
        }
        assert!(admission.unanswered.by_key.lock().expect("no panic").0.is_empty());
    }
}
