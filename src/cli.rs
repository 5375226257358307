//! What the program can do, as typed on a command line.
//!
//! Must never: do any of it.

pub mod backup;
pub mod log;

use std::env;

use clap::{Arg, CommandFactory, FromArgMatches, Parser, Subcommand, builder::Resettable};

use crate::config::Config;

/// A party queue that everyone in a room shares.
#[derive(Debug, Parser)]
#[command(name = "echonest", version, about, max_term_width = 100)]
pub struct Cli {
    /// What to do; `serve` if nothing is said.
    #[command(subcommand)]
    pub task: Option<Task>,

    /// The settings.
    #[command(flatten)]
    pub config: Config,
}

impl Cli {
    /// What was typed, and what stands in the environment. A variable that is set to nothing is not set,
    /// whatever its kind: forms of other programs give all of them.
    ///
    /// Ends the process where that makes no sense, or only help was asked for.
    #[must_use]
    pub fn read() -> Self {
        let is_nothing = |setting: &Arg| {
            let value = setting.get_env().and_then(env::var_os);
            value.is_some_and(|value| value.is_empty())
        };
        let command = Self::command()
            .mut_args(|setting| if is_nothing(&setting) { setting.env(Resettable::Reset) } else { setting });
        Self::from_arg_matches(&command.get_matches()).unwrap_or_else(|error| error.exit())
    }
}

/// What to do.
#[derive(Debug, Clone, PartialEq, Eq, Subcommand)]
pub enum Task {
    /// Be a part of the house, or look at it.
    #[command(flatten)]
    Role(Role),
    /// Look at play logs, bring in others, and give them to other programs. Needs no server, and may be
    /// used beside one.
    #[command(subcommand)]
    Log(log::Task),
    /// Ask the process that runs here whether it is well, and end with 0 or 1: for whatever starts it anew.
    /// Reads the same settings: BIND, or `METRICS_BIND` for a player.
    Healthcheck(Healthcheck),
    /// Copy all that is kept into one file: the store, the play log, and the secret that was made here. May be
    /// used beside a running server. Whoever has the file can pretend to be anybody, so encrypt it.
    Backup(backup::Backup),
    /// Check that a backup is whole: every part of it, and that it can be understood. Changes nothing.
    Verify(backup::Verify),
    /// Put back what a backup holds, where nothing runs and nothing is.
    Restore(backup::Restore),
    /// Carry everything from the store that is set up into another one. Stop the server before.
    Migrate(backup::Migrate),
}

/// Whom to ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::Args)]
pub struct Healthcheck {
    /// Ask a process that is a player only, and serves no page.
    #[arg(long)]
    pub player: bool,
}

/// What a process does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Subcommand)]
pub enum Role {
    /// Serve the page and keep the music going: all that a small server needs.
    Serve,
    /// Serve the page only. Needs Redis, and a player elsewhere.
    Web,
    /// Keep the music going only. Needs Redis.
    Player,
    /// Check how the house is set up, and say what to do: settings, addresses, clock, store, Google and
    /// Spotify. Changes nothing.
    Doctor,
}

impl Role {
    /// Whether it serves the page.
    #[must_use]
    pub const fn serves(self) -> bool {
        matches!(self, Self::Serve | Self::Web)
    }

    /// Whether it keeps the music going.
    #[must_use]
    pub const fn plays(self) -> bool {
        matches!(self, Self::Serve | Self::Player)
    }
}
