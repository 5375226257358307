//! The secret that signs cookies and seals tokens, where the operator gave none; and [`seal`]ing with it.
//!
//! Must never: be shown, logged, or readable by anybody else.

pub mod seal;

use std::{
    fs,
    io::{ErrorKind, Write},
    os::unix::fs::{MetadataExt, OpenOptionsExt},
    path::Path,
};

use anyhow::{Context, Result, ensure};

use crate::app::ports::Dice;

const FILE: &str = "secret.key";

/// The secret kept in `directory`; made there where there is none.
///
/// # Errors
/// It can neither be read nor made.
pub fn keep(directory: &Path, dice: &dyn Dice) -> Result<Vec<u8>> {
    let path = directory.join(FILE);
    let shown = path.display();
    match fs::read(&path) {
        Ok(secret) => {
            ensure!(secret.len() >= 32, "{shown} is damaged; remove it, and everybody signs in again");
            Ok(secret)
        }
        Err(error) if error.kind() == ErrorKind::NotFound => {
            let secret: Vec<u8> = (0..8).flat_map(|_| dice.roll().to_le_bytes()).collect();
            let mut file = fs::OpenOptions::new()
                .write(true)
                .create_new(true)
                .mode(0o600)
                .open(&path)
                .with_context(|| format!("{shown} cannot be made"))?;
            file.write_all(&secret)
                .and_then(|()| file.sync_all())
                .with_context(|| format!("{shown} cannot be written"))?;
            Ok(secret)
        }
        Err(error) => Err(error).with_context(|| format!("{shown} cannot be read")),
    }
}

/// What [`keep`] would find.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Found {
    /// A secret that nobody else can read.
    Kept,
    /// A secret that others on this machine can read.
    Open,
    /// None yet.
    Missing,
}

/// Looks whether a secret is kept in `directory`, and makes none.
///
/// # Errors
/// It cannot be read, or is damaged.
pub fn look(directory: &Path) -> Result<Found> {
    let path = directory.join(FILE);
    let shown = path.display();
    match fs::metadata(&path) {
        Ok(about) => {
            ensure!(about.len() >= 32, "{shown} is damaged; remove it, and everybody signs in again");
            fs::File::open(&path).with_context(|| format!("{shown} cannot be read"))?;
            Ok(if about.mode() & 0o066 == 0 { Found::Kept } else { Found::Open })
        }
        // Whether it can be made there is for the store to find out, which is in the same place.
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
            Ok(Found::Missing)
        }
        Err(error) => Err(error).with_context(|| format!("{shown} cannot be read")),
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;
    use crate::clock::SystemDice;

    #[test]
    fn a_secret_is_made_once_and_only_its_owner_reads_it() {
        let directory = tempfile::tempdir().expect("a directory");
        let first = keep(directory.path(), &SystemDice).expect("it is made");
        let second = keep(directory.path(), &SystemDice).expect("it is read");
        assert_eq!((first.len(), &first), (64, &second));
        let mode = fs::metadata(directory.path().join(FILE)).expect("it is there").permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }

    #[test]
    fn a_damaged_secret_is_named() {
        let directory = tempfile::tempdir().expect("a directory");
        fs::write(directory.path().join(FILE), b"short").expect("it is written");
        for error in [keep(directory.path(), &SystemDice).err(), look(directory.path()).err()] {
            assert!(error.is_some_and(|error| error.to_string().contains(FILE)));
        }
    }

    #[test]
    fn whoever_looks_makes_none_and_sees_who_else_could_read_it() {
        let directory = tempfile::tempdir().expect("a directory");
        assert_eq!(look(directory.path()).expect("it is seen"), Found::Missing);
        keep(directory.path(), &SystemDice).expect("it is made");
        assert_eq!(look(directory.path()).expect("it is seen"), Found::Kept);
        let everybody = fs::Permissions::from_mode(0o644);
        fs::set_permissions(directory.path().join(FILE), everybody).expect("it is ours");
        assert_eq!(look(directory.path()).expect("it is seen"), Found::Open);
    }
}
