//! One nest's Bender: when it looks for something, and what it tells the nest.
//!
//! Every process with the player's role runs one. A lease sees to it that only one of them searches at a
//! time; without it, the nest would take the first offer and no other.
//!
//! Must never: change the nest but by an offer, or search while nobody could hear what it finds.

use std::{sync::Arc, time::Duration};

use metrics::counter;

use super::{
    attendance::Attendance,
    choosing,
    strategies::{Asking, Find, Strategist},
};
use crate::{
    app::{
        access::lease::Lease,
        history::left_out,
        measures,
        nest_task::{Bender as Mood, Chores, NestHandle, Reply},
        ports::{Catalogue, CatalogueUnavailable, Clock, Dice, StoreFailure, Vault},
        view::View,
    },
    domain::{
        bender::{Offer, Preview, Rest, RestsBecause},
        command::Request,
        limits::BENDER_ALONE_MS,
        nest::Nest,
        setting_values::Strategy,
        track::Track,
    },
};

/// How long it rests after a search in vain, at first; twice as long after each one that follows.
const REST: Duration = Duration::from_secs(30);
/// How long it rests at most.
const REST_MAX: Duration = Duration::from_mins(10);
/// How long one search may take, all strategies together.
const SEARCH_WITHIN: Duration = Duration::from_secs(20);
/// How long the right to search lasts unless it is renewed: so long nobody searches whose searcher died.
const LEASE: Duration = Duration::from_secs(6);
/// How often a find may turn out to be unwanted before it rests: it cannot be that everything is.
const VAIN_MAX: u32 = 3;
/// How often it looks up with little to do: as often as it notes that somebody is there. Where nobody is and
/// nothing plays, it sleeps until that changes.
const LOOK_UP: Duration = Duration::from_mins(1);
/// How long it waits for another process's search, or for the store.
const WAIT: Duration = Duration::from_secs(1);
/// How old the end may be, in milliseconds, until which a pick may be queued with nobody present.
const RENEW_AFTER_MS: u64 = BENDER_ALONE_MS / 4;

/// What Bender needs.
pub struct Bender {
    /// The nest.
    pub nest: NestHandle,
    /// How it finds something.
    pub strategists: Vec<Box<dyn Strategist>>,
    /// Where tracks come from.
    pub catalogue: Arc<dyn Catalogue>,
    /// Where it is kept when somebody was last there, and who searches.
    pub vault: Arc<dyn Vault>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Chance.
    pub dice: Arc<dyn Dice>,
}

/// What it remembers from one look to the next.
struct Memory {
    attendance: Attendance,
    was_attended: bool,
    /// Searches in vain, one after the other.
    rests: u32,
    /// Finds that turned out to be unwanted, one after the other.
    vain: u32,
    is_failing: bool,
}

impl Bender {
    /// Keeps something in mind for the nest until it is closed.
    pub async fn run(self) {
        let attendance = Attendance::new(Arc::clone(&self.vault), self.nest.id());
        let mut memory = Memory { attendance, was_attended: false, rests: 0, vain: 0, is_failing: false };
        let mut chores = self.nest.chores();
        loop {
            let now = chores.borrow_and_update().clone();
            let wait = match self.look(&now, &mut memory).await {
                Ok(wait) => {
                    memory.is_failing = false;
                    wait
                }
                Err(failure) => {
                    if !std::mem::replace(&mut memory.is_failing, true) {
                        tracing::warn!(nest.id = %self.nest.id(), %failure, "Bender cannot use the store.");
                    }
                    Some(WAIT)
                }
            };
            tokio::select! {
                biased;
                changed = chores.changed() => if changed.is_err() { return },
                () = tokio::time::sleep(wait.unwrap_or_default()), if wait.is_some() => {}
            }
        }
    }

    /// Does what there is to do, and says how long to wait for something else; nothing where that can only come
    /// of what happens in the nest.
    async fn look(&self, now: &Chores, memory: &mut Memory) -> Result<Option<Duration>, StoreFailure> {
        let now_ms = self.clock.now_ms();
        if std::mem::replace(&mut memory.was_attended, now.is_attended) && !now.is_attended {
            memory.attendance.note(now_ms).await?;
        }
        if now.bender == Mood::Off {
            return Ok(None);
        }
        let until_ms = memory.attendance.until_ms(now.is_attended, now_ms).await?;
        // Somebody leaves who was there, and what is in mind may be queued for nobody as long as something plays.
        let look_up = (now.is_attended || self.nest.due().borrow().is_some()).then_some(LOOK_UP);
        match (now.bender, until_ms) {
            (Mood::Ready(holds_ms), Some(until_ms)) => {
                // While somebody is there, the end moves on all the time.
                let slack_ms = if now.is_attended { RENEW_AFTER_MS } else { 0 };
                let is_late = holds_ms + slack_ms < until_ms;
                let is_done = self.look_after(is_late.then_some(until_ms)).await;
                Ok(if is_done { look_up } else { Some(LOOK_UP) })
            }
            (Mood::Resting(_), None) => {
                let reply = self.nest.ask(Request::Bender(Box::new(Offer::Nothing))).await;
                Ok(if matches!(reply, Reply::Answer(_)) { look_up } else { Some(LOOK_UP) })
            }
            (Mood::Off, _) | (Mood::Ready(_) | Mood::Hungry, None) => Ok(look_up),
            (Mood::Resting(at_ms), Some(_)) if now_ms < at_ms => {
                Ok(Some(Duration::from_millis(at_ms - now_ms).min(LOOK_UP)))
            }
            (Mood::Hungry | Mood::Resting(_), Some(until_ms)) => {
                self.search(until_ms, memory).await.map(Some)
            }
        }
    }

    /// Lets what is in mind be queued until later, if it is time; and lets go of it where it names somebody
    /// who wants to be left out by now. Says whether that is done.
    async fn look_after(&self, until_ms: Option<u64>) -> bool {
        let Some(view) = self.nest.look().await else { return true };
        let Some(preview) = view.nest.preview.clone() else { return true };
        let named = preview.provenance.as_ref().and_then(|provenance| provenance.person.as_ref());
        let is_left_out = match named {
            Some(person) => left_out::is_left_out(&self.vault, person).await.unwrap_or(true),
            None => false,
        };
        let offer = match until_ms {
            _ if is_left_out => Offer::Nothing,
            Some(until_ms) => Offer::Pick(Preview { until_ms, ..preview }),
            None => return true,
        };
        matches!(self.nest.ask(Request::Bender(Box::new(offer))).await, Reply::Answer(_))
    }

    /// Searches, if nobody else does.
    async fn search(&self, until_ms: u64, memory: &mut Memory) -> Result<Duration, StoreFailure> {
        let what = format!("bender:{}", self.nest.id());
        let Some(lease) = Lease::take(&self.vault, &*self.dice, &what, LEASE).await? else {
            return Ok(WAIT);
        };
        let searching = self.search_alone(until_ms, memory);
        tokio::pin!(searching);
        let wait = loop {
            tokio::select! {
                biased;
                wait = &mut searching => break wait,
                () = tokio::time::sleep(LEASE / 3) => {
                    // Where that fails, another one may search as well, and the nest takes the first offer.
                    let _ = lease.renew(LEASE).await;
                }
            }
        };
        lease.give_back().await;
        Ok(wait)
    }

    async fn search_alone(&self, until_ms: u64, memory: &mut Memory) -> Duration {
        let Some(view) = self.nest.look().await else { return WAIT };
        let now_ms = self.clock.now_ms();
        // Whoever had the lease before may have found something already.
        let is_over = view.nest.rest.is_some_and(|rest| now_ms < rest.until_ms);
        if view.nest.preview.is_some() || is_over || view.nest.settings.bender_depth == 0 {
            return WAIT;
        }
        let found = tokio::time::timeout(SEARCH_WITHIN, self.find(&view, now_ms)).await;
        let unavailable = CatalogueUnavailable { why: "it took too long".into(), retry_after: None };
        let offer = match found.unwrap_or(Err(unavailable)) {
            Ok(Some((find, strategy))) if memory.vain < VAIN_MAX => {
                memory.vain += 1;
                counter!(measures::BENDER_PICKS, "strategy" => word(strategy)).increment(1);
                let Find { track, provenance } = find;
                Offer::Pick(Preview { track, strategy, provenance, until_ms })
            }
            Ok(_) => self.rest(memory, RestsBecause::NothingLeft, None),
            Err(failure) => {
                tracing::debug!(nest.id = %self.nest.id(), %failure, "Bender cannot ask the catalogue.");
                self.rest(memory, RestsBecause::Unavailable, failure.retry_after)
            }
        };
        let picked = match &offer {
            Offer::Pick(pick) => Some(Arc::clone(&pick.track)),
            Offer::Rest(_) | Offer::Nothing => None,
        };
        let reply = self.nest.ask(Request::Bender(Box::new(offer))).await;
        let Some(track) = picked.filter(|_| matches!(reply, Reply::Answer(_))) else { return WAIT };
        if self.nest.look().await.is_some_and(|view| is_taken(&view.nest, &track)) {
            (memory.rests, memory.vain) = (0, 0);
        }
        Duration::ZERO
    }

    /// Something to play, and how it was found: by whichever strategy finds something first, from the first
    /// seed that anything is found from. Where all is in vain, the strategies are asked for a last resort.
    async fn find(&self, view: &View, now_ms: u64) -> Result<Option<(Find, Strategy)>, CatalogueUnavailable> {
        let nest = &*view.nest;
        let mut unavailable = None;
        let mut seeds = choosing::seeds(nest, self.catalogue.name());
        if let Some(uri) = nest.settings.seed_track.as_ref() {
            match self.catalogue.recall(uri).await {
                Ok(own) => seeds.extend(own),
                Err(failure) => unavailable = Some(failure),
            }
        }
        let first = seeds.first().map(|seed| &**seed);
        let others = seeds.iter().skip(1).map(|seed| (Some(&**seed), false));
        for (seed, is_last_resort) in [(first, false)].into_iter().chain(others).chain([(first, true)]) {
            let asking = Asking { nest, seed, is_last_resort, now_ms, dice: &*self.dice };
            match self.find_from(asking).await {
                Ok(Some(found)) => return Ok(Some(found)),
                Ok(None) => {}
                Err(failure) => unavailable = Some(failure),
            }
        }
        unavailable.map_or(Ok(None), Err)
    }

    /// The same, from one seed.
    async fn find_from(&self, asking: Asking<'_>) -> Result<Option<(Find, Strategy)>, CatalogueUnavailable> {
        let mut unavailable = None;
        for strategy in choosing::order(&asking.nest.settings.bender_weights, &*self.dice) {
            let Some(strategist) = self.strategists.iter().find(|one| one.strategy() == strategy) else {
                continue;
            };
            match strategist.find(asking).await {
                Ok(Some(find)) => return Ok(Some((find, strategy))),
                Ok(None) => {}
                Err(failure) => unavailable = Some(failure),
            }
        }
        unavailable.map_or(Ok(None), Err)
    }

    fn rest(&self, memory: &mut Memory, because: RestsBecause, retry_after: Option<Duration>) -> Offer {
        let doubled = REST * 2_u32.pow(memory.rests.min(8));
        let length = doubled.max(retry_after.unwrap_or_default()).min(REST_MAX);
        memory.rests += 1;
        let why = match because {
            RestsBecause::NothingLeft => "nothing_left",
            RestsBecause::Unavailable => "unavailable",
        };
        counter!(measures::BENDER_RESTS, "because" => why).increment(1);
        memory.vain = 0;
        let until_ms = self.clock.now_ms() + u64::try_from(length.as_millis()).unwrap_or(u64::MAX);
        Offer::Rest(Rest { because, until_ms })
    }
}

const fn word(strategy: Strategy) -> &'static str {
    match strategy {
        Strategy::Throwback => "throwback",
        Strategy::Genre => "genre",
        Strategy::Artist => "artist",
        Strategy::Discography => "discography",
        Strategy::Album => "album",
    }
}

/// Whether the nest has taken what was offered.
fn is_taken(nest: &Nest, track: &Track) -> bool {
    let preview = nest.preview.as_ref().map(|preview| &preview.track);
    let there = nest.entries().map(|entry| &entry.track).chain(preview);
    there.into_iter().any(|one| one.uri == track.uri)
}
