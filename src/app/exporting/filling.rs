//! What is on a playlist: all of a night, in as few calls as there can be.
//!
//! Must never: add to what was there before; leave out a track because of another one.

use super::{Job, NotExported};
use crate::app::{
    access::hidden::Hidden,
    ports::{NotWritten, PlaylistWriter, WRITTEN_AT_ONCE_MAX},
};

/// How many calls may be refused because of what they hold. To find one track that is there no more takes
/// about seven; where there are many of them, the budget is worth more than the night.
const REFUSALS_MAX: usize = 20;

/// Puts a night's tracks on a playlist, in the place of all that is there, and says how many are on it now;
/// `None` where there is no such playlist.
///
/// A part that is refused is tried in halves, so that a track which the service no longer knows is left out
/// alone. Where a call fails, some of the night is there: whoever asks again begins again.
pub(super) async fn fill(
    writer: &dyn PlaylistWriter,
    job: &Job<'_>,
    access: &Hidden,
    playlist: &str,
) -> Result<Option<usize>, NotExported> {
    // From the last to the first.
    let mut parts: Vec<_> = job.tracks.chunks(WRITTEN_AT_ONCE_MAX).rev().collect();
    let (mut held, mut refusals) = (0, 0);
    while let Some(part) = parts.pop() {
        job.keep_turn().await?;
        let written = if held == 0 {
            writer.replace(access, playlist, part).await
        } else {
            writer.append(access, playlist, part).await
        };
        match written {
            Ok(()) => held += part.len(),
            Err(NotWritten::Gone) => return Ok(None),
            Err(NotWritten::NotTaken) if refusals < REFUSALS_MAX => {
                refusals += 1;
                if part.len() > 1 {
                    let (first, rest) = part.split_at(part.len() / 2);
                    parts.extend([rest, first]);
                }
            }
            Err(failure) => return Err(failure.into()),
        }
    }
    Ok(Some(held))
}
