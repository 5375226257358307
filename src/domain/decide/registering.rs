//! What becomes of the register of nests. The main nest decides it.
//!
//! Must never: give away a code or a short address that leads somewhere.

use super::Draft;
use crate::domain::{
    command::Registration,
    event::Event,
    ids::NestId,
    limits,
    nest::Nest,
    refusal::Refusal,
    register::{Registered, Sign},
    setting_values::{Code, Slug},
};

pub(super) fn register(draft: &mut Draft, registration: &Registration) -> Result<(), Refusal> {
    if !draft.nest().is_main() {
        return Err(Refusal::bad_request("Only the main nest keeps the register."));
    }
    match registration {
        Registration::Open(nest, registered) => open(draft, nest, registered),
        Registration::Claim(nest, code, slug) => claim(draft, nest, code.as_ref(), slug.as_ref()),
        Registration::Mirror(nest, sign) => {
            mirror(draft, nest, sign);
            Ok(())
        }
        Registration::End(nest) => {
            if draft.nest().register.nests.contains_key(nest) {
                draft.emit(Event::NestEnded { nest: nest.clone() });
            }
            Ok(())
        }
        Registration::Forgotten(nest) => {
            if draft.nest().register.over.contains(nest) {
                draft.emit(Event::NestForgotten { nest: nest.clone() });
            }
            Ok(())
        }
    }
}

fn open(draft: &mut Draft, nest: &NestId, registered: &Registered) -> Result<(), Refusal> {
    let now_ms = draft.now_ms();
    let has_budgets = draft.has_budgets();
    let main = draft.nest();
    if main.register.nests.contains_key(nest) || main.register.over.contains(nest) {
        return Ok(());
    }
    if has_budgets {
        let times = main.register.openings.get(&registered.by);
        super::adding::within_budget(times, limits::NESTS_PER_HOUR, now_ms)?;
    }
    refuse_taken(main, nest, Some(&registered.code), registered.settings.slug.as_ref(), now_ms)?;
    if main.register.opened_by(&registered.by) >= limits::NESTS_MAX {
        return Err(Refusal::TooManyNests { max: limits::NESTS_MAX });
    }
    let registered = Box::new(Registered { opened_ms: now_ms, ..registered.clone() });
    draft.emit(Event::NestOpened { nest: nest.clone(), registered });
    Ok(())
}

fn claim(draft: &mut Draft, nest: &NestId, code: Option<&Code>, slug: Option<&Slug>) -> Result<(), Refusal> {
    let now_ms = draft.now_ms();
    let main = draft.nest();
    if !nest_exists(main, nest) {
        return Err(Refusal::no_nest());
    }
    refuse_taken(main, nest, code, slug, now_ms)?;
    draft.emit(Event::NestClaimed { nest: nest.clone(), code: code.cloned(), slug: slug.cloned() });
    Ok(())
}

fn mirror(draft: &mut Draft, nest: &NestId, sign: &Sign) {
    let now_ms = draft.now_ms();
    let main = draft.nest();
    // What a nest says of itself was claimed before; where it was not, nobody else loses theirs.
    if main.register.knows(nest, sign, now_ms)
        || refuse_taken(main, nest, Some(&sign.code), sign.slug.as_ref(), now_ms).is_err()
    {
        return;
    }
    let Sign { code, slug, is_listed: listed, seq } = sign.clone();
    draft.emit(Event::NestMirrored { nest: nest.clone(), code, slug, listed, seq });
}

fn nest_exists(main: &Nest, nest: &NestId) -> bool {
    main.id == *nest || main.register.nests.contains_key(nest)
}

fn refuse_taken(
    main: &Nest,
    nest: &NestId,
    code: Option<&Code>,
    slug: Option<&Slug>,
    now_ms: u64,
) -> Result<(), Refusal> {
    let is_own = *nest == main.id;
    let is_mine = |code: &Code| main.register.by_code(code) == Some(nest);
    let is_taken = |code: &Code| {
        (!is_own && main.code.as_ref() == Some(code))
            || (!is_mine(code) && !main.register.is_free(code, now_ms))
    };
    if code.is_some_and(is_taken) {
        return Err(Refusal::bad_request("That code is taken. Try again."));
    }
    let is_taken = |slug: &Slug| {
        (!is_own && main.settings.slug.as_ref() == Some(slug))
            || (main.register.is_wanted(slug, now_ms) && main.register.by_slug(slug) != Some(nest))
    };
    if slug.is_some_and(is_taken) {
        return Err(Refusal::bad_request("That short address is taken. Choose another."));
    }
    Ok(())
}
