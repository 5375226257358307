//! People who sit in a nest as a page does: they come back at once when they are cut off, leave when they are
//! told to, and look again later whether they may come in.

use std::{sync::Arc, time::Duration};

use echonest::{
    app::nest_task::{Goodbye, NestHandle},
    domain::{ids::PersonId, nest::Nest, text::Name},
};
use tokio::{
    sync::{broadcast::error::RecvError::Lagged, watch},
    time::sleep,
};

use crate::{evening::Crowd, process::Process};

/// Sits wherever they may until told to stop.
pub async fn sit(crowd: Arc<Crowd>, name: String, mut stop: watch::Receiver<bool>) {
    let (id, shown) = (PersonId::parse(&name).expect("an id"), Name::parse(&name).expect("a name"));
    while !*stop.borrow() {
        tokio::select! {
            biased;
            _ = stop.changed() => return,
            () = visit(&crowd, &id, &shown) => {}
        }
    }
}

/// Sits in one nest, at one process, until something ends that.
async fn visit(crowd: &Crowd, id: &PersonId, name: &Name) {
    let process = crowd.anyone();
    tokio::select! {
        biased;
        () = process.death() => {}
        () = stay(crowd, &process, id, name) => {}
    }
}

async fn stay(crowd: &Crowd, process: &Process, id: &PersonId, name: &Name) {
    let nest = any_nest(crowd, process).await;
    // First hear, then look: so nothing is missed in between.
    let mut goodbyes = nest.goodbyes();
    let Some(view) = nest.look().await else { return sleep(Duration::from_secs(1)).await };
    if !may_come_in(&view.nest, id) {
        return sleep(Duration::from_millis(500 + crowd.dice.below(3_000))).await;
    }
    let _seat = nest.presence().enter(id.clone(), name.clone());
    let bored = sleep(Duration::from_millis(crowd.dice.below(30_000)));
    tokio::pin!(bored);
    loop {
        tokio::select! {
            biased;
            goodbye = goodbyes.recv() => match goodbye {
                Ok(Goodbye::Person(person)) if person != *id => {}
                Ok(_) | Err(Lagged(_)) => return,
                Err(_) => return sleep(Duration::from_secs(1)).await,
            },
            () = &mut bored => return,
        }
    }
}

async fn any_nest(crowd: &Crowd, process: &Process) -> NestHandle {
    let register = process.nests.register();
    let others: Vec<_> = register.nests.keys().collect();
    if others.is_empty() || !crowd.dice.one_in(3) {
        return process.nest().clone();
    }
    let index = usize::try_from(crowd.dice.below(others.len() as u64)).expect("few nests");
    let nest = process.nests.get(others[index]).await;
    nest.ok().flatten().unwrap_or_else(|| process.nest().clone())
}

fn may_come_in(nest: &Nest, id: &PersonId) -> bool {
    !nest.has_ended() && nest.admits(id)
}
