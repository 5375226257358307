//! One task per open nest: it holds the state, decides requests in their order, appends, folds what
//! other processes appended, and tells everyone.
//!
//! It owns nothing. If two processes race, the log picks one; the other folds what it missed and
//! decides again on the truth. Whatever a task holds can be thrown away and read again.
//!
//! - [`working`]: from waiting requests to commits in the log, and what becomes of doubt.
//! - [`following`]: reading the log, folding, and telling.
//! - [`handle`]: an open nest as everyone else sees it.
//! - [`shown`]: what a look showed last.
//! - [`turns`]: letting other processes append, too.
//!
//! Must never: tell or act on anything the log has not accepted; answer "not saved" of something
//! that may be in.

mod chores;
mod following;
mod handle;
mod shown;
mod turns;
mod working;

pub use self::{
    chores::{Bender, Chores, Sign},
    handle::{NestHandle, Resumed},
};

use std::{
    collections::BTreeSet,
    future::pending,
    sync::{Arc, OnceLock},
    time::Duration,
};

use futures_util::future::BoxFuture;
use tokio::{
    sync::{broadcast, mpsc, oneshot, watch},
    time::{Instant, sleep, sleep_until},
};
use tracing::Span;

use self::{
    shown::{Moment, Shown},
    turns::Turns,
};
use super::{
    feed::Feed,
    ports::{Clock, Dice, Growth, Log, Scribe, Signals, StoreFailure},
    presence::{self, Presence},
    view::{self, View},
};
use crate::domain::{
    answers::Answer,
    command::Request,
    ids::{NestId, PersonId, Position},
    nest::Nest,
    play::Play,
    propose::Beginning,
    register::Register,
    setting_values::TimeZone,
};

/// Requests that may wait for a nest. More than that many at once is a crowd that should be told
/// to come again; a batch of them is decided together, so it drains within an append or two.
pub const INBOX: usize = 64;
/// How often a batch is decided anew because others were faster, before it is told to come again.
const APPEND_ATTEMPTS: u32 = 8;
/// How long an append may stay in doubt before those who wait for it are let go without an answer.
const DOUBT_WITHIN: Duration = Duration::from_secs(8);
/// How long to wait before looking again at a store that failed.
const LOOK_AGAIN: Duration = Duration::from_millis(200);
/// People are told of at most once in this time.
const PEOPLE_EVERY: Duration = Duration::from_secs(1);
/// A snapshot is written after this many records, so that a start folds few of them; or after a
/// quarter as many where nothing happened for a second, since then it disturbs nobody.
pub const SNAPSHOT_AFTER: usize = 256;
const QUIET: Duration = Duration::from_secs(1);

/// What a request came to.
#[derive(Debug, Clone, PartialEq)]
pub enum Reply {
    /// The rules answered, and it is in the log if there was anything to write.
    Answer(Answer),
    /// Too many want something at once. Nothing was changed.
    Busy,
    /// The store could not be reached. Nothing was changed.
    NotSaved,
    /// Nobody knows whether it was done. The same id will tell, once the store can be reached.
    Lost,
}

/// What a nest's task needs.
#[derive(Clone)]
pub struct Tools {
    /// The logs.
    pub log: Arc<dyn Log>,
    /// What processes tell each other.
    pub signals: Arc<dyn Signals>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Chance, for the ids of commits.
    pub dice: Arc<dyn Dice>,
    /// Who writes what clients read.
    pub scribe: Arc<dyn Scribe>,
    /// The silence between two tracks, in milliseconds.
    pub gap_ms: u64,
    /// Whether what one person may do within an hour is limited.
    pub has_budgets: bool,
    /// After how many records a snapshot is written: [`SNAPSHOT_AFTER`].
    pub snapshot_after: usize,
    /// Whether other processes may append to the same log.
    pub is_shared: bool,
    /// Where it is told what has ended, whichever process ended it.
    pub ended: broadcast::Sender<Ended>,
}

/// Who has to leave a nest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Goodbye {
    /// This person was removed.
    Person(PersonId),
    /// Everyone: the nest is over.
    Everyone,
}

/// How many goodbyes may wait until somebody hears of them.
const GOODBYES_MAX: usize = 64;

/// A play that has ended. Somebody may be told of the same one again.
#[derive(Debug, Clone)]
pub struct Ended {
    /// Where.
    pub nest: NestId,
    /// Whose calendar counts there.
    pub zone: TimeZone,
    /// What.
    pub play: Arc<Play>,
}

/// How many plays that ended may wait until somebody hears of them.
pub const ENDED_MAX: usize = 1_024;

/// A request, and where its reply goes.
struct Job {
    request: Request,
    reply: oneshot::Sender<Reply>,
    /// Since when it is not known whether it was done.
    in_doubt_since: Option<Instant>,
    /// What it is a part of.
    span: Span,
}

/// Opens a nest: reads its log, and starts its task and what shares its presence. The nest closes
/// when the last handle is dropped.
///
/// # Errors
/// [`StoreFailure`]: the log cannot be read, or is not ours.
pub async fn open(id: NestId, tools: Tools, beginning: Beginning) -> Result<NestHandle, StoreFailure> {
    let growth = tools.log.growth(&id);
    let mut task = NestTask::new(id.clone(), tools.clone(), growth);
    task.load(Some(&beginning)).await?;
    let (inbox, jobs) = mpsc::channel(INBOX);
    let (looks, lookers) = mpsc::channel(INBOX);
    let handle = NestHandle {
        id: id.clone(),
        inbox,
        looks,
        feed: Arc::clone(&task.feed),
        presence: Arc::clone(&task.presence),
        shown: Arc::clone(&task.shown),
        due: task.due.subscribe(),
        chores: task.chores.subscribe(),
        register: task.register.subscribe(),
        goodbyes: task.goodbyes.clone(),
        log: Arc::clone(&tools.log),
        scribe: Arc::clone(&tools.scribe),
    };
    tokio::spawn(presence::share(Arc::downgrade(&task.presence), tools.signals, id));
    tokio::spawn(task.run(jobs, lookers));
    Ok(handle)
}

struct NestTask {
    tools: Tools,
    nest: Arc<Nest>,
    /// The newest commit that people see.
    seen: Position,
    feed: Arc<Feed>,
    presence: Arc<Presence>,
    due: watch::Sender<Option<u64>>,
    chores: watch::Sender<Chores>,
    register: watch::Sender<Arc<Register>>,
    goodbyes: broadcast::Sender<Goodbye>,
    growth: Growth,
    shown: Arc<Shown>,
    /// Requests of which nobody knows whether they were done.
    doubtful: Vec<Job>,
    /// When to look at the store again.
    look_again: Option<Instant>,
    is_failing: bool,
    /// Who was listed when it was last told who is here.
    listed: BTreeSet<PersonId>,
    /// How many were present when that was last told.
    told_present: usize,
    people_due: Option<Instant>,
    records_since_snapshot: usize,
    quiet_at: Option<Instant>,
    saving: Option<BoxFuture<'static, ()>>,
    turns: Turns,
}

impl NestTask {
    fn new(id: NestId, tools: Tools, growth: Growth) -> Self {
        Self {
            turns: Turns::new(tools.is_shared),
            tools,
            nest: Arc::new(Nest::new(id)),
            seen: Position::START,
            feed: Arc::default(),
            presence: Arc::default(),
            due: watch::Sender::default(),
            chores: watch::Sender::default(),
            register: watch::Sender::default(),
            goodbyes: broadcast::Sender::new(GOODBYES_MAX),
            growth,
            shown: Arc::default(),
            doubtful: Vec::new(),
            look_again: None,
            is_failing: false,
            listed: BTreeSet::new(),
            told_present: 0,
            people_due: None,
            records_since_snapshot: 0,
            quiet_at: None,
            saving: None,
        }
    }

    async fn run(
        mut self,
        mut jobs: mpsc::Receiver<Job>,
        mut lookers: mpsc::Receiver<oneshot::Sender<Arc<View>>>,
    ) {
        let mut told_people = Instant::now();
        while !self.is_done() {
            tokio::select! {
                biased;
                grown = self.growth.changed() => match grown {
                    Ok(()) => self.follow_growth().await,
                    Err(_) => pending().await,
                },
                Some(looker) = lookers.recv() => self.show(looker),
                () = at(self.look_again) => self.look_again(&mut lookers).await,
                () = at(self.people_due) => {
                    self.people_due = None;
                    told_people = Instant::now();
                    self.tell_people();
                }
                () = self.presence.changed() => {
                    self.note_chores();
                    self.people_due.get_or_insert(told_people + PEOPLE_EVERY);
                }
                job = jobs.recv() => {
                    let Some(job) = job else { return };
                    if let Some(turn) = self.turns.wait(self.tools.dice.roll()) {
                        sleep(turn).await;
                        // What others appended meanwhile, so that this is not in vain.
                        if self.growth.has_changed().unwrap_or_default() {
                            self.follow_growth().await;
                        }
                    }
                    let mut batch = vec![job];
                    // In this order: what is taken out of the inbox has to be worked on.
                    while batch.len() < INBOX
                        && let Ok(job) = jobs.try_recv()
                    {
                        batch.push(job);
                    }
                    self.work(batch, &mut lookers).await;
                }
                () = done(&mut self.saving) => self.saving = None,
                () = at(self.quiet_at) => self.save_when_quiet(),
            }
        }
    }

    /// Whether there is nothing left to do for the nest, ever.
    fn is_done(&self) -> bool {
        self.nest.has_ended() && self.nest.unlogged.is_empty() && self.doubtful.is_empty()
    }

    fn show(&self, looker: oneshot::Sender<Arc<View>>) {
        let now = shown::moment(&self.feed, &self.presence);
        let view = self.shown.at(now).unwrap_or_else(|| self.view_at(now));
        // Whoever looked may have gone.
        drop(looker.send(view));
    }

    fn view_at(&self, now: Moment) -> Arc<View> {
        let (people, present) = self.presence.see_listeners(|present, listening| {
            (view::people(&self.nest, present, listening), present.len())
        });
        let view = Arc::new(View {
            nest: Arc::clone(&self.nest),
            position: self.seen,
            people,
            present,
            cursor: now.0,
            state: OnceLock::new(),
        });
        self.shown.show(now, &view);
        view
    }
}

/// Waits for a moment, or for ever.
async fn at(moment: Option<Instant>) {
    match moment {
        Some(moment) => sleep_until(moment).await,
        None => pending().await,
    }
}

/// Waits for something under way, or for ever.
async fn done(under_way: &mut Option<BoxFuture<'static, ()>>) {
    match under_way {
        Some(work) => work.await,
        None => pending().await,
    }
}
