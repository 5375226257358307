//! A round: a house, guests, one fault, and what came of it.

use std::{sync::Arc, time::Duration};

use echonest::{app::ports::Log, clock::SystemClock, domain::ids::NestId, store::embedded::EmbeddedStore};

use crate::{
    checker,
    faults::{Scene, strike},
    history::History,
    house::House,
    kinds::Kind,
    party::Party,
    scroll::{self, Scroll},
    support::time::SeededDice,
};

/// Plays one, and says how long each guest had to wait after the fault; or all that is wrong.
pub async fn play(kind: Kind, seed: u64, crowd: usize) -> Result<Vec<Duration>, Vec<String>> {
    let mut house = House::begin(kind).await;
    let played = play_in(&mut house, seed, crowd).await.map_err(|wrong| vec![wrong]);
    let outcome = played.and_then(|(history, waits)| {
        let faults = checker::faults(&history);
        if faults.is_empty() { Ok(waits) } else { Err(faults) }
    });
    outcome.map_err(|mut faults| {
        for part in house.parts.iter().flatten() {
            let log = part.log();
            let lines: Vec<_> = log.lines().filter(|line| !line.contains("A guest came in")).collect();
            let last = lines[lines.len().saturating_sub(15)..].join("\n    ");
            faults.push(format!("{} logged last:\n    {last}", part.url));
        }
        faults
    })
}

async fn play_in(house: &mut House, seed: u64, crowd: usize) -> Result<(History, Vec<Duration>), String> {
    let kind = house.kind;
    let dice = SeededDice::new(seed);
    let party = Party::begin(house, kind.guests(crowd), seed).await;
    let scroll = house.kept.as_ref().map(|kept| scroll::follow(kept.url()));
    // Chance decides how far the evening has got.
    let warm_up = party.count().min(48) / 2 + dice.below(48);
    party.go_on_by(warm_up).await?;
    let mut scene = Scene { house, party: &party, scroll: scroll.as_ref(), dice: &dice };
    let moment = strike(&mut scene).await?;
    let waits = party.until_recovered(moment).await?;
    house.until_ready(true).await?;
    finish(house, party, scroll).await.map(|history| (history, waits))
}

/// Everybody stops, and all that is known is put together.
async fn finish(
    house: &mut House,
    mut party: Party,
    scroll: Option<scroll::SharedScroll>,
) -> Result<History, String> {
    let mut remains = party.stop().await?;
    party.pause().await;
    let mut tellings = house.tell(&party).await?;
    let position = tellings[0].position.clone();
    let seq = position.split(['.', '-']).next().and_then(|seq| seq.parse().ok()).unwrap_or(u64::MAX);
    let ends = remains.ends(&position, seq).await?;
    let (telling, log, lost) = if let Some(scroll) = scroll {
        scroll.lock().await.end().await?
    } else {
        // The file belongs to one process at a time.
        house.parts.clear();
        let (data, clock) = (house.directory.path().join("data"), Arc::new(SystemClock::start()));
        let store = EmbeddedStore::open(&data, clock).map_err(|error| error.to_string())?;
        let stored = store.open(&NestId::parse("main").expect("it is an id")).await;
        Scroll::default().tell(&stored.map_err(|failure| failure.to_string())?)?
    };
    tellings.push(telling);
    let mut history = History {
        people: remains.people,
        acks: remains.acks,
        given_up: remains.given_up,
        noted: remains.noted,
        log,
        lost,
        ends,
        tellings,
    };
    if (house.kind == Kind::LostTail) == history.lost.is_empty() {
        history.noted.push(format!("lost: {} records are gone from the log", history.lost.len()));
    }
    Ok(history)
}
