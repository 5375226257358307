//! The checkup on a command line, for whoever sets the house up.
//!
//! Must never: start what it looks at; print a secret.

use std::{
    io::{self, Write},
    process::ExitCode,
    sync::Arc,
};

use super::{checkup, checkup::House, doors};
use crate::{
    app::{
        checkup::{Finding, State, worst},
        ports::Checkup,
    },
    config::{Config, origin_of},
    outgoing::Outgoing,
};

/// Looks at everything and prints what was found. The code is a failure where something does not work.
pub(super) async fn look(config: Config) -> ExitCode {
    let (config, mut complaints) = config.settle();
    complaints.extend(config.complaints());
    let (clock, outgoing) = (super::parts::clock(), Outgoing::new());
    let public_url = config.public_url(config.bind);
    let [google_back, spotify_back] = checkup::redirects(&public_url);
    let services = checkup::Services::new(
        &config,
        doors::google(&config, &clock, &outgoing).map(Arc::new),
        doors::spotify(&config, &clock, &outgoing).map(Arc::new),
        outgoing,
        clock,
        google_back.1.clone(),
    );
    let store = checkup::of_its_own(&config).await;
    if origin_of(&public_url).is_ok() {
        say("Addresses to register, to the letter:");
        for (service, address) in [google_back, spotify_back] {
            say(&format!("  {service:8} {address}"));
        }
    } else {
        say("PUBLIC_URL has to be right before there are addresses to register.");
    }
    say("");
    let play_log = checkup::PlayLog::Closed(config.play_log_dir.clone());
    let findings = House { config, complaints, store, play_log, services }.look().await;
    for finding in &findings {
        print(finding);
    }
    say(&format!("\n{}", summary(&findings)));
    match worst(&findings) {
        State::Good | State::Warning => ExitCode::SUCCESS,
        State::Bad => ExitCode::FAILURE,
    }
}

fn print(Finding { about, state, says, todo }: &Finding) {
    say(&match state {
        State::Good => format!("✓ {about}: {says}"),
        State::Warning => format!("! {about} (worth a look): {says}"),
        State::Bad => format!("✗ {about} (does not work): {says}"),
    });
    if let Some(todo) = todo {
        say(&format!("    {todo}"));
    }
}

/// Prints a line. Whoever stops reading has read enough.
fn say(line: &str) {
    let _ = writeln!(io::stdout(), "{line}");
}

fn summary(findings: &[Finding]) -> String {
    let count = |state| findings.iter().filter(|finding| finding.state == state).count();
    let things = |count: usize| if count == 1 { "1 thing".to_owned() } else { format!("{count} things") };
    match (count(State::Bad), count(State::Warning)) {
        (0, 0) => "All is well.".to_owned(),
        (0, warnings) => format!("It works; worth a look: {}.", things(warnings)),
        (bad, 0) => format!("To be mended: {}.", things(bad)),
        (bad, warnings) => format!("To be mended: {}; worth a look: {}.", things(bad), things(warnings)),
    }
}
