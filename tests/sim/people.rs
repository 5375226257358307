//! People who ask for things, at any process, and keep asking until they know.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use echonest::{
    app::{nest_task::Reply, ports::Dice},
    domain::{
        answers::Answer,
        command::{Asker, Command, Request},
        entry::Vote,
        horn::Sound,
        ids::{CommandId, EntryId, PersonId},
        people::Role,
        settings::Change,
        text::{CommentText, Name},
        track::{Track, TrackUri},
    },
};
use tokio::time::sleep;

use crate::{evening::Crowd, support::time::SeededDice};

/// What a person was told about one command, in the end.
#[derive(Debug, Clone, PartialEq)]
pub enum Told {
    /// This, and every time the same.
    Answered(Answer),
    /// Only ever that nothing was changed, and they gave up.
    NothingChanged,
    /// They never found out.
    Unknown,
}

/// How a person chooses what to ask for.
pub type Choose = fn(&Crowd) -> Command;

/// Everything one person was told, by command.
pub type Memory = BTreeMap<(PersonId, CommandId), Told>;

/// Lets one person ask for `count` things.
pub async fn live(crowd: Arc<Crowd>, name: String, count: u64, choose: Choose) -> Memory {
    let id = PersonId::parse(&name).expect("a short name");
    let asker = Asker { id: id.clone(), name: Name::parse(&name).expect("a short name"), role: Role::Guest };
    let mut memory = Memory::new();
    for number in 0..count {
        sleep(Duration::from_millis(crowd.dice.below(1_500))).await;
        let command = CommandId::parse(&format!("{name}-{number}")).expect("a short id");
        let told = find_out(&crowd, &asker, &command, choose).await;
        memory.insert((id.clone(), command), told);
    }
    memory
}

async fn find_out(crowd: &Crowd, asker: &Asker, id: &CommandId, choose: Choose) -> Told {
    let mut may_be_done = false;
    let first = choose(crowd);
    for attempt in 0..60 {
        // The same id, perhaps with another body: it must not matter.
        let command = if attempt > 0 && crowd.dice.one_in(3) { choose(crowd) } else { first.clone() };
        let request = Request::Ask { asker: asker.clone(), id: Some(id.clone()), command };
        match crowd.anyone().ask(request).await {
            Reply::Answer(Answer::Refused(refusal)) if !refusal.is_remembered() => {
                if !may_be_done {
                    return Told::NothingChanged;
                }
            }
            Reply::Answer(answer) => {
                ask_again(crowd, asker, id, &answer).await;
                return Told::Answered(answer);
            }
            Reply::Busy | Reply::NotSaved => {
                if !may_be_done && crowd.dice.one_in(3) {
                    return Told::NothingChanged;
                }
            }
            Reply::Lost => may_be_done = true,
        }
        sleep(Duration::from_millis(100 + crowd.dice.below(900))).await;
    }
    Told::Unknown
}

/// Now and then somebody sends again what was answered already.
async fn ask_again(crowd: &Crowd, asker: &Asker, id: &CommandId, answer: &Answer) {
    if crowd.may_lose || !crowd.dice.one_in(4) {
        return;
    }
    sleep(Duration::from_millis(crowd.dice.below(3_000))).await;
    let command = any_command(crowd);
    let request = Request::Ask { asker: asker.clone(), id: Some(id.clone()), command };
    if let Reply::Answer(again) = crowd.anyone().ask(request).await {
        let is_excused = matches!(&again, Answer::Refused(refusal) if !refusal.is_remembered());
        assert!(is_excused || again == *answer, "{id} was answered {answer:?} and then {again:?}");
    }
}

/// What a guest may want, and now and then what only others may do.
pub fn any_command(crowd: &Crowd) -> Command {
    let dice = &crowd.dice;
    let entry = EntryId(1 + dice.below(30));
    match dice.below(23) {
        0..=5 => Command::Add(Some(Arc::new(any_track(dice)))),
        6 | 7 => Command::Vote(entry, Some(Vote::Up)),
        8 => Command::Vote(entry, Some(Vote::Down)),
        9 => Command::Jam(entry, dice.one_in(2)),
        10 => Command::Comment(entry, CommentText::parse("this one").expect("a comment")),
        11 => Command::Remove(entry),
        12 => Command::Restore(entry),
        13 => Command::Skip(entry),
        14 => Command::Pin(entry, dice.one_in(2)),
        15 => Command::BenderQueue(any_track(dice).uri),
        16 => Command::BenderReject(any_track(dice).uri),
        17 => Command::Horn(Sound::ALL[usize::try_from(dice.below(6)).expect("six sounds")]),
        18 => Command::Undo(crowd.newest_removal()),
        19 => Command::Knock,
        20 => any_governing(crowd),
        _ => {
            if dice.one_in(2) {
                Command::Pause
            } else {
                Command::Resume
            }
        }
    }
}

/// What a host may want.
pub fn any_order(crowd: &Crowd) -> Command {
    if crowd.dice.one_in(2) { any_governing(crowd) } else { any_command(crowd) }
}

/// What somebody wants who was never here.
pub fn any_visit(crowd: &Crowd) -> Command {
    if crowd.dice.one_in(3) { Command::Knock } else { any_command(crowd) }
}

/// Noise, and nothing else.
pub fn any_noise(_: &Crowd) -> Command {
    Command::Horn(Sound::Airhorn)
}

fn any_governing(crowd: &Crowd) -> Command {
    let dice = &crowd.dice;
    let person = PersonId::parse(&format!("p{}", dice.below(6))).expect("an id");
    match dice.below(14) {
        0..=2 => Command::Kick { person, ban: !dice.one_in(3), keep_songs: dice.one_in(2) },
        3 | 4 => Command::Unban(person),
        5..=7 => {
            let roles = [Role::Host, Role::Moderator, Role::Guest];
            Command::Role(person, roles[usize::try_from(dice.below(3)).expect("three roles")])
        }
        8 | 9 => Command::Admit(person, !dice.one_in(4)),
        10 => Command::Clear,
        11 => Command::Undo(crowd.newest_removal()),
        _ => {
            let change = Change {
                invite_only: Some(!dice.one_in(3)),
                locked: Some(dice.one_in(4)),
                up_votes_only: Some(dice.one_in(4)),
                airhorn_muted: Some(dice.one_in(8)),
                ..Change::default()
            };
            Command::Settings(Box::new(change))
        }
    }
}

fn any_track(dice: &SeededDice) -> Track {
    track(&format!("t{}", dice.below(40)), 20_000 + dice.roll() % 60_000)
}

/// A track by this title.
pub fn track(title: &str, duration_ms: u64) -> Track {
    let title = title.to_owned();
    Track {
        uri: TrackUri::parse(&format!("demo:track:{title}")).expect("an address"),
        title,
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
