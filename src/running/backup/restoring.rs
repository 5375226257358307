//! `echonest restore`.
//!
//! Must never: change anything before the whole backup was found to be good.

use std::process::ExitCode;

use anyhow::{Context, Result, bail};

use super::stores::{Place, is_empty};
use crate::{
    backup::{PLAY_LOGS, SECRET, STORE, reading},
    cli::backup::Restore,
    config::Config,
    playlog,
    running::log::say,
    secret,
};

/// Puts back what a backup holds.
pub(in crate::running) async fn restore(task: &Restore, config: Config) -> Result<ExitCode> {
    let file = task.file.display();
    let unusable = || format!("nothing was changed: {file} cannot be restored from");
    let mut pieces = Vec::new();
    let (mut kept, mut has_logs) = (None, false);
    let identities = super::identities(task.identity.as_deref())?;
    reading::verify(&task.file, &identities).with_context(unusable)?;
    let manifest = reading::read(&task.file, &identities, &mut |name, from| match name {
        STORE => reading::read_pieces(from, &mut |piece| pieces.push(piece)),
        SECRET => {
            let mut secret = Vec::new();
            from.read_to_end(&mut secret).map_err(|error| error.to_string())?;
            kept = Some(secret);
            Ok(())
        }
        _ => {
            has_logs = true;
            Ok(())
        }
    });
    let manifest = manifest.with_context(unusable)?;
    let store = Place::of(&config).open(task.force).await?;
    let before = secret::kept(&config.data_dir)?;
    if !task.force {
        let there = |what: &str| format!("nothing was changed: {what} already; say --force to replace it");
        if !is_empty(&store).await? {
            bail!(there("the store keeps something"));
        }
        if kept.is_some() && before.is_some() && before != kept {
            bail!(there("there is another secret.key in DATA_DIR"));
        }
        let logs = &config.play_log_dir;
        let is_empty = playlog::copying::is_empty(logs);
        if has_logs && !is_empty.with_context(|| format!("{} cannot be read", logs.display()))? {
            bail!(there("there is a play log in PLAY_LOG_DIR"));
        }
    }
    reading::read(&task.file, &identities, &mut |name, from| match name.strip_prefix(PLAY_LOGS) {
        Some(name) => playlog::copying::put_back(&config.play_log_dir, name, from)
            .map_err(|error| format!("{name} cannot be put into PLAY_LOG_DIR ({error})")),
        None => Ok(()),
    })
    .context("not all was put back; mend this and restore again with --force")?;
    if let Some(secret) = &kept {
        secret::put_back(&config.data_dir, secret)?;
    }
    let put_back = store.keep_only(pieces).await;
    put_back.context("not all was put back; mend this and restore again with --force")?;
    say(&format!("{file} is put back: {}.", super::told(&manifest)));
    tell_of_the_secret(&config, kept.is_some());
    Ok(ExitCode::SUCCESS)
}

/// What has to be set up for the sessions to go on.
fn tell_of_the_secret(config: &Config, has_secret: bool) {
    let path = config.data_dir.join(SECRET);
    match (&config.secret_key, has_secret) {
        (Some(_), true) => say(&format!(
            "People stay signed in with the secret that is in {} now: name it as SECRET_KEY_FILE in place of \
             what is given.",
            path.display()
        )),
        (None, true) if config.redis_url.is_some() => say(&format!(
            "People stay signed in if all processes are given SECRET_KEY_FILE={}.",
            path.display()
        )),
        (_, false) => say("People stay signed in if SECRET_KEY is given as it was."),
        _ => {}
    }
}
