//! `EchoNest`: a party queue that everyone in a room shares.
//!
//! Must never: do anything but start what [`running`] puts together, and say why it ended.

use std::{io::IsTerminal, process::ExitCode};

use clap::Parser;
use echonest::{cli::Cli, running};
use tracing_subscriber::EnvFilter;

fn main() -> ExitCode {
    let cli = Cli::parse();
    // What the session library calls an error is told by us, where it matters.
    let usual = || EnvFilter::new("info,tower_sessions=off,tower_sessions_core=off");
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| usual());
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_target(false)
        .with_ansi(std::io::stderr().is_terminal())
        .init();
    let outcome = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(anyhow::Error::from)
        .and_then(|runtime| runtime.block_on(running::run(cli)));
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("EchoNest cannot go on: {error:#}.");
            ExitCode::FAILURE
        }
    }
}
