//! A nest's evening: what plays when, as every listener is told of it.

use echonest::{
    app::listening::wanted::{Upcoming, Wanted},
    domain::{ids::EntryId, track::TrackUri},
};

use crate::{tally::Tally, time::SeededDice};

/// How long an evening is, in milliseconds.
pub const EVENING_MS: u64 = 90 * 60 * 1_000;
/// When it begins, in epoch milliseconds.
pub const BEGIN_MS: u64 = 1_800_000_000_000;

/// What a track is called.
pub fn uri(track: u64) -> TrackUri {
    TrackUri::parse(&format!("spotify:track:t{track}")).expect("an address")
}

/// How long a track is, in milliseconds: most of them a song, some anything.
pub fn length_ms(track: u64) -> u64 {
    let dice = SeededDice::new(track.wrapping_mul(7_919));
    if dice.one_in(4) { 30_000 + dice.below(450_000) } else { 140_000 + dice.below(150_000) }
}

/// Something that changes, and when.
pub type Change = (u64, Option<Wanted>);

struct Writer<'a> {
    now_ms: u64,
    changes: Vec<Change>,
    dice: &'a SeededDice,
    tally: &'a mut Tally,
}

impl Writer<'_> {
    fn write(&mut self, wanted: Option<&Wanted>) {
        self.changes.push((self.now_ms, wanted.cloned()));
    }

    /// Lets it play until so much is left of it.
    fn play_until(&mut self, wanted: &Wanted, left_ms: u64) {
        let until_ms = self.now_ms.saturating_add_signed(wanted.left_at(self.now_ms)) - left_ms;
        self.now_ms = self.now_ms.max(until_ms);
    }

    fn pause(&mut self, wanted: &mut Wanted) {
        wanted.position_ms = wanted.position_at(self.now_ms).cast_unsigned();
        (wanted.as_of_ms, wanted.paused) = (self.now_ms, true);
        self.write(Some(wanted));
        self.now_ms += 3_000 + self.dice.below(120_000);
        (wanted.as_of_ms, wanted.paused) = (self.now_ms, false);
        self.write(Some(wanted));
        self.tally.note("pauses");
    }
}

/// All that happens in the nest in an evening.
pub fn evening(seed: u64, dice: &SeededDice, tally: &mut Tally) -> Vec<Change> {
    let mut writer = Writer { now_ms: BEGIN_MS, changes: Vec::new(), dice, tally };
    let mut number = 1;
    while writer.now_ms < BEGIN_MS + EVENING_MS {
        number = one_song(&mut writer, seed, number);
    }
    writer.changes
}

fn wanted(entry: u64, seed: u64, now_ms: u64) -> Wanted {
    let track = seed * 10_000 + entry;
    Wanted {
        entry: EntryId(entry),
        uri: uri(track),
        isrc: None,
        duration_ms: length_ms(track),
        position_ms: 0,
        as_of_ms: now_ms,
        paused: false,
        next: None,
    }
}

/// Plays one song, and gives the number of the next.
fn one_song(writer: &mut Writer, seed: u64, number: u64) -> u64 {
    let mut song = wanted(number, seed, writer.now_ms);
    let upcoming = |entry| {
        let track = seed * 10_000 + entry;
        Some(Upcoming { entry: EntryId(entry), uri: uri(track), duration_ms: length_ms(track) })
    };
    writer.write(Some(&song));
    if writer.dice.one_in(15) {
        writer.now_ms += writer.dice.below(song.duration_ms - 15_000);
        writer.pause(&mut song);
    }
    if writer.dice.one_in(10) {
        let left_ms = song.left_at(writer.now_ms).cast_unsigned();
        writer.now_ms += writer.dice.below(left_ms - 11_000);
        writer.tally.note("skips");
        if writer.dice.one_in(12) {
            // With nothing behind it.
            writer.write(None);
            writer.now_ms += writer.dice.below(90_000);
        }
        return number + 1;
    }
    writer.play_until(&song, 10_000);
    let mut next = number + 1;
    match writer.dice.below(20) {
        // Nothing is queued, and somebody adds something at the last moment, or after it.
        0 => {
            writer.play_until(&song, 500 + writer.dice.below(9_000));
            song.next = upcoming(next);
            writer.write(Some(&song));
            writer.play_until(&song, 0);
        }
        1 => {
            writer.play_until(&song, 0);
            writer.write(None);
            writer.now_ms += writer.dice.below(120_000);
        }
        // What was settled is removed, for something else or for nothing.
        2 => {
            song.next = upcoming(next);
            writer.write(Some(&song));
            writer.play_until(&song, 500 + writer.dice.below(9_000));
            next += 1;
            song.next = upcoming(next).filter(|_| writer.dice.below(3) > 0);
            writer.write(Some(&song));
            writer.tally.note("replaced");
            writer.play_until(&song, 0);
        }
        // Paused, or skipped, when all is settled.
        3 => {
            song.next = upcoming(next);
            writer.write(Some(&song));
            writer.now_ms += 1_000 + writer.dice.below(8_000);
            if writer.dice.one_in(2) {
                writer.pause(&mut song);
                writer.play_until(&song, 0);
            }
        }
        _ => {
            song.next = upcoming(next);
            writer.write(Some(&song));
            writer.play_until(&song, 0);
        }
    }
    next
}
