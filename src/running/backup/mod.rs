//! Backups on a command line, and what a running process does for them.
//!
//! Must never: print a secret, or say that something is safe before it is on the disk.

mod making;
mod migrating;
mod progress;
mod restoring;
mod stores;

use std::{path::Path, process::ExitCode, sync::Arc};

use anyhow::{Context, Error, Result};

pub(super) use self::{making::back_up, migrating::migrate, restoring::restore};
use super::{log::say, parts::Parts};
use crate::{
    backup::{asking, manifest::Manifest, reading, sealing::Identities},
    cli::backup::Verify,
    running::log::count,
};

/// Lets backups have a copy of the store while this process runs on it, for as long as the value lives.
pub(super) fn let_copy(directory: &Path, parts: &Parts) -> Option<asking::Door> {
    let store = Arc::clone(parts.embedded.as_ref()?);
    match asking::listen(directory) {
        Ok((listener, door)) => {
            tokio::spawn(asking::answer(listener, store));
            Some(door)
        }
        Err(error) => {
            tracing::warn!(
                %error,
                "Backups cannot be made while this process runs; a shorter DATA_DIR may help."
            );
            None
        }
    }
}

/// Checks a backup and prints what it holds.
pub(super) fn verify(task: &Verify) -> Result<ExitCode> {
    let identities = identities(task.identity.as_deref())?;
    let manifest = reading::verify(&task.file, &identities)
        .with_context(|| format!("{} cannot be restored from", task.file.display()))?;
    say(&format!("{} is whole: {}.", task.file.display(), told(&manifest)));
    Ok(ExitCode::SUCCESS)
}

/// Whoever may open what is encrypted.
fn identities(file: Option<&Path>) -> Result<Identities> {
    file.map_or_else(|| Ok(Identities::default()), |file| Identities::read(file).map_err(Error::msg))
}

/// What a backup holds, in a few words.
fn told(manifest: &Manifest) -> String {
    let Manifest { counts, parts, made_at, .. } = manifest;
    let logs = parts.iter().filter(|part| part.name.starts_with(crate::backup::PLAY_LOGS)).count() as u64;
    let has_secret = parts.iter().any(|part| part.name == crate::backup::SECRET);
    format!(
        "{}, {}, {}, {} of the play log, {}; made at {made_at}",
        count(counts.nests, "nest", "nests"),
        count(counts.commits, "commit", "commits"),
        count(counts.secrets, "session, account or token", "sessions, accounts and tokens"),
        count(logs, "file", "files"),
        if has_secret { "the secret" } else { "no secret, as SECRET_KEY was given" },
    )
}
