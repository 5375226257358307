//! The numbers of the rules, each with its reason.
//!
//! Must never: hold a number that a host can change; those are defaults in [`super::settings`].

/// A minute, in milliseconds.
pub const MINUTE_MS: u64 = 60_000;
/// An hour, in milliseconds.
pub const HOUR_MS: u64 = 60 * MINUTE_MS;
/// A day, in milliseconds.
pub const DAY_MS: u64 = 24 * HOUR_MS;

/// Entries in the queue of the main nest: some ten hours of music, and a state that a phone takes in at once.
pub const QUEUE_MAX: u32 = 200;
/// Entries in the queue of any other nest: there may be a thousand of them on one server.
pub const QUEUE_MAX_ELSEWHERE: u32 = 50;
/// Entries of one person: more than anyone hears in an hour.
pub const PER_PERSON_MAX: u32 = 20;
/// The longest cool-down: beyond a day, "recently" has lost its meaning.
pub const COOLDOWN_MAX_MS: u64 = DAY_MS;
/// The longest bound on a track's length: a day.
pub const DURATION_MAX_MS: u64 = DAY_MS;
/// The most entries Bender keeps queued.
pub const BENDER_DEPTH_MAX: u32 = 10;
/// How long after its end Bender does not pick a track again, in milliseconds: an evening.
pub const BENDER_REPEATS_MS: u64 = 12 * HOUR_MS;
/// How long Bender does not offer again what it has offered, in milliseconds: a day, so that a
/// throwback is offered once on its weekday.
pub const OFFERED_MS: u64 = DAY_MS;
/// How long Bender keeps away from what somebody did not want, in milliseconds.
pub const REJECTED_MS: u64 = 7 * DAY_MS;
/// How many offers, and how many rejections, are remembered: more than a day, or a week, brings.
pub const SHUNNED_MAX: usize = 1_000;
/// How long Bender goes on with nobody present, in milliseconds.
pub const BENDER_ALONE_MS: u64 = 2 * HOUR_MS;

/// Accepted adds of one person in an hour: nobody plays a jukebox for everyone.
pub const ADDS_PER_HOUR: usize = 50;
/// Comments of one person in an hour.
pub const COMMENTS_PER_HOUR: usize = 30;
/// Picks of Bender's that one person rejects in an hour: each costs a search of the catalogue's.
pub const REJECTS_PER_HOUR: usize = 30;
/// Airhorns of one person in an hour.
pub const HORNS_PER_HOUR: usize = 20;
/// How long after an airhorn nobody in the nest blows another, in milliseconds.
pub const HORN_RESTS_MS: u64 = 3_000;
/// Comments on one entry.
pub const COMMENTS_MAX: usize = 50;

/// What an entry counts for at most when turns are dealt, in milliseconds: a long track does not
/// cost its person the whole evening.
pub const COST_MAX_MS: u64 = 6 * MINUTE_MS;
/// How far one net vote shifts an entry, in milliseconds of music.
pub const VOTE_SHIFT_MS: i64 = 60_000;
/// How far votes shift an entry at most, in milliseconds: about a turn, so that they cannot undo turns.
pub const VOTE_SHIFT_MAX_MS: i64 = 4 * 60_000;

/// How long before the end the next entry is settled, in milliseconds: devices are handed two
/// tracks at once, and must not be handed the wrong one.
pub const NEXT_UP_MS: u64 = 10_000;
/// How late an end may be noticed for the next entry to start seamlessly, in milliseconds.
pub const SEAMLESS_MS: u64 = 1_000;

/// How long what was removed can be brought back, in milliseconds.
pub const RESTORE_MS: u64 = 60_000;
/// How many removed entries are kept for that: a full queue twice over.
pub const REMOVED_MAX: usize = 400;

/// How many plays are remembered for the cool-down: more than a day of three-minute tracks.
pub const PLAYED_MAX: usize = 1_000;
/// Plays that wait for the play log: two days of three-minute tracks. Where its disk is full for
/// longer, the oldest are given up.
pub const UNLOGGED_MAX: usize = 1_000;
/// Items of the activity list.
pub const ACTIVITY_MAX: usize = 30;

/// Open nests of one person.
pub const NESTS_MAX: usize = 20;
/// Nests that one person opens in an hour.
pub const NESTS_PER_HOUR: usize = 3;
/// How long a code that led to a nest leads to no other, in milliseconds: whoever still has it on a
/// poster does not walk into somebody else's party.
pub const CODE_RESTS_MS: u64 = DAY_MS;
/// How long a code or a short address is held for a nest that has not yet said whether it wants it, in
/// milliseconds: longer than a nest takes to say so, however slow the store is.
pub const CLAIM_MS: u64 = MINUTE_MS;
/// How many of these are held for one nest: nobody wants more at once.
pub const CLAIMS_MAX: usize = 8;
/// People who are banned from one nest; beyond it, the oldest bans end.
pub const BANS_MAX: usize = 1_000;
/// People who wait to be let in.
pub const KNOCKS_MAX: usize = 100;
/// How long somebody waits to be let in, in milliseconds, before they have to knock again.
pub const KNOCK_MS: u64 = DAY_MS;
/// People who were let into a nest that is by invitation only: more than any room holds.
pub const ADMITTED_MAX: usize = 10_000;
/// How long all hosts may be away while others are present, before one of those becomes host, in
/// milliseconds.
pub const UNHOSTED_MS: u64 = HOUR_MS;

/// Answers remembered for one person.
pub const ANSWERS_MAX: usize = 64;
/// How long an answer is remembered, in milliseconds by which the nest grew older.
pub const ANSWER_MS: u64 = HOUR_MS;
/// By how much a nest grows older at most between two commits, in milliseconds. A clock that is set by hours is no
/// more than a silence of this length, so nobody who sends something again at that moment is forgotten.
pub const SILENCE_MAX_MS: u64 = 10 * MINUTE_MS;

/// From how many people on a nest forgets those it has no reason to remember.
pub const PEOPLE_MAX: usize = 500;
