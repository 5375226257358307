//! Airhorns: heard by everyone at once, kept by nobody.
//!
//! Must never: let one person be louder than the rules say, whichever process they ask.

use super::Draft;
use crate::domain::{command::Asker, event::Event, horn::Sound, limits, refusal::Refusal};

pub(super) fn horn(draft: &mut Draft, asker: &Asker, sound: Sound) -> Result<(), Refusal> {
    let now_ms = draft.now_ms();
    let has_budgets = draft.has_budgets();
    let nest = draft.nest();
    if nest.settings.airhorn_muted {
        return Err(Refusal::forbidden("The host has turned airhorns off."));
    }
    if has_budgets {
        let times = nest.people.get(&asker.id).map(|member| &member.horns_ms);
        super::adding::within_budget(times, limits::HORNS_PER_HOUR, now_ms)?;
    }
    let free_ms = nest.horned_ms + limits::HORN_RESTS_MS;
    if now_ms < free_ms {
        return Err(Refusal::RateLimited { retry_after_ms: free_ms - now_ms });
    }
    draft.emit_by(asker, Event::Horned { by: asker.id.clone(), sound });
    Ok(())
}
