//! Carrying out what a person asks: the catalogue says what a track is, the nest decides.
//!
//! Must never: let a slow catalogue hold up anything but the add that needs it.

use std::{sync::Arc, time::Duration};

use tracing::{Instrument, trace_span};

use super::{
    nest_task::{NestHandle, Reply},
    nests::Nests,
    opening,
    ports::Catalogue,
};
use crate::domain::{
    answers::Answer,
    command::{Asker, Command, Request},
    ids::CommandId,
    refusal::Refusal,
};

/// What can be asked, as far as a person can say it.
#[derive(Debug, Clone, PartialEq)]
pub enum Ask {
    /// To queue the track that this text names.
    Add(String),
    /// Anything else.
    Other(Command),
}

/// Why something was not done that the rules did not refuse. Sent again under the same id, it may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failure {
    /// Too many want something at once.
    Busy,
    /// The store could not be reached.
    NotSaved,
    /// The catalogue has no answer, and perhaps says when it will.
    CatalogueUnavailable(Option<Duration>),
}

/// What a person is told.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// It is done, by the commit with this number; or nothing was to be done.
    Done(u64),
    /// The rules said no.
    Refused(Refusal),
    /// The world said no. Nothing was changed.
    Failed(Failure),
    /// Nobody knows. There is no answer to give.
    Lost,
}

/// Carries out what a person asks under an id.
pub async fn carry_out(
    nests: &Nests,
    nest: &NestHandle,
    catalogue: &Arc<dyn Catalogue>,
    asker: Asker,
    id: CommandId,
    ask: Ask,
) -> Outcome {
    let span = trace_span!("command", nest.id = %nest.id(), person.id = %asker.id);
    carry_on(nests, nest, catalogue, asker, id, ask).instrument(span).await
}

async fn carry_on(
    nests: &Nests,
    nest: &NestHandle,
    catalogue: &Arc<dyn Catalogue>,
    asker: Asker,
    id: CommandId,
    ask: Ask,
) -> Outcome {
    let command = match ask {
        Ask::Other(command) => command,
        Ask::Add(text) => match catalogue.track(&text).await {
            Ok(track) => Command::Add(track),
            Err(failure) => {
                tracing::warn!(catalogue = catalogue.name(), %failure, "A track could not be looked up.");
                return match remembered(nest, &asker, &id).await {
                    Some(first) => outcome(first),
                    None => Outcome::Failed(Failure::CatalogueUnavailable(failure.retry_after)),
                };
            }
        },
    };
    put(nests, nest, asker, Some(id), command).await
}

/// Puts a command to a nest. What leads to a nest is the register's to give away, and is asked for first.
pub async fn put(
    nests: &Nests,
    nest: &NestHandle,
    asker: Asker,
    id: Option<CommandId>,
    command: Command,
) -> Outcome {
    let slug = match &command {
        Command::Settings(change) => change.slug.clone(),
        _ => None,
    };
    if let Some(Some(slug)) = &slug
        && let Some(outcome) = opening::claim(nests, nest, &asker, slug).await
    {
        return outcome;
    }
    let outcome = match nest.ask(Request::Ask { asker, id, command }).await {
        Reply::Answer(answer) => outcome(answer),
        Reply::Busy => Outcome::Failed(Failure::Busy),
        Reply::NotSaved => Outcome::Failed(Failure::NotSaved),
        Reply::Lost => Outcome::Lost,
    };
    if slug.is_some() {
        opening::settle(nests, nest).await;
    }
    outcome
}

/// The answer given to this id before, which holds whatever the catalogue says now.
async fn remembered(nest: &NestHandle, asker: &Asker, id: &CommandId) -> Option<Answer> {
    let view = nest.look().await?;
    view.nest.answer_to(&asker.id, id, view.nest.at_ms).cloned()
}

fn outcome(answer: Answer) -> Outcome {
    match answer {
        Answer::Ok(seq) => Outcome::Done(seq),
        Answer::Refused(refusal) => Outcome::Refused(refusal),
    }
}
