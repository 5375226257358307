//! The secret that signs cookies and seals tokens, where the operator gave none; and [`seal`]ing with it.
//!
//! Must never: be shown, logged, or readable by anybody else.

pub mod seal;

use std::{
    fs,
    io::{ErrorKind, Write},
    os::unix::fs::OpenOptionsExt,
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
        let error = keep(directory.path(), &SystemDice).expect_err("it is damaged");
        assert!(error.to_string().contains(FILE), "{error}");
    }
}
