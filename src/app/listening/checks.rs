//! When a device is looked at.
//!
//! Must never: let it be looked at more often than a listener's share of calls allows. Five listeners have
//! eight calls in half a minute.

use super::wanted::Wanted;

/// The first look after a change, in milliseconds: when nearly every device has got to it.
pub const FIRST_CHECK_MS: u64 = 2_000;
/// The second: when it has settled.
pub const SECOND_CHECK_MS: u64 = 10_000;
/// From then on, one look in so many milliseconds.
pub const CHECK_EVERY_MS: u64 = 30_000;
/// How long after a sight that is hard to believe comes the next look, in milliseconds.
pub const DOUBT_MS: u64 = 2_500;
/// How long during an advertisement, in milliseconds: they take half a minute.
pub const AD_MS: u64 = 10_000;
/// How long while something without a name plays, in milliseconds: nothing can be done about it but wait.
pub const UNNAMED_MS: u64 = 5_000;
/// How old a look may be for a device to be told something on the strength of it, in milliseconds: longer
/// than an answer takes to be acted on, shorter than a person takes to notice.
pub const FRESH_MS: u64 = 1_000;
/// The longest round trip that is measured by, in milliseconds: half of it is how wrong the measure may be.
pub const TRIP_MAX_MS: u64 = 2_000;
/// How long before the end there is a look anyway, since the next track is handed over, in milliseconds.
const HAND_OVER_SOON_MS: i64 = 14_000;

/// When to look again after a look at `now_ms`, the last change having been at `changed_ms`.
///
/// A look that would fall just before the hand-over is left out: there is one then.
#[must_use]
pub fn next_check_ms(changed_ms: u64, now_ms: u64, wanted: &Wanted) -> u64 {
    let check_ms = [FIRST_CHECK_MS, SECOND_CHECK_MS]
        .map(|after_ms| changed_ms + after_ms)
        .into_iter()
        .find(|check_ms| *check_ms > now_ms)
        .unwrap_or(now_ms + CHECK_EVERY_MS);
    if check_ms < changed_ms + CHECK_EVERY_MS || wanted.left_at(check_ms) > HAND_OVER_SOON_MS {
        check_ms
    } else {
        let end_ms = now_ms.saturating_add_signed(wanted.left_at(now_ms));
        check_ms.max(end_ms + FIRST_CHECK_MS)
    }
}
