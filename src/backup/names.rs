//! What backups are called: `echonest-2026-11-21T20-15-00Z.tar.gz`, by the moment they were made, with `.age`
//! behind it where they are encrypted.
//!
//! Must never: take a file of any other name for a backup.

use std::{fs, io, path::Path};

use chrono::{DateTime, NaiveDateTime};

const BEFORE: &str = "echonest-";
const MOMENT: &str = "%Y-%m-%dT%H-%M-%SZ";
const BEHIND: &str = ".tar.gz";
const SEALED: &str = ".age";
/// Milliseconds in a day.
const DAY_MS: u64 = 24 * 60 * 60 * 1_000;

/// The name of a backup of that moment, in epoch milliseconds.
#[must_use]
pub fn name_of(made_ms: u64) -> String {
    let moment = i64::try_from(made_ms).ok().and_then(DateTime::from_timestamp_millis).unwrap_or_default();
    format!("{BEFORE}{}{BEHIND}", moment.format(MOMENT))
}

/// The name of an encrypted backup of that moment.
#[must_use]
pub fn sealed_name_of(made_ms: u64) -> String {
    name_of(made_ms) + SEALED
}

/// When a backup of that name was made, in epoch milliseconds to the second; `None` for other names.
#[must_use]
pub fn made_ms(name: &str) -> Option<u64> {
    let name = name.strip_suffix(SEALED).unwrap_or(name);
    let moment = name.strip_prefix(BEFORE)?.strip_suffix(BEHIND)?;
    let moment = NaiveDateTime::parse_from_str(moment, MOMENT).ok()?;
    let made_ms = u64::try_from(moment.and_utc().timestamp_millis()).ok()?;
    // The pattern alone is lenient about zeros and spaces.
    (name_of(made_ms) == name).then_some(made_ms)
}

/// The name of a backup of that name until it is whole; `mark` tells it from others in the making.
#[must_use]
pub fn draft_of(name: &str, mark: u64) -> String {
    format!(".{name}.{mark:016x}.part")
}

/// When a draft of that name was begun.
fn begun_ms(draft: &str) -> Option<u64> {
    let (name, mark) = draft.strip_prefix('.')?.strip_suffix(".part")?.rsplit_once('.')?;
    let is_mark = draft_of(name, u64::from_str_radix(mark, 16).ok()?) == draft;
    made_ms(name).filter(|_| is_mark)
}

/// Removes the backups in a directory that are older than so many days, and says how many those were. What is
/// left of one that was killed while it was made goes, too, and is not counted.
///
/// # Errors
/// The directory cannot be read, or a file in it not be removed.
pub fn remove_old(directory: &Path, days: u64, now_ms: u64) -> io::Result<u64> {
    let mut removed = 0;
    for entry in fs::read_dir(directory)? {
        let entry = entry?;
        let name = entry.file_name();
        let whole_ms = name.to_str().and_then(made_ms);
        let from_ms = whole_ms.or_else(|| name.to_str().and_then(begun_ms));
        let is_old =
            from_ms.is_some_and(|from_ms| from_ms.saturating_add(days.saturating_mul(DAY_MS)) < now_ms);
        // A link or a folder of such a name was made by somebody else.
        if is_old && entry.file_type()?.is_file() {
            fs::remove_file(entry.path())?;
            removed += u64::from(whole_ms.is_some());
        }
    }
    Ok(removed)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW_MS: u64 = 1_795_292_100_000;

    #[test]
    fn a_name_tells_its_moment_to_the_second() {
        assert_eq!(name_of(NOW_MS + 999), "echonest-2026-11-21T20-15-00Z.tar.gz");
        assert_eq!(made_ms("echonest-2026-11-21T20-15-00Z.tar.gz"), Some(NOW_MS));
        assert_eq!(sealed_name_of(NOW_MS), "echonest-2026-11-21T20-15-00Z.tar.gz.age");
        assert_eq!(made_ms(&sealed_name_of(NOW_MS)), Some(NOW_MS));
    }

    #[test]
    fn names_that_only_look_alike_are_none() {
        for name in [
            "echonest-2026-11-21T20-15-00Z.tar",
            "echonest-2026-11-21T20-15-0Z.tar.gz",
            "echonest-2026-11-21T20-15-00Z.age",
            "echonest-2026-11-21T20-15-00Z.tar.gz.age.age",
            "echonest-2026-13-21T20-15-00Z.tar.gz",
            "echonest-2026-11-21T20-15-00Z.tar.gz.part",
            "echonest- 2026-11-21T20-15-00Z.tar.gz",
            "Echonest-2026-11-21T20-15-00Z.tar.gz",
            "my-echonest-2026-11-21T20-15-00Z.tar.gz",
            "echonest-.tar.gz",
        ] {
            assert_eq!(made_ms(name), None, "{name}");
        }
    }

    #[test]
    fn only_old_backups_are_removed() {
        let directory = tempfile::tempdir().expect("a directory");
        let at = |name: &str| directory.path().join(name);
        let old = name_of(NOW_MS - 8 * DAY_MS);
        let (sealed, killed) = (sealed_name_of(NOW_MS - 8 * DAY_MS), draft_of(&old, 7));
        let stays = [
            name_of(NOW_MS),
            name_of(NOW_MS - 7 * DAY_MS),
            format!("{old}.part"),
            format!(".{old}.part"),
            format!(".{old}.12.part"),
            draft_of(&name_of(NOW_MS), 7),
            format!("copy of {old}"),
            "echonest-2020-1-1.tar.gz".to_owned(),
            "notes.txt".to_owned(),
        ];
        for name in stays.iter().chain([&old, &sealed, &killed]) {
            fs::write(at(name), "x").expect("it is written");
        }
        let folder = name_of(NOW_MS - 9 * DAY_MS);
        fs::create_dir(at(&folder)).expect("it is made");
        let link = name_of(NOW_MS - 10 * DAY_MS);
        std::os::unix::fs::symlink(at("notes.txt"), at(&link)).expect("it is made");
        assert_eq!(remove_old(directory.path(), 7, NOW_MS).expect("it can be read"), 2);
        assert!(![&old, &sealed, &killed].iter().any(|name| at(name).exists()));
        for name in stays.iter().chain([&folder, &link]) {
            assert!(at(name).exists(), "{name} is gone");
        }
    }
}
