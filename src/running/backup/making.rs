//! `echonest backup`.
//!
//! Must never: remove old backups before there is a new one.

use std::{path::Path, process::ExitCode};

use anyhow::{Context, Result, bail};

use super::{progress::Progress, stores::Place};
use crate::{
    app::ports::Dice,
    backup::{
        PLAY_LOGS, SECRET, STORE, names, reading,
        sealing::Identities,
        spool::Spool,
        writing::{Writing, is_as_written},
    },
    cli::backup::Backup,
    clock::SystemDice,
    config::Config,
    playlog::{self, copying::Standing},
    running::{log::say, parts},
    secret,
};

/// Makes a backup of all that is kept.
pub(in crate::running) async fn back_up(task: &Backup, config: Config) -> Result<ExitCode> {
    let (directory, now_ms) = (task.directory.as_path(), parts::clock().now_ms());
    if !directory.is_dir() {
        bail!("{} is no directory; make it before", directory.display());
    }
    let unwritten = || format!("no backup can be written into {}", directory.display());
    let place = Place::of(&config);
    let recipients = config.backup_recipients()?;
    let mut writing = Writing::begin(directory, now_ms, place.kind(), &recipients, SystemDice.roll())
        .with_context(unwritten)?;
    let mut copying = place.copy().await?;
    let progress = Progress::begin("Copying the store:");
    let mut spool =
        Spool::begin(directory, !recipients.is_empty(), SystemDice.roll()).with_context(unwritten)?;
    while let Some(piece) = copying.pieces.recv().await {
        spool.add(&piece).with_context(unwritten)?;
        progress.go_on();
    }
    copying.end().await?;
    let (mut store, bytes, counts) = spool.end().with_context(unwritten)?;
    writing.add(STORE, &mut *store, bytes).with_context(unwritten)?;
    // After the store: a play that waits there for its line may have it here already, and gets no second one.
    let logs = playlog::copying::standing(&config.play_log_dir)
        .with_context(|| format!("the play log in {} cannot be read", config.play_log_dir.display()))?;
    progress.of_bytes(logs.iter().map(|file| file.bytes).sum());
    for file in &logs {
        add_log(&mut writing, file, &progress, directory)?;
    }
    if let (None, Some(secret)) = (&config.secret_key, secret::kept(&config.data_dir)?) {
        writing.add(SECRET, &mut secret.as_slice(), secret.len() as u64).with_context(unwritten)?;
    }
    let (whole, path, manifest) = writing.end(counts).with_context(unwritten)?;
    drop(progress);
    // What the disk says it has is read once, before anything older goes.
    let not_whole = || format!("{} was written and is not whole", path.display());
    if recipients.is_empty() {
        reading::verify(&path, &Identities::default()).with_context(not_whole)?;
    } else {
        is_as_written(&path, &whole).with_context(not_whole)?;
    }
    say(&format!("{}: {}.", path.display(), super::told(&manifest)));
    if let Some(days) = task.keep {
        let removed = names::remove_old(directory, days, now_ms)
            .with_context(|| format!("old backups in {} cannot be removed", directory.display()))?;
        if removed > 0 {
            say(&format!("{} removed.", crate::running::log::count(removed, "old backup", "old backups")));
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn add_log(writing: &mut Writing, file: &Standing, progress: &Progress, directory: &Path) -> Result<()> {
    let unread = || format!("{} cannot be copied into {}", file.path.display(), directory.display());
    let from = playlog::files::open(&file.path).with_context(unread)?;
    let name = format!("{PLAY_LOGS}{}", file.name);
    writing.add(&name, &mut progress.counting(from), file.bytes).with_context(unread)
}
