//! Pausing and resuming.
//!
//! Must never: lose or gain a moment of music.

use super::Draft;
use crate::domain::{command::Asker, commit::What, event::Event, refusal::Refusal};

pub(super) fn hold(draft: &mut Draft, asker: &Asker, pause: bool) -> Result<(), Refusal> {
    let at_ms = draft.now_ms();
    if !draft.nest().settings.anyone_pauses {
        draft.demand_order_keeper(asker, "Only hosts and moderators can pause the music here.")?;
    }
    let playing = draft.nest().playing.as_ref().ok_or(Refusal::NothingPlaying)?;
    if playing.paused == pause {
        return Ok(());
    }
    let (position_ms, owner, entry) =
        (playing.position_at(at_ms), playing.entry.by.clone(), playing.entry.id);
    let (event, what) = if pause {
        (Event::Paused { position_ms, at_ms }, What::Paused)
    } else {
        (Event::Resumed { position_ms, at_ms }, What::Resumed)
    };
    draft.emit_by(asker, event);
    draft.tell(asker, what, Some(entry), Some(&owner));
    Ok(())
}
