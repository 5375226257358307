//! `echonest migrate`.
//!
//! Must never: change the store that it reads.

use std::process::ExitCode;

use anyhow::{Context, Result, bail, ensure};

use super::stores::{Copying, Place, is_empty};
use crate::{
    app::ports::Piece,
    backup::{SECRET, manifest::Counts, pieces::Counting},
    cli::backup::Migrate,
    config::Config,
    running::log::{count, say},
    secret,
    store::embedded::checkup::{self, Standing},
};

/// Carries everything into another store.
pub(in crate::running) async fn migrate(task: &Migrate, config: Config) -> Result<ExitCode> {
    let (from, to) = (Place::of(&config), Place::parse(&task.to, &config));
    if let Place::Directory(directory) = from
        && checkup::look(directory)? == Standing::New
    {
        bail!("there is no store in {}; check DATA_DIR, or REDIS_URL", directory.display());
    }
    let source = from.open(task.force).await.context("the store to read from")?;
    let target = to.open(task.force).await.context("the store to write to")?;
    if !task.force && !is_empty(&target).await? {
        bail!("nothing was changed: {} keeps something already; say --force to replace it", what(to));
    }
    let pieces = Copying::of(source).all().await?;
    let counts = counts_of(&pieces);
    target
        .keep_only(pieces)
        .await
        .with_context(|| format!("{} is not whole; mend this and migrate again with --force", what(to)))?;
    let arrived = counts_of(&Copying::of(target).all().await?);
    // What ended meanwhile has not to arrive.
    ensure!(
        Counts { secrets: 0, ..arrived } == Counts { secrets: 0, ..counts },
        "{} does not hold what was written to it; migrate again with --force",
        what(to)
    );
    say(&format!(
        "{} holds everything now: {}, {}, {}.",
        what(to),
        count(arrived.nests, "nest", "nests"),
        count(arrived.commits, "commit", "commits"),
        count(arrived.secrets, "session, account or token", "sessions, accounts and tokens"),
    ));
    tell_what_to_do(&config, to)
}

fn counts_of(pieces: &[Piece]) -> Counts {
    let mut counting = Counting::default();
    for piece in pieces {
        counting.add(piece);
    }
    counting.counts()
}

/// A store's name; a Redis's address may hold a password.
fn what(place: Place<'_>) -> String {
    match place {
        Place::Redis(..) => "the Redis".to_owned(),
        Place::Directory(directory) => directory.display().to_string(),
    }
}

fn tell_what_to_do(config: &Config, to: Place<'_>) -> Result<ExitCode> {
    let made = secret::kept(&config.data_dir)?.filter(|_| config.secret_key.is_none());
    match (to, made) {
        (Place::Redis(..), Some(_)) => say(&format!(
            "Start with REDIS_URL, and with SECRET_KEY_FILE={} for all processes, so that people stay signed in.",
            config.data_dir.join(SECRET).display()
        )),
        (Place::Redis(..), None) => say("Start with REDIS_URL and SECRET_KEY as it is."),
        (Place::Directory(directory), Some(secret)) => {
            secret::put_back(directory, &secret)?;
            say(&format!("Start without REDIS_URL, and with DATA_DIR={}.", directory.display()));
        }
        (Place::Directory(directory), None) => say(&format!(
            "Start without REDIS_URL, with DATA_DIR={} and SECRET_KEY as it is.",
            directory.display()
        )),
    }
    Ok(ExitCode::SUCCESS)
}
