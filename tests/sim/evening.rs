//! One simulated evening: processes, people and clients, and what must be true when it is over.

use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use echonest::domain::{
    command::{Asker, Command, Request},
    ids::{CommandId, PersonId},
    nest::Nest,
    people::Role,
    settings::Change,
    text::Name,
};
use tokio::{
    task::JoinHandle,
    time::{Instant, sleep},
};

use crate::{
    followers, governed,
    people::{self, Choose, Memory, Told, any_command, any_noise, any_order, any_visit},
    process::Process,
    renting::{self, Rented},
    sitting,
    support::{commits::nest, time::SeededDice},
    truth,
    world::{Faults, World},
};

const PROCESSES: u64 = 3;
const PEOPLE: u64 = 5;
const COMMANDS: u64 = 24;
/// How often each of those who only make noise does.
const NOISE: u64 = 90;
/// How many people open nests of their own.
const LANDLORDS: u64 = 2;
/// No evening takes longer, in virtual time; one that does is stuck.
const LONGEST: Duration = Duration::from_hours(24);

/// Everyone who is there.
pub struct Crowd {
    pub dice: Arc<SeededDice>,
    /// Whether the store may lose what it accepted this evening.
    pub may_lose: bool,
    /// The newest commit that took something out, as far as anybody has heard.
    removal: AtomicU64,
    processes: Mutex<Vec<Process>>,
}

impl Crowd {
    /// Somebody heard that this commit took something out.
    pub fn note_removal(&self, commit: Option<u64>) {
        self.removal.fetch_max(commit.unwrap_or_default(), Ordering::SeqCst);
    }

    /// The newest commit that took something out, as far as anybody has heard.
    pub fn newest_removal(&self) -> u64 {
        self.removal.load(Ordering::SeqCst)
    }

    /// Any process that is alive.
    pub fn anyone(&self) -> Process {
        let processes = self.processes.lock().expect("nobody panics here");
        let alive: Vec<_> = processes.iter().filter(|process| process.is_alive()).collect();
        let index = usize::try_from(self.dice.below(alive.len() as u64)).expect("few processes");
        alive[index].clone()
    }

    fn alive(&self) -> Vec<Process> {
        let processes = self.processes.lock().expect("nobody panics here");
        processes.iter().filter(|process| process.is_alive()).cloned().collect()
    }
}

/// What came of an evening, for those who compare.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// The log, as it was written.
    pub log: String,
    /// What everyone was told.
    pub told: String,
    /// Some numbers about how much happened.
    pub counts: BTreeMap<&'static str, usize>,
}

/// Simulates the evening with this number. Panics where something is not as it must be.
pub fn simulate(seed: u64) -> Outcome {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()
        .expect("a runtime");
    runtime.block_on(async {
        let over = tokio::time::timeout(LONGEST, evening(seed)).await;
        over.unwrap_or_else(|_| panic!("seed {seed}: the evening never ended"))
    })
}

async fn evening(seed: u64) -> Outcome {
    let dice = Arc::new(SeededDice::new(seed));
    let world = World::new(Arc::clone(&dice));
    let started = Instant::now();
    let may_lose = seed % 4 == 3;
    let mut processes = Vec::new();
    for number in 0..PROCESSES {
        processes.push(Process::start(&world, number, started).await);
    }
    let crowd = Arc::new(Crowd {
        dice: Arc::clone(&dice),
        may_lose,
        removal: AtomicU64::new(0),
        processes: Mutex::new(processes),
    });
    open_the_door(&crowd).await;
    world.copy();
    if !seed.is_multiple_of(8) {
        world.set_faults(Faults::MANY);
    }

    let (stop, stopped) = tokio::sync::watch::channel(false);
    let clients: Vec<_> =
        (0..4).map(|_| tokio::spawn(followers::follow(Arc::clone(&crowd), stopped.clone()))).collect();
    let trouble = tokio::spawn(make_trouble(world.clone(), Arc::clone(&crowd), started));
    let sitting: Vec<_> = (0..PEOPLE)
        .map(|number| {
            let (get_up, gets_up) = tokio::sync::watch::channel(false);
            (get_up, tokio::spawn(sitting::sit(Arc::clone(&crowd), format!("p{number}"), gets_up)))
        })
        .collect();
    let live = |name: String, count: u64, choose: Choose| {
        tokio::spawn(people::live(Arc::clone(&crowd), name, count, choose))
    };
    let mut asking: Vec<_> = (0..PEOPLE)
        .map(|number| live(format!("p{number}"), COMMANDS, if number == 0 { any_order } else { any_command }))
        .collect();
    asking.push(live("p5".into(), COMMANDS, any_visit));
    if seed % 8 == 1 {
        asking.extend(["h0", "h1"].map(|name| live(name.into(), NOISE, any_noise)));
    }
    let renting: Vec<_> = (0..LANDLORDS)
        .map(|number| tokio::spawn(renting::rent(Arc::clone(&crowd), format!("l{number}"))))
        .collect();
    let mut memory = Memory::new();
    for person in asking {
        memory.extend(person.await.expect("a person lives"));
    }
    let mut rented = Rented::default();
    for landlord in renting {
        rented.extend(landlord.await.expect("a landlord lives"));
    }
    trouble.abort();
    world.set_faults(Faults::NONE);
    // Long enough for everyone to have heard of everything; by now whoever had to leave has left.
    sleep(Duration::from_mins(1)).await;
    governed::check_seats(seed, &crowd.alive()).await;
    if !may_lose {
        governed::check_addresses(seed, &crowd.alive()).await;
    }
    // One after the other, so that it can be repeated.
    for (get_up, sitter) in sitting {
        get_up.send_replace(true);
        sitter.await.expect("a sitter gets up");
    }

    // Long enough for every lost append to come in or not, every listener to connect anew, and
    // everything queued to play, if only nobody left the music paused.
    let log = world.ever(&nest("main"));
    let host = governed::any_host(seed, &log);
    host_asks(&crowd, &host, "resume", Command::Resume).await;
    if !seed.is_multiple_of(5) {
        // On the other evenings Bender goes on until it notices by itself that everybody has left.
        let off = Change { bender_depth: Some(0), ..Change::default() };
        host_asks(&crowd, &host, "off", Command::Settings(Box::new(off))).await;
    }
    sleep(Duration::from_hours(4)).await;
    stop.send_replace(true);

    let log = world.ever(&nest("main"));
    let truth = truth::fold(seed, &log);
    truth::check_told(seed, &log, &memory, may_lose);
    assert!(truth.playing.is_none(), "seed {seed}: the music never ended");
    let written = truth::check_paper(seed, &world, &log, may_lose);
    let governed = governed::check_all(seed, &world, &rented, may_lose);
    let by_bender =
        log.iter().flat_map(|commit| &commit.events).filter(|event| truth::is_benders(event)).count();
    let (helloes, resumes) = compare(seed, &crowd, clients, &truth).await;
    Outcome {
        log: serde_json::to_string(&log.iter().map(|commit| &**commit).collect::<Vec<_>>()).expect("json"),
        told: format!("{memory:?}"),
        counts: BTreeMap::from([
            ("commits", log.len()),
            ("answered", memory.values().filter(|told| matches!(told, Told::Answered(_))).count()),
            ("nothing changed", memory.values().filter(|told| **told == Told::NothingChanged).count()),
            ("unknown", memory.values().filter(|told| **told == Told::Unknown).count()),
            ("helloes", helloes),
            ("written", written),
            ("by Bender", by_bender),
            ("resumes", resumes),
        ])
        .into_iter()
        .chain(governed)
        .collect(),
    }
}

/// Every process and every client holds what is so. Counts how often clients began afresh and went on.
async fn compare(
    seed: u64,
    crowd: &Crowd,
    clients: Vec<JoinHandle<followers::Client>>,
    truth: &Nest,
) -> (usize, usize) {
    for process in crowd.alive() {
        let view = process.nest().look().await.expect("the nest is open");
        assert_eq!(*view.nest, *truth, "seed {seed}: process {} holds something else", process.number);
    }
    let (mut helloes, mut resumes) = (0, 0);
    for client in clients {
        let client = client.await.expect("a client follows");
        assert_eq!(client.seen(), followers::seen(truth), "seed {seed}: a client holds something else");
        helloes += client.helloes;
        resumes += client.resumes;
    }
    (helloes, resumes)
}

/// This person, as the door knows them.
pub fn asker(name: &str) -> Asker {
    Asker {
        id: PersonId::parse(name).expect("an id"),
        name: Name::parse(name).expect("a name"),
        role: Role::Guest,
    }
}

async fn open_the_door(crowd: &Crowd) {
    let enter = Request::Ask {
        asker: asker("p0"),
        id: None,
        command: Command::Enter { may_host: true, by_code: false },
    };
    crowd.anyone().ask(enter).await;
}

async fn host_asks(crowd: &Crowd, host: &Asker, what: &str, command: Command) {
    for attempt in 0.. {
        // Under an id, so that it is answered by the log and not by a process that is behind.
        let id = CommandId::parse(&format!("{what}-{attempt}")).ok();
        let request = Request::Ask { asker: host.clone(), id, command: command.clone() };
        if matches!(crowd.anyone().ask(request).await, echonest::app::nest_task::Reply::Answer(_)) {
            return;
        }
        sleep(Duration::from_millis(500)).await;
    }
}

/// Processes die and are started again, the store goes away, and now and then loses its tail.
async fn make_trouble(world: World, crowd: Arc<Crowd>, started: Instant) {
    let mut number = PROCESSES;
    loop {
        sleep(Duration::from_millis(500 + crowd.dice.below(6_000))).await;
        match crowd.dice.below(8) {
            0..=2 => {
                if crowd.alive().len() > 1 {
                    crowd.anyone().crash();
                }
                let process = Process::start(&world, number, started).await;
                crowd.processes.lock().expect("nobody panics here").push(process);
                number += 1;
            }
            3 => world.go_down(Duration::from_millis(crowd.dice.below(12_000))),
            4 | 5 if crowd.may_lose => world.fail_over(),
            _ => world.copy(),
        }
    }
}
