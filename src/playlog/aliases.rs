//! What people of older logs are called today: a file beside the logs, by their e-mail addresses.
//!
//! Must never: show an address to anybody but the operator who asked for the list.

use std::{
    collections::BTreeMap,
    fs,
    io::{self, ErrorKind, Write},
    os::unix::fs::OpenOptionsExt,
    path::Path,
};

use serde::{Deserialize, Serialize};

use super::lock;
use crate::domain::{ids::PersonId, text::Name};

/// The file's name inside the directory.
pub(super) const FILE: &str = "aliases.json";

/// Who somebody of an older log is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alias {
    /// What to call them.
    pub name: Name,
    /// Their id here, if they have one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<PersonId>,
}

/// All of them, by address in small letters.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Aliases(BTreeMap<String, Alias>);

impl Aliases {
    /// What the file says; none where there is no file.
    ///
    /// # Errors
    /// It cannot be read, or is no such file.
    pub fn load(directory: &Path) -> io::Result<Self> {
        match fs::read_to_string(directory.join(FILE)) {
            Ok(text) => Self::parse(&text),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(Self::default()),
            Err(error) => Err(error),
        }
    }

    /// Reads `{"old@example.org": {"name": "Ann", "person": "…"}}`.
    ///
    /// # Errors
    /// It is something else. What stood in it is not told.
    pub fn parse(text: &str) -> io::Result<Self> {
        let read = serde_json::from_str::<BTreeMap<String, Alias>>(text);
        let all = read.map_err(|error| {
            let place =
                format!("it is no list of aliases (line {}, column {})", error.line(), error.column());
            io::Error::new(ErrorKind::InvalidData, place)
        })?;
        Ok(Self(all.into_iter().map(|(mail, alias)| (key(&mail), alias)).collect()))
    }

    /// Changes the file as a whole or not at all, while nobody else does.
    ///
    /// # Errors
    /// It cannot be read or written, and is what it was.
    pub fn change<T>(directory: &Path, change: impl FnOnce(&mut Self) -> T) -> io::Result<T> {
        let _lock = lock::Lock::take(directory)?;
        let mut aliases = Self::load(directory)?;
        let outcome = change(&mut aliases);
        let (path, draft) = (directory.join(FILE), directory.join(".aliases.json.new"));
        let mut file =
            fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&draft)?;
        serde_json::to_writer_pretty(&file, &aliases)?;
        file.write_all(b"\n")?;
        file.sync_all()?;
        fs::rename(&draft, &path)?;
        lock::keep_names(directory)?;
        Ok(outcome)
    }

    /// Who this address is.
    #[must_use]
    pub fn of(&self, mail: &str) -> Option<&Alias> {
        self.0.get(mail)
    }

    /// Says who this address is, in place of what was said before.
    pub fn set(&mut self, mail: &str, alias: Alias) {
        self.0.insert(key(mail), alias);
    }

    /// Takes back who this address is; whether anything was said.
    pub fn remove(&mut self, mail: &str) -> bool {
        self.0.remove(&key(mail)).is_some()
    }

    /// All of them, by address.
    pub fn all(&self) -> impl Iterator<Item = (&str, &Alias)> {
        self.0.iter().map(|(mail, alias)| (mail.as_str(), alias))
    }
}

fn key(mail: &str) -> String {
    mail.trim().to_lowercase()
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    fn ann() -> Alias {
        Alias { name: Name::parse("Ann").unwrap(), person: PersonId::parse("p1").ok() }
    }

    #[test]
    fn an_alias_stays_until_it_is_removed_and_only_its_owner_reads_it() {
        let directory = tempfile::tempdir().expect("a directory");
        let logs = directory.path().join("logs");
        Aliases::change(&logs, |aliases| aliases.set(" Old@Example.org", ann())).expect("it is written");
        let aliases = Aliases::load(&logs).expect("it is read");
        assert_eq!(aliases.of("old@example.org"), Some(&ann()));
        let mode = fs::metadata(logs.join(FILE)).expect("it is there").permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        let removed = |mail: &str| Aliases::change(&logs, |aliases| aliases.remove(mail)).expect("written");
        assert!(removed("OLD@example.org") && !removed("old@example.org"));
        assert_eq!(Aliases::load(&logs).expect("it is read"), Aliases::default());
    }

    #[test]
    fn a_file_that_is_none_is_left_alone_and_not_told() {
        let directory = tempfile::tempdir().expect("a directory");
        let path = directory.path().join(FILE);
        for text in
            [r#"{"ann@example.org": 3}"#, r#"["ann@example.org"]"#, r#"{"ann@example.org": {"name": ""}}"#]
        {
            fs::write(&path, text).expect("it is written");
            let said = Aliases::change(directory.path(), |_| ()).expect_err("it is none").to_string();
            assert!(!said.contains("ann"), "{said}");
            assert_eq!(fs::read_to_string(&path).expect("it is there"), text);
        }
    }
}
