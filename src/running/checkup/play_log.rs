//! Whether what was played is written down.
//!
//! Must never: leave anything behind in the directory, or make one.

use std::{path::PathBuf, sync::Arc};

use crate::{
    app::{checkup::Finding, recorder::Trouble},
    playlog,
};

const ABOUT: &str = "Play log";
const REMEDY: &str =
    "Make room on its disk, and see that PLAY_LOG_DIR is a directory that EchoNest may write to.";

/// The play log, as whoever looks has it.
pub(in crate::running) enum PlayLog {
    /// This process writes it, and knows how that goes.
    Written(Arc<Trouble>),
    /// From outside.
    Closed(PathBuf),
}

impl PlayLog {
    pub(super) fn look(&self) -> Finding {
        let (well, trouble) = match self {
            Self::Written(trouble) => ("Everything that was played is in it.", trouble.borrow().clone()),
            Self::Closed(directory) if !directory.exists() => {
                return Finding::good(ABOUT, "Its directory will be made when something has been played.");
            }
            Self::Closed(directory) => {
                ("It can be written to.", playlog::probe(directory).err().map(|failure| failure.to_string()))
            }
        };
        match trouble {
            None => Finding::good(ABOUT, well),
            Some(trouble) => Finding::bad(
                ABOUT,
                format!("It cannot be written, so plays wait until it can ({trouble})."),
                REMEDY,
            ),
        }
    }
}
