//! How a nest ends in which nobody is any more, and that nothing is left of it whoever dies on the way.

use std::{fs, path::Path, sync::Arc, time::Duration};

use echonest::{
    app::{
        nest_task::Goodbye,
        ports::{Clock, Log},
    },
    domain::{
        answers::Answer,
        command::Command,
        horn::Sound,
        ids::NestId,
        refusal::Refusal,
        register::Claim,
        track::{Track, TrackUri},
    },
    store::memory::MemoryStore,
};
use serde_json::Value;

use crate::mortal::{IDLE, Life, Paused, Process, ask, goes_by, person};

/// Just before it ends.
const ALMOST: Duration = Duration::from_secs(595);
const DAY_MS: u64 = 86_400_000;

fn track(title: &str, length: Duration) -> Arc<Track> {
    let length_ms = u64::try_from(length.as_millis()).expect("a track is short");
    Arc::new(Track {
        uri: TrackUri::parse(&format!("demo:track:{title}")).expect("an address"),
        title: title.into(),
        artists: vec!["Nobody".into()],
        album: None,
        duration_ms: length_ms,
        length_ms,
        artwork_url: None,
        link: None,
        isrc: None,
        explicit: false,
    })
}

/// The lines of the play log, in whichever file.
fn lines(logs: &Path) -> Vec<Value> {
    let files = fs::read_dir(logs).into_iter().flatten().flatten().map(|entry| entry.path());
    let days = files.filter(|path| path.extension().is_some_and(|kind| kind == "json"));
    let texts = days.map(|path| fs::read_to_string(path).expect("it can be read"));
    let all: Vec<String> =
        texts.flat_map(|text| text.lines().map(str::to_owned).collect::<Vec<_>>()).collect();
    all.iter().map(|line| serde_json::from_str(line).expect("a line is JSON")).collect()
}

async fn is_forgotten(store: &MemoryStore, id: &NestId) -> bool {
    let left = store.open(id).await.expect("the store answers");
    left.snapshot.is_none() && left.commits.is_empty()
}

#[tokio::test(start_paused = true)]
async fn a_nest_ends_when_nobody_was_there_for_the_quiet_time_and_leaves_its_plays() {
    let directory = tempfile::tempdir().expect("a directory");
    let clock = Paused::start();
    let store = MemoryStore::new(clock.clone());
    let process = Process::start(&store, &clock, directory.path(), 1, &Life::whole()).await;
    let nest = process.open().await;
    let (id, code) = (nest.id().clone(), nest.look().await.expect("it is open").nest.code.clone());
    let code = code.expect("a nest has a code");
    let mut goodbyes = nest.goodbyes();
    let seat = nest.presence().enter(person("Ann").id, person("Ann").name);
    ask(&nest, "Ann", Command::Add(Some(track("short", Duration::from_mins(3))))).await;
    // The music goes on, whoever listens.
    ask(&nest, "Ann", Command::Add(Some(track("long", Duration::from_mins(20))))).await;
    // As long as somebody is there, it lasts.
    goes_by(IDLE * 2).await;
    assert!(nest.look().await.expect("it is open").nest.playing.is_some());
    drop(seat);
    goes_by(ALMOST).await;
    assert!(process.nests.register().nests.contains_key(&id), "not before its time");
    // Whoever looks in for a moment has it wait anew.
    drop(nest.presence().enter(person("Bob").id, person("Bob").name));
    goes_by(ALMOST).await;
    assert!(process.nests.register().nests.contains_key(&id), "somebody was there since");

    assert_eq!(goodbyes.recv().await, Ok(Goodbye::Everyone));
    let ended_ms = clock.now_ms();
    process.is_done().await;
    assert!(is_forgotten(&store, &id).await);
    let lines = lines(directory.path());
    let told: Vec<_> = lines.iter().map(|line| (line["title"].as_str(), line["ended"].as_str())).collect();
    assert_eq!(told, [(Some("short"), Some("finished")), (Some("long"), Some("finished"))], "{lines:?}");
    assert!(lines.iter().all(|line| line["nest"] == id.as_str()));

    let register = process.nests.register();
    let Some(Claim::RetiredUntil(until_ms)) = register.codes.get(&code) else { panic!("{register:?}") };
    assert!((ended_ms..ended_ms + 10_000).contains(&(until_ms - DAY_MS)), "it rests for a day");
    assert!(!register.is_free(&code, until_ms - 1) && register.is_free(&code, *until_ms));
    for name in [code.as_str(), id.as_str()] {
        assert!(process.nests.find(name).await.expect("the store answers").is_none(), "{name} leads nowhere");
    }
}

/// One process opens a nest in which something plays, and dies at this write of those that end it. Says whether it lived
/// to see the end.
async fn dies_at(write: u64, dies_after: bool) -> bool {
    let directory = tempfile::tempdir().expect("a directory");
    let clock = Paused::start();
    let store = MemoryStore::new(clock.clone());
    let life = Life { dies_after, ..Life::whole() };
    let first = Process::start(&store, &clock, directory.path(), 1, &life).await;
    let nest = first.open().await;
    let id = nest.id().clone();
    ask(&nest, "Ann", Command::Add(Some(track("song", Duration::from_mins(20))))).await;
    life.ends_after(write);
    // Long enough for all of it.
    goes_by(IDLE * 2).await;
    let survived = !life.is_over();
    drop((nest, first));

    let second = Process::start(&store, &clock, directory.path(), 2, &Life::whole()).await;
    second.is_done().await;
    let at = format!("it died {} write {write}", if dies_after { "after" } else { "before" });
    assert!(is_forgotten(&store, &id).await, "{at}: the log is left");
    let register = second.nests.register();
    assert!(register.slugs.is_empty(), "{at}");
    assert!(register.codes.values().all(|claim| matches!(claim, Claim::RetiredUntil(_))), "{at}");
    let lines = lines(directory.path());
    assert_eq!(lines.len(), 1, "{at}: {lines:?}");
    assert_eq!(lines[0]["nest"], id.as_str(), "{at}");
    survived
}

#[tokio::test(start_paused = true)]
async fn whoever_ends_a_nest_may_die_at_any_point_and_the_next_leaves_nothing_of_it() {
    for dies_after in [false, true] {
        let mut writes = 1;
        while !dies_at(writes, dies_after).await {
            writes += 1;
            assert!(writes < 100, "it dies whatever it is given");
        }
        // It ends, its play is written down and said to be, the register lets go, the log goes, and that is noted.
        assert!(writes > 6, "there are more steps than that, not {writes}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_nest_that_was_registered_and_never_opened_ends_like_any_other() {
    let directory = tempfile::tempdir().expect("a directory");
    let clock = Paused::start();
    let store = MemoryStore::new(clock.clone());
    let life = Life { dies_after: true, ..Life::whole() };
    let first = Process::start(&store, &clock, directory.path(), 1, &life).await;
    // Whoever asked is told nothing any more.
    life.ends_after(1);
    assert!(tokio::time::timeout(IDLE, first.open()).await.is_err());
    let second = Process::start(&store, &clock, directory.path(), 2, &Life::whole()).await;
    assert_eq!(second.nests.register().nests.len(), 1, "it is there");
    second.is_done().await;
    assert!(lines(directory.path()).is_empty());
}

#[tokio::test(start_paused = true)]
async fn who_is_at_another_replica_keeps_a_nest_alive_and_a_replica_that_died_does_not() {
    let directory = tempfile::tempdir().expect("a directory");
    let clock = Paused::start();
    let store = MemoryStore::new(clock.clone());
    let life = Life::whole();
    let one = Process::start(&store, &clock, directory.path(), 1, &Life::whole()).await;
    let two = Process::start(&store, &clock, directory.path(), 2, &life).await;
    let id = one.open().await.id().clone();
    let seat = two.nest(&id).await.presence().enter(person("Bob").id, person("Bob").name);
    goes_by(IDLE * 3).await;
    assert!(one.nests.register().nests.contains_key(&id), "Bob is there");
    drop(seat);
    tokio::join!(one.is_done(), two.is_done());
    assert!(is_forgotten(&store, &id).await);
}

#[tokio::test(start_paused = true)]
async fn twenty_airhorns_an_hour_are_twenty_at_both_replicas_and_free_again_when_it_was_said() {
    let directory = tempfile::tempdir().expect("a directory");
    let clock = Paused::start();
    let store = MemoryStore::new(clock.clone());
    let one = Process::start(&store, &clock, directory.path(), 1, &Life::whole()).await;
    let two = Process::start(&store, &clock, directory.path(), 2, &Life::whole()).await;
    let id = one.open().await.id().clone();
    let both = [one.nest(&id).await, two.nest(&id).await];
    let _seat = both[0].presence().enter(person("Ann").id, person("Ann").name);
    let horn = Command::Horn(Sound::Siren);
    for number in 0..20 {
        let answer = ask(&both[number % 2], "Bob", horn.clone()).await;
        assert!(matches!(answer, Answer::Ok(_)), "{answer:?}");
        goes_by(Duration::from_secs(3)).await;
    }
    let mut free_ms = 0;
    for nest in &both {
        let answer = ask(nest, "Bob", horn.clone()).await;
        let Answer::Refused(Refusal::RateLimited { retry_after_ms }) = answer else { panic!("{answer:?}") };
        free_ms = retry_after_ms;
    }
    assert!(matches!(ask(&both[1], "Ann", horn.clone()).await, Answer::Ok(_)), "only Bob has to wait");
    goes_by(Duration::from_millis(free_ms - 1)).await;
    assert!(matches!(ask(&both[0], "Bob", horn.clone()).await, Answer::Refused(_)));
    goes_by(Duration::from_millis(1)).await;
    assert!(matches!(ask(&both[1], "Bob", horn).await, Answer::Ok(_)));
}

#[tokio::test(start_paused = true)]
async fn whoever_opens_a_nest_without_having_heard_that_it_is_over_writes_nothing_into_the_store() {
    let directory = tempfile::tempdir().expect("a directory");
    let clock = Paused::start();
    let store = MemoryStore::new(clock.clone());
    let one = Process::start(&store, &clock, directory.path(), 1, &Life::whole()).await;
    let id = one.open().await.id().clone();
    let deaf = Process::start_deaf(&store, &clock, directory.path(), 2).await;
    one.is_done().await;
    assert!(is_forgotten(&store, &id).await);
    let nest = deaf
        .nests
        .get(&id)
        .await
        .expect("the store answers")
        .expect("it has not heard that the nest is over");
    assert!(nest.look().await.expect("a view").nest.has_ended());
    assert!(is_forgotten(&store, &id).await);
    drop(nest);
    // It hears when it writes: somebody comes in.
    ask(deaf.nests.main(), "Bob", Command::Enter { may_host: true, by_code: false }).await;
    goes_by(Duration::from_secs(1)).await;
    assert!(is_forgotten(&store, &id).await);
    assert!(deaf.nests.if_open(&id).is_none());
}
