//! `EchoNest`: a party queue that everyone in a room shares.
//!
//! Must never: do anything but start what [`running`] puts together, and say why it ended.

// All that runs is one future of futures, and with traces the compiler counts more than 128 of them.
#![recursion_limit = "256"]

use std::{io::IsTerminal, process::ExitCode};

#[cfg(feature = "otlp")]
use echonest::running::traces::Traces;
use echonest::{
    cli::{Cli, Role, Task},
    config::LogFormat,
    running,
};
use tracing::{Level, Metadata};
use tracing_subscriber::{
    EnvFilter, Layer,
    filter::{FilterExt, filter_fn},
    layer::SubscriberExt,
    util::SubscriberInitExt,
};

/// What may be logged at all, whatever is asked for: of libraries nothing finer than their information,
/// since some tell headers and bodies, and with them tokens; of the session library nothing, since what
/// it calls an error is told by us where it matters.
fn may_be_told(about: &Metadata<'_>) -> bool {
    let target = about.target();
    target.starts_with("echonest") || (*about.level() <= Level::INFO && !target.starts_with("tower_sessions"))
}

/// What whoever serves or plays sends to a collector, if there is one.
#[cfg(feature = "otlp")]
fn traces_of(cli: &Cli) -> anyhow::Result<Option<Traces>> {
    let is_lasting = matches!(cli.task, None | Some(Task::Role(Role::Serve | Role::Web | Role::Player)));
    let endpoint = cli.config.otlp_endpoint.as_deref().filter(|url| is_lasting && !url.trim().is_empty());
    endpoint.map(Traces::new).transpose()
}

fn run(what: impl Future<Output = anyhow::Result<ExitCode>>) -> anyhow::Result<ExitCode> {
    tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(what)
}

fn main() -> ExitCode {
    let cli = Cli::read();
    let usual = || {
        EnvFilter::new(match cli.task {
            _ if cli.config.debug => "debug",
            // They say themselves what they found.
            Some(
                Task::Role(Role::Doctor)
                | Task::Log(_)
                | Task::Backup(_)
                | Task::Verify(_)
                | Task::Restore(_)
                | Task::Migrate(_),
            ) => "off",
            _ => "info",
        })
    };
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| usual());
    let lines = tracing_subscriber::fmt::layer()
        .with_writer(std::io::stderr)
        .with_target(false)
        .with_ansi(std::io::stderr().is_terminal() && cli.config.log_format == LogFormat::Text);
    let lines = match cli.config.log_format {
        LogFormat::Text => lines.boxed(),
        LogFormat::Json => lines.json().with_span_list(false).boxed(),
    };
    let lines = lines.with_filter(filter.and(filter_fn(may_be_told)));
    let registry = tracing_subscriber::registry().with(lines);
    #[cfg(feature = "otlp")]
    let outcome = traces_of(&cli).and_then(|traces| {
        registry.with(traces.as_ref().map(Traces::layer)).init();
        run(async {
            let sending = traces.map(Traces::begin);
            let outcome = running::run(cli).await;
            if let Some(sending) = sending {
                sending.end().await;
            }
            outcome
        })
    });
    #[cfg(not(feature = "otlp"))]
    let outcome = {
        registry.init();
        run(running::run(cli))
    };
    match outcome {
        Ok(code) => code,
        Err(error) => {
            eprintln!("EchoNest cannot go on: {error:#}.");
            ExitCode::FAILURE
        }
    }
}
