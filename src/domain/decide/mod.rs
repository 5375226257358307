//! The rules: what a command does to a nest, or why it is refused.
//!
//! `decide` looks at a nest and says what would happen; [`Nest::fold`] lets it happen. One file a
//! group of commands; what all of them share is the [`Draft`].
//!
//! Must never: change a nest, read a clock, roll dice, or await anything.

mod adding;
mod draft;
mod filling;
mod governing;
mod horning;
mod merging;
mod ordering;
mod playback;
mod registering;
mod removing;
mod settling;
mod talking;
mod voting;

pub use adding::would_refuse;
pub use draft::Draft;
pub use filling::{would_bender_play, would_bender_repeat};
pub use voting::votes_needed;

use super::{
    bender::Offer,
    command::{Asker, Command, Registration},
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
    let refused_before = refuse_outsider(nest, asker, command);
    match (carry_out(&mut draft, asker, command), refused_before) {
        // What makes no sense makes none, whoever says it.
        (Err(nonsense @ Refusal::BadRequest { .. }), _) => return Err(nonsense),
        (_, Some(refused)) => return Err(refused),
        (outcome, None) => outcome?,
    }
    if draft.len() == before {
        return Ok(Decision::default());
    }
    draft.settle_from(before);
    Ok(draft.into_decision())
}

/// Decides what becomes of a change of the register of nests.
///
/// # Errors
/// The [`Refusal`], with which nothing at all happens.
pub fn decide_register(
    nest: &Nest,
    context: &Context,
    registration: &Registration,
) -> Result<Decision, Refusal> {
    let mut draft = Draft::new(nest, context);
    registering::register(&mut draft, registration)?;
    Ok(draft.into_decision())
}

/// Decides who becomes host where none has been here for long. Nothing is refused.
#[must_use]
pub fn decide_hosts(nest: &Nest, context: &Context) -> Decision {
    let mut draft = Draft::new(nest, context);
    governing::mind_hosts(&mut draft);
    draft.into_decision()
}

/// Decides whether a nest ends because nobody is in it. Nothing is refused.
#[must_use]
pub fn decide_idle(nest: &Nest, context: &Context) -> Decision {
    let mut draft = Draft::new(nest, context);
    settling::catch_up(&mut draft);
    governing::end_idle(&mut draft);
    draft.into_decision()
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

/// Why nothing that this person asks is carried out, whatever it is.
fn refuse_outsider(nest: &Nest, asker: &Asker, command: &Command) -> Option<Refusal> {
    let is_house = asker.role == crate::domain::people::Role::Host;
    match command {
        _ if nest.has_ended() => Some(Refusal::no_nest()),
        Command::Merge(_) => None,
        _ if nest.bans(&asker.id) => Some(Refusal::Banned),
        Command::Enter { .. } | Command::Knock => None,
        // Whoever may not come in is not even told that there is a nest.
        _ if !nest.admits(&asker.id) && !is_house => Some(Refusal::no_nest()),
        _ => None,
    }
}

fn carry_out(draft: &mut Draft, asker: &Asker, command: &Command) -> Result<(), Refusal> {
    match command {
        Command::Enter { may_host, by_code } => {
            settling::enter(draft, asker, *may_host, *by_code);
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
        Command::Role(person, role) => governing::role(draft, asker, person, *role),
        Command::Kick { person, ban, keep_songs } => governing::kick(draft, asker, person, *ban, *keep_songs),
        Command::Unban(person) => governing::unban(draft, asker, person),
        Command::Horn(sound) => horning::horn(draft, asker, *sound),
        Command::Undo(commit) => adding::undo(draft, asker, *commit),
        Command::Knock => {
            governing::knock(draft, asker);
            Ok(())
        }
        Command::Admit(person, is_welcome) => governing::admit(draft, asker, person, *is_welcome),
        Command::Recode(code) => governing::recode(draft, asker, code),
        Command::End => governing::end(draft, asker),
    }
}
