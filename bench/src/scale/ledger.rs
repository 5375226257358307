//! What everyone heard and was promised, so that afterwards it can be told whether anything is missing.
//!
//! All sockets write on one ledger. The first to hear a commit writes down what it did; everyone
//! else must hear the same one under the same number.
//!
//! Must never: forgive. What cannot be explained is counted.

use std::{
    cell::{Cell, RefCell},
    collections::{BTreeMap, HashMap},
    time::{Duration, Instant},
};

use anyhow::{Result, bail};
use serde::Serialize;
use serde_json::Value;
use tokio::{sync::Notify, time::timeout};

/// What everyone heard.
pub struct Ledger {
    start: Instant,
    pages: RefCell<Pages>,
    changed: Notify,
    /// Whether those who act go on acting.
    pub is_acting: Cell<bool>,
    /// Commands that wait for their answer.
    unanswered: Cell<usize>,
}

#[derive(Default)]
struct Pages {
    chain: HashMap<u64, Heard>,
    newest: u64,
    promised: Vec<Promise>,
    seats: Vec<Seat>,
    counts: Counts,
    lags_us: Vec<u32>,
    answers_us: Vec<u32>,
    backs_ms: Vec<u32>,
}

/// One commit, as the first who heard it did.
struct Heard {
    position: Box<str>,
    at_us: u64,
    deeds: Vec<Deed>,
}

/// Something that a person did, and that can be found again.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub struct Deed {
    /// Who.
    pub by: String,
    /// What: `vote 12 -1`, or the text of a comment.
    pub what: String,
}

struct Promise {
    seq: u64,
    deed: Deed,
}

#[derive(Default)]
struct Seat {
    newest: u64,
    is_here: bool,
    was_here: bool,
    lost: Option<Instant>,
}

/// What was counted.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Sockets that were lost.
    pub lost: usize,
    /// Sockets that came back and had only what they missed told.
    pub resumed: usize,
    /// Sockets that came back and were told everything anew.
    pub afresh: usize,
    /// How often a commit was not the one behind the last.
    pub gaps: usize,
    /// How often a number stood for another commit than others heard under it.
    pub forks: usize,
    /// Commits received.
    pub deliveries: usize,
    /// Commits received a second time.
    pub repeats: usize,
    /// Bytes received on sockets.
    pub bytes: u64,
    /// Commands whose answer was "ok".
    pub promised: usize,
    /// Those of them that are in no commit, or not in the one that was named.
    pub missing: usize,
    /// Things that were done without such an answer, or more than once.
    pub uncalled: usize,
    /// Commands that were held back since too many were unanswered.
    pub held_back: usize,
    /// Everything that did not work at first, by what it was.
    pub refusals: BTreeMap<String, usize>,
}

impl Ledger {
    /// For so many seats.
    #[must_use]
    pub fn new(seats: usize) -> Self {
        let mut pages = Pages::default();
        pages.seats.resize_with(seats, Seat::default);
        Self {
            start: Instant::now(),
            pages: RefCell::new(pages),
            changed: Notify::new(),
            is_acting: Cell::default(),
            unanswered: Cell::default(),
        }
    }

    /// Everything up to here was told anew.
    pub fn hello(&self, seat: usize, seq: u64) {
        self.arrive(seat, true);
        let mut pages = self.pages.borrow_mut();
        pages.seats[seat].newest = seq;
        pages.newest = pages.newest.max(seq);
    }

    /// What was missed follows.
    pub fn resumed(&self, seat: usize) {
        self.arrive(seat, false);
    }

    fn arrive(&self, seat: usize, is_afresh: bool) {
        let mut pages = self.pages.borrow_mut();
        let here = &mut pages.seats[seat];
        here.is_here = true;
        let was_here = std::mem::replace(&mut here.was_here, true);
        if let Some(lost) = here.lost.take() {
            let back_ms = u32::try_from(lost.elapsed().as_millis()).unwrap_or(u32::MAX);
            pages.backs_ms.push(back_ms);
        }
        match (was_here, is_afresh) {
            (true, true) => pages.counts.afresh += 1,
            (true, false) => pages.counts.resumed += 1,
            (false, _) => {}
        }
        self.changed.notify_one();
    }

    /// A seat heard a commit.
    pub fn commit(&self, seat: usize, seq: u64, position: &str, text: &[u8]) {
        let now_us = self.now_us();
        let mut pages = self.pages.borrow_mut();
        let pages = &mut *pages;
        pages.counts.deliveries += 1;
        let newest = &mut pages.seats[seat].newest;
        if seq <= *newest {
            pages.counts.repeats += 1;
        } else {
            // Before the first commit a nest is at 0, and a hello says where it is.
            pages.counts.gaps += usize::from(seq != *newest + 1);
            *newest = seq;
        }
        if let Some(first) = pages.chain.get(&seq) {
            pages.counts.forks += usize::from(*first.position != *position);
            pages.lags_us.push(u32::try_from(now_us - first.at_us).unwrap_or(u32::MAX));
        } else {
            pages.newest = pages.newest.max(seq);
            let heard = Heard { position: position.into(), at_us: now_us, deeds: deeds(text) };
            pages.chain.insert(seq, heard);
        }
        self.changed.notify_one();
    }

    /// A seat received so many bytes.
    pub fn received(&self, bytes: usize) {
        self.pages.borrow_mut().counts.bytes += bytes as u64;
    }

    /// A command was sent for the first time.
    pub fn asked(&self) {
        self.unanswered.update(|count| count + 1);
    }

    /// A command has its answer, whatever it is.
    pub fn answered(&self) {
        self.unanswered.update(|count| count - 1);
        self.changed.notify_one();
    }

    /// A deed was said to be in the commit of this number, so long after it was asked for.
    pub fn promised(&self, seq: u64, deed: Deed, after: Duration) {
        let mut pages = self.pages.borrow_mut();
        pages.answers_us.push(u32::try_from(after.as_micros()).unwrap_or(u32::MAX));
        pages.promised.push(Promise { seq, deed });
        self.changed.notify_one();
    }

    /// A seat lost its socket.
    pub fn lost(&self, seat: usize) {
        let mut pages = self.pages.borrow_mut();
        let here = &mut pages.seats[seat];
        if std::mem::replace(&mut here.is_here, false) {
            here.lost = Some(Instant::now());
            pages.counts.lost += 1;
        }
    }

    /// Something did not work at first.
    pub fn refused(&self, what: String) {
        *self.pages.borrow_mut().counts.refusals.entry(what).or_default() += 1;
    }

    /// A command was held back.
    pub fn held_back(&self) {
        self.pages.borrow_mut().counts.held_back += 1;
    }

    /// Commands whose answer was "ok" so far.
    #[must_use]
    pub fn promised_so_far(&self) -> usize {
        self.pages.borrow().promised.len()
    }

    /// The newest commit that anybody heard of.
    #[must_use]
    pub fn newest(&self) -> u64 {
        self.pages.borrow().newest
    }

    /// Waits until so many were lost since the beginning.
    ///
    /// # Errors
    /// They are not, for that long.
    pub async fn until_lost(&self, count: usize, within: Duration) -> Result<()> {
        self.until(within, |pages| pages.counts.lost >= count).await
    }

    /// Waits until so many of the first seats are here.
    ///
    /// # Errors
    /// They are not, for that long.
    pub async fn until_here(&self, count: usize, within: Duration) -> Result<()> {
        self.until(within, |pages| pages.seats[..count].iter().all(|seat| seat.is_here)).await
    }

    /// Waits until all seats are here.
    ///
    /// # Errors
    /// They are not, for that long.
    pub async fn until_all_here(&self, within: Duration) -> Result<()> {
        self.until(within, |pages| pages.seats.iter().all(|seat| seat.is_here)).await
    }

    /// Waits until all seats have everything up to this number.
    ///
    /// # Errors
    /// They have not, for that long.
    pub async fn until_all_have(&self, seq: u64, within: Duration) -> Result<()> {
        self.until(within, |pages| pages.seats.iter().all(|seat| seat.newest >= seq)).await
    }

    /// Waits until every command has its answer and everyone has every commit.
    ///
    /// # Errors
    /// They have not, for that long.
    pub async fn until_settled(&self, within: Duration) -> Result<()> {
        self.until(within, |pages| {
            let promised = pages.promised.iter().map(|promise| promise.seq).max().unwrap_or_default();
            let newest = pages.newest.max(promised);
            self.unanswered.get() == 0 && pages.seats.iter().all(|seat| seat.newest >= newest)
        })
        .await
    }

    async fn until(&self, within: Duration, is_so: impl Fn(&Pages) -> bool) -> Result<()> {
        let waiting = async {
            while !is_so(&self.pages.borrow()) {
                self.changed.notified().await;
                // Many changes come at once, and to look is to look at everyone.
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
        };
        if timeout(within, waiting).await.is_ok() {
            return Ok(());
        }
        let pages = self.pages.borrow();
        let here = pages.seats.iter().filter(|seat| seat.is_here).count();
        let even = pages.seats.iter().filter(|seat| seat.newest >= pages.newest).count();
        bail!(
            "{} s were not enough: of {} sockets {here} are open and {even} have commit {}, {} commands are \
             unanswered; {:?}",
            within.as_secs(),
            pages.seats.len(),
            pages.newest,
            self.unanswered.get(),
            pages.counts,
        )
    }

    /// Forgets times and what was delivered so far, so that what follows can be told apart.
    pub fn begin(&self) {
        let mut pages = self.pages.borrow_mut();
        pages.lags_us.clear();
        pages.answers_us.clear();
        pages.backs_ms.clear();
        let counts = &mut pages.counts;
        (counts.deliveries, counts.bytes) = (0, 0);
        (counts.lost, counts.resumed, counts.afresh, counts.held_back) = (0, 0, 0, 0);
    }

    /// What was counted, with every promise looked up.
    #[must_use]
    pub fn counts(&self) -> Counts {
        let pages = self.pages.borrow();
        let mut counts = pages.counts.clone();
        let mut left: HashMap<(u64, &Deed), usize> = HashMap::new();
        for (seq, heard) in &pages.chain {
            for deed in &heard.deeds {
                *left.entry((*seq, deed)).or_default() += 1;
            }
        }
        counts.promised = pages.promised.len();
        for promise in &pages.promised {
            match left.get_mut(&(promise.seq, &promise.deed)) {
                Some(count) if *count > 0 => *count -= 1,
                _ => counts.missing += 1,
            }
        }
        counts.uncalled = left.values().sum();
        counts
    }

    /// How much later than the first each other socket heard a commit, in milliseconds, sorted.
    #[must_use]
    pub fn lags_ms(&self) -> Vec<f64> {
        sorted(&self.pages.borrow().lags_us, 1_000.0)
    }

    /// How long commands waited for their "ok", in milliseconds, sorted.
    #[must_use]
    pub fn answers_ms(&self) -> Vec<f64> {
        sorted(&self.pages.borrow().answers_us, 1_000.0)
    }

    /// How long sockets were away, in milliseconds, sorted.
    #[must_use]
    pub fn backs_ms(&self) -> Vec<f64> {
        sorted(&self.pages.borrow().backs_ms, 1.0)
    }

    fn now_us(&self) -> u64 {
        u64::try_from(self.start.elapsed().as_micros()).unwrap_or(u64::MAX)
    }
}

fn sorted(all: &[u32], unit: f64) -> Vec<f64> {
    let mut all: Vec<f64> = all.iter().map(|one| f64::from(*one) / unit).collect();
    all.sort_unstable_by(f64::total_cmp);
    all
}

/// What people did in a commit, as far as it can be promised.
fn deeds(text: &[u8]) -> Vec<Deed> {
    let commit: Value = serde_json::from_slice(text).unwrap_or_default();
    let events = commit["events"].as_array().into_iter().flatten();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let read = |event: &Value| match event["type"].as_str()? {
        "voted" => {
            let what = format!("vote {} {}", event["entry"], event["vote"]);
            Some(Deed { by: text(&event["by"]), what })
        }
        "commented" => {
            let comment = &event["comment"];
            Some(Deed { by: text(&comment["by"]), what: text(&comment["text"]) })
        }
        _ => None,
    };
    events.filter_map(read).collect()
}

#[cfg(test)]
mod tests;
