//! One process among several: the real task of a nest and the real player, on the shared store.

use std::{sync::Arc, time::Duration};

use bytes::Bytes;
use echonest::{
    app::{
        bender::{
            runner::Bender,
            strategies::{Kin, Strategist},
        },
        nest_task::{self, ENDED_MAX, NestHandle, Reply, Tools},
        player,
        ports::{Catalogue, Clock, Scribe},
        recorder,
        view::PeopleNews,
    },
    domain::{
        command::Request, commit::Commit, horn::Sound, ids::PersonId, propose::Beginning,
        setting_values::Code, settings::Settings,
    },
};
use tokio::{sync::broadcast, time::Instant};

use crate::{
    paper::Pen,
    shop::Shop,
    support::commits::nest,
    world::{Connection, ProcessDice, World},
};

/// When every simulated evening begins, in epoch milliseconds.
pub const EVENING_MS: u64 = 1_800_000_000_000;

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
            signals: Arc::new(connection.clone()),
            clock: clock.clone(),
            dice: Arc::new(ProcessDice(Arc::clone(&world.dice))),
            scribe: Arc::new(PlainScribe),
            gap_ms: 0,
            has_budgets: true,
            snapshot_after: 8,
            is_shared: true,
            ended: broadcast::Sender::new(ENDED_MAX),
        };
        let beginning = Beginning {
            code: Code::from_dice(world.dice.below(u64::MAX)),
            settings: Settings::default(),
            host: None,
        };
        let nest = loop {
            match nest_task::open(nest("main"), tools.clone(), beginning.clone()).await {
                Ok(nest) => break nest,
                Err(_) => tokio::time::sleep(Duration::from_millis(300)).await,
            }
        };
        tokio::spawn(player::keep_time(nest.clone(), clock.clone()));
        let paper = Arc::new(Pen { paper: world.paper.clone(), connection: connection.clone() });
        tokio::spawn(recorder::record(nest.clone(), paper, Arc::default()));
        let catalogue: Arc<dyn Catalogue> = Arc::new(Shop { connection: connection.clone() });
        let kin = Kin::all(&catalogue).into_iter();
        let bender = Bender {
            nest: nest.clone(),
            strategists: kin.map(|kin| Box::new(kin) as Box<dyn Strategist>).collect(),
            catalogue,
            vault: Arc::new(connection.clone()),
            clock,
            dice: tools.dice.clone(),
        };
        tokio::spawn(bender.run());
        Self { number, nest, connection }
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

    pub const fn nest(&self) -> &NestHandle {
        &self.nest
    }

    /// Waits until the process dies.
    pub async fn death(&self) {
        self.connection.until_cut().await;
    }
}
