//! How far something has come, on a terminal; elsewhere, for instance under cron, nothing is said of it.
//!
//! Must never: write to standard output.

use std::{
    io::{self, IsTerminal, Read},
    time::Duration,
};

use indicatif::{ProgressBar, ProgressStyle};

/// How often the sign of life moves.
const MOVES: Duration = Duration::from_millis(100);

/// What is shown.
pub(super) struct Progress(ProgressBar);

impl Progress {
    /// Shows what is done, for as long as nobody knows.
    pub(super) fn begin(what: &'static str) -> Self {
        if !io::stderr().is_terminal() {
            return Self(ProgressBar::hidden());
        }
        let style = ProgressStyle::with_template("{spinner} {msg} {human_pos}");
        let bar = ProgressBar::no_length().with_style(style.expect("because the template is right"));
        bar.set_message(what);
        bar.enable_steady_tick(MOVES);
        Self(bar)
    }

    /// One more.
    pub(super) fn go_on(&self) {
        self.0.inc(1);
    }

    /// The same by bytes, of which all are known.
    pub(super) fn of_bytes(&self, all: u64) {
        if !self.0.is_hidden() {
            let style = ProgressStyle::with_template("{bar:40} {bytes} of {total_bytes}, {eta} to go");
            self.0.set_style(style.expect("because the template is right"));
        }
        self.0.set_length(all);
        self.0.set_position(0);
    }

    /// Counts what is read.
    pub(super) fn counting<R: Read>(&self, from: R) -> impl Read {
        self.0.wrap_read(from)
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}
