//! What a look at a player shows, held against what it was told.
//!
//! A track is ours by its address, or by the address it was asked for where the service plays another in its
//! place. Answers about players carry no recording code, so whoever asks the service, and can find out by the code
//! that two addresses are one recording, says so by the address it was asked for. Nothing else counts: of what is
//! as long as ours and begins when ours should, some is a person's own choice, and in thousands of evenings
//! it happens. Where the service replaces a song without a word, its listener is left alone.
//!
//! Must never: take for ours what might be a person's own choice.

use super::told::{Piece, Plays, Told};
use crate::app::ports::{Device, OnAir, Report};

/// How early a device may end, in milliseconds, before that is somebody's doing: as far ahead as it may be
/// without being put right, and then some.
const EARLY_MS: i64 = 5_000;

/// What a look shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sight {
    /// It plays what it was told.
    On,
    /// It plays what it was handed to go on with.
    Next,
    /// It still plays what it came from.
    Before,
    /// It has played all it was given.
    Over,
    /// It stands still, as it was told or may well do.
    Still,
    /// It does what it did before it was told.
    NotYet,
    /// There is no player.
    Nothing,
    /// It plays an advertisement.
    Ad,
    /// It has something on that has no name.
    Unnamed,
    /// Somebody paused it.
    Paused,
    /// Somebody plays something else, or elsewhere, or plays what was paused.
    Other,
    /// It takes no commands.
    Restricted,
}

/// What `report` shows of the device that is called `device`, at `at_ms`, where a command takes `delay_ms`. What was
/// on when its person tapped is nothing they have put on since.
pub(super) fn sight(
    told: Option<&Told>,
    at_tap: Option<&(OnAir, bool)>,
    device: &str,
    report: Option<&Report>,
    at_ms: u64,
    delay_ms: u64,
) -> Sight {
    let Some(report) = report else {
        let is_over = told.is_none_or(|told| told.plays != Plays::Yes || is_over(told, at_ms, delay_ms));
        return if is_over { Sight::Over } else { Sight::Nothing };
    };
    let id = report.device.as_ref().and_then(|device| device.id.as_deref());
    let is_restricted = report.device.as_ref().is_some_and(|Device { is_restricted, .. }| *is_restricted);
    let is_elsewhere = id.is_some_and(|id| id != device);
    if is_restricted && !is_elsewhere {
        return Sight::Restricted;
    }
    let Some(told) = told else {
        let is_as_at_tap =
            at_tap.is_some_and(|(on_air, was_playing)| *on_air == report.on_air && !was_playing);
        let is_at_rest = is_as_at_tap || !matches!(report.on_air, OnAir::Track { .. });
        return match report.on_air {
            _ if !report.is_playing && is_at_rest => Sight::Still,
            OnAir::Ad => Sight::Ad,
            OnAir::Track { .. } | OnAir::Unknown => Sight::Other,
        };
    };
    if is_elsewhere {
        return if told.is_as_before(report) {
            Sight::NotYet
        } else if told.plays == Plays::No && !report.is_playing {
            Sight::Still
        } else {
            Sight::Other
        };
    }
    if report.is_playing { playing(told, report) } else { stopped(told, report, at_ms, delay_ms) }
}

fn playing(told: &Told, report: &Report) -> Sight {
    let is_before = |on_air| told.before.as_ref().is_some_and(|before| before.is(on_air));
    match &report.on_air {
        OnAir::Ad => Sight::Ad,
        OnAir::Unknown => Sight::Unnamed,
        on_air if told.on.is(on_air) && told.plays != Plays::No => Sight::On,
        _ if told.is_as_before(report) => Sight::NotYet,
        _ if told.plays == Plays::No => Sight::Other,
        on_air if is_next(told, on_air) => Sight::Next,
        on_air if is_before(on_air) => Sight::Before,
        OnAir::Track { .. } => Sight::Other,
    }
}

fn is_next(told: &Told, on_air: &OnAir) -> bool {
    told.next.as_ref().is_some_and(|next| Piece::from(next).is(on_air))
}

fn stopped(told: &Told, report: &Report, at_ms: u64, delay_ms: u64) -> Sight {
    let before = told.before.as_ref().filter(|before| before.is(&report.on_air));
    let ours = before.or(Some(&told.on).filter(|on| on.is(&report.on_air)));
    let is_nameless = !matches!(report.on_air, OnAir::Track { .. });
    match ours {
        // What was skipped to while the nest stood still was never begun.
        Some(_) if told.plays != Plays::Yes => Sight::Still,
        None if (is_nameless || is_next(told, &report.on_air)) && told.plays != Plays::Yes => Sight::Still,
        None if report.on_air == OnAir::Ad => Sight::Paused,
        // Nothing is on: there is nothing to be in the middle of.
        None if is_nameless && report.progress_ms == 0 && is_over(told, at_ms, delay_ms) => Sight::Over,
        None if told.is_as_before(report) => Sight::NotYet,
        None if is_nameless => Sight::Unnamed,
        None => Sight::Other,
        Some(piece) if before.is_some() && told.is_as_before(report) && !is_at_edge(piece, report) => {
            Sight::NotYet
        }
        Some(piece) if is_at_edge(piece, report) && (before.is_some() || is_over(told, at_ms, delay_ms)) => {
            Sight::Over
        }
        Some(_) => Sight::Paused,
    }
}

/// Whether it stands exactly at its beginning or end, as what has ended does. Somebody who pauses by hand hits
/// neither, and a device that is less exact is left alone rather than its person overridden.
fn is_at_edge(piece: &Piece, report: &Report) -> bool {
    let length_ms = match report.on_air {
        OnAir::Track { duration_ms, .. } => duration_ms,
        _ => piece.duration_ms,
    };
    report.progress_ms == 0 || report.progress_ms >= length_ms
}

/// Whether all that the device should be playing is over by now.
fn is_over(told: &Told, at_ms: u64, delay_ms: u64) -> bool {
    told.position_at(at_ms, delay_ms) + EARLY_MS >= told.on.duration_ms.cast_signed()
}
