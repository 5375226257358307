//! From a request to the commit that would carry it out.
//!
//! Must never: propose what has been answered already. The same id gets the same answer.

use super::{
    answers::{Answer, Answered},
    command::Request,
    commit::Commit,
    decide::{
        Context, Decision, decide, decide_beat, decide_catalogue, decide_hosts, decide_idle, decide_offer,
        decide_register,
    },
    event::{Event, Host},
    ids::Position,
    nest::Nest,
    people::Actor,
    play::PlayKey,
    refusal::Refusal,
    setting_values::Code,
    settings::Settings,
};

/// What becomes of a request.
#[derive(Debug, Clone, PartialEq)]
pub enum Proposal {
    /// Append this, and when it is in, answer so. The commit is a note where nothing happened but
    /// the answer is to be remembered.
    Append(Box<Commit>, Answer),
    /// Answer so; nothing is to be written.
    Answer(Answer),
}

/// Decides a request on a nest as it is now. `commit_id` is the random id of the commit, if one
/// comes of it.
#[must_use]
pub fn propose(nest: &Nest, context: &Context, request: &Request, commit_id: u64) -> Proposal {
    if nest.has_ended() && !matches!(request, Request::Ask { .. } | Request::Logged(_)) {
        // What has ended changes no more. What has played in it may still be written down.
        return Proposal::Answer(Answer::Ok(nest.position.seq));
    }
    let (asker, id, command) = match request {
        Request::Ask { asker, id, command } => (asker, id.as_ref(), command),
        Request::Beat => {
            let decision = decide_beat(nest, context);
            return append(nest, context, Actor::Player, decision, commit_id);
        }
        Request::Bender(offer) => {
            let decision = decide_offer(nest, context, offer);
            return append(nest, context, Actor::Bender, decision, commit_id);
        }
        Request::Logged(plays) => {
            let waits = |key: &&PlayKey| nest.unlogged.iter().any(|play| play.key() == **key);
            let plays: Vec<PlayKey> = plays.iter().filter(waits).copied().collect();
            let event = (!plays.is_empty()).then_some(Event::Logged { plays });
            let decision = Decision { events: event.into_iter().collect(), activity: Vec::new() };
            return append(nest, context, Actor::Player, decision, commit_id);
        }
        Request::MindHosts => {
            let decision = decide_hosts(nest, context);
            return append(nest, context, Actor::Player, decision, commit_id);
        }
        Request::EndIdle => {
            let decision = decide_idle(nest, context);
            return append(nest, context, Actor::Player, decision, commit_id);
        }
        Request::Register(registration) => {
            return match decide_register(nest, context, registration) {
                Ok(decision) => append(nest, context, Actor::Player, decision, commit_id),
                Err(refusal) => Proposal::Answer(Answer::Refused(refusal)),
            };
        }
        Request::Catalogue(name) => {
            let decision = decide_catalogue(nest, context, name);
            return append(nest, context, Actor::Player, decision, commit_id);
        }
    };
    if let Some(first) = id.and_then(|id| nest.answer_to(&asker.id, id, context.now_ms)) {
        return Proposal::Answer(first.clone());
    }
    let (decision, refusal) = match decide(nest, context, asker, command) {
        Ok(decision) => (decision, None),
        Err(refusal) => (Decision::default(), Some(refusal)),
    };
    let is_remembered = refusal.as_ref().is_none_or(Refusal::is_remembered);
    let by = Actor::Person(asker.id.clone());
    match (id, refusal) {
        (Some(id), refusal) if is_remembered => {
            let position = nest.position.next(is_note(&decision), commit_id);
            let answer = refusal.map_or(Answer::Ok(position.seq), Answer::Refused);
            let answered = Answered { person: asker.id.clone(), command: id.clone(), answer: answer.clone() };
            let commit = Commit { answered: Some(answered), ..commit(nest, context, by, decision, position) };
            Proposal::Append(Box::new(commit), answer)
        }
        (_, Some(refusal)) => Proposal::Answer(Answer::Refused(refusal)),
        (_, None) => append(nest, context, by, decision, commit_id),
    }
}

fn append(nest: &Nest, context: &Context, by: Actor, decision: Decision, commit_id: u64) -> Proposal {
    if decision.events.is_empty() {
        return Proposal::Answer(Answer::Ok(nest.position.seq));
    }
    let position = nest.position.next(is_note(&decision), commit_id);
    let commit = commit(nest, context, by, decision, position);
    Proposal::Append(Box::new(commit), Answer::Ok(position.seq))
}

/// Whether clients are told nothing of it: what they are not told must leave no gap in what they count.
fn is_note(decision: &Decision) -> bool {
    !decision.events.iter().any(Event::is_seen)
}

fn commit(nest: &Nest, context: &Context, by: Actor, decision: Decision, position: Position) -> Commit {
    Commit {
        position,
        parent: nest.position,
        at_ms: context.now_ms.max(nest.at_ms),
        by,
        events: decision.events,
        activity: decision.activity,
        answered: None,
    }
}

/// What a nest begins with.
#[derive(Debug, Clone, PartialEq)]
pub struct Beginning {
    /// The code it is joined by.
    pub code: Code,
    /// Its settings.
    pub settings: Settings,
    /// Whose it is.
    pub host: Option<Host>,
}

/// The first commit of a nest: the code it is joined by and the settings it starts with. It is a
/// note, since nobody can have seen the nest without it.
#[must_use]
pub fn create(nest: &Nest, beginning: &Beginning, now_ms: u64, commit_id: u64) -> Commit {
    let Beginning { code, settings, host } = beginning.clone();
    Commit {
        position: nest.position.next(true, commit_id),
        parent: nest.position,
        at_ms: now_ms.max(nest.at_ms),
        by: Actor::Player,
        events: vec![Event::Created { code, settings: Box::new(settings), host }],
        activity: Vec::new(),
        answered: None,
    }
}
