//! The secret that signs cookies and seals tokens, where the operator gave none; and [`seal`]ing with it.
//!
//! Must never: be shown, logged, or readable by anybody else.

pub mod seal;

use std::{
    fs,
    io::{ErrorKind, Write},
    os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt},
    path::Path,
};

use anyhow::{Context, Result, ensure};

use crate::app::ports::Dice;

const FILE: &str = "secret.key";
/// What stands before a secret that is written in hexadecimal digits.
const HEX: &str = "hex:";

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

/// The secret kept in `directory`, if there is one.
///
/// # Errors
/// It cannot be read.
pub fn kept(directory: &Path) -> Result<Option<Vec<u8>>> {
    let path = directory.join(FILE);
    match fs::read(&path) {
        Ok(secret) => Ok(Some(secret)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error).with_context(|| format!("{} cannot be read", path.display())),
    }
}

/// Keeps this secret in `directory`, in the place of any other.
///
/// # Errors
/// It cannot be written.
pub fn put_back(directory: &Path, secret: &[u8]) -> Result<()> {
    let (path, draft) = (directory.join(FILE), directory.join(".secret.key.restored"));
    let written = fs::DirBuilder::new().recursive(true).mode(0o700).create(directory).and_then(|()| {
        let mut open = fs::OpenOptions::new();
        let mut file = open.write(true).create(true).truncate(true).mode(0o600).open(&draft)?;
        file.write_all(secret)?;
        file.sync_all()?;
        fs::rename(&draft, &path)
    });
    written.with_context(|| format!("{} cannot be written", path.display()))
}

/// A secret of any bytes as a setting: a text that [`bytes_of`] understands.
#[must_use]
pub fn text_of(secret: &[u8]) -> String {
    secret.iter().fold(HEX.to_owned(), |text, byte| format!("{text}{byte:02x}"))
}

/// The bytes that a setting means: those of its text, or those that [`text_of`] wrote down.
#[must_use]
pub fn bytes_of(text: &str) -> Vec<u8> {
    let digits = text.strip_prefix(HEX).unwrap_or_default().as_bytes();
    let bytes = digits.chunks(2).map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok());
    match bytes.collect::<Option<Vec<u8>>>() {
        Some(bytes) if bytes.len() >= 32 && digits.len().is_multiple_of(2) => bytes,
        _ => text.as_bytes().to_vec(),
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
    #[test]
    fn a_secret_of_any_bytes_can_be_a_setting_and_any_other_text_means_itself() {
        let bytes: Vec<u8> = (200..=255).collect();
        assert_eq!(bytes_of(&text_of(&bytes)), bytes);
        for text in [
            "a secret that everybody shares",
            "hex:00ff",
            "hex:",
            "hex:nonsense that is long enough to be one",
        ] {
            assert_eq!(bytes_of(text), text.as_bytes(), "{text}");
        }
    }

    #[test]
    fn a_secret_is_put_back_for_its_owner_alone() {
        let directory = tempfile::tempdir().expect("a directory");
        let house = directory.path().join("data");
        put_back(&house, &[7; 64]).expect("it is written");
        assert_eq!(kept(&house).expect("it can be read"), Some(vec![7; 64]));
        assert_eq!(look(&house).expect("it is seen"), Found::Kept);
        assert_eq!(kept(directory.path()).expect("there is none"), None);
    }
}
