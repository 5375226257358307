//! Whatever people do in whatever order, the nest stays sound, and its log tells the same story twice.

use echonest::domain::{
    command::{Command, Request},
    entry::Vote,
    ids::{CommentId, EntryId},
    nest::Nest,
    people::Role,
    setting_values::Mode,
    settings::Change,
    text::CommentText,
};
use proptest::prelude::*;

use crate::bender::pick_of;
use crate::room::{MINUTE, Room, adding, person, track_of};

pub const PEOPLE: [&str; 5] = ["hanna", "ann", "bob", "cem", "dee"];

/// Something happens. Entries are named by how far back they were added.
#[derive(Debug, Clone)]
pub enum Step {
    Ask { who: usize, verb: Verb, back: u64, also_back: u64 },
    Wait(u64),
    Beat,
    Present(Vec<usize>),
    Bender { title: u8, minutes: u64 },
    Log,
}

#[derive(Debug, Clone)]
pub enum Verb {
    Add { title: u8, seconds: u64 },
    Vote(Option<Vote>),
    Jam(bool),
    Comment,
    Uncomment,
    Remove,
    Restore,
    Move(bool),
    Pin(bool),
    Skip,
    Pause,
    Resume,
    Clear,
    Mode(Mode),
    Lock(bool),
    Merge(usize),
    Depth(u32),
    TakePick,
    RejectPick,
}

fn verb() -> impl Strategy<Value = Verb> {
    let vote = prop_oneof![Just(Some(Vote::Up)), Just(Some(Vote::Down)), Just(None)];
    let mode = prop_oneof![Just(Mode::Fair), Just(Mode::Votes), Just(Mode::FirstCome)];
    prop_oneof![
        12 => (0..60_u8, 20..600_u64).prop_map(|(title, seconds)| Verb::Add { title, seconds }),
        8 => vote.prop_map(Verb::Vote),
        2 => any::<bool>().prop_map(Verb::Jam),
        2 => Just(Verb::Comment),
        1 => Just(Verb::Uncomment),
        4 => Just(Verb::Remove),
        4 => Just(Verb::Restore),
        4 => any::<bool>().prop_map(Verb::Move),
        3 => any::<bool>().prop_map(Verb::Pin),
        4 => Just(Verb::Skip),
        1 => Just(Verb::Pause),
        2 => Just(Verb::Resume),
        1 => Just(Verb::Clear),
        1 => mode.prop_map(Verb::Mode),
        1 => any::<bool>().prop_map(Verb::Lock),
        1 => (0..PEOPLE.len()).prop_map(Verb::Merge),
        1 => (0..4_u32).prop_map(Verb::Depth),
        2 => Just(Verb::TakePick),
        1 => Just(Verb::RejectPick),
    ]
}

pub fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        10 => (0..PEOPLE.len(), verb(), 0..12_u64, 0..12_u64)
            .prop_map(|(who, verb, back, also_back)| Step::Ask { who, verb, back, also_back }),
        2 => (0..4 * MINUTE).prop_map(Step::Wait),
        2 => Just(Step::Beat),
        4 => (0..60_u8, 0..120_u64).prop_map(|(title, minutes)| Step::Bender { title, minutes }),
        1 => Just(Step::Log),
        1 => proptest::collection::vec(0..PEOPLE.len(), 0..5).prop_map(Step::Present),
    ]
}

fn command(room: &Room, verb: &Verb, back: u64, also_back: u64) -> Command {
    let entry = EntryId(room.nest.next_entry.saturating_sub(1 + back));
    let other = EntryId(room.nest.next_entry.saturating_sub(1 + also_back));
    let picked = room.nest.preview.as_ref().map(|preview| preview.track.uri.clone());
    let pick = picked.unwrap_or_else(|| track_of("none", MINUTE).uri);
    let change = |change: Change| Command::Settings(Box::new(change));
    match verb {
        Verb::Add { title, seconds } => adding(track_of(&format!("t{title}"), seconds * 1_000)),
        Verb::Vote(vote) => Command::Vote(entry, *vote),
        Verb::Jam(on) => Command::Jam(entry, *on),
        Verb::Comment => Command::Comment(entry, CommentText::parse("so good").expect("a comment")),
        Verb::Uncomment => Command::Uncomment(entry, CommentId(1 + also_back)),
        Verb::Remove => Command::Remove(entry),
        Verb::Restore => Command::Restore(entry),
        Verb::Move(behind_all) => Command::Move(entry, (!behind_all).then_some(other)),
        Verb::Pin(on) => Command::Pin(entry, *on),
        Verb::Skip => Command::Skip(entry),
        Verb::Pause => Command::Pause,
        Verb::Resume => Command::Resume,
        Verb::Clear => Command::Clear,
        Verb::Mode(mode) => change(Change { mode: Some(*mode), ..Change::default() }),
        Verb::Merge(guest) => Command::Merge(person(PEOPLE[*guest])),
        Verb::Depth(depth) => change(Change { bender_depth: Some(*depth), ..Change::default() }),
        Verb::TakePick => Command::BenderQueue(pick),
        Verb::RejectPick => Command::BenderReject(pick),
        Verb::Lock(on) => change(Change { locked: Some(*on), ..Change::default() }),
    }
}

/// Lets all of it happen.
pub fn live(room: &mut Room, steps: &[Step]) {
    for step in steps {
        match step {
            Step::Wait(ms) => room.wait(*ms),
            Step::Beat => drop(room.beat()),
            Step::Bender { title, minutes } => {
                let track = track_of(&format!("t{title}"), 3 * MINUTE);
                let offer = pick_of(track, room.now_ms + minutes * MINUTE);
                room.put(&Request::Bender(Box::new(offer)));
            }
            Step::Log => {
                let oldest = room.nest.unlogged.front().map(|play| play.key());
                room.put(&Request::Logged(oldest.into_iter().collect()));
            }
            Step::Present(who) => {
                let names: Vec<_> = who.iter().map(|index| PEOPLE[*index]).collect();
                room.are_here(&names);
            }
            Step::Ask { who, verb, back, also_back } => {
                let command = command(room, verb, *back, *also_back);
                // Many of these are refused. The room checks after every commit that it is sound.
                let _ = room.ask(PEOPLE[*who], command);
            }
        }
    }
}

fn bytes(nest: &Nest) -> String {
    serde_json::to_string(nest).expect("a nest can be written down")
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 192, ..ProptestConfig::default() })]

    #[test]
    fn a_nest_stays_sound_and_its_log_replays_to_the_same_bytes(
        steps in proptest::collection::vec(step(), 1..120),
        cut in any::<prop::sample::Index>(),
    ) {
        let mut room = Room::new();
        live(&mut room, &steps);

        let mut replayed = Nest::new(room.nest.id.clone());
        let cut = cut.index(room.log.len());
        for (index, commit) in room.log.iter().enumerate() {
            if index == cut {
                // As a snapshot would: written, read, and folded on from there.
                replayed = serde_json::from_str(&bytes(&replayed)).expect("a snapshot reads back");
            }
            let written = serde_json::to_string(commit).expect("a commit can be written down");
            replayed.fold(&serde_json::from_str(&written).expect("a commit reads back"));
        }
        prop_assert_eq!(bytes(&replayed), bytes(&room.nest));
    }

    #[test]
    fn after_a_merge_nothing_is_the_guests_and_no_count_is_another(
        steps in proptest::collection::vec(step(), 1..80),
        (guest, account) in (0..PEOPLE.len(), 0..PEOPLE.len()),
    ) {
        prop_assume!(guest != account);
        let mut room = Room::new();
        live(&mut room, &steps);
        room.beat();
        let (guest, before) = (person(PEOPLE[guest]), room.nest.clone());
        room.does(PEOPLE[account], Command::Merge(guest.clone()));
        for entry in room.nest.within_reach(room.now_ms) {
            prop_assert!(!entry.by.is(&guest) && !entry.votes.contains_key(&guest), "{:?}", entry);
            prop_assert!(!entry.is_jammed_by(&guest), "{:?}", entry);
        }
        for entry in room.nest.entries() {
            prop_assert!(!entry.skip_votes.contains(&guest), "{:?}", entry);
            let was = before.entry(entry.id).expect("a merge neither adds nor removes");
            prop_assert_eq!((entry.tag_ms, &entry.comments), (was.tag_ms, &was.comments));
        }
        prop_assert_eq!(room.nest.queue.len(), before.queue.len());
        prop_assert!(room.nest.role_of(&guest).is_none_or(|role| role == Role::Guest));
        let settled = room.nest.clone();
        room.does(PEOPLE[account], Command::Merge(guest));
        prop_assert_eq!(settled, room.nest);
    }

    #[test]
    fn an_event_folded_twice_changes_nothing_more(steps in proptest::collection::vec(step(), 1..60)) {
        let mut room = Room::new();
        live(&mut room, &steps);
        // The whole newest commit once more, as a client would see it after a hello that held it.
        let newest = room.log.last().expect("the room was made").clone();
        let (mut once, mut twice) = (room.nest.clone(), room.nest.clone());
        for event in &newest.events {
            use echonest::domain::event::Event;
            // Entries come and go by number; these state results about entries that stay.
            if matches!(event, Event::Voted { .. } | Event::Jammed { .. } | Event::Pinned { .. }
                | Event::Moved { .. } | Event::Reranked { .. } | Event::Paused { .. } | Event::Resumed { .. }
                | Event::NextUp { .. } | Event::Settings { .. } | Event::Named { .. }
                | Event::Adopted { is_add: false, .. } | Event::Preview { .. } | Event::Logged { .. }
                | Event::SkipVoted { .. }) {
                once.apply(event, newest.at_ms);
                twice.apply(event, newest.at_ms);
                twice.apply(event, newest.at_ms);
            }
        }
        prop_assert_eq!(bytes(&once), bytes(&twice));
    }
}
