//! What can be done with play logs, as typed on a command line.
//!
//! Must never: do any of it.

use std::path::PathBuf;

use chrono_tz::Tz;
use clap::{Args, Subcommand, ValueEnum};

use crate::domain::{day::Day, ids::PersonId, text::Name};

/// What to do with play logs.
#[derive(Debug, Clone, PartialEq, Eq, Subcommand)]
pub enum Task {
    /// Count plays a day and a person, and name every line that cannot be read. Ends with 1 where there
    /// is one. Changes nothing.
    Check {
        /// The directory to look into, in place of `PLAY_LOG_DIR`.
        directory: Option<PathBuf>,
        /// How times are meant that do not say it.
        #[command(flatten)]
        zone: Zone,
    },
    /// Copy the lines of other play logs into `PLAY_LOG_DIR`, as they stand, each into the file of its day.
    /// May be stopped and begun anew: no line is copied twice. Ends with 1 where a line could not be read.
    Import {
        /// Where the logs are: files `play_log_YYYY_MM_DD.json`, there or in folders below.
        directory: PathBuf,
        /// How times are meant that do not say it.
        #[command(flatten)]
        zone: Zone,
    },
    /// Write all plays to standard output, with people by name, without e-mail addresses.
    Export {
        /// For a spreadsheet, or for programs.
        #[arg(long, default_value = "csv")]
        format: Format,
        /// The first day, like 2018-03-07.
        #[arg(long, value_name = "DAY")]
        from: Option<Day>,
        /// The last day.
        #[arg(long, value_name = "DAY")]
        until: Option<Day>,
        /// How times are meant that do not say it.
        #[command(flatten)]
        zone: Zone,
    },
    /// Say what somebody of an older log is called, whom that knows by e-mail address; or list all that was said.
    Alias(Alias),
}

/// How times are meant that do not say it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Args)]
pub struct Zone {
    /// The time zone of times that name none, as older logs write them, like Europe/Berlin.
    #[arg(long, value_name = "ZONE", default_value = "UTC", value_parser = zone)]
    pub zone: Tz,
}

/// In which form plays are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Comma-separated values with a header, for spreadsheets.
    Csv,
    /// JSON Lines, in the keys of the log.
    Jsonl,
}

/// Whose alias to set or remove; none lists them.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
pub struct Alias {
    /// The address in the older log.
    #[arg(value_name = "EMAIL", requires = "name")]
    pub mail: Option<String>,
    /// What to call them.
    #[arg(value_parser = Name::parse)]
    pub name: Option<Name>,
    /// Their id in this house, where they have one.
    #[arg(long, value_name = "ID", value_parser = PersonId::parse, requires = "mail")]
    pub person: Option<PersonId>,
    /// Forget what this address is called.
    #[arg(long, value_name = "EMAIL", conflicts_with = "mail")]
    pub remove: Option<String>,
}

fn zone(name: &str) -> Result<Tz, &'static str> {
    name.parse().map_err(|_| "a time zone has a name like Europe/Berlin")
}
