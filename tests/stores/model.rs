//! A model of a log, and any sequence of what can be done to one, held against all three stores.
//!
//! The model is the plain list of [`Chain`]; the stores must answer as it does, step by step, also
//! after they were closed and opened again.

use std::sync::Arc;

use echonest::{
    app::ports::{Log, Snapshot},
    domain::{
        commit::Commit,
        ids::{NestId, Position},
    },
    store::{chain::Chain, embedded::EmbeddedStore, memory::MemoryStore, redis::RedisStore},
};
use proptest::prelude::*;
use proptest_state_machine::{ReferenceStateMachine, StateMachineTest};
use tokio::runtime::Runtime;

use crate::support::{
    commits::{commit_behind, nest},
    redis_server::{PATIENT, RedisServer},
    time::HandClock,
};

/// The list, and every position that ever was, so that old and lost ones can be asked for.
#[derive(Debug, Clone)]
pub struct Model {
    chain: Chain,
    known: Vec<Position>,
    dice: u64,
}

#[derive(Debug, Clone)]
pub enum Step {
    /// Append these, whether they fit or not.
    Append(Vec<Arc<Commit>>),
    Keep(Snapshot),
    Read(Position),
    Open,
    Reopen,
}

impl ReferenceStateMachine for Model {
    type State = Self;
    type Transition = Step;

    fn init_state() -> BoxedStrategy<Self> {
        Just(Self { chain: Chain::default(), known: vec![Position::START], dice: 1 }).boxed()
    }

    fn transitions(model: &Self) -> BoxedStrategy<Step> {
        let (known, newest, dice) = (model.known.clone(), model.chain.newest(), model.dice);
        let any_known = prop::sample::select(known);
        let append = move |parent: Position, shape: Vec<bool>| {
            let mut newest = parent;
            let commits = shape.into_iter().enumerate().map(|(index, is_note)| {
                let commit = commit_behind(newest, is_note, dice * 1_000 + index as u64);
                newest = commit.position;
                commit
            });
            Step::Append(commits.collect())
        };
        let fitting =
            prop::collection::vec(any::<bool>(), 1..40).prop_map(move |shape| append(newest, shape));
        let stray = (any_known.clone(), prop::collection::vec(any::<bool>(), 1..3))
            .prop_map(move |(parent, shape)| append(parent, shape));
        let keep = any_known.clone().prop_map(|position| {
            Step::Keep(Snapshot { position, json: format!("{{\"seq\":{}}}", position.seq) })
        });
        prop_oneof![
            6 => fitting,
            2 => stray,
            2 => keep,
            3 => any_known.prop_map(Step::Read),
            1 => Just(Step::Open),
            1 => Just(Step::Reopen),
        ]
        .boxed()
    }

    fn apply(mut model: Self, step: &Step) -> Self {
        model.dice += 1;
        match step {
            Step::Append(commits) => {
                model.chain.append(commits);
                model.known.extend(commits.iter().map(|commit| commit.position));
            }
            Step::Keep(snapshot) => {
                model.chain.keep_snapshot(snapshot.clone());
            }
            Step::Read(_) | Step::Open | Step::Reopen => {}
        }
        model
    }
}

/// A store that can be closed and opened again.
trait Durable: Sized {
    type Place;
    fn place() -> Self::Place;
    fn open(place: &mut Self::Place, runtime: &Runtime) -> Arc<dyn Log>;
}

struct UnderTest<D: Durable> {
    place: D::Place,
    log: Option<Arc<dyn Log>>,
    runtime: Runtime,
    nest: NestId,
    /// The model as it was before the step, since the checks come after it.
    chain: Chain,
}

struct Holds<D>(std::marker::PhantomData<D>);

impl<D: Durable> StateMachineTest for Holds<D> {
    type SystemUnderTest = UnderTest<D>;
    type Reference = Model;

    fn init_test(model: &Model) -> UnderTest<D> {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build();
        let runtime = runtime.expect("a runtime");
        let mut place = D::place();
        let log = Some(D::open(&mut place, &runtime));
        UnderTest { place, log, runtime, nest: nest("main"), chain: model.chain.clone() }
    }

    fn apply(mut test: UnderTest<D>, _: &Model, step: Step) -> UnderTest<D> {
        let log = test.log.clone().expect("the store is open");
        match step {
            Step::Append(commits) => {
                let appended = test.runtime.block_on(log.append(&test.nest, &commits));
                assert_eq!(appended, Ok(test.chain.append(&commits)));
            }
            Step::Keep(snapshot) => {
                let kept = test.runtime.block_on(log.keep_snapshot(&test.nest, snapshot.clone()));
                assert_eq!(kept, Ok(test.chain.keep_snapshot(snapshot)));
            }
            Step::Read(after) => {
                let tail = test.runtime.block_on(log.read(&test.nest, after));
                assert_eq!(tail, Ok(test.chain.read(after)), "behind {after}");
            }
            Step::Open => {
                let stored = test.runtime.block_on(log.open(&test.nest));
                assert_eq!(stored, Ok(test.chain.stored()));
            }
            Step::Reopen => {
                drop((log, test.log.take()));
                test.log = Some(D::open(&mut test.place, &test.runtime));
            }
        }
        test
    }

    fn teardown(test: UnderTest<D>, _: Model) {
        let log = test.log.expect("the store is open");
        assert_eq!(test.runtime.block_on(log.open(&test.nest)), Ok(test.chain.stored()));
    }
}

struct InMemory;
impl Durable for InMemory {
    type Place = MemoryStore;
    fn place() -> MemoryStore {
        MemoryStore::new(Arc::new(HandClock::at(0)))
    }
    fn open(place: &mut MemoryStore, _: &Runtime) -> Arc<dyn Log> {
        Arc::new(place.clone())
    }
}

struct InFile;
impl Durable for InFile {
    type Place = tempfile::TempDir;
    fn place() -> tempfile::TempDir {
        tempfile::tempdir().expect("a directory")
    }
    fn open(place: &mut tempfile::TempDir, _: &Runtime) -> Arc<dyn Log> {
        // The thread of the store that was just dropped may hold the file for a moment more.
        loop {
            match EmbeddedStore::open(place.path(), Arc::new(HandClock::at(0))) {
                Ok(store) => return Arc::new(store),
                Err(echonest::store::embedded::CannotOpen::InUse(_)) => std::thread::yield_now(),
                Err(error) => panic!("{error}"),
            }
        }
    }
}

struct InRedis;
impl Durable for InRedis {
    type Place = (Option<RedisServer>, tempfile::TempDir);
    fn place() -> Self::Place {
        (None, tempfile::tempdir().expect("a directory"))
    }
    /// Kills the Redis that runs, and starts it again from its append-only file.
    fn open(place: &mut Self::Place, runtime: &Runtime) -> Arc<dyn Log> {
        if let Some(server) = place.0.take() {
            server.kill();
        }
        let server = RedisServer::start(place.1.path());
        let store =
            runtime.block_on(RedisStore::connect(&server.url(), None, 1, PATIENT)).expect("Redis answers");
        place.0 = Some(server);
        Arc::new(store)
    }
}

fn cases(cases: u32) -> ProptestConfig {
    ProptestConfig { cases, max_shrink_iters: 200, ..ProptestConfig::default() }
}

proptest_state_machine::prop_state_machine! {
    #![proptest_config(cases(64))]
    #[test]
    fn the_memory_store_is_the_model(sequential 1..40 => Holds<InMemory>);
}

proptest_state_machine::prop_state_machine! {
    #![proptest_config(cases(32))]
    #[test]
    fn the_embedded_store_is_the_model(sequential 1..40 => Holds<InFile>);
}

proptest_state_machine::prop_state_machine! {
    #![proptest_config(cases(16))]
    #[test]
    fn the_redis_store_is_the_model(sequential 1..40 => Holds<InRedis>);
}
