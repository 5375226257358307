//! Who may do what: every command, by everyone, on whoever's entry, under every combination of settings.
//!
//! The tables below are the authority, written by hand from the rules; the program is held against them. A line
//! that begins with `where` says what is otherwise under a setting; of several, the last holds. What can be said:
//!
//! - `yes`: it is done; `vote`: it counts as one vote; `same`: fine, and nothing changes;
//! - a code of the contract: it is refused so;
//! - `.`: as above; `-`: cannot be, since a newcomer has nothing yet.
//!
//! Who is not let in counts as a guest where the nest is open to all, and so does a newcomer as not let in
//! where it is not.

use std::collections::BTreeSet;

use echonest::domain::{
    command::Command,
    decide::{Context, decide},
    event::Event,
    nest::Nest,
    people::Present,
    setting_values::Mode,
    settings::Change,
};

use crate::room::{asker, person};
use crate::stage::{command, stage};

/// What is done with songs.
const SONGS: &str = "
                                  | host           | moderator      | guest          | newcomer       | banned      | not let in
add: a song                       | yes            | yes            | yes            | yes            | banned      | not_found
    where locked                  | .              | .              | locked         | locked         | .           | .
add: an explicit song             | yes            | yes            | yes            | yes            | banned      | not_found
    where clean                   | explicit       | explicit       | explicit       | explicit       | .           | .
    where locked                  | .              | .              | locked         | locked         | .           | .
add: another's, queued            | already_queued | already_queued | already_queued | already_queued | banned      | not_found
    where locked                  | .              | .              | locked         | locked         | .           | .
add: another's, playing           | already_queued | already_queued | already_queued | already_queued | banned      | not_found
    where locked                  | .              | .              | locked         | locked         | .           | .
add: Bender's, queued             | yes            | yes            | yes            | yes            | banned      | not_found
    where locked                  | .              | .              | locked         | locked         | .           | .
add: none                         | not_found      | not_found      | not_found      | not_found      | banned      | not_found
bender_queue: in mind             | yes            | yes            | yes            | yes            | banned      | not_found
    where locked                  | .              | .              | locked         | locked         | .           | .
bender_queue: Bender's, queued    | yes            | yes            | yes            | yes            | banned      | not_found
    where locked                  | .              | .              | locked         | locked         | .           | .
bender_queue: own, queued         | same           | same           | same           | -              | banned      | not_found
bender_queue: another's, queued   | already_queued | already_queued | already_queued | already_queued | banned      | not_found
bender_queue: none                | not_found      | not_found      | not_found      | not_found      | banned      | not_found
bender_reject: in mind            | yes            | yes            | yes            | yes            | banned      | not_found
bender_reject: none               | not_found      | not_found      | not_found      | not_found      | banned      | not_found
remove: own, queued               | yes            | yes            | yes            | -              | banned      | not_found
remove: another's, queued         | yes            | yes            | forbidden      | forbidden      | banned      | not_found
remove: Bender's, queued          | yes            | yes            | forbidden      | forbidden      | banned      | not_found
remove: own, playing              | yes            | yes            | forbidden      | -              | banned      | not_found
remove: another's, playing        | yes            | yes            | forbidden      | forbidden      | banned      | not_found
remove: Bender's, playing         | yes            | yes            | forbidden      | forbidden      | banned      | not_found
remove: none                      | not_found      | not_found      | not_found      | not_found      | banned      | not_found
restore: own, by oneself          | yes            | yes            | yes            | -              | banned      | not_found
restore: own, by a host           | yes            | forbidden      | forbidden      | -              | banned      | not_found
restore: another's, by themselves | yes            | forbidden      | forbidden      | forbidden      | banned      | not_found
restore: another's, by oneself    | yes            | yes            | -              | -              | -           | -
restore: voted out                | yes            | forbidden      | forbidden      | forbidden      | banned      | not_found
restore: another's, queued        | not_found      | not_found      | not_found      | not_found      | banned      | not_found
restore: none                     | not_found      | not_found      | not_found      | not_found      | banned      | not_found
undo: own, by oneself             | yes            | yes            | yes            | -              | banned      | not_found
undo: own, by a host              | yes            | forbidden      | forbidden      | -              | banned      | not_found
undo: another's, by themselves    | yes            | forbidden      | forbidden      | forbidden      | banned      | not_found
undo: another's, by oneself       | yes            | yes            | -              | -              | -           | -
undo: voted out                   | yes            | forbidden      | forbidden      | forbidden      | banned      | not_found
undo: none                        | not_found      | not_found      | not_found      | not_found      | banned      | not_found
clear: all                        | yes            | forbidden      | forbidden      | forbidden      | banned      | not_found
move: own, queued                 | yes            | yes            | yes            | -              | banned      | not_found
move: another's, queued           | yes            | yes            | forbidden      | forbidden      | banned      | not_found
move: own before another's        | bad_request    | bad_request    | bad_request    | -              | bad_request | bad_request
move: another's before own        | bad_request    | bad_request    | bad_request    | -              | bad_request | bad_request
move: Bender's, queued            | bad_request    | bad_request    | bad_request    | bad_request    | bad_request | bad_request
move: own, playing                | not_found      | not_found      | not_found      | -              | banned      | not_found
move: none                        | not_found      | not_found      | not_found      | not_found      | banned      | not_found
pin: own, queued                  | yes            | yes            | forbidden      | -              | banned      | not_found
pin: another's, queued            | yes            | yes            | forbidden      | forbidden      | banned      | not_found
pin: Bender's, queued             | yes            | yes            | forbidden      | forbidden      | banned      | not_found
pin: another's, playing           | not_found      | not_found      | forbidden      | forbidden      | banned      | not_found
pin: none                         | not_found      | not_found      | forbidden      | forbidden      | banned      | not_found
unpin: own, queued                | same           | same           | forbidden      | -              | banned      | not_found
unpin: another's, queued          | same           | same           | forbidden      | forbidden      | banned      | not_found
";

/// What is thought and said of songs, and what plays.
const MUSIC: &str = "
                                  | host           | moderator      | guest          | newcomer       | banned      | not let in
up: own, queued                   | own_entry      | own_entry      | own_entry      | -              | banned      | not_found
up: another's, queued             | yes            | yes            | yes            | yes            | banned      | not_found
up: Bender's, queued              | yes            | yes            | yes            | yes            | banned      | not_found
    where locked                  | .              | .              | locked         | locked         | .           | .
up: own, playing                  | own_entry      | own_entry      | own_entry      | -              | banned      | not_found
up: another's, playing            | yes            | yes            | yes            | yes            | banned      | not_found
up: Bender's, playing             | yes            | yes            | yes            | yes            | banned      | not_found
up: none                          | not_found      | not_found      | not_found      | not_found      | banned      | not_found
down: own, queued                 | own_entry      | own_entry      | own_entry      | -              | banned      | not_found
    where up only                 | forbidden      | forbidden      | forbidden      | .              | .           | .
down: another's, queued           | yes            | yes            | yes            | yes            | banned      | not_found
    where up only                 | forbidden      | forbidden      | forbidden      | forbidden      | .           | .
down: Bender's, queued            | yes            | yes            | yes            | yes            | banned      | not_found
    where up only                 | forbidden      | forbidden      | forbidden      | forbidden      | .           | .
down: another's, playing          | yes            | yes            | yes            | yes            | banned      | not_found
    where up only                 | forbidden      | forbidden      | forbidden      | forbidden      | .           | .
down: none                        | not_found      | not_found      | not_found      | not_found      | banned      | not_found
    where up only                 | forbidden      | forbidden      | forbidden      | forbidden      | .           | .
unvote: own, queued               | own_entry      | own_entry      | own_entry      | -              | banned      | not_found
unvote: another's, queued         | same           | same           | same           | same           | banned      | not_found
jam: own, queued                  | yes            | yes            | yes            | -              | banned      | not_found
jam: another's, queued            | yes            | yes            | yes            | yes            | banned      | not_found
jam: Bender's, queued             | yes            | yes            | yes            | yes            | banned      | not_found
jam: another's, playing           | yes            | yes            | yes            | yes            | banned      | not_found
jam: Bender's, playing            | yes            | yes            | yes            | yes            | banned      | not_found
jam: none                         | not_found      | not_found      | not_found      | not_found      | banned      | not_found
unjam: another's, queued          | same           | same           | same           | same           | banned      | not_found
comment: own, queued              | yes            | yes            | yes            | -              | banned      | not_found
comment: another's, queued        | yes            | yes            | yes            | yes            | banned      | not_found
comment: Bender's, playing        | yes            | yes            | yes            | yes            | banned      | not_found
comment: none                     | not_found      | not_found      | not_found      | not_found      | banned      | not_found
uncomment: own                    | yes            | yes            | yes            | -              | banned      | not_found
uncomment: another's              | yes            | yes            | forbidden      | forbidden      | banned      | not_found
uncomment: none                   | not_found      | not_found      | not_found      | not_found      | banned      | not_found
skip: own, playing                | yes            | yes            | yes            | -              | banned      | not_found
skip: another's, playing          | yes            | yes            | vote           | vote           | banned      | not_found
skip: Bender's, playing           | yes            | yes            | vote           | vote           | banned      | not_found
skip: own, queued                 | vote           | vote           | vote           | -              | banned      | not_found
skip: another's, queued           | vote           | vote           | vote           | vote           | banned      | not_found
skip: Bender's, queued            | vote           | vote           | vote           | vote           | banned      | not_found
skip: voted out                   | same           | same           | same           | same           | banned      | not_found
skip: none                        | not_found      | not_found      | not_found      | not_found      | banned      | not_found
pause: another's, playing         | yes            | yes            | forbidden      | forbidden      | banned      | not_found
    where anyone pauses           | .              | .              | yes            | yes            | .           | .
pause: own, playing               | yes            | yes            | forbidden      | -              | banned      | not_found
    where anyone pauses           | .              | .              | yes            | .              | .           | .
pause: silence                    | nothing_playing| nothing_playing| forbidden      | forbidden      | banned      | not_found
    where anyone pauses           | .              | .              | nothing_playing| nothing_playing| .           | .
resume: another's, playing        | same           | same           | forbidden      | forbidden      | banned      | not_found
    where anyone pauses           | .              | .              | same           | same           | .           | .
resume: silence                   | nothing_playing| nothing_playing| forbidden      | forbidden      | banned      | not_found
    where anyone pauses           | .              | .              | nothing_playing| nothing_playing| .           | .
horn: airhorn                     | yes            | yes            | yes            | yes            | banned      | not_found
    where muted                   | forbidden      | forbidden      | forbidden      | forbidden      | .           | .
";

/// What is done to people, and to the nest.
const PEOPLE: &str = "
                                  | host           | moderator      | guest          | newcomer       | banned      | not let in
enter: by name                    | same           | same           | same           | same           | banned      | same
enter: by code                    | same           | same           | same           | same           | banned      | yes
enter: first                      | same           | same           | same           | same           | banned      | same
merge: ann                        | yes            | yes            | yes            | yes            | yes         | yes
merge: nobody                     | same           | same           | same           | same           | same        | same
knock: knock                      | same           | same           | same           | same           | banned      | yes
admit: kit                        | yes            | yes            | forbidden      | forbidden      | banned      | not_found
admit: ann                        | same           | same           | forbidden      | forbidden      | banned      | not_found
admit: nobody                     | not_found      | not_found      | forbidden      | forbidden      | banned      | not_found
turn_away: kit                    | yes            | yes            | forbidden      | forbidden      | banned      | not_found
settings: a name                  | yes            | forbidden      | forbidden      | forbidden      | banned      | not_found
settings: out of bounds           | bad_request    | bad_request    | bad_request    | bad_request    | bad_request | bad_request
make_moderator: ann               | yes            | forbidden      | forbidden      | forbidden      | banned      | not_found
make_moderator: mia               | same           | forbidden      | forbidden      | forbidden      | banned      | not_found
make_moderator: nobody            | not_found      | forbidden      | forbidden      | forbidden      | banned      | not_found
make_moderator: bert              | forbidden      | forbidden      | forbidden      | forbidden      | banned      | not_found
make_host: ann                    | yes            | forbidden      | forbidden      | forbidden      | banned      | not_found
make_host: bert                   | forbidden      | forbidden      | forbidden      | forbidden      | banned      | not_found
make_host: oneself                | same           | forbidden      | forbidden      | forbidden      | banned      | not_found
make_guest: mia                   | yes            | forbidden      | forbidden      | forbidden      | banned      | not_found
make_guest: hal                   | yes            | forbidden      | forbidden      | forbidden      | banned      | not_found
make_guest: oneself               | yes            | forbidden      | forbidden      | forbidden      | banned      | not_found
kick: ann                         | yes            | yes            | forbidden      | forbidden      | banned      | not_found
kick: mia                         | yes            | forbidden      | forbidden      | forbidden      | banned      | not_found
kick: hal                         | forbidden      | forbidden      | forbidden      | forbidden      | banned      | not_found
kick: oneself                     | forbidden      | forbidden      | forbidden      | forbidden      | banned      | not_found
kick: nobody                      | not_found      | not_found      | forbidden      | forbidden      | banned      | not_found
ban: ann                          | yes            | yes            | forbidden      | forbidden      | banned      | not_found
ban: mia                          | yes            | forbidden      | forbidden      | forbidden      | banned      | not_found
ban: hal                          | forbidden      | forbidden      | forbidden      | forbidden      | banned      | not_found
ban: oneself                      | forbidden      | forbidden      | forbidden      | forbidden      | banned      | not_found
ban: nobody                       | not_found      | not_found      | forbidden      | forbidden      | banned      | not_found
unban: bert                       | yes            | yes            | forbidden      | forbidden      | banned      | not_found
unban: ann                        | same           | same           | forbidden      | forbidden      | banned      | not_found
unban: nobody                     | not_found      | not_found      | forbidden      | forbidden      | banned      | not_found
recode: anew                      | yes            | forbidden      | forbidden      | forbidden      | banned      | not_found
end: the nest                     | yes            | forbidden      | forbidden      | forbidden      | banned      | not_found
    where main                    | forbidden      | .              | .              | .              | .           | .
";

/// Who stands for each column.
const PERSONS: [&str; 6] = ["hanna", "mo", "gus", "newt", "bert", "otto"];
const GUEST: usize = 2;
const NOT_LET_IN: usize = 5;

/// Names every command there is. One that is not here does not compile.
macro_rules! commands {
    ($($pattern:pat => $name:literal,)*) => {
        const COMMANDS: &[&str] = &[$($name),*];

        fn name_of(command: &Command) -> &'static str {
            match command { $($pattern => $name,)* }
        }
    };
}

commands! {
    Command::Enter { .. } => "enter",
    Command::Merge(_) => "merge",
    Command::Add(_) => "add",
    Command::Vote(..) => "vote",
    Command::Jam(..) => "jam",
    Command::Comment(..) => "comment",
    Command::Uncomment(..) => "uncomment",
    Command::Remove(_) => "remove",
    Command::Restore(_) => "restore",
    Command::Move(..) => "move",
    Command::Pin(..) => "pin",
    Command::Skip(_) => "skip",
    Command::Pause => "pause",
    Command::Resume => "resume",
    Command::Clear => "clear",
    Command::BenderQueue(_) => "bender_queue",
    Command::BenderReject(_) => "bender_reject",
    Command::Settings(_) => "settings",
    Command::Role(..) => "role",
    Command::Kick { .. } => "kick",
    Command::Unban(_) => "unban",
    Command::Horn(_) => "horn",
    Command::Undo(_) => "undo",
    Command::Knock => "knock",
    Command::Admit(..) => "admit",
    Command::Recode(_) => "recode",
    Command::End => "end",
}

/// A line of a table: what is asked, of what, what everyone hears, and what they hear otherwise.
struct Row {
    what: &'static str,
    object: &'static str,
    cells: Vec<&'static str>,
    otherwise: Vec<(&'static str, Vec<&'static str>)>,
}

fn rows() -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    for table in [SONGS, MUSIC, PEOPLE] {
        for line in table.trim_start_matches('\n').lines().skip(1) {
            let (asked, cells) = line.split_once('|').expect("a line has columns");
            let cells: Vec<_> = cells.split('|').map(str::trim).collect();
            assert_eq!(cells.len(), PERSONS.len(), "{line}");
            if let Some(setting) = asked.trim().strip_prefix("where ") {
                rows.last_mut().expect("something is asked before").otherwise.push((setting, cells));
            } else {
                let (what, object) = asked.split_once(": ").expect("it is asked of something");
                rows.push(Row { what, object: object.trim(), cells, otherwise: Vec::new() });
            }
        }
    }
    rows
}

/// Asks, and says in the words of the tables what came of it.
fn outcome(nest: &Nest, who: &str, command: &Command) -> &'static str {
    let present: Present =
        ["hanna", "hal", "mo", "mia", "gus", "ann"].map(|who| (person(who), asker(who).name)).into();
    let context = Context { now_ms: nest.at_ms, present: &present, gap_ms: 0, has_budgets: true };
    let is_vote = |event: &Event| matches!(event, Event::SkipVoted { .. });
    let decides = |event: &Event| matches!(event, Event::Ended { .. } | Event::Removed { .. });
    match decide(nest, &context, &asker(who), command).map(|decision| decision.events) {
        Ok(events) if events.is_empty() => "same",
        Ok(events) if events.iter().any(is_vote) && !events.iter().any(decides) => "vote",
        Ok(_) => "yes",
        Err(refusal) => refusal.code(),
    }
}

/// Every combination of the settings that matter here.
fn all_settings() -> impl Iterator<Item = Change> {
    let modes = [Mode::Fair, Mode::Votes, Mode::FirstCome];
    (0..64_u32).flat_map(move |bits| {
        modes.map(|mode| {
            let bit = |number: u32| Some(bits >> number & 1 == 1);
            Change {
                mode: Some(mode),
                locked: bit(0),
                allow_explicit: bit(1),
                up_votes_only: bit(2),
                anyone_pauses: bit(3),
                airhorn_muted: bit(4),
                invite_only: bit(5),
                ..Change::default()
            }
        })
    })
}

/// The same nest under these settings.
fn under(nest: &Nest, change: &Change) -> Nest {
    let present = Present::new();
    let context = Context { now_ms: nest.at_ms, present: &present, gap_ms: 0, has_budgets: true };
    let change = Command::Settings(Box::new(change.clone()));
    let decision = decide(nest, &context, &asker("hanna"), &change).expect("a host changes settings");
    let mut nest = nest.clone();
    decision.events.iter().for_each(|event| nest.apply(event, context.now_ms));
    nest
}

fn holds(setting: &str, nest: &Nest) -> bool {
    let settings = &nest.settings;
    match setting {
        "locked" => settings.locked,
        "clean" => !settings.allow_explicit,
        "up only" => settings.up_votes_only,
        "anyone pauses" => settings.anyone_pauses,
        "muted" => settings.airhorn_muted,
        "main" => nest.is_main(),
        other => panic!("nobody knows the setting {other}"),
    }
}

/// What the tables say that this person hears.
fn told(row: &Row, nest: &Nest, column: usize) -> &'static str {
    let is_open = !nest.settings.invite_only;
    let told_as = match PERSONS[column] {
        "newt" if row.cells[column] == "-" => column,
        "newt" if !is_open => NOT_LET_IN,
        "otto" if is_open => GUEST,
        _ => column,
    };
    let mut told = row.cells[told_as];
    for (setting, cells) in &row.otherwise {
        if holds(setting, nest) && cells[told_as] != "." {
            told = cells[told_as];
        }
    }
    told
}

fn everyone_hears_what_the_tables_say(is_main: bool) {
    let rows = rows();
    let stages = ["ann", "Bender", "silence", "hanna", "mo", "gus", "bert", "otto"];
    let mut asked = 0;
    for plays in stages {
        let nest = stage(is_main, plays);
        for change in all_settings() {
            let nest = under(&nest, &change);
            for row in &rows {
                for (column, who) in PERSONS.into_iter().enumerate() {
                    let needed = match row.object {
                        "own, playing" => who,
                        "Bender's, playing" => "Bender",
                        "silence" => "silence",
                        _ => "ann",
                    };
                    let told = told(row, &nest, column);
                    if needed != plays || told == "-" {
                        continue;
                    }
                    let command = command(&nest, row.what, row.object, who);
                    let heard = outcome(&nest, who, &command);
                    let (what, object, settings) = (row.what, row.object, &change);
                    assert_eq!(heard, told, "{who}: {what}: {object} ({command:?}) under {settings:?}");
                    asked += 1;
                }
            }
        }
    }
    assert!(asked > 100_000, "only {asked} were asked");
}

#[test]
fn in_the_main_nest_everyone_may_do_what_the_tables_say_and_nothing_else() {
    everyone_hears_what_the_tables_say(true);
}

#[test]
fn in_any_other_nest_everyone_may_do_what_the_tables_say_and_nothing_else() {
    everyone_hears_what_the_tables_say(false);
}

#[test]
fn no_command_is_missing_in_the_tables() {
    let nest = stage(true, "ann");
    let asked: BTreeSet<_> =
        rows().iter().map(|row| name_of(&command(&nest, row.what, row.object, "hanna"))).collect();
    assert_eq!(asked, COMMANDS.iter().copied().collect());
}
