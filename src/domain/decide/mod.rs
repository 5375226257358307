//! The rules: what a command does to a nest, or why it is refused.
//!
//! `decide` looks at a nest and says what would happen; [`Nest::fold`] lets it happen. One file a
//! group of commands; what all of them share is the [`Draft`].
//!
//! Must never: change a nest, read a clock, roll dice, or await anything.

mod adding;
mod draft;
mod filling;
mod merging;
mod ordering;
mod playback;
mod removing;
mod settling;
mod talking;
mod voting;

pub use adding::would_refuse;
pub use draft::Draft;
pub use filling::{would_bender_play, would_bender_repeat};

use super::{
    bender::Offer,
    command::{Asker, Command},
    commit::Activity,
    event::Event,
    nest::Nest,
    people::Present,
    refusal::Refusal,
};

/// What a decision depends on besides the nest.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// The time, in epoch milliseconds.
    pub now_ms: u64,
    /// Who is present: only their skip votes count.
    pub present: &'a Present,
    /// The silence between two tracks, in milliseconds.
    pub gap_ms: u64,
    /// Whether what one person may do within an hour is limited.
    pub has_budgets: bool,
}

/// What a command would do.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Decision {
    /// What happens, in order. Empty: nothing is to be done, and that is fine.
    pub events: Vec<Event>,
    /// What the activity list tells of it.
    pub activity: Vec<Activity>,
}

/// Decides what a person's command does. Whatever it is, what is overdue comes first, and a track
/// that can start does.
///
/// # Errors
/// The [`Refusal`], with which nothing at all happens.
pub fn decide(nest: &Nest, context: &Context, asker: &Asker, command: &Command) -> Result<Decision, Refusal> {
    let mut draft = Draft::new(nest, context);
    settling::catch_up(&mut draft);
    let before = draft.len();
    carry_out(&mut draft, asker, command)?;
    if draft.len() == before {
        return Ok(Decision::default());
    }
    draft.settle_from(before);
    Ok(draft.into_decision())
}

/// Decides what the time brings: ends what is over, starts what follows, announces what is next.
/// Nothing is refused: what is not due, or was done by another player, is nothing.
#[must_use]
pub fn decide_beat(nest: &Nest, context: &Context) -> Decision {
    let mut draft = Draft::new(nest, context);
    settling::catch_up(&mut draft);
    draft.into_decision()
}

/// Decides what becomes of what Bender offers. Nothing is refused: what is not wanted any more is
/// nothing.
#[must_use]
pub fn decide_offer(nest: &Nest, context: &Context, offer: &Offer) -> Decision {
    let mut draft = Draft::new(nest, context);
    settling::catch_up(&mut draft);
    filling::take_offer(&mut draft, offer);
    settling::settle(&mut draft);
    draft.into_decision()
}

/// Decides what it means that the nest's catalogue is the one of this name from now on: music of
/// different services is never mixed in one queue, so whatever is of another goes, for good.
#[must_use]
pub fn decide_catalogue(nest: &Nest, context: &Context, name: &str) -> Decision {
    let mut draft = Draft::new(nest, context);
    removing::clear_foreign(&mut draft, name);
    draft.into_decision()
}

fn carry_out(draft: &mut Draft, asker: &Asker, command: &Command) -> Result<(), Refusal> {
    match command {
        Command::Enter { may_host } => {
            settling::enter(draft, asker, *may_host);
            Ok(())
        }
        Command::Merge(guest) => {
            merging::merge(draft, asker, guest);
            Ok(())
        }
        Command::Add(track) => adding::add(draft, asker, track.as_ref()),
        Command::Vote(entry, vote) => voting::vote(draft, asker, *entry, *vote),
        Command::Jam(entry, on) => talking::jam(draft, asker, *entry, *on),
        Command::Comment(entry, text) => talking::comment(draft, asker, *entry, text),
        Command::Uncomment(entry, comment) => talking::uncomment(draft, asker, *entry, *comment),
        Command::Remove(entry) => removing::remove(draft, asker, *entry),
        Command::Restore(entry) => adding::restore(draft, asker, *entry),
        Command::Clear => removing::clear(draft, asker),
        Command::Move(entry, before) => ordering::shift(draft, asker, *entry, *before),
        Command::Pin(entry, on) => ordering::pin(draft, asker, *entry, *on),
        Command::Skip(entry) => voting::skip(draft, asker, *entry),
        Command::Pause => playback::hold(draft, asker, true),
        Command::Resume => playback::hold(draft, asker, false),
        Command::BenderQueue(uri) => filling::queue(draft, asker, uri),
        Command::BenderReject(uri) => filling::reject(draft, asker, uri),
        Command::Settings(change) => ordering::settings(draft, asker, change),
    }
}
