//! What a long past costs: how long it takes to be remembered, how much memory it takes, and how long a
//! throwback is drawn from it.
//!
//! Must never: measure the inventing along with the remembering.

use std::{collections::HashSet, fmt::Write, fs, process::Command, time::Duration};

use anyhow::{Context, Result, ensure};
use echonest::{
    app::history::{
        History, calendar,
        left_out::LeftOut,
        past_play::{PastPlay, Queued, Someone},
        tally::Asked,
    },
    domain::{
        event::EndedBecause,
        ids::{EntryId, NestId, PersonId},
        setting_values::TimeZone,
        text::Name,
    },
};
use nix::{
    time::{ClockId, clock_gettime},
    unistd::{SysconfVar, sysconf},
};

use crate::past_files;

/// How many plays there are in each row of the table.
const SIZES: [usize; 3] = [10_000, 100_000, 1_000_000];
/// Plays that are invented at a time.
const CHUNK: usize = 2_048;
/// Draws that are measured: enough for a p99.
const DRAWS: usize = 1_000;
/// Tracks that are queued or were offered, and so not wanted.
const UNWANTED: usize = 50;
const DAY_MS: u64 = 86_400_000;
/// 1 January 2017 in UTC.
const FROM_MS: u64 = 1_483_228_800_000;
/// Days of parties in a long past: nine years.
const DAYS_MAX: usize = 3_300;

/// Measures each size in a process of its own, so that none finds memory that another has left.
pub fn table() -> Result<String> {
    let program = std::env::current_exe().context("this program's own path is not known")?;
    let mut table = String::from(
        "| plays | tracks | CPU s to remember them | MB | candidates | CPU ms a draw, median | p99 | MB of files | CPU s \
         to read and remember those |\n|---|---|---|---|---|---|---|---|---|\n",
    );
    for plays in SIZES {
        let row = Command::new(&program).args(["history", "--plays", &plays.to_string()]).output()?;
        ensure!(row.status.success(), "{plays} plays: {}", String::from_utf8_lossy(&row.stderr).trim());
        table.push_str(&String::from_utf8_lossy(&row.stdout));
    }
    Ok(table)
}

/// Measures one size, and tells it as a row of the table.
pub fn row(plays: usize) -> Result<String> {
    let (history, before_bytes) = (History::default(), resident_bytes()?);
    let taken = remember(&history, plays)?;
    ensure!(history.len() == plays, "only {} of {plays} plays were remembered", history.len());
    let grown_bytes = resident_bytes()?.saturating_sub(before_bytes);
    let (candidates, mut draws) = draw(&history, plays)?;
    draws.sort_unstable();
    let [median, p99] = [DRAWS / 2, DRAWS * 99 / 100].map(|at| draws[at].as_secs_f64() * 1_000.0);
    drop(history);
    let (read, bytes) = past_files::read(plays)?;
    let mut row = String::new();
    write!(
        row,
        "| {plays} | {} | {:.2} | {} | {candidates} | {median:.2} | {p99:.2} | {} | {:.2} |",
        tracks(plays),
        taken.as_secs_f64(),
        grown_bytes.div_ceil(1_000_000),
        bytes.div_ceil(1_000_000),
        read.as_secs_f64(),
    )?;
    Ok(row)
}

/// Has them remembered, and says how long that alone took.
fn remember(history: &History, plays: usize) -> Result<Duration> {
    let mut taken = Duration::ZERO;
    let mut loading = history.loading(&TimeZone::utc());
    for from in (0..plays).step_by(CHUNK) {
        let chunk: Vec<_> = (from..plays.min(from + CHUNK)).map(|number| invent(number, plays)).collect();
        let begun = worked()?;
        for play in chunk {
            loading.take(play);
        }
        taken += worked()?.saturating_sub(begun);
    }
    let begun = worked()?;
    drop(loading);
    Ok(taken + worked()?.saturating_sub(begun))
}

/// Draws, on one day after the other of the year after, and says from how many at first and how long each took.
fn draw(history: &History, plays: usize) -> Result<(usize, Vec<Duration>)> {
    let (nest, nobody) = (nest(), LeftOut::nobody());
    let utc = calendar::rules_of(&TimeZone::utc());
    let unwanted: HashSet<String> = (0..UNWANTED).map(|number| uri(number * 7 % tracks(plays))).collect();
    let asked = |number: usize| {
        let today = calendar::day_at(FROM_MS + (days(plays) + number % 366) as u64 * DAY_MS, utc);
        Asked { nest: &nest, today, catalogue: "spotify", left_out: &nobody }
    };
    let candidates = history.memories(&asked(1), usize::MAX).len();
    let draws = (0..DRAWS).map(|number| {
        let (asked, chance) = (asked(number), mixed(number as u64));
        let begun = worked()?;
        let drawn = history.throwback(&asked, |track| !unwanted.contains(track.uri), chance);
        let taken = worked()?.saturating_sub(begun);
        ensure!(drawn.is_some(), "a day of the year has no throwback");
        Ok(taken)
    });
    Ok((candidates, draws.collect::<Result<_>>()?))
}

/// A play: a few hundred on each day of parties, two of five by Bender, with some applause.
pub fn invent(number: usize, plays: usize) -> PastPlay {
    let chance = mixed(number as u64);
    let part = |from: u32, of: u64| (chance >> from) % of;
    let days = days(plays);
    let a_day = plays.div_ceil(days);
    let at_ms = DAY_MS / 2 + (number % a_day) as u64 * (DAY_MS / 2) / a_day as u64;
    let started_ms = FROM_MS + (number / a_day) as u64 * DAY_MS + at_ms;
    let ended_ms = started_ms + 30_000;
    // Some tracks are played far more often than others.
    let track = usize::try_from(part(0, tracks(plays) as u64) * part(32, 256) / 256).unwrap_or_default();
    PastPlay {
        nest: Some(nest()),
        commit: Some(number as u64 * 7),
        entry: Some(EntryId(number as u64)),
        uri: uri(track),
        title: format!("Invented Title Number {track}"),
        artist: format!("Invented Artist {}", track / 10),
        isrc: Some(format!("XXB{track:09}")),
        queued: if part(40, 5) < 2 { Queued::ByBender(None) } else { Queued::By(someone(chance >> 43)) },
        started_ms,
        ended_ms,
        day: calendar::day_at(ended_ms, calendar::rules_of(&TimeZone::utc())),
        duration_ms: 30_000,
        played_ms: 30_000,
        reason: if part(50, 16) == 0 { EndedBecause::Skipped } else { EndedBecause::Finished },
        votes: i64::try_from(part(54, 4)).unwrap_or_default(),
        jams: (0..part(56, 4)).map(|jam| someone(chance >> (8 * jam))).collect(),
        comments: Vec::new(),
    }
}

/// A tenth as many different tracks as plays.
const fn tracks(plays: usize) -> usize {
    plays.div_ceil(10)
}

fn days(plays: usize) -> usize {
    (plays / 20).clamp(1, DAYS_MAX)
}

fn uri(track: usize) -> String {
    format!("spotify:track:{track:022}")
}

fn nest() -> NestId {
    NestId::parse("main").expect("because it has four letters")
}

/// One of a thousand.
fn someone(chance: u64) -> Someone {
    let number = chance % 1_000;
    Someone {
        name: Name::parse(&format!("Person {number}")).expect("because it is short"),
        person: PersonId::parse(&format!("person-with-a-long-id-{number:011}")).ok(),
        mail: None,
    }
}

/// Numbers in a row, mixed until they look like chance (splitmix64, by S. Vigna, in the public domain).
const fn mixed(number: u64) -> u64 {
    let mut mixed = number.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

/// How long this thread has worked. Others on this machine make it wait, which is not counted.
pub fn worked() -> Result<Duration> {
    Ok(clock_gettime(ClockId::CLOCK_THREAD_CPUTIME_ID)?.into())
}

/// How much memory this process takes.
fn resident_bytes() -> Result<u64> {
    let told = fs::read_to_string("/proc/self/statm")
        .context("this system does not tell how much memory is used")?;
    let pages: u64 = told.split(' ').nth(1).context("the second number is missing")?.parse()?;
    let page = sysconf(SysconfVar::PAGE_SIZE)?.context("the size of a page is not known")?;
    Ok(pages * u64::try_from(page)?)
}
