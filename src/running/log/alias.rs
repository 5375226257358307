//! `echonest log alias`: what people of older logs are called.
//!
//! Must never: change an alias that was not named.

use std::{path::Path, process::ExitCode};

use anyhow::{Context, Result, ensure};

use super::{count, say};
use crate::{
    cli::log,
    playlog::aliases::{Alias, Aliases},
};

/// Lists, sets or removes.
pub(super) fn alias(directory: &Path, wanted: &log::Alias) -> Result<ExitCode> {
    let cannot = || format!("the aliases in {} cannot be changed", directory.display());
    if let Some(mail) = &wanted.remove {
        let was_there = Aliases::change(directory, |aliases| aliases.remove(mail)).with_context(cannot)?;
        ensure!(was_there, "no such address has an alias; `echonest log alias` lists those that have");
        say("Removed. Restart EchoNest so that it forgets it, too.");
    } else if let (Some(mail), Some(name)) = (&wanted.mail, &wanted.name) {
        ensure!(mail.contains('@'), "an alias is for an e-mail address, as older logs have it");
        let alias = Alias { name: name.clone(), person: wanted.person.clone() };
        Aliases::change(directory, |aliases| aliases.set(mail, alias)).with_context(cannot)?;
        say(&format!("It is {name} from now on. Restart EchoNest so that it knows, too."));
    } else {
        let aliases = super::aliases(directory)?;
        for (mail, Alias { name, person }) in aliases.all() {
            let person = person.as_ref().map(|person| format!(" ({person})")).unwrap_or_default();
            say(&format!("{mail}  {name}{person}"));
        }
        say(&format!("{}.", count(aliases.all().count() as u64, "alias", "aliases")));
    }
    Ok(ExitCode::SUCCESS)
}
