//! Opening a nest, and what leads to it: both concern the register in the main nest and the nest itself.
//!
//! The register gives a code or a short address away first; then the nest says whether it wants it.
//! Whatever it says, the register is told; if nobody is left to do that, the nest's caretaker does.
//!
//! Must never: let a nest say that a code or an address is its own before the register does.

use std::collections::VecDeque;

use super::{
    asking::{self, Failure, Outcome},
    nest_task::{NestHandle, Reply},
    nests::Nests,
    ports::{Clock, Dice},
};
use crate::domain::{
    answers::Answer,
    command::{Asker, Command, Registration, Request},
    ids::NestId,
    limits,
    people::Role,
    refusal::Refusal,
    register::{Registered, Sign},
    setting_values::{Code, Slug},
    settings::{Change, Settings},
};

/// How often another code is drawn where the one that was drawn is taken. Of 28 million, a thousand are.
const DRAWS: usize = 8;
/// How many entries Bender keeps queued in a nest that was just opened.
const BENDER_DEPTH: u32 = 1;

/// Why a nest was not opened.
#[derive(Debug, Clone, PartialEq)]
pub enum NotOpened {
    /// The rules said no.
    Refused(Refusal),
    /// The world said no.
    Failed(Failure),
}

/// Opens a nest with these settings; whoever asks is its host.
///
/// # Errors
/// [`NotOpened`].
pub async fn open(
    nests: &Nests,
    clock: &dyn Clock,
    dice: &dyn Dice,
    asker: &Asker,
    change: &Change,
) -> Result<NestHandle, NotOpened> {
    let main = nests.main().look().await.ok_or(NotOpened::Failed(Failure::NotSaved))?;
    let usual = Settings {
        queue_max: limits::QUEUE_MAX_ELSEWHERE,
        bender_depth: BENDER_DEPTH,
        time_zone: main.nest.settings.time_zone.clone(),
        ..Settings::default()
    };
    let settings = usual
        .with(change, limits::QUEUE_MAX_ELSEWHERE)
        .map_err(|error| NotOpened::Refused(Refusal::bad_request(format!("{error}."))))?;
    let id = NestId::parse(&format!("{:016x}{:016x}", dice.roll(), dice.roll()))
        .expect("because 32 hexadecimal digits are an id");
    let mut registered = Registered {
        by: asker.id.clone(),
        by_name: asker.name.clone(),
        opened_ms: clock.now_ms(),
        code: Code::from_dice(dice.roll()),
        is_listed: settings.listed && !settings.invite_only,
        settings: Box::new(settings),
        said: (0, clock.now_ms()),
        claims: VecDeque::new(),
    };
    for _ in 0..DRAWS {
        if main.nest.register.is_free(&registered.code, clock.now_ms()) {
            break;
        }
        registered.code = Code::from_dice(dice.roll());
    }
    register(nests, Registration::Open(id.clone(), registered)).await?;
    match nests.get(&id).await {
        Ok(Some(nest)) => Ok(nest),
        // It is there, and can be opened as soon as the store answers again.
        Ok(None) | Err(_) => Err(NotOpened::Failed(Failure::NotSaved)),
    }
}

/// Gives a nest another code.
pub async fn recode(nests: &Nests, nest: &NestHandle, dice: &dyn Dice, asker: Asker) -> Outcome {
    if let Some(outcome) = refuse_all_but_hosts(nest, &asker).await {
        return outcome;
    }
    for attempt in 1..=DRAWS {
        let code = Code::from_dice(dice.roll());
        match register(nests, Registration::Claim(nest.id().clone(), Some(code.clone()), None)).await {
            Ok(()) => {
                let outcome = asking::put(nests, nest, asker, None, Command::Recode(code)).await;
                settle(nests, nest).await;
                return outcome;
            }
            Err(NotOpened::Refused(Refusal::BadRequest { .. })) if attempt < DRAWS => {}
            Err(not_opened) => return not_opened.into(),
        }
    }
    Outcome::Failed(Failure::Busy)
}

/// Has the register hold a short address that a host wants for their nest; says why not, if it does not.
pub async fn claim(nests: &Nests, nest: &NestHandle, asker: &Asker, slug: &Slug) -> Option<Outcome> {
    if refuse_all_but_hosts(nest, asker).await.is_some() {
        // The nest will say so itself.
        return None;
    }
    let claim = Registration::Claim(nest.id().clone(), None, Some(slug.clone()));
    register(nests, claim).await.err().map(Outcome::from)
}

/// Has the register hold for a nest what the nest says is its own, and no more. Where that is not
/// possible now, the nest's caretaker does it later.
pub async fn settle(nests: &Nests, nest: &NestHandle) {
    let Some(sign) = sign_of(nest).await else { return };
    if let Err(not_done) = register(nests, Registration::Mirror(nest.id().clone(), sign)).await {
        tracing::debug!(nest.id = %nest.id(), ?not_done, "The register still holds more for a nest than it needs.");
    }
}

/// What a nest says of itself, as this process knows it; nothing where it is closed.
pub async fn sign_of(nest: &NestHandle) -> Option<Sign> {
    let view = nest.look().await?;
    let settings = &view.nest.settings;
    Some(Sign {
        code: view.nest.code.clone()?,
        slug: settings.slug.clone(),
        is_listed: settings.listed && !settings.invite_only,
        seq: view.nest.position.seq,
    })
}

async fn refuse_all_but_hosts(nest: &NestHandle, asker: &Asker) -> Option<Outcome> {
    let Some(view) = nest.look().await else { return Some(Outcome::Failed(Failure::NotSaved)) };
    let is_host = view.nest.role_of(&asker.id) == Some(Role::Host) && !view.nest.bans(&asker.id);
    (!is_host).then(|| Outcome::Refused(Refusal::forbidden("Only a host can change the code.")))
}

async fn register(nests: &Nests, registration: Registration) -> Result<(), NotOpened> {
    match nests.main().ask(Request::Register(Box::new(registration))).await {
        Reply::Answer(Answer::Ok(_)) => Ok(()),
        Reply::Answer(Answer::Refused(refusal)) => Err(NotOpened::Refused(refusal)),
        Reply::Busy => Err(NotOpened::Failed(Failure::Busy)),
        // A register that holds a nest nobody heard of: it is opened, found empty, and ends.
        Reply::NotSaved | Reply::Lost => Err(NotOpened::Failed(Failure::NotSaved)),
    }
}

impl From<NotOpened> for Outcome {
    fn from(not_opened: NotOpened) -> Self {
        match not_opened {
            NotOpened::Refused(refusal) => Self::Refused(refusal),
            NotOpened::Failed(failure) => Self::Failed(failure),
        }
    }
}
