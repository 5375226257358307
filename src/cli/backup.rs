//! What can be done with backups, as typed on a command line.
//!
//! Must never: do any of it.

use std::path::PathBuf;

use clap::Args;

/// Making one.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
pub struct Backup {
    /// The directory for the file, which gets the moment as its name.
    pub directory: PathBuf,
    /// Afterwards remove the backups in that directory that are older than so many days.
    #[arg(long, value_name = "DAYS", value_parser = clap::value_parser!(u64).range(1..=36_500))]
    pub keep: Option<u64>,
}

/// Checking one.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
pub struct Verify {
    /// The backup.
    pub file: PathBuf,
    /// The file with the identity that an encrypted backup is for, as `age-keygen` writes it.
    #[arg(long, value_name = "FILE")]
    pub identity: Option<PathBuf>,
}

/// Putting one back.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
pub struct Restore {
    /// The backup.
    pub file: PathBuf,
    /// The file with the identity that an encrypted backup is for, as `age-keygen` writes it.
    #[arg(long, value_name = "FILE")]
    pub identity: Option<PathBuf>,
    /// Also where something is: what the store keeps and the secret go, files of the play log that are others
    /// get another name. With Redis, also where processes run.
    #[arg(long)]
    pub force: bool,
}

/// From one store to another.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
pub struct Migrate {
    /// The other store: the address of a Redis, redis://…, or a data directory.
    #[arg(long, value_name = "STORE")]
    pub to: String,
    /// Also where something is in that store, which goes; and where processes still use either.
    #[arg(long)]
    pub force: bool,
}
