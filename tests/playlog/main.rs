//! The play log on a real disk, with real processes.
