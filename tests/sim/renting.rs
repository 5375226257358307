//! People who open nests of their own: they name them, change their codes, remove each other, and end them.

use std::{collections::BTreeSet, sync::Arc, time::Duration};

use echonest::{
    app::{
        asking::{self, Outcome},
        nest_task::NestHandle,
        opening,
    },
    domain::{
        command::{Asker, Command},
        horn::Sound,
        ids::{NestId, PersonId},
        people::Role,
        setting_values::Slug,
        settings::Change,
    },
};
use tokio::time::sleep;

use crate::{
    evening::{Crowd, asker},
    people::track,
    process::Process,
    support::time::SeededDice,
};

/// How often a landlord does something.
const DEEDS: u64 = 14;

/// The nests of which somebody was told that they are over.
pub type Rented = BTreeSet<NestId>;

/// Lets one person look after nests, their own and others'.
pub async fn rent(crowd: Arc<Crowd>, name: String) -> Rented {
    let (asker, mut ended) = (asker(&name), Rented::new());
    for deed in 0..DEEDS {
        sleep(Duration::from_millis(crowd.dice.below(4_000))).await;
        let process = crowd.anyone();
        tokio::select! {
            biased;
            () = process.death() => {}
            () = act(&crowd, &process, &asker, deed == 0, &mut ended) => {}
        }
    }
    ended
}

async fn act(crowd: &Crowd, process: &Process, asker: &Asker, is_new: bool, ended: &mut Rented) {
    let dice = &crowd.dice;
    if is_new || dice.one_in(8) {
        let settings = Change { slug: Some(any_slug(dice)), bender_depth: Some(0), ..Change::default() };
        let _ = opening::open(&process.nests, &*process.clock, process.dice(), asker, &settings).await;
        return;
    }
    let Some(nest) = any_nest(crowd, process).await else { return };
    let of_others = ["p0", "p1", "l0", "l1"][usize::try_from(dice.below(4)).expect("four of them")];
    let person = PersonId::parse(of_others).expect("an id");
    let command = match dice.below(12) {
        0 | 1 => {
            opening::recode(&process.nests, &nest, process.dice(), asker.clone()).await;
            return;
        }
        2 | 3 => Command::Settings(Box::new(Change { slug: Some(any_slug(dice)), ..Change::default() })),
        4 => Command::End,
        5 => Command::Kick { person, ban: dice.one_in(2), keep_songs: dice.one_in(2) },
        6 => Command::Role(person, if dice.one_in(2) { Role::Host } else { Role::Guest }),
        7 => Command::Horn(Sound::Siren),
        8 => Command::Unban(person),
        _ => {
            Command::Add(Some(Arc::new(track(&format!("t{}", dice.below(40)), 20_000 + dice.below(90_000)))))
        }
    };
    let is_end = command == Command::End;
    let outcome = asking::put(&process.nests, &nest, asker.clone(), None, command).await;
    if is_end && matches!(outcome, Outcome::Done(_)) {
        ended.insert(nest.id().clone());
    }
}

async fn any_nest(crowd: &Crowd, process: &Process) -> Option<NestHandle> {
    let register = process.nests.register();
    let all: Vec<_> = register.nests.keys().collect();
    let index = usize::try_from(crowd.dice.below(all.len() as u64)).expect("few nests");
    process.nests.get(all.get(index)?).await.ok().flatten()
}

/// So few that they are wanted more than once.
fn any_slug(dice: &SeededDice) -> Option<Slug> {
    let slugs = ["", "kitchen-party", "roof-top-bar"];
    Slug::parse(slugs[usize::try_from(dice.below(3)).expect("three")]).ok()
}
