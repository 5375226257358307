//! A listener, counted for operators by how it goes, for as long as they are driven from here.
//!
//! Must never: say who it is.

use metrics::{gauge, histogram};

use super::showing::{Kind, Shown};
use crate::app::measures;

/// One listener, counted.
#[derive(Default)]
pub(super) struct Counted(Option<Kind>);

impl Counted {
    /// Counts them as what they are shown now.
    pub(super) fn note(&mut self, shown: &Shown) {
        let before = self.0.replace(shown.kind);
        if before == Some(shown.kind) {
            return;
        }
        before.into_iter().for_each(leave);
        gauge!(measures::LISTENERS, "state" => shown.kind.word()).increment(1.0);
    }

    /// Takes down how far off their device was found.
    pub(super) fn note_offset(shown: &Shown) {
        if let Some(offset_ms) = shown.offset_ms.and_then(|ms| i32::try_from(ms).ok()) {
            histogram!(measures::LISTENER_OFFSET).record(f64::from(offset_ms) / 1_000.0);
        }
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.into_iter().for_each(leave);
    }
}

fn leave(kind: Kind) {
    gauge!(measures::LISTENERS, "state" => kind.word()).decrement(1.0);
}
