//! An agent that listens all night, in time that is paused: ten hours in a moment.

#[path = "support/time.rs"]
#[allow(dead_code, reason = "other tests use the rest of it")]
mod time;

use std::{fs, sync::Arc, time::Duration};

use axum::{body::BodyDataStream, response::IntoResponse, response::Sse};
use echonest::{
    app::{
        nest_task::{self, ENDED_MAX, NestHandle, Reply, SNAPSHOT_AFTER, Tools},
        player,
        ports::Clock,
    },
    clock::SystemClock,
    domain::{
        command::{Asker, Command, Request},
        event::Host,
        ids::{NestId, PersonId},
        people::Role,
        propose::Beginning,
        setting_values::Code,
        settings::Settings,
        text::Name,
        track::{Track, TrackUri},
    },
    http::{legacy::telling::Telling, wire::messages::WireScribe},
    store::memory::MemoryStore,
};
use futures_util::StreamExt;
use serde_json::Value;
use tokio::{sync::broadcast, time::Instant};

const NIGHT: Duration = Duration::from_hours(10);
/// After this everything has been used once, so memory has found its size.
const WARM: Duration = Duration::from_hours(2);
/// How much memory may come and go, in bytes: less than one event kept of each second.
const ROOM: u64 = 4 * 1_024 * 1_024;

fn ann() -> Asker {
    let (id, name) = (PersonId::parse("ann").expect("an id"), Name::parse("Ann").expect("a name"));
    Asker { id, name, role: Role::Guest }
}

/// The track of this number: from 20 s to five minutes, and seldom whole seconds.
fn track(number: u64) -> Track {
    let duration_ms = 20_000 + number * 37_013 % 280_000;
    Track {
        uri: TrackUri::parse(&format!("demo:track:n{number}")).expect("an address"),
        title: format!("Number {number}"),
        artists: vec!["Nobody".into()],
        album: None,
        duration_ms,
        length_ms: duration_ms,
        artwork_url: None,
        link: None,
        isrc: None,
        explicit: false,
    }
}

async fn open(clock: &Arc<dyn Clock>) -> NestHandle {
    let store = MemoryStore::new(Arc::clone(clock));
    let tools = Tools {
        log: Arc::new(store.clone()),
        signals: Arc::new(store),
        clock: Arc::clone(clock),
        dice: Arc::new(time::SeededDice::new(7)),
        scribe: Arc::new(WireScribe),
        gap_ms: 0,
        has_budgets: false,
        snapshot_after: SNAPSHOT_AFTER,
        is_shared: false,
        ended: broadcast::Sender::new(ENDED_MAX),
    };
    let host = Some(Host { person: ann().id, name: ann().name });
    let beginning = Beginning { code: Code::from_dice(1), settings: Settings::default(), host };
    let nest = NestId::parse("main").expect("an id");
    let nest = nest_task::open(nest, tools, Some(beginning)).await.expect("it opens");
    tokio::spawn(player::keep_time(nest.clone(), Arc::clone(clock)));
    nest
}

async fn ask(nest: &NestHandle, command: Command) {
    let reply = nest.ask(Request::Ask { asker: ann(), id: None, command }).await;
    assert!(matches!(reply, Reply::Answer(echonest::domain::answers::Answer::Ok(_))), "{reply:?}");
}

/// What was played stands in a play log now.
async fn log(nest: &NestHandle) {
    let view = nest.look().await.expect("it is open");
    let plays = view.nest.unlogged.iter().map(|play| play.key()).collect();
    nest.ask(Request::Logged(plays)).await;
}

/// What this process holds, in bytes.
fn held() -> u64 {
    let told = fs::read_to_string("/proc/self/statm").expect("the system tells");
    let pages: u64 = told.split(' ').nth(1).and_then(|pages| pages.parse().ok()).expect("a number");
    pages * 4_096
}

/// What an agent hears.
enum Heard {
    Comment,
    Event(String, Value),
}

async fn hear(body: &mut BodyDataStream, rest: &mut String) -> Heard {
    loop {
        if let Some((block, later)) = rest.split_once("\n\n") {
            let (block, later) = (block.to_owned(), later.to_owned());
            *rest = later;
            if block.starts_with(':') {
                return Heard::Comment;
            }
            let (kind, data) = block.split_once('\n').expect("two lines");
            let kind = kind.strip_prefix("event: ").expect("a kind").to_owned();
            let data = data.strip_prefix("data: ").expect("one line of what is told");
            return Heard::Event(kind, serde_json::from_str(data).expect("JSON"));
        }
        let chunk = body.next().await.expect("it goes on").expect("it does not break");
        rest.push_str(std::str::from_utf8(&chunk).expect("letters"));
    }
}

#[tokio::test(start_paused = true)]
async fn all_night_no_track_is_lost_or_doubled_no_position_runs_back_and_nothing_grows() {
    let clock: Arc<dyn Clock> = Arc::new(SystemClock::start());
    let nest = open(&clock).await;
    let house = "https://party.example".to_owned();
    let (telling, first) = Telling::begin(nest.clone(), Arc::clone(&clock), house).await.expect("it is open");
    let mut body = Sse::new(telling.stream(first)).into_response().into_body().into_data_stream();
    let mut rest = String::new();
    let mut next = 0;
    for _ in 0..3 {
        ask(&nest, Command::Add(Some(Arc::new(track(next))))).await;
        next += 1;
    }
    let began = Instant::now();
    let (mut comments, mut positions, mut tracks) = (0_u32, 0_u32, 0_u64);
    let mut last_position: Option<u64> = None;
    let mut silent_since: Option<u32> = None;
    let mut warm = None;
    while began.elapsed() < NIGHT {
        match hear(&mut body, &mut rest).await {
            Heard::Comment => {
                comments += 1;
                assert_eq!(began.elapsed().as_secs(), u64::from(comments) * 15, "one each 15 s");
                if silent_since.is_some_and(|since| comments - since == 20) {
                    silent_since = None;
                    ask(&nest, Command::Resume).await;
                }
            }
            Heard::Event(kind, told) if kind == "now_playing" && told["trackid"] != "" => {
                let uri = told["trackid"].as_str().expect("an address");
                let playing = tracks.checked_sub(1).map(|number| track(number).uri.to_string());
                if playing.as_deref() == Some(uri) {
                    // Paused, or going on: the same track, where it was.
                    continue;
                }
                assert_eq!(uri, track(tracks).uri.as_str(), "each once, in its order");
                tracks += 1;
                last_position = None;
                ask(&nest, Command::Add(Some(Arc::new(track(next))))).await;
                next += 1;
                log(&nest).await;
                if tracks.is_multiple_of(10) {
                    ask(&nest, Command::Pause).await;
                    silent_since = Some(comments);
                }
            }
            Heard::Event(kind, told) if kind == "player_position" => {
                positions += 1;
                assert_eq!(told["trackid"], track(tracks - 1).uri.as_str(), "of what was told to play");
                let position = told["pos"].as_u64().expect("whole seconds");
                let before = last_position.replace(position);
                assert!(
                    before.is_none_or(|before| (before..=before + 2).contains(&position)),
                    "{before:?}, {told}"
                );
                let view = nest.look().await.expect("it is open");
                let truth = view.nest.playing.as_ref().expect("it plays").position_at(clock.now_ms()) / 1_000;
                assert!(position.abs_diff(truth) <= 1, "{told} at {truth}");
                assert_eq!(silent_since, None, "what is paused has no new position");
            }
            Heard::Event(..) => {}
        }
        if warm.is_none() && began.elapsed() > WARM {
            warm = Some(held());
        }
    }
    let warm = warm.expect("the night was longer");
    assert!(held() < warm + ROOM, "{} bytes became {}", warm, held());
    assert!(comments >= 2_399, "{comments}");
    let paused = 300 * u32::try_from(tracks / 10).expect("a night is short");
    assert!(
        positions > 36_000 - paused - 2 * u32::try_from(tracks).expect("a night is short") - 60,
        "{positions}"
    );
    assert!(tracks > 100, "{tracks}");
}
