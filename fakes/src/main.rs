//! The stand-ins as a program: `fakes`, `fakes --google 127.0.0.1:0 --spotify 127.0.0.1:0`.
//!
//! Must never: print anything on standard output but where they are.

use std::net::SocketAddr;

use anyhow::{Context, Result};
use clap::Parser;
use tokio::signal::unix::{SignalKind, signal};

/// Stands in for Google and Spotify on this machine, until it is told to end.
#[derive(Debug, Parser)]
#[command(name = "fakes", version, max_term_width = 100)]
struct Cli {
    /// Where Google's stand-in listens; port 0 takes any.
    #[arg(long, default_value = "127.0.0.1:5101")]
    google: SocketAddr,
    /// Where Spotify's stand-in listens, accounts and API; port 0 takes any.
    #[arg(long, default_value = "127.0.0.1:5102")]
    spotify: SocketAddr,
}

#[tokio::main]
async fn main() -> Result<()> {
    let cli = Cli::parse();
    // Heard from the beginning, so that nobody is missed who is quick.
    let mut terminate = signal(SignalKind::terminate()).context("signals cannot be heard")?;
    let mut interrupt = signal(SignalKind::interrupt()).context("signals cannot be heard")?;
    let running = echonest_fakes::start(cli.google, cli.spotify).await?;
    println!("Google is ready at {}", running.google_url);
    println!("Spotify is ready at {}", running.spotify_url);
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
    Ok(())
}
