//! One process among several: the real tasks of nests, players and caretakers, on the shared store.

use std::{sync::Arc, time::Duration};

use bytes::Bytes;
use echonest::{
    app::{
        bender::{
            runner::Bender,
            strategies::{Kin, Strategist},
        },
        caretaker::Caretaker,
        housekeeping,
        nest_task::{ENDED_MAX, NestHandle, Reply, Tools},
        nests::Nests,
        player,
        ports::{Catalogue, Clock, Scribe},
        recorder,
        view::PeopleNews,
    },
    domain::{command::Request, commit::Commit, horn::Sound, ids::PersonId, settings::Settings},
};
use tokio::{sync::broadcast, time::Instant};

use crate::{
    connection::{Connection, ProcessDice},
    paper::Pen,
    shop::Shop,
    support::time::SeededDice,
    world::World,
};

/// When every simulated evening begins, in epoch milliseconds.
pub const EVENING_MS: u64 = 1_800_000_000_000;

/// After how long with nobody present a nest ends, other than the main one.
const IDLE: Duration = Duration::from_mins(5);

/// A clock that is some milliseconds ahead of the others'.
struct SkewedClock {
    started: Instant,
    ahead_ms: u64,
}

impl Clock for SkewedClock {
    fn now_ms(&self) -> u64 {
        let elapsed = u64::try_from(self.started.elapsed().as_millis()).expect("an evening is short");
        EVENING_MS + self.ahead_ms + elapsed
    }
}

/// Writes commits down as they are, so that whoever follows can fold them.
struct PlainScribe;

impl Scribe for PlainScribe {
    fn commit(&self, commit: &Commit) -> Bytes {
        serde_json::to_vec(commit).expect("a commit can be written down").into()
    }

    fn horn(&self, _: &PersonId, _: Sound) -> Bytes {
        Bytes::new()
    }

    fn people(&self, _: &PeopleNews) -> Bytes {
        Bytes::new()
    }
}

/// A running process.
#[derive(Clone)]
pub struct Process {
    pub number: u64,
    pub nests: Nests,
    pub clock: Arc<dyn Clock>,
    nest: NestHandle,
    connection: Connection,
}

impl Process {
    /// Starts one, as often as it takes.
    pub async fn start(world: &World, number: u64, started: Instant) -> Self {
        let connection = world.connect(number);
        let ahead_ms = world.dice.below(400);
        let clock = Arc::new(SkewedClock { started, ahead_ms });
        let tools = Tools {
            log: Arc::new(connection.clone()),
            signals: Arc::new(connection.share()),
            clock: clock.clone(),
            dice: Arc::new(ProcessDice(Arc::clone(connection.dice()))),
            scribe: Arc::new(PlainScribe),
            gap_ms: 0,
            has_budgets: true,
            snapshot_after: 8,
            is_shared: true,
            ended: broadcast::Sender::new(ENDED_MAX),
        };
        let nests = loop {
            match Nests::open(tools.clone(), Settings::default()).await {
                Ok(nests) => break nests,
                Err(_) => tokio::time::sleep(Duration::from_millis(300)).await,
            }
        };
        let caretaker =
            Caretaker { nests: nests.clone(), clock: clock.clone(), idle: IDLE, main_has_hosts: false };
        let (paper, way, keeping_time) = (world.paper.clone(), connection.clone(), clock.clone());
        nests.keep(move |nest| {
            tokio::spawn(player::keep_time(nest.clone(), keeping_time.clone()));
            let pen = Arc::new(Pen { paper: paper.clone(), connection: way.share() });
            tokio::spawn(recorder::record(nest.clone(), pen, Arc::default()));
            tokio::spawn(caretaker.clone().care(nest.clone()));
        });
        tokio::spawn(housekeeping::keep_open(nests.clone(), Arc::new(connection.share())));
        let nest = nests.main().clone();
        let catalogue: Arc<dyn Catalogue> = Arc::new(Shop { connection: connection.share() });
        let kin = Kin::all(&catalogue).into_iter();
        let searching = connection.share();
        let bender = Bender {
            nest: nest.clone(),
            strategists: kin.map(|kin| Box::new(kin) as Box<dyn Strategist>).collect(),
            catalogue,
            dice: Arc::new(ProcessDice(Arc::clone(searching.dice()))),
            vault: Arc::new(searching),
            clock: clock.clone(),
        };
        tokio::spawn(bender.run());
        Self { number, nests, clock, nest, connection }
    }

    /// Ends it at whatever it is doing.
    pub fn crash(&self) {
        self.connection.cut();
    }

    pub fn is_alive(&self) -> bool {
        !self.connection.is_cut()
    }

    /// Asks; a process that dies meanwhile answers nothing.
    pub async fn ask(&self, request: Request) -> Reply {
        tokio::select! {
            biased;
            () = self.connection.until_cut() => Reply::Lost,
            reply = self.nest.ask(request) => reply,
        }
    }

    /// Chance, as this process takes it.
    pub fn dice(&self) -> &SeededDice {
        self.connection.dice()
    }

    pub const fn nest(&self) -> &NestHandle {
        &self.nest
    }

    /// Waits until the process dies.
    pub async fn death(&self) {
        self.connection.until_cut().await;
    }
}
